#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: run one test of each IGT family in a stock guest, through the kernel modules.
# tests/nightly has longer lists.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_TAP=yes \
	run_fg bash "$REPO/tests/vm/lib/cmd-igt.sh" --list "$REPO/tests/igt/sentinel.testlist"
