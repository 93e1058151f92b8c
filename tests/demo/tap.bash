# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TAP for scripts in the host VM that run guests. Sourced after host-lib.sh; turns the lines that
# host-lib.sh prints for people into comments.
#
# TAP_NAME: a prefix of each name. $BAD: the number of failed lines.

say() { printf '# %s\n' "$*"; }

# ok NAME COMMAND...: print one TAP line that says whether COMMAND succeeds. Without a command the
# line is a failure. NAME is expanded before COMMAND runs: measure first, then judge and print what
# was measured.
ok() {
	local name=$1
	shift
	if (($# == 0)) || ! "$@"; then
		printf 'not '
		BAD=$((${BAD:-0} + 1))
	fi
	printf 'ok - %s\n' "${TAP_NAME:+$TAP_NAME: }$name"
	return 0
}

# is A B: succeed if A and B are equal.
is() { [[ $1 == "$2" ]] || { say "'$1' where '$2' was expected" && return 1; }; }

# host_log_is_clean: succeed if host_trouble prints nothing. Prints its lines as comments.
host_log_is_clean() { ! host_trouble | sed 's/^/# /' | grep .; }

# ok_the_end: print the last two lines of a script.
ok_the_end() {
	ok "the host's kernel log has no warning" host_log_is_clean
	ok "nothing else failed" is "${FAILURES:-0}" 0
}

# ok_guest N NAME: print three lines on a guest that still runs: the guest works, it used no
# register without a row, and its kernel has no complaint.
ok_guest() {
	ok "$2: its engines answer and it is not wedged" guest_works "$1"
	ok "$2 named no register that is unlisted or ignored" no_register_in_vain "${UUID[$1]}"
	ok "$2: its kernel log has no warning" guest_log_is_clean "$1"
}
