#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM, for $1 seconds: see tests/soak/kill9.sh. TAP on stdout, a line for each VMM.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
say() { :; }
RANDOM=$FACET_SEED
LONGEST=40	# seconds that a guest may live: boot, i915, aperture, blits
echo "# seed $FACET_SEED"

# buried NAME STATUS: what must hold once a VMM is dead. STATUS is not 0 if it was before it was killed.
buried() {
	local state pins
	state=$(<"/sys/bus/mdev/devices/${UUID[0]}/facet/state")
	pins=$(sed -nE 's/^pins ([0-9]+)$/\1/p' "/sys/bus/mdev/devices/${UUID[0]}/facet/statistics")
	if [[ $state != closed || $pins != 0 || $2 != 0 ]] || ! no_more "$(pinned)" "$before" || host_trouble; then
		echo "# $state, ${pins:-no} pins of Facet's, $(pinned) pages pinned, $before before, kill said $2"
		echo "not ok - $1"
		failed=$((failed + 1))
	else
		echo "ok - $1"
	fi
}

# a random moment, in milliseconds, up to $1
moment() { ms=$((RANDOM * 32768 + RANDOM)) && ms=$((ms % $1)); }
snooze() { sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"; }

kill_small() {
	moment 4000
	"$BIN/facet-host-kvm" keep "${UUID[0]}" >/dev/null 2>&1 &
	local pid=$!
	snooze
	kill -KILL "$pid" 2>/dev/null
	local rc=$?
	wait "$pid" 2>/dev/null
	buried "a small machine after $ms ms" $rc
}

kill_guest() {
	moment $((LONGEST * 1000))
	guest_start 0
	guest_tell 0 aperture
	guest_tell 0 blits --count 100000
	snooze
	guest_alive 0
	local rc=$?
	guest_kill 0
	buried "a guest after $ms ms" $rc
}

: >"$FACET_DIR/host.report"
modules_load
failed=0 FAILURES=0
vgpu_create 0 "$(type_for 1)"
before=$(pinned)
while ((SECONDS < $1)); do
	kill_small
	kill_small
	kill_guest
done
vgpu_remove 0
modules_unload
! host_trouble || failed=$((failed + 1))
((failed + FAILURES == 0))
