#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each documented domain shown by its client
# Minutes: 15
#
# ./run soak libvirt has more of it.

set -u
if bash "$(dirname "$0")/../../run" soak libvirt 0 </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	echo "ok - each documented display of libvirt shows the guest"
else
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	echo "not ok - each documented display of libvirt shows the guest"
	exit 1
fi
