#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one guest whose display is a region. Checks the guest's picture as QEMU and a VNC
# client show it. Checks blits while QEMU takes memory from the guest and gives it back, by a
# balloon and by a pc-dimm. Checks the guest's aperture, and a VMM that is killed. TAP on stdout;
# region.png, screendump.png, screenshot.png and vnc.png in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
TAP_NAME=alone
DIMM_MIB=256
VNC=127.0.0.1:1

# by_vnc SIZE HASH: succeed if a client of QEMU's VNC server shows the picture.
by_vnc() {
	gvnccapture -q "$VNC" "$FACET_DIR/vnc.png" &&
		"$BIN/facet-picture-find" "$FACET_DIR/vnc.png" --size "$1" --hash "$2" >/dev/null
}

# region_shown: check that QEMU and a VNC client show what the guest has drawn, with its cursor.
region_shown() {
	local size shown complaint='complaint: QEMU without a render node'
	guest_tell 0 pattern --cursor 500,300
	guests_wait '{"report":"modeset"*' "mode" 0 || return 1
	[[ ${LINE[0]} =~ \"mode\":\"([0-9x]+)\" ]]
	size=${BASH_REMATCH[1]:-0x0}
	guests_wait '{"report":"pattern"*' "pattern" 0 || return 1
	[[ ${LINE[0]} =~ \"shown\":\"([0-9a-f]+)\" ]]
	shown=${BASH_REMATCH[1]:-0}
	ok "$complaint: with a region there is what the guest drew, with its cursor" \
		guest_picture 0 region.png --hash "$shown" --screendump "$FACET_DIR/screendump.png"
	ok "a screenshot is taken" \
		"$BIN/facetctl" screenshot "${UUID[0]}" "$FACET_DIR/screenshot.png"
	ok "a VNC client has the same" by_vnc "$size" "$shown"
	ok "it came without a dma-buf" grep -q '"path":"region"' "$FACET_DIR/host.report"
}

# until_said PATTERN COMMAND...: repeat COMMAND on the guest's monitor until the answer matches
# PATTERN, an extended regular expression. Fail after FACET_STALL seconds (default: 120).
until_said() {
	local pattern=$1 i said
	shift
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		said=$(guest_answer 0 "$@") || return 1
		grep -qE "$pattern" <<<"$said" && return 0
		sleep 1
	done
	return 1
}

# in_use KIB: wait until the guest has at least KIB of memory. $kib is the amount that it has.
in_use() {
	local i
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		guest_tell 0 memory
		sleep 1
		kib=$(sed -nE 's/.*"report":"memory","kib":([0-9]+).*/\1/p' "$RUN/guest0.report" |
			tail -n 1)
		((${kib:-0} < $1)) || return 0
		guest_alive 0 || return 1
	done
	return 1
}

# blits_start: start a run of blits in the guest. blits_end: wait for its end; fail on any mismatch.
RUNS=0
blits_start() {
	RUNS=$((RUNS + 1))
	guest_tell 0 "blits --count 300 --seed $RUNS"
}
blits_end() {
	guests_blits "$RUNS" 0 || return 1
	grep '"report":"blits"' "$RUN/guest0.report" | tail -n 1 |
		grep -q '"blit_mismatches":0,.*"error":""'
}

# plugged_out: unplug the memory module and wait until the guest has released it.
plugged_out() {
	local i said
	guest_monitor 0 device_del dimm
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		said=$(guest_answer 0 info memory-devices) || return 1
		[[ $said == *'Memory device'* ]] || return 0
		sleep 1
		# The guest may refuse while it uses pages of the module: ask it again every 10 s.
		((i % 10)) || guest_monitor 0 device_del dimm
	done
	return 1
}

# aperture_right MODE REPORT: succeed if page tables are watched in MODE (tracking or comparing) and
# each of the guest's reports on the aperture matches REPORT.
aperture_right() { grep -qx "mode $1" "$TRACKING" && guest_always 0 aperture "$2"; }

: >"$FACET_DIR/host.report"
modules_load
trap one_guest_tidy EXIT
before=$(pinned)
vgpu_create 0 "$(type_for 1)" display=region
VGPU=/sys/bus/mdev/devices/${UUID[0]}/facet
TRACKING=/sys/kernel/debug/facet/${UUID[0]}/tracking
ok "the administrator's choice of a display is kept" is "$(<"$VGPU/display")" region
GUEST_DISPLAY=dbus,p2p=yes
GUEST_MEM=1024,slots=1,maxmem=2048M
GUEST_ARGS=(-device virtio-balloon-pci -vnc "$VNC")
guest_start 0 memhp_default_state=online_movable
guests_wait 'FACET-READY*' "i915" 0 || exit 1
region_shown || exit 1
guest_tell 0 load virtio_balloon
guests_wait '{"report":"load"*' "balloon" 0 || exit 1

blits_start
guest_monitor 0 balloon 720
ok "the balloon takes 300 MiB" until_said 'actual=720' info balloon
ok "with 0 mismatches in the blits meanwhile" blits_end
blits_start
guest_monitor 0 balloon 1024
ok "it gives them back" until_said 'actual=1024' info balloon
ok "with 0 mismatches in the blits meanwhile" blits_end

blits_start
guest_monitor 0 "object_add memory-backend-ram,id=more,size=${DIMM_MIB}M"
guest_monitor 0 "device_add pc-dimm,id=dimm,memdev=more"
ok "a memory module is plugged in" until_said 'Memory device' info memory-devices
ok "with 0 mismatches in the blits meanwhile" blits_end
ok "the guest uses it" in_use $(((1024 + DIMM_MIB / 2) * 1024))
say "the guest has ${kib:-no} KiB"
blits_start
ok "it is plugged out" plugged_out
ok "with 0 mismatches in the blits meanwhile" blits_end

guest_tell 0 aperture
guests_wait '{"report":"aperture","tiling":"y"*' "answer from its aperture" 0
if [[ $(</sys/module/facet/parameters/track) == Y ]]; then
	ok "the aperture shows what is in memory, under X and Y fences too" \
		aperture_right tracking '"ok":true,"offered":true,"wrong":0'
else
	name="the aperture shows what is in memory, and no fences are offered"
	linear='"linear","ok":true,"offered":true,"wrong":0'
	tiled='"[xy]","ok":true,"offered":false,"wrong":0'
	ok "$name where page tables are compared" aperture_right comparing "$linear\|$tiled"
fi
grep -E '^(mode|pages|notices|followed|views)' "$TRACKING" | sed 's/^/# /'
ok_guest 0 guest0

blits_start
sleep 1
guest_kill 0
ok "a VMM that is killed in the middle leaves its vGPU closed" is "$(<"$VGPU/state")" closed
left=$(pinned)
ok "and no page pinned ($left, $before before)" no_more "$left" "$before"
vgpu_remove 0
trap - EXIT
ok_the_end
exit 0
