#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest on the vfio-user server flips at 60 Hz for the given seconds. Reports how many
# vertical blanks the guest missed and how late flips were reported. Reports also how busy this
# machine was in its busiest second. Below 50 per cent the guest should miss none. Above, the
# figures describe the machine. No figure is judged: a machine that wakes a thread some milliseconds
# late makes guests miss a blank.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"

VFU=$BUILD/user/vfu/facet-vfu
HALF=50
seconds=$1

# processor_time: print the busy time and the total time of all processors since the start.
processor_time() {
	awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all }' /proc/stat
}

# report KEY: print a value of the guest's report on flips.
report() { value flips "$1" "$DIR/guest0/report.log"; }

build_vfu
build_guest
prepare "$REPO/tests/soak/flips-run"
server 1
FACET_STALL=$((seconds + 120)) boot 0 "facet.seconds=$seconds"
says 0 '"report":"modeset"' || die "the guest did not light its screen: $DIR/guest0/console.log"
step "flips: for $seconds s"
busiest=0
read -r busy all < <(processor_time)
while ! grep -q '"report":"flips"' "$DIR/guest0/report.log"; do
	kill -0 "${GUESTS[0]}" 2>/dev/null || die "the guest did not flip: $DIR/guest0/console.log"
	sleep 1
	read -r busy_now all_now < <(processor_time)
	share=$((100 * (busy_now - busy) / (all_now - all)))
	((share <= busiest)) || busiest=$share
	busy=$busy_now all=$all_now
done
ended 0
server_ends
{
	printf '{"flips":%d,"missed":%d,' "$(report flipped)" "$(report missed)"
	printf '"rate":%s,"late_ms":%s,' "$(report rate)" "$(report late_ms)"
	printf '"latest_ms":%s,' "$(report latest_ms)"
	printf '"busiest_second_per_cent":%d}\n' "$busiest"
} | tee "$DIR/summary.json"
((busiest < HALF)) ||
	echo "# this machine was $busiest per cent busy for a second:" \
		"what was missed says nothing of flips"
exit "$FAILED"
