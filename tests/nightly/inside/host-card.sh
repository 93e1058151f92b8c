#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a card of the host (docs/admin/host-card.md) drives Weston, and then IGT's generic
# KMS tests. DESKTOP_DISK and IGT_DISK are images of Debian roots with these programs. TAP on
# stdout; pictures and IGT's results in $FACET_DIR. The card is the host's only one.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
BIN=$(dirname "$CLIENT")
a=$(uuid 1)

# root_mount DISK FOLDER: mount an image of a Debian root, to read. /tmp is shared with it.
root_mount() {
	local d
	mkdir -p "$2"
	mount -o loop,ro "$1" "$2" || return 1
	for d in dev proc sys tmp; do mount --rbind "/$d" "$2/$d"; done
	mount -t tmpfs run "$2/run"
}
# in_root FOLDER CMD...: run CMD in that root.
in_root() {
	chroot "$1" /usr/bin/env -u LD_LIBRARY_PATH PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:2}"
}

card() { basename "$(find "$DEVICES/$a"/gpu0/drm -maxdepth 1 -name 'card*')"; }
has_card() { [[ $(card) == card* ]]; }

# --- Weston ---------------------------------------------------------------------------------------

# weston_up: start Weston with a window that does not change, and let Weston take a picture of
# itself: /tmp/shot.png.
weston_up() {
	cp "$FACET_REPO/tests/vm/guest-desktop" /tmp/desktop
	cat >/tmp/card-weston <<-'T'
		. /tmp/desktop
		printf '[core]\nidle-time=0\n[shell]\npanel-position=none\n' >/tmp/weston.ini
		devices
		weston_start pixman --config=/tmp/weston.ini --debug \
			--drm-device="$(basename /dev/dri/card*)" || exit 1
		weston-clickdot >/dev/null 2>&1 &
		client=$!
		weston_shows 1 || exit 1
		sleep 5
		mkdir -p /tmp/shot
		cd /tmp/shot && weston-screenshooter && mv ./*.png /tmp/shot.png && echo up
		read -r _
		kill "$client"
		weston_stop
	T
	coproc WESTON { in_root /desktop bash /tmp/card-weston; }
	weston=$WESTON_PID
	read -r -t 120 line <&"${WESTON[0]}" && [[ $line == up ]]
}
weston_down() {
	echo >&"${WESTON[1]}"
	wait "$weston"
}

# --- IGT ------------------------------------------------------------------------------------------

# Programs whose tests ask for no driver by name, and need neither a render engine nor CRCs.
# kms_cursor_legacy is not one of them: it makes virtio_gpu use freed memory. Linux's own tests
# leave it out, too (drivers/gpu/drm/ci/xfails/virtio_gpu-none-skips.txt), and so they do with the
# tests that suspend: nobody wakes the host VM. dumb_buffer fills the memory of the whole machine.
PROGRAMS='core_auth|core_getversion|core_setmaster|kms_addfb_basic|kms_atomic'
PROGRAMS+='|kms_atomic_interruptible|kms_dirtyfb|kms_flip|kms_flip_event_leak'
PROGRAMS+='|kms_getfb|kms_invalid_mode|kms_lease|kms_panel_fitting|kms_plane|kms_prop_blob'
PROGRAMS+='|kms_properties|kms_rmfb|kms_setmode|kms_universal_plane|kms_vblank|prime_mmap_kms'

IGT_ENDED='facet-test: IGT has ended'
# IGT's messages fill the kernel's log. So it is read all the while, without these messages, and
# begins anew afterwards (tests/vm/lib/inside-host.sh).
igt_logs() {
	local reader rc=0
	dmesg --follow-new | grep --line-buffered -v '\[IGT\]' >"$FACET_DIR/igt.dmesg" &
	reader=$!
	"$@" || rc=1
	echo "$IGT_ENDED" >/dev/kmsg
	sleep 1
	kill "$reader"
	dmesg -C
	echo "facet-test: $(basename "$FACET_DIR") begins" >/dev/kmsg
	return "$rc"
}
clean() {
	! grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns" "$1" | sed 's/^/# /' | grep .
}

igt_runs() {
	for d in tracing debug/tracing; do
		mount -t tracefs trace "/igt/sys/kernel/$d" 2>/dev/null
	done
	in_root /igt IGT_FORCE_DRIVER=virtio_gpu igt_runner --sync --prune-mode keep-all \
		--per-test-timeout 60 --inactivity-timeout 60 --abort-on-monitored-error= \
		--name card \
		-t "^igt@($PROGRAMS)(@|\$)" -x suspend /usr/libexec/igt-gpu-tools /tmp/igt \
		</dev/null >"$FACET_DIR/igt.log" 2>&1
	in_root /igt igt_results /tmp/igt >>"$FACET_DIR/igt.log" 2>&1
	cp /tmp/igt/results.json "$FACET_DIR/igt.json"
}

# IGT takes the first card.
modprobe -r vgem
modprobe -a vdpa virtio_vdpa virtio_gpu loop ext4
insmod "$FACET_MODULES/facet_vdpa.ko"
create facet-v1 "$a"
echo gpu0 >"$DEVICES/$a/facet/name"
ok "there is a card" vdpa dev add mgmtdev facet name gpu0
ok "with its driver" until_ok has_card
ok "a Debian root with Weston is there" root_mount "$DESKTOP_DISK" /desktop
ok "Weston has the card, and takes a picture of itself" weston_up
ok "facetctl takes a picture of Weston" "$BIN/facetctl" screenshot gpu0 "$FACET_DIR/weston.png"
cp /tmp/shot.png "$FACET_DIR/weston-own.png"
ok "Weston ends" weston_down

ok "a Debian root with IGT is there" root_mount "$IGT_DISK" /igt
dmesg >"$FACET_DIR/weston.dmesg"
ok "the kernel has not complained of Weston" clean "$FACET_DIR/weston.dmesg"
ok "igt_runner runs" igt_logs igt_runs
ok "all of the kernel's log was read" grep -q "$IGT_ENDED" "$FACET_DIR/igt.dmesg"
ok "the kernel has not complained of IGT" clean "$FACET_DIR/igt.dmesg"
exit $((failures > 0))
