#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: resets of engines and GPU, driver reload, over vfio-user
# Minutes: 5
# Builds: asan guest
#
# A guest resets engines, resets the GPU and loads its driver again while work is under way.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
prepare "$REPO/tests/user/resets-run"
server 1
boot 0
ended 0
server_ends
# i915 reports each reset that the guest asks for as a hang.
judge 0 'GT wedged'
exit "$FAILED"
