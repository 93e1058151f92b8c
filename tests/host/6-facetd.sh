#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetd and facet-top with the real modules: /dev/facet-stats with real counters, attributes in the
# real sysfs, vGPUs that come and go, and removal of the module. tests/tools/facetd.sh tests the
# policies, tests/guest/inside/service.sh the service.

# shellcheck disable=SC2317 # functions are called by ok
set -u
PATIENCE=300
. "$(dirname "$0")/lib.bash"
. "$(dirname "$0")/../tools/facetd.bash"
FACETD=$(dirname "$CLIENT")/facetd
TOP=$(dirname "$CLIENT")/facet-top
SHARE=$(dirname "$CLIENT")/facet-host-share
a=$(uuid 1) b=$(uuid 2) c=$(uuid 3) d=$(uuid 4)
dir=$(mktemp -d)
conf=$dir/facetd.conf state=$dir/run/facetd.state
daemon=''
tidy() {
	[[ -z $daemon ]] || kill -9 "$daemon" 2>/dev/null
	cp "$dir/log" "${FACET_DIR:-$dir}/facetd.log" 2>/dev/null
	rm -rf "$dir"
}
trap tidy EXIT
unset JOURNAL_STREAM NOTIFY_SOCKET WATCHDOG_USEC

knob() { cat "$DEVICES/$1/facet/$2"; }
set_knob() { printf '%s\n' "$3" >"$DEVICES/$1/facet/$2"; }
knobs() { echo "$(knob "$1" weight) $(knob "$1" cap) $(knob "$1" slice_us) $(knob "$1" priority)"; }
told() { grep -c -- "$1" "$dir/log"; }
# named TYPE UUID NAME: create a vGPU with this name.
named() { create "$1" "$2" && echo "$3" >"$DEVICES/$2/facet/name"; }

named facet-1 "$a" web-1
named facet-2 "$b" web-2
named facet-1 "$c" db-1
named facet-1 "$d" batch
write_conf <<-'T'
	exporter = 127.0.0.1:9477
	exclude = db-*
	[policy day]
	kind = fixed
	weight = 300
	cap = 40
	[policy always]
	kind = timetable
	period = daily 00:00-00:00 priority=high slice_us=2000
	[class web]
	match = web-*, db-*
	policies = day, always
T
# facetd does not manage a vGPU in the first second after its creation.
sleep 1

ok "the configuration is checked" "$FACETD" --config "$conf" --check >"$dir/checked"
"$FACETD" --config "$conf" --dry-run --count 3 >"$dir/dry" 2>>"$dir/log"
would=$(grep -c "would set web-1 ($a): weight from 100 to 300: policy day" "$dir/dry")
ok "a dry run says what it would set on real vGPUs" is "$would $(wc -l <"$dir/dry")" "1 8"
ok "and sets nothing" is "$(knobs "$a") $(knobs "$b")" "100 0 0 normal 200 0 0 normal"
begin
ok "fixed values and a timetable's take effect" until_is "300 40 2000 high" knobs "$a"
ok "on all of the class" until_is "300 40 2000 high" knobs "$b"
ok "what is excluded is not touched" is "$(knobs "$c")" "100 0 0 normal"
ok "nor what is of no class" is "$(knobs "$d")" "100 0 0 normal"
metrics() { { printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3 && cat <&3; } 3<>/dev/tcp/127.0.0.1/9477; }
metrics >"$dir/metrics"
labels="uuid=\"$a\",name=\"web-1\",type=\"facet-1\",parent=\"facet\""
ok "the exporter tells what the scheduler has" \
	grep -qF "facet_vgpu_weight{$labels} 300" "$dir/metrics"
ok "of each vGPU" is "$(grep -c '^facet_vgpu_weight' "$dir/metrics")" 4
second() { ! "$FACETD" --config "$conf" 2>"$dir/said" && grep -q 'another facetd has' "$dir/said"; }
ok "a second one is refused" second

set_knob "$a" weight 77
ok "somebody else's echo stays" until_is 1 told 'somebody has set weight to 77: it is left alone'
sleep 0.3
ok "whatever the policy says" is "$(knobs "$a")" "77 40 2000 high"
remove "$b"
named facet-1 "$b" web-2
ok "a vGPU that is removed and made anew is another one" until_is "300 40 2000 high" knobs "$b"
remove "$b"
named facet-1 "$b" db-2
sleep 2
ok "which may be excluded by its new name" is "$(knobs "$b")" "100 0 0 normal"
ok "and none of that is an error" is "$(told 'refused') $(told 'cannot be read')" "0 0"
remove "$b"
named facet-2 "$b" web-2
until_is "300 40 2000 high" knobs "$b" >/dev/null

cp "$conf" "$dir/good.conf"
printf '[policy bad]\nkind = fixed\nweight = 1001\n' >>"$conf"
kill -HUP "$daemon"
ok "a bad file is refused by line, with what is allowed" \
	until_is 1 told "facetd.conf:18: weight = 1001: .*1 to 1000"
ok "and the old one stays" \
	is "$(told 'the old configuration stays') $(knobs "$b")" "1 300 40 2000 high"
sed 's/weight = 300/weight = 500/' "$dir/good.conf" >"$conf"
reload
ok "a good one holds, also where somebody had set another value" \
	until_is "500 40 2000 high" knobs "$a"

end KILL
ok "killed, it leaves what it has set" \
	is "$(knobs "$a") $(knobs "$b")" "500 40 2000 high 500 40 2000 high"
