# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Pictures that a guest draws, and whether files have them. Sourced after host-lib.sh.

# drawn N [ARGUMENT...]: let guest N draw its pattern. $SIZE and $SHOWN are the size and the hash of
# its screen.
drawn() {
	local n=$1
	shift
	SIZE=0x0 SHOWN=0
	guest_anew "$n"
	guest_tell "$n" pattern "$@"
	guests_wait '{"report":"modeset"*' "mode" "$n" || return 1
	[[ ${LINE[n]} =~ \"mode\":\"([0-9x]+)\" ]] && SIZE=${BASH_REMATCH[1]}
	guests_wait '{"report":"pattern"*' "pattern" "$n" || return 1
	[[ ${LINE[n]} =~ \"shown\":\"([0-9a-f]+)\" ]] && SHOWN=${BASH_REMATCH[1]}
}

# found FILE: succeed if FILE has each pixel that the guest has drawn.
found() {
	"$BIN/facet-picture-find" "$FACET_DIR/$1" --size "$SIZE" --hash "$SHOWN" | sed 's/^/# /' &&
		((PIPESTATUS[0] == 0))
}

# dumped N FILE: take QEMU's screendump and check it. QEMU answers after it has written the file.
# taken N FILE: take facetctl's screenshot and check it.
dumped() { guest_answer "$1" "screendump $FACET_DIR/$2 -f png" >/dev/null && found "$2"; }
taken() { guest_screenshot "$1" "$2" && found "$2"; }
