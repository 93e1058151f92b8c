#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The VMM unmaps and remaps guest memory every 50 ms while the guest works on two engines.
# FACET_LOAD_SECONDS: duration in seconds (default 6, in a full run 60).

set -u
. "$(dirname "$0")/lib.bash"
u=$(uuid 1)

before=$(pinned)
create_dark facet-1 "$u"
rc=0
"$(dirname "$CLIENT")/facet-host-moving" "$u" "${FACET_LOAD_SECONDS:-6}" || rc=$?
((rc == 0)) || failures=$((failures + 1))
((rc < 2)) || echo "not ok - facet-host-moving ended with status $rc"
# The test "often" takes long: only the part endurance of nightly runs it.
((${FACET_LOAD_SECONDS:-6} < 60)) || client often "$u"
ok "the vGPU is closed after that and holds no page" lets_go "$u"
remove "$u"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
