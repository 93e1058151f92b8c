#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check which frames ./run gl takes, without a root.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"

# says TEXT OPTION...: ./run gl refuses a command line by one line that has TEXT. Root neo needs
# --bare: ./run gl refuses it after it has checked the options.
says() {
	local text=$1 said rc=0
	shift
	said=$(bash "$REPO/tests/vm/lib/cmd-gl.sh" --root neo "$@" true 2>&1) || rc=$?
	[[ $rc == 1 && $said == *"$text"* && $(wc -l <<<"$said") == 1 ]] ||
		{ echo "# $rc: $said" && return 1; }
}
takes() { says 'facet: --root neo has no Weston' "$@"; }
beyond() {
	says "facet: --frames $1: frame $2 is never shown: --clock ends PROGRAM after frame 9" \
		--frames "$1" --clock 9
}

ok "a frame that the clock does not reach is refused" beyond 99 99
ok "so is one beside others" beyond 1,10,3 10
ok "the last frame of the clock is right" takes --frames 1,9 --clock 9
ok "so is each frame if the clock does not end" takes --frames 99 --clock 0
ok "and without a clock" takes --frames 99
exit "$FAILED"
