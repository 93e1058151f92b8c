# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for the scripts of level host. The scripts run in the host VM with the modules loaded.
# Sourced, never run.

FACET_REPO=${FACET_REPO:-$PWD}
# shellcheck source=tests/lib/pinned.bash
. "$FACET_REPO/tests/lib/pinned.bash"

PARENT=/sys/class/mdev_bus/facet
TYPES=$PARENT/mdev_supported_types
DEVICES=/sys/bus/mdev/devices
DEBUGFS=/sys/kernel/debug/facet
CLIENT=$FACET_REPO/out/build/guest/facet-host-vfio
failures=0

uuid() { printf 'facefee7-0000-4000-8000-%012x\n' "$1"; }

# said: print how many bytes stderr holds so far. Print nothing if stderr is not a file.
said() { if [[ -f /proc/self/fd/2 ]]; then stat -Lc %s /proc/self/fd/2; fi; }

# ok NAME CMD...: run CMD and print one TAP line: "ok" if CMD succeeds, "not ok" if it fails. If CMD
# fails and stderr is a file, print the last 5 lines that CMD wrote there first: nobody reads the
# file.
ok() {
	local name=$1 before
	shift
	before=$(said)
	if "$@"; then
		echo "ok - $name"
	else
		[[ -z $before ]] ||
			tail -c "+$((before + 1))" /proc/self/fd/2 | tail -n 5 | sed 's/^/# /'
		echo "not ok - $name"
		failures=$((failures + 1))
	fi
}

# refused ERROR FILE TEXT: succeed if a write of TEXT to FILE fails with ERROR. Fail on any other
# result.
refused() {
	local said
	if said=$({ printf '%s' "$3" >"$2"; } 2>&1); then
		echo "# the write succeeded"
		return 1
	fi
	[[ $said == *": $1" ]] || { echo "# $said" && return 1; }
}

create() { printf '%s\n' "$2" >"$TYPES/$1/create"; }
# create_dark TYPE UUID: create a vGPU that shows no text in place of a dark screen.
create_dark() { create "$1" "$2" && echo off >"$DEVICES/$2/facet/splash"; }
remove() { echo 1 >"$DEVICES/$1/remove"; }
there() { [[ -e $DEVICES/$1 ]]; }
available() { cat "$TYPES/$1/available_instances"; }
not() { ! "$@"; }
# same A B: succeed if A equals B and B is not empty. is A B: succeed if A equals B, even if both
# are empty.
same() { [[ -n $2 ]] && is "$1" "$2"; }
is() { [[ $1 == "$2" ]] || { echo "# '$1' where '$2' was expected" && return 1; }; }

# for_each ARRAY WHAT CMD...: run CMD with each UUID of ARRAY, then print how long the calls of CMD
# took. WHAT names the action in that line. The loop itself forks no process between two readings of
# the clock.
for_each() {
	local -n of=$1
	local uuid began us=()
	for uuid in "${of[@]}"; do
		began=${EPOCHREALTIME/./}
		"${@:3}" "$uuid" || return
		us+=($((${EPOCHREALTIME/./} - began)))
	done
	printf '%s\n' "${us[@]}" | sort -n |
		awk -v what="$2" -v first="${us[0]}" -v last="${us[-1]}" '
			{ t[NR] = $1 }
			END {
				middle = t[int((NR + 1) / 2)]
				nine = t[int((9 * NR + 9) / 10)]
				printf "%s", "# " what ": " middle " us, nine of ten within " nine
				print ", the first " first ", the last " last ", the slowest " t[NR]
			}'
}

# until_ok CMD...: run CMD once a second until it succeeds. Fail after 120 seconds; UNTIL sets
# another limit. FACET_PATIENCE multiplies the limit.
until_ok() {
	local n
	for ((n = 0; n < ${UNTIL:-120} * ${FACET_PATIENCE:-1}; n++)); do
		"$@" && return 0
		sleep 1
	done
	return 1
}

# client NAME UUID...: run a test of the VFIO user. Its TAP lines become ours; a failed run counts
# as one failure.
client() {
	local rc=0
	"$CLIENT" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-vfio $1 ended with status $rc"
}

# start_engine LOG: start facet-engine as process $engine, and wait until it is ready. Its standard
# error goes to the file LOG. stop_engine: end it as systemd does.
ENGINE=$(dirname "$CLIENT")/facet-engine
engine=''
start_engine() {
	local i
	: >"$1"
	"$ENGINE" 2>"$1" &
	engine=$!
	for ((i = 0; i < 100; i++)); do
		grep -q ready "$1" && return
		sleep 0.05
	done
	return 1
}
stop_engine() {
	kill "$engine"
	wait "$engine"
}

