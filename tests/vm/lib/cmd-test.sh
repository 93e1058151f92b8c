#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run test: runs levels, counts cases, closes with "N passed, N failed".
#
# Every level turns into TAP lines in out/test/LEVEL.tap ("ok - name", "not ok - name"); whatever else was printed is in
# out/test/LEVEL/. A script that dies without a "not ok" counts as one failure.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run test [LEVEL...] [--host-kernel V]
  unit     house rules, modules without warnings, unit tests under ASan and UBSan
  mini     a mini-guest drives the core natively, under ASan and UBSan
  hostile  a hostile guest natively, case by case, and each case without the check that stops it
  fuzz     the fuzzers' corpora, played once, under ASan and UBSan
  user     a stock guest in QEMU 11 on the core in a user process (vfio-user, TCG)
  host     sysfs and VFIO in the host VM, no guest
  guest    stock guests through the kernel modules, end to end
  house, modules   parts of unit, by themselves
  admin    days of an administrator: packages installed, used, upgraded, removed on fresh Debian 13 and 12 (hours)
Without a level: all of them but admin. --host-kernel: that of level host, 6.12 (default) or 7.2. Logs are in out/test/; the last line is "N passed, N failed".
T
}

TEST=$OUT/test

# part NAME FUNC...: run FUNC in a process of its own, so that one that dies does not end the others. Its TAP
# lines and its failure are counted.
part() {
	local name=$1 tap=$TEST/$1.tap rc=0 pid t lock
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

# scripts LEVEL: every tests/LEVEL/*.sh, on this machine. Each gets FACET_DIR, a folder of its own for logs.
scripts() {
	local s status=0
	for s in "$REPO/tests/$1"/*.sh; do
		[[ -e $s ]] || continue
		script "$1" "$s" || status=1
	done
	return "$status"
}

# why_no_end DIR SECONDS: how far it came, and what the host VM said of tasks that wait for ever.
why_no_end() {
	echo "# no end in $2 s"
	tail -n 3 "$1/stdout.log" | sed 's/^/# last: /'
	sed -nE 's/\r$//; /facet: the job still runs|blocked for more than|task:|stack: |rcu: |RIP: |facet|BUG: |WARNING: /p' "$1/host.console.log" 2>/dev/null |
		tail -n 40 | sed 's/^/# /'
}

# script LEVEL FILE
script() {
	local name rc=0 lines patience=${FACET_TIMEOUT:-900}
	name=$(basename "$2" .sh)
	mkdir -p "$TEST/$1/$name"
	lines=$TEST/$1/$name/stdout.log
	FACET_DIR=$TEST/$1/$name FACET_BUILD=$BUILD FACET_DEADLINE=$patience run_fg timeout --foreground -k 10 "$patience" \
		setpriv --pdeathsig TERM bash "$2" >"$lines" 2>"$TEST/$1/$name/stderr.log" || rc=$?
	grep -E '^((not )?ok\b|#)' "$lines"
	if ((rc)) && ! grep -q '^not ok' "$lines"; then
		# 137: it did not even end when it was asked to.
		((rc != 124 && rc != 137)) || why_no_end "$TEST/$1/$name" "$patience"
		# What a machine's kernel said at its end stands there as such lines.
		{ grep '^# ' "$TEST/$1/$name/stderr.log"; tail -n 3 "$TEST/$1/$name/stderr.log" | sed '/^# /d; s/^/# /'; } | tail -n 46
		echo "not ok - $name: ended with status $rc"
	elif ((rc == 0)) && ! grep -qE '^(not )?ok' "$lines"; then
		echo "ok - $name"
	fi
	return "$rc"
}

level_house() {
	local status=0
	checkpatch
	export FACET_CHECKPATCH=$CHECKPATCH
	scripts house || status=1
	python3 "$REPO/tests/house/arrows.py" || status=1
	python3 "$REPO/tests/house/texts.py" || status=1
	return "$status"
}

level_modules() {
	local v warnings checks status=0
	for v in 6.12 7.2; do
		# The headers of 7.2 use __typeof_unqual__, which Debian 13's sparse does not know; Kbuild then leaves it out.
		checks=W=1
		[[ $v != 6.12 ]] || checks='W=1 and sparse'
		build_modules "$v"
		warnings=$(modules_warnings "$v")
		if [[ -n $warnings ]]; then
			head -n 40 <<<"# ${warnings//$'\n'/$'\n'# }"
			printf 'not '
			status=1
		fi
		echo "ok - modules for $v build without warnings, $checks"
	done
	if ! check_headers 6.12; then
		grep -E 'error:' "$BUILD/headers-6.12.log" | head -n 20 | sed 's/^/# /'
		printf 'not '
		status=1
	fi
	echo "ok - every header of the modules compiles alone and twice"
	# What runs inside machines only, and so is built by nothing else up to here.
	build_guest
	echo "ok - the guests' programs build"
	return "$status"
}

# meson_suite SUITE
meson_suite() {
	local rc=0 json=$BUILD/asan/meson-logs/testlog-$1.json
	build_asan
	rm -f "$json"
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
		run_fg meson test -C "$BUILD/asan" --no-rebuild --suite "$1" --logbase "testlog-$1" \
		--print-errorlogs --timeout-multiplier "${FACET_PATIENCE:-3}" >"$TEST/$1/meson.log" 2>&1 || rc=$?
	if [[ ! -s $json ]]; then
		# "No suitable tests" is no failure of theirs, and is told by part.
		tail -n 3 "$TEST/$1/meson.log" >&2
		return "$rc"
	fi
	python3 "$REPO/tests/vm/lib/meson-results.py" "$json"
	return "$rc"
}

# The cases, then each of them without its check.
level_hostile() {
	local status=0
	meson_suite hostile || status=1
	run_fg bash "$REPO/tests/hostile/removal.sh" "$BUILD/asan/tests/hostile/hostile" || status=1
	return "$status"
}

level_user() {
	build_asan
	build_user
	build_guest
	scripts user
}

# All of tests/host/*.sh in one boot of the host VM; each gets FACET_DIR as in scripts.
level_host() {
	build_modules "$HOST_KERNEL"
	build_guest
	# No pipe here: it would be a subshell, out of reach for a signal.
	local rc=0
	host_run "$TEST/host" "$HOST_KERNEL" bash tests/vm/lib/inside-host.sh "$TEST/host" tests/host/*.sh >"$TEST/host/stdout.log" || rc=$?
	host_lines <"$TEST/host/stdout.log"
	return "$rc"
}

level_guest() {
	build_modules 6.12
	build_guest
	scripts guest
}

# Compilers are slow on an emulated machine.
level_admin() {
	build_guest
	FACET_TIMEOUT=${FACET_TIMEOUT:-14400} scripts admin
}

run_level() {
	case $1 in
	house) part house level_house ;;
	modules) part modules level_modules ;;
	unit)
		part house level_house
		part modules level_modules
		part unit meson_suite unit
		;;
	mini) part mini meson_suite mini ;;
	hostile) part hostile level_hostile ;;
	fuzz) part fuzz meson_suite fuzz ;;
	user) part user level_user ;;
	host) part host level_host ;;
	guest) part guest level_guest ;;
	admin) part admin level_admin ;;
	*) die "there is no test level '$1': ./run test --help" ;;
	esac
}

LEVELS=() TAPS=() HOST_KERNEL=6.12
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--host-kernel) HOST_KERNEL=${2:-} && need_host_kernel "$HOST_KERNEL" && shift ;;
	unit | mini | hostile | fuzz | user | host | guest | admin | house | modules) LEVELS+=("$1") ;;
	*) die "there is no test level '$1': ./run test --help" ;;
	esac
	shift
done
[[ $HOST_KERNEL == 6.12 || ${LEVELS[*]} == host ]] || die "--host-kernel is for level host alone: ./run test host --host-kernel $HOST_KERNEL"
((${#LEVELS[@]})) || LEVELS=(unit mini hostile fuzz user host guest)
need_root test
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
mkdir -p "$TEST" || die "cannot create $TEST"
for level in "${LEVELS[@]}"; do run_level "$level"; done
p=$(passed "${TAPS[@]}") f=$(failed "${TAPS[@]}")
printf '%d passed, %d failed\n' "$p" "$f"
((f == 0))
