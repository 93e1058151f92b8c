#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The site of docs/ builds without a warning, and a browser shows each of its pages. Pictures are
# made from the present text.

set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
python3 -B tests/docs/pictures.py || status=1
./run docs --check || status=1
exit "$status"
