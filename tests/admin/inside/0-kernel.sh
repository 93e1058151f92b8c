#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Before the first day: a host whose kernel is too old gets another one.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"

old=$(uname -r)
ok "the kernel comes from backports" typed install.md "Debian 12" 1
new=$(find /lib/modules -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)
echo "# from $old to $new"
ok "and is another one" not is "$new" "$old"
ok "which starts next" boots_next "$new"
exit $((failures > 0))
