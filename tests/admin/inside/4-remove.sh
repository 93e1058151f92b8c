#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The last day, perhaps with a new kernel: create many vGPUs and remove them. Then remove Facet,
# which must leave nothing behind.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
MANY=64

numbered() { printf '5e5fabcd-0003-4000-8000-%012x\n' "$1"; }
count() { find "$DEVICES" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l; }

# Only an earlier boot that installed a kernel has left this file.
[[ ! -e $FACET_DIR/boot/release ]] ||
	ok "the kernel is the one that was to start" same \
		"$(uname -r)" "$(<"$FACET_DIR/boot/release")"
ok "what was defined to start has started" until_ok there "$a"
ok "with what was to be set" is "$(knobs "$a")" "300 40 region "
ok "the modules are those of the last upgrade" same "$(loaded)" "$(modinfo -F version facet)"
ok "facetd runs" until_is active systemctl is-active facetd
ok "nothing of this had to be read in the journal" is "$(complaints)" ""
for uuid in "$a" "$b"; do mdevctl stop --uuid "$uuid" && mdevctl undefine --uuid "$uuid"; done

# No guests start meanwhile, so this job may use all processors. docs/dev/long-runs.md lists each
# wait.
taskset -pc "0-$(($(nproc --all) - 1))" $$ >/dev/null
many=()
for ((n = 0; n < MANY; n++)); do many+=("$(numbered $n)"); done
ok "$MANY vGPUs are created" for_each many "created by sysfs, udev beside it" create facet-1
ok "all of them" is "$(count)" "$MANY"
ok "and removed" for_each many "removed by sysfs" remove
ok "all of them again" is "$(count)" 0
for uuid in "${many[@]}"; do
	mdevctl define --auto --uuid "$uuid" --parent facet --type facet-1
done
since=$SECONDS
ok "$MANY vGPUs are to start with the modules" typed admin/install.md "After an upgrade of Facet" 2
ok "and do" until_is "$MANY" count
echo "# in $((SECONDS - since)) s"
began=${EPOCHREALTIME/./}
facetctl list >"$FACET_DIR/answer"
echo "# facetctl list takes $(((${EPOCHREALTIME/./} - began) / 1000)) ms"
ok "facetctl lists them" is "$(grep -c 5e5fabcd-0003 "$FACET_DIR/answer")" "$MANY"
ok "and so does facet-top" is \
	"$(facet-top --batch --all --count 1 | grep -c vgpu=5e5fabcd-0003)" "$MANY"
ok "for one more there is no room, which is said" eval '
	! mdevctl start --uuid "$(numbered $MANY)" --parent facet --type facet-1 \
		2>"$FACET_DIR/answer" && answered "No available instances of facet-1"'
ok "nor for one of the others under another type" eval '
	! mdevctl start --uuid "${many[0]}" --parent facet --type facet-2 2>"$FACET_DIR/answer" &&
		answered "${many[0]}\|different type\|No available instances"'
ok "nothing of this had to be read in the journal" is "$(complaints)" ""

# The state after an upgrade whose type has room for fewer vGPUs than are defined.
over=$(numbered $MANY)
mdevctl define --auto --uuid "$over" --parent facet --type facet-1
ok "where fewer fit than are to start, the service fails" not systemctl -q start facet-vgpus
said_of() { journalctl -b -u facet-vgpus -o cat --no-pager | grep -c "$1"; }
ok "and the journal says once which did not, and why" is \
	"$(said_of "$over, of type facet-1, did not start") $(
		said_of 'No available instances of facet-1'
	)" "1 1"
facetctl doctor >"$FACET_DIR/answer"
ok "as does the doctor" answered \
	"1 vGPU(s) that are to start with the host are not there, such as $over"
ok "nothing is lost: neither the others nor what was defined" is "$(count) $(defined auto)" \
	"$MANY $((MANY + 1))"
mdevctl undefine --uuid "$over"

ok "Facet is removed" typed admin/install.md "To remove it" 1
ok "which tells of what is still defined" answered 'mdevctl has defined stays'
ok "the modules are gone" test ! -e /sys/module/facet
ok "and DKMS has none" is "$(dkms status facet)" ""
ok "definitions are there" is "$(defined auto)" "$MANY"
for uuid in "${many[@]}"; do mdevctl undefine --uuid "$uuid"; done
ok "it is purged" typed admin/install.md "To remove it" 2
rm -f /etc/modprobe.d/facet.conf
files >"$FACET_DIR/files.after"
# Facet may leave no file behind. Ignore files of installed packages, of a new kernel, of users,
# libvirt, systemd, DKMS's key and mdevctl. A file with Facet's name counts, whoever owns it.
owned=$(cat /var/lib/dpkg/info/*.list | sort -u)
kernels='^/(usr/)?lib/(modules|firmware|linux-)|^/usr/src/linux-|^/usr/share/.*linux-'
kernels+='|^/var/lib/initramfs-tools/'
others='^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$|^/etc/(apparmor.d/)?libvirt/'
others+='|^/var/lib/dkms/mok|^/var/lib/(dpkg|logrotate|systemd)/'
left=$(comm -13 "$FACET_DIR/files.before" "$FACET_DIR/files.after" | comm -23 - <(echo "$owned") |
	grep -v '^/etc/mdevctl.d' |
	awk -v kernels="$kernels" -v others="$others" '/facet/ || ($0 !~ kernels && $0 !~ others)')
ok "nothing of it is left" is "${left:0:2000}" ""
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal.4"
exit $((failures > 0))
