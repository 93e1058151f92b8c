#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kill VMMs at random moments, for the given seconds. One is QEMU with a stock guest, from its first
# instruction to blits. The other is a small virtual machine with GGTT views under all fences. Each
# time the vGPU must be closed, no page may be pinned, and the vGPU must open again.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
	"$BUILD/guest/facet-guest-blits" "$BUILD/guest/facet-guest-aperture"
host_job "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" \
	"FACET_SEED=${FACET_SEED:-$RANDOM}" bash tests/guest/inside/kill9.sh "$1"
rc=$?
rm -f "$dir/guest.initrd"
exit "$rc"
