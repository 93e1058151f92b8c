#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-engine draws for vGPUs of the modules: a mini-guest's kernel counts and stores. Workers and
# the service are stopped and killed meanwhile.

set -u
. "$(dirname "$0")/lib.bash"
DRAWS=$(dirname "$CLIENT")/facet-host-draws
a=$(uuid 1) b=$(uuid 2)
log=$(mktemp)

# refused_engine: succeed if facet-engine ends at once and says that another one runs.
# shellcheck disable=SC2317 # called by ok
refused_engine() {
	local said
	said=$("$ENGINE" 2>&1) && return 1
	[[ $said == *"another facet-engine runs"* ]]
}

# draws UUID LOOPS draws|does-not: run a mini-guest, whose lines are TAP.
draws() {
	local rc=0
	timeout 60 "$DRAWS" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-draws ended with status $rc"
}

# worker_of: print the process of a worker, once there is one.
worker_of() {
	local i
	for ((i = 0; i < 200; i++)); do
		pgrep -P "$engine" && return
		sleep 0.01
	done
	return 1
}

# suspend_host: suspend the host as far as freezing all tasks (pm_test). Then tasks go on.
# shellcheck disable=SC2317 # called by ok
suspend_host() {
	local rc=0
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	{ echo freezer >/sys/power/pm_test && echo freeze >/sys/power/state; } || rc=$?
	echo none >/sys/power/pm_test
	return "$rc"
}

before=$(pinned)
group=/sys/fs/cgroup/facet-engine-test
control_groups memory cpu
create_dark facet-1 "$a"
create_dark facet-1 "$b"
draws "$a" 1000 does-not
# attached: print if facet-engine runs, as a user without rights reads it.
# shellcheck disable=SC2317 # called by ok
attached() {
	setpriv --reuid 65534 --clear-groups cat /sys/class/misc/facet-engine/attached
}

# shellcheck disable=SC2317 # called by ok
trait() { sed -n "s/^$1 //p" "$DEVICES/$a/facet/traits"; }
ok "any user can read that no facet-engine runs" eval 'is "$(attached)" 0'
ok "so a vGPU does not draw" eval 'is "$(trait draws)" no'
ok "facet-engine starts" start_engine "$log"
ok "any user can read that facet-engine runs" eval 'is "$(attached)" 1'
ok "so a vGPU draws" eval 'is "$(trait draws)" yes'
ok "a second one is refused" refused_engine
draws "$a" 1000 draws
draws "$b" 1000000 draws
[[ ! -e /dev/iommu ]] || draws "$a" 1000 is-logged
ok "no worker is left when its vGPU is closed" eval 'sleep 0.3; not pgrep -P "$engine"'
ok "facet-engine ends at SIGTERM" stop_engine
draws "$a" 1000 does-not
ok "it starts again" start_engine "$log"
draws "$a" 1000 draws

# ticks PID: print the ticks of processor time that a process has used.
# shellcheck disable=SC2317 # called by ok
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# status PID NAME: print a line of /proc/PID/status, without its name.
# shellcheck disable=SC2317 # called by ok
status() { sed -nE "s/^$2:\s+//p" "/proc/$1/status" | tr '\t' ' '; }

# nobody_reads PID: succeed if a process of the same user reads no memory of the process.
# shellcheck disable=SC2317 # called by ok
nobody_reads() {
	local user
	user=$(status "$1" Uid) user=${user%% *}
	[[ $user != 0 ]] || return 1
	not setpriv --reuid "$user" --regid "$user" --clear-groups \
		head -c 1 "/proc/$1/mem" 2>/dev/null &&
		not setpriv --reuid "$user" --regid "$user" --clear-groups \
			ls "/proc/$1/fd" >/dev/null 2>&1
}

# is_confined PID NAME UID: print lines on the rights of a worker, which a user has.
is_confined() {
	ok "$2 runs the worker" is "$(status "$1" Uid)" "$3 $3 $3 $3"
	ok "it has no capability" is "$(status "$1" CapEff)" 0000000000000000
	ok "and gets none" is "$(status "$1" NoNewPrivs)" 1
	ok "the kernel would kill it first" is "$(cat "/proc/$1/oom_score_adj")" 1000
	ok "its system calls are filtered" is "$(status "$1" Seccomp)" 2
	ok "it has its descriptor and the log, and no file else" \
		is "$(find "/proc/$1/fd" -type l -printf '%f\n' | sort | xargs)" "2 3"
	ok "no process of its user reads its memory" nobody_reads "$1"
}

# A guest that does nothing.
"$DRAWS" "$a" $((10 + 6 * ${FACET_PATIENCE:-1})) is-idle >"$log.idle" &
guest=$!
worker=$(worker_of)
UNTIL=20 until_ok grep -q idle "$log.idle"
is_confined "$worker" nobody 65534
ok "the vGPU names its worker" is "$(cat "$DEVICES/$a/facet/engine_pid")" "$worker"
ok "another vGPU names none" is "$(cat "$DEVICES/$b/facet/engine_pid")" 0
# is_still: succeed if the worker, which may still begin, has used no time for a second.
# shellcheck disable=SC2317 # called by until_ok
is_still() {
	local before
	before=$(ticks "$worker")
	sleep 1
	[[ $(ticks "$worker") == "$before" ]]
}
UNTIL=20 until_ok is_still
spent=$(ticks "$worker")
sleep 10
ok "the worker of an idle guest uses no processor time" is "$(ticks "$worker")" "$spent"
wait $guest
grep -v '^#' "$log.idle"
draws "$a" 20 in-turns

