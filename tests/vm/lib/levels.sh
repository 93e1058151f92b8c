# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The levels of ./run test. Each level writes TAP lines ("ok - name", "not ok - name") to
# out/test/LEVEL.tap. All other output is in out/test/LEVEL/. A script that dies without a "not ok"
# counts as one failure. Sourced after lab.sh.

TEST=$OUT/test
TEST_MB=1500	# MB for out/; a plain run leaves 1100 MB, most of it programs under ASan
TIMES=$TEST/times.tsv
SLOWEST=10
STANDSTILL=5	# seconds for which this machine may do nothing, before a line says so
PIGLIT_TESTS=100	# tests of piglit in a plain run
PIGLIT_RESULTS=0.95	# part of them that must have a result
HOST_KERNEL=6.12
TAPS=()

# --- duration of each script --------------------------------------------------------------------

# standstills: print a line each time that this shell did not run for STANDSTILL seconds: somebody
# paused this machine, or gave it no processor. A limit of time says little then. Runs until it is
# ended.
standstills() {
	local last=$EPOCHSECONDS
	while sleep 1; do
		((EPOCHSECONDS - last <= STANDSTILL)) ||
			step "test: this machine stood still for $((EPOCHSECONDS - last)) s"
		last=$EPOCHSECONDS
	done
}

# times_begin, times_end: write a row for each script of a run (level, script, seconds), and print
# the slowest scripts. A part may call ./run test in the same tree: that run adds its rows to this
# table.
times_begin() {
	[[ ${FACET_TIMES:-} != "$TIMES" || ! -e $TIMES ]] || return 0
	printf 'level\tscript\tseconds\n' >"$TIMES"
	export FACET_TIMES=$TIMES
}
times_end() {
	step "test: the slowest (all are in ${TIMES#"$REPO/"}):"
	tail -n +2 "$TIMES" | sort -t "$(printf '\t')" -k3,3nr | head -n "$SLOWEST" |
		while IFS=$'\t' read -r level script seconds; do
			step "test:   $seconds s  $level/$script"
		done
}

