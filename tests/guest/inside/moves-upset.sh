#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: moves of a stock guest with an Intel GPU that something upsets. The driver loads,
# the guest sleeps, hangs and resets its engines meanwhile; QEMU resets the guest; somebody looks at
# the screen all the time; a move is cancelled, and either QEMU is killed. TAP on stdout; pictures
# in $FACET_DIR.
#
# FACET_SEED: seed of the moments.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/moves.bash
. "$FACET_REPO/tests/demo/moves.bash"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
GUEST_MEM=512 GUEST_SCREEN=off GUEST_DISPLAY=none
GUEST_DEVICE=enable-migration=on
TAP_NAME=moves-upset
RANDOM=$FACET_SEED
say "seed $FACET_SEED"
at=0	# the number of the guest's vGPU and QEMU

tidy() {
	local n
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
}

state() { cat "/sys/bus/mdev/devices/${UUID[$1]}/facet/state"; }
is_closed() { is "$(state "$1")" closed && vgpu_pins "$1"; }
snooze() { sleep "$((RANDOM % 2)).$(printf %03d $((RANDOM % 1000)))"; }

# goes [KERNEL COMMAND LINE...]: let the guest move to the other vGPU.
goes() {
	local to=$((1 - at))
	moved "$at" "$to" "$@" && at=$to
}

# works: succeed if the guest's engines answer, and its blits are right.
works() {
	guest_anew "$at"
	guest_tell "$at" check
	guest_tell "$at" blits --count 20 --seed "$RANDOM"
	guests_wait '{"report":"check"*' "check" "$at" && [[ ${LINE[at]} == *'"ok":true'* ]] &&
		guests_wait '{"report":"blits"*' "end of its blits" "$at" &&
		[[ ${LINE[at]} == *'"blit_mismatches":0'* ]]
}

# told REPORT: succeed if the guest has made this report since guest_anew.
told() { guests_wait "{\"report\":\"$1\"*" "report of $1" "$at"; }

# --- what the guest does --------------------------------------------------------------------------

loads() {
	guest_tell "$at" load i915
	goes facet.gpu=none && told load
}

# A command of more than 2 s cannot be saved: the guest goes on at the source, or its driver has
# reset the engine before. Then the report of that is the source's.
hangs() {
	local from=$at
	guest_anew "$at"
	guest_tell "$at" hang
	told hang || return 1
	if goes facet.gpu=none; then
		say "the guest has moved"
	else
		say "the guest has stayed"
		guest_kill "$((1 - at))"
		guest_answer "$at" info status | grep -q 'VM status: running' || return 1
	fi
	guest_always "$from" hang-end '"ok":true' ||
		{ told hang-end && [[ ${LINE[at]} == *'"ok":true'* ]]; }
}

# The driver resets all engines once a second.
resets() {
	guest_anew "$at"
	guest_tell "$at" resets 30
	told reset && goes facet.gpu=none && told reset && told resets-end
}

sleeps() {
	guest_anew "$at"
	guest_tell "$at" sleep
	sleep 8
	goes facet.gpu=none || return 1
	! grep -q '"report":"awake"' "$RUN/guest$at.report" || return 1
	guest_monitor "$at" system_powerdown
	told awake
}

# --- what its VMM does ----------------------------------------------------------------------------

is_running() { guest_answer "$at" info status | grep -q 'VM status: running'; }

# begins: let a move begin. With a downtime of 1 ms it never ends by itself, but if the guest
# changes nothing.
begins() { move_starts "$at" "$((1 - at))" 1 facet.gpu=none; }

# ends: wait until the move has ended in any way; let the guest go on where it is.
ends() {
	local i said=''
	for ((i = 0; i < 600; i++)); do
		said=$(move_status "$at")
		[[ $said == @(completed|failed|cancelled) ]] && break
		if [[ -z $said ]]; then
			guest_autopsy "$at"
			cp "$RUN/guest$at.stall" "$FACET_DIR/"
			break
		fi
		sleep 0.1
	done
	say "the move: ${said:-nothing is known}"
	if [[ $said == completed ]] && guest_alive "$((1 - at))"; then
		guest_kill "$at"
		at=$((1 - at))
	else
		guest_kill "$((1 - at))"
		is_running || guest_answer "$at" cont >/dev/null
	fi
	is_running && is_closed "$((1 - at))"
}

cancelled() {
	begins
	snooze
	guest_answer "$at" migrate_cancel >/dev/null
	ends
}

destination_dies() {
	begins
	snooze
	guest_kill "$((1 - at))"
	ends
}

# The guest is lost with its QEMU.
source_dies() {
	local i to=$((1 - at))
	begins
	snooze
	guest_kill "$at"
	for ((i = 0; i < 300; i++)); do guest_alive "$to" || break; sleep 0.1; done
	# One that had all of it goes on.
	guest_kill "$to"
	is_closed 0 && is_closed 1
}

# A reset of the vGPU ends the move: its data are gone.
reset_by_vmm() {
	begins
	snooze
	guest_anew "$at"
	guest_monitor "$at" system_reset
	guests_wait 'FACET-BEGIN*' "first process after the reset" "$at" || return 1
	guest_monitor "$at" migrate_set_parameter downtime-limit "$DOWNTIME_MS"
	ends && guest_tell "$at" load i915 && told load
}

# watched COMMAND...: take screenshots of both vGPUs while COMMAND runs.
watched() {
	local rc=0 viewer
	while :; do
		"$BIN/facetctl" screenshot "${UUID[0]}" - 2>&1
		"$BIN/facetctl" screenshot "${UUID[1]}" - 2>&1
	done >/dev/null &
	viewer=$!
	"$@" || rc=1
	kill "$viewer"
	wait "$viewer" 2>/dev/null
	return "$rc"
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
before=$(pinned)
for n in 0 1; do vgpu_create "$n" facet-1; done
GUEST_ARGS=(-action reboot=reset)
guest_start 0 facet.gpu=none
guests_wait 'FACET-BEGIN*' "first process" 0 || exit 1
ok "a guest moves while its driver loads" loads
ok "it works" works
ok "a guest moves while somebody takes screenshots" watched goes facet.gpu=none
ok "it works" works
ok "a guest moves while its driver resets all engines" resets
ok "it works" works
ok "a guest whose engine hangs moves or stays, and its driver resets the engine" hangs
ok "it works" works
ok "a guest moves while it sleeps, and wakes up" sleeps
ok "it works" works
for i in 1 2 3; do
	ok "a move is cancelled ($i)" cancelled
	ok "QEMU of the destination is killed ($i)" destination_dies
done
ok "it works" works
ok "QEMU resets a guest that moves" reset_by_vmm
ok "it works" works
ok "QEMU of the source is killed" source_dies
for n in 0 1; do vgpu_remove "$n"; done
ok "no page is left pinned" no_more "$(pinned)" "$before"
trap - EXIT
ok_the_end
exit 0
