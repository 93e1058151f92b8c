#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two stock guests with weights 1 to 3 as in level guest, each look so many seconds long, and what facet-top shows meanwhile, in a real
# terminal: facet-top.png.

set -u
export FACET_PICTURE=yes FACET_LOOK=$1
exec bash "$(dirname "$0")/../guest/stock.sh" shares