# took LEVEL SCRIPT SECONDS: add a row to the table.
took() { [[ ! -e $TIMES ]] || printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$TIMES"; }

# took_inside LEVEL DIR SINCE: add rows for the scripts that ran in a host VM since SINCE (seconds
# since 1970). The folders of these scripts are in DIR.
took_inside() {
	local file
	for file in "$2"/*/seconds; do
		[[ ! -e $file ]] || (($(stat -c %Y "$file") < $3)) ||
			took "$1" "$(basename "${file%/seconds}")" "$(<"$file")"
	done
}

# timed LEVEL NAME FUNC...: run FUNC and add a row NAME for it: a step without a script, such as a
# build.
timed() {
	local level=$1 name=$2 rc=0 began=$SECONDS
	shift 2
	"$@" || rc=$?
	took "$level" "$name" $((SECONDS - began))
	return "$rc"
}

# --- running and counting -----------------------------------------------------------------------

# tap_of NAME: print a file for the TAP lines of the next part of that name. No earlier part of this
# run has this file. Scripts that are named one by one are parts of the same name.
tap_of() {
	local tap=$TEST/$1.tap n=1
	while printf '%s\n' "${TAPS[@]}" | grep -qxF -- "$tap"; do tap=$TEST/$1-$((++n)).tap; done
	printf '%s\n' "$tap"
}

# part NAME FUNC...: run FUNC in a process of its own: if FUNC dies, the other parts still run.
# Counts its TAP lines and its failure.
part() {
	local name=$1 tap rc=0 pid t lock
	tap=$(tap_of "$1")
	shift
	mkdir -p "$TEST/$name"
	exec {lock}>"$TEST/.lock-$name"
	flock -n "$lock" || {
		step "test: another run is at $name, waiting"
		run_fg flock "$lock" || exit 1
	}
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
		printf '# %s\nnot ok - %s: ended with status %d\n' \
			"$(tail -n 1 "$TEST/$name/stderr.log")" "$name" "$rc" >>"$tap"
	fi
	if ! grep -qE '^(not )?ok' "$tap"; then
		echo "not ok - $name: no test ran" >>"$tap"
	fi
	exec {lock}>&-
	TAPS+=("$tap")
	step "test: $name: $(passed "$tap") passed," \
		"$(failed "$tap") failed in $(($(date +%s) - t)) s"
	grep -B 48 '^not ok' "$tap" | grep -E '^(#|not ok)' | head -n 60 | host_lines >&2
}

passed() { cat -- "$@" 2>/dev/null | grep -E '^ok' | grep -vc '# SKIP'; }
failed() { cat -- "$@" 2>/dev/null | grep -c '^not ok'; }

# closing_line: print the counts of all parts so far. Fails if a part has a failure.
closing_line() {
	local f
	f=$(failed "${TAPS[@]}")
	printf '%d passed, %d failed\n' "$(passed "${TAPS[@]}")" "$f"
	((f == 0))
}

# why_no_end DIR SECONDS: print the last lines of a script that did not end. Print also the reports
# of the host VM's kernel on blocked tasks.
why_no_end() {
	local reports='facet: the job still runs|blocked for more than|task:|stack: |rcu: |RIP: '
	reports+='|facet|BUG: |WARNING: '
	echo "# no end in $2 s"
	tail -n 3 "$1/stdout.log" | sed 's/^/# last: /'
	sed -nE "s/\\r\$//; /$reports/p" "$1/host.console.log" 2>/dev/null |
		tail -n 40 | sed 's/^/# /'
}

# script LEVEL FILE [ARGUMENT...]: run a script on this machine. FACET_DIR is its folder for logs.
script() {
	local level=$1 file=$2 name rc=0 lines patience=${FACET_TIMEOUT:-900} began=$EPOCHSECONDS
	shift 2
	name=$(basename "$file" .sh)
	mkdir -p "$TEST/$level/$name"
	lines=$TEST/$level/$name/stdout.log
	FACET_DIR=$TEST/$level/$name FACET_BUILD=$BUILD FACET_DEADLINE=$patience FACET_TIMEOUT='' \
		run_fg timeout --foreground -k 10 "$patience" \
		setpriv --pdeathsig TERM bash "$file" "$@" >"$lines" \
		2>"$TEST/$level/$name/stderr.log" || rc=$?
	grep -E '^((not )?ok\b|#)' "$lines"
	if ((rc)) && ! grep -q '^not ok' "$lines"; then
		# 137: the script ignored TERM, so timeout killed it.
		((rc != 124 && rc != 137)) || why_no_end "$TEST/$level/$name" "$patience"
		# stderr.log has the last lines of a host VM's kernel as lines that begin with "# ".
		{
			grep '^# ' "$TEST/$level/$name/stderr.log"
			tail -n 3 "$TEST/$level/$name/stderr.log" | sed '/^# /d; s/^/# /'
		} | tail -n 46
		echo "not ok - $name: ended with status $rc"
	elif ((rc == 0)) && ! grep -qE '^(not )?ok' "$lines"; then
		echo "ok - $name"
	fi
	took "$level" "$name" $((EPOCHSECONDS - began))
	took_inside "$level" "$TEST/$level/$name" "$began"
	return "$rc"
}

# --- levels -------------------------------------------------------------------------------------

# Levels that are suites of meson, and levels that run beside the host VMs.
SUITES=(unit mini hostile fuzz)
ASIDE=("${SUITES[@]}" piglit)

# names LEVEL: print the scripts of a level that a user can ask for.
names() {
	local file
	case $1 in
	structure | user | host | admin)
		for file in "$REPO/tests/$1"/*.sh; do basename "$file" .sh; done
		;;
	guest) for file in "$REPO"/tests/guest/*.sh; do guest_names "$file"; done ;;
	esac
}

# guest_names FILE: print the names that a script of level guest offers: its NAMES, or its own name.
guest_names() {
	if grep -q '^NAMES=' "$1"; then bash "$1" --list; else basename "$1" .sh; fi
}

# need_level WORD: die if WORD is neither a level nor one script of a level.
need_level() {
	local level=${1%%/*}
	case $level in
	unit | mini | hostile | fuzz | piglit) ;;
	user | host | guest | admin | structure | modules) ;;
	*) die "there is no test level '$level': ./run test --help" ;;
	esac
	# meson knows the programs of a suite.
	[[ $1 != */* || " ${SUITES[*]} " == *" $level "* ]] ||
		names "$level" | grep -qxF -- "${1#*/}" ||
		die "level $level has no script '${1#*/}'; it has: $(names "$level" | paste -sd' ')"
}

