# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the scripts of level host share. They run in the host VM, modules loaded. Sourced, never run.

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

# What has been said so far on stderr, in bytes, where that is a file.
said() { if [[ -f /proc/self/fd/2 ]]; then stat -Lc %s /proc/self/fd/2; fi; }

# ok NAME CMD...: one TAP line, by whether CMD succeeds. What one that does not said last comes before it, where stderr is a file that
# nobody sees.
ok() {
	local name=$1 before
	shift
	before=$(said)
	if "$@"; then
		echo "ok - $name"
	else
		[[ -z $before ]] || tail -c "+$((before + 1))" /proc/self/fd/2 | tail -n 5 | sed 's/^/# /'
		echo "not ok - $name"
		failures=$((failures + 1))
	fi
}

# refused ERROR FILE TEXT: a write of TEXT to FILE fails with this error and no other.
refused() {
	local said
	if said=$({ printf '%s' "$3" >"$2"; } 2>&1); then
		echo "# the write succeeded"
		return 1
	fi
	[[ $said == *": $1" ]] || { echo "# $said" && return 1; }
}

create() { printf '%s\n' "$2" >"$TYPES/$1/create"; }
# Without the text that is shown in place of a dark screen.
create_dark() { create "$1" "$2" && echo off >"$DEVICES/$2/facet/splash"; }
remove() { echo 1 >"$DEVICES/$1/remove"; }
there() { [[ -e $DEVICES/$1 ]]; }
available() { cat "$TYPES/$1/available_instances"; }
not() { ! "$@"; }
# same A B: they are the same, and not empty. is(): what is expected may be.
same() { [[ -n $2 ]] && is "$1" "$2"; }
is() { [[ $1 == "$2" ]] || { echo "# '$1' where '$2' was expected" && return 1; }; }

# for_each ARRAY WHAT CMD...: CMD for each UUID of an array, and what that took. Nothing forks between two looks at the clock.
for_each() {
	local -n of=$1
	local uuid began us=()
	for uuid in "${of[@]}"; do
		began=${EPOCHREALTIME/./}
		"${@:3}" "$uuid" || return
		us+=($((${EPOCHREALTIME/./} - began)))
	done
	printf '%s\n' "${us[@]}" | sort -n | awk -v what="$2" -v first="${us[0]}" -v last="${us[-1]}" \
		'{ t[NR] = $1 } END { print "# " what ": " t[int((NR + 1) / 2)] " us, nine of ten within " t[int((9 * NR + 9) / 10)] ", the first " first ", the last " last ", the slowest " t[NR] }'
}

# until_ok CMD...: it succeeds before two minutes have gone by, or UNTIL seconds; FACET_PATIENCE times that.
until_ok() {
	local n
	for ((n = 0; n < ${UNTIL:-120} * ${FACET_PATIENCE:-1}; n++)); do
		"$@" && return 0
		sleep 1
	done
	return 1
}

# client NAME UUID...: its TAP lines become ours; counts as one failure where it dies.
client() {
	local rc=0
	"$CLIENT" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-vfio $1 ended with status $rc"
}

# The kernel's log since mark_log.
mark_log() { echo "facet-host-test: mark $$" >/dev/kmsg; }
log_since_mark() { dmesg | sed -n "/facet-host-test: mark $$/,\$p"; }

# unpinned BEFORE: no more pages are pinned than then.
unpinned() {
	local now
	now=$(pinned)
	no_more "$now" "$1" || { echo "# '$now' pages, '$1' before" && return 1; }
}

# lets_go UUID: it is closed, and of the pages that Facet has pinned for it none is left. The count is Facet's own: in
# the machine's (unpinned) a page that stays pinned can hide behind those that others have let go. Shadow pages go with
# the core: that there are none says that the record was cleared.
lets_go() {
	local folder=$DEVICES/$1/facet counts
	counts=$(grep -E '^(pins|shadow_pages) ' "$folder/statistics" | sort | xargs)
	is "$(cat "$folder/state") $counts" "closed pins 0 shadow_pages 0"
}

# control_groups CONTROLLER: there are groups in /sys/fs/cgroup, which have it.
control_groups() {
	[[ -e /sys/fs/cgroup/cgroup.subtree_control ]] || mount -t cgroup2 none /sys/fs/cgroup
	echo "+$1" >/sys/fs/cgroup/cgroup.subtree_control
}

# Nothing in the log that a host may not show. Checks all of it, not only this script's part.
log_is_clean() {
	local bad
	[[ -n $(dmesg) ]] || { echo "# the kernel has no log" && return 1; }
	bad=$(dmesg | grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns")
	[[ -z $bad ]] || { echo "# ${bad//$'\n'/$'\n'# }" && return 1; }
}
