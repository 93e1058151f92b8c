#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Repeat screens in the host VM, on the kernel modules: flips with export, reboots, resizes.
# Afterwards no descriptor, dma-buf, pinned page or kernel memory may be left behind. The first
# part is a VFIO user that is guest and VMM in one (tests/host/flips.c). The second part is a stock
# guest with QEMU's D-Bus display and a viewer. Both run once; the VFIO user repeats its part until
# the seconds are over.
#
# Uses QEMU 11. QEMU 10 keeps each viewer that has left its D-Bus display, with any device, and gets
# slower with each.
#
# VFIO user: FACET_FLIPS (10000), FACET_RESETS (100), FACET_RESIZES (100).
# Guest: FACET_GUEST_FLIPS (2000), FACET_GUEST_REBOOTS (10), FACET_GUEST_RESIZES (10).
# FACET_SOAK_FULL=1: the guest does as many of each as the VFIO user.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
flips=${FACET_FLIPS:-10000} resets=${FACET_RESETS:-100} resizes=${FACET_RESIZES:-100}
guest=(2000 10 10)
[[ -z ${FACET_SOAK_FULL:-} ]] || guest=("$flips" "$resets" "$resizes")
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
	"$BUILD/guest/facet-guest-pattern" "$BUILD/guest/facet-guest-check"
rm -f "$dir"/*.png
HOST_SCREENS=trixie-backports host_job "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" \
	"GUEST_INITRD=$dir/guest.initrd" \
	"FLIPS=$flips" "RESETS=$resets" "RESIZES=$resizes" \
	"GUEST_FLIPS=${FACET_GUEST_FLIPS:-${guest[0]}}" \
	"GUEST_REBOOTS=${FACET_GUEST_REBOOTS:-${guest[1]}}" \
	"GUEST_RESIZES=${FACET_GUEST_RESIZES:-${guest[2]}}" \
	bash tests/guest/inside/screens.sh "$1"
rc=$?
rm -f "$dir/guest.initrd"
exit "$rc"