# scripts LEVEL [NAME]: run every tests/LEVEL/*.sh, or one.
scripts() {
	local file status=0
	for file in "$REPO/tests/$1"/${2:-*}.sh; do
		[[ -e $file ]] || continue
		script "$1" "$file" || status=1
	done
	return "$status"
}

# scripts_together LEVEL: run every tests/LEVEL/*.sh, as many at a time as there are processors.
# Prints their output in the order of their names.
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

level_structure() {
	local check status=0
	checkpatch
	kernel_doc
	export FACET_CHECKPATCH=$CHECKPATCH FACET_KERNEL_DOC=$KERNEL_DOC
	if [[ -n ${1:-} ]]; then
		scripts structure "$1"
		return
	fi
	scripts_together structure || status=1
	for check in arrows description folders indices kernel_doc layers lines texts; do
		python3 -B "$REPO/tests/structure/$check.py" || status=1
	done
	return "$status"
}

# modules_build VERSION: build the modules, and fail if there is a warning. Kbuild runs sparse for
# 6.12 only: the headers of 7.2 use __typeof_unqual__, which Debian 13's sparse does not know.
modules_build() {
	local warnings checks=W=1 status=0
	[[ $1 != 6.12* ]] || checks='W=1 and sparse'
	build_modules "$1"
	warnings=$(modules_warnings "$BUILD/modules-$1.log")
	if [[ -n $warnings ]]; then
		head -n 40 <<<"# ${warnings//$'\n'/$'\n'# }"
		printf 'not '
		status=1
	fi
	echo "ok - modules for $1 build without warnings, $checks"
	return "$status"
}

# modules_headers: check that each header of the modules compiles alone, included twice.
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

# modules_circles VERSION: check the objects of the last build for circles of calls.
modules_circles() {
	kernel "$1"
	python3 -B "$REPO/tests/structure/circles.py" "$BUILD/modules-src/$KREL"
}

level_modules() {
	local status=0
	timed modules 6.12 modules_build 6.12 || status=1
	timed modules circles modules_circles 6.12 || status=1
	timed modules headers modules_headers || status=1
	# No earlier level builds the programs that run only inside machines: build them here.
	timed modules guest build_guest
	echo "ok - the guests' programs build"
	return "$status"
}

# meson_suite SUITE [NAME]: run the programs of a suite, or one, under ASan and UBSan, and print
# their TAP lines. For one program, meson builds what it needs, and no more.
meson_suite() {
	local rc=0 json=$BUILD/asan/meson-logs/testlog-$1.json only=(--no-rebuild)
	if [[ -n ${2:-} ]]; then
		only=("$2")
		NINJA_TARGETS=build.ninja build_asan
	else
		timed "$1" build build_asan
	fi
	rm -f "$json"
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 \
		UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
		run_fg meson test -C "$BUILD/asan" "${only[@]}" --suite "$1" \
		--logbase "testlog-$1" \
		--print-errorlogs --timeout-multiplier "${FACET_PATIENCE:-3}" \
		>"$TEST/$1/meson.log" 2>&1 || rc=$?
	if [[ ! -s $json ]]; then
		# A suite without tests is no failure of the suite: part() reports it.
		tail -n 3 "$TEST/$1/meson.log" >&2
		return "$rc"
	fi
	python3 "$REPO/tests/vm/lib/meson-results.py" "$json" "$TEST/$1/seconds.tsv"
	while IFS=$'\t' read -r name seconds; do
		took "$1" "$name" "$seconds"
	done <"$TEST/$1/seconds.tsv"
	return "$rc"
}

