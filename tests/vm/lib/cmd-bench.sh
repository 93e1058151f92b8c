#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run bench: native benchmarks. JSON on stdout, and in out/bench.json.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

if [[ ${1:-} == --help ]]; then
	cat <<'T'
./run bench [NAME]    runs all benchmarks, or one: a program of tests/bench or one of its results.
JSON on stdout and in out/bench.json: {"results":[{"name","value","unit"}...]}
T
	exit 0
fi
mapfile -t programs < <(sed -n 's/\.c$//p' "$REPO/tests/bench/sources" 2>/dev/null)
((${#programs[@]})) || die "there is no benchmark yet: tests/bench/sources is empty"
[[ -z ${1:-} ]] || grep -qF -- "$1" "$REPO/tests/bench/sources" "$REPO"/tests/bench/*.c ||
	die "there is no benchmark '$1': ./run bench without a name runs all (${programs[*]})"
build_user
tempdir bench
parts=()
for program in "${programs[@]}"; do
	# The name of one program: only that one. Anything else is a result's name, found at the end.
	[[ -z ${1:-} || ! -e $REPO/tests/bench/$1.c || $program == "$1" ]] || continue
	step "bench: $program"
	run_fg "$BUILD/user/tests/bench/$program" >"$TMPD/$program.json" || die "the benchmark $program failed"
	parts+=("$TMPD/$program.json")
done
python3 - "${1:-}" "${parts[@]}" >"$TMPD/all" <<'T' || die "no such benchmark, or no JSON from it: ${1:-${programs[*]}}"
import json, os, sys
name, parts = sys.argv[1], sys.argv[2:]
results = [r for part in parts for r in json.load(open(part, encoding="utf-8"))["results"]]
if name and not any(os.path.basename(p) == name + ".json" for p in parts):
    results = [r for r in results if r["name"] == name]
if not results:
    sys.exit(1)
print(json.dumps({"results": results}, indent=1))
T
cp "$TMPD/all" "$OUT/bench.json"
cat "$OUT/bench.json"
