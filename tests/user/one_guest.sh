#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A stock guest on the core in a user process: engines, blits, aperture, screen.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/lib/user.sh"
run_guests 1 300
exit "$FAILED"
