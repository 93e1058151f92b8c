#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two stock guests with weights 1 to 3, as in level guest. The argument is the seconds of each
# measurement. facet-top.png shows facet-top in a real terminal meanwhile.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
build_modules 6.12
build_guest
export FACET_PICTURE=yes FACET_LOOK=$1
exec bash "$(dirname "$0")/../guest/stock.sh" shares
