#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Test each libvirt domain of docs/admin/first-vgpu.md: a stock guest behind that kind of display,
# and a picture by a client of that kind. tests/guest/inside/displays.sh does the work. The pictures
# are in FACET_DIR. The seconds are ignored.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
	"$BUILD/guest/facet-guest-pattern"
rm -f "$dir"/*.png
HOST_SYSTEMD=screens systemd_job displays "GUEST_KERNEL=$GUEST_KERNEL" \
	"GUEST_INITRD=$dir/guest.initrd"
rc=$?
rm -f "$dir/guest.initrd"
exit "$rc"
