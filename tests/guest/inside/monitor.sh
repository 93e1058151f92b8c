#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one guest whose monitor is as large as QEMU was told, and then as large as QEMU's window has become. TAP on
# stdout; monitor.png, resized.png in $FACET_DIR.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
GUEST_SIZE=xres=1280,yres=800
say() { printf '# %s\n' "$*"; }

ok() {
	local rc=$?
	((rc)) && printf 'not '
	printf 'ok - monitor: %s\n' "$*"
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
vgpu_create 0 "$(type_for 1)"
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
guest_tell 0 pattern
guests_wait '{"report":"pattern"*' "pattern" 0 || exit 1
[[ ${LINE[0]} =~ \"hash\":\"([0-9a-f]+)\" ]]
guest_picture 0 monitor.png --hash "${BASH_REMATCH[1]:-0}"
ok "the picture is what the guest drew"
guest_picture 0 resized.png --resize 1024x768 --settle 1000
ok "QEMU's window is resized"
# Only the display's master looks at it anew. The link is down for a moment.
guest_tell 0 dark
for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
	guest_tell 0 check
	sleep 1
	! grep -q '"report":"output".*"mode":"1024x768"' "$RUN/guest0.report" || break
done
guest_tell 0 pattern
guests_wait '{"report":"modeset"*1024x768*' "the other mode" 0 || exit 1
guest_tell 0 quit
guest_stop 0
vgpu_remove 0
trap - EXIT
grep -q '"report":"modeset".*"mode":"1280x800"' "$FACET_DIR/guest0.report"
ok "its mode is QEMU's"
grep -q '"report":"modeset".*"mode":"1024x768"' "$FACET_DIR/guest0.report"
ok "it follows the window"
((${FAILURES:-0} == 0))
ok "nothing else failed"
exit 0
