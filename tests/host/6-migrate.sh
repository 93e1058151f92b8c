#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# VFIO's migration protocol, without a VMM: vGPUs of one type move, those of other types and outputs
# are refused, and a VMM that dies in the middle leaves nothing.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
MIGRATE=$(dirname "$CLIENT")/facet-host-migrate
a=$(uuid 1) b=$(uuid 2)
create_dark facet-1 "$a"
create_dark facet-1 "$b"
# counter UUID NAME: print a counter of a vGPU.
counter() { sed -n "s/^$2 //p" "$DEVICES/$1/facet/statistics"; }
trace=/sys/kernel/tracing
[[ -e $trace/trace ]] || mount -t tracefs none "$trace"
echo 1 >"$trace/events/facet/facet_migrate/enable"
# migrate UUID UUID [refused]: run facet-host-migrate. Its TAP lines become ours; a failed run
# counts as one failure.
migrate() {
	local rc=0
	"$MIGRATE" "$@" || rc=$?
	failures=$((failures + (rc > 0)))
	((rc < 2)) || echo "not ok - facet-host-migrate ended with status $rc"
}
ok "a host has no second vGPU with the UUID of the source" \
	refused 'File exists' "$TYPES/facet-1/create" "$a"
migrate "$a" "$b"
echo 0 >"$trace/events/facet/facet_migrate/enable"
# all_arcs: succeed if the trace has each arc of docs/dev/migration.md, with its result.
all_arcs() {
	local from to rc=0
	while read -r from to; do
		grep -qE "facet_migrate: vgpu=($a|$b) from=$from to=$to result=0 us=[0-9]+" \
			"$trace/trace" || { echo "# no arc $from -> $to" && rc=1; }
	done <<-'ARCS'
		running pre_copy
		running_p2p pre_copy_p2p
		running running_p2p
		pre_copy pre_copy_p2p
		running_p2p running
		pre_copy_p2p pre_copy
		pre_copy_p2p stop_copy
		stop stop_copy
		stop resuming
		resuming stop
		pre_copy running
		pre_copy_p2p running_p2p
		stop_copy stop
		running_p2p stop
		stop running_p2p
	ARCS
	return "$rc"
}
ok "each arc is traced" all_arcs
ok "also one that fails" grep -q "from=resuming to=stop result=-22 us=" "$trace/trace"
echo >"$trace/trace"
ok "moves out are counted, with their bytes and the pause" \
	test "$(counter "$a" moves_out)" -gt 5 -a "$(counter "$a" move_bytes)" -gt 10000 \
	-a "$(counter "$a" move_pause_ns)" -gt 0
ok "and moves in" test "$(counter "$b" moves_in)" -gt 5
ok "and states that are refused" test "$(counter "$b" moves_refused)" -gt 1
# told UUID REASON: succeed if the kernel's log has the reason why this vGPU refuses a state.
told() { log_since_mark | grep -qF "$1: the state of a vGPU is refused: $2"; }
mark_log
c=$(uuid 3) d=$(uuid 4)
create_dark facet-2 "$c"
migrate "$a" "$c" refused
ok "another type is refused with both names" told "$c" "type is 'facet-1' there and 'facet-2' here"
create_dark facet-1 "$d"
echo dp:c >"$DEVICES/$d/facet/outputs"
migrate "$a" "$d" refused
ok "other outputs are refused with both of them" \
	told "$d" "outputs is 'hdmi:b' there and 'dp:c' here"
ok "a vGPU that has refused a state is closed, and nothing is pinned" until_ok lets_go "$c"
ok "so is the other one" until_ok lets_go "$d"
remove "$c"
remove "$d"
ok "the source is closed, and nothing is pinned" until_ok lets_go "$a"
ok "and so is the destination" until_ok lets_go "$b"
remove "$b"
remove "$a"
exit $((failures > 0))
