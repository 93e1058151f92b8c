#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: modules for 7.2 without warnings, level host on 7.2
# Minutes: 20
#
# 7.2 is the kernel of Debian 13 backports. Plain runs test 6.12.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
rc=0
modules_build 7.2 || rc=1
build_guest
mapfile -t scripts < <(cd "$REPO" && compgen -G "tests/host/*.sh")
host_level "$FACET_DIR" 7.2 "${scripts[@]}" || rc=1
exit "$rc"
