#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A VMM dies while its guest has work in progress. The other guest must not notice, and the next VMM
# must get a vGPU that works.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/lib/user.sh"
prepare "$REPO/tests/user/busy-run"
server 2
boot 0 facet.rounds=12
boot 1
says 1 '"report":"blits"'
vmm=$(vmm_of 1)
ok "there is one VMM to end" test "$vmm" -gt 1
kill -KILL "$vmm"
ended 1
boot 1 facet.rounds=2
ended 1
ended 0
server_ends
judge 0
judge 1
exit "$FAILED"
