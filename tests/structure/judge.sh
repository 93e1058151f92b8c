#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the tests of the judges of demos (tests/demo/*summary.py): they find each
# fault of a planted run.

cd "$(dirname "$0")/../demo" || exit 1
rc=0
for t in test_summary.py test_drawing_summary.py test_moving_summary.py; do
	python3 -B "$t" || rc=1
done
exit "$rc"
