# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # the scripts have these
#
# What the tests of facetd share: over a folder (tests/tools), beside the modules (tests/host), under systemd (tests/guest). Sourced,
# never run, behind what has is(). PATIENCE: tenths of a second, times FACET_PATIENCE. From outside, but for until_is: FACETD, conf, state, dir (with its log),
# and told PATTERN, which prints how many lines of the log are like that.

# until_is WANTED CMD...: before long it prints that.
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

# end SIGNAL: its status is in $?.
end() {
	local rc=0
	kill "-$1" "$daemon"
	wait "$daemon" 2>/dev/null || rc=$?
	daemon=''
	return "$rc"
}

# reload: a configuration that is good.
reload() {
	local before
	before=$(told 'is read')
	kill -HUP "$daemon"
	until_is $((before + 1)) told 'is read' >/dev/null
}

# write_conf: what comes on stdin, behind what all have.
write_conf() {
	{
		printf '[facetd]\ninterval = 50 ms\nstate = %s\n' "$state"
		cat
	} >"$conf"
}
