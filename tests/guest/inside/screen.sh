#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: the screen of guest 0 is exported as dma-bufs, that of guest 1 is a region. Both
# guests draw numbered frames and flip as fast as they can. Each guest draws into the buffer that
# was replaced last while pictures are read. Then guest 0 runs modetest. TAP on stdout; pictures in
# $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
TAP_NAME=screen
FRAMES=${FACET_FRAMES:-30}
STEPS=$((FRAMES / 2))	# frames requested one by one; each takes a second under emulation
GUEST_INITRD=$DESKTOP_INITRD

tidy() {
	trap - EXIT
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
}

# watch FRAMES ARGUMENT...: read FRAMES pictures and print the result. Fail if a picture was torn,
# if frame numbers went back, or if too few pictures came.
watch() {
	local line rc=0
	line=$("$BIN/facet-watch-frames" --size 1024x768 --frames "$@" 2>>"$RUN/guest0.qemu") ||
		rc=$?
	say "$line"
	printf '%s\n' "$line" >>"$FACET_DIR/host.report"
	return "$rc"
}

# flips N: end the frames of guest N and print its statistics of flips.
flips() {
	guest_tell "$1" dark
	guests_wait '{"report":"dark"*' "end of its frames" "$1" || exit 1
	say "guest$1: $(grep '"report":"flips"' "$RUN/guest$1.report" | tail -n 1)"
}

# frames N KIND [--step]: let guest N draw frames of KIND, and wait until it has begun.
frames() {
	local before
	before=$(grep -c '"report":"frames"' "$RUN/guest$1.report")
	guest_tell "$1" "frames ${*:2}"
	while (($(grep -c '"report":"frames"' "$RUN/guest$1.report") == before)); do
		guest_alive "$1" || exit 1
		sleep 0.1
	done
}

# modetest_ended: succeed if modetest ended with status 0 and printed no error.
modetest_ended() { [[ ${LINE[0]} == *'"status":"0"'* && ${LINE[0]} == *'"error":""'* ]]; }

# flips_counted: succeed if modetest counted 1 to 60 flips a second. Modetest counts the events that
# it gets; on a busy machine it misses some.
flips_counted() {
	[[ ${LINE[0]} =~ freq:\ ([0-9]+)\.[0-9]+Hz ]] &&
		((BASH_REMATCH[1] > 0 && BASH_REMATCH[1] <= 60))
}
property_kept() { [[ ${LINE[0]} == *'"status":"0","said":"value: 1","error":""'* ]]; }

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
type=$(type_for 2)
vgpu_create 0 "$type"
vgpu_create 1 "$type" display=region
GUEST_ARGS=(-drive "file=$ROOT_DISK,if=virtio,format=raw,snapshot=on")
guest_start 0
GUEST_ARGS=()
GUEST_DISPLAY=dbus,p2p=yes guest_start 1
guests_wait 'FACET-READY*' "i915" 0 1 || exit 1

for kind in x y; do
	frames 0 "$kind"
	frames 1 "$kind"
	watch "$FRAMES" --qmp "$RUN/guest0.qmp" &
	dmabuf=$!
	watch "$FRAMES" --qmp "$RUN/guest1.qmp" &
	region=$!
	ok "composed dma-bufs of $kind-tiled frames are whole" wait "$dmabuf"
	ok "pictures in a region, of $kind-tiled frames, are whole" wait "$region"
	ok "screenshots of $kind-tiled frames are whole" watch "$FRAMES" --uuid "${UUID[0]}"
done
flips 1
frames 0 mixed --step
name="frames in the guest's own pages and composed ones by turns are whole"
ok "$name, while it draws elsewhere" \
	watch "$STEPS" --qmp "$RUN/guest0.qmp" --next "$RUN/guest0.control.in"
flips 0

guest_tell 0 console
guests_wait '{"report":"console"*' "text on its console" 0 || exit 1
ok "a picture of the console" guest_picture 0 console.png --settle 1500
for test in pattern plane cursor vblank; do
	guest_tell 0 "root test $test"
	guests_wait "{\"report\":\"modetest\",\"test\":\"$test\",\"shown\"*" "modetest's $test" 0 ||
		exit 1
	ok "a picture of modetest's $test" guest_screenshot 0 "modetest-$test.png"
	guest_tell 0 "root done $test"
	guests_wait "{\"report\":\"modetest\",\"test\":\"$test\",\"status\"*" \
		"end of modetest's $test" 0 || exit 1
	say "${LINE[0]}"
	ok "modetest's $test" modetest_ended
done
ok "modetest counts no more than 60 flips a second" flips_counted
guest_tell 0 "root test property"
guests_wait '{"report":"modetest","test":"property"*' "modetest's property" 0 || exit 1
ok "modetest's property keeps its value" property_kept
for n in 0 1; do
	ok "guest$n named no register that is unlisted or ignored" no_register_in_vain "${UUID[n]}"
	guest_tell "$n" quit
	guest_stop "$n"
	vgpu_remove "$n"
done
trap - EXIT
ok_the_end
exit 0
