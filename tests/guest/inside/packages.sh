#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The packages of the tools and of facet-engine: dpkg installs, upgrades, removes and purges them.
# The modules lie where DKMS would put them. $PACKAGES is a folder with an earlier version of the
# packages, $NEW one with this version. Runs in the host VM that systemd has booted. TAP; commands
# and answers are in FACET_DIR/said.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/admin/inside/lib.bash"
CONF=/etc/facet/facetd.conf

tools() { dpkg-query -W -f '${Version}' facet-tools; }
# deb FOLDER PACKAGE: install a package.
deb() { quietly dpkg -i "$1/$2"_*.deb; }
worker() { cat "$DEVICES/$a/facet/engine_pid"; }
# has_worker PID: succeed if the vGPU has a worker, and it is another one than PID.
has_worker() { [[ $(worker) != 0 && $(worker) != "$1" ]]; }

rmmod facet_softgpu facet
install -D -m 644 -t "/lib/modules/$(uname -r)/updates/dkms" "$FACET_MODULES"/facet{,_softgpu}.ko
depmod
files >"$FACET_DIR/files.before"
ok "dpkg installs the tools" deb "$PACKAGES" facet-tools
ok "the group is there" quietly getent group facet
ok "facetd starts with the host" \
	is "$(systemctl is-enabled facetd facet-vgpus | tr '\n' ' ')" "enabled enabled "
ok "and not before the modules" is "$(systemctl is-failed facetd)" inactive
ok "what is to be typed for the first vGPU does" typed admin/install.md "The first vGPU"
ok "the doctor finds no fault" not answered '^fail'
ok "and the vGPU is listed by its name" answered 'web1 .*closed'
facetctl remove web1
ok "facetd runs since the modules came" until_is active systemctl is-active facetd

ok "a type is looked for" typed admin/first-vgpu.md "A first vGPU, and a guest on it"
ok "a vGPU by sysfs" typed admin/first-vgpu.md "By sysfs"
ok "a vGPU by mdevctl" typed admin/first-vgpu.md "By mdevctl" 1
ok "goes again" typed admin/first-vgpu.md "By mdevctl" 2
ok "one is defined, to start by itself" define "$a" facet-2
for pair in weight=300 cap=40 display=region; do add "$a" "$pair"; done
ok "and started" mdevctl start --uuid "$a"
weigh facet-2
ok "facetd gets a policy" systemctl reload facetd
ok "which takes effect" until_is "700 40 region " knobs "$a"

before=$(tools) pid=$(systemctl show -P MainPID facetd)
ok "the tools are upgraded" deb "$NEW" facet-tools
ok "to another version" test "$(tools)" != "$before"
ok "the vGPU is as it was" until_is "700 40 region " knobs "$a"
ok "facetd is the new one" test "$(systemctl show -P MainPID facetd)" != "$pid"
ok "and runs" until_is active systemctl is-active facetd
ok "with the administrator's configuration" grep -q 'weight = 700' "$CONF"

ok "dpkg installs facet-engine" deb "$PACKAGES" facet-engine
ok "which starts with the host" is "$(systemctl is-enabled facet-engine)" enabled
ok "and runs already: the modules are there" until_is active systemctl is-active facet-engine
rm -f "$FACET_DIR/end"
"$FACET_REPO/out/build/guest/facet-host-draws" "$a" 1000000 draws-until "$FACET_DIR/end" \
	>"$FACET_DIR/draws" &
guest=$!
UNTIL=20 ok "a guest that draws gets a worker" until_ok has_worker 0
first=$(worker)
ok "facet-engine is upgraded meanwhile" deb "$NEW" facet-engine
UNTIL=20 ok "the guest gets a worker of the new version" until_ok has_worker "$first"
touch "$FACET_DIR/end"
ok "and has lost no work" wait "$guest"
ok "facet-engine is removed" quietly dpkg -r facet-engine
ok "and has ended" until_is inactive systemctl is-active facet-engine
ok "it is purged" quietly dpkg -P facet-engine

ok "the tools are removed" quietly dpkg -r facet-tools
ok "facetd has gone" until_is inactive systemctl is-active facetd
ok "and has given back what it changed" is "$(knobs "$a")" "300 40 region "
ok "its configuration stays" test -e "$CONF"
ok "and so does what was defined" is "$(defined auto)" 1
mdevctl stop --uuid "$a"
mdevctl undefine --uuid "$a"
ok "they are purged" quietly dpkg -P facet-tools
files >"$FACET_DIR/files.after"
others='^/etc/(passwd|shadow|group|gshadow)-?$|^/etc/mdevctl.d|^/var/lib/(dpkg|systemd)/'
left() {
	comm -13 "$FACET_DIR"/files.{before,after} |
		awk -v others="$others" '/\/facet/ && !/mdevctl.d/ || $0 !~ others'
}
ok "nothing of them is left" is "$(left)" ""
ok "the modules are no concern of theirs" rmmod facet_softgpu facet
ok "nothing of this had to be read in the journal" is "$(complaints)" ""
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
