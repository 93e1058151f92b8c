#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: pictures of the simulated GPU and of Mesa's software drivers are equal
# Minutes: 50
#
# ./run images draws the pictures of tests/3d and frames of glmark2, vkmark and vkcube in a root of
# Debian 13. Prints TAP on stdout. The pictures are in $FACET_DIR/images.

set -u
cd "$(dirname "$0")/../.." || exit 1
export FACET_IMAGES_OUT=$FACET_DIR/images
rc=0
./run images >&2 || rc=$?
python3 -B tests/3d/compare.py --tap "$FACET_IMAGES_OUT/summary.json" || exit 1
((rc == 0)) || echo "not ok - ./run images: status $rc"
exit "$rc"
