#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The days after. The host has been restarted; vGPUs are watched and tuned. Facet is upgraded while
# a guest runs, then the kernel is upgraded. $NEW: a folder with newer packages of Facet.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
old=$(<"$FACET_REPO/VERSION")

# began UNIT: print when a unit became active, in microseconds since the boot.
began() { systemctl show -P ActiveEnterTimestampMonotonic "$1"; }

ok "the modules were loaded at boot" is "$(loaded)" "$old"
ok "with their options" is "$(cat /sys/module/facet/parameters/display)" region
ok "what was defined to start has started" until_ok there "$a"
ok "with what was to be set" is "$(knobs "$a")" "300 40 region "
ok "each of it" until_ok there "$b"
ok "and what libvirt was to start" until_ok there "$c"
ok "and nothing else" is "$(find "$DEVICES" -mindepth 1 -maxdepth 1 | wc -l)" 3
ok "facetd has started" until_is active systemctl is-active facetd
ok "before libvirt" test "$(began facetd)" -lt "$(began libvirtd)"
ok "what starts with the host was started" is \
	"$(systemctl show -P ConditionResult facet-vgpus) $(
		systemctl show -P ExecMainStatus facet-vgpus
	)" "yes 0"
# finished UNIT, started UNIT: print the number of the first such line in this boot's journal.
finished() { journalctl -b -o cat --no-pager _PID=1 | grep -nm 1 "^Finished $1" | cut -d: -f1; }
started() { journalctl -b -o cat --no-pager _PID=1 | grep -nm 1 "^Starting $1" | cut -d: -f1; }
ok "before libvirt as well" test "$(finished facet-vgpus.service)" -lt "$(started libvirtd.service)"
ok "the guest that was to start has" until_is running virsh domstate auto
ok "with its vGPU, which was there before" is \
	"$(state "$b") $(journalctl -b -u libvirtd -o cat --no-pager | grep -ci 'autostart')" \
	"open 0"
ok "and its i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
ok "nothing of this had to be read in the journal" is "$(complaints)" ""
first() { journalctl -b "$(<"$FACET_DIR/boot.1")" --no-pager "$@"; }
ok "the host had come to its end with a guest" eval 'first | grep -q "Journal stopped"'
ok "which was ended" eval 'first | grep -q "machine-qemu.*auto.*scope: Deactivated successfully"'
# Debian 13's systemd kills the guest by SIGKILL at once, since libvirt made its cgroup a threaded
# one.
ok "at once" eval '! first | grep -E "machine-qemu.*(timed out|Failed with)"'
# Judge only lines from the shutdown on: a long build on a slow machine may have caused earlier
# ones.
ok "or a fault in the kernel's log" eval '
	first | grep -q "Stopping libvirt-guests" &&
		! first | sed -n "/Stopping libvirt-guests/,\$p" |
			grep -E "WARNING:|BUG:|Oops|Call Trace|INFO: task|refcount_t"'
ok "the guest is no longer needed" virsh -q destroy auto
virsh -q undefine auto
ok "nor is libvirt's vGPU" virsh -q nodedev-destroy "$(node_name "$c")"
ok "which libvirt forgets" virsh -q nodedev-undefine "$(node_name "$c")"
# The tests below count vGPUs, so remove this one.
mdevctl stop --uuid "$c"
mdevctl undefine --uuid "$c"

ok "facet-top tells of both" is \
	"$(facet-top --batch --all --count 1 | grep -c "vgpu=$a\|vgpu=$b")" 2
ok "a share is changed" facetctl set "$a" weight=500
ok "which counts at once" is "$(knobs "$a")" "500 40 region "
weigh facet-1
ok "facetd gets a policy" systemctl reload facetd
ok "which takes effect" until_is 700 cat "$DEVICES/$b/facet/weight"

domain web "<graphics type='vnc'/>$(hostdev "$a")" >"$FACET_DIR/web.xml"
: >"$REPORT"
ok "a guest runs" eval '
	virsh -q define "$FACET_DIR/web.xml" && virsh -q start web &&
		until_ok grep -qa FACET-READY "$REPORT"'
PACKAGES=$NEW
since=$SECONDS
ok "Facet is upgraded" typed admin/install.md "After an upgrade of Facet" 1
echo "# in $((SECONDS - since)) s"
ok "which says that what runs keeps what it has" answered \
	'stay loaded, and guests that run keep them'
ok "as the doctor does" answered "the modules that are loaded are of version $old"
ok "the guest runs on" is "$(state "$a") $(loaded)" "open $old"
order pattern
ok "and lights its screen" until_ok grep -qa '"report":"pattern"' "$REPORT"
ok "it ends" virsh -q destroy web
virsh -q undefine web
ok "then the new modules are loaded" typed admin/install.md "After an upgrade of Facet" 2
ok "which they are" same "$(loaded)" "$(modinfo -F version facet)"
ok "and are no longer the old ones" test "$(loaded)" != "$old"
ok "what was defined is there again" until_ok there "$a"
ok "as it was defined" until_is "300 40 region " knobs "$a"
ok "with what facetd was told" until_is 700 cat "$DEVICES/$b/facet/weight"
ok "its configuration is the administrator's" grep -q 'weight = 700' /etc/facet/facetd.conf

# /etc/facet-kernel is empty on Debian 12: 0-kernel.sh has upgraded its kernel.
new=$(cat /etc/facet-kernel)
if [[ $new ]]; then
	echo "# from $(uname -r) to $new"
	since=$SECONDS
	ok "the kernel is upgraded" eval '
		apt-get install -y -t "$SUITE-backports" \
			"linux-image-$new" "linux-headers-$new" >>"$FACET_DIR/said" 2>&1'
	echo "# in $((SECONDS - since)) s"
	ok "and starts next" boots_next "$new"
fi
ok "DKMS can be asked" typed admin/install.md "After an upgrade of the kernel"
for release in "$(uname -r)" $new; do
	ok "and has modules for $release" answered "$release.*installed"
done
facetctl doctor >"$FACET_DIR/answer"
ok "so the doctor has nothing to say of kernels" answered \
	'^ok    no newer kernel is installed without modules'
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal.3"
exit $((failures > 0))
