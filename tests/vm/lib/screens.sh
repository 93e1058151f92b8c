# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host VM with user interfaces. QEMU has GTK, SDL, SPICE, VNC and D-Bus. There are compositors
# and X servers without a monitor, and clients that take pictures of the interfaces. These packages
# have a disk of their own, so that the plain host VM stays small. Sourced after common.sh and
# debian.sh.

SCREENS_PACKAGES="$HOST_PACKAGES qemu-system-modules-spice mesa-vulkan-drivers weston xvfb xauth"
SCREENS_PACKAGES+=" xkb-data x11-xkb-utils xdotool imagemagick xterm fonts-dejavu-core gvncviewer"
SCREENS_PACKAGES+=" spice-client-gtk adwaita-icon-theme dbus python3-minimal"

# screens_suites SUITE: print the suites that SUITE needs. The last suite is preferred.
screens_suites() {
	case $1 in
	trixie) echo trixie ;;
	trixie-backports) echo trixie trixie-backports ;;
	*) die "no screens of suite '$1': choose trixie (QEMU 10) or trixie-backports (QEMU 11)" ;;
	esac
}

screens_root_build() {
	step "host: a $2 root with user interfaces"
	chroot_build "$1" "$(screens_suites "$2")" "$SCREENS_PACKAGES"
}

# screens_root SUITE: set $SCREENS_ROOT to the path of that root.
screens_root() {
	cached "screens-root-$1" \
		"$(key "$1" "$SCREENS_PACKAGES" \
			"$(declare -f screens_root_build screens_suites chroot_build)")" \
		screens_root_build "$1"
	SCREENS_ROOT=$CACHED
}
