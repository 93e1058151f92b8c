# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest that draws: its first disk is a Debian root with the clients of gl.sh, and with what a
# Weston on a screen needs. Sourced after lab.sh.

# shellcheck source=tests/vm/lib/root.sh
. "$(dirname "${BASH_SOURCE[0]}")/root.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "${BASH_SOURCE[0]}")/gl.sh"

DRAWING_SUITE=trixie
DRAWING_PACKAGES="$(gl_packages "$DRAWING_SUITE") seatd udev kbd kmod libdrm-tests"

# What the root of DRAWING_ROOT=desktop has, too: a browser, and an X server.
DRAWING_MORE="chromium xserver-xorg-core xserver-xorg-input-libinput"

# drawing_initrd DEST VERSION RUN LOAD [NAME=FILE...]: make the initial RAM disk for a guest whose
# first disk is $ROOT_DISK, a root with Mesa, Weston and clients. See root_initrd_begin for RUN,
# LOAD and NAME=FILE. The disk's scripts find tests/vm/guest-desktop as /tmp/desktop.
drawing_initrd() {
	local dest=$1 version=$2 run=$3 load=$4
	shift 4
	if [[ ${DRAWING_ROOT:-} == desktop ]]; then
		root_disk "guest-3d-desktop-$DRAWING_SUITE" "$DRAWING_SUITE" 4G \
			"$DRAWING_PACKAGES $DRAWING_MORE"
	else
		root_disk "guest-3d-$DRAWING_SUITE" "$DRAWING_SUITE" 3G "$DRAWING_PACKAGES"
	fi
	root_initrd_begin "$version" "$run" "$load" "desktop=$REPO/tests/vm/guest-desktop" "$@"
	initrd_end "$dest" "$ROOT_BASE"
}
