#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-top with statistics that change (stats_load.c): lines of text, JSON, and a terminal of 80x24
# in tmux; with one parent and with two, and with a virtio-gpu. Arguments: FACET-TOP STATS-LOAD.
# TAP.

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
"$LOAD" "$dir/two" 6 parents >"$dir/load2" &
load+=" $!"
"$LOAD" "$dir/kinds" 2 virtio >"$dir/load3" &
load+=" $!"
tidy() {
	# shellcheck disable=SC2086 # a list of processes
	kill $load
	"${TMUX_DO[@]}" kill-server 2>/dev/null
	rm -rf "$dir"
}
trap tidy EXIT
await_load "$dir/load"
await_load "$dir/load2"
await_load "$dir/load3"
ok "help tells of it" says 0 '*--batch*--interval*' --help
ok "what is no terminal is told" says 2 \
	"facet-top: standard output is not a terminal: use --batch or --json. See \
'facet-top --help'."
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

ok "each line has the frames and the missed blanks" test \
	"$(grep -cE 'vgpu=.* frames=[1-9][0-9.]* missed=[1-9][0-9.]* ' "$dir/batch")" = 8
ok "each line says whose vGPU it is" test "$(grep -c 'vgpu=.* parent=facet$' "$dir/batch")" = 8
for form in --batch --json; do
	ok "an output of $form that is full is told, and ends it" is \
		"$("$TOP" "$form" --count 3 --interval 0.1 2>&1 >/dev/full; echo $?)" \
		"facet-top: the output cannot be written: No space left on device
1"
done

# json PYTHON ARGUMENT...: run facet-top --json. Succeed if PYTHON is true for its lines, s.
json() {
	local expression=$1
	shift
	"$TOP" --json --interval 0.3 "$@" >"$dir/json" || return 1
	python3 -c "import json, sys
s = [json.loads(line) for line in open(sys.argv[1])]
sys.exit(not ($expression))" "$dir/json" ||
		{ head -c 2000 "$dir/json" | sed 's/^/# /' && return 1; }
}
ok "as JSON a sample is one line" json "len(s) == 2" --count 2
ok "with the time between samples" \
	json "0.25 < s[0]['span_ns'] / 1e9 < 3 and s[1]['monotonic_ns'] - s[0]['monotonic_ns'] == \
s[1]['span_ns']" --count 2
ok "with what each vGPU has of each engine, the busiest first" \
	json "[v['name'] for v in s[0]['vgpus']] == ['desk-4', '', '', ''] and \
3.9 < s[0]['vgpus'][0]['engines']['rcs']['busy_percent'] / \
s[0]['vgpus'][3]['engines']['rcs']['busy_percent'] < 4.1" --count 1
ok "with its frames and the blanks that it missed" \
	json "2.9 < s[0]['vgpus'][0]['frames_per_s'] / s[0]['vgpus'][0]['missed_per_s'] < 3.1" \
	--count 1
ok "and with the engines of the parent" \
	json "[p['name'] for p in s[0]['parents']] == ['facet'] and \
90 < s[0]['parents'][0]['engines']['rcs']['busy_percent'] < 110" --count 1

# Two parents: vGPUs 1, 3 and 5 are on facet, 2, 4 and 6 on facet1.
one=$FACET_STATS FACET_STATS=$dir/two
numbers="[int(v['uuid'][:8]) for v in s[0]['vgpus']]"
ok "all parents are there" json "[p['name'] for p in s[0]['parents']] == ['facet', 'facet1'] and \
45 < s[0]['parents'][1]['engines']['bcs']['busy_percent'] < 55" --count 1
pairs="sorted((v['parent'], int(v['uuid'][:8])) for v in s[0]['vgpus'])"
ok "each vGPU with its own" json "$pairs == [('facet', 1), ('facet', 3), ('facet', 5), \
('facet1', 2), ('facet1', 4), ('facet1', 6)]" --count 1
ok "a parent is chosen, with its vGPUs" json \
	"[p['name'] for p in s[0]['parents']] == ['facet1'] and sorted($numbers) == [2, 4, 6]" \
	--count 1 --parent facet1
