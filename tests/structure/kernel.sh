#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check ./run kernel, which builds kernels from configuration fragments: the meaning of a version
# such as 6.12-debug, the refusal of wrong words, and the search for options that a build left out.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir kernel
TOP=$TMPD

# fragments_here: write configuration fragments for the cases, and let the lab read them.
fragments_here() {
	FRAGMENTS=$TOP
	printf 'CONFIG_A=y\nCONFIG_B=m\n' >"$TOP/base.config"
	printf '# Fragment: what it is\nCONFIG_B=y\nCONFIG_C=n\nCONFIG_TEXT="a b"\n' \
		>"$TOP/fast.config"
	printf 'CONFIG_D=16\n' >"$TOP/odd.config"
}

# says TEXT COMMAND...: COMMAND succeeds and prints TEXT.
# fails TEXT COMMAND...: COMMAND fails and prints TEXT.
says() {
	local want=$1 said
	shift
	said=$("$@" 2>&1) && [[ $said == "$want" ]] || { echo "# $said" && return 1; }
}
fails() {
	local want=$1 said
	shift
	! said=$("$@" 2>&1) && [[ $said == "$want" ]] || { echo "# $said" && return 1; }
}

# missing WANT LINE...: a .config with these lines lacks the options WANT of base and fast.
missing() {
	local lacks
	printf '%s\n' "${@:2}" >"$TOP/dotconfig"
	lacks=$(options_missing "$TOP/dotconfig" "$TOP"/{base,fast}.config | paste -sd' ')
	[[ $lacks == "$1" ]]
}
GOOD=(CONFIG_A=y CONFIG_B=y '# CONFIG_C is not set' 'CONFIG_TEXT="a b"')

# options_change OPTION, comments_do_not: the lab builds a kernel anew if options_of prints other
# options. A new option changes the output; a comment does not.
options_change() {
	local said
	said=$(
		options_of "$TOP"/{base,fast}.config
		echo "$1" | options_of "$TOP"/{base,fast}.config -
	)
	[[ $said == *"$1"* ]]
}
comments_do_not() {
	local want
	want=$(printf '%s\n' '# other' CONFIG_D=16 | options_of -)
	[[ $(options_of "$TOP/odd.config") == "$want" ]]
}

NO_FAST="facet: there is no kernel fragment 'fast': tests/vm/kernel has debug iommufd"

ok "the fragment debug is there, and says what it is" \
	grep -qE '^debug +KASAN' <(bash "$REPO/run" kernel --list)
ok "a fragment that is not there is refused, with those that are" \
	fails "$NO_FAST" bash "$REPO/run" kernel fast
ok "one is needed" \
	fails 'facet: ./run kernel needs a fragment, one or more of: debug iommufd' \
	bash "$REPO/run" kernel
ok "an option of the command that is not there is refused" \
	fails "facet: ./run kernel does not know '-x': ./run kernel --help" \
	bash "$REPO/run" kernel -x
ok "the host VM may have such a kernel" need_host_kernel 6.12-debug
ok "not one of a fragment that is not there" fails "$NO_FAST" need_host_kernel 6.12-fast
ok "nor one without a name" \
	fails "facet: there is no kernel '6.12-': say 6.12-debug" need_host_kernel 6.12-
ok "nor of another version" \
	fails "facet: the host VM runs kernel 6.12, 7.2 or 6.12-FRAGMENT, not '7.2-debug'" \
	need_host_kernel 7.2-debug
ok "a guest's programs are those of its version" says trixie kernel_suite 6.12-debug
fragments_here
ok "the order of fragments makes no other kernel" says 6.12-fast-odd made_version odd fast odd
ok "a version in another order is refused" \
	fails "facet: there is no kernel '6.12-odd-fast': say 6.12-fast-odd" \
	need_host_kernel 6.12-odd-fast
ok "options come from the base, then from the fragments" \
	says "$TOP/base.config $TOP/fast.config $TOP/odd.config" \
	eval 'made_configs 6.12-fast-odd | paste -sd" "'
ok "a kernel with all options lacks none" missing '' "${GOOD[@]}"
ok "one that was left out is named" missing CONFIG_A=y "${GOOD[@]:1}"
ok "so is one of another value" missing CONFIG_B=y CONFIG_A=y CONFIG_B=m 'CONFIG_TEXT="a b"'
ok "and one that was to be off" missing CONFIG_C=n "${GOOD[@]}" CONFIG_C=y
ok "a kernel is made anew for other options" options_change CONFIG_E=y
ok "and not for other comments" comments_do_not
exit "$FAILED"
