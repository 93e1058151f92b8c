#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetd as an administrator has it: installed as meson installs it, started by systemd and by udev,
# in the sandbox of its unit. Runs in the host VM that systemd has booted. TAP; the journal is in
# FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/tools/facetd.bash"
export SYSTEMD_PAGER=cat SYSTEMD_COLORS=no
CONF=/etc/facet/facetd.conf
STATE=/run/facet/facetd.state
PATIENCE=300
a=$(uuid 1) b=$(uuid 2)

knobs() { cat "$DEVICES/$1/facet/"{weight,cap,slice_us,priority} | tr "\n" " "; }
of_service() { systemctl show -P "$1" facetd; }
journal() { journalctl -u facetd -o cat --no-pager; }
told() { journal | grep -c -- "$1"; }

load() { insmod "$FACET_MODULES/facet.ko" && insmod "$FACET_MODULES/facet_softgpu.ko"; }
unload() { rmmod facet_softgpu facet; }
refuses_unload() { ! rmmod facet 2>/dev/null && [[ -e /dev/facet-stats ]]; }
# create_both: create both vGPUs and name them. facetd manages a vGPU one second after its creation.
create_both() {
	create facet-1 "$a" && create facet-2 "$b" &&
		echo web >"$DEVICES/$a/facet/name" && echo db >"$DEVICES/$b/facet/name"
}
restarts() { echo "$(of_service NRestarts) $(of_service ActiveState)"; }

# configure WEIGHT: write a configuration whose policy sets this weight.
configure() {
	cat >"$CONF" <<-T
		[facetd]
		interval = 100 ms
		exporter = 127.0.0.1:9477
		exclude = db
		[policy day]
		kind = fixed
		weight = $1
		cap = 40
		slice_us = 2000
		priority = high
		[class all]
		match = *
		policies = day
	T
}

install -D "$FACET_REPO/out/build/guest/facetd" /usr/sbin/facetd
install -D "$FACET_REPO/out/build/guest/facetctl" /usr/bin/facetctl
install -D -m 644 "$FACET_REPO/tools/facetd/facetd.conf" "$CONF"
install -D -m 644 "$FACET_REPO/tools/facetd/facetd.service" /usr/lib/systemd/system/facetd.service
install -D -m 644 -t /usr/lib/systemd/system "$FACET_REPO/tools/host/systemd/facet-vgpus.service"
systemctl daemon-reload
systemctl -q enable facetd facet-vgpus
ok "systemd finds no fault with the units" \
	is "$(systemd-analyze verify --man=no facetd.service facet-vgpus.service 2>&1)" ""
ok "guests of libvirt's come behind what starts with the host" \
	eval 'systemctl show -P Before facet-vgpus | grep -q libvirtd.service'
mdevctl define --auto --uuid "$a" --parent facet --type facet-1
mdevctl define --uuid "$b" --parent facet --type facet-1
ok "which is started where udev has not done so" \
	eval 'systemctl start facet-vgpus && there "$a"'
ok "and nothing else is" not there "$b"
mdevctl stop --uuid "$a"
sed -i 's/facet-1/facet-99/' "/etc/mdevctl.d/facet/$a"
ok "what does not start is a failure" not systemctl -q start facet-vgpus
said="$a, of type facet-99, did not start"
ok "of which the journal has the name" \
	eval 'journalctl -u facet-vgpus -o cat --no-pager | grep -q "$said"'
ok "and the reason" \
	eval 'journalctl -u facet-vgpus -o cat --no-pager | grep -qi "error.*facet-99"'
said="1 vGPU(s) that are to start with the host are not there, such as $a"
ok "the doctor tells of it as well" \
	eval 'facetctl doctor | grep -A1 "$said" | grep -q "journalctl -u facet-vgpus"'
mdevctl undefine --uuid "$a"
mdevctl undefine --uuid "$b"
systemctl reset-failed facet-vgpus

unload
ok "without the module its start is no failure" systemctl start facetd
ok "and starts nothing" \
	is "$(of_service ActiveState) $(of_service ConditionResult)" "inactive no"
ok "the group facet is made" systemd-sysusers "$FACET_REPO/tools/host/sysusers.d/facet.conf"
install -D -m 644 "$FACET_REPO/tools/host/udev/70-facet.rules" /usr/lib/udev/rules.d/70-facet.rules
udevadm control --reload
configure 300
load
ok "with that rule it starts when the module is loaded" until_is active of_service ActiveState
create_both
ok "it sets knobs from inside its sandbox" until_is "300 40 2000 high " knobs "$a"
ok "and leaves alone what is excluded" is "$(knobs "$b")" "200 0 0 normal "
ok "what it has changed is in its state file" grep -q "$a" "$STATE"
pid=$(of_service MainPID)
can() {
	nsenter -t "$pid" -m bash -ec "$1" 2>"$FACET_DIR/can" ||
		{ sed 's/^/# /' "$FACET_DIR/can" && return 1; }
}
writable="test -w /sys/devices && findmnt -no OPTIONS -T $DEVICES/$a/facet/weight | grep -qw rw"
ok "in there /sys/devices can be written" can "$writable"
closed='for f in /sys/module/kvm/parameters/halt_poll_ns /sys/kernel/mm/ksm/run /sys/bus/pci/rescan'
closed+='; do [[ -e $f ]] && ! echo 0 >$f || exit 1; done; ! mkdir /sys/fs/cgroup/x'
ok "and the rest of /sys cannot" can "$closed"
closed='! touch /etc/x && ! touch /usr/x && ! touch /var/x'
ok "nor the file system, but for its own folder" \
	can "$closed && touch /run/facet/x && rm /run/facet/x"
