#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a stock guest with a virtio-gpu moves 50 times
# Minutes: 20
# Builds: modules guest
#
# Kernel 6.12 in guest and host, QEMU 10. The guest flips meanwhile
# (tests/guest/inside/migrate.sh).

FACET_MODELS=virtio-gpu FACET_MOVES=50 exec bash "$(dirname "$0")/../guest/stock.sh" migrate
