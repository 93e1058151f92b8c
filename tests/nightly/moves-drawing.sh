#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a guest that draws moves, and goes on after a reboot of the host
# Minutes: 20

set -u
# shellcheck source=tests/nightly/lib/run.bash
. "$(dirname "$0")/lib/run.bash"
demo demo-migrate "a guest that draws, with a reboot of the host" --migrate --moves 4 --reboot
