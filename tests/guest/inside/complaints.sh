#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: what users of GPU virtualization complain of, and does not happen here. TAP on stdout; pictures in $FACET_DIR.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
GUEST_SIZE=xres=1280,yres=800

# shellcheck disable=SC2317 # by the trap
tidy() {
	trap - EXIT
	[[ -z ${PID[0]:-} ]] || guest_kill 0
	vgpu_remove 0
}

state() { cat "/sys/bus/mdev/devices/${UUID[0]}/facet/state"; }

# refused DISPLAY WORDS: QEMU without what dma-bufs need says so before there is a guest, and leaves the vGPU as it was.
refused() {
	local i
	GUEST_DISPLAY=$1
	guest_start 0
	for ((i = 0; i < 10 * ${FACET_STALL:-120}; i++)); do
		guest_alive 0 || break
		sleep 0.1
	done
	! guest_alive 0 && grep -q "$2" "$RUN/guest0.qemu" && [[ $(state) == closed ]]
	ok "complaint: QEMU without a render node: -display $1: it says '$2', the vGPU is unharmed"
	sed 's/^/# /' "$RUN/guest0.qemu"
	guest_kill 0
	unset GUEST_DISPLAY
}

# A guest whose driver comes later.
start_late() {
	GUEST_ARGS=(-action reboot=reset)
	guest_start 0 facet.i915=no
	guests_wait 'FACET-BEGIN*' "first process" 0
}

# in_mode WIDTHxHEIGHT: that is what the guest has set last.
in_mode() { [[ $(grep '"report":"modeset"' "$RUN/guest0.report" | tail -n 1) == *"\"mode\":\"$1\""* ]]; }

# lit: i915 is there, and its user lights the screen, with a picture of this HASH, the cursor over it.
lit() {
	guest_anew 0
	guest_tell 0 pattern --flips 2 --cursor 500,300
	guests_wait '{"report":"pattern"*' "pattern" 0 || return 1
	[[ ${LINE[0]} =~ \"shown\":\"([0-9a-f]+)\" ]] && HASH=${BASH_REMATCH[1]}
}

load() {
	guest_anew 0
	guest_tell 0 load i915
	guests_wait '{"report":"load"*' "i915" 0
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
vgpu_create 0 "$(type_for 1)" cursor=drawn
refused none 'opengl not available'
refused dbus,p2p=yes 'opengl not available'

start_late || exit 1
guest_picture 0 dark.png --settle 500
ok "before the driver is there the user sees what the vGPU waits for"
load && lit && guest_picture 0 late.png --hash "$HASH"
ok "complaint: the display never initialises when the guest's driver loads late"
in_mode 1280x800
ok "the guest's mode is that of QEMU's window"
guest_anew 0
guest_monitor 0 system_reset
guests_wait 'FACET-BEGIN*' "first process" 0 && load && lit && guest_picture 0 reboot.png --hash "$HASH"
ok "complaint: the screen is frozen after the guest reboots"
guest_follow 0 1024x768 before.png && lit && guest_picture 0 resized.png --hash "$HASH"
ok "complaint: the screen is black after a resize"
in_mode 1024x768
ok "the guest has followed QEMU's window"
guest_log_is_clean 0
ok "the guest's kernel log has no warning"
guest_tell 0 quit
guest_stop 0

[[ $(state) == closed ]]
ok "the vGPU is closed"
vgpu_remove 0
trap - EXIT
! host_trouble
ok "the host's kernel log has no warning"
((${FAILURES:-0} == 0))
ok "nothing else failed"
exit 0
