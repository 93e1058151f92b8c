#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# piglit.sh WORD K/N: run part K of N of the tests of a profile of piglit, and print TAP. Results
# are in $FACET_DIR/piglit. A part that is started again goes on with the tests that are left, as
# long as the engine is the same. FACET_PIGLIT_MARK: least ratio (default: 0.95).

set -u
cd "$(dirname "$0")/../../.." || exit 1
minutes=50	# a part ends after an hour
word=$1 shard=$2
export FACET_PIGLIT_OUT=$FACET_DIR/piglit
./run piglit --resume --shard "$shard" --minutes "$minutes" "$word" >&2 || {
	rc=$?
	echo "not ok - ./run piglit: status $rc"
	exit "$rc"
}
python3 -B tests/piglit/summary.py --tap "$FACET_PIGLIT_OUT/summary.json" \
	"${FACET_PIGLIT_MARK:-0.95}"
