#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernel memory of a vGPU is charged to the VMM's control group. One of two VMMs fills its group's
# limit: that VMM is killed, and nothing else on the host is affected. Memory that a screenshot
# allocates is charged to the vGPU's VMM as well, and so are the pictures of a virtio-gpu, and the
# state that is saved for a move.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
a=$(uuid 1) b=$(uuid 2)
group=/sys/fs/cgroup/facet-charged
LIMIT_MIB=48
TROUBLE=$FACET_REPO/tests/demo/host-trouble.patterns

# report: print the kernel's report of the process that it killed; the report has a stack trace of
# the thread that asked for memory. others: print the rest of the log since mark_log.
oom='/ invoked oom-killer: /,/Memory cgroup out of memory: Killed process/'
report() { log_since_mark | sed -n "${oom}p"; }
others() { log_since_mark | sed "${oom}d"; }
killed_one_of_ours() { [[ $(report | grep -c 'Killed process .*(facet-host-char') == 1 ]]; }
no_trouble() { ! others | grep -Ef "$TROUBLE"; }

charged() {
	local rc=0
	"$(dirname "$CLIENT")/facet-host-charged" "$@" || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	((rc < 2)) || echo "not ok - facet-host-charged ended with status $rc"
}

before=$(pinned)
create_dark facet-1 "$a"
create_dark facet-1 "$b"
control_groups memory
mkdir "$group"
ok "there is a control group with a limit of $LIMIT_MIB MiB" \
	eval 'echo $((LIMIT_MIB << 20)) >"$group/memory.max"'
mark_log
charged shot "$a" "$group"
ok "that vGPU is closed and holds no page" lets_go "$a"
charged "$a" "$b" "$group"
ok "the kernel's log says whom it killed" killed_one_of_ours
ok "and has no complaint beside that" no_trouble
for u in "$a" "$b"; do
	ok "a vGPU is closed and holds no page" lets_go "$u"
	remove "$u"
done
rmdir "$group"
create_dark facet-v1 "$a"
ok "the VMM pays for the pictures of a virtio-gpu" \
	pays "$(dirname "$CLIENT")/facet-host-virtio" "$a" fills
ok "and for their copy in the state that is saved for a move" \
	pays "$(dirname "$CLIENT")/facet-host-virtio" "$a" saves
ok "that vGPU is closed and holds no page" lets_go "$a"
remove "$a"
ok "no page is pinned any more" unpinned "$before"
# Save and clear the kernel's log: the checks above expect the killed process, but later checks of
# the whole log would report it.
dmesg >"$FACET_DIR/killed.dmesg"
dmesg -C
echo "facet-test: $(basename "$0" .sh) begins" >/dev/kmsg
exit $((failures > 0))
