#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetd with a folder in place of sysfs, and statistics that change (stats_load.c). Arguments:
# FACETD STATS-LOAD. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
PATIENCE=100
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/facetd.bash"
FACETD=$1 LOAD=$2
dir=$(mktemp -d)
export FACET_STATS=$dir/stats FACET_ROOT=$dir/root
unset JOURNAL_STREAM NOTIFY_SOCKET WATCHDOG_USEC
conf=$dir/facetd.conf state=$dir/run/facetd.state
daemon='' load=''
tidy() {
	[[ -z $daemon ]] || kill -9 "$daemon" 2>/dev/null
	[[ -z $load ]] || kill "$load"
	rm -rf "$dir"
}
trap tidy EXIT
uuid() { printf '%08x-0000-4000-8000-000000000000' "$1"; }
folder() { echo "$FACET_ROOT/sys/bus/mdev/devices/$(uuid "$1")"; }
knob() { head -n 1 "$(folder "$1")/facet/$2"; }
knobs() { echo "$(knob "$1" weight) $(knob "$1" cap) $(knob "$1" slice_us) $(knob "$1" priority)"; }
set_knob() { echo "$3" >"$(folder "$1")/facet/$2"; }

# vgpu N NAME: add vGPU number N to the folder.
vgpu() {
	local real
	real=$FACET_ROOT/sys/devices/virtual/mtty/facet/$(uuid "$1")
	mkdir -p "$real/facet" "$FACET_ROOT/sys/bus/mdev/devices"
	ln -s "$real" "$(folder "$1")"
	echo 100 >"$real/facet/weight"
	echo 0 >"$real/facet/cap"
	echo 0 >"$real/facet/slice_us"
	echo normal >"$real/facet/priority"
	echo "$2" >"$real/facet/name"
	echo facet-1 >"$real/facet/type"
	echo open >"$real/facet/state"
}

# told PATTERN: print how many lines of the log match PATTERN.
told() { grep -c -- "$1" "$dir/log"; }

vgpu 1 web-1
vgpu 2 web-2
vgpu 3 db-1
vgpu 4 batch
"$LOAD" "$FACET_STATS" 4 "$FACET_ROOT" >"$dir/load" &
load=$!
await_load "$dir/load"

# refused LINE PATTERN: succeed if facetd refuses the configuration on stdin, with status 2 and a
# message about LINE that matches PATTERN.
refused() {
	local said rc=0
	cat >"$dir/bad.conf"
	said=$("$FACETD" --config "$dir/bad.conf" 2>&1) || rc=$?
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $rc == 2 && $said == *"$dir/bad.conf:$1: "$2* ]] ||
		{ echo "# status $rc: ${said//$'\n'/$'\n'# }" && return 1; }
}
ok "an unknown key is refused by its line" \
	refused 2 "'wieght' is not a key of a policy" \
	< <(printf '[policy a]\nwieght = 3\nkind=fixed\n')
ok "minimums above 100 per cent are refused" \
	refused 7 'minimums up to \[class b\] are 120' \
	< <(printf '[policy m]\nkind=minimum\nminimum=60\n[class a]\nmatch=x\npolicies=m\n%s' \
		$'[class b]\nmatch=y\npolicies=m\n')
ok "a timetable that overlaps is refused" \
	refused 4 '*overlaps with that of line 3' \
	< <(printf '[policy t]\nkind=timetable\n%s' \
		$'period=mon 08:00-12:00 cap=3\nperiod=daily 11:59-13:00 cap=4\n')
ok "an exporter that other hosts reach is refused" \
	refused 2 'exporter = 0.0.0.0:9000: must be off' \
	< <(printf '[facetd]\nexporter=0.0.0.0:9000\n')
many() {
	[[ $("$FACETD" --config <(printf '[policy a]\nx=1\ny=2\nkind=z\n') 2>&1 | wc -l) == 3 ]]
}
ok "all that is wrong is told at once" many
no_file() {
	! "$FACETD" --config /nonexistent/facetd.conf 2>"$dir/said" &&
		grep -q 'cannot be read: No such file' "$dir/said"
}
ok "a configuration that is not there is told" no_file

