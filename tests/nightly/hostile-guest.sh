#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: all hostile cases for five minutes beside two stock guests
# Minutes: 15
#
# ./run soak hostile has more of it.

set -u
if bash "$(dirname "$0")/../../run" soak hostile 300 </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	echo "ok - two stock guests beside a hostile one"
else
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	echo "not ok - two stock guests beside a hostile one"
	exit 1
fi
