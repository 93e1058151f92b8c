# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TAP of scripts in the host VM that have guests at work. Sourced after host-lib.sh, whose lines for
# people it makes comments.
#
# TAP_NAME: what stands before each name. $BAD: how many have failed.

say() { printf '# %s\n' "$*"; }

# ok NAME: one TAP line, by the status of the command before it.
ok() {
	local rc=$?
	((rc == 0)) || { printf 'not ' && BAD=$((${BAD:-0} + 1)); }
	printf 'ok - %s\n' "${TAP_NAME:+$TAP_NAME: }$*"
	return 0
}
