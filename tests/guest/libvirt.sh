#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: a stock guest on a vGPU as libvirt starts it, with what Debian's libvirt allows its QEMU. The work is in inside/libvirt.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern"
rm -f "$dir"/*.png
systemd_job libvirt "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd"
rc=$?
rm -f "$dir/guest.initrd"
exit "$rc"
