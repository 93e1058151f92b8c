#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: guests that draw through the modules: weights, frames beside a long dispatch, a desktop
# Minutes: 8
# Builds: modules guest
#
# inside/neighbours.sh does the work. Other load on the machine counts here.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
cd "$REPO" || exit 1
host_level "$FACET_DIR" "$HOST_KERNEL" tests/nightly/inside/neighbours.sh
