# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kmemleak, for the scripts in a host VM with fragment "debug". Sourced after tests/host/lib.bash, never run.

KMEMLEAK=/sys/kernel/debug/kmemleak
SETTLE_S=7	# kmemleak reports no object that is younger than five seconds

# leaks_scanned: two scans: kmemleak reports an object that has not changed since the scan before. Fails where it has
# turned itself off.
leaks_scanned() {
	local i
	for i in 1 2; do
		sleep "$SETTLE_S"
		echo scan >"$KMEMLEAK" || { echo "# kmemleak takes no scan ($i)" && return 1; }
	done
}
