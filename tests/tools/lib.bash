# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for the tests of the tools. Sourced, never run; the first argument of each script is the
# tool. TAP lines are numbered: meson reads them.

PROGRAM=$1
count=0 failures=0

# ok NAME CMD...: run CMD and print one TAP line: "ok" if CMD succeeds, "not ok" if it fails.
ok() {
	local name=$1
	shift
	count=$((count + 1))
	if (($#)) && "$@"; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		failures=$((failures + 1))
	fi
}

is() { [[ $1 == "$2" ]] || { diff <(echo "$2") <(echo "$1") | sed 's/^/# /' && return 1; }; }

# says STATUS PATTERN ARGUMENT...: run the tool. Succeed if it ends with STATUS and prints PATTERN.
says() {
	local status=$1 pattern=$2 said rc=0
	shift 2
	said=$("$PROGRAM" "$@" 2>&1) || rc=$?
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $rc == "$status" && $said == $pattern ]] ||
		{ echo "# status $rc: ${said//$'\n'/$'\n'# }" && return 1; }
}

# await_load FILE: wait until the output of stats_load in FILE says that the statistics change, for
# at most ten seconds.
await_load() {
	local i
	for ((i = 0; i < 100; i++)); do
		grep -q moving "$1" && break
		sleep 0.1
	done
}

# the_end: print the plan and end the script. The last line of each script.
the_end() {
	echo "1..$count"
	exit $((failures > 0))
}
