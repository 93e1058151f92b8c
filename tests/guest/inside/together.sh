#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The demo: two stock guests share one GPU. tests/guest/outside/together.sh judges what the demo
# promises.

set -u
export FACET_GUESTS=2 FACET_BLITS=1000 FACET_SEED=101
exec bash "$FACET_REPO/tests/demo/host-demo.sh"
