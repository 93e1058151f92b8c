#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each benchmark runs to its end, whatever it measures
# Minutes: 15
#
# Only this part starts the benchmarks, so only this part notices one that cannot run. The part
# judges no figure.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=${FACET_DIR:-$OUT/test/nightly/bench}
mapfile -t programs < <(sed -n 's/\.c$//p' "$REPO/tests/bench/sources")
status=0
mkdir -p "$dir"
has_results() {
	python3 -c 'import json, sys; sys.exit(not json.load(open(sys.argv[1]))["results"])' "$1"
}
for program in "${programs[@]}"; do
	if ! run_fg "$REPO/run" bench "$program" >"$dir/$program.json" 2>"$dir/$program.log" ||
		! has_results "$dir/$program.json"; then
		tail -n 3 "$dir/$program.log" | sed 's/^/# /'
		printf 'not '
		status=1
	fi
	echo "ok - $program runs to its end and prints results"
done
exit "$status"
