#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one guest on a vGPU whose display is a region. TAP on stdout; region.png and screendump.png in $FACET_DIR.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
GUEST_DISPLAY=dbus,p2p=yes
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
guest_tell 0 pattern
guests_wait '{"report":"pattern"*' "pattern" 0 || exit 1
[[ ${LINE[0]} =~ \"hash\":\"([0-9a-f]+)\" ]]
guest_picture 0 region.png --hash "${BASH_REMATCH[1]:-0}" --screendump "$FACET_DIR/screendump.png"
ok "the picture is what the guest drew"
grep -q '"path":"region"' "$FACET_DIR/host.report"
ok "it came without a dma-buf"
guest_tell 0 quit
guest_stop 0
vgpu_remove 0
trap - EXIT
((${FAILURES:-0} == 0))
ok "nothing else failed"
exit 0
