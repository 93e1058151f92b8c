#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --migrate on this machine: draw pictures natively by facet-run. Then boot the host VM,
# where a stock guest draws the same ones while it moves between two VMMs (host-moving.sh), and
# compare the pictures (moving_summary.py). ./run demo has built everything before.
#
# FACET_MOVES (10). FACET_REBOOT: yes: the host VM boots again after half of them.
# FACET_GUEST_KERNEL (6.12). FACET_HOST_KERNEL (6.12). FACET_DEMO_DIR (out/demo-migrate).
# FACET_PROGRAMS: see drawing-lib.sh.
# Exit status: 0 if the demo did all that it promises.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/drawing.sh
. "$(dirname "$0")/../vm/lib/drawing.sh"
# shellcheck source=tests/demo/drawing-lib.sh
. "$(dirname "$0")/drawing-lib.sh"

dir=${FACET_DEMO_DIR:-$OUT/demo-migrate}
moves=${FACET_MOVES:-10}
# 2048 MiB for the guest, twice while it moves, 1 GiB for VMM and worker, and 3 GiB for the host VM.
export FACET_HOST_MEM=${FACET_HOST_MEM:-9216}
drawing_begin
rm -f "$dir"/{moving.report,moving.dmesg,guest.state,guest.state.results}
gl_root "$DRAWING_SUITE"
step "demo: the pictures natively, by facet-run"
gl_inside bash "$REPO/tests/demo/drawings.sh" "$programs" "$dir/native" facet-run \
	>"$dir/native/report"
drawing_demo_initrd "$dir/guest.initrd" "${FACET_GUEST_KERNEL:-6.12}"
legs=(whole) judged=()
if [[ ${FACET_REBOOT:-} == yes ]]; then legs=(first last) judged=(--reboot); fi

# leg NAME: boot the host VM for a leg of host-moving.sh. Adds to moving.report and moving.dmesg.
leg() {
	local rc
	rm -f "$dir"/host.{report,dmesg}
	step "demo: booting the host VM, whose guest moves $moves times (leg: $1)"
	(
		own_children
		host_run "$dir" "${FACET_HOST_KERNEL:-6.12}" env "GUEST_KERNEL=$GUEST_KERNEL" \
			"GUEST_INITRD=$dir/guest.initrd" "ROOT_DISK=$ROOT_DISK" \
			"FACET_MOVES=$moves" "FACET_LEG=$1" "FACET_STALL=${FACET_STALL:-900}" \
			bash tests/demo/host-moving.sh </dev/null
	) | while IFS= read -r line; do step "${line%$'\r'}"; done
	rc=${PIPESTATUS[0]}
	cat "$dir/host.report" >>"$dir/moving.report"
	cat "$dir/host.dmesg" >>"$dir/moving.dmesg"
	return "$rc"
}

rc=0
for leg in "${legs[@]}"; do
	leg "$leg" || rc=$?
	((rc == 0)) || break
done
mv "$dir/moving.report" "$dir/host.report"
mv "$dir/moving.dmesg" "$dir/host.dmesg"
rm -f "$dir"/{guest.initrd,host.initrd,guest.state,guest.state.results}
run_fg python3 -B "$REPO/tests/demo/moving_summary.py" "$dir" --moves "$moves" --status "$rc" \
	"${judged[@]}" || rc=1
exit "$((rc != 0))"
