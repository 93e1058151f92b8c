#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: with "-display none" no client asks QEMU for a picture. A guest whose display is a
# region must draw nevertheless. QEMU's screendump and facetctl's screenshot have to show its
# picture. TAP on stdout; pictures in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# shellcheck source=tests/guest/inside/drawn.bash
. "$FACET_REPO/tests/guest/inside/drawn.bash"
TAP_NAME=headless

state() { cat "/sys/bus/mdev/devices/${UUID[0]}/facet/state"; }

: >"$FACET_DIR/host.report"
modules_load
trap one_guest_tidy EXIT
vgpu_create 0 "$(type_for 1)" display=region
GUEST_DISPLAY=none
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
for at in 500,300 510,310; do
	ok "the guest draws, with its cursor at $at" drawn 0 --flips 2 --cursor "$at"
	ok "QEMU's screendump shows it" dumped 0 "screendump-$at.png"
	ok "facetctl's screenshot shows it" taken 0 "screenshot-$at.png"
done
ok_guest 0 guest0
guest_tell 0 quit
guest_stop 0
ok "the vGPU is closed" is "$(state)" closed
vgpu_remove 0
trap - EXIT
ok_the_end
exit 0
