# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What both faces share while guests run igt-gpu-tools: how far each is, and whether it is through.

# Seconds without a word, after which a guest is taken for dead. igt_runner gives each subtest PATIENCE, also a dynamic one, whose
# start is in the kernel's log alone.
SILENCE=$((PATIENCE + 100))
declare -a TOLD LOOKED_AT FIRST FIRST_AT OF DIED WOKEN_AT
MOST_DEATHS=20	# of a guest in one go
# With SeaBIOS a q35 has lost the base of its ACPI registers after S3 (they read as ones): the kernel complains, and sleeps no second time.
# Without a HPET the clock's interrupts come from the clock: with one, a guest that wakes late complains of those that it has lost.
MACHINE=pc,hpet=off
# Of each guest's kernel: igt_runner loads i915, and no watchdog compares the TSC with a clock that an emulated machine reads late, to complain
# within somebody else's test. One whose processor has done nothing else for two minutes comes to its end: it would say so for ever.
GUEST_APPEND=(facet.i915=no tsc=nowatchdog watchdog_thresh=60 softlockup_panic=1)
# How often a guest boots: the passes over its list that it makes each time, and the outputs that it has.
BOOTS=("main,dynamic,late" "outputs" "large")
MONITORS=("hdmi:b:1024x768@30" "hdmi:b:1024x768@30 dp:c:1024x768@30 dp:d:1024x768@30" "hdmi:b:3840x2160@30")

# igt_boot K: the first from the K-th on that has something to do.
igt_boot() {
	local boot pass
	for ((boot = $1; boot < ${#BOOTS[@]}; boot++)); do
		for pass in ${BOOTS[boot]//,/ }; do
			[[ ! -s $FACET_DIR/list.$pass ]] || { echo "$boot" && return 0; }
		done
	done
	return 1
}

# igt_comes REPORT: this boot came to its tests. One that dies again and again before it does would do so for ever.
igt_comes() { grep -aq '^FACET-IGT' "$1"; }

# igt_through REPORT: the list is done.
igt_through() { grep -aq '^FACET-IGT end' "$1"; }

# igt_line REPORT: where igt_runner was last: AT OF TEST. A guest may write what it likes: short numbers only are reckoned with, and nothing is told that a
# terminal would obey.
igt_line() {
	local line
	line=$(tail -c 65536 "$1" 2>/dev/null | tr '\r' '\n' | grep -aoE '^\[[0-9.]+\] \[[0-9]+/[0-9]+\] .*' | tail -n 1)
	[[ $line =~ ^\[[0-9.]+\]\ \[0*([0-9]{1,6})/0*([0-9]{1,6})\]\ ([[:print:]]{1,100}) ]] || return 1
	((BASH_REMATCH[1] <= BASH_REMATCH[2])) && echo "${BASH_REMATCH[*]:1:3}"
}

# igt_died N WHY REPORT: guest N was not through with its list, for the ${DIED[N]}th time. It is told to whoever watches, and for the summary: a test that
# had said how it went by then has its result.
igt_died() {
	local at of test='' why=$2
	! read -r at of test < <(igt_line "$3") || why+=", at $at of $of: $test"
	printf '%s\n' "guest$1: $why"
	printf '%s\n' "$why" >>"$FACET_DIR/guest$1/deaths"
	DIED[$1]=$((${DIED[$1]:-0} + 1))
}

# igt_news N REPORT: the test that guest N is at and about how long is left, at most every ten seconds. CLOCK: per cent of speed at
# which this machine's clock runs.
igt_news() {
	local n=$1 line at of test left='' now=$SECONDS
	# Each look takes an emulated machine some tens of milliseconds from the guests.
	((now >= ${LOOKED_AT[n]:--10} + 10)) || return 0
	LOOKED_AT[n]=$now
	line=$(igt_line "$2") && [[ $line != "${TOLD[n]:-}" ]] || return 0
	TOLD[n]=$line
	read -r at of test <<<"$line"
	# Another pass counts from its own beginning.
	if [[ $of != "${OF[n]:-}" ]] || ((at < FIRST[n])); then
		FIRST[n]=$at FIRST_AT[n]=$now OF[n]=$of
	fi
	((at < FIRST[n] + 5)) || left=", about $((((now - FIRST_AT[n]) * (of - at) * 100 / ((at - FIRST[n]) * ${CLOCK:-100}) + 59) / 60)) min left"
	printf '%s\n' "guest$n: $at of $of$left: $test"
}

# igt_wake N LOG COMMAND...: COMMAND presses the power button of guest N where its kernel has said last, half a minute ago or more, that it goes to
# sleep. From S3 the clock wakes it after some seconds; from s2idle nothing does, since QEMU's clock raises no ACPI event outside S3.
igt_wake() {
	local n=$1 log=$2
	((SECONDS >= ${WOKEN_AT[n]:--30} + 30)) || return 0
	WOKEN_AT[n]=$SECONDS
	((EPOCHSECONDS >= $(stat -c %Y "$log" 2>/dev/null) + 30)) || return 0
	! tail -n 1 "$log" 2>/dev/null | grep -qE '(suspend entry|Freezing (user space|remaining)) ' || "${@:3}"
}