capabilities=$(awk '/^Cap(Eff|Prm|Bnd)/ { print $2 }' "/proc/$pid/status" | sort -u)
ok "it has no capability" is "$capabilities" 0000000000000000
metrics() {
	{ printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3 && cat <&3; } 3<>/dev/tcp/127.0.0.1/9477 |
		grep -c "^facet_vgpu_weight{uuid=\"$a\".* 300"
}
ok "this host reaches its exporter" is "$(metrics)" 1
ok "the module cannot be unloaded under it" refuses_unload
ok "systemctl tells who is there" until_is "2 vGPUs, 1 of them of a class" of_service StatusText

configure 500
ok "it is reloaded" systemctl reload facetd
ok "which takes effect" until_is "500 40 2000 high " knobs "$a"
echo 'nonsense = 1' >>"$CONF"
systemctl reload facetd
ok "what is wrong with a configuration is in the journal, with its line" \
	until_is 1 told "^$CONF:14: 'nonsense' is not a key of a class"
ok "and the old one goes on" \
	is "$(of_service ActiveState) $(knobs "$a")" "active 500 40 2000 high "

configure 600
kill -9 "$pid"
ok "killed, it is started again" until_is "1 active" restarts
ok "takes up what it had changed" \
	until_is 1 told 'taking up what was changed of 1 vGPUs before'
ok "and goes on" until_is "600 40 2000 high " knobs "$a"

mkdir -p /etc/systemd/system/facetd.service.d
printf '[Service]\nWatchdogSec=2\n' >/etc/systemd/system/facetd.service.d/watchdog.conf
systemctl daemon-reload
systemctl restart facetd
ok "a restart gives values back and sets them again" until_is "600 40 2000 high " knobs "$a"
kill -STOP "$(of_service MainPID)"
ok "one that hangs is noticed by the watchdog and started again" until_is "1 active" restarts
ok "that was the watchdog" \
	test "$(journalctl -u facetd --no-pager | grep -c 'Watchdog timeout')" = 1
ok "and values are as before" until_is "600 40 2000 high " knobs "$a"

systemctl stop facetd
ok "stopped, it gives back what was there before all of it" is "$(knobs "$a")" "100 0 0 normal "
ok "leaves no state" test ! -e "$STATE"
ok "and its end was none in error" is "$(of_service Result)" success
echo 'nonsense = 1' >>"$CONF"
fails() { ! systemctl start facetd; }
ok "with a configuration that is refused it does not start" fails
ok "is not tried again and again" \
	is "$(of_service ActiveState) $(of_service ExecMainStatus) $(of_service NRestarts)" \
	"failed 2 0"
configure 300
systemctl reset-failed facetd
ok "and does with one that is mended" systemctl start facetd
ok "as soon as it has started, it has decided" until_is "300 40 2000 high " knobs "$a"
systemctl stop facetd
level='s/.*Overall exposure level for facetd.service: \([0-9.]*\).*/\1/p'
exposure=$(systemd-analyze security facetd 2>/dev/null | sed -n "$level")
echo "# systemd-analyze security: $exposure"
ok "it is exposed by 2.0 at most" awk -v e="${exposure:-99}" 'BEGIN { exit !(e <= 2.0) }'
remove "$a"
remove "$b"

useradd -M -G facet watcher
useradd -M stranger
systemctl -q disable facetd facet-vgpus
unload
load
create facet-1 "$a"
udevadm settle
as() { setpriv --reuid "$1" --regid "$1" --init-groups bash -c "$2" 2>/dev/null; }
ok "with its rules members of the group set what vGPUs get" \
	as watcher "echo 400 >$DEVICES/$a/facet/weight && echo low >$DEVICES/$a/facet/priority"
ok "which counts" is "$(knobs "$a")" "400 0 0 low "
sets_name() { as watcher "echo x >$DEVICES/$a/facet/name"; }
sets_policy() { as watcher "echo equal_share >$PARENT/sched_policy"; }
ok "and nothing else" eval '! sets_name && ! sets_policy'
ok "they may watch" \
	as watcher "exec 3</dev/facet-stats && cat $DEVICES/$a/facet/statistics"
ok "and not write what they see" eval '! as watcher "exec 3<>/dev/facet-stats"'
ok "others may neither set" eval '! as stranger "echo 1 >$DEVICES/$a/facet/weight"'
ok "nor watch" eval '! as stranger "exec 3</dev/facet-stats" &&
	! as stranger "cat $DEVICES/$a/facet/statistics"'
remove "$a"
journalctl -b --no-pager >"$FACET_DIR/journal.log"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
