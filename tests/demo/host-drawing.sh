#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --3d --front-end kernel inside the host VM: facet-engine draws for two guests. Weston
# with clients runs in one of them; programs without a window, and kmscube, in the other.
# drawing-kernel.sh calls this script through host_run. The results are in $FACET_DIR, and
# drawing_summary.py judges them.
#
# ROOT_DISK: see root_disk in tests/vm/lib/root.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"

PARTS=(weston 'programs,kmscube')
GUEST_MEM=2048
GUEST_SIZE=xres=1024,yres=768

# screens N: take the pictures that guest N asks for, until it says that it is done. The guest goes
# on after each one.
screens() {
	local n=$1 name
	while :; do
		guests_wait '@(shown *|FACET-EXIT*)' "picture" "$n" || return 1
		name=${LINE[n]#shown }
		[[ $name =~ ^[a-z]{1,20}$ ]] || return 0
		guest_picture "$n" "$name.png" --settle 3000 || return 1
		guest_anew "$n"
		guest_tell "$n" go
	done
}

demo_begin "${#PARTS[@]}"
engine_start
for n in "${ALL[@]}"; do
	truncate -s 256M "$RUN/results$n"
	GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,snapshot=on"
		-drive "file=$RUN/results$n,if=virtio,format=raw")
	guest_start "$n" "facet.parts=${PARTS[n]}"
done
say "host: the guests are booting, half a minute or more under emulation"
guests_wait 'FACET-READY*' "i915" "${ALL[@]}" || exit 1
pids=()
for n in "${ALL[@]}"; do
	screens "$n" &
	pids+=($!)
done
for n in "${ALL[@]}"; do wait "${pids[n]}" || wrong "guest$n: its pictures"; done
for n in "${ALL[@]}"; do
	# The lines that screens() has printed.
	SEEN[n]=$(wc -l <"$RUN/guest$n.report")
	guest_stop "$n"
	tar -x -C "$FACET_DIR/guest" -f "$RUN/results$n" || wrong "guest$n left no results"
	cp "$FACET_DIR/guest$n.report" "$FACET_DIR/log/"
done
demo_end
