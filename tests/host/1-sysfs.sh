#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The sysfs interface: types, creation, removal, counters, attributes.

set -u
. "$(dirname "$0")/lib.bash"
LOGS=$(mktemp -d)

ok "the parent is there" test -d "$PARENT"
[[ -d $PARENT ]] || exit 1
ok "it has four types or more" \
	test "$(find "$TYPES"/ -mindepth 1 -maxdepth 1 -name 'facet-*' | wc -l)" -ge 4
description='num_heads=1, framebuffer=[0-9]+M, max_resolution=[0-9]+x[0-9]+, max_instance=[0-9]+'
description+='(, [a-z]+=[0-9]+M?)*, weight=[0-9]+, ggtt=[0-9]+M, model=[a-z0-9-]+'
for t in "$TYPES"/*; do
	ok "${t##*/} says vfio-pci" is "$(cat "$t/device_api")" vfio-pci
	ok "${t##*/} has its name" is "$(cat "$t/name")" "${t##*/}"
	ok "${t##*/} describes itself in one line of key=value" \
		grep -qxE "$description" "$t/description"
done

small=facet-1
large=$(grep -l . "$TYPES"/*/available_instances |
	while read -r f; do echo "$(<"$f") $f"; done | sort -n | head -n 1)
free=${large%% *}
large=$(basename "$(dirname "${large#* }")")
a=$(uuid 1)

for bad in nonsense "${a}00" "${a%?}" "${a/-/+}" "${a/f/g}"; do
	ok "'$bad' is no UUID" refused 'Invalid argument' "$TYPES/$small/create" "$bad"
done
before=$(available $small)
ok "a vGPU can be created" create $small "$a"
ok "it is counted" is "$(available $small)" $((before - 1))
ok "and costs the other types as well" is "$(available "$large")" $((free - 1))
ok "its UUID cannot be used again" refused 'File exists' "$TYPES/$small/create" "$a"
ok "nor with another type" refused 'File exists' "$TYPES/$large/create" "$a"
ok "which counts nothing" \
	is "$(available $small) $(available "$large")" "$((before - 1)) $((free - 1))"

ok "it shows dma-bufs by default" is "$(cat "$DEVICES/$a/facet/display")" dmabuf
ok "it can be made to show a region" eval "echo region >$DEVICES/$a/facet/display"
ok "which is told" is "$(cat "$DEVICES/$a/facet/display")" region
ok "and nothing else" refused 'Invalid argument' "$DEVICES/$a/facet/display" hologram
default=/sys/module/facet/parameters/display
ok "new ones can be told to by the module" eval "echo region >$default"
b=$(uuid 2)
ok "which a new one is" \
	is "$(create $small "$b" && cat "$DEVICES/$b/facet/display" && remove "$b")" region
ok "the module knows nothing else either" refused 'Invalid argument' "$default" hologram
ok "and dma-bufs are the default again" eval "echo dmabuf >$default"
ok "it has no name" is "$(cat "$DEVICES/$a/facet/name")" ''
ok "it can have one" eval "echo web-1.example_2 >$DEVICES/$a/facet/name"
ok "which is told, as well" is "$(cat "$DEVICES/$a/facet/name")" web-1.example_2
for bad in 'two words' -x "$(printf 'x%.0s' {1..32})" 'a/b' ü; do
	ok "'$bad' is no name" refused 'Invalid argument' "$DEVICES/$a/facet/name" "$bad"
done
ok "and it can go" eval "echo >$DEVICES/$a/facet/name"
ok "it has one output by default" is "$(cat "$DEVICES/$a/facet/outputs")" hdmi:b
ok "it can have three" eval "echo dp:c:1280x720 hdmi:b dp:d >$DEVICES/$a/facet/outputs"
ok "which are told" is "$(cat "$DEVICES/$a/facet/outputs")" "dp:c:1280x720 hdmi:b dp:d"
for bad in '' vga:b hdmi:b:8000x480 'hdmi:b dp:b'; do
	ok "'$bad' are no outputs" \
		refused 'Invalid argument' "$DEVICES/$a/facet/outputs" "$bad"$'\n'
done
ok "and change nothing" is "$(cat "$DEVICES/$a/facet/outputs")" "dp:c:1280x720 hdmi:b dp:d"
ok "a cursor goes out by itself where it can" is "$(cat "$DEVICES/$a/facet/cursor")" plane
ok "it can be made part of the picture" eval "echo drawn >$DEVICES/$a/facet/cursor"
ok "which is told as well" is "$(cat "$DEVICES/$a/facet/cursor")" drawn
ok "and nothing else is known of it" \
	refused 'Invalid argument' "$DEVICES/$a/facet/cursor" hidden
ok "a dark screen is explained by default" is "$(cat "$DEVICES/$a/facet/splash")" on
ok "it can be left alone" eval "echo off >$DEVICES/$a/facet/splash"
ok "which is told, too" is "$(cat "$DEVICES/$a/facet/splash")" off
ok "and nothing between" refused 'Invalid argument' "$DEVICES/$a/facet/splash" perhaps
ok "it is closed" is "$(cat "$DEVICES/$a/facet/state")" closed
ok "it knows its type" is "$(cat "$DEVICES/$a/facet/type")" $small
ok "it tells what another vGPU must have in common with it, while nobody has it open" \
	is "$(grep -xE '(model|type|outputs) .*|fences [0-9]+' "$DEVICES/$a/facet/traits" |
		tr '\n' ' ')" "model gen9 type $small outputs dp:c hdmi:b dp:d fences 32 "
for f in unlisted ignored refused; do
	ok "debugfs has $f, for root only" is "$(stat -c %a "$DEBUGFS/$a/$f")" 400
	ok "which is empty while it is closed" is "$(cat "$DEBUGFS/$a/$f")" ''
done
exec {held}<"$DEBUGFS/$a/unlisted"
ok "it can be removed" remove "$a"
ok "its folder in debugfs goes with it" test ! -e "$DEBUGFS/$a"
ok "and a file that was open there can no longer be read" eval '! cat <&"$held" 2>/dev/null'
exec {held}<&-
ok "and is no longer counted" is "$(available $small)" "$before"

# Two writers race for each of 20 UUIDs: one creates the vGPU, the other one gets "File exists".
wins=0 losses=0
for i in {1..20}; do
	u=$(uuid $((100 + i)))
	for w in 1 2; do
		(
			rc=0
			create $small "$u" 2>"$LOGS/race.$w" || rc=$?
			echo $rc >"$LOGS/race.$w.rc"
		) &
	done
	wait
	for w in 1 2; do
		if (($(<"$LOGS/race.$w.rc") == 0)); then
			wins=$((wins + 1))
		elif grep -q 'File exists' "$LOGS/race.$w"; then
			losses=$((losses + 1))
		fi
	done
done
ok "of two writers that race for a UUID, one gets it and one -EEXIST" is "$wins $losses" "20 20"
ok "and it is counted once" is "$(available $small)" $((before - 20))
for i in {1..20}; do remove "$(uuid $((100 + i)))"; done
ok "all of them can be removed" is "$(available $small)" "$before"

many=()
for ((i = 0; i < before; i++)); do many+=("$(uuid $((300 + i)))"); done
ok "the smallest type gives as many as it says, one by one" for_each many "created" create $small
ok "which fills the host: no type has room for one more" \
	is "$(cat "$TYPES"/*/available_instances | sort -u)" 0
