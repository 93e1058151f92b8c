#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# QEMU's screendump has the same pixels as the region. The screendump and facetctl's screenshot have
# the colours of the guest's pattern.

set -u
pixels() { PYTHONDONTWRITEBYTECODE=1 python3 "$(dirname "$0")/../../demo/png.py" "$1"; }
rc=0
if ! region=$(pixels "$FACET_DIR/region.png") || ! dump=$(pixels "$FACET_DIR/screendump.png") ||
	[[ -z $region || $region != "$dump" ]]; then
	printf 'not '
	rc=1
fi
echo "ok - alone: QEMU's screendump shows the same picture"
for picture in screendump screenshot; do
	if ! PYTHONDONTWRITEBYTECODE=1 python3 - "$(dirname "$0")/../../demo" \
		"$FACET_DIR/$picture.png" <<'T'; then
import sys
sys.path.insert(0, sys.argv[1])
from png import Picture
from summary import BARS
picture = Picture(sys.argv[2])
bars = [
    picture.pixel(picture.width * (2 * i + 1) // (2 * len(BARS)), picture.height // 6)
    for i in range(len(BARS))
]
print("#", picture.width, picture.height, bars)
sys.exit(bars != BARS)
T
		printf 'not '
		rc=1
	fi
	echo "ok - alone: without a render node there is a picture ($picture)"
done
exit "$rc"
