#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check how the lab ends machines, with plain processes in place of machines. Check how many host
# VMs a plain ./run test boots.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"

# A process in place of QEMU: it locks its disk, and has 512 MiB of memory and eight more threads.
# The kernel frees the memory with the last thread; the first thread may already be a zombie.
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

# stalls WHY COMMAND...: watch_progress gives up COMMAND, which writes a machine's log, because of
# WHY.
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

# lasts COMMAND...: watch_progress waits for the end of COMMAND, which writes a machine's log.
lasts() {
	: >"$TMPD/log"
	spawn "$@"
	watch_progress "$SPAWNED" "$TMPD/log"
}

# lab_copy: copy the lab with its levels host and guest to $LAB. In the copy, a boot of a host VM
# adds a line to $LAB/boots, and functions that take long do nothing. ./run igt boots one host VM
# for each list.
lab_copy() {
	LAB=$TMPD/lab
	mkdir -p "$LAB/tests/vm" "$LAB/out/test"
	cp -r "$REPO/tests/vm/lib" "$LAB/tests/vm/" &&
		cp -r "$REPO"/tests/{host,guest} "$LAB/tests/" || return 1
	# shellcheck disable=SC2016 # for that script
	echo '. "$(dirname "$0")/lab.sh" && host_run' >"$LAB/tests/vm/lib/cmd-igt.sh"
	tee -a "$LAB"/tests/vm/lib/{lab,desktop}.sh >/dev/null <<-'T'
		host_run() { echo boot >>"$REPO/boots"; }
		build_modules() { :; }
		build_guest() { :; }
		kernel() { KERNEL=none; }
		probe_initrd() { PROBE_INITRD=none; }
		guest_initrd() { GUEST_KERNEL=none; }
		desktop_initrd() { ROOT_DISK=none; }
	T
}

# boots: print the number of host VMs that a plain run of $LAB boots. Levels without a VM are left
# out.
boots() {
	: >"$LAB/boots"
	bash -c 'set -u
		. "$1/tests/vm/lib/lab.sh"
		. "$1/tests/vm/lib/levels.sh"
		ASIDE=()
		sources_parts() { :; }
		level_user() { :; }
		run_all' boots "$LAB" >"$TMPD/boots.log" 2>&1
	wc -l <"$LAB/boots"
}

is() { [[ $1 == "$2" ]] || { echo "# '$1' where '$2' was expected" && return 1; }; }

# boots_with LINE...: add a script with these lines to level guest, then print the number of boots.
boots_with() {
	printf '#!/bin/bash\n. "$(dirname "$0")/../vm/lib/lab.sh"\n' >"$LAB/tests/guest/more.sh"
	printf '%s\n' "$@" >>"$LAB/tests/guest/more.sh"
	boots
}

# lost_amid_a_line: print what host_scripts prints when a host VM of $LAB ends amid its second
# check.
lost_amid_a_line() {
	cat >"$LAB/tests/vm/lib/inside.sh" <<-'T'
		printf 'ok - one check\n# amid a'
		for word; do
			[[ $word != file:* ]] || printf 'before\r\nOops: int3\r\n' >"${word#file:}"
		done
	T
	# shellcheck disable=SC2016 # for that script
	bash -c 'set -u
		. "$1/tests/vm/lib/lab.sh"
		. "$1/tests/vm/lib/vm.sh"
		qemu11() { QEMU11=none; }
		processors() { PROCESSORS=() HOST_CPUS=3; }
		host_boots() { BOOTS=() KREL=none; }
		host_scripts "$1/out/test/lost" 6.12 first.sh second.sh' \
		lost "$LAB" 2>"$TMPD/lost.log"
}

MOST_BOOTS=4	# docs/dev/testing.md
within() { [[ $1 -ge 1 && $1 -le $MOST_BOOTS ]]; }

tempdir machines
FACET_STALL=3 LOG_MOST=$((2 << 20))
ok "a machine that is killed has let go of its disk" killed_machine_lets_go
ok "a silent machine is given up" stalls "no sign of life for 3 s" sleep 60
ok "one that writes too much is given up" stalls "more than 2 MiB of log" \
	bash -c 'head -c 3M /dev/zero >"$1"; sleep 60' _ "$TMPD/log"
ok "one that writes now and then is not" lasts \
	bash -c 'for _ in 1 2 3 4; do echo >>"$1"; sleep 1.5; done' _ "$TMPD/log"
lab_copy
n=$(boots)
ok "a plain run boots $n host VMs, and $MOST_BOOTS at most" within "$n"
# shellcheck disable=SC2016 # for that script
m=$(boots_with \
	'host_scripts "$FACET_DIR" 6.12 tests/guest/inside/alone.sh' \
	'host_run "$FACET_DIR" 6.12 true')
ok "another script of level guest that boots twice is two more" is "$m" "$((n + 2))"
expected='ok - one check
# amid a
# before
# Oops: int3
not ok - first: the host VM ended before its end (status 125)
not ok - second: the host VM ended before its end (status 125)'
name='a host VM that is lost amid a line fails each script it has not ended'
ok "$name, behind what its kernel said" is "$(lost_amid_a_line)" "$expected"
exit "$FAILED"
