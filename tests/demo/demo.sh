#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The demo on this machine. Boot the host VM with host-demo.sh in it (or host-desktop.sh). Then
# judge the files in the result folder (summary.py, desktop_summary.py) and write summary.json
# there. ./run demo has built everything before.
#
# FACET_DEMO: plain or desktop. FACET_GUESTS (2). FACET_BLITS (1000). FACET_GUEST_KERNEL (6.12).
# FACET_HOST_KERNEL (6.12). FACET_SEED (1). FACET_TYPE (the smallest with room; of gen9).
# FACET_DEVICE: gen9 (default), virtio or mixed. FACET_DEMO_DIR (out/demo). FACET_DEMO_TAP: if set,
# print the verdict as test lines on stdout.
# Exit status: 0 if the demo did all that it promises.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/desktop.sh
. "$(dirname "$0")/../vm/lib/desktop.sh"

dir=${FACET_DEMO_DIR:-$OUT/demo}
mkdir -p "$dir" || die "cannot create $dir"
rm -f "$dir"/guest*.{png,dmesg,report,console,qemu} "$dir"/host.{dmesg,report} "$dir"/summary.json
export FACET_GUESTS=${FACET_GUESTS:-2} FACET_BLITS=${FACET_BLITS:-1000}
# 1200 MiB for each guest with its VMM, and 3 GiB for the host VM itself.
export FACET_HOST_MEM=${FACET_HOST_MEM:-$((3072 + 1200 * FACET_GUESTS))}
guest=${FACET_GUEST_KERNEL:-6.12} host=${FACET_HOST_KERNEL:-6.12}

work=tests/demo/host-demo.sh judge=summary.py
if [[ ${FACET_DEMO:-plain} == desktop ]]; then
	work=tests/demo/host-desktop.sh judge=desktop_summary.py
	desktop_initrd "$dir/guest.initrd" "$guest" "$REPO/tests/demo/guest-run" \
		"$REPO/tests/demo/guest-load" "${DEMO_PROGRAMS[@]}"
else
	guest_initrd "$dir/guest.initrd" "$guest" "$REPO/tests/demo/guest-run" "${DEMO_PROGRAMS[@]}"
fi
# cpu_all: print the seconds of processor time that were used or stolen on this machine. cpu_ours:
# print those of this script's ended children.
hz=$(getconf CLK_TCK)
cpu_all() { awk -v hz="$hz" '/^cpu / { print ($2 + $3 + $4 + $7 + $8 + $9) / hz }' /proc/stat; }
cpu_ours() { awk -v hz="$hz" '{ sub(/.*\) /, ""); print ($14 + $15) / hz }' "/proc/$$/stat"; }

step "demo: booting the host VM"
all=$(cpu_all) ours=$(cpu_ours) start=$(date +%s.%N)
(
	own_children
	host_run "$dir" "$host" env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" \
		"FACET_GUESTS=$FACET_GUESTS" "FACET_BLITS=$FACET_BLITS" \
		"FACET_SEED=${FACET_SEED:-1}" "FACET_TYPE=${FACET_TYPE:-}" \
		"FACET_DEVICE=${FACET_DEVICE:-gen9}" \
		"ROOT_DISK=${ROOT_DISK:-}" bash "$work" </dev/null
) | while IFS= read -r line; do step "${line%$'\r'}"; done
rc=${PIPESTATUS[0]}
others=$(awk -v all0="$all" -v ours0="$ours" -v t0="$start" -v all="$(cpu_all)" \
	-v ours="$(cpu_ours)" -v t="$(date +%s.%N)" -v n="$(nproc)" \
	'BEGIN {
		x = ((all - all0) - (ours - ours0)) / ((t - t0) * n)
		printf "%.2f", (x > 0 ? x : 0)
	}')
# Lines of /proc/kmsg begin with a level: remove it.
for log in "$dir"/guest*.dmesg; do [[ ! -e $log ]] || sed -i -E 's/^<[0-9]+>//' "$log"; done
run_fg python3 "$REPO/tests/demo/$judge" "$dir" --guests "$FACET_GUESTS" --blits "$FACET_BLITS" \
	--kernel "$guest" --others "$others" --status "$rc" ${FACET_DEMO_TAP:+--tap} || rc=1
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$((rc != 0))"
