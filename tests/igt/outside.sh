#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# On this machine: guests that run igt-gpu-tools over vfio-user, all on one facet-vfu, each until it is through with its list. What
# inside.sh does for the kernel's face.
#
# From cmd-igt.sh: FACET_DIR (guestN/results.img in it), FACET_VFU (the server), GUEST_VERSION, GUEST_INITRD, ROOT_DISK, FACET_GUESTS,
# FACET_GUEST_MEM (MiB), FACET_DMC, FACET_TYPE.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/igt/lib.sh
. "$REPO/tests/igt/lib.sh"
# shellcheck source=tests/demo/in-vain.sh
. "$REPO/tests/demo/in-vain.sh"
export FACET_STALL=$SILENCE FACET_MACHINE=$MACHINE
say() { printf '%s\n' "$*"; }

# igt_keep N: what it said, before its next start.
igt_keep() {
	local f
	for f in report console; do cat "$DIR/guest$1/$f.log" >>"$DIR/guest$1/$f" 2>/dev/null; done
}

# guest N: boots it until it is through with the passes of $BOOT. In the background; ends with 1 when that cannot be.
guest() {
	local n=$1 rc why dir=$DIR/guest$1
	mkfifo -m 600 "$SOCKETS/monitor$n".{in,out}
	while ((${DIED[n]:-0} <= MOST_DEATHS)); do
		rc=0
		FACET_APPEND="facet.name=guest$n ${GUEST_APPEND[*]} facet.passes=${BOOTS[BOOT]} ${FACET_DMC:+facet.dmc=yes}" guest_user "$dir" "$GUEST_VERSION" "$GUEST_INITRD" \
			-drive "file=$ROOT_DISK,if=none,id=root,format=raw,snapshot=on" -device virtio-blk-pci,drive=root,addr=04.0 \
			-drive "file=$dir/results.img,if=none,id=results,format=raw,werror=report" -device virtio-blk-pci,drive=results,addr=05.0 \
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

APERTURE=3	# MiB; each access is a message: the console, 3 MiB and more, is not to be in it, but a row of the longest tiles, 2 MiB, is
TRACES=''	# they would be gigabytes
TYPE=$FACET_TYPE

# one_core: a lone guest and its server are on one processor, which no other run has. A message between them takes a quarter less time there
# than between two processors, and always about the same. If the server may go first, the guest posts its writes: docs/vfio-user.md says
# what that is worth.
one_core() {
	((FACET_GUESTS == 1)) || return 0
	own_cores 1 && taskset -pc "${CORES[0]}" "$BASHPID" >/dev/null || return 0
	! chrt -f 1 true 2>/dev/null || { AHEAD=(--realtime) && POSTS=true; }
}

# power_button N: of a guest. Its monitor's answers stay in the pipe.
# shellcheck disable=SC2317 # igt_wake calls it
power_button() { echo system_powerdown 1<>"$SOCKETS/monitor$1.in"; }

# news PID...: how far each guest is, until all have ended. Whatever a guest does goes first.
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

# guests: all of them at once, until each has ended.
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
