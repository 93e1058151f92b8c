#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a virtio-gpu floods beside an Intel GPU; a card of the host is taken away 100 times
# Minutes: 7
# Builds: modules guest

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
cd "$REPO" || exit 1
host_level "$FACET_DIR" "$HOST_KERNEL" tests/nightly/inside/vdpa.sh
