# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the tests of the tools share. Sourced, never run; the first argument of each script is the tool. TAP, numbered, since meson reads it.

PROGRAM=$1
count=0 failures=0

# ok NAME CMD...: one line, by whether CMD succeeds.
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

# says STATUS PATTERN ARGUMENT...: the tool, with these, ends so and says that.
says() {
	local status=$1 pattern=$2 said rc=0
	shift 2
	said=$("$PROGRAM" "$@" 2>&1) || rc=$?
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $rc == "$status" && $said == $pattern ]] || { echo "# status $rc: ${said//$'\n'/$'\n'# }" && return 1; }
}

# The last line of a script.
the_end() {
	echo "1..$count"
	exit $((failures > 0))
}
