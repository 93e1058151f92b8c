#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a machine without an operating system has a vGPU of type facet-v1, and QEMU shows
# no screen. OVMF and GRUB show their menus there. TAP on stdout; pictures by facetctl in
# $FACET_DIR. FIRMWARE: the folder with OVMF and GRUB.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# shellcheck source=tests/nightly/lib/firmware.bash
. "$FACET_REPO/tests/nightly/lib/firmware.bash"
TAP_NAME=modules

monitor() { guest_monitor 0 "$@"; }
machine_alive() { guest_alive 0; }
look() { guest_screenshot 0 "$1"; }
closed() { [[ $(<"/sys/bus/mdev/devices/${UUID[0]}/facet/state") == closed ]]; }

: >"$FACET_DIR/host.report"
modules_load
trap one_guest_tidy EXIT
vgpu_create 0 facet-v1 display=region
machine_files "$RUN"
machine_boots "$RUN"
# With KVM, the host VM's own QEMU ends with an assertion (cpu_interrupt) as OVMF starts. So this
# QEMU emulates, too, and everything takes long.
GUEST_ACCEL=tcg CPU=max MENU_S=1500
GUEST_DISPLAY=none GUEST_ARGS=("${BOOTS[@]}") GUEST_KERNEL=''
guest_start 0
machine_menus
guest_stop 0
ok "the vGPU is closed" closed
vgpu_remove 0
trap - EXIT
ok_the_end
exit 0
