#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-engine as an administrator has it: installed as meson installs it, started by systemd and by
# udev, in the sandbox of its unit. A mini-guest in a scope of its own draws. Runs in the host VM
# that systemd has booted. TAP; the journal is in FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/tools/facetd.bash"
export SYSTEMD_PAGER=cat SYSTEMD_COLORS=no
BUILT=$FACET_REPO/out/build/guest
SERVICE=$FACET_REPO/engine/service
LOOPS=1000000
PATIENCE=300
a=$(uuid 1)
out=$(mktemp)

load() { insmod "$FACET_MODULES/facet.ko" && insmod "$FACET_MODULES/facet_softgpu.ko"; }
of_service() { systemctl show -P "$1" facet-engine; }
journal() { journalctl -u facet-engine -o cat --no-pager; }
worker() { cat "$DEVICES/$a/facet/engine_pid"; }
group_of() { sed -n 's/^0:://p' "/proc/$1/cgroup"; }
user_of() { ps -o user= -p "$1"; }

# guest NUMBER draws|does-not|is-idle|draws-until [FILE]: run a mini-guest in a scope of its own.
# facet-host-draws says what NUMBER is. The guest's lines of TAP are in $out.
guest() {
	systemd-run -q --scope --unit vm-web1 -p MemoryMax=512M -p CPUQuota=150% \
		"$BUILT/facet-host-draws" "$a" "$@" >"$out"
}
# draws: succeed if a mini-guest's kernel counts. Print what it said if not.
draws() {
	guest 1000 draws && return
	sed 's/^/# /' "$out"
	return 1
}
# draws_on: run a mini-guest that draws until end_draws, as process $vmm.
draws_on() {
	rm -f "$out.end"
	guest "$LOOPS" draws-until "$out.end" &
	vmm=$!
}
# end_draws: end that, and succeed if each draw has counted. Print what it said if not.
end_draws() {
	touch "$out.end"
	wait "$vmm" && return
	sed 's/^/# /' "$out"
	return 1
}
# has_used_time: succeed once facetctl shows processor time. The kernel counts that in ticks.
has_used_time() { facetctl show "$a" | grep -qE '^cpu_ns +[1-9]'; }
has_worker() { [[ $(worker) != 0 ]]; }
# other_than PID: succeed once another process is the vGPU's worker.
other_than() { has_worker && [[ $(worker) != "$1" ]]; }

install -D "$BUILT/facet-engine" /usr/sbin/facet-engine
install -D "$BUILT/facetctl" /usr/bin/facetctl
install -D -m 644 -t /usr/lib/systemd/system "$SERVICE/facet-engine.service"
install -D -m 644 "$SERVICE/71-facet-engine.rules" /usr/lib/udev/rules.d/71-facet-engine.rules
systemctl daemon-reload
systemctl -q enable facet-engine
ok "systemd finds no fault with the unit" \
	is "$(systemd-analyze verify --man=no facet-engine.service 2>&1)" ""
ok "the user is made" systemd-sysusers "$SERVICE/sysusers.conf"

rmmod facet_softgpu facet
ok "without the module its start is no failure" systemctl start facet-engine
ok "and starts nothing" \
	is "$(of_service ActiveState) $(of_service ConditionResult)" "inactive no"
udevadm control --reload
load
ok "the service starts when the module is loaded" until_is active of_service ActiveState
create_dark facet-1 "$a"
ok "a guest draws" draws

guest 10 is-idle &
vmm=$!
UNTIL=20 ok "the vGPU names its worker" until_ok has_worker
first=$(worker)
ok "which runs as the user that owns nothing" is "$(user_of "$first")" facet-engine
ok "and is in the control group of its VMM" \
	eval '[[ $(group_of "$first") == */vm-web1.scope ]]'
facetctl show "$a" >"$out.show"
ok "facetctl shows the bound of the group" grep -q '^engine_kib_max 524288$' "$out.show"
ok "and the worker's memory" grep -qE '^engine_kib +[1-9]' "$out.show"
wait "$vmm"

draws_on
until_ok has_worker
first=$(worker)
ok "facetctl shows the processor time of a worker that draws" until_ok has_used_time
ok "the service is reloaded" systemctl reload facet-engine
ok "and the vGPU gets a new worker" until_ok other_than "$first"
ok "no draw is lost meanwhile" end_draws

draws_on
until_ok has_worker
first=$(worker)
kill -9 "$(of_service MainPID)"
ok "killed, the service is started again" until_is "1 active" \
	eval 'echo "$(of_service NRestarts) $(of_service ActiveState)"'
ok "it gives the vGPU a new worker, too" until_ok other_than "$first"
ok "no draw is lost meanwhile either" end_draws
ok "a guest draws afterwards" draws

ok "the service stops" systemctl stop facet-engine
ok "which is no failure" is "$(of_service Result)" success
ok "no process of its user is left" not pgrep -u facet-engine
ok "commands have no effect then" guest 1000 does-not
ok "it starts by hand" systemctl start facet-engine
ok "and a guest draws" draws
systemctl stop facet-engine

level='s/.*Overall exposure level for facet-engine.service: \([0-9.]*\).*/\1/p'
exposure=$(systemd-analyze security facet-engine 2>/dev/null | sed -n "$level")
echo "# systemd-analyze security: $exposure"
ok "it is exposed by 4.0 at most" awk -v e="${exposure:-99}" 'BEGIN { exit !(e <= 4.0) }'
remove "$a"
journal >"$FACET_DIR/journal.log"
systemctl -q disable facet-engine
ok "the kernel's log is clean" log_is_clean
rm -f "$out" "$out".{show,end}
exit $((failures > 0))
