# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the checkers of a kernel with fragment "debug" have reported. Sourced after common.sh, never run.

REPORTS=$REPO/tests/vm/kernel/reports.patterns
PLANTS='facet-test: planted begins'	# reports behind this line were asked for (planted.sh)

# reports_in FILE...: the lines of these logs that are reports, up to the one behind which they are asked for.
reports_in() {
	local file
	for file; do sed -n "/$PLANTS/q; p" "$file"; done | grep -aEf "$REPORTS"
}

# no_reports DIR: two TAP lines on a run of host_scripts in there: its logs are whole, and none of them has a report.
no_reports() {
	local logs rc=0 found
	mapfile -t logs < <(printf '%s\n' "$1/host.console.log" && find "$1" -mindepth 2 -name host.dmesg ! -path '*/planted/*' | sort)
	grep -q 'Linux version' "$1/host.console.log" && grep -q "$PLANTS" "$1/host.console.log" || { printf 'not ' && rc=1; }
	echo "ok - the log of the kernel with its checkers is there, from its first line to the last script"
	found=$(reports_in "${logs[@]}" | sort | uniq -c)
	[[ -z $found ]] || { head -n 40 <<<"# ${found//$'\n'/$'\n'# }" && printf 'not ' && rc=1; }
	echo "ok - no line of KASAN, UBSAN, lockdep, kmemleak or of lists that are corrupt"
	return "$rc"
}
