#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Commands of docs/ that no other test types: those that need the modules, and neither a guest nor
# packages. Each block of commands runs as the page shows it.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/admin/pages.bash
. "$(dirname "$0")/../admin/pages.bash"
PATH=$(dirname "$CLIENT"):$PATH
export uuid=''
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# typed PAGE HEADING [BLOCK]: run the commands of that page. Succeed if each succeeds.
typed() { words "$@" >"$scratch/words" && (cd "$scratch" && bash -eu words); }
attribute() { cat "$DEVICES/$uuid/facet/$1"; }
# types_are_listed: succeed if the page's commands list each type and leave a vGPU in $uuid.
types_are_listed() {
	words user/quickstart.md "Create a vGPU" >"$scratch/words" || return
	echo 'echo "uuid=$uuid"' >>"$scratch/words"
	bash -eu "$scratch/words" >"$scratch/types" || return
	uuid=$(sed -n 's/^uuid=//p' "$scratch/types")
	is "$(grep -c 'facet-[1248]/description:' "$scratch/types")" 4
}
# hold: open the vGPU as a virtual machine does, with a picture on its screen.
pid=''
hold() {
	local i
	"$CLIENT" show "$uuid" >"$scratch/show" &
	pid=$!
	for ((i = 0; i < 300; i++)); do
		grep -q '^# holding' "$scratch/show" && return
		sleep 0.1
	done
	return 1
}
let_go() { kill "$pid" && { wait "$pid" || true; }; }
picture() {
	words user/guests.md "A picture of the screen" 1 | grep -v head >"$scratch/words" &&
		(cd "$scratch" && bash -eu words && file_is_png guest.png)
}
file_is_png() { is "$(od -An -c -j 1 -N 3 "$1" | tr -d ' ')" PNG; }
# sums_time: succeed if the page's histogram can be switched on, read and switched off.
sums_time() {
	[[ -d /sys/kernel/tracing/events ]] || mount -t tracefs none /sys/kernel/tracing
	typed admin/monitoring.md "Tracepoints" >"$scratch/hist" &&
		grep -q 'hist:keys=uuid,engine' "$scratch/hist"
}
# batch: run the page's command until it has printed what the page names.
batch() {
	timeout 20 bash -c "$(words admin/monitoring.md "facet-top")" | sed -n '1p;/ vgpu=/{p;q}' \
		>"$scratch/batch"
	grep -q ' gpu=facet rcs=' "$scratch/batch" &&
		grep -q " vgpu=$uuid name=web1 " "$scratch/batch"
}
# plans: succeed if facetd tells of the page's configuration what the page shows.
plans() {
	local want
	words admin/facetd.md "First steps" 1 ini >"$scratch/my.conf" || return
	want=$(words admin/facetd.md "First steps" 1 text | tail -n +2 | tr -s ' \n' ' ' |
		sed 's/([-0-9a-f]*):/('"$uuid"'):/')
	is "$(cd "$scratch" && facetd --config my.conf --dry-run --count 2) " "$want"
}

ok "quickstart: types are listed, and a vGPU is created" types_are_listed
facetctl set "$uuid" name=web1
ok "displays: facetctl sets the display" facetctl set web1 display=dmabuf
ok "so does the file" typed user/displays.md "In short"
ok "and it holds" is "$(attribute display)" region
ok "displays: facetctl, then the file, draws the cursor" typed user/displays.md "The cursor"
ok "and it holds" is "$(attribute cursor)" drawn
ok "guests: monitors are set by facetctl, then by the file" typed user/guests.md "Monitors"
ok "and hold" is "$(attribute outputs)" "dp:b:1280x800@75 hdmi:c"
ok "scheduling: weight and cap are set" \
	typed admin/scheduling.md "Time slices: share the engines"
ok "and hold" is "$(attribute weight) $(attribute cap)" "300 40"
# facetd does not manage a vGPU in the first second after its creation.
sleep 1
ok "facetd: the page's configuration is planned as the page shows" plans
ok "monitoring: time is summed in the kernel" sums_time
facetctl set web1 outputs=hdmi:b display=dmabuf splash=off
ok "a virtual machine opens the vGPU" hold
ok "guests: a picture of its screen is saved" picture
ok "monitoring: facet-top prints lines for a log" batch
let_go
remove "$uuid"
ok "the log has no complaint" log_is_clean
exit $((failures > 0))
