#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the search for reports of a debug kernel's checkers (./run soak debug-kernel). The search
# finds each kind of report in the logs of a run, and takes no other line for a report.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/soak/debug/reports.bash
. "$REPO/tests/soak/debug/reports.bash"
tempdir reports
TOP=$TMPD

# run_with LINES [SCRIPT_LINES]: make the folder of a run. The kernel's log has LINES, and a
# script's log has SCRIPT_LINES.
run_with() {
	mkdir -p "$TOP/run"/{7-sleep,planted}
	printf '%s\n' '[    0.0] Linux version 6.12' "$1" \
		'facet-test: planted begins' 'BUG: KASAN: planted' >"$TOP/run/host.console.log"
	printf '%s\n' "${2:-}" >"$TOP/run/7-sleep/host.dmesg"
}
finds() {
	run_with "$@" && ! no_reports "$TOP/run" >"$TOP/said" &&
		grep -q '^not ok - no line of KASAN' "$TOP/said"
}
finds_none() {
	run_with "$@" && no_reports "$TOP/run" >"$TOP/said" && ! grep -q '^not ok' "$TOP/said"
}

# finds_no_log LINE FILE: without this line in this log, the search fails: the log is incomplete.
finds_no_log() {
	run_with '' && sed -i "/$1/d" "$TOP/run/$2" && ! no_reports "$TOP/run" >"$TOP/said" &&
		grep -q '^not ok - the log' "$TOP/said"
}

FAULTS=(
	'BUG: KASAN: slab-use-after-free in facet_open+0x12/0x40 [facet]'
	'UBSAN: shift-out-of-bounds in mediator/mmio.c:12:3'
	'kmemleak: Kernel memory leak detector disabled'
	'list_del corruption, ffff8880->next is LIST_POISON1 (dead000000000100)'
	'WARNING: possible circular locking dependency detected'
	'WARNING: possible recursive locking detected'
	'WARNING: possible irq lock inversion dependency detected'
	'WARNING: inconsistent lock state'
	'WARNING: suspicious RCU usage'
	'WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected'
	'WARNING: bad unlock balance detected!'
	'WARNING: lock held when returning to user space!'
	'BUG: Invalid wait context'
	'BUG: MAX_LOCKDEP_ENTRIES too low!'
	'INFO: trying to register non-static key.'
	'BUG: sleeping function called from invalid context at kernel/worker.c:9'
	'DEBUG_LOCKS_WARN_ON(1)'
	'ODEBUG: free active (active state 0) object: 0 object type: timer_list'
)
# Lines of a kernel without a fault, which have words of the checkers too.
QUIET='kasan: KernelAddressSanitizer initialized
kmemleak: Kernel memory leak detector initialized (mem pool available: 3600)
Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar
facet: a vGPU is made
rcu: RCU lockdep checking is enabled.'

for line in "${FAULTS[@]}"; do
	ok "a report is found: ${line:0:50}" finds "[   12.5] $line"
done
ok "one that only a script's log has, too" finds '' '[ 12.5] BUG: KASAN: slab-out-of-bounds in x'
ok "what a kernel says when it boots and works is none" finds_none "$QUIET"
ok "a log without its beginning proves nothing" finds_no_log 'Linux version' host.console.log
ok "nor does one without its end" finds_no_log 'planted begins' host.console.log
exit "$FAILED"