# draws_on: run a mini-guest that draws again and again until end_draws, as process $guest. $worker
# is its worker.
draws_on() {
	rm -f "$log".{end,kept}
	(
		[[ -z ${1:-} ]] || echo "$BASHPID" >"$1/cgroup.procs"
		exec "$DRAWS" "$a" 1000000 draws-until "$log.end" >"$log.kept"
	) &
	guest=$!
	until_ok grep -qs '^# drawing' "$log.kept"
	worker=$(cat "$DEVICES/$a/facet/engine_pid")
}
end_draws() {
	local rc=0
	touch "$log.end"
	wait "$guest" || rc=$?
	cat "$log.kept"
	ok "the guest ends with status 0" test "$rc" = 0
}

# The host sleeps while a worker draws. The draw goes on afterwards.
draws_on
ok "the host is suspended while a worker draws" suspend_host
end_draws

# The kernel takes the memory of the VMM's group again and again, and with it the worker's. Nobody
# else waits for the engine, so the worker has all the time that it needs.
mkdir "$group"
draws_on "$group"
for i in {1..10}; do
	echo 1G >"$group/memory.reclaim" 2>/dev/null	# fails where less is there
	sleep 0.1
done
ok "the kernel takes memory of a VMM's group" \
	test "$(sed -n 's/^pgsteal //p' "$group/memory.stat")" -gt 0
ok "where the worker is" grep -q "/${group##*/}\$" "/proc/$worker/cgroup"
ok "which goes on" kill -0 "$worker"
end_draws
ok "and ends with its guest" until_ok rmdir "$group"
ok "a worker that ends with its vGPU is no news" not grep -q "ended by signal" "$log"

# The VMM leaves the group where its worker is. That is frozen when the VMM dies.
mkdir "$group"
draws_on "$group"
echo "$guest" >/sys/fs/cgroup/cgroup.procs
echo 1 >"$group/cgroup.freeze"
kill -KILL "$guest"
wait "$guest"
UNTIL=10 ok "a frozen worker ends with its vGPU" until_ok rmdir "$group"

# A killed worker gets no processor time in its VMM's group. When the next worker starts, it ends on
# facet-engine's time.
mkdir "$group"
draws_on "$group"
echo "$guest" >/sys/fs/cgroup/cgroup.procs
crowd=()
for i in {1..20}; do
	(
		echo "$BASHPID" >"$group/cgroup.procs"
		while :; do :; done
	) &
	crowd+=($!)
done
until_ok eval '(($(wc -l <"$group/cgroup.procs") == 21))'
echo "1000 1000000" >"$group/cpu.max"
kill -KILL "$guest"
wait "$guest"
ok "a killed worker waits for processor time" kill -0 "$worker"
draws "$b" 1000 draws
UNTIL=5 ok "it ends when another worker starts" until_ok eval 'not kill -0 "$worker"'
kill -KILL "${crowd[@]}"
echo max >"$group/cpu.max"
wait "${crowd[@]}"
until_ok rmdir "$group"

# Nobody can enter the VMM's group: a write fails. Then nobody pays for a worker, and there is none.
mkdir "$group"
(
	echo "$BASHPID" >"$group/cgroup.procs"
	mount --bind /proc/version "$group/cgroup.procs"
	draws "$a" 1000 does-not
	exit "$failures"
)
failures=$((failures + $?))
umount "$group/cgroup.procs"
ok "a vGPU gets no worker that nobody pays for" \
	grep -q "no worker: the control group of the VMM (process .*) cannot be entered: " "$log"
ok "no process is left of that" until_ok rmdir "$group"

# replaced: succeed if the vGPU has another worker than $worker.
# shellcheck disable=SC2317 # called by ok
replaced() {
	local pid
	pid=$(cat "$DEVICES/$a/facet/engine_pid")
	((pid && worker && pid != worker))
}

# facet-engine starts again while its worker draws, as in an upgrade. The draw ends in the old
# worker. Later draws go to the new one.
draws_on
kill -HUP "$engine"
# shellcheck disable=SC2317 # called by ok
again() { (($(grep -c ready "$log") == 2)); }
UNTIL=10 ok "facet-engine starts again at SIGHUP" until_ok again
UNTIL=10 ok "the vGPU gets a new worker" until_ok replaced
UNTIL=10 ok "the old worker ends" until_ok eval 'not kill -0 "$worker"'
end_draws
ok "no worker is left" eval 'sleep 0.3; not pgrep -P "$engine"'

# facet-engine dies while its worker draws. The next one gives the vGPU a worker, too.
draws_on
kill -KILL "$engine"
wait "$engine"
ok "the worker goes on when facet-engine has died" kill -0 "$worker"
ok "facet-engine starts beside the worker" start_engine "$log"
UNTIL=10 ok "and gives the vGPU another one" until_ok replaced
end_draws
ok "both workers end with the vGPU" \
	eval 'sleep 0.3; not kill -0 "$worker" && not pgrep -P "$engine"'

# A kernel that lasts for minutes: its worker is killed, and then stopped, so it is late.
declare -A fate=([KILL]=is-lost [STOP]=is-late)
for signal in "${!fate[@]}"; do
	"$DRAWS" "$a" 4000000000 "${fate[$signal]}" >"$log.lost" &
	guest=$!
	worker=$(worker_of)
	sleep 0.5
	kill -"$signal" "$worker"
	draws "$b" 1000 draws
	wait $guest
	cat "$log.lost"
done
ok "facet-engine ends at SIGTERM" stop_engine
remove "$a"
remove "$b"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
rm -f "$log" "$log".{lost,kept,idle,end}
exit $((failures > 0))
