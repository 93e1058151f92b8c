#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The worker is a thread of the process that opened the vGPU. This script measures the worker's
# cost. It also checks the worker and its neighbours in these cases: the process is stopped, killed,
# frozen or throttled; it forks, calls exec or passes the descriptor on.

set -u
. "$(dirname "$0")/lib.bash"
OWNER=$(dirname "$CLIENT")/facet-host-owner
a=$(uuid 1) b=$(uuid 2)

owner() {
	local rc=0
	"$OWNER" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-owner $1 ended with status $rc"
}

# thread_of PID UUID: succeed if the worker of the vGPU is a thread of process PID.
# shellcheck disable=SC2317 # called by ok
thread_of() { grep -qx "facet-${2:0:8}" "/proc/$1/task/"*/comm; }

before=$(pinned)
create_dark facet-1 "$a"
create_dark facet-1 "$b"
# The processes that are frozen or throttled run in a control group of their own.
control_groups cpu
log=$(mktemp)
"$CLIENT" keep "$a" >"$log" &
pid=$!
until grep -q holding "$log" || ! kill -0 $pid; do sleep 0.05; done
ok "the worker is a thread of the process that opened the vGPU" thread_of $pid "$a"
kill -9 $pid
wait $pid 2>/dev/null
ok "which leaves it closed and holds no page when it is killed" lets_go "$a"
for what in cost passed forked closed exec forks; do
	owner $what "$a"
	ok "the vGPU is closed after that and holds no page" lets_go "$a"
done
for how in stopped killed idle frozen throttled; do
	owner beside "$a" "$b" $how
	ok "both are closed after that and hold no page" eval 'lets_go "$a" && lets_go "$b"'
done
remove "$a"
remove "$b"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
