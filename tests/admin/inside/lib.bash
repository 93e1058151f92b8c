# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the scripts of an administrator's day share: they run in the machine of tests/vm/lib/admin.sh, each in a boot of its own, with $SUITE and
# $PACKAGES, a folder of Facet's packages. TAP; what was typed and answered is in FACET_DIR/said. Sourced, never run.

# shellcheck disable=SC2034,SC2317 # of those who source it
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/tools/facetd.bash"
. "$FACET_REPO/tests/admin/pages.bash"
exec 2>>"$FACET_DIR/said"
export LIBVIRT_DEFAULT_URI=qemu:///system SYSTEMD_PAGER=cat SYSTEMD_COLORS=no DEBIAN_FRONTEND=noninteractive
TYPED=$FACET_DIR/typed
WORK=/root/work
PATIENCE=1200
# vGPUs over all boots: two of mdevctl's, one of libvirt's.
a=5e5fabcd-0002-4000-8000-00000000000a b=5e5fabcd-0002-4000-8000-00000000000b c=5e5fabcd-0002-4000-8000-00000000000c

quietly() { "$@" >&2; }
define() { mdevctl define --auto --uuid "$1" --parent facet --type "$2"; }
add() { mdevctl modify --uuid "$1" --addattr "facet/${2%=*}" --value "${2#*=}"; }
# weigh TYPE: a policy for facetd by which vGPUs of that type weigh 700.
weigh() { printf '%s\n' '[policy day]' 'kind = fixed' 'weight = 700' '[class all]' "match = type:$1" 'policies = day' >/etc/facet/facetd.conf; }
knobs() { cat "$DEVICES/$1/facet/"{weight,cap,display} | tr '\n' ' '; }
defined() { mdevctl list --defined | grep -c "$1"; }
loaded() { cat /sys/module/facet/version; }

# typed PAGE HEADING [BLOCK]: what stands there is typed, line by line, in a folder with Facet's packages, until something fails. What it printed is in
# FACET_DIR/answer; the blocks that went through, in FACET_DIR/typed.
typed() {
	local rc=0
	printf '== %s: %s\n' "$1" "$2" >&2
	# What an earlier block has set, it still is.
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
	blocks "$1" | grep -E "^$2: ${3:-[0-9]+}$" | sed "s/^/$1: /" >>"$TYPED"
}
answered() { grep -q -- "$1" "$FACET_DIR/answer"; }

# files: all that a package could leave behind, one a line.
files() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /root -o -path /var/log -o -path /var/cache -o -path /var/tmp \
		-o -path /var/lib/apt -o -path /var/lib/dpkg/info -o -path /var/lib/libvirt -o -path /boot \) -prune -o -print | sort
}

# boots_next RELEASE: what the machine starts with after this job.
boots_next() {
	cp "/boot/vmlinuz-$1" "$FACET_DIR/boot/vmlinuz" && cp "/boot/initrd.img-$1" "$FACET_DIR/boot/initrd.img" && echo "$1" >"$FACET_DIR/boot/release"
}

# node_device UUID TYPE: a vGPU as libvirt's node device; node_name UUID: what libvirt calls it.
node_device() { echo "<device><parent>mtty_facet</parent><capability type='mdev'><type id='$2'/><uuid>$1</uuid></capability></device>"; }
node_name() { echo "mdev_${1//-/_}_facet"; }

# Lines of the journal that an administrator would have to read: of Facet, or of systemd about it. libvirt works udev's events off one by one, and looks
# for vGPUs, and for a parent, that have gone again by then.
complaints() {
	journalctl -b -p warning -o short --no-hostname --no-pager | grep -iE 'facet|mdev|dkms' |
		grep -vE ' libvirtd\[[0-9]+\]: (.*to appear|internal error: (failed to query mdevs from mdevctl|Unable to find address for mdev parent device)|mdevctl failed to update)|loading out-of-tree|module verification failed|taints kernel'
}
