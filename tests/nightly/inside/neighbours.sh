#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests draw through facet-engine: weights divide the time of the engine, and a long dispatch of
# the one leaves the other its frames. Then a desktop of 60 Hz is beside three batch guests with
# slices of 20 ms: without facetd, and with its policy "frames". What the desktop misses is printed,
# and not judged.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/tools/facetd.bash"
NEIGHBOURS=$(dirname "$CLIENT")/facet-host-neighbours
FACETD=$(dirname "$CLIENT")/facetd
PATIENCE=300
DESKTOP_SECONDS=30
a=$(uuid 1) b=$(uuid 2)
four=("$a" "$b" "$(uuid 3)" "$(uuid 4)")
dir=$(mktemp -d)
conf=$dir/facetd.conf state=$dir/facetd.state
unset JOURNAL_STREAM NOTIFY_SOCKET WATCHDOG_USEC
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
ok "the second one gets its weight" set_weight "$b" 300
neighbours shares "$a" "$b" 3 10
ok "and that of the first one" set_weight "$b" 100
neighbours frames "$a" "$b"

told() { grep -c -- "$1" "$dir/log"; }
# named UUID NAME [SLICE_US]: give a vGPU a name, and a slice.
named() {
	echo "$2" >"$DEVICES/$1/facet/name" && echo "${3:-0}" >"$DEVICES/$1/facet/slice_us"
}
for uuid in "${four[@]:2}"; do create_dark facet-1 "$uuid"; done
ok "the desktop has a name" named "$a" desktop
for i in 1 2 3; do
	ok "batch guest $i has a name, and a slice" named "${four[i]}" "batch-$i" 20000
done
echo "# without facetd:"
neighbours desktop "${four[@]}" "$DESKTOP_SECONDS"
write_conf <<-'T'
	[policy smooth]
	kind = frames
	[class desktop]
	match = desktop
	policies = smooth
	[class batch]
	match = batch-*
T
: >"$dir/log"
begin
echo "# with facetd:"
neighbours desktop "${four[@]}" "$DESKTOP_SECONDS"
ok "facetd has helped the desktop" test "$(told 'desktop.*policy smooth')" -gt 0
cp "$dir/log" "$FACET_DIR/facetd.log"
ok "facetd ends at SIGTERM" end TERM
ok "facet-engine ends at SIGTERM" stop_engine
for uuid in "${four[@]}"; do remove "$uuid"; done
ok "no page is pinned any more" unpinned "$before"
ok "the kernel's log is clean" log_is_clean
rm -rf "$log" "$dir"
exit $((failures > 0))
