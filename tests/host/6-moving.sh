#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guest memory that the VMM takes away and gives back every 50 ms, under a guest that works on two engines. FACET_LOAD_SECONDS: how long
# (6); the mark is 60.

set -u
. "$(dirname "$0")/lib.bash"
u=$(uuid 1)

before=$(pinned)
create_dark facet-1 "$u"
rc=0
"$(dirname "$CLIENT")/facet-host-moving" "$u" "${FACET_LOAD_SECONDS:-6}" || rc=$?
((rc == 0)) || failures=$((failures + 1))
((rc < 2)) || echo "not ok - facet-host-moving ended with status $rc"
# What takes long: part endurance of nightly.
((${FACET_LOAD_SECONDS:-6} < 60)) || client often "$u"
ok "the vGPU is closed after that and holds no page" lets_go "$u"
remove "$u"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
