#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: tests/host/9-vdpa.sh with 100 cards in place of 10.

FACET_VDPA_TIMES=100 exec bash "$FACET_REPO/tests/host/9-vdpa.sh"