# mark_log: write a mark to the kernel's log. log_since_mark: print the log from this script's first
# mark on.
mark_log() { echo "facet-host-test: mark $$" >/dev/kmsg; }
log_since_mark() { dmesg | sed -n "/facet-host-test: mark $$/,\$p"; }

# unpinned BEFORE: succeed if at most BEFORE pages are pinned now.
unpinned() {
	local now
	now=$(pinned)
	no_more "$now" "$1" || { echo "# '$now' pages, '$1' before" && return 1; }
}

# lets_go UUID: succeed if the vGPU is closed and Facet has no page pinned for it. The count comes
# from Facet. In the machine's count (unpinned), pages that others unpin could hide a page that
# stays pinned. The core frees its shadow pages when it goes: a count of 0 shows that the record was
# cleared.
lets_go() {
	local folder=$DEVICES/$1/facet counts
	counts=$(grep -E '^(pins|shadow_pages) ' "$folder/statistics" | sort | xargs)
	is "$(cat "$folder/state") $counts" "closed pins 0 shadow_pages 0"
}

# control_groups CONTROLLER: mount /sys/fs/cgroup if needed, and enable CONTROLLER for its groups.
control_groups() {
	[[ -e /sys/fs/cgroup/cgroup.subtree_control ]] || mount -t cgroup2 none /sys/fs/cgroup
	echo "${*/#/+}" >/sys/fs/cgroup/cgroup.subtree_control
}

# pays COMMAND...: run COMMAND, which fills a vGPU with pictures, in a control group of its own.
# Succeed if the group pays for them, until COMMAND ends.
pays() {
	local group=/sys/fs/cgroup/facet-pays line driver bytes=0 rc=0
	control_groups memory
	mkdir "$group" || return
	coproc DRIVER { echo 0 >"$group/cgroup.procs" && exec "$@"; }
	driver=$DRIVER_PID
	while read -r -t $((60 * ${FACET_PATIENCE:-1})) line <&"${DRIVER[0]}"; do
		[[ $line =~ ^'# filled '([0-9]+)' MiB' ]] || continue
		bytes=$((BASH_REMATCH[1] << 20))
		break
	done
	echo "# $bytes bytes of pictures, $(kernel_bytes "$group") bytes of the kernel's memory"
	((bytes)) && (($(kernel_bytes "$group") >= bytes)) || rc=1
	eval "exec ${DRIVER[1]}>&-"
	wait "$driver" || rc=1
	until_ok eval '(($(kernel_bytes "$group") < bytes / 4))' || rc=1
	rmdir "$group"
	return "$rc"
}
kernel_bytes() { sed -n 's/^kernel //p' "$1/memory.stat"; }

# log_is_clean: fail if the kernel's log has a line that a host must not show. Checks the whole log,
# not only this script's part.
log_is_clean() {
	local bad
	[[ -n $(dmesg) ]] || { echo "# the kernel has no log" && return 1; }
	bad=$(dmesg | grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns")
	[[ -z $bad ]] || { echo "# ${bad//$'\n'/$'\n'# }" && return 1; }
}

# --- cards ---------------------------------------------------------------------------------------

# Linux's virtio_gpu loses a buffer if its device goes before it has answered a request that uses
# the buffer, or while a program has the buffer. The kernel warns of that at the end of the card or
# of the program. All else is a complaint.
# without_card_leaks: drop each block of lines with such a warning.
without_card_leaks() {
	awk '
		/cut here/ { block = 1; lines = ""; leak = 0 }
		block { lines = lines $0 "\n"; leak = leak || /WARNING.* drm_mm_takedown\+/ }
		!block
		block && /end trace/ { if (!leak) printf "%s", lines; block = 0 }
		END { if (block) printf "%s", lines }'
}

# card_log_is_clean NAME: succeed if the kernel has complained of nothing but lost buffers since the
# script NAME began. The whole log goes to whole.dmesg, and begins anew.
card_log_is_clean() {
	local said
	dmesg >"$FACET_DIR/whole.dmesg"
	dmesg -C
	echo "facet-test: $1 begins" >/dev/kmsg
	said=$(sed "0,/facet-test: $1 begins/d" "$FACET_DIR/whole.dmesg" | without_card_leaks |
		grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns" | head -n 20 |
		sed 's/^/# /')
	[[ -z $said ]] || { echo "$said" && return 1; }
}