write_conf <<-'T'
	exclude = db-*
	[policy day]
	kind = fixed
	weight = 300
	cap = 40
	priority = high
	[class web]
	match = web-*, db-*
	policies = day
T
check() {
	"$FACETD" --config "$conf" --check >"$dir/checked" &&
		"$FACETD" --config "$dir/checked" --check | cmp - "$dir/checked"
}
ok "what --check prints says the same" check
"$FACETD" --config "$conf" --dry-run --count 3 >"$dir/dry" 2>>"$dir/log"
would="would set web-1 ($(uuid 1)): weight from 100 to 300: policy day (fixed): it is fixed"
ok "a dry run says what it would set, and why, once" \
	is "$(grep -c "$would" "$dir/dry") $(wc -l <"$dir/dry")" "1 6"
ok "and sets nothing" is "$(knobs 1) $(ls "$dir/run" 2>/dev/null)" "100 0 0 normal "
order=$(sed -E 's/.*: (weight|cap|priority) from.*/\1/' "$dir/dry" | uniq | tr '\n' ' ')
ok "order: caps, priorities, weights" is "$order" "cap priority weight "

begin
ok "a fixed policy takes effect" until_is "300 40 0 high" knobs 1
ok "on all of its class" until_is "300 40 0 high" knobs 2
ok "what is excluded is not touched" is "$(knobs 3)" "100 0 0 normal"
ok "nor what is of no class" is "$(knobs 4)" "100 0 0 normal"
ok "the state file has what they had" is "$(python3 -c 'import json, sys
for v in json.load(open(sys.argv[1]))["vgpus"]:
    weight = v["knobs"]["weight"]
    print(v["uuid"][:8], weight["base"], weight["now"])' "$state")" "00000001 100 300
00000002 100 300"
second() { ! "$FACETD" --config "$conf" 2>"$dir/said" && grep -q 'another facetd has' "$dir/said"; }
ok "a second one is refused" second

set_knob 1 weight 77
ok "somebody else's value stays" until_is 1 told 'somebody has set weight to 77: it is left alone'
sleep 0.3
ok "and that is said once" is "$(knobs 1) $(told 'somebody has set')" "77 40 0 high 1"
cp "$conf" "$dir/good.conf"
echo 'nonsense = 1' >>"$conf"
kill -HUP "$daemon"
ok "a bad configuration is refused by its line on reload" \
	until_is 1 told "facetd.conf:13: 'nonsense' is not a key of a class"
ok "and the old one stays" \
	is "$(told 'the old configuration stays') $(knobs 2)" "1 300 40 0 high"
sed 's/weight = 300/weight = 500/; s/cap = 40//' "$dir/good.conf" >"$conf"
kill -HUP "$daemon"
ok "a good one takes effect, and retakes what was left alone" until_is "500 0 0 high" knobs 1
ok "also where nobody had interfered" until_is "500 0 0 high" knobs 2

# torn.py STATISTICS VGPU SECONDS: keep the record of a vGPU in the state of being written for
# SECONDS.
cat >"$dir/torn.py" <<-'T'
	import mmap, struct, sys, time
	with open(sys.argv[1], "r+b") as f:
	    memory = mmap.mmap(f.fileno(), 0)
	offset, size = struct.unpack_from("<QI", memory, 32)
	at = offset + size * (int(sys.argv[2]) - 1)
	odd = struct.unpack_from("<I", memory, at)[0] | 1
	struct.pack_into("<I", memory, at, odd)
	time.sleep(float(sys.argv[3]))
	struct.pack_into("<I", memory, at, odd + 1)
T
torn() { python3 "$dir/torn.py" "$FACET_STATS" "$@"; }
torn 1 0.2
set_knob 2 weight 88
ok "a record that cannot be had for a while stops nothing" \
	until_is 1 told 'somebody has set weight to 88'
