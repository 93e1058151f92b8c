#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: what users of such displays complain of, as far as it takes a stock guest and QEMU; the rest is in
# tests/host/5-complaints.sh. The work is in inside/complaints.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern" "$BUILD/guest/facet-guest-check"
rm -f "$dir"/*.png
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" bash tests/guest/inside/complaints.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
# The colours of the guest's pattern, in QEMU's picture and in ours.
for picture in screendump screenshot; do
	if ! python3 - "$REPO/tests/demo" "$dir/$picture.png" <<'T'; then
import sys
sys.path.insert(0, sys.argv[1])
from png import Picture
from summary import BARS
picture = Picture(sys.argv[2])
bars = [picture.pixel(picture.width * (2 * i + 1) // (2 * len(BARS)), picture.height // 6) for i in range(len(BARS))]
print("#", picture.width, picture.height, bars)
sys.exit(bars != BARS)
T
		printf 'not '
		rc=1
	fi
	echo "ok - complaint: without a render node there is no picture ($picture)"
done
exit "$rc"