ok "so a larger one is refused" \
	refused 'No space left on device' "$TYPES/$large/create" "$(uuid 999)"
remove "${many[0]}"
ok "one small vGPU less makes no room for a large one" \
	is "$(available $small) $(available "$large")" "1 0"
create $small "${many[0]}"
ok "and takes them back" for_each many "removed" remove
ok "all of them" is "$(available $small)" "$before"

# Twice as many writers as one type has room for race to create vGPUs.
for ((i = 0; i < 2 * free; i++)); do
	(
		rc=0
		create "$large" "$(uuid $((200 + i)))" 2>"$LOGS/full.$i" || rc=$?
		echo $rc >"$LOGS/full.$i.rc"
	) &
done
wait
made=$(cat "$LOGS"/full.*.rc | grep -cx 0)
ok "a type gives as many as it says, also when raced for" is "$made" "$free"
ok "the others get -ENOSPC" \
	is "$(cat "$LOGS"/full.*[0-9] | grep -c 'No space left on device')" "$free"
ok "then none is available" is "$(available "$large")" 0
ok "one more is refused" \
	refused 'No space left on device' "$TYPES/$large/create" "$(uuid 999)"
ok "nor is a smaller type left" \
	refused 'No space left on device' "$TYPES/$small/create" "$(uuid 998)"
victim=$(basename "$(find "$DEVICES"/ -mindepth 1 -maxdepth 1 | head -n 1)")
remove "$victim"
ok "a large vGPU that goes makes room for as many small ones as its weight says" \
	is "$(available $small)" "$((before / free))"
for d in "$DEVICES"/*; do
	remove "${d##*/}"
done
ok "after removing all, all are available" \
	is "$(available "$large") $(available $small)" "$free $before"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
