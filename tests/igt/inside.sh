#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run igt-gpu-tools in guests in the host VM until each guest has done its list. Each guest has a
# vGPU of its own. A guest that dies or is silent for too long is started again, and goes on with
# the next test.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/igt/lib.sh
. "$FACET_REPO/tests/igt/lib.sh"
GUESTS=${FACET_GUESTS:-1}
# These guests show no screen: a monitor of QEMU would have 75 frames a second.
# docs/reference/conformance.md says why the vGPU's monitor has 30.
GUEST_SCREEN=off GUEST_DISPLAY=none GUEST_MACHINE=$MACHINE
# Seconds between two checks of the guests. Each check costs an emulated machine some tens of
# milliseconds, which the tests of a short list can spare.
POLL=$(($(wc -l <"$FACET_DIR/list") > 60 ? 5 : 1))
declare -a QUIET SIZE THROUGH BOOT ASKED
TROUBLE=$FACET_DIR/host.trouble

# igt_start N: start guest N with its two disks. The second one may hold results.
igt_start() {
	local results="file=$FACET_DIR/guest$1/results.img,if=virtio,format=raw"
	GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,snapshot=on"
		-drive "$results,file.locking=off,werror=report")
	echo "${MONITORS[BOOT[$1]]}" >"/sys/bus/mdev/devices/${UUID[$1]}/facet/outputs" ||
		fail "guest$1: no outputs ${MONITORS[BOOT[$1]]}"
	guest_start "$1" "${GUEST_APPEND[@]}" \
		"facet.passes=${BOOTS[BOOT[$1]]}" ${FACET_DMC:+facet.dmc=yes}
	((GUESTS > 1)) || guest_apart "$1"
	QUIET[$1]=0 SIZE[$1]='' ASKED[$1]=''
}

# igt_keep N: keep the logs of guest N before its next start. Status 0: the guest came to its tests.
igt_keep() {
	local f came=1
	! igt_comes "$FACET_DIR/guest$1.report" || came=0
	for f in "${LOGS[@]}"; do
		cat "$FACET_DIR/guest$1.$f" >>"$FACET_DIR/guest$1/$f"
		rm -f "$FACET_DIR/guest$1.$f"
	done
	return "$came"
}

# igt_next N: start guest N with its next outputs, or note that it is through.
igt_next() {
	if BOOT[$1]=$(igt_boot $((${BOOT[$1]:--1} + 1))); then
		igt_start "$1"
	else
		THROUGH[$1]=yes
	fi
}

# igt_asked N: read the registers without a row that guest N used, while its vGPU is open. Each is
# trouble of the host. Then tell the guest to end: it has waited for this.
igt_asked() {
	local line lines
	lines=$(registers_in_vain "/sys/kernel/debug/facet/${UUID[$1]}") ||
		wrong "guest$1: the vGPU does not say which registers it has no row for"
	[[ -z $lines ]] || while IFS= read -r line; do
		wrong "guest$1: a register without a row: $line"
	done <<<"$lines"
	[[ $(<"/sys/bus/mdev/devices/${UUID[$1]}/facet/state") == open ]] ||
		wrong "guest$1: its vGPU was closed before it was asked for registers"
	guest_tell "$1" quit
	ASKED[$1]=yes
}

# igt_look N: check guest N. It goes on, it is through, or it is started again.
igt_look() {
	local n=$1 size why
	size=$(stat -c %s "$RUN/guest$n".{report,dmesg,console,qemu})
	size=$((${size//$'\n'/+} + 0))
	if ! guest_alive "$n"; then
		guest_stop "$n"
		if igt_through "$FACET_DIR/guest$n.report"; then
			[[ -n ${ASKED[n]:-} ]] ||
				wrong "guest$n: it ended before it was asked for registers"
			igt_keep "$n"
			igt_next "$n"
			return 0
		fi
		why="it ended in a test"
	elif [[ -z ${ASKED[n]:-} ]] && igt_through "$RUN/guest$n.report"; then
		igt_asked "$n"
		return 0
	elif ((size > LOG_MOST)); then
		why="it wrote more than $((LOG_MOST >> 20)) MiB to its logs"
		guest_kill "$n"
	elif [[ $size != "${SIZE[n]}" ]]; then
		SIZE[n]=$size QUIET[n]=0
		return 0
	elif ((QUIET[n] += POLL, QUIET[n] < SILENCE)); then
		return 0
	else
		why="it was silent for $SILENCE s"
		guest_autopsy "$n"
		guest_kill "$n"
	fi
	igt_died "$n" "$why" "$FACET_DIR/guest$n.report"
	if ! igt_keep "$n" || ((DIED[n] > MOST_DEATHS)); then
		wrong "guest$n: it does not come to its tests:" \
			"see guest$n/console and guest$n/report"
		THROUGH[n]=no
		return 0
	fi
	igt_start "$n"
}

# left_behind: print what guests have left in the host, one a line. The demo afterwards begins with
# these leftovers.
left_behind() {
	local what
	for what in pinned dmabufs vmalloc; do
		(($(leftover $what after) <= $(leftover $what before))) ||
			echo "left behind: $what: $(leftover $what after)," \
				"before the guests $(leftover $what before)"
	done
}

demo_begin "$GUESTS"
[[ -z ${FACET_3D:-} ]] || engine_start
for n in "${ALL[@]}"; do igt_next "$n"; done
while :; do
	left=''
	for n in "${ALL[@]}"; do
		[[ -z ${THROUGH[n]:-} ]] || continue
		igt_look "$n"
		[[ -n ${THROUGH[n]:-} ]] || {
			left=yes && igt_news "$n" "$RUN/guest$n.report" && igt_wake "$n" \
				"$RUN/guest$n.dmesg" guest_monitor "$n" system_powerdown
		}
	done
	[[ -n $left ]] || break
	sleep "$POLL"
done
for n in "${ALL[@]}"; do vgpu_remove "$n"; done
modules_unload
leftovers after
left_behind >>"$TROUBLE"
trap - EXIT
if [[ -n ${DEMO:-} ]]; then
	say "host: a demo, to see whether all is well"
	FACET_DIR=$DEMO GUEST_INITRD=$DEMO/guest.initrd GUEST_MEM=1024 GUEST_SCREEN='' \
		GUEST_DISPLAY='' FACET_TYPE='' FACET_GUESTS=$DEMO_GUESTS \
		FACET_BLITS=$DEMO_BLITS FACET_SEED=1 bash tests/demo/host-demo.sh >"$DEMO/log"
	echo $? >"$DEMO/status"
fi
# Other failures are trouble of the host. They do not end the run.
[[ " ${THROUGH[*]} " != *" no "* ]]
