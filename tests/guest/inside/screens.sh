#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM, for at least $1 seconds: see tests/soak/display.sh. TAP on stdout, figures in
# host.report.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# KiB by which the slabs of the machine itself may grow. Each leaked dma-buf costs more than 1 KiB.
SLAB_KIB=4096
LOST_KIB=65536	# KiB of free memory that may be lost; caches of the file system are dropped before
BUFFERS_MAX=6	# dma-bufs that QEMU keeps: five pictures and a cursor
PICTURES=12	# pictures that the guest flips between: more than QEMU keeps
SIZES=(1024x768 1280x800 800x600 1600x900 1280x1024 1440x904 1152x864 1360x768 1680x1048 1920x1080)

tidy() {
	one_guest_tidy
	modules_unload
}

# about DONE ALL BEGAN: print the progress and the estimated time left.
about() { echo "$1 of $2, about $(((SECONDS - $3) * ($2 - $1) / $1)) s more"; }

# small PROGRAM N: run PROGRAM of facet-host-screen with N repetitions.
small() {
	ok "$1: all well" "$BIN/facet-host-screen" "$1" "${UUID[0]}" "$2"
}

# as_before PHASE EARLIER: check that nothing has leaked between the two phases, apart from the
# machine's noise.
as_before() {
	local what now earlier grown=$(($(leftover slab_kib "$1") - $(leftover slab_kib "$2")))
	local lost=$(($(leftover free_kib "$2") - $(leftover free_kib "$1")))
	for what in pinned dmabufs vmalloc modules; do
		now=$(leftover "$what" "$1")
		earlier=$(leftover "$what" "$2")
		ok "$1: $what: $now, $earlier before" no_more "$now" "$earlier"
	done
	ok "$1: slabs: $grown KiB more than before" test "$grown" -lt "$SLAB_KIB"
	ok "$1: free memory: $lost KiB less than before" test "$lost" -lt "$LOST_KIB"
}

# buffers_kept: print how many dma-bufs of the screen exist, through whichever descriptor of QEMU.
buffers_kept() { awk '$1 == "dmabufs" { print $2 }' "/sys/kernel/debug/facet/${UUID[0]}/screen"; }

# lit [FLIPS [PICTURES]]: light the guest's screen and wait for FLIPS flips (default: 2). $HASH is
# the hash of the last picture.
lit() {
	guest_anew 0
	guest_tell 0 pattern --flips "${1:-2}" --pictures "${2:-2}"
	guests_wait '{"report":"pattern"*' "pattern" 0 || return 1
	[[ ${LINE[0]} =~ \"hash\":\"([0-9a-f]+)\" ]] && HASH=${BASH_REMATCH[1]}
}

# shown FILE: light the screen and check that a viewer shows the picture. QEMU's filter may drop a
# scan-out that closely follows another one (docs/user/displays.md). The viewer then gets none until
# there is a new one. So a second viewer tries once more; $DROPPED counts these cases.
shown() {
	lit || return
	guest_picture 0 "$1" --hash "$HASH" --timeout 10 && return
	((++DROPPED))
	guest_picture 0 "$1" --hash "$HASH"
}

# within LEAST MOST N: succeed if N is in LEAST to MOST.
within() { (($1 <= $3 && $3 <= $2)); }

# flips_shown RC FLIPPED: succeed if the guest has made all its flips and a viewer shows its last
# picture.
flips_shown() { (($1 == 0 && $2 == GUEST_FLIPS)) && guest_picture 0 flipped.png --hash "$HASH"; }

# guest_flips: let the guest flip while one viewer watches. QEMU serves one viewer at a time.
guest_flips() {
	local viewer rc flipped exported kept
	"$BIN/facet-screenshot" --qmp "$RUN/guest0.qmp" --out "$FACET_DIR/flips.png" \
		--settle 3600000 --timeout 3600 >"$RUN/flips" 2>>"$RUN/guest0.qemu" &
	viewer=$!
	lit "$GUEST_FLIPS" "$PICTURES"
	rc=$?
	kill -TERM "$viewer"
	wait "$viewer"
	exported=$(sed -nE 's/.*"buffers":([0-9]+).*/\1/p' "$RUN/flips")
	flipped=$(sed -nE 's/.*"report":"flips".*"flipped":([0-9]+).*/\1/p' "$RUN/guest0.report" |
		tail -n 1)
	ok "guest: ${flipped:-0} of $GUEST_FLIPS flips, and the last picture is right" \
		flips_shown "$rc" "${flipped:-0}"
	ok "guest: QEMU exported ${exported:-0} dma-bufs meanwhile" \
		test "${exported:-0}" -ge $((GUEST_FLIPS / 20))
	kept=$(buffers_kept)
	ok "guest: QEMU keeps ${kept:-none} of them" within 1 "$BUFFERS_MAX" "${kept:-0}"
}

# guest_reboots: with the screen lit, the guest reboots by itself and by a system reset, by turns.
guest_reboots() {
	local i began=$SECONDS
	for ((i = 1; i <= GUEST_REBOOTS; i++)); do
		guest_anew 0
		if ((i % 2)); then guest_monitor 0 system_reset; else guest_tell 0 reboot; fi
		guests_wait 'FACET-READY*' "i915 after reboot $i" 0 || break
		shown "reboot.png" || break
		say "guest: reboots: $(about $i "$GUEST_REBOOTS" $began)"
	done
	ok "guest: $((i - 1)) of $GUEST_REBOOTS reboots, a picture after each" \
		test "$i" -gt "$GUEST_REBOOTS"
}

# in_size SIZE: succeed if this is the last mode that the guest has set.
in_size() {
	[[ $(grep '"report":"modeset"' "$RUN/guest0.report" | tail -n 1) == *"\"mode\":\"$1\""* ]]
}
guest_resizes() {
	local i began=$SECONDS size
	for ((i = 1; i <= GUEST_RESIZES; i++)); do
		size=${SIZES[i % ${#SIZES[@]}]}
		guest_follow 0 "$size" before.png || break
		shown "resized.png" || break
		in_size "$size" || break
		say "guest: resizes: $(about $i "$GUEST_RESIZES" $began)"
	done
	ok "guest: $((i - 1)) of $GUEST_RESIZES resizes, a picture in each size" \
		test "$i" -gt "$GUEST_RESIZES"
}

: >"$FACET_DIR/host.report"
modules_unload
leftovers before
trap tidy EXIT
modules_load
vgpu_create 0 "$(type_for 1)"
# The first use of a feature may keep memory for good; that is no leak.
small flips 100
small resets 2
small resizes 2
leftovers warm
while :; do
	small flips "$FLIPS"
	small resets "$RESETS"
	small resizes "$RESIZES"
	((SECONDS < $1)) || break
done
leftovers soaked
as_before soaked warm

GUEST_ARGS=(-action reboot=reset)
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
DROPPED=0
guest_flips
guest_resizes
guest_reboots
say "guest: of $((GUEST_RESIZES + GUEST_REBOOTS)) pictures $DROPPED came to a second viewer only"
ok "guest: its kernel log has no warning" guest_log_is_clean 0
guest_tell 0 quit
guest_stop 0
ok "guest: its vGPU is closed" \
	is "$(<"/sys/bus/mdev/devices/${UUID[0]}/facet/state")" closed
leftovers closed
as_before closed warm
trap - EXIT
vgpu_remove 0
modules_unload
leftovers after
as_before after before
ok_the_end
((${BAD:-0} == 0))
