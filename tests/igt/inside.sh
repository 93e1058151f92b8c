#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: guests that run igt-gpu-tools, each on a vGPU of its own, until each is through with its list. A guest that dies or
# is silent for too long is started again: it goes on with the next test.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
GUESTS=${FACET_GUESTS:-1}
SILENCE=${FACET_IGT_SILENCE:-400}	# seconds; a test has 300
GUEST_MEM=${FACET_GUEST_MEM:-6144}
GUEST_SIZE=xres=1024,yres=768
declare -a QUIET SIZE STARTS DONE

# igt_start N: with its two disks, which may hold results already.
igt_start() {
	GUEST_ARGS=(-drive "file=$IGT_DISK,if=virtio,format=raw,snapshot=on"
		-drive "file=$FACET_DIR/guest$1/results.img,if=virtio,format=raw,file.locking=off")
	guest_start "$1"
	QUIET[$1]=0 SIZE[$1]='' STARTS[$1]=$((${STARTS[$1]:-0} + 1))
}

# igt_keep N: what it said, before its next start.
igt_keep() {
	local f
	for f in "${LOGS[@]}"; do cat "$FACET_DIR/guest$1.$f" >>"$FACET_DIR/guest$1/$f"; done
}

# igt_look N: goes on, is through, or has to be started again.
igt_look() {
	local n=$1 size
	size=$(stat -c %s "$RUN/guest$n".{report,dmesg,console} | tr '\n' ' ')
	if ! guest_alive "$n"; then
		guest_stop "$n"
		igt_keep "$n"
		if grep -q '^FACET-IGT end' "$FACET_DIR/guest$n.report"; then
			DONE[n]=yes
			return 0
		fi
		say "guest$n: it ended in a test"
	elif [[ $size != "${SIZE[n]}" ]]; then
		SIZE[n]=$size QUIET[n]=0
		return 0
	elif ((++QUIET[n] < SILENCE)); then
		return 0
	else
		say "guest$n: silent for $SILENCE s"
		guest_autopsy "$n"
		guest_kill "$n"
		igt_keep "$n"
	fi
	igt_start "$n"
}

# igt_news N: the tests that it began since the last time.
declare -a TOLD
igt_news() {
	local line
	line=$(grep -aE '^\[[0-9.]+\] \[[0-9]+/[0-9]+\]' "$RUN/guest$1.report" | tail -n 1 | tr -d '\r')
	[[ -z $line || $line == "${TOLD[$1]:-}" ]] || say "guest$1: $line"
	TOLD[$1]=$line
}

demo_begin "$GUESTS"
for n in "${ALL[@]}"; do igt_start "$n"; done
while :; do
	left=''
	for n in "${ALL[@]}"; do
		[[ -z ${DONE[n]:-} ]] || continue
		igt_look "$n"
		[[ -n ${DONE[n]:-} ]] || left=yes
		igt_news "$n"
	done
	[[ -n $left ]] || break
	sleep 1
done
host_trouble >"$FACET_DIR/host.trouble"
for n in "${ALL[@]}"; do vgpu_remove "$n"; done
modules_unload
leftovers after
trap - EXIT
((${FAILURES:-0} == 0))
