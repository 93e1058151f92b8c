#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How the lab looks after machines, by processes that are none.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"

# Holds its disk, and much memory, which takes a while to give back: the last of its threads does, and the first may be a zombie then.
MACHINE='import fcntl, sys, threading, time
disk = open(sys.argv[1], "w"); fcntl.flock(disk, fcntl.LOCK_EX); memory = bytearray(512 << 20)
for _ in range(8): threading.Thread(target=time.sleep, args=[60]).start()
open(sys.argv[2], "w").write("up\n"); time.sleep(60)'

killed_machine_lets_go() {
	spawn bash -c 'python3 -c "$@"; :' machine "$MACHINE" "$TMPD/disk" "$TMPD/log"
	until [[ -s $TMPD/log ]]; do kill -0 "$SPAWNED" && nap 0.1 || return 1; done
	! flock -n "$TMPD/disk" true || return 1
	kill_machine "$SPAWNED"
	flock -n "$TMPD/disk" true
}

# stalls WHY COMMAND...: a machine whose log COMMAND writes is given up.
stalls() {
	local why=$1 pid
	shift
	: >"$TMPD/log"
	spawn "$@"
	pid=$SPAWNED
	! watch_progress "$pid" "$TMPD/log" && [[ $STALLED == "$why" ]]
	local rc=$?
	kill_machine "$pid"
	return "$rc"
}

lasts() {
	: >"$TMPD/log"
	spawn "$@"
	watch_progress "$SPAWNED" "$TMPD/log"
}

tempdir machines
FACET_STALL=3 LOG_MOST=$((2 << 20))
ok "a machine that is killed has let go of its disk" killed_machine_lets_go
ok "a silent machine is given up" stalls "no sign of life for 3 s" sleep 60
ok "one that writes too much is given up" stalls "more than 2 MiB of log" bash -c 'head -c 3M /dev/zero >"$1"; sleep 60' _ "$TMPD/log"
ok "one that writes now and then is not" lasts bash -c 'for _ in 1 2 3 4; do echo >>"$1"; sleep 1.5; done' _ "$TMPD/log"
exit "$FAILED"
