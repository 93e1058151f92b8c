#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: VMMs killed at random moments
# Minutes: 15
#
# ./run soak kill9 has more of it.

set -u
if bash "$(dirname "$0")/../../run" soak kill9 300 </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	echo "ok - VMMs that are killed leave nothing"
else
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	echo "not ok - VMMs that are killed leave nothing"
	exit 1
fi
