#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: a vGPU whose display is of the region kind, for VMMs and user interfaces without dma-buf: its pixels come through
# a region, QEMU's screendump works. The work is in inside/region.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern"
rm -f "$dir"/*.png
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" bash tests/guest/inside/region.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
if ! cmp <(python3 "$REPO/tests/demo/png.py" "$dir/region.png") <(python3 "$REPO/tests/demo/png.py" "$dir/screendump.png") >&2; then
	printf 'not '
	rc=1
fi
echo "ok - region: QEMU's screendump shows the same picture"
exit "$rc"
