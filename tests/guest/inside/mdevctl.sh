#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mdevctl and libvirt's node devices (which use mdevctl) with Facet's types, definitions and vGPUs.
# Runs in the host VM that systemd has booted. TAP; commands and answers are in FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
exec 2>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system
a=$(uuid 1) b=$(uuid 2) c=$(uuid 3)

load() {
	insmod "$FACET_MODULES/facet.ko" && insmod "$FACET_MODULES/facet_softgpu.ko" &&
		udevadm settle
}
unload() { rmmod facet_softgpu facet; }
knobs() { cat "$DEVICES/$1/facet/"{weight,cap,slice_us,priority,display} | tr '\n' ' '; }

# libvirt handles udev's events one by one, seconds late. Until it has handled all events of this
# script, its parent device is an old one, or missing. So libvirt is stopped here and starts after
# the mdevctl part.
LIBVIRT="libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket"
# shellcheck disable=SC2086 # a list
systemctl stop $LIBVIRT libvirtd.service

# --- mdevctl --------------------------------------------------------------------------------------
echo "# $(mdevctl --version)"
systemd-sysusers "$FACET_REPO/tools/host/sysusers.d/facet.conf"
install -D -m 644 "$FACET_REPO/tools/host/udev/70-facet.rules" /usr/lib/udev/rules.d/70-facet.rules
install -D -m 644 -t /usr/lib/systemd/system "$FACET_REPO/tools/host/systemd/facet-vgpus.service"
install -D "$FACET_REPO/out/build/guest/facetctl" /usr/bin/facetctl
udevadm control --reload
systemctl daemon-reload
unload
load

