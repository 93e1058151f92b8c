# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The levels of ./run test: each turns into TAP lines in out/test/LEVEL.tap ("ok - name", "not ok - name"); whatever
# else was printed is in out/test/LEVEL/. A script that dies without a "not ok" counts as one failure. Sourced after
# lab.sh.

TEST=$OUT/test
TEST_MB=1500	# of out/, after a plain run: 1100, most of it programs under ASan
TIMES=$TEST/times.tsv
SLOWEST=10
HOST_KERNEL=6.12
TAPS=()

# --- what each script takes -----------------------------------------------------------------------

# times_begin, times_end: a row for each script of a run (level, script, seconds), and its slowest for people. A
# ./run test that a part of another one calls, in the same tree, adds its rows to the table of that.
times_begin() {
	[[ ${FACET_TIMES:-} != "$TIMES" || ! -e $TIMES ]] || return 0
	printf 'level\tscript\tseconds\n' >"$TIMES"
	export FACET_TIMES=$TIMES
}
times_end() {
	step "test: the slowest (all are in ${TIMES#"$REPO/"}):"
	tail -n +2 "$TIMES" | sort -t "$(printf '\t')" -k3,3nr | head -n "$SLOWEST" |
		while IFS=$'\t' read -r level script seconds; do step "test:   $seconds s  $level/$script"; done
}

# took LEVEL SCRIPT SECONDS
took() { [[ ! -e $TIMES ]] || printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$TIMES"; }

# took_inside LEVEL DIR SINCE: the scripts that ran in a host VM since that second, whose folders are in DIR.
took_inside() {
	local file
	for file in "$2"/*/seconds; do
		[[ ! -e $file ]] || (($(stat -c %Y "$file") < $3)) ||
			took "$1" "$(basename "${file%/seconds}")" "$(<"$file")"
	done
}

# timed LEVEL NAME FUNC...: a step that is no script, such as a build.
timed() {
	local level=$1 name=$2 rc=0 began=$SECONDS
	shift 2
	"$@" || rc=$?
	took "$level" "$name" $((SECONDS - began))
	return "$rc"
}

# --- running and counting -------------------------------------------------------------------------

# tap_of NAME: where the next part of that name has its TAP lines, a file that no earlier part of this run has.
# Scripts that are named one by one are parts of the same name.
tap_of() {
	local tap=$TEST/$1.tap n=1
	while printf '%s\n' "${TAPS[@]}" | grep -qxF -- "$tap"; do tap=$TEST/$1-$((++n)).tap; done
	printf '%s\n' "$tap"
}

# part NAME FUNC...: run FUNC in a process of its own, so that one that dies does not end the others. Its TAP
# lines and its failure are counted.
part() {
	local name=$1 tap rc=0 pid t lock
	tap=$(tap_of "$1")
	shift
	mkdir -p "$TEST/$name"
	exec {lock}>"$TEST/.lock-$name"
	flock -n "$lock" || { step "test: another run is at $name, waiting"; run_fg flock "$lock" || exit 1; }
	t=$(date +%s)
	step "test: $name"
	(
		own_children
		"$@"
	) >"$tap" 2>"$TEST/$name/stderr.log" </dev/null &
	pid=$!
	CHILDREN+=("$pid")
	wait "$pid" || rc=$?
	forget "$pid"
	if ((rc)) && ! grep -q '^not ok' "$tap"; then
		printf '# %s\nnot ok - %s: ended with status %d\n' "$(tail -n 1 "$TEST/$name/stderr.log")" "$name" "$rc" >>"$tap"
	fi
	if ! grep -qE '^(not )?ok' "$tap"; then
		echo "not ok - $name: no test ran" >>"$tap"
	fi
	exec {lock}>&-
	TAPS+=("$tap")
	step "test: $name: $(passed "$tap") passed, $(failed "$tap") failed in $(($(date +%s) - t)) s"
	grep -B 48 '^not ok' "$tap" | grep -E '^(#|not ok)' | head -n 60 | host_lines >&2
}

passed() { cat -- "$@" 2>/dev/null | grep -E '^ok' | grep -vc '# SKIP'; }
failed() { cat -- "$@" 2>/dev/null | grep -c '^not ok'; }

# closing_line: of all parts so far. Fails where one of them has a failure.
closing_line() {
	local f
	f=$(failed "${TAPS[@]}")
	printf '%d passed, %d failed\n' "$(passed "${TAPS[@]}")" "$f"
	((f == 0))
}

# why_no_end DIR SECONDS: how far it came, and what the host VM said of tasks that wait for ever.
why_no_end() {
	echo "# no end in $2 s"
	tail -n 3 "$1/stdout.log" | sed 's/^/# last: /'
	sed -nE 's/\r$//; /facet: the job still runs|blocked for more than|task:|stack: |rcu: |RIP: |facet|BUG: |WARNING: /p' "$1/host.console.log" 2>/dev/null |
		tail -n 40 | sed 's/^/# /'
}

# script LEVEL FILE [ARGUMENT...]: on this machine. It gets FACET_DIR, a folder of its own for logs.
script() {
	local level=$1 file=$2 name rc=0 lines patience=${FACET_TIMEOUT:-900} began=$EPOCHSECONDS
	shift 2
	name=$(basename "$file" .sh)
	mkdir -p "$TEST/$level/$name"
	lines=$TEST/$level/$name/stdout.log
	FACET_DIR=$TEST/$level/$name FACET_BUILD=$BUILD FACET_DEADLINE=$patience FACET_TIMEOUT='' run_fg timeout --foreground -k 10 "$patience" \
		setpriv --pdeathsig TERM bash "$file" "$@" >"$lines" 2>"$TEST/$level/$name/stderr.log" || rc=$?
	grep -E '^((not )?ok\b|#)' "$lines"
	if ((rc)) && ! grep -q '^not ok' "$lines"; then
		# 137: it did not even end when it was asked to.
		((rc != 124 && rc != 137)) || why_no_end "$TEST/$level/$name" "$patience"
		# What a machine's kernel said at its end stands there as such lines.
		{ grep '^# ' "$TEST/$level/$name/stderr.log"; tail -n 3 "$TEST/$level/$name/stderr.log" | sed '/^# /d; s/^/# /'; } | tail -n 46
		echo "not ok - $name: ended with status $rc"
	elif ((rc == 0)) && ! grep -qE '^(not )?ok' "$lines"; then
		echo "ok - $name"
	fi
	took "$level" "$name" $((EPOCHSECONDS - began))
	took_inside "$level" "$TEST/$level/$name" "$began"
	return "$rc"
}

# --- levels -----------------------------------------------------------------------------------------

# names LEVEL: the scripts that can be asked for by name.
names() {
	local file
	case $1 in
	house | user | host | admin) for file in "$REPO/tests/$1"/*.sh; do basename "$file" .sh; done ;;
	guest) for file in "$REPO"/tests/guest/*.sh; do guest_names "$file"; done ;;
	esac
}

# guest_names FILE: what one machine of level guest runs; a script that does not have several is one itself.
guest_names() {
	if grep -q '^NAMES=' "$1"; then bash "$1" --list; else basename "$1" .sh; fi
}

# need_level WORD: a level, or one script of it.
need_level() {
	local level=${1%%/*}
	case $level in
	unit | mini | hostile | fuzz | user | host | guest | admin | house | modules) ;;
	*) die "there is no test level '$level': ./run test --help" ;;
	esac
	[[ $1 != */* ]] || names "$level" | grep -qxF -- "${1#*/}" ||
		die "level $level has no script '${1#*/}'; it has: $(names "$level" | paste -sd' ')"
}

