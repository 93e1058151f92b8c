#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: faults that users of GPU virtualization report, and that Facet must not have. TAP
# on stdout; pictures in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
GUEST_SIZE=xres=1280,yres=800

state() { cat "/sys/bus/mdev/devices/${UUID[0]}/facet/state"; }

# ended_with WORDS: succeed if QEMU has printed WORDS and has ended, and the vGPU is closed.
ended_with() { ! guest_alive 0 && grep -q "$1" "$RUN/guest0.qemu" && is "$(state)" closed; }

# refused DISPLAY WORDS: start QEMU with a DISPLAY that cannot show dma-bufs. QEMU has to print
# WORDS and end before there is a guest; the vGPU has to be closed.
refused() {
	local i complaint='complaint: QEMU without a render node'
	GUEST_DISPLAY=$1
	guest_start 0
	for ((i = 0; i < 10 * ${FACET_STALL:-120}; i++)); do
		guest_alive 0 || break
		sleep 0.1
	done
	ok "$complaint: -display $1: it says '$2', the vGPU is unharmed" ended_with "$2"
	sed 's/^/# /' "$RUN/guest0.qemu"
	guest_kill 0
	unset GUEST_DISPLAY
}

# start_late: start a guest that does not load i915 by itself.
start_late() {
	GUEST_ARGS=(-action reboot=reset)
	guest_start 0 facet.gpu=none
	guests_wait 'FACET-BEGIN*' "first process" 0
}

# in_mode WIDTHxHEIGHT: succeed if this is the last mode that the guest has set.
in_mode() {
	[[ $(grep '"report":"modeset"' "$RUN/guest0.report" | tail -n 1) == *"\"mode\":\"$1\""* ]]
}

# lit: wait for i915 and light the guest's screen, with the cursor shown. $HASH is the hash of the
# picture.
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

# shown FILE: light the guest's screen; succeed if a viewer shows that picture. shown_late FILE:
# load i915 before.
shown() { lit && guest_picture 0 "$1" --hash "$HASH"; }
shown_late() { load && shown "$1"; }
reboots() { guests_wait 'FACET-BEGIN*' "first process" 0 && shown_late "$1"; }
resized() { guest_follow 0 "$1" before.png && shown "$2"; }

: >"$FACET_DIR/host.report"
modules_load
trap one_guest_tidy EXIT
vgpu_create 0 "$(type_for 1)" cursor=drawn
refused none 'opengl not available'
refused dbus,p2p=yes 'opengl not available'

start_late || exit 1
ok "before the driver is there the user sees what the vGPU waits for" \
	guest_picture 0 dark.png --settle 500
ok "complaint: the display never initialises when the guest's driver loads late" shown_late late.png
ok "the guest's mode is that of QEMU's window" in_mode 1280x800
guest_anew 0
guest_monitor 0 system_reset
ok "complaint: the screen is frozen after the guest reboots" reboots reboot.png
ok "complaint: the screen is black after a resize" resized 1024x768 resized.png
ok "the guest has followed QEMU's window" in_mode 1024x768
ok "guest0 named no register that is unlisted or ignored" no_register_in_vain "${UUID[0]}"
ok "the guest's kernel log has no warning" guest_log_is_clean 0
guest_tell 0 quit
guest_stop 0

ok "the vGPU is closed" is "$(state)" closed
vgpu_remove 0
trap - EXIT
ok_the_end
exit 0