types=$(find "$TYPES" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
ok "mdevctl lists the types of the parent" \
	is "$(mdevctl types | sed -n 's/^ *\(facet-v\?[0-9]*\)$/\1/p' | sort)" "$types"
ok "and what each is" \
	is "$(mdevctl types | grep -c 'Description: num_heads=1, framebuffer=')" \
	"$(wc -l <<<"$types")"
define() { mdevctl define -u "$1" -p facet -t "$2"; }
add() { mdevctl modify -u "$1" --addattr="$2" --value="$3"; }
ok "a vGPU is defined" define "$a" facet-2
ok "and is not there yet" not there "$a"
for pair in facet/weight=300 facet/cap=40 facet/slice_us=2000 facet/priority=high \
	facet/display=region; do
	ok "$pair is to be set" add "$a" "${pair%=*}" "${pair#*=}"
done
ok "it is started" mdevctl start -u "$a"
ok "with what was to be set" is "$(knobs "$a")" "300 40 2000 high region "
attrs='{"facet/weight":"300"},{"facet/cap":"40"},{"facet/slice_us":"2000"}'
attrs+=',{"facet/priority":"high"},{"facet/display":"region"}'
ok "it is listed with that as JSON" \
	is "$(mdevctl list --dumpjson -d -u "$a" | tr -d ' \n')" \
	'{"mdev_type":"facet-2","start":"manual","attrs":['"$attrs]}"
ok "it is stopped" mdevctl stop -u "$a"
ok "and gone" not there "$a"
ok "but defined" is "$(mdevctl list -d | grep -c "$a facet facet-2 manual")" 1
define "$b" facet-1
add "$b" facet/weight 250
add "$b" facet/cap 250
ok "one with a value that is none does not start" not mdevctl start -u "$b"
ok "which is told with the value's file" grep -q 'facet/cap' "$FACET_DIR/said"
ok "and nothing of it stays" not there "$b"
most=$(sed -n 's/.*max_instance=\([0-9]*\).*/\1/p' "$TYPES/facet-1/description")
ok "it is counted nowhere" same "$(available facet-1)" "$most"
add "$b" facet/outputs hdmi:b:2560x1440
ok "nor does one whose screen its type no longer has, once the share is mended" \
	eval 'mdevctl modify -u "$b" --delattr --index=1 && ! mdevctl start -u "$b"'
ok "which is told with that file" grep -q 'facet/outputs' "$FACET_DIR/said"
ok "and nothing of that either" not there "$b"
ok "it can be mended" mdevctl modify -u "$b" --delattr --index=1
ok "starts then" mdevctl start -u "$b"
ok "with what is left of it" is "$(cat "$DEVICES/$b/facet/weight")" 250
ok "a UUID that is there is not started twice" not mdevctl start -u "$b"
mdevctl stop -u "$b"
ok "udev has nothing to complain of, nor does mdevctl's rule look for it where it is not" \
	eval '! journalctl -b -p warning -o short --no-pager | grep udev | grep facet'
ok "what is to start by itself" mdevctl modify -u "$a" --auto
unload
load
ok "does when the modules are loaded" until_ok there "$a"
ok "as it was defined" is "$(knobs "$a")" "300 40 2000 high region "
ok "and nothing else does" not there "$b"
ok "a type that an upgrade has taken away" \
	eval 'unload; sed -i "s/facet-1/facet-99/; s/manual/auto/" /etc/mdevctl.d/facet/$b && load'
ok "keeps no other from its start" until_ok there "$a"
said="$b, of type facet-99, did not start"
ok "the journal has it" \
	until_ok eval 'journalctl -u facet-vgpus -o cat --no-pager | grep -q "$said"'
ok "and its own is told of by its name" \
	eval '! mdevctl start -u $b && grep -q facet-99 $FACET_DIR/said'
ok "which stays defined" is "$(mdevctl list -d | grep -c "$b facet facet-99 auto")" 1
ok "undefined, it is there until it is stopped" \
	eval 'mdevctl undefine -u $a && there $a && mdevctl stop -u $a'
mdevctl undefine -u "$b"

# --- libvirt's node devices -----------------------------------------------------------------------
# shellcheck disable=SC2086 # a list
systemctl start $LIBVIRT
echo "# libvirt $(virsh --version)"
ok "libvirt lists the parent among those that have types" \
	until_ok eval 'virsh nodedev-list --cap mdev_types | grep -qx mtty_facet'
virsh nodedev-dumpxml mtty_facet >"$FACET_DIR/parent.xml"
listed=$(grep -o "<type id='facet-v\?[0-9]*'>" "$FACET_DIR/parent.xml" | sort -u | wc -l)
ok "with each type" is "$listed" "$(wc -l <<<"$types")"
room="<availableInstances>$(available facet-1)</availableInstances>"
ok "and how many of it can be had" grep -q "$room" "$FACET_DIR/parent.xml"
cat >"$FACET_DIR/c.xml" <<T
<device>
  <parent>mtty_facet</parent>
  <capability type='mdev'>
    <type id='facet-2'/>
    <uuid>$c</uuid>
    <attr name='facet/weight' value='150'/>
    <attr name='facet/display' value='region'/>
  </capability>
</device>
T
ok "it defines a vGPU" virsh -q nodedev-define "$FACET_DIR/c.xml"
device=mdev_${c//-/_}_facet
ok "which is listed as one that is not there" \
	until_ok eval 'virsh nodedev-list --cap mdev --inactive | grep -qx $device'
ok "starts it" virsh -q nodedev-start "$device"
ok "with its attributes" is "$(knobs "$c")" "150 0 0 normal region "
ok "which is listed" until_ok eval 'virsh nodedev-list --cap mdev | grep -qx $device'
ok "makes it start by itself" virsh -q nodedev-autostart "$device"
ok "which mdevctl is told" is "$(mdevctl list -d | grep -c "$c facet facet-2 auto")" 1
ok "ends it" virsh -q nodedev-destroy "$device"
ok "and it is gone" not there "$c"
ok "forgets it" virsh -q nodedev-undefine "$device"
ok "and so does mdevctl" is "$(mdevctl list -d | grep -c "$c")" 0
unload
# The scripts that run after this one expect a host without an installed Facet.
rm -f /usr/lib/udev/rules.d/70-facet.rules /usr/lib/systemd/system/facet-vgpus.service \
	/usr/bin/facetctl
groupdel facet
udevadm control --reload
systemctl daemon-reload
load
exit $((failures > 0))
