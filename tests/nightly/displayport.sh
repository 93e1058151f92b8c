#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a guest with DisplayPort and HDMI over vfio-user
# Minutes: 5
# Builds: asan guest
#
# A stock guest has two monitors: DisplayPort on port C and HDMI on port B. The picture is that of
# DisplayPort.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
OUTPUTS=(--output dp:c:1366x768 --output hdmi:b)
MODE=1360x768
run_guests 1 100
ok "guest0: the picture is on DisplayPort" test \
	"$(value output connector "$DIR/guest0/report.log")" = DP-1
exit "$FAILED"
