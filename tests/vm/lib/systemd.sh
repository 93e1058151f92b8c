# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host VM that systemd boots, with udev, D-Bus, mdevctl and libvirt. For tests of what an
# administrator does with services, rules and definitions. The VM has a disk of its own. host-initrd
# makes at boot all that is not Debian's. Sourced after common.sh and debian.sh.

SYSTEMD_PACKAGES="$HOST_PACKAGES systemd systemd-sysv udev dbus mdevctl libvirt-daemon-system"
SYSTEMD_PACKAGES+=" libvirt-daemon-driver-qemu libvirt-daemon-driver-nodedev libvirt-clients"
SYSTEMD_PACKAGES+=" apparmor"

# No logins. No service that cleans up folders, since the repository may be mounted in one of them.
# shellcheck disable=SC2034 # host_run's
SYSTEMD_APPEND="lab.init=systemd systemd.getty_auto=no systemd.mask=getty.target"
SYSTEMD_APPEND+=" systemd.mask=systemd-tmpfiles-clean.timer"

# systemd_packages: print the packages of the root. HOST_SYSTEMD=screens adds those of screens.sh.
# HOST_SYSTEMD=wired adds those by which two hosts reach each other.
systemd_packages() {
	case $HOST_SYSTEMD in
	screens) echo "$SYSTEMD_PACKAGES $SCREENS_PACKAGES python3-libvirt" ;;
	wired) echo "$SYSTEMD_PACKAGES openssh-server openssh-client netcat-openbsd jq" ;;
	*) echo "$SYSTEMD_PACKAGES" ;;
	esac
}

systemd_root_build() {
	step "host: a trixie root with systemd"
	chroot_build "$1" trixie "$(systemd_packages)"
}

# systemd_root: set $SYSTEMD_ROOT to the path of that root.
systemd_root() {
	cached "systemd-root-$HOST_SYSTEMD" \
		"$(key "$(systemd_packages)" "$(declare -f systemd_root_build chroot_build)")" \
		systemd_root_build
	SYSTEMD_ROOT=$CACHED
}

# systemd_job NAME [VARIABLE=VALUE...]: run tests/guest/inside/NAME.sh in that machine, with these
# variables in its environment. Prints the output of the script. $FACET_DIR has its files.
systemd_job() {
	HOST_SYSTEMD=${HOST_SYSTEMD:-yes} host_job "$FACET_DIR" 6.12 env "${@:2}" bash \
		"tests/guest/inside/$1.sh"
}
