#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run piglit: run tests of piglit on the simulated GPU and on llvmpipe, and compare the results.
# For scripts of tests: FACET_PIGLIT_OUT is a folder in place of out/piglit.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "$0")/gl.sh"
# shellcheck source=tests/vm/lib/piglit.sh
. "$(dirname "$0")/piglit.sh"

PIGLIT_MB=500	# MB in out/ for programs and results

usage() {
	cat <<'T'
./run piglit [OPTION...] [quick|gpu|quick_gl|quick_shader|FILE|GLOB]
Runs tests of piglit on the simulated GPU and on llvmpipe of the same Mesa, in a Debian 13 root. The
first run makes the root (2.5 GB). quick (default): 200 tests in five minutes; gpu: all tests of the
two profiles (hours); FILE: a list of tests; GLOB: a pattern, such as 'spec@arb_texture_*'.
  --sample N     run N of these tests
  --seed N       choose and order the tests by this number (default: 1)
  --shard K/N    run part K of N parts
  --jobs N       processes at a time (default: one for each processor)
  --limit S      seconds of processor time for a test (default: 60)
  --minutes N    stop after N minutes; --resume goes on
  --resume       keep the results of the last run with this engine, and run the other tests
  --engine DIR   use facet-run and libfacet-run.so of DIR, without a build
Results are in out/piglit/: summary.json, causes.txt, gpu.jsonl. The results of llvmpipe are kept in
the cache. A test that ran on another renderer counts as failed. Tests of GLX do not run.
T
}

# is_number TEXT: succeed if TEXT is a number from 1 to 999999.
is_number() { [[ $1 =~ ^[1-9][0-9]{0,5}$ ]]; }

# take_engine DIR: copy the engine to DIR/engine, so that a build cannot replace it in a run. Drop
# the results of another engine.
take_engine() {
	local from=$ENGINE to=$1/engine run old
	if [[ -z $from ]]; then
		gl_build
		from=$BUILD/user/shim
	fi
	old=$(cat "$to/hash" 2>/dev/null)
	mkdir -p "$to" || die "cannot create $to"
	run=$(find "$from" -name facet-run -type f -print -quit)
	[[ -n $run && -e $from/libfacet-run.so ]] ||
		die "$from must have facet-run and libfacet-run.so"
	install -C -- "$run" "$from/libfacet-run.so" "$to" || die "cannot copy them to $to"
	ENGINE_HASH=$(cat "$to/facet-run" "$to/libfacet-run.so" | sha256sum | cut -c1-12)
	echo "$ENGINE_HASH" >"$to/hash"
	if [[ -e $1/gpu.jsonl && $old != "$ENGINE_HASH" ]]; then
		step "piglit: the engine has changed: all tests run again"
		rm -f "$1/gpu.jsonl"
	fi
}

RESUME='' WORD='' ENGINE='' OPTIONS=()
while (($#)); do
	case $1 in
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--help | -h) usage && exit 0 ;;
	--resume) RESUME=yes ;;
	--engine)
		[[ -d ${2:-} ]] || die "--engine '${2:-}': there is no such folder"
		ENGINE=$(realpath "$2") && shift
		;;
	--sample | --seed | --jobs | --limit | --minutes)
		is_number "${2:-}" || die "$1 '${2:-}': must be a number, at least 1"
		OPTIONS+=("$1" "$2") && shift
		;;
	--shard)
		[[ ${2:-} =~ ^([1-9][0-9]{0,3})/([1-9][0-9]{0,3})$ ]] &&
			((BASH_REMATCH[1] <= BASH_REMATCH[2])) ||
			die "--shard '${2:-}': must be K/N, such as 1/4"
		OPTIONS+=("$1" "$2") && shift
		;;
	-*) die "./run piglit does not know '$1': ./run piglit --help" ;;
	*)
		[[ -z $WORD ]] || die "./run piglit takes one list of tests: ./run piglit --help"
		WORD=$1
		;;
	esac
	shift
done
WORD=${WORD:-quick}
LIST=''
[[ ! -f $WORD ]] || LIST=$(<"$WORD")
need_root piglit
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
need_out "$PIGLIT_MB"
DIR=${FACET_PIGLIT_OUT:-$OUT/piglit}
# A word that names no test must not cost the last results.
[[ -n $RESUME ]] || OPTIONS+=(--fresh)
take_engine "$DIR"
piglit_root
piglit_versions
# A list outside the tree has no path inside the root.
if [[ -n $LIST ]]; then
	printf '%s\n' "$LIST" >"$DIR/list" && WORD=$DIR/list || exit 1
fi
step "piglit: '$WORD' on facet-run and on llvmpipe of Mesa $MESA_VERSION"
gl_inside env "PATH=$DIR/engine:/usr/sbin:/usr/bin:/sbin:/bin" \
	"FACET_RUN_LIBRARY=$DIR/engine/libfacet-run.so" \
	python3 -B "$REPO/tests/piglit/run_tests.py" "$DIR" "$PIGLIT_SOFTWARE" "$WORD" \
	--mesa "$MESA_VERSION" --piglit "$PIGLIT_VERSION" --engine "$ENGINE_HASH" "${OPTIONS[@]}"
rc=$?
((rc == 0)) || exit "$rc"
python3 -B "$REPO/tests/piglit/summary.py" "$DIR/gpu.jsonl" "$PIGLIT_SOFTWARE" \
	"$DIR/summary.json" >"$DIR/causes.txt" || exit 1
cat "$DIR/causes.txt"
step "piglit: $DIR has summary.json and causes.txt"