# scripts LEVEL [NAME]: every tests/LEVEL/*.sh, or one.
scripts() {
	local file status=0
	for file in "$REPO/tests/$1"/${2:-*}.sh; do
		[[ -e $file ]] || continue
		script "$1" "$file" || status=1
	done
	return "$status"
}

# scripts_together LEVEL: every tests/LEVEL/*.sh, as many at a time as there are processors. What
# they say is in the order of their names.
scripts_together() {
	local level=$1 file taps=() pids=() i status=0
	for file in "$REPO/tests/$level"/*.sh; do
		while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n; done
		taps+=("$TEST/$level/$(basename "$file" .sh).tap")
		(
			own_children
			script "$level" "$file"
		) >"${taps[-1]}" </dev/null &
		pids+=($!)
		CHILDREN+=($!)
	done
	for i in "${!pids[@]}"; do
		wait "${pids[i]}" || status=1
		forget "${pids[i]}"
		cat "${taps[i]}"
	done
	return "$status"
}

level_house() {
	local check status=0
	checkpatch
	kernel_doc
	export FACET_CHECKPATCH=$CHECKPATCH FACET_KERNEL_DOC=$KERNEL_DOC
	if [[ -n ${1:-} ]]; then
		scripts house "$1"
		return
	fi
	scripts_together house || status=1
	for check in arrows folders indices kernel_doc layers lines texts; do
		python3 -B "$REPO/tests/house/$check.py" || status=1
	done
	return "$status"
}

# modules_build VERSION: without a warning. The headers of 7.2 use __typeof_unqual__, which Debian 13's sparse does not
# know; Kbuild then leaves it out.
modules_build() {
	local warnings checks=W=1 status=0
	[[ $1 != 6.12* ]] || checks='W=1 and sparse'
	build_modules "$1"
	warnings=$(modules_warnings "$1")
	if [[ -n $warnings ]]; then
		head -n 40 <<<"# ${warnings//$'\n'/$'\n'# }"
		printf 'not '
		status=1
	fi
	echo "ok - modules for $1 build without warnings, $checks"
	return "$status"
}

modules_headers() {
	local status=0
	if ! check_headers 6.12; then
		grep -E 'error:' "$BUILD/headers-6.12.log" | head -n 20 | sed 's/^/# /'
		printf 'not '
		status=1
	fi
	echo "ok - every header of the modules compiles alone and twice"
	return "$status"
}

# modules_circles VERSION: of what modules_build has built.
modules_circles() {
	kernel "$1"
	python3 -B "$REPO/tests/house/circles.py" "$BUILD/modules-src/$KREL"
}

level_modules() {
	local status=0
	timed modules 6.12 modules_build 6.12 || status=1
	timed modules circles modules_circles 6.12 || status=1
	timed modules headers modules_headers || status=1
	# What runs inside machines only, and so is built by nothing else up to here.
	timed modules guest build_guest
	echo "ok - the guests' programs build"
	return "$status"
}

# meson_suite SUITE
meson_suite() {
	local rc=0 json=$BUILD/asan/meson-logs/testlog-$1.json
	timed "$1" build build_asan
	rm -f "$json"
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
		run_fg meson test -C "$BUILD/asan" --no-rebuild --suite "$1" --logbase "testlog-$1" \
		--print-errorlogs --timeout-multiplier "${FACET_PATIENCE:-3}" >"$TEST/$1/meson.log" 2>&1 || rc=$?
	if [[ ! -s $json ]]; then
		# "No suitable tests" is no failure of theirs, and is told by part.
		tail -n 3 "$TEST/$1/meson.log" >&2
		return "$rc"
	fi
	python3 "$REPO/tests/vm/lib/meson-results.py" "$json" "$TEST/$1/seconds.tsv"
	while IFS=$'\t' read -r name seconds; do took "$1" "$name" "$seconds"; done <"$TEST/$1/seconds.tsv"
	return "$rc"
}

level_user() {
	build_asan
	build_guest
	scripts user "$@"
}

# All of tests/host/*.sh in one boot of the host VM.
level_host() {
	local files rc began=$EPOCHSECONDS
	# In the same order everywhere: what one leaves behind, the next one meets.
	mapfile -t files < <(compgen -G "tests/host/${1:-*}.sh" | sort)
	build_modules "$HOST_KERNEL"
	build_guest
	host_level "$TEST/host" "$HOST_KERNEL" "${files[@]}"
	rc=$?
	took_inside host "$TEST/host" "$began"
	return "$rc"
}

# host_level DIR VERSION [VARIABLE=VALUE...] SCRIPT...: scripts of tests/host, with what they need. FACET_LOAD_SECONDS:
# how long those last that put load on it (tests/host/6-moving.sh).
host_level() {
	local KERNEL KREL
	# Whether KVM works there is asked with a stock kernel: one that checks itself boots too slowly.
	kernel "${2%%-*}"
	probe_initrd
	host_scripts "$1" "$2" "PROBE_KERNEL=$KERNEL/boot/vmlinuz" "PROBE_INITRD=$PROBE_INITRD" \
		"FACET_LOAD_SECONDS=${FACET_LOAD_SECONDS:-}" "${@:3}"
}

# Each script of tests/guest is a boot of a host VM, with what it runs there.
level_guest() {
	local file status=0
	build_modules 6.12
	build_guest
	for file in "$REPO"/tests/guest/*.sh; do
		if [[ -z ${1:-} ]]; then
			FACET_TIMEOUT=${FACET_TIMEOUT:-2400} script guest "$file" || status=1
		elif guest_names "$file" | grep -qxF -- "$1"; then
			FACET_TIMEOUT=${FACET_TIMEOUT:-900} script guest "$file" "$1" || status=1
		fi
	done
	return "$status"
}

# Compilers are slow on an emulated machine.
level_admin() {
	build_guest
	FACET_TIMEOUT=${FACET_TIMEOUT:-14400} scripts admin "$@"
}

# sources_parts: what is asked of the sources before anything of them runs.
sources_parts() {
	part house level_house
	part modules level_modules
}

# run_level LEVEL[/SCRIPT]
run_level() {
	local level=${1%%/*} one=()
	[[ $1 != */* ]] || one=("${1#*/}")
	cd "$REPO" || exit 1
	case $level in
	unit)
		sources_parts
		part unit meson_suite unit
		;;
	mini | hostile | fuzz) part "$level" meson_suite "$level" ;;
	*) part "$level" "level_$level" "${one[@]}" ;;
	esac
}

# run_all: all levels but admin and nightly. A host VM leaves a processor idle half of the time: suites of this machine
# have that, at a priority that takes nothing from it.
ASIDE=(unit mini hostile fuzz)
run_all() {
	local level aside
	cd "$REPO" || exit 1
	for level in "${ASIDE[@]}"; do rm -f "$TEST/$level.tap"; done
	sources_parts
	(
		own_children
		chrt --idle --pid 0 "$BASHPID"
		for level in "${ASIDE[@]}"; do part "$level" meson_suite "$level"; done
	) </dev/null &
	aside=$!
	CHILDREN+=("$aside")
	for level in host guest; do run_level "$level"; done
	wait "$aside"
	forget "$aside"
	for level in "${ASIDE[@]}"; do
		[[ -s $TEST/$level.tap ]] || echo "not ok - $level: it did not run" >"$TEST/$level.tap"
		TAPS+=("$TEST/$level.tap")
	done
	run_level user
}
