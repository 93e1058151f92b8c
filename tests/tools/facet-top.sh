#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-top with statistics that change (stats_load.c): lines of text, and a terminal of 80x24 in
# tmux. Arguments: FACET-TOP STATS-LOAD. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
TOP=$1 LOAD=$2
dir=$(mktemp -d)
export FACET_STATS=$dir/stats FACET_ROOT=$dir/root LC_ALL=C.UTF-8
TMUX_DO=(tmux -L "facet-top-$$" -f /dev/null)
mkdir -p "$FACET_ROOT/sys/bus/mdev/devices/00000004-0000-4000-8000-000000000000/facet"
echo desk-4 >"$FACET_ROOT/sys/bus/mdev/devices/00000004-0000-4000-8000-000000000000/facet/name"
"$LOAD" "$FACET_STATS" 4 >"$dir/load" &
load=$!
tidy() {
	kill "$load"
	"${TMUX_DO[@]}" kill-server 2>/dev/null
	rm -rf "$dir"
}
trap tidy EXIT
for ((i = 0; i < 100; i++)); do
	grep -q moving "$dir/load" && break
	sleep 0.1
done
ok "help tells of it" says 0 '*--batch*--interval*' --help
ok "what is no terminal is told" \
	says 2 "facet-top: standard output is not a terminal: use --batch. See 'facet-top --help'."
ok "a number that is none is told" \
	says 2 '*--interval=now: must be a number from 0.1 to 3600. *' --interval now
ok "an order that there is not is told" \
	says 2 '*--sort=size: must be busy, waiting, submissions or name. *' --sort size
ok "with one that is similar" says 2 "*--engine=vesc: *. Did you mean 'vecs'? *" -e vesc
echo short >"$dir/short"
ok "statistics that are too short are told" env FACET_STATS="$dir/short" "$BASH" -c \
	"! '$TOP' --batch --count 1 2>'$dir/said' && grep -q 'short cannot be mapped' '$dir/said'"
ok "statistics that are not there are told" env FACET_STATS=/nonexistent "$BASH" -c \
	"! '$TOP' --batch --count 1 2>'$dir/said' && grep -q 'load the module' '$dir/said'"
"$TOP" --batch --count 2 --interval 0.5 >"$dir/batch"
lines="$(grep -c 'gpu=facet rcs=' "$dir/batch") $(grep -c 'vgpu=' "$dir/batch")"
ok "in lines, there is one for the GPU and one for each vGPU and look" test "$lines" = "2 8"
order=$(tail -n 4 "$dir/batch" | grep -o 'vgpu=[0-9]*' | tr '\n' ' ')
ok "who has more comes first" \
	test "$order" = "vgpu=00000004 vgpu=00000003 vgpu=00000002 vgpu=00000001 "
names=$(tail -n 4 "$dir/batch" | grep -o ' name=[^ ]*' | tr -d '\n')
ok "with its name, or else the beginning of its UUID" \
	test "$names" = " name=desk-4 name=00000003 name=00000002 name=00000001"
ok "and four times the weight is four times as much" awk '/vgpu=0000000[14]/ {
		for (i = 1; i <= NF; i++)
			if ($i ~ /^busy=/)
				had[substr($2, 6, 8)] = substr($i, 6)
	}
	END {
		exit !(had["00000001"] &&
			had["00000004"] / had["00000001"] > 3.9 &&
			had["00000004"] / had["00000001"] < 4.1)
	}' "$dir/batch"

# screen_has PATTERN: wait up to 10 seconds until the terminal shows PATTERN.
screen_has() {
	local i shown
	for ((i = 0; i < 100; i++)); do
		shown=$("${TMUX_DO[@]}" capture-pane -p 2>/dev/null) || break
		# shellcheck disable=SC2053 # a pattern is meant
		[[ $shown == $1 ]] && return 0
		sleep 0.1
	done
	echo "# ${shown//$'\n'/$'\n'# }"
	return 1
}
"${TMUX_DO[@]}" new-session -d -x 80 -y 24 "$TOP --interval 0.25"
ok "in a terminal there is a bar for each engine" \
	screen_has '*facet-top  facet (softgpu)*rcs *\[█*] *100*4 want it*bcs *vecs*'
ok "and a row for each vGPU" \
	screen_has '*VGPU *HISTORY*desk-4 *40*█*00000001*▁*by busy*'
ok "which fits in 80 columns" test "$("${TMUX_DO[@]}" capture-pane -p | wc -L)" -le 80
[[ -z ${FACET_TOP_PICTURE:-} ]] || "${TMUX_DO[@]}" capture-pane -p >"$FACET_TOP_PICTURE"
"${TMUX_DO[@]}" send-keys s
ok "s changes the order" screen_has '*by waiting*'
"${TMUX_DO[@]}" send-keys p
ok "p stands still" screen_has '*PAUSED*'
"${TMUX_DO[@]}" send-keys h
ok "h shows the keys" screen_has '*next order*q      end*'
"${TMUX_DO[@]}" send-keys q
ended() {
	local i
	for ((i = 0; i < 100; i++)); do
		"${TMUX_DO[@]}" has-session 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}
ok "q ends it" ended
the_end
