#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: two guests on one facet-vfu
# Minutes: 5
# Builds: asan guest
#
# Two stock guests run at the same time on one pGPU in one process. Each has its own picture.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
run_guests 2 150
# pictures_differ: cmp returns 1 if the files differ, and 2 if one is missing.
# shellcheck disable=SC2317 # by ok
pictures_differ() {
	local rc=0
	[[ -s $DIR/guest0.ppm && -s $DIR/guest1.ppm ]] || return 1
	cmp -s "$DIR/guest0.ppm" "$DIR/guest1.ppm" || rc=$?
	((rc == 1))
}
ok "the two pictures differ" pictures_differ
exit "$FAILED"
