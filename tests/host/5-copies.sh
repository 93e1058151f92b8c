#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What Facet copies of a screen for each value of `display`. A VFIO user without a VMM flips, and
# shows the screen as QEMU does. The counter is that of the vGPU.

set -u
. "$(dirname "$0")/lib.bash"
SCREEN=$(dirname "$CLIENT")/facet-host-screen

before=$(pinned)
u=$(uuid 7)
create facet-1 "$u"
for kind in native dmabuf region; do
	echo $kind >"$DEVICES/$u/facet/display"
	ok "each flip of 1920x1080 is copied as the documentation says ($kind)" \
		"$SCREEN" copies "$u" $kind
	ok "the vGPU is closed and holds no page ($kind)" lets_go "$u"
done
ok "the counter stays when the vGPU is closed" \
	grep -qE '^screen_bytes_copied [1-9]' "$DEVICES/$u/facet/statistics"
remove "$u"
v=$(uuid 8)
create facet-v1 "$v"
for kind in native dmabuf region; do
	echo $kind >"$DEVICES/$v/facet/display"
	by=exports
	[[ $kind != region ]] || by=copies
	ok "each flip of a virtio-gpu's blob is copied as the documentation says ($kind)" \
		"$(dirname "$CLIENT")/facet-host-virtio" "$v" $by
	ok "the vGPU is closed and holds no page ($kind)" lets_go "$v"
done
remove "$v"
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
