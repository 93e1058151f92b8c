#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each case of a hostile worker without the checks that stop it
# Minutes: 10
# Builds: guest
#
# The modules are built with a port that can switch off any one check. inside/worker-removal.sh does
# the work.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
cd "$REPO" || exit 1
build_modules "$HOST_KERNEL" tests/host/port
export FACET_MODULES=$BUILD/modules-for-tests/$KREL
host_level "$FACET_DIR" "$HOST_KERNEL" tests/nightly/inside/worker-removal.sh
