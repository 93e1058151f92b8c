#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The bars of modetest's pattern have their colours, grey to blue: SMPTE's at 75 %.

set -u
rc=0
if ! PYTHONDONTWRITEBYTECODE=1 python3 - "$(dirname "$0")/../../demo" \
	"$FACET_DIR/modetest-pattern.png" <<'T' >&2; then
import sys
sys.path.insert(0, sys.argv[1])
from png import Picture
picture = Picture(sys.argv[2])
bars = [
    (192, 192, 192), (192, 192, 0), (0, 192, 192), (0, 192, 0),
    (192, 0, 192), (192, 0, 0), (0, 0, 192),
]
got = [picture.pixel(picture.width * (2 * i + 1) // 14, picture.height // 3) for i in range(7)]
sys.exit(f"{got}" if got != bars else 0)
T
	printf 'not '
	rc=1
fi
echo "ok - screen: modetest's pattern has its colours"
exit "$rc"
