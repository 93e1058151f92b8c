#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run fuzz: run one fuzzer of tests/fuzz for some seconds. Findings and inputs with new coverage
# are in out/fuzz/TARGET.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

FUZZ=$OUT/fuzz
SEEDS=$REPO/tests/fuzz
# Pictures of tests/3d whose draws are recorded.
RECORDED="clear triangle mesh depth stencil points lines clip cull loops discard maths integers"
RECORDED+=" indexed instanced indirect uniforms storage compute shared image query feedback"
RECORDED+=" geometry tessellation blend targets blit copy samples nearest linear mipmaps generated"
RECORDED+=" fetch gather cube volume compare formats vk-triangle vk-compute"

usage() {
	cat <<'T'
./run fuzz --list            prints the targets, one a line
./run fuzz TARGET SECONDS    runs the fuzzer TARGET. If it finds a bug, it keeps the input, prints
                             the path of the input and returns 1
./run fuzz TARGET FILE...    runs TARGET on these inputs once
./run fuzz --merge TARGET    replaces tests/fuzz/corpus/TARGET by the fewest known inputs that have
                             the same coverage
./run fuzz --record          records the draws of tests/3d for the fuzzers of the render engine, in
                             tests/fuzz/corpus
Inputs with new coverage are in out/fuzz/TARGET/corpus, inputs that show a bug in
out/fuzz/TARGET/found. Reproduce a bug with ./run fuzz TARGET FILE. When the bug is fixed, move the
input to tests/fuzz/corpus/TARGET, under a name that describes the bug.
T
}

targets() { sed -E 's/^fuzz_(.*)\.c$/\1/' "$SEEDS/target_sources"; }

# fuzz_program TARGET: build the fuzzers, and put the path of this one into $PROGRAM.
fuzz_program() {
	targets | grep -qxF -- "$1" || die "there is no fuzzer '$1': ./run fuzz --list"
	build_fuzz
	PROGRAM=$BUILD/fuzz/tests/fuzz/fuzz-$1
}

# longest TARGET: print the most bytes of an input. Those of draws have kernels and surfaces.
longest() {
	case $1 in
	render_* | messages | surfaces) echo 16384 ;;
	*) echo 4096 ;;
	esac
}

# options TARGET: set the common options of libFuzzer, in $OPTIONS and in the environment.
options() {
	local dict=$SEEDS/dict/$1.dict
	OPTIONS=("-max_len=$(longest "$1")" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1
		"-artifact_prefix=$FUZZ/$1/found/")
	[[ ! -e $dict ]] || OPTIONS+=("-dict=$dict")
	# Draws have so many features that their weights would take as long as the draws.
	(($(longest "$1") == 4096)) || OPTIONS+=(-entropic=0)
	export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 \
		UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
	mkdir -p "$FUZZ/$1/corpus" "$FUZZ/$1/found" || die "cannot create $FUZZ/$1"
}

# progress PID LOG: print a line each 10 s while the fuzzer PID runs.
progress() {
	local line rate cov='(cov: [0-9]+)' corp='(corp: [0-9]+)'
	rate='(exec/s: [0-9]+)'
	while sleep 10 && kill -0 "$1" 2>/dev/null; do
		line=$(grep -aoE "^#[0-9]+.*$cov.*$corp.*$rate" "$2" | tail -n 1 |
			sed -E "s|^#([0-9]+).*$cov.*$corp.*$rate|\\1 inputs, \\2, \\3, \\4|")
		[[ -z $line ]] || step "fuzz: $line"
	done
}

