#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The demo inside the host VM: vGPUs by sysfs, a guest on each, blits in all of them at once, a picture of every screen, and
# everything taken away again. Called by demo.sh through host_run. What it measured is in $FACET_DIR; demo.sh judges.
#
# FACET_GUESTS, FACET_BLITS, FACET_TYPE (optional), FACET_SEED: see demo.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"

ALL=()
for ((n = 0; n < FACET_GUESTS; n++)); do ALL+=("$n"); done

tidy() {
	local rc=$? n
	trap - EXIT
	for n in "${ALL[@]}"; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
	done
	for n in "${ALL[@]}"; do vgpu_remove "$n"; done
	modules_unload
	((rc)) || ((${FAILURES:-0} == 0)) || rc=1
	exit "$rc"
}

: >"$FACET_DIR/host.report"
fact host "\"kernel\":\"$(uname -r)\",\"qemu\":\"$(qemu-system-x86_64 --version | awk 'NR == 1 { print $4 }')\",\"cpus\":$(nproc)"
modules_unload
leftovers before
trap tidy EXIT
modules_load
type=$(type_for "$FACET_GUESTS")
[[ -n $type ]] || fail "no type of vGPU has room for $FACET_GUESTS of them"
say "host: Facet is loaded on $(uname -r), $FACET_GUESTS vGPUs of type $type"
for n in "${ALL[@]}"; do vgpu_create "$n" "$type"; done
for n in "${ALL[@]}"; do guest_start "$n"; done
say "host: the guests are booting, half a minute or more under emulation"

guests_wait 'FACET-READY*' "i915" "${ALL[@]}" || exit 1
for n in "${ALL[@]}"; do guest_tell "$n" check; done
guests_wait '{"report":"check"*' "answer from its engines" "${ALL[@]}" || exit 1

say "host: $FACET_BLITS blits in each guest, all at once"
for n in "${ALL[@]}"; do guest_tell "$n" "blits --count $FACET_BLITS --seed $((FACET_SEED + n))"; done
guests_wait '{"report":"blits"*' "end of its blits" "${ALL[@]}" || exit 1
for n in "${ALL[@]}"; do guest_tell "$n" aperture; done
guests_wait '{"report":"aperture","tiling":"y"*' "answer from its aperture" "${ALL[@]}" || exit 1

say "host: pictures"
pictures() {
	local n pids=()
	for n in "${ALL[@]}"; do
		"$@" "$n" &
		pids+=($!)
	done
	for n in "${ALL[@]}"; do wait "${pids[n]}" || wrong "guest$n: no picture by '$1'"; done
}
picture_of_console() { guest_picture "$1" "guest$1-console.png" --settle 1500; }
picture_of_pattern() {
	[[ ${LINE[$1]} =~ \"hash\":\"([0-9a-f]+)\" ]] || return 1
	guest_picture "$1" "guest$1.png" --hash "${BASH_REMATCH[1]}"
}
for n in "${ALL[@]}"; do guest_tell "$n" console; done
guests_wait '{"report":"console"*' "text on its console" "${ALL[@]}" || exit 1
pictures picture_of_console
for n in "${ALL[@]}"; do guest_tell "$n" pattern; done
guests_wait '{"report":"pattern"*' "pattern" "${ALL[@]}" || exit 1
pictures picture_of_pattern

say "host: shutting the guests down"
for n in "${ALL[@]}"; do guest_tell "$n" quit; done
for n in "${ALL[@]}"; do guest_stop "$n"; done
for n in "${ALL[@]}"; do vgpu_remove "$n"; done
modules_unload
leftovers after
trap - EXIT
((${FAILURES:-0} == 0))
