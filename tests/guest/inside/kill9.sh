#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM, for $1 seconds: kill VMMs at random moments (tests/soak/kill9.sh). TAP on stdout,
# one line for each VMM.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
say() { :; }
RANDOM=$FACET_SEED
LONGEST=40	# seconds that a guest may live: boot, i915, aperture, blits
echo "# seed $FACET_SEED"

# buried NAME STATUS: check that a killed VMM has left its vGPU closed and no page pinned. A STATUS
# other than 0 means that the VMM was dead before the kill.
buried() {
	local state pins
	state=$(<"/sys/bus/mdev/devices/${UUID[0]}/facet/state")
	pins=$(vgpu_statistic 0 pins)
	if [[ $state != closed || $pins != 0 || $2 != 0 ]] || ! no_more "$(pinned)" "$before" ||
		host_trouble; then
		printf '# %s, %s pins of Facet'\''s, %s pages pinned, %s before, kill said %s\n' \
			"$state" "${pins:-no}" "$(pinned)" "$before" "$2"
		echo "not ok - $1"
		failed=$((failed + 1))
	else
		echo "ok - $1"
	fi
}

# moment MAX: set $ms to a random number of milliseconds below MAX. snooze: sleep for $ms.
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
