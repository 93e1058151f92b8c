#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The picture in the region and QEMU's screendump are the same.

set -u
pixels() { PYTHONDONTWRITEBYTECODE=1 python3 "$(dirname "$0")/../../demo/png.py" "$1"; }
rc=0
if ! region=$(pixels "$FACET_DIR/region.png") || ! dump=$(pixels "$FACET_DIR/screendump.png") ||
	[[ -z $region || $region != "$dump" ]]; then
	printf 'not '
	rc=1
fi
echo "ok - alone: QEMU's screendump shows the same picture"
exit "$rc"
