#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The demo inside the host VM. Create vGPUs by sysfs, and start a guest on each. Do blits in all
# guests at once, and take a picture of each screen. Then remove everything. demo.sh calls this
# script through host_run. The results are in $FACET_DIR, and demo.sh judges them.
#
# A guest with a virtio-gpu has no engines: it shows its console and its pattern alone.
#
# FACET_GUESTS, FACET_BLITS, FACET_TYPE (optional), FACET_DEVICE, FACET_SEED: see demo.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"

guest_models "$FACET_GUESTS"
demo_begin "$FACET_GUESTS"
for n in "${ALL[@]}"; do guest_start "$n"; done
say "host: the guests are booting, half a minute or more under emulation"

guests_wait 'FACET-READY*' "driver" "${ALL[@]}" || exit 1
if ((${#INTEL[@]})); then
	for n in "${INTEL[@]}"; do guest_tell "$n" check; done
	guests_wait '{"report":"check"*' "answer from its engines" "${INTEL[@]}" || exit 1

	say "host: $FACET_BLITS blits in each guest with engines, all at once"
	for n in "${INTEL[@]}"; do
		guest_tell "$n" "blits --count $FACET_BLITS --seed $((FACET_SEED + n))"
	done
	guests_wait '{"report":"blits"*' "end of its blits" "${INTEL[@]}" || exit 1
	for n in "${INTEL[@]}"; do guest_tell "$n" aperture; done
	guests_wait '{"report":"aperture","tiling":"y"*' "answer from its aperture" \
		"${INTEL[@]}" || exit 1
fi

say "host: pictures"
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
for n in "${ALL[@]}"; do
	fact copied "\"guest\":$n,\"bytes\":$(vgpu_statistic "$n" screen_bytes_copied)"
done

demo_end
