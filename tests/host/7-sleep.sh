#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host is suspended while vGPUs have work. The kernel's own suspend test stops at freezing the
# tasks and resumes after its own fixed time.

set -u
. "$(dirname "$0")/lib.bash"
SHARE=$(dirname "$CLIENT")/facet-host-share
a=$(uuid 1) b=$(uuid 2)

create facet-1 "$a"
create facet-1 "$b"
rc=0
"$SHARE" sleep "$a" "$b" || rc=$?
((rc == 0)) || failures=$((failures + 1))
((rc < 2)) || echo "not ok - facet-host-share sleep ended with status $rc"
remove "$a"
remove "$b"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
