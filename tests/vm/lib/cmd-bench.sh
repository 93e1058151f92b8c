#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run bench: native benchmarks. JSON on stdout, and in out/bench.json.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

if [[ ${1:-} == --help ]]; then
	echo "./run bench [NAME]    runs the benchmark NAME, or all; JSON on stdout and in out/bench.json"
	exit 0
fi
build_user
bench=$BUILD/user/tests/bench/bench
[[ -x $bench ]] || die "there is no benchmark yet ($bench)"
step "bench: running ${1:-all}"
run_fg "$bench" "$@" >"$OUT/bench.json.tmp" || die "the benchmark failed"
python3 -m json.tool "$OUT/bench.json.tmp" >/dev/null || die "the benchmark printed no JSON: $OUT/bench.json.tmp"
mv "$OUT/bench.json.tmp" "$OUT/bench.json"
cat "$OUT/bench.json"
