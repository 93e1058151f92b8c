#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-vfu's command line, whose order counts: the options of a vGPU stand behind its --socket.
# tests/user tests the server. Argument: FACET-VFU. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
VFU=$1
dir=$(mktemp -d)
server=''
tidy() {
	[[ -z $server ]] || kill "$server" 2>/dev/null
	rm -rf "$dir"
}
trap tidy EXIT

ok "help names the types" says 0 '*--type=TYPE*facet-1 (default)*facet-8*' --help
ok "a server without a socket is refused" \
	says 2 "facet-vfu: a --socket is missing. See 'facet-vfu --help'." --once
ok "an option before the first socket is refused" \
	says 2 'facet-vfu: --trace: must come after the --socket of its vGPU. *' \
	--trace "$dir/t" --socket "$dir/s"
ok "so is one without a value" \
	says 2 'facet-vfu: --realtime: must come after *' --realtime --socket "$dir/s"
ok "an unknown type is refused with a similar one" \
	says 2 "facet-vfu: --type=facet1: must be *. Did you mean 'facet-1'? *" \
	--type facet1 --socket "$dir/s"
ok "an argument is refused" says 2 "facet-vfu: 'x' is one argument too many. *" --socket "$dir/s" x
for mib in 0 -1 3x ''; do
	ok "'$mib' is no size" says 2 "facet-vfu: --memory=$mib: must be 1 to 1048576 MiB. *" \
		--socket "$dir/s" --memory "$mib"
done
# limit ARGUMENT...: print the largest aperture that facet-vfu allows behind these arguments.
limit() { "$VFU" "$@" --aperture 99999 2>&1 | sed -n 's/.*: must be 1 to \([0-9]*\) MiB.*/\1/p'; }
small=$(limit --socket "$dir/s") large=$(limit --type facet-8 --socket "$dir/s")
ok "a type holds for the sockets behind it" test "$small" -lt "$large"
ok "and not for those before it" is "$(limit --socket "$dir/s" --type facet-8)" "$small"
ok "an option is of the last socket before it" \
	is "$(limit --socket "$dir/s" --type facet-8 --socket "$dir/t")" "$large"
ok "an output that cannot be is refused" \
	says 2 "facet-vfu: --output=hdmi:x: must be (hdmi|dp):(b|c|d)*" \
	--socket "$dir/s" --output hdmi:x
ok "so is a port of the same vGPU that is in use" \
	says 2 "facet-vfu: --output=dp:b: *" --socket "$dir/s" --output hdmi:b --output dp:b
many=()
for ((i = 0; i < 65; i++)); do many+=(--socket "$dir/$i"); done
ok "65 sockets are refused" says 2 "*: at most 64 sockets: start another server. *" "${many[@]}"
ok "nothing was made for any of these" is "$(ls "$dir")" ""

"$VFU" --type facet-2 --sock "$dir/a" --trace "$dir/a.trace" --aperture=3 --socket "$dir/b" \
	--output dp:b 2>"$dir/said" &
server=$!
until_ready() {
	local i
	for ((i = 0; i < 100 * ${FACET_PATIENCE:-1}; i++)); do
		grep -q ready "$dir/said" && return
		sleep 0.1
	done
	sed 's/^/# /' "$dir/said"
	return 1
}
ok "a good command line starts all servers" until_ready
ok "and makes their sockets and files" \
	is "$(cd "$dir" && echo *)" "a a.trace b said"
kill "$server"
wait "$server"
ok "facet-vfu ends well when it is asked to" is $? 0
server=''
the_end
