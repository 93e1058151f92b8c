# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions of both front ends while guests run igt-gpu-tools: progress of each guest, and its end.

# Seconds without output until a guest counts as dead. igt_runner gives PATIENCE to each subtest and
# to each dynamic subtest. The start of a dynamic subtest is in the kernel's log only.
SILENCE=$((PATIENCE + 100))
declare -a TOLD LOOKED_AT FIRST FIRST_AT OF DIED WOKEN_AT
MOST_DEATHS=20	# times that a guest may die in one run
# pc: with SeaBIOS a q35 loses the base of its ACPI registers after S3 (they read as ones). The
# kernel then complains and cannot sleep again. hpet=off: with a HPET, a guest that wakes late
# complains of lost interrupts of the clock.
MACHINE=pc,hpet=off
# Options for each guest's kernel. igt_runner loads i915. tsc=nowatchdog: an emulated machine reads
# the other clock late, and the kernel would complain within another test. softlockup_panic: end a
# guest whose processor has done nothing else for two minutes; it would complain for ever.
# IGT_APPEND: words of the user, at the end.
GUEST_APPEND=(facet.gpu=none tsc=nowatchdog watchdog_thresh=60 softlockup_panic=1)
GUEST_APPEND+=(${IGT_APPEND:+"$IGT_APPEND"})
# The boots of a guest: the passes over its list in each boot, and the outputs of its vGPU.
BOOTS=("main,dynamic,late" "outputs" "large")
MONITORS=("hdmi:b:1024x768@30"
	"hdmi:b:1024x768@30 dp:c:1024x768@30 dp:d:1024x768@30"
	"hdmi:b:3840x2160@30")

# igt_boot K: print the number of the first boot, from the K-th on, that has tests to run.
igt_boot() {
	local boot pass
	for ((boot = $1; boot < ${#BOOTS[@]}; boot++)); do
		for pass in ${BOOTS[boot]//,/ }; do
			[[ ! -s $FACET_DIR/list.$pass ]] || { echo "$boot" && return 0; }
		done
	done
	return 1
}

# igt_comes REPORT: succeed if this boot came to its tests. A guest that dies before its tests would
# do so in each boot.
igt_comes() { grep -aq '^FACET-IGT' "$1"; }

# igt_through REPORT: succeed if the list is done.
igt_through() { grep -aq '^FACET-IGT end' "$1"; }

# igt_line REPORT: print AT OF TEST for the last test of igt_runner. A guest may write anything:
# accept short numbers only, and only characters that no terminal obeys.
igt_line() {
	local line format
	line=$(tail -c 65536 "$1" 2>/dev/null | tr '\r' '\n' |
		grep -aoE '^\[[0-9.]+\] \[[0-9]+/[0-9]+\] .*' | tail -n 1)
	format='^\[[0-9.]+\] \[0*([0-9]{1,6})/0*([0-9]{1,6})\] ([[:print:]]{1,100})'
	[[ $line =~ $format ]] || return 1
	((BASH_REMATCH[1] <= BASH_REMATCH[2])) && echo "${BASH_REMATCH[*]:1:3}"
}

# igt_died N WHY REPORT: report that guest N died before the end of its list, for the ${DIED[N]}th
# time. A person reads the line, and the summary counts it. A test that had printed its result keeps
# it.
igt_died() {
	local at of test='' why=$2
	! read -r at of test < <(igt_line "$3") || why+=", at $at of $of: $test"
	printf '%s\n' "guest$1: $why"
	printf '%s\n' "$why" >>"$FACET_DIR/guest$1/deaths"
	DIED[$1]=$((${DIED[$1]:-0} + 1))
}

# igt_news N REPORT: print the test that guest N runs, and the time that is left, at most every 10
# s. CLOCK: the speed of this machine's clock in per cent.
igt_news() {
	local n=$1 line at of test left='' now=$SECONDS done_s left_s tests
	# Each check takes some tens of milliseconds from the guests of an emulated machine.
	((now >= ${LOOKED_AT[n]:--10} + 10)) || return 0
	LOOKED_AT[n]=$now
	line=$(igt_line "$2") && [[ $line != "${TOLD[n]:-}" ]] || return 0
	TOLD[n]=$line
	read -r at of test <<<"$line"
	# A new pass counts from its own beginning.
	if [[ $of != "${OF[n]:-}" ]] || ((at < FIRST[n])); then
		FIRST[n]=$at FIRST_AT[n]=$now OF[n]=$of
	fi
	if ((at >= FIRST[n] + 5)); then
		done_s=$((now - FIRST_AT[n])) tests=$((at - FIRST[n]))
		left_s=$((done_s * (of - at) * 100 / (tests * ${CLOCK:-100})))
		left=", about $(((left_s + 59) / 60)) min left"
	fi
	printf '%s\n' "guest$n: $at of $of$left: $test"
}

# igt_wake N LOG COMMAND...: wake guest N if its kernel has said, at least 30 s ago and last, that
# it goes to sleep. COMMAND presses its power button. From S3 the clock wakes a guest after some
# seconds. From s2idle nothing does: QEMU's clock raises no ACPI event outside S3.
igt_wake() {
	local n=$1 log=$2
	((SECONDS >= ${WOKEN_AT[n]:--30} + 30)) || return 0
	WOKEN_AT[n]=$SECONDS
	((EPOCHSECONDS >= $(stat -c %Y "$log" 2>/dev/null) + 30)) || return 0
	! tail -n 1 "$log" 2>/dev/null |
		grep -qE '(suspend entry|Freezing (user space|remaining)) ' || "${@:3}"
}
