#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The first day: Facet is installed on a host that has none, and the first vGPUs are made, each command as the docs have it.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
# Where the docs have what each suite types.
declare -A WHERE=([trixie]='Debian 13/1' [bookworm]='Debian 12/2')
a=5e5fabcd-0002-4000-8000-00000000000a b=5e5fabcd-0002-4000-8000-00000000000b

echo "# $(. /etc/os-release && echo "$PRETTY_NAME"), kernel $(uname -r), dkms $(dpkg-query -W -f '${Version}' dkms), $(mdevctl --version), libvirt $(virsh --version)"
files >"$FACET_DIR/files.before"
since=$SECONDS
ok "apt installs the packages" typed install.md "${WHERE[$SUITE]%/*}" "${WHERE[$SUITE]#*/}"
echo "# in $((SECONDS - since)) s"
ok "DKMS has built the modules for this kernel" eval 'dkms status facet | grep -q "$(uname -r).*installed"'
ok "of this version" is "$(modinfo -F version facet)" "$(<"$FACET_REPO/VERSION")"
ok "what is to be typed for the first vGPU does" typed install.md "The first vGPU"
ok "the doctor finds no fault" not answered '^fail'
ok "and the vGPU is listed by its name" answered 'web1 .*closed'
ok "these are no more than five commands" test "$(words install.md "The first vGPU" | wc -l)" -le 5
facetctl remove web1
ok "facetd runs" until_is active systemctl is-active facetd
ok "an option of the module is set, and who may share out" eval 'useradd -M alice && typed install.md Options'
ok "facetd takes its configuration again" systemctl is-active -q facetd

ok "a type is looked for" typed first-vgpu.md "A first vGPU, and a guest on it"
ok "which tells of each type" test "$(grep -c 'description:num_heads=1, ' "$FACET_DIR/answer")" = "$(find "$TYPES" -mindepth 1 -maxdepth 1 | wc -l)"
ok "a vGPU by sysfs" typed first-vgpu.md "By sysfs"
ok "a vGPU by mdevctl" typed first-vgpu.md "By mdevctl" 1
ok "which is shown with its attributes" answered '^ *weight  *300'
ok "goes again" typed first-vgpu.md "By mdevctl" 2
domain_files
domain web3 "<graphics type='vnc'/>" >"$FACET_DIR/web3.xml"
ok "a guest is there" virsh -q define "$FACET_DIR/web3.xml"
ok "a vGPU by libvirt" typed first-vgpu.md "By libvirt" 1
ok "the guest gets it" typed first-vgpu.md "By libvirt" 2
ok "has it open" is "$(state 5e5fabcd-0003-4000-8000-000000000003)" open
ok "and its i915 comes up" until_ok grep -qa FACET-READY "$REPORT"
ok "it goes again" typed first-vgpu.md "By libvirt" 3
ok "nothing of it is left" is "$(mdevctl list --defined | wc -l) $(find "$DEVICES" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)" "0 0"

ok "the server and the pages are installed" apt-get install -y "$PACKAGES"/facet-{doc,vfu}_*.deb
ok "the server runs" facet-vfu --help
# PAGE: LINK of each that leads nowhere.
broken_links() (
	cd /usr/share/doc/facet-doc || return
	grep -roE '\]\([^)#]+' --include='*.md' . | grep -v '](https\?:' | while IFS=: read -r page link; do
		link=${link#*(}
		[[ $link == /* ]] || link=${page%/*}/$link
		[[ -e $link ]] || echo "$page: $link"
	done
)
ok "pages are there" test -e /usr/share/doc/facet-doc/docs/install.md
ok "and link to nothing that is not" is "$(broken_links)" ""
ok "both go again" apt-get purge -y facet-doc facet-vfu

define() { mdevctl define --auto --uuid "$1" --parent facet --type "$2"; }
ok "two vGPUs are to start with the host" eval 'define "$a" facet-2 && define "$b" facet-1'
for pair in weight=300 cap=40 display=region; do
	mdevctl modify --uuid "$a" --addattr "facet/${pair%=*}" --value "${pair#*=}"
done
ok "what is undefined on the way is none" is "$(defined auto)" 2
ok "nothing of this had to be read in the journal" is "$(complaints)" ""
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal.1"
exit $((failures > 0))
