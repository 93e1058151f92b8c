#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a guest that draws moves, and goes on after a reboot of the host
# Minutes: 20

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/nightly/lib/demo.bash
. "$(dirname "$0")/lib/demo.bash"
demo demo-migrate "a guest that draws, with a reboot of the host" --migrate --moves 4 --reboot
