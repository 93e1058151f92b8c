#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs after all other work in a host VM with fragment "debug". Unload Facet's modules, so that
# nothing of theirs points to memory any more. Then kmemleak searches for memory without a pointer
# to it. Check also that no checker has turned itself off.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

# no_leaks: succeed if kmemleak lists nothing. The list is in leaks.log.
no_leaks() {
	cat "$KMEMLEAK" >>"$FACET_DIR/leaks.log"
	[[ ! -s $FACET_DIR/leaks.log ]] || {
		head -n 40 "$FACET_DIR/leaks.log" | sed 's/^/# /' && return 1
	}
}
# shellcheck disable=SC2046 # a list of modules
unload() {
	! grep -q '^facet' /proc/modules ||
		rmmod $(awk '/^facet/ { print $1 }' /proc/modules | sort -r)
}

rm -f "$FACET_DIR/leaks.log"
ok "the modules can be unloaded" unload
ok "kmemleak scans what they have left" leaks_scanned
ok "and finds nothing" no_leaks
ok "lockdep has proved locks to the end" grep -qE '^ *debug_locks: +1$' /proc/lockdep_stats
exit $((failures > 0))
