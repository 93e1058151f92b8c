#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The search for what the checkers of a debug kernel report (./run soak debug-kernel): it finds each kind of report in the
# logs of a run, and nothing else.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/soak/debug/reports.bash
. "$REPO/tests/soak/debug/reports.bash"
tempdir reports
TOP=$TMPD

# A run's folder with these lines in the log of its kernel, and in that of a script.
run_with() {
	mkdir -p "$TOP/run"/{7-sleep,planted}
	printf '[    0.0] Linux version 6.12\n%s\nfacet-test: planted begins\nBUG: KASAN: planted\n' "$1" >"$TOP/run/host.console.log"
	printf '%s\n' "${2:-}" >"$TOP/run/7-sleep/host.dmesg"
}
finds() { run_with "$@" && ! no_reports "$TOP/run" >"$TOP/said" && grep -q '^not ok - no line of KASAN' "$TOP/said"; }
finds_none() { run_with "$@" && no_reports "$TOP/run" >"$TOP/said" && ! grep -q '^not ok' "$TOP/said"; }
finds_no_log() { run_with '' && sed -i "/$1/d" "$TOP/run/$2" && ! no_reports "$TOP/run" >"$TOP/said" && grep -q '^not ok - the log' "$TOP/said"; }

for line in 'BUG: KASAN: slab-use-after-free in facet_open+0x12/0x40 [facet]' 'UBSAN: shift-out-of-bounds in mediator/mmio.c:12:3' \
	'kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)' 'kmemleak: Kernel memory leak detector disabled' \
	'list_del corruption, ffff8880->next is LIST_POISON1 (dead000000000100)' \
	'WARNING: possible circular locking dependency detected' 'WARNING: possible recursive locking detected' \
	'WARNING: possible irq lock inversion dependency detected' 'WARNING: inconsistent lock state' 'WARNING: suspicious RCU usage' \
	'WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected' 'WARNING: bad unlock balance detected!' \
	'WARNING: lock held when returning to user space!' 'BUG: Invalid wait context' 'BUG: MAX_LOCKDEP_ENTRIES too low!' \
	'INFO: trying to register non-static key.' 'BUG: sleeping function called from invalid context at kernel/worker.c:9' \
	'DEBUG_LOCKS_WARN_ON(1)' 'ODEBUG: free active (active state 0) object: 0 object type: timer_list'; do
	ok "a report is found: ${line:0:50}" finds "[   12.5] $line"
done
ok "one that only a script's log has, too" finds '' '[ 12.5] BUG: KASAN: slab-out-of-bounds in x'
ok "what a kernel says when it boots and works is none" finds_none \
	$'kasan: KernelAddressSanitizer initialized\nkmemleak: Kernel memory leak detector initialized (mem pool available: 3600)
Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar\nfacet: a vGPU is made\nrcu: RCU lockdep checking is enabled.'
ok "a log without its beginning proves nothing" finds_no_log 'Linux version' host.console.log
ok "nor does one without its end" finds_no_log 'planted begins' host.console.log
exit "$FAILED"
