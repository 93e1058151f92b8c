#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --desktop inside the host VM: Weston runs in one guest and Xorg in the other. First
# both guests flip for a minute, which measures how many flips they miss. Then take pictures of the
# consoles, and of the desktops by QEMU's D-Bus display and by facetctl. demo.sh calls this script
# through host_run. The results are in $FACET_DIR, and demo.sh judges them.
#
# ROOT_DISK: see root_disk in tests/vm/lib/root.sh. FACET_DEVICE: see demo.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"

KINDS=(weston xorg)
# A point without a window on both desktops: in Weston's panel, above the windows of Xorg.
POINTER="900,10"
FLIPPING_S=60
GUEST_SIZE=xres=1920,yres=1080
GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,snapshot=on" -device virtio-tablet-pci
	-device virtio-keyboard-pci)

guest_models "${#KINDS[@]}"
demo_begin "${#KINDS[@]}"
for n in "${ALL[@]}"; do guest_start "$n"; done
say "host: the guests are booting, half a minute or more under emulation"
guests_wait 'FACET-READY*' "driver" "${ALL[@]}" || exit 1
for n in "${INTEL[@]}"; do guest_tell "$n" check; done
guests_wait '{"report":"check"*' "answer from its engines" "${INTEL[@]}" || exit 1

say "host: consoles"
picture_of_console() { guest_picture "$1" "guest$1-console.png" --settle 1500; }
for n in "${ALL[@]}"; do guest_tell "$n" console; done
guests_wait '{"report":"console"*' "text on its console" "${ALL[@]}" || exit 1
pictures picture_of_console

say "host: flips in both guests, $FLIPPING_S s"
for n in "${ALL[@]}"; do guest_tell "$n" "pattern --seconds $FLIPPING_S"; done
guests_wait '{"report":"flips"*' "end of its flips" "${ALL[@]}" || exit 1
for n in "${ALL[@]}"; do guest_tell "$n" dark; done

say "host: desktops, ${KINDS[0]} and ${KINDS[1]}: two minutes or so under emulation"
for n in "${ALL[@]}"; do guest_tell "$n" "root ${KINDS[n]}"; done
guests_wait '{"report":"desktop"*' "desktop" "${ALL[@]}" || exit 1
picture_of_desktop() { guest_picture "$1" "guest$1.png" --pointer "$POINTER" --settle 4000; }
picture_by_facetctl() { guest_screenshot "$1" "guest$1-facetctl.png"; }
pictures picture_of_desktop
pictures picture_by_facetctl
for n in "${ALL[@]}"; do fact pointer "\"guest\":$n,\"at\":[$POINTER]"; done
demo_end
