#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: the screen of two guests, one that is shown by dma-bufs and one by a region. Text on the console, modetest, frames that are never
# torn. The work is in inside/screen.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/desktop.sh
. "$(dirname "$0")/../vm/lib/desktop.sh"

dir=$FACET_DIR
desktop_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$REPO/tests/demo/guest-load" "$BUILD/guest/facet-guest-frames" \
	"$BUILD/guest/facet-guest-pattern"
rm -f "$dir"/*.png
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "ROOT_DISK=$ROOT_DISK" \
		bash tests/guest/inside/screen.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
# The bars of modetest's pattern (SMPTE's, at 75 %): grey to blue.
if ! python3 - "$dir/modetest-pattern.png" <<'T' >&2; then
import sys
sys.path.insert(0, "tests/demo")
from png import Picture
picture = Picture(sys.argv[1])
bars = [(192, 192, 192), (192, 192, 0), (0, 192, 192), (0, 192, 0), (192, 0, 192), (192, 0, 0), (0, 0, 192)]
got = [picture.pixel(picture.width * (2 * i + 1) // 14, picture.height // 3) for i in range(7)]
sys.exit(f"{got}" if got != bars else 0)
T
	printf 'not '
	rc=1
fi
echo "ok - screen: modetest's pattern has its colours"
exit "$rc"
