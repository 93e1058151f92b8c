# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Reports of the checkers of a kernel with fragment "debug". Sourced after common.sh.

REPORTS=$REPO/tests/vm/kernel/reports.patterns
PLANTS='facet-test: planted begins'	# planted.sh causes all reports behind this line

# reports_in FILE...: print the reports in these logs, up to the line $PLANTS.
reports_in() {
	local file
	for file; do sed -n "/$PLANTS/q; p" "$file"; done | grep -aEf "$REPORTS"
}

# no_reports DIR: print two TAP lines on the run of host_scripts in DIR. Its logs are complete, and
# none of them has a report.
no_reports() {
	local logs rc=0 found
	mapfile -t logs < <(
		printf '%s\n' "$1/host.console.log" &&
			find "$1" -mindepth 2 -name host.dmesg ! -path '*/planted/*' | sort
	)
	grep -q 'Linux version' "$1/host.console.log" &&
		grep -q "$PLANTS" "$1/host.console.log" || { printf 'not ' && rc=1; }
	echo "ok - the log of the kernel with its checkers is there," \
		"from its first line to the last script"
	found=$(reports_in "${logs[@]}" | sort | uniq -c)
	[[ -z $found ]] || { head -n 40 <<<"# ${found//$'\n'/$'\n'# }" && printf 'not ' && rc=1; }
	echo "ok - no line of KASAN, UBSAN, lockdep, kmemleak or of lists that are corrupt"
	return "$rc"
}
