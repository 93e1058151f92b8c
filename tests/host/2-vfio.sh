#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A VFIO user without a VMM: regions, registers, the aperture, interrupts, dma_unmap, the screen,
# reset.

set -u
. "$(dirname "$0")/lib.bash"

for type in facet-1 facet-8; do
	u=$(uuid 1)
	create_dark $type "$u"
	client all "$u"
	client cursor "$u"
	echo native >"$DEVICES/$u/facet/display"
	client native "$u"
	echo region >"$DEVICES/$u/facet/display"
	client region "$u"
	echo on >"$DEVICES/$u/facet/splash"
	client splash "$u"
	echo dmabuf >"$DEVICES/$u/facet/display"
	client splash "$u"
	remove "$u"
done

# Two VFIO users at the same time: each has to pass as if it were alone.
create_dark facet-1 "$(uuid 3)"
create_dark facet-2 "$(uuid 4)"
both=$(mktemp -d)
"$CLIENT" all "$(uuid 3)" >"$both/3" &
one=0 other=0
"$CLIENT" all "$(uuid 4)" >"$both/4" || one=$?
wait $! || other=$?
grep -h '^not ok' "$both"/* | sed 's/^/# /'
ok "one of two vGPUs in use at once passes" test $one = 0
ok "and so does the other" test $other = 0
client pair "$(uuid 3)" "$(uuid 4)"
remove "$(uuid 3)"
remove "$(uuid 4)"

u=$(uuid 2)
create_dark facet-1 "$u"
client notify "$u"
client absent "$u"

# A virtio-gpu. Its driver kills itself at the end.
v=$(uuid 6)
create_dark facet-v1 "$v"
# shellcheck disable=SC2317 # called by ok
virtio_user() {
	"$(dirname "$CLIENT")/facet-host-virtio" "$v" >"$FACET_DIR/virtio.tap"
	is $? 137
}
ok "a driver of a virtio-gpu is killed at its end" virtio_user
grep -E '^(not )?ok' "$FACET_DIR/virtio.tap"
failures=$((failures + $(grep -c '^not ok' "$FACET_DIR/virtio.tap")))
ok "its vGPU is closed, and nothing is pinned" until_ok lets_go "$v"

# A virtio-gpu with two monitors: each has its own picture. SIZES and HASHES are of the pictures.
BIN=$(dirname "$CLIENT")
SIZES=() HASHES=()
echo 'hdmi:b:800x600 hdmi:c:640x480' >"$DEVICES/$v/facet/outputs"
coproc MONITORS { exec "$BIN/facet-host-virtio" "$v" monitors; }
user=$MONITORS_PID
while read -r -t 60 line <&"${MONITORS[0]}"; do
	echo "$line"
	[[ $line != 'not ok'* ]] || failures=$((failures + 1))
	[[ $line != '# shown' ]] || break
	[[ ! $line =~ ^'# monitor '([0-9])' '([0-9x]+)' '([0-9a-f]+)$ ]] ||
		SIZES[BASH_REMATCH[1]]=${BASH_REMATCH[2]} HASHES[BASH_REMATCH[1]]=${BASH_REMATCH[3]}
done
# monitor_shows HEAD PICTURE: succeed if a screenshot of monitor HEAD is that picture.
# shellcheck disable=SC2317 # called by ok
monitor_shows() {
	local file=$FACET_DIR/monitor-$1.png
	"$BIN/facetctl" screenshot --head "$1" "$v" "$file" &&
		"$BIN/facet-picture-find" "$file" --size "${SIZES[$2]}" --hash "${HASHES[$2]}" |
		sed 's/^/# /' && ((PIPESTATUS[0] == 0))
}
ok "a screenshot of the first monitor shows its picture" monitor_shows 0 0
ok "one of the second monitor shows the other picture" monitor_shows 1 1
ok "which is not on the first one" not monitor_shows 0 1
ok "there is no third monitor" not "$BIN/facetctl" screenshot --head 2 "$v" "$FACET_DIR/no.png"
kill "$user"
wait "$user" 2>/dev/null
ok "its vGPU is closed, and nothing is pinned" until_ok lets_go "$v"

# facet-top shows the passes of a virtio-gpu as time of the copy engine, and no work of the GPU.
coproc FLOOD { exec "$BIN/facet-host-virtio" "$v" flood; }
user=$FLOOD_PID
ok "a virtio-gpu is flooded" until_ok grep -qE '^bcs busy_ns [1-9]' "$DEVICES/$v/facet/statistics"
"$BIN/facet-top" --batch --count 1 --interval 1 >"$FACET_DIR/top"
ok "facet-top has its time" grep -qE \
	"vgpu=$v .* type=facet-v1 .* rcs=0\.0 bcs=[1-9][0-9.]* vcs=0\.0" "$FACET_DIR/top"
ok "and an idle GPU" grep -qE 'gpu=facet rcs=0\.0 bcs=0\.0 ' "$FACET_DIR/top"
sed 's/^/# /' "$FACET_DIR/top"
kill "$user"
wait "$user" 2>/dev/null
remove "$v"

mark_log
from=$SECONDS
client memlock "$u"
ok "a memlock limit that is too low is named once, with the remedy" \
	is "$(log_since_mark | grep -c 'memlock limit is too low')" 1
said=$(log_since_mark | grep -c 'RLIMIT_MEMLOCK')
ok "VFIO's own lines about it stay few" test "$said" -le $((20 + 2 * (SECONDS - from)))
from=$SECONDS
client unwatched "$u"
said=$(log_since_mark | grep -c 'stays out of use until facet-host-vfio .* raise fs.file-max')
most=$((1 + (SECONDS - from) / 60))
ok "the log says once a minute that memory stays out, whose process it waits for, and the remedy" \
	test "$said" -ge 1 -a "$said" -le "$most"
client all "$u"
remove "$u"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
