#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --3d --front-end kernel on this machine: draw the pictures natively by facet-run. Then
# boot the host VM, where two stock guests draw by the modules and facet-engine (host-drawing.sh),
# and compare the pictures (drawing_summary.py). ./run demo has built everything before.
#
# FACET_GUEST_KERNEL (6.12). FACET_HOST_KERNEL (6.12). FACET_DEMO_DIR (out/demo-3d-kernel).
# FACET_PROGRAMS: see drawing-lib.sh.
# Exit status: 0 if the demo did all that it promises.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/drawing.sh
. "$(dirname "$0")/../vm/lib/drawing.sh"
# shellcheck source=tests/demo/drawing-lib.sh
. "$(dirname "$0")/drawing-lib.sh"

dir=${FACET_DEMO_DIR:-$OUT/demo-3d-kernel}
host=${FACET_HOST_KERNEL:-6.12}
# 2048 MiB for each guest, 1 GiB for each VMM with its worker, and 3 GiB for the host VM itself.
export FACET_HOST_MEM=${FACET_HOST_MEM:-9216}
drawing_begin
drawing_native
drawing_demo_initrd "$dir/guest.initrd" "${FACET_GUEST_KERNEL:-6.12}"
step "demo: booting the host VM, whose guests draw by the modules"
(
	own_children
	host_run "$dir" "$host" env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" \
		"ROOT_DISK=$ROOT_DISK" "FACET_STALL=${FACET_STALL:-900}" \
		bash tests/demo/host-drawing.sh </dev/null
) | while IFS= read -r line; do step "${line%$'\r'}"; done
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
run_fg python3 -B "$REPO/tests/demo/drawing_summary.py" "$dir" --status "$rc" || rc=1
exit "$((rc != 0))"
