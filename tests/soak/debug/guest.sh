#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest with a light load, in a host VM whose kernel is slow. The load: each engine once,
# blits that are compared, batches back to back, the aperture, the console, a pattern on the screen.
# The results count. The log of the guest's kernel does not count: i915's deadlines are too short
# for a GPU that is emulated twice.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
TAP_NAME=guest
BLITS=100
BUSY_S=10

# answers REPORT PATTERN ORDER...: send an order to the guest. Succeeds if the report matches
# PATTERN (a glob).
answers() {
	guest_anew 0
	guest_tell 0 "${@:3}"
	# shellcheck disable=SC2053 # a pattern is meant
	guests_wait "{\"report\":\"$1\"*" "$1" 0 && [[ ${LINE[0]} == $2 ]]
}

console_shown() { answers console '*' console && guest_picture 0 guest0-console.png --settle 1500; }
pattern_shown() {
	answers pattern '*"hash":"*' pattern && [[ ${LINE[0]} =~ \"hash\":\"([0-9a-f]+)\" ]] &&
		guest_picture 0 guest0.png --hash "${BASH_REMATCH[1]}"
}

demo_begin 1
guest_start 0
ok "i915 is ready" guests_wait 'FACET-READY*' "i915" 0
ok "each engine answers" answers check '*"ok":true*' check
ok "$BLITS blits are as the processor makes them" \
	answers blits "*\"blits\":$BLITS,\"blit_mismatches\":0,*\"error\":\"\"*" \
	"blits --count $BLITS"
ok "batches one behind the other do what they are for" answers busy-end '*"error":""*' \
	"busy --seconds $BUSY_S"
ok "the aperture shows what is in memory, under fences too" \
	answers 'aperture","tiling":"y' '*"ok":true*"wrong":0*' aperture
ok "the console has a picture" console_shown
ok "the pattern is on the screen" pattern_shown
ok "nothing of the guest is left" demo_end
exit 0
