#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: Weston and IGT's generic KMS tests on a card of the host
# Minutes: 20
# Builds: modules guest

# lib/host-card.tsv has the expected result of each test that is not skipped, and the reason of each
# failure.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
# shellcheck source=tests/vm/lib/desktop.sh
. "$REPO/tests/vm/lib/desktop.sh"
# shellcheck source=tests/vm/lib/igt.sh
. "$REPO/tests/vm/lib/igt.sh"
cd "$REPO" || exit 1
kernel "$HOST_KERNEL"
desktop_disk "$HOST_KERNEL"
desktop=$ROOT_DISK
igt_disk "$HOST_KERNEL"
FACET_TIMEOUT=2400 host_level "$FACET_DIR" "$HOST_KERNEL" "DESKTOP_DISK=$desktop" \
	"IGT_DISK=$ROOT_DISK" tests/nightly/inside/host-card.sh
status=$?
python3 -B tests/nightly/lib/host_card.py "$FACET_DIR/host-card" || status=1
exit "$status"
