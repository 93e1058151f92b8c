#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one guest on a vGPU whose display is a region. TAP on stdout; region.png, screendump.png and vnc.png in $FACET_DIR.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
GUEST_DISPLAY=dbus,p2p=yes
GUEST_ARGS=(-vnc 127.0.0.1:1)
say() { printf '# %s\n' "$*"; }

ok() {
	local rc=$?
	((rc)) && printf 'not '
	printf 'ok - region: %s\n' "$*"
	return 0
}

# shellcheck disable=SC2317 # by the trap
tidy() {
	trap - EXIT
	[[ -z ${PID[0]:-} ]] || guest_kill 0
	vgpu_remove 0
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
vgpu_create 0 "$(type_for 1)" display=region
[[ $(<"/sys/bus/mdev/devices/${UUID[0]}/facet/display") == region ]]
ok "the administrator's choice is kept"
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
guest_tell 0 pattern --cursor 500,300
guests_wait '{"report":"modeset"*' "mode" 0 || exit 1
[[ ${LINE[0]} =~ \"mode\":\"([0-9x]+)\" ]]
size=${BASH_REMATCH[1]:-0x0}
guests_wait '{"report":"pattern"*' "pattern" 0 || exit 1
[[ ${LINE[0]} =~ \"shown\":\"([0-9a-f]+)\" ]]
shown=${BASH_REMATCH[1]:-0}
guest_picture 0 region.png --hash "$shown" --screendump "$FACET_DIR/screendump.png"
ok "the picture is what the guest drew, with its cursor"
gvnccapture -q 127.0.0.1:1 "$FACET_DIR/vnc.png" && "$BIN/facet-picture-find" "$FACET_DIR/vnc.png" --size "$size" --hash "$shown" >/dev/null
ok "a VNC client has the same"
grep -q '"path":"region"' "$FACET_DIR/host.report"
ok "it came without a dma-buf"
guest_tell 0 quit
guest_stop 0
vgpu_remove 0
trap - EXIT
((${FAILURES:-0} == 0))
ok "nothing else failed"
exit 0
