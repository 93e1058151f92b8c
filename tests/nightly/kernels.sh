#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: level host and demos on each kernel with each guest kernel
# Minutes: 40
#
# ./run soak kernels has more of it.

set -u
if bash "$(dirname "$0")/../../run" soak kernels 0 </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	echo "ok - hosts with 6.12 and 7.2, guests with 6.1, 6.12 and 7.2"
else
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	echo "not ok - hosts with 6.12 and 7.2, guests with 6.1, 6.12 and 7.2"
	exit 1
fi
