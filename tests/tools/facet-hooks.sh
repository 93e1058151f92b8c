#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The clock of the hooks, in programs of this machine. Arguments: HOOKS-LIBRARY CLOCK-PROGRAM. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
HOOKS=$1 CLOCK=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# stepped CMD...: run CMD with the stepped clock.
stepped() { env LD_PRELOAD="$HOOKS" FACET_RUN_CLOCK=0 "$@"; }
ok "a program sees the time of the first frame" \
	is "$(stepped date -u +%F_%T.%N)" 2026-01-01_00:00:00.000000000
ok "without the clock it sees the real time" \
	test "$(LD_PRELOAD=$HOOKS date +%s)" -ge "$(($(date +%s) - 5))"
ok "all clocks agree, step 1/60 s per frame, and go on with waits and without frames" \
	env LD_PRELOAD="$HOOKS" FACET_RUN_CLOCK=0 "$CLOCK"
frames=$(env LD_PRELOAD="$HOOKS" FACET_RUN_CLOCK=3 FACET_RUN_REPORT="$dir/report" \
	"$CLOCK" --forever)
ok "a process ends with status 0 after its last frame" is "$? $frames" $'0 frame\nframe\nframe'
ok "the report has the first frame" is "$(cut -f2- "$dir/report")" $'first\t1'
the_end
