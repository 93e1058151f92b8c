#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# soak.sh NAME SECONDS WHAT: run ./run soak NAME for SECONDS and print one TAP line, named WHAT. The
# output of the run is in FACET_DIR/soak.log.

set -u
rc=0
if ! bash "$(dirname "$0")/../../../run" soak "$1" "$2" </dev/null >"$FACET_DIR/soak.log" 2>&1; then
	tail -n 5 "$FACET_DIR/soak.log" | sed 's/^/# /'
	printf 'not '
	rc=1
fi
echo "ok - $3"
exit "$rc"
