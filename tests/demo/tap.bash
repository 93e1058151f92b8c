# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TAP of scripts in the host VM that have guests at work. Sourced after host-lib.sh, whose lines for
# people it makes comments.
#
# TAP_NAME: what stands before each name. $BAD: how many have failed.

say() { printf '# %s\n' "$*"; }

# ok NAME COMMAND...: one TAP line, by whether COMMAND succeeds. Without a command there is nothing to
# judge by, and the line is a failure. NAME is expanded before COMMAND runs: measure first, then judge
# and print what was measured.
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

# is A B: they are the same.
is() { [[ $1 == "$2" ]] || { say "'$1' where '$2' was expected" && return 1; }; }

# host_log_is_clean: see host_trouble; what it finds becomes comments.
host_log_is_clean() { ! host_trouble | sed 's/^/# /' | grep .; }

# ok_the_end: the last two lines of a script.
ok_the_end() {
	ok "the host's kernel log has no warning" host_log_is_clean
	ok "nothing else failed" is "${FAILURES:-0}" 0
}

# ok_guest N NAME: three lines on a guest that is still there: it works, it asked for nothing that no row covers, and
# its kernel has no complaint.
ok_guest() {
	ok "$2: its engines answer and it is not wedged" guest_works "$1"
	ok "$2 named no register that is unlisted or ignored" no_register_in_vain "${UUID[$1]}"
	ok "$2: its kernel log has no warning" guest_log_is_clean "$1"
}
