# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whether a guest's kernel has complained: one list for all scripts. Sourced, never run.

# untroubled LOG: succeed if there is the LOG of a guest's kernel, and no line of it complains. The
# log of a QEMU to which a guest moved may be empty.
untroubled() {
	local patterns=$FACET_REPO/tests/guest/inside/guest-trouble.patterns
	[[ -s $patterns ]] || { echo "# $patterns is missing" >&2 && return 1; }
	[[ -e $1 ]] || { echo "# $1 is missing: a kernel without a log" >&2 && return 1; }
	! grep -aEf "$patterns" "$1" >&2
}
