#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: QEMU chooses the monitor, by VFIO's EDID region, and another one while the guest runs; the guest follows. The
# work is in inside/monitor.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern" \
	"$BUILD/guest/facet-guest-check"
rm -f "$dir"/*.png
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" bash tests/guest/inside/monitor.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$rc"
