# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host VM booted by systemd, with udev, D-Bus, mdevctl and libvirt: for what an administrator does by services, rules and
# definitions. Sourced after common.sh and debian.sh. A disk of its own; what is not Debian's is made at boot (host-initrd).

SYSTEMD_PACKAGES="$HOST_PACKAGES systemd systemd-sysv udev dbus mdevctl libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-daemon-driver-nodedev libvirt-clients apparmor"

# No logins, and nothing that tidies up folders: the repository may be mounted in one of them.
# shellcheck disable=SC2034 # host_run's
SYSTEMD_APPEND="lab.init=systemd systemd.getty_auto=no systemd.mask=getty.target systemd.mask=systemd-tmpfiles-clean.timer"

# HOST_SYSTEMD=screens: the same with the user interfaces and clients of screens.sh.
systemd_packages() {
	case $HOST_SYSTEMD in
	screens) echo "$SYSTEMD_PACKAGES $SCREENS_PACKAGES python3-libvirt" ;;
	*) echo "$SYSTEMD_PACKAGES" ;;
	esac
}

systemd_root_build() {
	step "host: a trixie root with systemd"
	chroot_build "$1" trixie "$(systemd_packages)"
}

# systemd_root: path in $SYSTEMD_ROOT.
systemd_root() {
	cached "systemd-root-$HOST_SYSTEMD" "$(key "$(systemd_packages)" "$(declare -f systemd_root_build chroot_build)")" systemd_root_build
	SYSTEMD_ROOT=$CACHED
}

# systemd_job NAME [VARIABLE=VALUE...]: tests/guest/inside/NAME.sh in that machine, with these in its environment: what it prints; its files are in
# $FACET_DIR.
systemd_job() {
	HOST_SYSTEMD=${HOST_SYSTEMD:-yes} host_job "$FACET_DIR" 6.12 env "${@:2}" bash "tests/guest/inside/$1.sh"
}
