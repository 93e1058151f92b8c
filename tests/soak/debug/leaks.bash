# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kmemleak, for scripts in a host VM with fragment "debug". Sourced after tests/host/lib.bash.

KMEMLEAK=/sys/kernel/debug/kmemleak
SETTLE_S=7	# kmemleak reports only objects that are older than five seconds

# leaks_scanned: scan twice. kmemleak reports only objects that are unchanged since the scan before.
# Fails if kmemleak has turned itself off.
leaks_scanned() {
	local i
	for i in 1 2; do
		sleep "$SETTLE_S"
		echo scan >"$KMEMLEAK" || { echo "# kmemleak takes no scan ($i)" && return 1; }
	done
}
