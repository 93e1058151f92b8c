# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with a desktop: a Debian root of the kernel's own suite as a disk, beside the RAM disk that any guest has. Sourced after lab.sh.

# shellcheck source=tests/vm/lib/root.sh
. "$(dirname "${BASH_SOURCE[0]}")/root.sh"

DESKTOP_PACKAGES="weston seatd xserver-xorg-core xserver-xorg-input-libinput xkb-data x11-xserver-utils x11-apps x11-utils xterm xfonts-base mesa-utils libdrm-tests udev kbd kmod procps intel-gpu-tools kmscube"

# desktop_suite VERSION: whose programs a guest with that kernel has.
desktop_suite() {
	local suites
	suites=$(kernel_suite "$1") || exit 1
	echo "${suites%% *}"
}

# desktop_initrd DEST VERSION RUN LOAD [PROGRAM...]: a whole initrd for a guest whose first disk is $ROOT_DISK, with Weston, Xorg and Mesa. See
# root_initrd_begin; tests/vm/guest-desktop is beside LOAD.
desktop_initrd() {
	local dest=$1 version=$2 run=$3 load=$4 suite
	shift 4
	suite=$(desktop_suite "$version") || exit 1
	root_disk "guest-desktop-$suite" "$suite" 2G "$DESKTOP_PACKAGES"
	root_initrd_begin "$version" "$run" "$load" "desktop=$REPO/tests/vm/guest-desktop"
	(($#)) && copy_program "$OVERLAY" "$@"
	initrd_end "$dest" "$ROOT_BASE"
}
