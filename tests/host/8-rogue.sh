#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Hostile workers take the place of facet-engine's, while an honest one draws for a neighbour.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
ROGUE=$(dirname "$CLIENT")/facet-host-rogue
a=$(uuid 1) b=$(uuid 2)
group=/sys/fs/cgroup/facet-rogue swap=/root/facet-rogue.swap

# swap_on: give the host VM 64 MiB of swap.
swap_on() {
	dd if=/dev/zero of="$swap" bs=1M count=64 status=none && chmod 600 "$swap" &&
		mkswap "$swap" >/dev/null && swapon "$swap"
}

before=$(pinned)
control_groups memory
ok "the host has swap" swap_on
create_dark facet-1 "$a"
create_dark facet-1 "$b"
rc=0
timeout $((400 * ${FACET_PATIENCE:-1})) "$ROGUE" "$a" "$b" || rc=$?
((rc == 0)) || failures=$((failures + 1))
((rc < 2)) || echo "not ok - facet-host-rogue ended with status $rc"
ok "the first vGPU keeps no page" lets_go "$a"
ok "the second vGPU keeps no page" lets_go "$b"
remove "$a"
remove "$b"
rmdir "$group" 2>/dev/null
swapoff "$swap" && rm -f "$swap"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
