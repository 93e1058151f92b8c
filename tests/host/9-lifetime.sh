#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Processes that are killed, removal and unloading while a vGPU is open. Nothing may be left behind
# at the end.

set -u
. "$(dirname "$0")/lib.bash"
# A folder on the VM's own disk: writes through 9p are not always visible at once.
LOGS=$(mktemp -d)

# start PROGRAM UUID: start a test of the VFIO user in the background and wait until it has the
# device open. $! is its process.
start() {
	: >"$LOGS/$1.log"
	"$CLIENT" "$1" "$2" >"$LOGS/$1.log" &
	local pid=$!
	until grep -q holding "$LOGS/$1.log"; do
		kill -0 $pid 2>/dev/null || break
		sleep 0.05
	done
}

before=$(pinned)
u=$(uuid 1)
create_dark facet-1 "$u"
start keep "$u"
pid=$!
ok "a vGPU that is open says so" is "$(cat "$DEVICES/$u/facet/state")" open
ok "its display cannot be changed then" \
	refused 'Device or resource busy' "$DEVICES/$u/facet/display" region
ok "facet_softgpu cannot be unloaded then" eval '! rmmod facet_softgpu 2>/dev/null'
ok "nor facet" eval '! rmmod facet 2>/dev/null'
kill -9 $pid
wait $pid 2>/dev/null
ok "a user that is killed leaves it closed, and it holds no page" lets_go "$u"
for i in {1..5}; do
	start keep "$u"
	ok "it is open once more ($i)" kill -9 $!
	wait $! 2>/dev/null
done
ok "and closed after each, and holds no page" lets_go "$u"

start hold "$u"
pid=$!
ok "removal while open ends when the user lets go on REQ" remove "$u"
wait $pid
ok "the user was told" grep -q '^ok - removal is told' "$LOGS/hold.log"
ok "the vGPU is gone" test ! -e "$DEVICES/$u"

create_dark facet-1 "$u"
start keep "$u"
pid=$!
mark_log
remove "$u" &
remover=$!
until log_since_mark | grep -q 'removal waits'; do
	kill -0 $remover 2>/dev/null || break
	sleep 0.05
done
ok "removal waits for a user that does not" kill -0 $remover
kill -9 $pid
ok "and ends when it exits" wait $remover
ok "the vGPU is gone then" test ! -e "$DEVICES/$u"

create_dark facet-1 "$u"
ok "facet_softgpu can be unloaded with a vGPU that is closed" rmmod facet_softgpu
ok "which takes the vGPU with it" test ! -e "$DEVICES/$u"
ok "facet can be unloaded" rmmod facet
folder=$FACET_MODULES
ok "both can be loaded again" eval "insmod $folder/facet.ko && insmod $folder/facet_softgpu.ko"
create_dark facet-1 "$u"
client all "$u" >"$LOGS/again.log"
ok "and work" eval "grep -q '^ok' $LOGS/again.log && ! grep '^not ok' $LOGS/again.log"
remove "$u"
ok "they can be unloaded at the end" rmmod facet_softgpu facet
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
