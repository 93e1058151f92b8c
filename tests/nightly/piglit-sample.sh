#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a sample of piglit on the simulated GPU, always the same 200 tests
# Minutes: 15
#
# Prints TAP. Results are in $FACET_DIR/piglit. No test may crash here alone, or run on another
# renderer. FACET_PIGLIT_MARK: least part of the tests of llvmpipe that must pass (default: 0.6).

set -u
cd "$(dirname "$0")/../.." || exit 1
export FACET_PIGLIT_OUT=$FACET_DIR/piglit
./run piglit --minutes 10 quick >&2 || {
	rc=$?
	echo "not ok - ./run piglit: status $rc"
	exit "$rc"
}
python3 -B tests/piglit/summary.py --tap "$FACET_PIGLIT_OUT/summary.json" \
	"${FACET_PIGLIT_MARK:-0.6}"