begin
ok "the next one takes it up" until_is 1 told 'taking up what was changed of 2 vGPUs before'
end TERM
ok "and at its end each vGPU has its own values again" \
	is "$? $(knobs "$a") $(knobs "$b")" "0 77 0 0 normal 200 0 0 normal"
ok "no state is left" test ! -e "$state"

# Kill facetd 30 times, at moments between its first query and its last write.
set_knob "$a" weight 100
odd=''
for ((i = 0; i < 30; i++)); do
	begin
	hundredths=$((i % 10 * ${FACET_PATIENCE:-1}))
	sleep "$(printf '%d.%02d' $((hundredths / 100)) $((hundredths % 100)))"
	end KILL
	for v in "$a" "$b"; do
		[[ "$(knobs "$v")" =~ ^(100|200|500)\ (0|40)\ (0|2000)\ (normal|high)$ ]] ||
			odd+=" $v: $(knobs "$v")"
	done
done 2>/dev/null
ok "killed 30 times while it sets knobs, each has a value that is somebody's" is "$odd" ""
begin
ok "one that is left in peace sets all" until_is "500 40 2000 high" knobs "$a"
ok "on each vGPU" until_is "500 40 2000 high" knobs "$b"
end KILL
before=$(told 'taking up')
begin
ok "what all of them left is taken up" until_is $((before + 1)) told 'taking up'
end TERM
ok "and after that the values of before are known" \
	is "$(knobs "$a") $(knobs "$b")" "100 0 0 normal 200 0 0 normal"

# share ARGUMENT...: run facet-host-share. Its TAP lines become ours; a failed run counts as one
# failure.
share() {
	local rc=0
	"$SHARE" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-share $1 ended with status $rc"
}
set_knob "$b" weight 100
write_conf <<-'T'
	[policy most]
	kind = minimum
	minimum = 75
	hold = 60 s
	[policy rest]
	kind = minimum
	minimum = 0
	hold = 60 s
	[class web]
	match = web-1
	policies = most
	[class rest]
	match = web-2
	policies = rest
T
begin
# The first run is not measured: facetd needs that time to find out that both vGPUs work. It holds
# the result for 60 seconds (key hold).
"$SHARE" ratio "$b" "$a" 1 >"$dir/share"
share ratio "$b" "$a" 3
ok "so a minimum of 75% is had beside one that wants as much" \
	is "$(told "$a.*weight from 100 to 300: policy most (minimum)")" 1
set_knob "$b" weight 1000
sed -i '/^hold/d; /^\[class rest/,$d' "$conf"
reload
ok "and when nobody works the weight is its own again" until_is 100 knob "$a" weight
"$SHARE" ratio "$b" "$a" 1 >"$dir/share"
why='class web cannot have its minimum of 75% of bcs: weights give it 50% beside'
ok "a minimum that weights cannot give is told" until_is 1 told "$why"
end TERM

"$TOP" --batch --all --count 2 --interval 0.5 >"$dir/top"
counted="$(grep -c 'gpu=facet ' "$dir/top")"
counted+=" $(grep -c "vgpu=$a name=web-1 type=facet-1 weight=100" "$dir/top")"
counted+=" $(grep -c vgpu= "$dir/top")"
ok "facet-top tells of the real statistics" is "$counted" "2 2 8"

# --- access rights of other users
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
nobody_may() { ! nobody "$@" >"$dir/said" 2>&1 && grep -q "$pattern" "$dir/said"; }
chmod 755 "$dir"
chmod 644 "$conf"
pattern='Permission denied'
# shellcheck disable=SC2016 # the shell that nobody_may starts expands the $0
ok "who is not root sets no knob" \
	nobody_may bash -c 'echo 5 >"$0"' "$DEVICES/$a/facet/weight"
ok "nor runs facetd" nobody_may "$FACETD" --config "$conf"
pattern='/dev/facet-stats: Permission denied: ask as root'
ok "nor looks, before an administrator lets a group" \
	nobody_may "$FACETD" --config "$conf" --dry-run --count 1
ok "by facet-top, either" nobody_may "$TOP" --batch --count 1

# --- removal of the module
write_conf <<-'T'
	[policy day]
	kind = fixed
	weight = 300
	[class web]
	match = web-*
	policies = day
T
begin
until_is 300 knob "$a" weight >/dev/null
rmmod facet_softgpu
unload() { rmmod facet 2>&1; }
ok "a GPU that goes with all its vGPUs is no error to facetd" kill -0 "$daemon"
ok "the module that has the statistics cannot be unloaded under it, which is said" \
	is "$(unload)" "rmmod: ERROR: Module facet is in use"
insmod "$FACET_MODULES/facet_softgpu.ko"
named facet-1 "$a" web-1
ok "and a GPU that comes is managed" until_is 300 knob "$a" weight
end KILL
remove "$a"
rmmod facet_softgpu
ok "even killed, it leaves nothing that holds the module" unload
ok "then the node is gone" test ! -e /dev/facet-stats
pattern='/dev/facet-stats: No such file or directory: load the module facet'
no_module() { ! "$@" 2>"$dir/said" && grep -q "$pattern" "$dir/said"; }
ok "without it facetd says what to do" no_module "$FACETD" --config "$conf"
ok "so does facet-top" no_module "$TOP" --batch --count 1
insmod "$FACET_MODULES/facet.ko"
insmod "$FACET_MODULES/facet_softgpu.ko"
named facet-1 "$a" web-1
begin
ok "loaded again, facetd begins; vGPUs of before are of no concern" \
	until_is 300 knob "$a" weight
end TERM
ok "and gives this one its own value" is "$? $(knob "$a" weight)" "0 100"
remove "$a"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
