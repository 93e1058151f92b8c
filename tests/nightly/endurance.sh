#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each call of a load failed once; memory that moves for a minute, user space and modules
# Minutes: 15
# Builds: asan modules guest
#
# Full versions of tests that the plain run only samples: FACET_SWEEP=full of
# tests/mini/test_sweep.c, and FACET_LOAD_SECONDS=60 of tests/mini/test_moving_memory.c and
# tests/host/6-moving.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
export FACET_LOAD_SECONDS=60 FACET_SWEEP=full
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
rc=0

# mini NAME: run a program of tests/mini. Prints a TAP line for each of its tests. Its output is in
# $FACET_DIR/NAME.log.
mini() {
	local log=$FACET_DIR/$1.log status=0
	CMOCKA_MESSAGE_OUTPUT=TAP run_fg "$BUILD/asan/tests/mini/test_$1" >"$log" 2>&1 || status=$?
	grep -E '^((not )?ok|#)' "$log"
	((status == 0)) || tail -n 20 "$log" | sed 's/^/# /'
	((status == 0)) || grep -q '^not ok' "$log" ||
		echo "not ok - test_$1 ended with status $status"
	return "$status"
}

mini sweep || rc=1
mini moving_memory || rc=1
cd "$REPO" || exit 1
host_level "$FACET_DIR" "$HOST_KERNEL" tests/host/6-moving.sh || rc=1
exit "$rc"
