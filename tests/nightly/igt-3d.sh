#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: IGT's entries that draw and compute, on the render engine over vfio-user
# Minutes: 40
#
# Runs the entries of IGT that need execution units, in a stock guest on facet-vfu --3d.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
FACET_IGT_OUT=$FACET_DIR FACET_IGT_TAP=yes run_fg bash "$REPO/tests/vm/lib/cmd-igt.sh" \
	--front-end vfu --3d --list "$REPO/tests/igt/eu.testlist"
