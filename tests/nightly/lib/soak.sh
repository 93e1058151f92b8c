#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# soak.sh NAME SECONDS WHAT: run ./run soak NAME for SECONDS and print one TAP line, named WHAT. The
# output of the run is in FACET_DIR/soak.log.

set -u
# shellcheck source=tests/nightly/lib/run.bash
. "$(dirname "$0")/run.bash"
line "$3" "$FACET_DIR/soak.log" soak "$1" "$2"