# level_piglit: run a sample of piglit on the render engine, always the same tests. Least ratio:
# FACET_PIGLIT_MARK. Nearly all tests must have a result.
level_piglit() {
	local dir=$TEST/piglit/results
	FACET_PIGLIT_OUT=$dir run_fg bash "$REPO/tests/vm/lib/cmd-piglit.sh" \
		--sample "$PIGLIT_TESTS" quick >&2 || return
	python3 -B "$REPO/tests/piglit/summary.py" --tap "$dir/summary.json" \
		"${FACET_PIGLIT_MARK:-0.95}" "$PIGLIT_RESULTS"
}

level_user() {
	build_asan
	build_guest
	scripts user "$@"
}

# level_host [NAME]: run all of tests/host/*.sh, or one, in one boot of the host VM.
level_host() {
	local files rc began=$EPOCHSECONDS
	# Use one fixed order: a script runs with what the scripts before it have left behind.
	mapfile -t files < <(compgen -G "tests/host/${1:-*}.sh" | sort)
	build_modules "$HOST_KERNEL"
	build_guest
	host_level "$TEST/host" "$HOST_KERNEL" "${files[@]}"
	rc=$?
	took_inside host "$TEST/host" "$began"
	return "$rc"
}

# host_level DIR VERSION [VARIABLE=VALUE...] SCRIPT...: run scripts of tests/host with all they
# need. FACET_LOAD_SECONDS: the duration of scripts that put load on the host
# (tests/host/6-moving.sh).
host_level() {
	local KERNEL KREL
	# Probe KVM there with a stock kernel: a kernel with checkers boots too slowly.
	kernel "${2%%-*}"
	probe_initrd
	host_scripts "$1" "$2" "PROBE_KERNEL=$KERNEL/boot/vmlinuz" "PROBE_INITRD=$PROBE_INITRD" \
		"FACET_LOAD_SECONDS=${FACET_LOAD_SECONDS:-}" "${@:3}"
}

# level_guest [NAME]: run the scripts of tests/guest. Each one boots a host VM and runs its guests
# there.
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

# level_admin [NAME]: run tests/admin. The limit is four hours: compilers are slow under emulation.
level_admin() {
	build_guest
	FACET_TIMEOUT=${FACET_TIMEOUT:-14400} scripts admin "$@"
}

# sources_parts: check and build the sources before anything runs.
sources_parts() {
	part structure level_structure
	part modules level_modules
}

# run_level LEVEL[/SCRIPT]: run one level, or one script of it.
run_level() {
	local level=${1%%/*} one=()
	[[ $1 != */* ]] || one=("${1#*/}")
	cd "$REPO" || exit 1
	case $level in
	unit | mini | hostile | fuzz)
		[[ $1 != unit ]] || sources_parts
		part "$level" meson_suite "$level" "${one[@]}"
		;;
	*) part "$level" "level_$level" "${one[@]}" ;;
	esac
}

# run_aside LEVEL: run a level that needs no host VM, without the parts before it.
run_aside() {
	if [[ " ${SUITES[*]} " == *" $1 "* ]]; then
		part "$1" meson_suite "$1"
	else
		run_level "$1"
	fi
}

# run_all: run all levels but admin and nightly. A host VM leaves a processor idle half of the time.
# The levels that need none use that time, at a priority that takes nothing from the host VM.
run_all() {
	local level aside
	cd "$REPO" || exit 1
	for level in "${ASIDE[@]}"; do rm -f "$TEST/$level.tap"; done
	sources_parts
	(
		own_children
		chrt --idle --pid 0 "$BASHPID"
		for level in "${ASIDE[@]}"; do run_aside "$level"; done
	) </dev/null &
	aside=$!
	CHILDREN+=("$aside")
	for level in host guest; do run_level "$level"; done
	wait "$aside"
	forget "$aside"
	for level in "${ASIDE[@]}"; do
		[[ -s $TEST/$level.tap ]] ||
			echo "not ok - $level: it did not run" >"$TEST/$level.tap"
		TAPS+=("$TEST/$level.tap")
	done
	run_level user
}
