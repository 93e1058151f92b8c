#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# VFIO's migration protocol, without a VMM: vGPUs of one type move, others are refused, and a VMM
# that dies in the middle leaves nothing.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
MIGRATE=$(dirname "$CLIENT")/facet-host-migrate
a=$(uuid 1) b=$(uuid 2)
create_dark facet-1 "$a"
create_dark facet-1 "$b"
rc=0
"$MIGRATE" "$a" "$b" || rc=$?
failures=$((failures + (rc > 0)))
ok "the source is closed, and nothing is pinned" until_ok lets_go "$a"
ok "and so is the destination" until_ok lets_go "$b"
remove "$b"
remove "$a"
exit $((failures > 0))
