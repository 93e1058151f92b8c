#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a stock guest with an Intel GPU and a virtio-gpu moves twice, and is saved and loaded
# Minutes: 8
# Builds: modules guest
#
# Kernel 6.12 in guest and host, QEMU 10. The guest works on both vGPUs meanwhile
# (tests/guest/inside/migrate.sh).

FACET_MODELS=both FACET_MOVES=2 exec bash "$(dirname "$0")/../guest/stock.sh" migrate
