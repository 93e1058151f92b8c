#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a stock guest that blits and compares moves between two QEMUs, to and fro. TAP on
# stdout. FACET_MOVES: how often (1).
#
# The lab moves 10 to 30 MB/s, so QEMU's default limit of the downtime would never be met.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
TAP_NAME=migrate
GUEST_MEM=512 GUEST_SCREEN=off GUEST_DISPLAY=none
GUEST_DEVICE=enable-migration=on
DOWNTIME_MS=10000
FACET_MOVES=${FACET_MOVES:-1}

tidy() {
	local n
	trap - EXIT
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		[[ -z ${UUID[n]:-} ]] || vgpu_remove "$n"
	done
}

status() { guest_answer "$1" info migrate | sed -nE 's/^(Migration s|S)tatus: *//p' | head -n 1; }

# moved FROM TO: let guest FROM move to a new QEMU of guest TO, and end the old one.
moved() {
	local from=$1 to=$2 i said=''
	GUEST_ARGS=(-incoming "unix:$RUN/move")
	rm -f "$RUN/move"
	guest_start "$to"
	GUEST_ARGS=()
	for ((i = 0; i < 300; i++)); do [[ -S $RUN/move ]] && break; sleep 0.1; done
	guest_monitor "$from" migrate_set_parameter max-bandwidth 1G
	guest_monitor "$from" migrate_set_parameter downtime-limit "$DOWNTIME_MS"
	guest_monitor "$from" migrate -d "unix:$RUN/move"
	for ((i = 0; i < 600; i++)); do
		sleep 0.5
		said=$(status "$from")
		[[ $said != completed && $said != failed && $said != cancelled ]] || break
		guest_alive "$from" && guest_alive "$to" || break
	done
	guest_answer "$from" info migrate | grep -E 'downtime|total time|transferred' |
		sed 's/^/# /'
	[[ $said == completed ]] || {
		say "the move: $said: $(tail -n 2 "$RUN/guest$to.qemu")"
		return 1
	}
	guest_kill "$from"
}

# compares N: wait until the guest has compared more blits. Fail on a mismatch.
compares() {
	guest_anew "$1"
	guests_wait '{"report":"progress"*' "progress of its blits" "$1" || return 1
	say "guest$1: ${LINE[$1]}"
	[[ ${LINE[$1]} == *'"mismatches":0}'* || ${LINE[$1]} == *'"mismatches":0,'* ]]
}

# quiet N: succeed if the guest's kernel has not complained.
quiet() {
	! grep -E 'WARNING|BUG|\*ERROR\*|Call Trace|GPU HANG|reset' "$RUN/guest$1.dmesg" |
		sed 's/^/# /' | grep .
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
vgpu_create 0 facet-1
vgpu_create 1 facet-1
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
guest_tell 0 "blits --count 1000000 --seed 1"
ok "the guest blits and compares" compares 0
for ((move = 1; move <= FACET_MOVES; move++)); do
	from=$(((move - 1) % 2)) to=$((move % 2))
	ok "move $move ends" moved "$from" "$to" || break
	ok "move $move: the guest goes on" compares "$to"
	ok "move $move: its kernel does not complain" quiet "$to"
done
ok_the_end
exit 0
