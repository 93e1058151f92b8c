#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run coverage: measure which lines the native tests reach. Prints FOLDER PERCENT lines on stdout.
# Files and missed lines are in out/coverage/.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
	cat <<'T'
./run coverage [TEST...]    runs unit, mini and the fuzzers' corpora, or the named tests (test_pins,
fuzz_pages). For each folder, it prints the percentage of lines that the tests reached.
out/coverage/files.txt has the percentage of each file. out/coverage/missed.txt has the lines that
no test reached.
T
	exit 0
fi
known() { sed 's/\.c$//' "$REPO"/tests/{unit,mini}/sources "$REPO/tests/fuzz/target_sources"; }
for name in "$@"; do
	known | grep -qxF -- "$name" ||
		die "there is no test '$name' (out of tests/unit, tests/mini, or fuzz_TARGET):" \
			"./run coverage --help"
done
need_cmd meson gcov python3
build_coverage
mkdir -p "$OUT/coverage" || die "cannot create $OUT/coverage"
# Counts of earlier runs may come from tests that no longer exist: delete them.
find "$BUILD/coverage" -name '*.gcda' -delete
tests=("$@")
(($#)) || tests=(--suite unit --suite mini --suite fuzz)
step "coverage: ${*:-unit, mini, fuzz}"
run_fg meson test -C "$BUILD/coverage" --no-rebuild "${tests[@]}" \
	--timeout-multiplier "${FACET_PATIENCE:-3}" \
	>"$OUT/coverage/tests.log" 2>&1 ||
	warn "some tests failed, and count for what they reached (log: $OUT/coverage/tests.log)"
step "coverage: counting lines"
run_fg python3 "$REPO/tests/vm/lib/coverage.py" "$REPO" "$BUILD/coverage" "$OUT/coverage" ||
	die "gcov gave nothing to count"
