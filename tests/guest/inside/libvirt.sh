#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest on a vGPU by libvirt: defined, started in its cgroup and under its AppArmor profile, looked at by VNC, ended. Runs in the
# host VM that systemd has booted. TAP; what libvirt and its QEMU said is in FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
exec 2>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system
BIN=$FACET_REPO/out/build/guest
a=$(uuid 1)

state() { cat "$DEVICES/$a/facet/state"; }
qemu() { cat /run/libvirt/qemu/facet.pid; }

lit() { grep -a -o '"report":"pattern".*"hash":"[0-9a-f]*"' "$REPORT" | tail -n 1 | grep -o '[0-9a-f]*"$' | tr -d '"' | grep .; }
seen() { gvnccapture -q 127.0.0.1:0 "$FACET_DIR/vnc.png" && "$BIN/facet-picture-find" "$FACET_DIR/vnc.png" --size "$size" --hash "$hash" >/dev/null; }

domain_files
echo "# libvirt $(virsh --version), AppArmor: $(cat /sys/module/apparmor/parameters/enabled)"
create facet-2 "$a"
echo region >"$DEVICES/$a/facet/display"
domain facet "<graphics type='vnc' port='5900'/>
<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
  <source><address uuid='$a'/></source>
  <address type='pci' domain='0' bus='0' slot='2' function='0'/>
</hostdev>" >"$FACET_DIR/vnc.xml"
ok "a domain is defined" virsh -q define "$FACET_DIR/vnc.xml"
ok "starts" virsh -q start facet
ok "has the vGPU open" is "$(state)" open
ok "its QEMU may lock what a guest may use" eval 'until_ok grep -E "^Max locked memory +[0-9]{10,}|unlimited" /proc/$(qemu)/limits >/dev/null'
ok "runs as Debian's libvirt has it" is "$(ps -o user:20= -p "$(qemu)")" libvirt-qemu
ok "and under a profile of its own" eval 'grep -q "^libvirt-.*enforce" /proc/$(qemu)/attr/current'
ok "the guest's i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
order pattern
ok "it lights its screen" until_ok lit
hash=$(lit)
size=$(grep -a -o '"mode":"[0-9]*x[0-9]*' "$REPORT" | tail -n 1 | grep -o '[0-9]*x[0-9]*$')
echo "# $size $hash"
ok "which VNC shows" until_ok seen
ok "it is destroyed" virsh -q destroy facet
ok "and lets the vGPU go" until_ok eval '[[ $(state) == closed ]]'
ok "it is undefined" virsh -q undefine facet
remove "$a"
cp /var/log/libvirt/qemu/facet.log "$HERE/console" "$REPORT" "$FACET_DIR/"
journalctl -u libvirtd -o cat --no-pager >"$FACET_DIR/libvirtd.log"
ok "AppArmor had nothing to refuse" eval '! dmesg | grep -i "apparmor=.DENIED"'
exit $((failures > 0))
