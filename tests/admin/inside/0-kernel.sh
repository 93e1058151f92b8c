#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Before the first day: a host has Facet's packages and a kernel that is too old. It gets another
# kernel.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"

old=$(uname -r)
files >"$FACET_DIR/files.before"
ok "the packages come first" typed admin/install.md "Debian 12" 2
ok "for $old there are no modules" is "$(dkms status facet | grep -c installed)" 0
facetctl doctor >"$FACET_DIR/answer"
ok "and the doctor says why" answered "^fail  kernel $old is too old"
since=$SECONDS
ok "the kernel comes from backports" typed admin/install.md "Debian 12" 1
echo "# in $((SECONDS - since)) s"
new=$(find /lib/modules -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)
echo "# from $old to $new"
ok "and is another one" test "$new" != "$old"
ok "for which DKMS has built the modules" eval 'dkms status facet | grep -q "$new.*installed"'
ok "it starts next" boots_next "$new"
exit $((failures > 0))
