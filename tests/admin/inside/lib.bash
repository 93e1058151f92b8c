# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Functions for the scripts of an administrator's day. The scripts run in the machine of
# tests/vm/lib/admin.sh, each in a boot of its own, and print TAP. $SUITE is the suite; $PACKAGES is
# a folder with Facet's packages. FACET_DIR/said has all commands and their output.

# shellcheck disable=SC2034,SC2317 # of those who source it
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/tools/facetd.bash"
. "$FACET_REPO/tests/admin/pages.bash"
exec 2>>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system SYSTEMD_PAGER=cat SYSTEMD_COLORS=no \
	DEBIAN_FRONTEND=noninteractive
TYPED=$FACET_DIR/typed
WORK=/root/work
PATIENCE=1200
# The vGPUs of all boots: a and b are mdevctl's, c is libvirt's.
a=5e5fabcd-0002-4000-8000-00000000000a b=5e5fabcd-0002-4000-8000-00000000000b \
	c=5e5fabcd-0002-4000-8000-00000000000c

quietly() { "$@" >&2; }
define() { mdevctl define --auto --uuid "$1" --parent facet --type "$2"; }
add() { mdevctl modify --uuid "$1" --addattr "facet/${2%=*}" --value "${2#*=}"; }
# weigh TYPE: write a policy for facetd that gives vGPUs of that type weight 700.
weigh() {
	printf '%s\n' '[policy day]' 'kind = fixed' 'weight = 700' '[class all]' \
		"match = type:$1" 'policies = day' >/etc/facet/facetd.conf
}
knobs() { cat "$DEVICES/$1/facet/"{weight,cap,display} | tr '\n' ' '; }
defined() { mdevctl list --defined | grep -c "$1"; }
loaded() { cat /sys/module/facet/version; }

# typed PAGE HEADING [BLOCK]: run these commands of the docs, line by line, in a folder with Facet's
# packages, until one fails. FACET_DIR/answer has their output. FACET_DIR/typed has the blocks that
# passed.
typed() {
	local rc=0
	printf '== %s: %s\n' "$1" "$2" >&2
	# Repeat the settings of variables in all blocks below the heading.
	words "$1" "$2" | grep -E '^[a-z]+=' >"$FACET_DIR/words"
	words "$@" >>"$FACET_DIR/words" || return
	mkdir -p "$WORK"
	rm -f "$WORK"/facet-*.deb
	cp "$PACKAGES"/facet-*.deb "$WORK/"
	(cd "$WORK" && bash -ex "$FACET_DIR/words") >"$FACET_DIR/answer" 2>&1 || rc=$?
	cat "$FACET_DIR/answer" >&2
	if ((rc)); then
		tail -n 4 "$FACET_DIR/answer" | sed 's/^/# /'
		return "$rc"
	fi
	blocks "$1" | grep -E "^$2: ${3:-[0-9]+}$" | sed "s|^|$1: |" >>"$TYPED"
}

# files: print all files that a package could leave behind, one a line.
files() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \
		-o -path /root -o -path /var/log -o -path /var/cache -o -path /var/tmp \
		-o -path /var/lib/apt -o -path /var/lib/dpkg/info -o -path /var/lib/libvirt \
		-o -path /boot \) -prune -o -print | sort
}

# boots_next RELEASE: let the machine boot that kernel after this job.
boots_next() {
	cp "/boot/vmlinuz-$1" "$FACET_DIR/boot/vmlinuz" &&
		cp "/boot/initrd.img-$1" "$FACET_DIR/boot/initrd.img" &&
		echo "$1" >"$FACET_DIR/boot/release"
}

# node_device UUID TYPE: print a vGPU as libvirt's node device. node_name UUID: print its name
# there.
node_device() {
	printf '<device><parent>mtty_facet</parent>'
	printf "<capability type='mdev'><type id='%s'/><uuid>%s</uuid></capability></device>\n" \
		"$2" "$1"
}
node_name() { echo "mdev_${1//-/_}_facet"; }

# complaints: print lines of the journal that an administrator would have to read, of Facet or of
# systemd about Facet. Ignore libvirt's complaints about vGPUs and a parent that have gone again:
# libvirt handles udev's events one by one. Ignore udev's complaint about mdevctl's own rule: in
# Debian 12 and 13 the rule runs /usr/sbin/mdevctl, and the program is in /usr/bin.
complaints() {
	local libvirt known
	libvirt='.*to appear|internal error: (failed to query mdevs from mdevctl'
	libvirt+='|Unable to find address for mdev parent device)|mdevctl failed to update'
	known='/usr/sbin/mdevctl|loading out-of-tree|module verification failed|taints kernel'
	journalctl -b -p warning -o short --no-hostname --no-pager | grep -iE 'facet|mdev|dkms' |
		grep -vE " libvirtd\[[0-9]+\]: ($libvirt)|$known"
}
