#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A virtual machine with a few bytes of code: writes that KVM reports, the aperture under fences,
# and a VMM that is killed at any moment.

set -u
. "$(dirname "$0")/lib.bash"
CLIENT=${CLIENT%vfio}kvm
LOGS=$(mktemp -d)

before=$(pinned)
u=$(uuid 1)
create facet-1 "$u"
client views "$u"
ok "it is closed after that and holds no page" lets_go "$u"
for i in {1..5}; do
	: >"$LOGS/keep.log"
	"$CLIENT" keep "$u" >"$LOGS/keep.log" &
	pid=$!
	until grep -q holding "$LOGS/keep.log"; do
		kill -0 $pid 2>/dev/null || break
		sleep 0.05
	done
	sleep "0.$i"
	ok "a virtual machine with views is running ($i)" kill -9 $pid
	wait $pid 2>/dev/null
	ok "once killed it leaves its vGPU closed, which holds no page" lets_go "$u"
done
if [[ -e /dev/iommu ]]; then
	export FACET_BY=iommufd
	for i in {1..3}; do
		client bound "$u"
		ok "it is closed after that and holds no page ($i)" lets_go "$u"
	done
	unset FACET_BY
fi
remove "$u"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
