#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each hostile case without the check that stops it
# Minutes: 10
#
# A hostile case that still passes without the check that stops it tests nothing.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
build_asan
run_fg bash "$REPO/tests/hostile/removal.sh" "$BUILD/asan/tests/hostile/hostile"
