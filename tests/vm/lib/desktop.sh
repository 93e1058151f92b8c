# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with a desktop: its first disk is a Debian root, of the suite that its kernel comes from.
# The guest also has the usual initial RAM disk. Sourced after lab.sh.

# shellcheck source=tests/vm/lib/root.sh
. "$(dirname "${BASH_SOURCE[0]}")/root.sh"

DESKTOP_PACKAGES="weston seatd xserver-xorg-core xserver-xorg-input-libinput xkb-data"
DESKTOP_PACKAGES+=" x11-xserver-utils x11-apps x11-utils xterm xfonts-base mesa-utils"
DESKTOP_PACKAGES+=" libdrm-tests udev kbd kmod procps intel-gpu-tools kmscube"

# desktop_suite VERSION: print the Debian suite of the root for a guest with that kernel.
desktop_suite() {
	local suites
	suites=$(kernel_suite "$1") || exit 1
	echo "${suites%% *}"
}

# desktop_disk VERSION: set $ROOT_DISK to a root with Weston, Xorg and Mesa.
desktop_disk() {
	local suite
	suite=$(desktop_suite "$1") || exit 1
	root_disk "guest-desktop-$suite" "$suite" 2G "$DESKTOP_PACKAGES"
}

# desktop_initrd DEST VERSION RUN LOAD [PROGRAM...]: make the initial RAM disk for a guest whose
# first disk is $ROOT_DISK, a root with Weston, Xorg and Mesa. See root_initrd_begin for RUN and
# LOAD. The disk's scripts find tests/vm/guest-desktop as /tmp/desktop.
desktop_initrd() {
	local dest=$1 version=$2 run=$3 load=$4
	shift 4
	desktop_disk "$version"
	root_initrd_begin "$version" "$run" "$load" "desktop=$REPO/tests/vm/guest-desktop"
	(($#)) && copy_program "$OVERLAY" "$@"
	initrd_end "$dest" "$ROOT_BASE"
}
