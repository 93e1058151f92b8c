#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: 143 entries of IGT's bat over vfio-user, on a GPU like hardware
# Minutes: 10
#
# Runs the part of IGT's bat of igt-vfu.sh where the software GPU does what hardware does, and no
# more. The expectations are the same.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_TAP=yes run_fg bash "$REPO/tests/vm/lib/cmd-igt.sh" \
	--front-end vfu --like-hardware --list "$REPO/tests/igt/quick-vfu.testlist"
