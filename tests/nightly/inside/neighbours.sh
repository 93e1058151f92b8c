#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two guests draw through facet-engine: weights divide the time of the engine, and a long dispatch
# of the one leaves the other its frames.

set -u
. "$FACET_REPO/tests/host/lib.bash"
NEIGHBOURS=$(dirname "$CLIENT")/facet-host-neighbours
a=$(uuid 1) b=$(uuid 2)
log=$(mktemp)

# neighbours ARGUMENT...: run facet-host-neighbours, whose lines are TAP.
neighbours() {
	local rc=0
	timeout 300 "$NEIGHBOURS" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-neighbours $1 ended with status $rc"
}

set_weight() { echo "$2" >"$DEVICES/$1/facet/weight"; }

before=$(pinned)
create_dark facet-1 "$a"
create_dark facet-1 "$b"
ok "facet-engine starts" start_engine "$log"
set_weight "$a" 100
set_weight "$b" 300
neighbours shares "$a" "$b" 3 10
set_weight "$b" 100
neighbours frames "$a" "$b"
ok "facet-engine ends at SIGTERM" stop_engine
remove "$a"
remove "$b"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
rm -f "$log"
exit $((failures > 0))
