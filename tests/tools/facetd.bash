# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # the scripts that source this file set these variables
#
# Functions for the tests of facetd: with a folder in place of sysfs (tests/tools), with the modules
# (tests/host) and under systemd (tests/guest). Sourced, never run, after a file that defines is().
#
# All functions need PATIENCE: the limit of a wait in tenths of a second; FACET_PATIENCE multiplies
# it. All functions but until_is also need FACETD, conf, state, dir (which has the log) and the
# function told. told PATTERN prints how many lines of the log match PATTERN.

# until_is WANTED CMD...: repeat CMD until it prints WANTED. Fail at the limit that PATIENCE sets.
until_is() {
	local wanted=$1 i
	shift
	for ((i = 0; i < PATIENCE * ${FACET_PATIENCE:-1}; i++)); do
		[[ $("$@") != "$wanted" ]] || return 0
		sleep 0.1
	done
	is "$("$@")" "$wanted"
}

begin() {
	"$FACETD" --config "$conf" 2>>"$dir/log" &
	daemon=$!
}

# end SIGNAL: send SIGNAL to facetd and wait for its end. Return facetd's status.
end() {
	local rc=0
	kill "-$1" "$daemon"
	wait "$daemon" 2>/dev/null || rc=$?
	daemon=''
	return "$rc"
}

# reload: reload a valid configuration and wait until facetd has read it.
reload() {
	local before
	before=$(told 'is read')
	kill -HUP "$daemon"
	until_is $((before + 1)) told 'is read' >/dev/null
}

# write_conf: write a configuration: the section that all tests share, then stdin.
write_conf() {
	{
		printf '[facetd]\ninterval = 50 ms\nstate = %s\n' "$state"
		cat
	} >"$conf"
}
