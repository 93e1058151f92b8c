#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest's Weston shows a client that draws, at 1920x1080. While QEMU shows the screen, Facet
# counts flips, and the bytes that it copies: none while one plane is the whole picture. Weston
# gives a window a plane of its own, so that Facet composes the picture. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
WATCH_MS=20000
GUEST_MEM=2048
GUEST_SIZE=xres=1920,yres=1080

number() { vgpu_statistic 0 "$1"; }

# watch NAME: let QEMU show the screen for a while. Sets $flips and $copied.
watch() {
	local file="$FACET_DIR/$1.png" before bytes
	flips=0 copied=-1
	before=$(number flips_shown) bytes=$(number screen_bytes_copied)
	"$BIN/facet-screenshot" --qmp "$RUN/guest0.qmp" --out "$file" --settle "$WATCH_MS" \
		>>"$FACET_DIR/pictures" 2>&1 || return
	flips=$(($(number flips_shown) - before)) copied=$(($(number screen_bytes_copied) - bytes))
	echo "# $1: $flips flips, $copied bytes copied in $((WATCH_MS / 1000)) s"
}

# not_failed: succeed if the guest has reported no failure. Prints those that it has reported.
not_failed() { ! grep -a '^failed' "$RUN/guest0.report" | sed 's/^/# /' | grep .; }

modules_load
engine_start
vgpu_create 0 "$(type_for 1)" display=native
truncate -s 256M "$RUN/results"
GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,snapshot=on"
	-drive "file=$RUN/results,if=virtio,format=raw")
guest_start 0 facet.parts=flips
ok "Weston comes up" guests_wait 'shown weston*' "Weston" 0
guest_tell 0 go
ok "a client draws in a window" guests_wait 'shown window*' "a client" 0
ok "the screen has two planes" guests_wait 'planes window 2*' "planes" 0
ok "QEMU shows the window" watch window
ok "which Facet composes" test "$copied" -gt 0
guest_tell 0 go
ok "a client draws on the whole screen" guests_wait 'shown full*' "a client" 0
ok "the screen has one plane" guests_wait 'planes full 1*' "planes" 0
ok "QEMU shows the screen" watch full
ok "Weston flips" test "$flips" -gt 0
ok "and Facet copies nothing" test "$copied" = 0
guest_tell 0 go
guest_stop 0
ok "the guest reports no failure" not_failed
ok "its kernel has no complaint" guest_log_is_clean 0
tar -x -C "$FACET_DIR" -f "$RUN/results"
vgpu_remove 0
modules_unload
ok_the_end
exit $((${BAD:-0} > 0))
