#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sharing of engines: the attributes and the values that they refuse; the page of statistics; the
# shares of two vGPUs that both have endless work.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
SHARE=$(dirname "$CLIENT")/facet-host-share
a=$(uuid 1) b=$(uuid 2) c=$(uuid 3)

knob() { cat "$DEVICES/$1/facet/$2"; }
knobs() { echo "$(knob "$1" weight) $(knob "$1" cap) $(knob "$1" slice_us) $(knob "$1" priority)"; }
set_knob() { printf '%s\n' "$3" >"$DEVICES/$1/facet/$2"; }
of_parent() { cat "$PARENT/$1"; }
set_parent() { printf '%s\n' "$2" >"$PARENT/$1"; }
invalid() { refused 'Invalid argument' "$@"; }

# share ARGUMENT...: run facet-host-share. Its TAP lines become ours; a failed run counts as one
# failure.
share() {
	local rc=0
	"$SHARE" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-share $1 ended with status $rc"
}

ok "the policy is best_effort" is "$(of_parent sched_policy)" best_effort
ok "the scheduler chooses slices" is "$(of_parent default_slice_us)" 0
create facet-1 "$a"
create facet-2 "$b"
ok "a vGPU begins with its type's weight" is "$(knob "$a" weight) $(knob "$b" weight)" "100 200"
ok "and with nothing else" \
	is "$(knob "$a" cap) $(knob "$a" slice_us) $(knob "$a" priority)" "0 0 normal"
for bad in 0 1001 -1 1.5 much ''; do
	ok "a weight of '$bad' is refused" invalid "$DEVICES/$a/facet/weight" "$bad"$'\n'
done
for f in "$DEVICES/$a/facet/"{weight,cap,slice_us} "$PARENT/default_slice_us"; do
	ok "what is no 32-bit number is refused as such by ${f##*/}" \
		refused 'Numerical result out of range' "$f" 4294967296
done
for bad in 101 -1 4294967295 half; do
	ok "a cap of '$bad' is refused" invalid "$DEVICES/$a/facet/cap" "$bad"
done
for bad in 49 100001 -1; do
	ok "a slice of '$bad' is refused" invalid "$DEVICES/$a/facet/slice_us" "$bad"
	ok "also as the parent's" invalid "$PARENT/default_slice_us" "$bad"
done
for bad in highest 0 ''; do
	ok "a priority '$bad' is refused" invalid "$DEVICES/$a/facet/priority" "$bad"$'\n'
done
ok "a policy that there is not is refused" invalid "$PARENT/sched_policy" no_share
ok "which changes nothing" is "$(knobs "$a")" "100 0 0 normal"
for good in "weight 1" "weight 1000" "cap 100" "cap 1" "slice_us 50" "slice_us 100000" \
	"priority high" "priority low"; do
	ok "$good is taken" set_knob "$a" "${good% *}" "${good#* }"
	ok "and told" is "$(knob "$a" "${good% *}")" "${good#* }"
done

ok "defaults of a type can be written" \
	set_parent type_defaults 'facet-1 weight=70 cap=30 priority=low'
create facet-1 "$c"
ok "a new vGPU begins with them" is "$(knobs "$c")" "70 30 0 low"
ok "another keeps what it has" is "$(knob "$a" weight)" 1000
for bad in 'facet-9 weight=1' 'facet-1 weight=0' 'facet-1 weight=1 colour=red' \
	'facet-1 priority=top' 'facet-1 cap=1000' ''; do
	ok "defaults '$bad' are refused" invalid "$PARENT/type_defaults" "$bad"$'\n'
done
ok "which changes nothing, either" \
	is "$(grep '^facet-1 ' "$PARENT/type_defaults")" \
	"facet-1 weight=70 cap=30 slice_us=0 priority=low"
set_parent type_defaults 'facet-1 weight=100 cap=0 priority=normal'