ok "or two" json "len(s[0]['parents']) == 2 and len($numbers) == 6" \
	--count 1 --parent facet1 --parent facet
ok "vGPUs are chosen by name and by UUID" json "sorted($numbers) == [3, 4]" \
	--count 1 --vgpu desk-4 --vgpu 00000003-0000-4000-8000-000000000000
ok "in either case of letters" \
	json "$numbers == [2]" --count 1 --vgpu 00000002-0000-4000-8000-000000000000 --sort name
ok "and those of a parent alone" json "$numbers == []" --count 1 --parent facet --vgpu desk-4
"$TOP" --batch --count 1 --interval 0.1 -p facet1 --vgpu desk-4 >"$dir/batch"
ok "in lines, too" is "$(sed 's/^[^ ]* //; s/[ -].*//' "$dir/batch" | tr '\n' ' ')" \
	"gpu=facet1 vgpu=00000004 "
ok "a vGPU that there is not is told" says 1 "*there is no vGPU 'nope'*" --json --vgpu nope
ok "and a parent" says 1 "*there is no parent 'facet2'*" --batch --parent facet2

# vGPU 1 is an Intel GPU, vGPU 2 a virtio-gpu with twice its weight.
FACET_STATS=$dir/kinds
"$TOP" --batch --count 1 --interval 0.3 >"$dir/batch"
ok "a virtio-gpu has a line, with its time as that of the copy engine" grep -qE \
	'vgpu=00000002.* type=facet-v1 weight=200 .* rcs=0\.0 bcs=[1-9][0-9.]* vcs=0\.0 ' \
	"$dir/batch"
ok "it is no work of the GPU's own" grep -qE 'gpu=facet rcs=[1-9][0-9.]* bcs=0\.0 ' "$dir/batch"
share="s[0]['vgpus'][0]['engines']['bcs']['busy_percent'] / \
s[0]['vgpus'][1]['engines']['rcs']['busy_percent']"
ok "as JSON, too, beside an Intel GPU" json "[v['type'] for v in s[0]['vgpus']] == \
['facet-v1', 'facet-1'] and 1.9 < $share < 2.1 and \
s[0]['vgpus'][0]['engines']['rcs']['busy_percent'] == 0" --count 1
FACET_STATS=$one

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
"${TMUX_DO[@]}" new-session -d -x 80 -y 24 "FACET_STATS=$dir/two $TOP --interval 60 --sort name"
ok "with several parents a row has its own" screen_has '*PARENT*00000001 *facet  *desk-4 *facet1 *'
row=$("${TMUX_DO[@]}" capture-pane -p | grep desk-4)
ok "the newest sample is at the right edge" grep -q '^80 [▁▂▃]$' <<<"${#row} ${row: -1}"
"${TMUX_DO[@]}" respawn-pane -k "FACET_STATS=$dir/two $TOP --interval 0.25"
ok "and each parent has a line" \
	screen_has '*2 parents  6 vGPUs*facet *rcs \[*] *%*facet1 *bcs \[███   ] *%*VGPU *'
"${TMUX_DO[@]}" respawn-pane -k "$TOP --interval 0.25"
ok "in a terminal there is a bar for each engine" \
	screen_has '*facet-top  facet (softgpu)*rcs *\[█*] *100*4 want it*bcs *vecs*'
ok "and a row for each vGPU" \
	screen_has '*VGPU *FPS MISS HISTORY*desk-4 *40*█*00000001*▁*by busy*'
ok "which fits in 80 columns" test "$("${TMUX_DO[@]}" capture-pane -p | wc -L)" -le 80
"${TMUX_DO[@]}" respawn-pane -k "FACET_STATS=$dir/kinds $TOP --interval 0.25"
ok "a virtio-gpu has a row with its type" \
	screen_has '*00000002 *facet-v1 *200 *█*00000001 *facet-1 *'
"${TMUX_DO[@]}" send-keys ee
ok "and a bar for the copy engine alone" screen_has '*VGPU *bcs *00000002 *facet-v1 *█*00000001*'
"${TMUX_DO[@]}" respawn-pane -k "$TOP --interval 0.25"
ok "its history begins anew" screen_has '*desk-4 *█*'
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
