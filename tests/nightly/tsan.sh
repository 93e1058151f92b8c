#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: races between threads: unit, mini, fuzz replays and a guest under ThreadSanitizer
# Minutes: 40
#
# Runs the suites unit, mini and fuzz (the corpora, once) and a stock guest on facet-vfu under
# ThreadSanitizer. Prints TAP on stdout. Reports are in $FACET_DIR. tests/nightly/tsan.supp lists
# reports that are no fault.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=${FACET_DIR:-$OUT/test/nightly/tsan}
options=suppressions=$REPO/tests/nightly/tsan.supp:exitcode=66:second_deadlock_stack=1
status=0
mkdir -p "$dir"
rm -f "$dir"/report.* "$dir"/proof.*

build_tsan
build_guest

# tsan PREFIX CMD...: run CMD with reports in PREFIX.*. ThreadSanitizer needs fixed addresses, so
# address randomisation is off.
tsan() { run_fg env TSAN_OPTIONS="$options:log_path=$1" setarch -R "${@:2}"; }

# told PREFIX: print the reports of this prefix. Succeeds if there are none. The strict port also
# reports stacks through this library; the test that provokes such a report checks it.
told() {
	local f found=0
	for f in "$1".*; do
		grep -qs ThreadSanitizer "$f" || continue
		found=1
		head -n 40 "$f" | sed 's/^/# /'
	done
	return "$found"
}

# A program with a race must be reported. Otherwise the results below prove nothing.
if tsan "$dir/proof" "$BUILD/tsan/tests/nightly/race" || ! grep -qs 'data race' "$dir"/proof.*; then
	echo "not ok - tsan: a program with a race is reported"
	exit 1
fi
echo "ok - tsan: a program with a race is reported"

for suite in unit mini fuzz; do
	json=$BUILD/tsan/meson-logs/testlog-$suite.json
	rm -f "$json"
	tsan "$dir/report.$suite" meson test -C "$BUILD/tsan" --no-rebuild --suite "$suite" \
		--logbase "testlog-$suite" --print-errorlogs \
		--timeout-multiplier "${FACET_PATIENCE:-20}" >"$dir/$suite.log" 2>&1 || status=1
	if [[ -s $json ]]; then
		python3 "$REPO/tests/vm/lib/meson-results.py" "$json" \
			"$dir/$suite.seconds.tsv"
	else
		tail -n 3 "$dir/$suite.log" | sed 's/^/# /'
		echo "not ok - tsan: suite $suite runs"
		status=1
	fi
	told "$dir/report.$suite" || { printf 'not ' && status=1; }
	echo "ok - tsan: suite $suite has no race"
done

mkdir -p "$dir/guest"
FACET_DIR=$dir/guest FACET_BUILD=$BUILD FACET_VFU=$BUILD/tsan/vfu/facet-vfu tsan \
	"$dir/report.guest" bash "$REPO/tests/user/one_guest.sh" || status=1
told "$dir/report.guest" || { printf 'not ' && status=1; }
echo "ok - tsan: a guest on facet-vfu meets no race"
exit "$status"