reload
ok "and what was there before is not forgotten" until_is "500 0 0 high" knobs 2
python3 "$dir/torn.py" "$FACET_STATS" 3 60 &
torn=$!
sleep 0.2
set_knob 2 weight 99
ok "one that never can be had again does not, either" \
	until_is 1 told 'somebody has set weight to 99'
kill "$torn"
wait "$torn" 2>/dev/null
torn 3 0
reload
until_is "500 0 0 high" knobs 2 >/dev/null

end KILL
ok "killed, it leaves what it has set" is "$(knobs 2)" "500 0 0 high"
set_knob 2 priority low
begin
ok "the next one sees what somebody has set meanwhile" \
	until_is 1 told 'somebody has set priority to low'
end TERM
ok "it ends well when it is asked to" is $? 0
ok "and each vGPU has its own values again, those from before the kill" \
	is "$(knobs 1)" "77 0 0 normal"
ok "or those that somebody has set" is "$(knobs 2)" "99 0 0 low"
ok "no state is left" test ! -e "$state"

begin
until_is "500 0 0 high" knobs 1 >/dev/null
cp "$conf" "$dir/good.conf"
sed -i "s|^state = .*|state = /proc/nowhere/facetd.state|" "$conf"
kill -HUP "$daemon"
ok "a state file that cannot be is refused at a reload" \
	until_is 2 told 'the old configuration stays'
why="/proc/nowhere/facetd.state.lock: No such file or directory: "
why+="'state' must be a path where facetd can create a file"
ok "with what is wrong" is "$(told "$why")" 1
ok "and the one that was stays" test -e "$state"
sed -i "s|^state = .*|state = $dir/other/facetd.state|" "$conf"
reload
base=$(grep -c '"base": "77"' "$dir/other/facetd.state")
ok "one that can be takes its place" is "$(test -e "$state" || echo gone) $base" "gone 1"
ok "and no other facetd may have it, either" second
cp "$dir/good.conf" "$conf"
reload
rm -r "$dir/run"
: >"$dir/run"
sed -i 's/weight = 500/weight = 600/' "$conf"
reload
ok "where the state cannot be written nothing is changed" \
	until_is 1 told 'the state file cannot be written, so nothing is changed'
sleep 0.3
ok "and that is said once" is "$(knob 1 weight) $(told 'cannot be written')" "500 1"
end TERM
ok "what was changed before is given back nevertheless" is "$(knobs 1)" "77 0 0 normal"
rm "$dir/run"

write_conf <<-'T'
	[policy quiet]
	kind = noisy
	above = 20
	cap = 10
	for = 200 ms
	[class all]
	match = *
	policies = quiet
T
begin
ok "who is noisy is capped" until_is "100 10 0 normal" knobs 4
ok "who is not, is not" is "$(knobs 1)" "77 0 0 normal"
before=$(told 'cannot be read: ')
rm -r "$FACET_ROOT/sys/devices/virtual/mtty/facet/$(uuid 4)" "$(folder 4)"
sleep 0.3
ok "a vGPU that goes is no error" \
	is "$(told 'batch.*refused') $(told 'cannot be read: ')" "0 $before"
vgpu 4 batch
ok "one that comes with its UUID is another one" until_is "100 10 0 normal" knobs 4
rm -r "$FACET_ROOT/sys/devices/virtual/mtty/facet/$(uuid 3)" "$(folder 3)"
sleep 0.3
sed -i '/^\[facetd/a exclude = db-*' "$conf"
reload
before=$(told "$(uuid 3).*from")
vgpu 3 ''
sleep 0.2
set_knob 3 name db-1
sleep 1
ok "one that is named behind its creation is excluded by that name" \
	is "$(knobs 3) $(told "$(uuid 3).*from")" "100 0 0 normal $before"
sed -i 's/^match = .*/match = web-*/' "$conf"
kill -HUP "$daemon"
ok "one that is of no class any more gets its own values back" \
	until_is "100 0 0 normal" knobs 4
end INT

write_conf <<-'T'
	[policy most]
	kind = minimum
	minimum = 90
	[class web]
	match = web-1
	policies = most
