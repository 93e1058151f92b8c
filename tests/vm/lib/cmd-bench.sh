#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run bench: run native benchmarks. Results are JSON on stdout and in out/bench.json. Each curve
# has a plot in out/bench/.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
	cat <<'T'
./run bench [NAME]    runs all benchmarks, or the benchmark NAME. NAME is a program of tests/bench
(bench_blit), or the name of one of its results. bench_render compares the render engine with
llvmpipe in scenes of glmark2; it runs if it is named.
JSON is on stdout and in out/bench.json:
  {"results":[{"name","value","unit","how"}...],"curves":[...]}
Progress is on stderr. Each curve has a plot in out/bench/NAME.svg. docs/research/bench.md describes
each figure. Measure on an idle machine.
T
	exit 0
fi
# The comparison with llvmpipe needs a root with clients: it runs if asked for alone.
[[ ${1:-} != bench_render ]] || exec bash "$REPO/tests/vm/lib/cmd-bench-render.sh"
mapfile -t programs < <(sed -n 's/\.c$//p' "$REPO/tests/bench/sources" 2>/dev/null)
((${#programs[@]})) || die "there is no benchmark yet: tests/bench/sources is empty"
(($# < 2)) || die "./run bench takes one name"
name=${1:-}
# prints NAME PROGRAM: succeed if the program prints a result of that name. The source of the
# program holds the names; a %s or %u in a name stands for a part that the program fills in, or for
# nothing.
prints() {
	grep -oE '"[a-z][a-z0-9_]{3,}[a-z0-9_%]*"' "$REPO/tests/bench/$2.c" | tr -d '"' |
		sed 's/%[su]/[a-z0-9_]*/g' |
		grep -qxE -f - <(printf '%s\n' "$1")
}
chosen=()
for program in "${programs[@]}"; do
	[[ -n $name && $name != "$program" ]] && ! prints "$name" "$program" && continue
	chosen+=("$program")
done
((${#chosen[@]})) ||
	die "there is no benchmark '$name': ./run bench without a name runs all (${programs[*]})"
build_user
tempdir bench
parts=()
for program in "${chosen[@]}"; do
	step "bench: $program"
	run_fg "$BUILD/user/tests/bench/$program" >"$TMPD/$program.json" ||
		die "the benchmark $program failed"
	parts+=("$TMPD/$program.json")
done
python3 - "$name" "${parts[@]}" >"$TMPD/all" <<'T' ||
import json, os, sys
name, parts = sys.argv[1], sys.argv[2:]
runs = [json.load(open(part, encoding="utf-8")) for part in parts]
results = [r for run in runs for r in run["results"]]
curves = [c for run in runs for c in run["curves"]]
if name and not any(os.path.basename(p) == name + ".json" for p in parts):
    results = [r for r in results if r["name"] == name]
if not results:
    sys.exit(1)
text = json.dumps({"results": results}, indent=1)[:-2]
rows = ",\n".join("  " + json.dumps(c) for c in curves)
print(text + ',\n "curves": [\n' + rows + "\n ]\n}")
T
	die "no such benchmark, or no JSON from it: $name (${chosen[*]})"
cp "$TMPD/all" "$OUT/bench.json"
if command -v gnuplot >/dev/null; then
	python3 "$REPO/tests/bench/plot.py" "$OUT/bench.json" "$OUT/bench" ||
		die "the curves could not be drawn"
else
	step "bench: no plots without gnuplot: ./run deps"
fi
cat "$OUT/bench.json"
