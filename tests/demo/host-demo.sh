#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The demo inside the host VM. Create vGPUs by sysfs, and start a guest on each. Do blits in all
# guests at once, and take a picture of each screen. Then remove everything. demo.sh calls this
# script through host_run. The results are in $FACET_DIR, and demo.sh judges them.
#
# FACET_GUESTS, FACET_BLITS, FACET_TYPE (optional), FACET_SEED: see demo.sh.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"

demo_begin "$FACET_GUESTS"
for n in "${ALL[@]}"; do guest_start "$n"; done
say "host: the guests are booting, half a minute or more under emulation"

guests_wait 'FACET-READY*' "i915" "${ALL[@]}" || exit 1
for n in "${ALL[@]}"; do guest_tell "$n" check; done
guests_wait '{"report":"check"*' "answer from its engines" "${ALL[@]}" || exit 1

say "host: $FACET_BLITS blits in each guest, all at once"
for n in "${ALL[@]}"; do
	guest_tell "$n" "blits --count $FACET_BLITS --seed $((FACET_SEED + n))"
done
guests_wait '{"report":"blits"*' "end of its blits" "${ALL[@]}" || exit 1
for n in "${ALL[@]}"; do guest_tell "$n" aperture; done
guests_wait '{"report":"aperture","tiling":"y"*' "answer from its aperture" "${ALL[@]}" || exit 1

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

demo_end
