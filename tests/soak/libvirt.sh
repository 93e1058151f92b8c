#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest behind each kind of display that docs/first-vgpu.md has a domain of libvirt's for, and a picture by a client of that kind. The work is in
# tests/guest/inside/displays.sh, the pictures are in FACET_DIR. The seconds count for nothing.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern"
rm -f "$dir"/*.png
HOST_SYSTEMD=screens systemd_job displays "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd"
rc=$?
rm -f "$dir/guest.initrd"
exit "$rc"
