#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the tests of the Python programs behind ./run igt, ./run piglit, ./run bench, ./run images and
# the pictures of windows: a case for each test_*.py of their folders.

cd "$(dirname "$0")/.." || exit 1
status=0
for t in {3d,bench,gl,igt,piglit}/test_*.py; do
	name=$(basename "$t" .py)
	if said=$(cd "${t%/*}" && python3 -B -m unittest -q "$name" 2>&1); then
		echo "ok - $name: $(sed -nE 's/^Ran ([0-9]+) tests? .*/\1 cases/p' <<<"$said")"
	else
		status=1
		tail -n 40 <<<"$said" | sed 's/^/# /'
		echo "not ok - $name"
	fi
done
exit "$status"
