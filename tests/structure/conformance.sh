#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the tests of the Python programs behind ./run igt: a case for each of tests/igt/test_*.py.

cd "$(dirname "$0")/../igt" || exit 1
status=0
for t in test_*.py; do
	if said=$(python3 -B -m unittest -q "${t%.py}" 2>&1); then
		echo "ok - ${t%.py}: $(sed -nE 's/^Ran ([0-9]+) tests? .*/\1 cases/p' <<<"$said")"
	else
		status=1
		tail -n 40 <<<"$said" | sed 's/^/# /'
		echo "not ok - ${t%.py}"
	fi
done
exit "$status"
