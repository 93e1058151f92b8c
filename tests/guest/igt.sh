#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: one test of each family of IGT in a stock guest through the modules. Longer lists are in tests/nightly.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_TAP=yes run_fg bash "$REPO/tests/vm/lib/cmd-igt.sh" --list "$REPO/tests/igt/sentinel.testlist"
