#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: one guest writes rubbish to its vGPU while another's blits go on. The work is in inside/hostile.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
programs=()
for p in check blits rubbish; do programs+=("$BUILD/guest/facet-guest-$p"); done
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "${programs[@]}"
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "FACET_SEED=${FACET_SEED:-1}" \
		bash tests/guest/inside/hostile.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$rc"