T
begin
why='class web cannot have its minimum of 90% of rcs: weights give it [67][0-9]% beside'
ok "a minimum that cannot be had is told" until_is 1 told "$why"
sleep 0.5
ok "once, and what can be had is set" \
	is "$(told 'cannot have its minimum') $(knob 1 weight)" "1 1000"
end TERM

# --- statistics for Prometheus
socket=$dir/metrics.sock
write_conf <<-T
	exporter = unix:$socket
	[class all]
	match = *
T
ask() { curl -sS -m 10 --unix-socket "$socket" "$@"; }
set_knob 1 name 'we"b\1'
python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
time.sleep(60)' "$socket" &
other=$!
until_is 1 eval "[[ -S $socket ]] && echo 1" >/dev/null
begin
ok "a socket that another program serves is left to it" \
	until_is 1 told 'another program has it.*tried again each 5 s'
kill "$other"
wait "$other" 2>/dev/null
ok "and taken when that has gone" until_is 1 told 'the exporter is there now'
until_is 1 eval "[[ -S $socket ]] && echo 1" >/dev/null
sleep 0.3
ask http://facet/metrics >"$dir/metrics"
busy=$(grep -c '^facet_vgpu_busy_seconds_total{.*engine="rcs"} [0-9.]*[1-9]' "$dir/metrics")
engines=$(grep -c '^facet_engine_busy_seconds_total' "$dir/metrics")
ok "the exporter tells of each vGPU and engine" is "$busy $engines" "4 4"
labels="uuid=\"$(uuid 1)\""',name="we\"b\\1",type="facet-1",parent="facet"'
ok "labels are escaped" grep -qxF "facet_vgpu_weight{$labels} 77" "$dir/metrics"
ok "in the format of Prometheus" \
	is "$(ask -o /dev/null -w '%{http_code} %{content_type}' http://facet/metrics)" \
	"200 text/plain; version=0.0.4; charset=utf-8"