# fuzz_for TARGET SECONDS: run a fuzzer, and print the path of the input if it finds something.
fuzz_for() {
	local log=$FUZZ/$1/fuzz.log rc=0 pid watcher input checked
	fuzz_program "$1"
	options "$1"
	step "fuzz: $1 for $2 s (log: $log)"
	setpriv --pdeathsig TERM -- "$PROGRAM" "${OPTIONS[@]}" "-max_total_time=$2" \
		"$FUZZ/$1/corpus" "$SEEDS/corpus/$1" \
		</dev/null >"$log" 2>&1 &
	pid=$!
	CHILDREN+=("$pid")
	progress "$pid" "$log" &
	watcher=$!
	CHILDREN+=("$watcher")
	wait "$pid" || rc=$?
	forget "$pid"
	kill "$watcher" 2>/dev/null
	forget "$watcher"
	if ((rc)); then
		input=$(grep -aoE 'Test unit written to .*' "$log" | tail -n 1)
		grep -aE -m 3 '^fuzz: |ERROR: |runtime error: |SUMMARY: ' "$log" >&2
		[[ -n $input ]] || die "the fuzzer $1 ended with status $rc (log: $log)"
		echo "${input#Test unit written to }"
		exit 1
	fi
	input=$(grep -aE -m 1 '^stat::number_of_executed_units' "$log" | grep -oE '[0-9]+')
	step "fuzz: $1: $input inputs, nothing found"
	checked=$(grep -aE -m 1 '^fuzz: checked' "$log")
	[[ -z $checked ]] || step "$checked"
}

# fuzz_merge TARGET: replace the corpus of a target by the fewest inputs with the same coverage.
fuzz_merge() {
	fuzz_program "$1"
	options "$1"
	tempdir merge
	run_fg "$PROGRAM" "${OPTIONS[@]}" -merge=1 -use_counters=0 "$TMPD" "$SEEDS/corpus/$1" \
		"$FUZZ/$1/corpus" >"$FUZZ/$1/merge.log" 2>&1 ||
		die "the merge failed (log: $FUZZ/$1/merge.log)"
	# libFuzzer makes names of 40 hexadecimal digits. Other names describe a bug: keep those
	# inputs.
	find "$SEEDS/corpus/$1" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
	cp "$TMPD"/* "$SEEDS/corpus/$1/"
	step "fuzz: $1: $(find "$SEEDS/corpus/$1" -type f | wc -l) inputs," \
		"$(du -sh --apparent-size "$SEEDS/corpus/$1" | cut -f 1)"
}

# fuzz_record: draw the pictures of tests/3d, and make inputs of their draws.
fuzz_record() {
	local names
	# shellcheck source=tests/vm/lib/gl.sh
	. "$(dirname "$0")/gl.sh"
	need_root fuzz
	gl_build
	NINJA_TARGETS=fuzz-recorder meson_build "$BUILD/user" "$BUILD/user.log" --buildtype=release
	gl_programs
	gl_root trixie
	rm -rf "$FUZZ/recorded"
	mkdir -p "$FUZZ/recorded" || die "cannot create $FUZZ/recorded"
	read -ra names <<<"$RECORDED"
	step "fuzz: recording ${#names[@]} pictures in $FUZZ/recorded"
	FACET_RUN_LIBRARY=$BUILD/user/tests/fuzz/libfacet-run-record.so \
		gl_inside bash "$SEEDS/record.sh" "$FUZZ/recorded" "$BUILD/3d" "${names[@]}" ||
		die "a picture was not drawn"
	step "fuzz: making small inputs"
	python3 -B "$SEEDS/record.py" "$FUZZ/recorded" "$BUILD/user/tests/fuzz/shrink_render" \
		"$SEEDS/corpus" && python3 -B "$SEEDS/seeds.py" || die "no inputs were made"
}

case ${1:-} in
--help | -h) usage && exit 0 ;;
--list) targets && exit 0 ;;
--record) fuzz_record && exit 0 ;;
--merge) fuzz_merge "${2:?target}" && exit 0 ;;
'') usage >&2 && exit 2 ;;
esac
target=$1
shift
if [[ ${1:-} =~ ^[0-9]+$ && ! -e $1 ]]; then
	fuzz_for "$target" "$1"
elif [[ -n ${1:-} ]]; then
	for input in "$@"; do
		[[ -e $input ]] ||
			die "'$input' is neither a number of seconds nor a file: ./run fuzz --help"
	done
	fuzz_program "$target"
	options "$target"
	run_fg "$PROGRAM" "${OPTIONS[@]}" "$@"
else
	usage >&2 && exit 2
fi
