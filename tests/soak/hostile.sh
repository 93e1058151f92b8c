#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two stock guests run beside a third one that repeats the hostile cases for the given seconds.
# Figures are in hostile/summary.json.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

build_modules 6.12
build_guest
FACET_HARM=$1 FACET_NEIGHBOURS=2 run_fg bash "$REPO/tests/guest/stock.sh" hostile
