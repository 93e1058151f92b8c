# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host VM booted by systemd, with udev and D-Bus: for what an administrator does by services and rules. Sourced after common.sh and
# debian.sh. A disk of its own; what is not Debian's is made at boot (host-initrd).

SYSTEMD_PACKAGES="$HOST_PACKAGES systemd systemd-sysv udev dbus"

# No logins, and nothing that tidies up folders: the repository may be mounted in one of them.
# shellcheck disable=SC2034 # host_run's
SYSTEMD_APPEND="facet.init=systemd systemd.getty_auto=no systemd.mask=getty.target systemd.mask=systemd-tmpfiles-clean.timer"

systemd_root_build() {
	step "host: a trixie root with systemd"
	chroot_build "$1" trixie "$SYSTEMD_PACKAGES"
}

# systemd_root: path in $SYSTEMD_ROOT.
systemd_root() {
	cached systemd-root "$(key "$SYSTEMD_PACKAGES" "$(declare -f systemd_root_build chroot_build)")" systemd_root_build
	SYSTEMD_ROOT=$CACHED
}
