#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# VFIO's migration protocol, without a VMM: vGPUs of one type move, others are refused, and a VMM
# that dies in the middle leaves nothing.

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
rc=0
"$MIGRATE" "$a" "$b" || rc=$?
failures=$((failures + (rc > 0)))
echo 0 >"$trace/events/facet/facet_migrate/enable"
arc="vgpu=$a from=pre_copy_p2p to=stop_copy result=0 us="
ok "each arc is traced" grep -q "facet_migrate: $arc" "$trace/trace"
ok "also one that fails" grep -q "from=resuming to=stop result=-22 us=" "$trace/trace"
echo >"$trace/trace"
ok "moves out are counted, with their bytes and the pause" \
	test "$(counter "$a" moves_out)" -gt 5 -a "$(counter "$a" move_bytes)" -gt 10000 \
	-a "$(counter "$a" move_pause_ns)" -gt 0
ok "and moves in" test "$(counter "$b" moves_in)" -gt 5
ok "and states that are refused" test "$(counter "$b" moves_refused)" -gt 1
ok "the source is closed, and nothing is pinned" until_ok lets_go "$a"
ok "and so is the destination" until_ok lets_go "$b"
remove "$b"
remove "$a"
exit $((failures > 0))
