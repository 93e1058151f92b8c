#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The first day: install Facet on a host without it, and make the first vGPUs. Each command is one
# of the docs.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
# The heading and block of the docs with the commands for each suite.
declare -A WHERE=([trixie]='Debian 13/1' [bookworm]='Debian 12/2')

echo "# $(. /etc/os-release && echo "$PRETTY_NAME"), kernel $(uname -r)," \
	"dkms $(dpkg-query -W -f '${Version}' dkms), $(mdevctl --version)," \
	"libvirt $(virsh --version)"
[[ -e $FACET_DIR/files.before ]] || files >"$FACET_DIR/files.before"
since=$SECONDS
ok "apt installs the packages" typed admin/install.md "${WHERE[$SUITE]%/*}" "${WHERE[$SUITE]#*/}"
echo "# in $((SECONDS - since)) s"
ok "DKMS has built the modules for this kernel" eval \
	'dkms status facet | grep -q "$(uname -r).*installed"'
ok "of this version" is "$(modinfo -F version facet)" "$(<"$FACET_REPO/VERSION")"
ok "what is to be typed for the first vGPU does" typed admin/install.md "The first vGPU"
ok "the doctor finds no fault" not answered '^fail'
ok "and the vGPU is listed by its name" answered 'web1 .*closed'
ok "these are no more than five commands" \
	test "$(words admin/install.md "The first vGPU" | wc -l)" -le 5
facetctl remove web1
ok "the README shows what one sees at a first vGPU" shown ../README.md "A first vGPU"
ok "facetd runs" until_is active systemctl is-active facetd
ok "an option of the module is set, and who may share out" eval \
	'useradd -M alice && typed admin/install.md Options'
ok "facetd is looked at, and takes its configuration again" typed admin/install.md facetd
ok "and runs on" systemctl is-active -q facetd

ok "a type is looked for" typed admin/first-vgpu.md "A first vGPU, and a guest on it"
ok "which tells of each type" test "$(grep -c 'description:num_heads=1, ' "$FACET_DIR/answer")" = \
	"$(find "$TYPES" -mindepth 1 -maxdepth 1 | wc -l)"
ok "a vGPU by sysfs" typed admin/first-vgpu.md "By sysfs"
ok "a vGPU by mdevctl" typed admin/first-vgpu.md "By mdevctl" 1
ok "which is shown with its attributes" answered '^ *weight  *300'
ok "goes again" typed admin/first-vgpu.md "By mdevctl" 2
domain_files
domain web3 "<graphics type='vnc'/>" >"$FACET_DIR/web3.xml"
ok "a guest is there" virsh -q define "$FACET_DIR/web3.xml"
ok "a vGPU by libvirt" typed admin/first-vgpu.md "By libvirt" 1
ok "the guest gets it" typed admin/first-vgpu.md "By libvirt" 2
ok "has it open" is "$(state 5e5fabcd-0003-4000-8000-000000000003)" open
ok "and its i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
ok "it goes again" typed admin/first-vgpu.md "By libvirt" 3
ok "nothing of it is left" is "$(mdevctl list --defined | grep -c .) $(
	find "$DEVICES" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l
)" "0 0"

installed=$failures
ok "the server, the launcher and the pages are installed" quietly \
	apt-get install -y --no-install-recommends "$PACKAGES"/facet-{doc,run,vfu}_*.deb
ok "the server runs" quietly facet-vfu --help
ok "the launcher runs" quietly facet-run --help
# broken_links: print "PAGE: LINK" for each link without a target.
broken_links() (
	cd /usr/share/doc/facet-doc || return
	grep -roE '\]\([^)#]+' --include='*.md' . | grep -v '](https\?:' |
		while IFS=: read -r page link; do
			link=${link#*(}
			[[ $link == /* ]] || link=${page%/*}/$link
			[[ -e $link ]] || echo "$page: $link"
		done
)
ok "pages are there" test -e /usr/share/doc/facet-doc/docs/admin/install.md
ok "and link to nothing that is not" is "$(broken_links)" ""
ok "all three go again" quietly apt-get purge -y facet-doc facet-run facet-vfu

ok "two vGPUs are to start with the host" eval 'define "$a" facet-2 && define "$b" facet-1'
for pair in weight=300 cap=40 display=region; do add "$a" "$pair"; done
json='{"mdev_type":"facet-2","start":"auto","attrs":[{"facet/weight":"300"},'
json+='{"facet/cap":"40"},{"facet/display":"region"}]}'
ok "what mdevctl has of one it tells as JSON" is \
	"$(mdevctl list --dumpjson --defined --uuid "$a" | tr -d ' \n')" "$json"
ok "a UUID that is defined is not defined again, which is said" eval \
	'! define "$a" facet-1 2>"$FACET_DIR/answer" && answered "already defined"'
refused=5e5fabcd-0002-4000-8000-00000000000d
ok "a value that is none is taken up" eval \
	'define "$refused" facet-1 && add "$refused" weight=250 && add "$refused" cap=250'
ok "and refused at the start, by its file's name" eval \
	'! mdevctl start --uuid "$refused" 2>"$FACET_DIR/answer" && answered facet/cap'
ok "nothing of it is there" not there "$refused"
mdevctl undefine --uuid "$refused"

# Let a vGPU and a guest start with the host, and leave a guest running at the shutdown. The next
# boots check both.
ok "libvirt is to start one as well" eval '
	node_device "$c" facet-2 >"$FACET_DIR/node.xml" &&
		virsh -q nodedev-define "$FACET_DIR/node.xml" &&
		virsh -q nodedev-autostart "$(node_name "$c")"'
domain auto "<graphics type='vnc'/>$(hostdev "$b")" >"$FACET_DIR/auto.xml"
: >"$REPORT"
# The module's option display takes effect at the next boot, so this vGPU gets its display here.
ok "and a guest" eval '
	mdevctl start --uuid "$b" && echo region >"$DEVICES/$b/facet/display" &&
		virsh -q define "$FACET_DIR/auto.xml" && virsh -q autostart auto'
ok "which runs" eval 'virsh -q start auto && until_ok grep -qa FACET-READY "$REPORT"'
: >"$REPORT"
ok "what is to start is defined, and no more" is "$(defined auto)" 3
ok "nothing of this had to be read in the journal" is "$(complaints)" ""
# The guest ignores ACPI, and libvirt-guests would wait five minutes for its shutdown.
echo SHUTDOWN_TIMEOUT=10 >>/etc/default/libvirt-guests
mkdir -p /var/log/journal && journalctl -q --flush
tr -d - </proc/sys/kernel/random/boot_id >"$FACET_DIR/boot.1"
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal.1"
# A failure up to the installation ends the day. After other failures the next boots still run.
exit $((installed > 0))
