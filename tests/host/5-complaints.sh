#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Faults that users of such displays report, tested with dma-bufs and with a region. Also: invalid
# input, and a VMM that is killed while another process has its screen mapped.

set -u
. "$(dirname "$0")/lib.bash"
SCREEN=$(dirname "$CLIENT")/facet-host-screen

# screen PROGRAM UUID ARGUMENT: like client, with the program facet-host-screen.
screen() {
	local rc=0
	"$SCREEN" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-screen $1 ended with status $rc"
}

before=$(pinned)
a=$(uuid 5) b=$(uuid 6)
create facet-1 "$a"
create facet-1 "$b"
screen complaints "$a" "$b"
for i in {1..3}; do
	screen killed "$a"
	ok "its vGPU is closed then and holds no page ($i)" lets_go "$a"
done
ok "no page is pinned any more" unpinned "$before"
ok "nor does the other hold one" lets_go "$b"
for u in "$a" "$b"; do echo region >"$DEVICES/$u/facet/display"; done
screen complaints "$a" "$b"
ok "both are closed and hold no page" eval 'lets_go "$a" && lets_go "$b"'
remove "$a"
remove "$b"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