# counts_up KEY: write the values 100 to 899 to one key of a type's defaults. Read each value back
# at once; fail if it is not there.
counts_up() {
	local n line
	for ((n = 100; n < 900; n++)); do
		printf 'facet-1 %s=%s\n' "$1" "$n" >"$PARENT/type_defaults"
		read -r line <"$PARENT/type_defaults"
		[[ "$line " == *" $1=$n "* ]] || return
	done
}
counts_up slice_us &
other=$!
ok "of two who write defaults at once none takes back what the other has written" \
	counts_up weight
ok "neither of them" wait "$other"
set_parent type_defaults 'facet-1 weight=100 slice_us=0'
remove "$c"

set_knob "$a" cap 60
set_knob "$b" cap 50
ok "fixed parts of more than the whole are refused" invalid "$PARENT/sched_policy" fixed_share
ok "the policy stays" is "$(of_parent sched_policy)" best_effort
set_knob "$b" cap 40
ok "the whole is not" set_parent sched_policy fixed_share
ok "then a larger part is refused" invalid "$DEVICES/$b/facet/cap" 41
ok "and so is one more vGPU" refused 'No space left on device' "$TYPES/facet-1/create" "$c"
ok "a cap that is lowered makes room" set_knob "$a" cap 50
ok "for one more" create facet-1 "$c"
remove "$c"
set_parent sched_policy best_effort

ok "the node is root's alone" is "$(stat -c '%U %a' /dev/facet-stats)" "root 400"
share page
for k in cap:0 slice_us:0 priority:normal weight:100; do
	set_knob "$a" "${k%:*}" "${k#*:}"
	set_knob "$b" "${k%:*}" "${k#*:}"
done
share ratio "$a" "$b" 1
set_knob "$b" weight 300
share ratio "$a" "$b" 3
set_parent sched_policy equal_share
share ratio "$a" "$b" 1
set_parent sched_policy best_effort
set_knob "$a" cap 20
share part "$a" 20
set_knob "$a" cap 30
set_parent sched_policy fixed_share
share part "$a" 30
set_parent sched_policy best_effort
ok "sysfs has the statistics, for root only" \
	is "$(stat -c "%U %G %a" "$DEVICES/$a/facet/statistics")" "root root 440"
ok "and knobs that root sets, and a group that they are given to" \
	is "$(stat -c "%U %G %a" "$DEVICES/$a/facet/"{weight,cap,slice_us,priority} | uniq)" \
	"root root 664"
ok "they tell of the engines" grep -qE '^bcs busy_ns [1-9][0-9]{8}' "$DEVICES/$a/facet/statistics"
ok "and those of traps" grep -qE '^traps_mmio_write [1-9]' "$DEVICES/$a/facet/statistics"
ok "a vGPU that is closed holds no page" lets_go "$a"
[[ -d /sys/kernel/tracing/events ]] || mount -t tracefs none /sys/kernel/tracing
events=$(find /sys/kernel/tracing/events/facet -mindepth 1 -maxdepth 1 -name 'facet_*' | wc -l)
ok "there are seven tracepoints" is "$events" 7
# plain_format: trace-cmd and perf can print the format of each tracepoint. They can neither call
# functions of the kernel nor look up its symbols, so a format may use __print_symbolic() only.
plain_format() {
	local calls
	calls=$(sed -n 's/^print fmt: "[^"]*"//p' /sys/kernel/tracing/events/facet/*/format |
		grep -oE '[A-Za-z_]+\(|PGPU_[A-Z]+' | sort -u)
	is "$calls" '__print_symbolic('
}
ok "their formats can be printed by any program" plain_format
echo 1 >/sys/kernel/tracing/events/facet/enable
set_knob "$a" cap 0
share ratio "$a" "$b" 3
echo 0 >/sys/kernel/tracing/events/facet/enable
for e in submit start preempt complete; do
	ok "facet_$e fires, with the UUID" \
		grep -q "facet_$e: vgpu=$a engine=bcs" /sys/kernel/tracing/trace
done
echo >/sys/kernel/tracing/trace
remove "$a"
remove "$b"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
