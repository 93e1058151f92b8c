#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: guests go by files from host to host: a reboot, Linux 6.12 and 7.2, QEMU 10 and 11
# Minutes: 40
# Builds: modules guest
#
# Each line of $legs: a name, the kernel of the host VM, and the suite of its QEMU. Each host VM
# loads what the one before has saved, and ends. tests/guest/inside/leg.sh runs in each. The files
# of a leg are in FACET_DIR/NAME.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
legs='first 6.12 trixie
reboot 6.12 trixie
6.12-to-7.2 7.2 trixie
7.2-to-6.12 6.12 trixie
qemu-10-to-11 6.12 trixie-backports
last 6.12 trixie'
dir=$FACET_DIR rc=0
programs=()
for p in check blits aperture pattern frames; do programs+=("$BUILD/guest/facet-guest-$p"); done
build_modules 7.2
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "${programs[@]}"
settings=("GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "LEG_FILES=$dir"
	FACET_TIMEOUT=1200 "FACET_MODELS=${FACET_MODELS:-}")
rm -f "$dir"/{gen9,virtio-gpu}{,.shown}
while read -r leg kernel suite <&3; do
	HOST_SCREENS=''
	[[ $suite == trixie ]] || HOST_SCREENS=$suite
	mkdir -p "$dir/$leg"
	host_scripts "$dir/$leg" "$kernel" "${settings[@]}" "LEG=$leg" tests/guest/inside/leg.sh \
		>"$dir/$leg/tap" || rc=1
	sed -E "s/^((not )?ok - )/\1$leg: /" "$dir/$leg/tap"
done 3<<<"$legs"
rm -f "$dir"/guest.initrd "$dir"/{gen9,virtio-gpu}{,.shown}
exit "$rc"
