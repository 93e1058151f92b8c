#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: 143 entries of IGT's bat over vfio-user
# Minutes: 10
#
# Runs a part of IGT's bat in a stock guest over vfio-user.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_TAP=yes run_fg bash "$REPO/tests/vm/lib/cmd-igt.sh" \
	--front-end vfu --list "$REPO/tests/igt/quick-vfu.testlist"
