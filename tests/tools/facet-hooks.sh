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
ok "a process ends after its last frame, and reports it" \
	env LD_PRELOAD="$HOOKS" FACET_RUN_CLOCK=3 FACET_RUN_REPORT="$dir/report" "$CLOCK" --forever
ok "the report has the first frame, and the number of frames" \
	is "$(cut -f2- "$dir/report")" $'first\t1\nframes\t3'
the_end
