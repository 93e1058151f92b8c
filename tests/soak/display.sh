#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Screens over and over, in the host VM, on the kernel modules: flips with export, reboots, resizes, and what is left behind: no
# descriptor, dma-buf, pinned page or kernel memory. First by a VFIO user that is guest and VMM in one (tests/host/flips.c), then
# by a stock guest with QEMU's D-Bus display and a viewer. Once at least; as long as there are seconds left the VFIO user begins anew.
#
# By QEMU 11, since 10 keeps each viewer of its D-Bus display that left, with any device, and is slower with each.
#
# What the VFIO user does, 10000 flips, 100 resets, 100 resizes: FACET_FLIPS, FACET_RESETS, FACET_RESIZES.
# What the guest does, 2000 flips, 10 reboots, 10 resizes: FACET_GUEST_FLIPS, FACET_GUEST_REBOOTS, FACET_GUEST_RESIZES.
# FACET_SOAK_FULL=1: as many of each by the guest as by the VFIO user.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
flips=${FACET_FLIPS:-10000} resets=${FACET_RESETS:-100} resizes=${FACET_RESIZES:-100}
guest=(2000 10 10)
[[ -z ${FACET_SOAK_FULL:-} ]] || guest=("$flips" "$resets" "$resizes")
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "$BUILD/guest/facet-guest-pattern" "$BUILD/guest/facet-guest-check"
rm -f "$dir"/*.png
HOST_SCREENS=trixie-backports host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" \
	"FLIPS=$flips" "RESETS=$resets" "RESIZES=$resizes" "GUEST_FLIPS=${FACET_GUEST_FLIPS:-${guest[0]}}" \
	"GUEST_REBOOTS=${FACET_GUEST_REBOOTS:-${guest[1]}}" "GUEST_RESIZES=${FACET_GUEST_RESIZES:-${guest[2]}}" \
	bash tests/guest/inside/screens.sh "$1" </dev/null | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$rc"
