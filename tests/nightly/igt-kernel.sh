#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: 51 entries of IGT's bat through the modules, then a demo
# Minutes: 15
#
# Runs a part of IGT's bat in a stock guest through the modules, then a demo in the same host VM.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_DEMO=yes FACET_IGT_TAP=yes run_fg bash \
	"$REPO/tests/vm/lib/cmd-igt.sh" --list "$REPO/tests/igt/quick-kernel.testlist"
