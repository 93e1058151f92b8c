#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: two stock guests copy all the time. Their weights are 1 to 3, set by hand; then 3
# to 1, set by facetd. The shares must stay when facetd is killed, and the guests must not notice.
# TAP on stdout.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
TAP_NAME=shares
LOOK=${FACET_LOOK:-10}	# seconds of one measurement
WORK=$((20 * LOOK + 400))	# seconds; more than all measurements take
SHARE=$BIN/facet-host-share
DEVICES=/sys/bus/mdev/devices
facetd=''

tidy() {
	local n
	trap - EXIT
	[[ -z $facetd ]] || kill "$facetd"
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
}

# share N: check that the second guest gets N times the engine time of the first one.
share() { "$SHARE" guests "${UUID[0]}" "${UUID[1]}" "$1" "$LOOK"; }

weights() {
	cat "$DEVICES/${UUID[0]}/facet/weight" "$DEVICES/${UUID[1]}/facet/weight" | paste -sd' '
}

# weights_are A B: wait up to 10 seconds until the weights are A and B.
weights_are() {
	local i
	for ((i = 0; i < 100; i++)); do
		[[ $(weights) != "$1 $2" ]] || return 0
		sleep 0.1
	done
	say "weights $(weights)"
	return 1
}

# terminal_picture: take a picture of facet-top in a terminal of 80x24, on an X server of its own,
# after 30 seconds of history.
terminal_picture() {
	local x terminal
	Xvfb :9 -screen 0 1280x1024x24 -nolisten tcp >"$FACET_DIR/xvfb.log" 2>&1 &
	x=$!
	sleep 3
	DISPLAY=:9 LC_ALL=C.UTF-8 xterm -u8 -geometry 80x24+0+0 -b 8 -bg '#14181c' -fg '#d8dde2' \
		-fa 'DejaVu Sans Mono' -fs 11 +sb -T facet-top \
		-e "$BIN/facet-top" --interval 1 >"$FACET_DIR/xterm.log" 2>&1 &
	terminal=$!
	sleep 30
	ok "facet-top is pictured" \
		env DISPLAY=:9 import -silent -window facet-top "$FACET_DIR/facet-top.png"
	kill "$terminal" "$x"
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
type=$(type_for 2)
vgpu_create 0 "$type" name=office weight=100
vgpu_create 1 "$type" name=render weight=300
for n in 0 1; do guest_start "$n"; done
guests_wait 'FACET-READY*' "i915" 0 1 || exit 1
for n in 0 1; do guest_tell "$n" "busy --seconds $WORK"; done
guests_wait '{"report":"busy"*' "work" 0 1 || exit 1
share 3
[[ -z ${FACET_PICTURE:-} ]] || terminal_picture
"$BIN/facet-top" --batch --count 3 --interval 1 | tee "$FACET_DIR/facet-top.txt" | sed 's/^/# /'
ok "facet-top tells of both by name" \
	is "$(grep -cE ' name=(office|render) .* busy=[1-9]' "$FACET_DIR/facet-top.txt")" 6

{
	printf '[facetd]\n[policy less]\nkind = fixed\nweight = 100\n'
	printf '[policy more]\nkind = fixed\nweight = 300\n'
	printf '[class a]\nmatch = office\npolicies = more\n'
	printf '[class b]\nmatch = render\npolicies = less\n'
} >"$RUN/facetd.conf"
"$BIN/facetd" --config "$RUN/facetd.conf" 2>"$FACET_DIR/facetd.log" &
facetd=$!
ok "facetd turns the weights round" weights_are 300 100
share 0.3333333
kill -KILL "$facetd"
wait "$facetd" 2>/dev/null
facetd=''
ok "they stay when facetd is killed" is "$(weights)" "300 100"
share 0.3333333
for n in 0 1; do guest_tell "$n" enough; done
guests_wait '{"report":"busy-end"*' "end of their work" 0 1
for n in 0 1; do
	ok "guest$n copied all of it, and rightly" grep -q '"error":""' <<<"${LINE[n]}"
	ok_guest "$n" "guest$n"
	guest_tell "$n" quit
	guest_stop "$n"
	vgpu_remove "$n"
done
trap - EXIT
ok_the_end
exit 0
