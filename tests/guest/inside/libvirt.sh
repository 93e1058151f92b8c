#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with a vGPU under libvirt. The domain is defined, started in its control group and under
# its AppArmor profile, viewed by VNC, saved, restored on another vGPU, and ended. Runs in the host
# VM that systemd has booted. TAP; the output of libvirt and QEMU is in FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/admin/pages.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
. "$FACET_REPO/tests/demo/in-vain.sh"
exec 2>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system
a=$(uuid 1) b=$(uuid 2)

domain_files
echo "# libvirt $(virsh --version), AppArmor: $(cat /sys/module/apparmor/parameters/enabled)"
create facet-2 "$a"
echo region >"$DEVICES/$a/facet/display"
domain facet "<graphics type='vnc'/>$(hostdev "$a")" "$(override)" >"$FACET_DIR/vnc.xml"
ok "a domain is defined" virsh -q define "$FACET_DIR/vnc.xml"
ok "starts" virsh -q start facet
ok "has the vGPU open" is "$(state "$a")" open
limit='^Max locked memory +([0-9]{10,}|unlimited)'
ok "its QEMU may lock what a guest may use" \
	eval 'until_ok grep -E "$limit" /proc/$(qemu facet)/limits >/dev/null'
ok "runs as Debian's libvirt has it" is "$(ps -o user:20= -p "$(qemu facet)")" libvirt-qemu
ok "and under a profile of its own" \
	eval 'grep -q "^libvirt-.*enforce" /proc/$(qemu facet)/attr/current'
ok "the guest's i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
order pattern
ok "it lights its screen" until_ok eval 'lit >&2'
echo "# $(mode) $(lit)"
ok "which VNC shows" until_ok seen by_vnc "$FACET_DIR/vnc.png"
ok "guest0 named no register that is unlisted or ignored" no_register_in_vain "$a"
order again blits --count 1000000 --seed 1
ok "it blits and compares" compares
ok "it is saved to a file" virsh -q save facet "$HERE/saved"
ok "which is not larger than the guest's memory" test "$(stat -c %s "$HERE/saved")" -lt $((1 << 30))
ok "and lets the vGPU go" closed "$a"
create facet-2 "$b"
echo region >"$DEVICES/$b/facet/display"
ok "facetctl says that another vGPU takes it" \
	eval '"$FACET_REPO/out/build/guest/facetctl" migrate-check "$b" "$HERE/saved" >&2'
another "$a" "$b" "$HERE/saved" >"$FACET_DIR/other.xml"
anew
ok "which restores it" virsh -q restore "$HERE/saved" --xml "$FACET_DIR/other.xml"
rm -f "$HERE/saved"
ok "its blits go on" compares
ok "VNC shows its picture" until_ok seen by_vnc "$FACET_DIR/restored.png"
ok "its kernel does not complain" quiet
order button
ok "the guest heeds its power button" until_ok grep -qa '"watched":"event' "$REPORT"
ok "it is asked to end" virsh -q shutdown facet
ok "which it does" until_ok shut_off facet
ok "and lets the vGPU go" is "$(state "$b")" closed
# A guest that runs on holds the vGPU, and the removal would wait for it.
shut_off facet || virsh -q destroy facet
remove "$b"
ok "it starts again, on the first vGPU" virsh -q start facet
ok "it is destroyed" virsh -q destroy facet
ok "and lets the vGPU go" until_ok closed "$a"
# Stop machine.slice, as systemd does at shutdown with guests that libvirt-guests has not stopped.
ok "it starts again" virsh -q start facet
ok "a host that shuts down ends it" systemctl stop machine.slice
ok "and lets the vGPU go" until_ok closed "$a"
ok "which libvirt knows" until_ok shut_off facet
ok "it is undefined" virsh -q undefine facet
remove "$a"
cp /var/log/libvirt/qemu/facet.log "$HERE"/{console,kmsg} "$REPORT" "$FACET_DIR/"
journalctl -u libvirtd -o cat --no-pager >"$FACET_DIR/libvirtd.log"
ok "AppArmor had nothing to refuse" eval '! dmesg | grep -i "apparmor=.DENIED"'
exit $((failures > 0))
