#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: two guests on one facet-vfu
# Minutes: 5
#
# Two stock guests at the same time on one pGPU in one process, each with its own picture.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
run_guests 2 150
ok "the two pictures differ" test "$(cksum <"$DIR/guest0.ppm")" != "$(cksum <"$DIR/guest1.ppm")"
exit "$FAILED"