root=$(ask -o /dev/null -w '%{http_code}' http://facet/)
post=$(ask -o /dev/null -w '%{http_code}' -X POST -d x http://facet/metrics)
ok "nothing else is there" is "$root $post" "404 405"
ok "the socket is not for all" is "$(stat -c %a "$socket")" 660
PROMTOOL=$(command -v "${FACET_PROMTOOL:-promtool}")
if [[ -n $PROMTOOL ]]; then
	rules() {
		"$PROMTOOL" check rules "$(dirname "$0")/../../tools/facetd/prometheus-rules.yml" \
			>/dev/null
	}
	ok "promtool knows the recording rules" rules
	ok "promtool finds no fault" is "$("$PROMTOOL" check metrics <"$dir/metrics" 2>&1)" ""
else
	ok "promtool finds no fault # SKIP it is not there (package prometheus)" true
fi
many_connections() {
	python3 - "$socket" <<-'T'
		import socket, sys
		many = []
		for i in range(100):
		    s = socket.socket(socket.AF_UNIX)
		    s.settimeout(2)
		    try:
		        s.connect(sys.argv[1])
		        s.sendall(b"GET /metr")
		    except OSError:
		        break
		    many.append(s)
		open(sys.argv[1] + ".many", "w").write("ready")
		import time
		time.sleep(1)
	T
}
many_connections &
many=$!
until_is ready cat "$socket.many" 2>/dev/null
ok "who connects often and says nothing stops no policy" kill -0 "$daemon"
ok "and has a bounded number of connections" \
	test "$(find "/proc/$daemon/fd" -mindepth 1 | wc -l)" -lt 40
wait "$many"
ok "when they have gone it answers again" \
	until_is 200 ask -o /dev/null -w '%{http_code}' http://facet/metrics
sed -i "s|^exporter = .*|exporter = off|" "$conf"
reload
ok "off, it has no socket" test ! -e "$socket"
end TERM

# --- for systemd
cat >"$dir/notified.py" <<-'T'
	import os, socket, sys
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind(sys.argv[1])
	while True:
	    for line in s.recv(4096).decode().split("\n"):
	        print(line, flush=True)
T
python3 "$dir/notified.py" "$dir/notify" >"$dir/notified" &
notified=$!
until_is 1 eval "[[ -S $dir/notify ]] && echo 1" >/dev/null
has() { grep -c "^$1" "$dir/notified"; }
NOTIFY_SOCKET=$dir/notify WATCHDOG_USEC=30000000 begin
ok "systemd is told when it is ready" until_is 1 has READY=1
ok "and who is there" is "$(has 'STATUS=4 vGPUs, 4 of them of a class')" 1
rm -r "$FACET_ROOT/sys/devices/virtual/mtty/facet/$(uuid 4)" "$(folder 4)"
ok "and when one has gone" until_is 1 has 'STATUS=3 vGPUs, 3 of them of a class'
vgpu 4 batch
until_is 2 has 'STATUS=4 vGPUs, 4 of them of a class' >/dev/null
kill -HUP "$daemon"
ok "when it reads its configuration anew" until_is 1 has RELOADING=1
ok "and since when" until_is 1 has MONOTONIC_USEC=
ok "and when it has" until_is 2 has READY=1
ok "that it is alive" test "$(has WATCHDOG=1)" -gt 0
JOURNAL_STREAM=1:1 "$FACETD" --config /nonexistent 2>"$dir/said"
ok "the journal gets priorities" grep -q '^<3>/nonexistent: cannot be read' "$dir/said"
end TERM
ok "and when it ends" until_is 1 has STOPPING=1
kill "$notified"

write_conf <<<'[class all]
match = *'
python3 - "$FACET_STATS" <<-'T'
	import struct, sys
	with open(sys.argv[1], "r+b") as f:
	    f.seek(4)
	    f.write(struct.pack("<I", 7))
T
for bad in -1 0 x 3x ''; do
	"$FACETD" --config "$conf" --count "$bad" 2>"$dir/said"
	ok "'$bad' is no number of samples" \
		is "$? $(grep -c "^facetd: --count=$bad: must be 1 to 2147" "$dir/said")" "2 1"
done
"$FACETD" --config "$conf" 2>"$dir/said"
ok "statistics of another version end it for good" is $? 2
ok "which is told, with the one that it knows" \
	grep -q 'has version 7, and this program knows 1' "$dir/said"
# The manual and the example have each key of the configuration.
here=$(dirname "$0")/../../tools
missing=''
keys=$(for section in '[facetd]' '[policy x]' '[class x]'; do
	"$FACETD" --config <(printf '%s\nnonsense = 1\n' "$section") 2>&1 |
		sed -n 's/.*keys are //p' | tr -d ,
done)
for key in $keys; do
	grep -qE "^\.(It )?Cm .*\b$key\b" "$here/man/facetd.conf.5" || missing+=" $key(5)"
	grep -qE "^#?$key = " "$here/facetd/facetd.conf" || missing+=" $key(example)"
done
ok "manual and example know all keys" \
	is "$(wc -w <<<"$keys") $missing" "18 "
example=$here/facetd/facetd.conf
policies() { "$FACETD" --config "$1" --check | grep -c '^\[policy'; }
sed -E 's/^#(\[|[a-z_]+ = )/\1/' "$example" >"$dir/whole.conf"
ok "the example is a configuration, also with all that it leaves out" \
	is "$(policies "$example")$(policies "$dir/whole.conf")" 07
if command -v systemd-analyze >/dev/null; then
	exposed() {
		systemd-analyze security --offline=true --threshold=20 \
			"$here/facetd/facetd.service" >"$dir/said" 2>&1 ||
			{ tail -n 1 "$dir/said" | sed 's/^/# /' && return 1; }
	}
	ok "its service is exposed by 2.0 at most" exposed
else
	ok "its service is exposed by 2.0 at most # SKIP there is no systemd-analyze" true
fi
[[ -z ${FACETD_LOG:-} ]] || cp "$dir/log" "$FACETD_LOG"
the_end
