#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run igt-gpu-tools in guests over vfio-user on this machine, all on one facet-vfu, until each has
# done its list. inside.sh does the same with the kernel modules.
#
# cmd-igt.sh sets FACET_DIR (with guestN/results.img in it), FACET_VFU (the server), GUEST_VERSION,
# GUEST_INITRD, ROOT_DISK, FACET_GUESTS, FACET_GUEST_MEM (MiB), FACET_DMC and FACET_TYPE.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/igt/lib.sh
. "$REPO/tests/igt/lib.sh"
# shellcheck source=tests/demo/in-vain.sh
. "$REPO/tests/demo/in-vain.sh"
export FACET_STALL=$SILENCE FACET_MACHINE=$MACHINE
say() { printf '%s\n' "$*"; }

# igt_keep N: keep the logs of guest N before its next start.
igt_keep() {
	local f
	for f in report console; do cat "$DIR/guest$1/$f.log" >>"$DIR/guest$1/$f" 2>/dev/null; done
}

# guest N: boot guest N until it has done the passes of $BOOT. Runs in the background. Returns 1 if
# the guest does not come to its tests.
guest() {
	local n=$1 rc why dir=$DIR/guest$1 append
	mkfifo -m 600 "$SOCKETS/monitor$n".{in,out}
	while ((${DIED[n]:-0} <= MOST_DEATHS)); do
		rc=0
		append="facet.name=guest$n ${GUEST_APPEND[*]} facet.passes=${BOOTS[BOOT]}"
		FACET_APPEND="$append ${FACET_DMC:+facet.dmc=yes}" \
			guest_user "$dir" "$GUEST_VERSION" "$GUEST_INITRD" \
			-drive "file=$ROOT_DISK,if=none,id=root,format=raw,snapshot=on" \
			-device virtio-blk-pci,drive=root,addr=04.0 \
			-drive "file=$dir/results.img,if=none,id=results,format=raw,werror=report" \
			-device virtio-blk-pci,drive=results,addr=05.0 \
			-chardev "pipe,id=monitor,path=$SOCKETS/monitor$n" -mon chardev=monitor \
			-device "$(vfu_device "$SOCKETS/$n" "$POSTS")" || rc=$?
		igt_keep "$n"
		! igt_through "$dir/report.log" || return 0
		why="it ended in a test"
		((rc != 124)) || why="it gave no sign of life, or wrote without end"
		igt_died "$n" "$why" "$dir/report.log"
		igt_comes "$dir/report.log" || break
	done
	say "FAILED: guest$n: it does not come to its tests: see guest$n/console and guest$n/report"
	return 1
}

# MiB. Each access to the aperture is a message. A row of the longest tiles (2 MiB) must fit in it.
# The console (more than 3 MiB) must not fit.
APERTURE=3
TRACES=''	# no traces: they would be gigabytes
TYPE=$FACET_TYPE

# one_core: put a lone guest and its server on one processor that no other run has. A message
# between them then takes a quarter less time than between two processors, and always about the
# same. If the server may run with priority, the guest posts its writes: docs/dev/vfio-user.md says
# what that gains.
one_core() {
	((FACET_GUESTS == 1)) || return 0
	own_cores 1 && taskset -pc "${CORES[0]}" "$BASHPID" >/dev/null || return 0
	! chrt -f 1 true 2>/dev/null || { AHEAD=(--realtime) && POSTS=true; }
}

# power_button N: press the power button of guest N. The answers of its monitor stay in the pipe.
# shellcheck disable=SC2317 # igt_wake calls it
power_button() { echo system_powerdown 1<>"$SOCKETS/monitor$1.in"; }

# news PID...: print the progress of each guest until all have ended, at idle priority.
news() {
	local n pids=("$@")
	own_children
	chrt -i -p 0 "$BASHPID"
	while nap 1 && kill -0 "${pids[@]}" 2>/dev/null; do
		for n in "${!pids[@]}"; do
			kill -0 "${pids[n]}" 2>/dev/null || continue
			igt_news "$n" "$DIR/guest$n/report.log"
			igt_wake "$n" "$DIR/guest$n/console.log" power_button "$n"
		done
	done
}

# guests: run all guests at once, until each has ended.
guests() {
	local n teller pids=()
	for ((n = 0; n < FACET_GUESTS; n++)); do
		(
			own_children
			guest "$n"
		) &
		pids[n]=$!
		CHILDREN+=($!)
	done
	news "${pids[@]}" &
	teller=$!
	CHILDREN+=($!)
	for ((n = 0; n < FACET_GUESTS; n++)); do
		wait "${pids[n]}" || RC=1
		forget "${pids[n]}"
	done
	wait "$teller"
	forget "$teller"
}

AHEAD=() POSTS=false
one_core
BOOT=-1 RC=0
while BOOT=$(igt_boot $((BOOT + 1))); do
	OUTPUTS=("${AHEAD[@]}")
	for output in ${MONITORS[BOOT]}; do OUTPUTS+=(--output "$output"); done
	server "$FACET_GUESTS"
	guests
	server_ends >"$DIR/server.end"
	cat "$DIR/server.log" >>"$DIR/server"
	{
		sed -n 's/^not ok - //p' "$DIR/server.end"
		log_in_vain "$DIR/server.log" | sed 's/^/a register without a row: /'
		grep -E ': (client dropped|cannot take a client): ' "$DIR/server.log"
	} >>"$DIR/host.trouble"
done
for ((n = 0; n < FACET_GUESTS; n++)); do
	sed -E 's/^<[0-9]+>//' "$DIR/guest$n/console" >"$DIR/guest$n/dmesg" 2>/dev/null
done
exit "$RC"
