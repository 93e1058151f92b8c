#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: random guests on a face that fails at random
# Minutes: 10
#
# ./run soak rubbish has more of it.

set -u
if bash "$(dirname "$0")/../../run" soak rubbish 300 </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	echo "ok - random guests do no harm"
else
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	echo "not ok - random guests do no harm"
	exit 1
fi
