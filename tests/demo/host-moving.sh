#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --migrate inside the host VM: a guest that draws by facet-engine moves between two
# QEMUs, to and fro. kmscube draws on its screen, and programs without a window draw again and again
# and compare. After each move QEMU's picture of the screen is taken. moving.sh calls this script
# through host_run. The results are in $FACET_DIR, and moving_summary.py judges them.
#
# FACET_LEG: whole; or first: the guest does half of its moves, and is saved to $STATE; or last: it
# is loaded from there, in a host VM that has booted since, and goes on. FACET_MOVES: moves of all
# legs. ROOT_DISK: see root_disk in tests/vm/lib/root.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/moves.bash
. "$FACET_REPO/tests/demo/moves.bash"

GUEST_MEM=2048
GUEST_SIZE=xres=1024,yres=768
GUEST_DEVICE=enable-migration=on

# drew N: wait until guest N has drawn once more.
drew() {
	guest_anew "$1"
	guests_wait '@(round *|failed *|FACET-EXIT*)' "round of drawings" "$1" &&
		[[ ${LINE[$1]} == round* ]]
}

# keep N: keep what guest N has said. Its next QEMU begins a new report.
keep() { cat "$FACET_DIR/guest$1.report" >>"$FACET_DIR/log/guest.report"; }

# begins: start the guest.
begins() {
	truncate -s 256M "$RUN/results"
	guest_start 0 facet.parts=moving
	say "host: the guest is booting, half a minute or more under emulation"
	guests_wait 'FACET-READY*' "i915" 0 || exit 1
	drew 0 || fail "guest0 does not draw"
	guest_picture 0 before.png --settle 1000 ||
		wrong "guest0: no picture before the first move"
}

# leaves: save the guest and the disk of its results.
leaves() {
	saved "$at" "$STATE" || fail "the guest is not saved"
	keep "$at"
	cp "$RUN/results" "$STATE.results" ||
		fail "the disk of results cannot be copied to $STATE.results"
}

# arrives: load the guest and that disk.
arrives() {
	cp "$STATE.results" "$RUN/results" ||
		fail "the disk of results cannot be copied from $STATE.results"
	loaded 0 "$STATE" facet.parts=moving || fail "the guest is not loaded"
	rm -f "$STATE" "$STATE.results"
	fact reboot '"guest":0'
	drew 0 || fail "the guest does not draw after the reboot"
	guest_picture 0 rebooted.png --settle 1000 || wrong "no picture after the reboot"
}

# ends: let the guest write its results, and end it.
ends() {
	guest_tell "$at" enough
	guest_stop "$at"
	tar -x -C "$FACET_DIR/guest" -f "$RUN/results" || wrong "the guest left no results"
	keep "$at"
}

# moves FIRST LAST: do the moves with these numbers.
moves() {
	local move
	for ((move = $1; move <= $2; move++)); do
		say "host: move $move of $FACET_MOVES"
		moved "$at" "$((1 - at))" || fail "move $move did not end"
		keep "$at"
		at=$((1 - at))
		drew "$at" || fail "the guest does not draw after move $move"
		guest_picture "$at" "move$move.png" --settle 1000 ||
			wrong "no picture after move $move"
	done
}

STATE=$FACET_DIR/guest.state
demo_begin 2
engine_start
# Both QEMUs use the same disks. What QEMU keeps of a snapshot does not move, so the root is
# read-only.
GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,readonly=on"
	-drive "file=$RUN/results,if=virtio,format=raw")
at=0
half=$((FACET_MOVES / 2))
case $FACET_LEG in
whole) begins; moves 1 "$FACET_MOVES"; ends ;;
first) begins; moves 1 "$half"; leaves ;;
last) arrives; moves "$((half + 1))" "$FACET_MOVES"; ends ;;
*) fail "FACET_LEG is whole, first or last, not '$FACET_LEG'" ;;
esac
demo_end
