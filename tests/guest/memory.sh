#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: memory that comes and goes (balloon, pc-dimm) while a stock guest's blits run. The work is in inside/memory.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
programs=()
for p in check blits aperture; do programs+=("$BUILD/guest/facet-guest-$p"); done
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "${programs[@]}"
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" bash tests/guest/inside/memory.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$rc"
