#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Repeat the demo for the given seconds, to find what happens once in many boots. The results of
# failed runs are kept.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

runs=0 failed=0
while ((SECONDS < $1)); do
	runs=$((runs + 1))
	if ! run_fg bash "$REPO/run" demo >"$FACET_DIR/run$runs.log" 2>&1; then
		failed=$((failed + 1))
		cp -r "$OUT/demo" "$FACET_DIR/run$runs"
	fi
	step "soak: $runs demos, $failed failed"
done
((failed == 0))
