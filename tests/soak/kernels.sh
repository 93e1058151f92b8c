#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Test each host kernel with each guest kernel: level host on each host, and a demo with each guest.
# FACET_DIR/table.md is the table in docs/dev/long-runs.md.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

HOSTS=(6.12 7.2) GUESTS=(6.1 6.12 7.2)
failed=0

# release VERSION: print the version and the full name of the kernel.
release() { kernel "$1" && echo "$1 ($KREL)"; }

# cell COMMAND...: run ./run COMMAND... and set $CELL to "passes" or "FAILS".
cell() {
	local log=$FACET_DIR/log
	if run_fg bash "$REPO/run" "$@" >"$log" 2>&1; then CELL=passes; else CELL=FAILS failed=1; fi
	cp "$log" "$FACET_DIR/$(tr ' ' - <<<"${*#--}").log"
}

# ready SUMMARY: print when i915 was ready in each guest, from the summary.json of a demo.
ready() {
	[[ -e $1 ]] || return 0
	python3 -c 'import json, sys
with open(sys.argv[1], encoding="utf-8") as f:
    guests = json.load(f)["guests"]
print("i915 ready in", " and ".join("%s s" % guest["ready_s"] for guest in guests))' "$1"
}

{
	printf '| host | level `host` |'
	for guest in "${GUESTS[@]}"; do printf ' guest %s |' "$(release "$guest")"; done
	printf '\n| --- | --- |'
	printf ' --- |%.0s' "${GUESTS[@]}"
	echo
} >"$FACET_DIR/table.md"
for host in "${HOSTS[@]}"; do
	step "kernels: level host on $host"
	cell test host --host-kernel "$host"
	row="| $(release "$host") | $CELL, $(tail -n 1 "$FACET_DIR/log") |"
	for guest in "${GUESTS[@]}"; do
		step "kernels: guests with $guest on $host"
		cell demo --host-kernel "$host" --guest-kernel "$guest"
		row+=" $CELL, $(ready "$OUT/demo/summary.json") |"
	done
	echo "$row" >>"$FACET_DIR/table.md"
done
cat "$FACET_DIR/table.md"
exit "$failed"
