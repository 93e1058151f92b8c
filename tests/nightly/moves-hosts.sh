#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: guests go by files from host to host: a reboot, Linux 6.12 and 7.2, QEMU 10 and 11
# Minutes: 40
# Builds: modules guest
#
# Each line of $legs: a name, its place in a journey, the kernel of the host VM, the suite of its
# QEMU, and the ports of the guest. Each host VM loads what the one before has saved, and ends.
# tests/guest/inside/leg.sh runs in each. The files of a leg are in FACET_DIR/NAME. FACET_LEGS:
# names of the legs to run (all).
#
# QEMU 11.1.3 does not load the virtio-serial that QEMU 10 has saved ("VQ 0 vring.num 1024 exceeds
# allocated max 128"), also without a vGPU. So the guest of the second journey has none.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
legs='begin first 6.12 trixie virtio
reboot next 6.12 trixie virtio
6.12-to-7.2 next 7.2 trixie virtio
7.2-to-6.12 last 6.12 trixie virtio
begin-again first 6.12 trixie serial
qemu-10-to-11 next 6.12 trixie-backports serial
qemu-11-to-10 last 6.12 trixie serial'
dir=$FACET_DIR rc=0
programs=()
for p in check blits aperture pattern frames; do programs+=("$BUILD/guest/facet-guest-$p"); done
build_modules 7.2
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "${programs[@]}"
settings=("GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "LEG_FILES=$dir"
	FACET_TIMEOUT=1200 "FACET_MODELS=${FACET_MODELS:-}")
rm -f "$dir"/{gen9,virtio-gpu}{,.shown}
while read -r name leg kernel suite ports <&3; do
	[[ " ${FACET_LEGS:-$name} " == *" $name "* ]] || continue
	HOST_SCREENS=''
	[[ $suite == trixie ]] || HOST_SCREENS=$suite
	mkdir -p "$dir/$name"
	host_scripts "$dir/$name" "$kernel" "${settings[@]}" "LEG=$leg" "GUEST_PORTS=$ports" \
		tests/guest/inside/leg.sh >"$dir/$name/tap" || rc=1
	sed -E "s/^((not )?ok - )/\1$name: /" "$dir/$name/tap"
done 3<<<"$legs"
rm -f "$dir"/guest.initrd "$dir"/{gen9,virtio-gpu}{,.shown}
exit "$rc"
