#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The libvirt domain for each kind of display, as docs/admin/first-vgpu.md describes it. A guest
# starts in each domain, and a client has to show its picture. Runs in a host VM that systemd has
# booted, with user interfaces. TAP; pictures and the output of libvirt and QEMU are in FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/admin/pages.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
. "$FACET_REPO/tests/guest/inside/surface.bash"
exec 2>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system
BIN=$FACET_REPO/out/build/guest
a=$(uuid 1)
# OpenGL in software uses the guest's processor, so waits need more time.
UNTIL=300

by_spice() {
	spicy-screenshot --uri="$(virsh domdisplay facet)" --out-file=/run/spice.ppm &&
		convert /run/spice.ppm "$1"
}
by_dbus() {
	"$FACET_REPO/tests/guest/inside/opened.py" facet \
		"$BIN/facet-screenshot" --out "$1" --hash "$(lit)" --timeout 3 >&2
}
by_memory() { surface_of "$(qemu facet)" "$(mode)" "$1"; }

domains() { words admin/first-vgpu.md "One domain for each kind of display" "$@"; }

# kind BLOCK DISPLAY CLIENT [MORE]: run a guest in the domain that is code block BLOCK of the page's
# section. DISPLAY is the vGPU's display, CLIENT a by_ function, MORE is further XML of the domain.
kind() {
	local name=${3#by_}
	rm -f "$REPORT"
	echo "$2" >"$DEVICES/$a/facet/display"
	domain facet "$(domains "$1" xml)$(hostdev "$a")" "${4:-}" >"$FACET_DIR/$name.xml"
	ok "$name, $2: a domain is defined" virsh -q define "$FACET_DIR/$name.xml"
	ok "starts" virsh -q start facet
	ok "the guest's i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
	order pattern
	ok "it lights its screen" until_ok eval 'lit >&2'
	ok "which is seen by $name" until_ok seen "$3" "$FACET_DIR/$name.png"
	ok "it is destroyed" virsh -q destroy facet
	ok "and lets the vGPU go" until_ok closed "$a"
	virsh -q undefine facet
	cp /var/log/libvirt/qemu/facet.log "$FACET_DIR/$name.qemu"
}

domain_files
echo "# libvirt $(virsh --version)"
create_dark facet-2 "$a"
# QEMU needs more of OpenGL to pass a cursor on by itself than the D-Bus display has: draw it into
# the image.
echo drawn >"$DEVICES/$a/facet/cursor"
kind 1 region by_vnc
kind 2 region by_spice
kind 3 dmabuf by_dbus
ok "AppArmor had nothing to refuse" eval '! dmesg | grep -i "apparmor=.DENIED"'
mkdir -p /etc/apparmor.d/local/abstractions
domains 1 text >/etc/apparmor.d/local/abstractions/libvirt-qemu
domains 2 text >>/etc/libvirt/qemu.conf
chmod 666 /dev/udmabuf
systemctl restart libvirtd
kind 4 dmabuf by_memory "$(domains 5 xml)"
ok "the page has no more" not domains 6 xml
remove "$a"
exit $((failures > 0))
