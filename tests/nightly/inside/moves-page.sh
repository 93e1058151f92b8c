#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Type docs/admin/migration.md word for word, at two hosts. This script runs on the source. A guest
# moves by QEMU alone from the source to the destination, is saved there and loaded. Then a guest of
# libvirt is saved, restored on another vGPU, and moves. Each block of the page is typed, or is in
# UNTYPED with the reason. TAP; FACET_DIR/said has all commands and their output.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/nightly/inside/wired.bash"
exec 2>"$FACET_DIR/said"
PAGE=admin/migration.md
TYPED=$FACET_DIR/typed
UNTYPED="The option of QEMU: text 1: what QEMU prints
Before a move: text 1: what facetctl prints
What is refused: text 1: what the kernel prints"
a=5e5fabcd-0003-4000-8000-000000000003

# at HOST COMMAND: run a line of shell at a host, with the functions of wired.bash.
at() {
	# shellcheck disable=SC2029 # expanded here
	ssh -n "$1" "export FACET_REPO=$FACET_REPO VGPU=${VGPU:-web1} UNTIL=${UNTIL:-300}
		. $FACET_REPO/tests/nightly/inside/wired.bash; $2" >&2
}

# block HEADING N [LANGUAGE]: print a block of the page, and record it. Commands come without "# ".
block() {
	words "$PAGE" "$1" "$2" "${3:-console}" | sed 's/^# //' || return
	echo "$1: ${3:-console} $2" >>"$TYPED"
}

# typed HOST HEADING N: type a block at a host. FACET_DIR/answer has the output.
typed() {
	local rc=0
	printf '== %s: %s %s\n' "$@" >&2
	block "$2" "$3" >"$FACET_DIR/words-$3"
	ssh -n "$1" "cd /root/work && PATH=$LAB:\$PATH bash -ex $FACET_DIR/words-$3" \
		>"$FACET_DIR/answer-$3" 2>&1 || rc=$?
	cp "$FACET_DIR/answer-$3" "$FACET_DIR/answer"
	cat "$FACET_DIR/answer" >&2
	((rc == 0)) || tail -n 4 "$FACET_DIR/answer" | sed 's/^/# /'
	return "$rc"
}

# into_monitor HOST HEADING N: type a block into the monitor of QEMU at a host. The last line is
# typed again until "info migrate" says how the move ended.
into_monitor() {
	local line
	block "$2" "$3" | sed 's/^(qemu) //' >"$FACET_DIR/words"
	while read -r line <&3; do
		at "$1" "monitor $line"
		[[ $line != 'info migrate' ]] ||
			until_ok at "$1" 'monitor info migrate | tee /dev/stderr |
				grep -E "^(Migration s|S)tatus: *completed"' || return
	done 3<"$FACET_DIR/words"
}

# qemu_typed HOST INCOMING: type the block that starts QEMU. INCOMING: the URI behind -incoming, or
# nothing for a QEMU that takes no guest.
qemu_typed() {
	block "A move with QEMU" 2 >"$FACET_DIR/qemu"
	grep -q -- '^    -incoming tcp:0:4444$' "$FACET_DIR/qemu" || return
	if [[ -z $2 ]]; then
		# The line before it ends with a backslash.
		sed -i -e '/-incoming/d' "$FACET_DIR/qemu"
		sed -i -e '$ s/ \\$//' "$FACET_DIR/qemu"
	else
		sed -i "s|tcp:0:4444|$2|" "$FACET_DIR/qemu"
	fi
	at "$1" "begin_qemu $FACET_DIR/qemu"
}

# waits HOST: wait until QEMU of a host waits for a guest.
waits() { at "$1" 'until_ok eval "monitor info status | grep -q inmigrate"'; }

# shows HOST CLIENT: the host shows what the guest drew at the source.
shows() { at "$1" "until_ok seen $2 $FACET_DIR/$1-$2.png"; }

# goes_on HOST NAME CLIENT: three lines on a guest that has come to a host.
goes_on() {
	ok "$2: its blits go on" at "$1" compares
	ok "$2: its picture is there" shows "$1" "$3"
	ok "$2: its kernel does not complain" at "$1" quiet
}

# works: let the guest of the source draw and blit.
works() {
	ok "the guest's i915 comes up" at source 'until_ok grep -qa FACET-READY $REPORT'
	at source 'order pattern'
	ok "it draws" at source 'until_ok lit'
	at source 'order again blits --count 1000000 --seed 1'
	ok "it blits" at source compares
	# The destination cannot know otherwise what the guest has drawn.
	at source 'cat $REPORT >$REPORT.before; scp -q $REPORT.before destination:$REPORT.before'
}

# all_blocks: print "HEADING: LANGUAGE N" for each block of the page.
all_blocks() {
	awk '
		/^```/ {
			fence = !fence
			if (fence) { l = substr($0, 4); print h ": " l " " ++n[h, l] }
			next
		}
		!fence && /^#+ / { sub(/^#+ /, ""); h = $0 }' "$PAGES/$PAGE"
}
all_typed() {
	local left known
	known=$(sed -E 's/^([^:]*: [a-z]+ [0-9]+): .*/\1/' <<<"$UNTYPED")
	left=$(comm -23 <(all_blocks | sort) <(echo "$known" | sort -u - "$TYPED"))
	printf '# not typed: %s\n' "${UNTYPED//$'\n'/$'\n# not typed: '}"
	is "$left" ""
}

: >"$TYPED"
trap 'touch "$WIRED/end"' EXIT
ok "the source is there" wire source
ok "it reaches the destination" until_ok at destination true

echo "# by QEMU alone"
ok "two vGPUs of different types" not typed source "Before a move" 1
ok "are told apart" answered "no *type is 'facet-1' there and 'facet-2' here"
at source 'facetctl remove here; facetctl remove there'
ok "the source has a vGPU" typed source "A move with QEMU" 1
ok "QEMU starts there" qemu_typed source ''
works
ok "the destination gets a vGPU" typed destination "A move with QEMU" 1
ok "which takes the state, as far as facetctl can tell" typed destination "Before a move" 2
at source 'facetctl set web1 weight=300 splash=off'
ok "all knobs are carried over" typed destination "The scheduler's knobs" 1
ok "which shows" at destination 'facetctl show --json web1 | jq -e ".weight == 300"'
at source 'facetctl set web1 weight=200'
ok "some knobs are carried over" typed destination "The scheduler's knobs" 2
ok "which shows" at destination 'facetctl show --json web1 | jq -e ".weight == 200"'
ok "QEMU starts at the destination" qemu_typed destination tcp:0:4444
ok "and waits" waits destination
at source 'monitor migrate -d tcp:destination:4444'
ok "a move is given up" into_monitor source "A move with QEMU" 4
ok "and the guest goes on at the source" at source compares
ok "QEMU of the destination ends" at destination 'until_ok no_qemu'
ok "QEMU starts there again" qemu_typed destination tcp:0:4444
ok "and waits" waits destination
ok "the guest moves" into_monitor source "A move with QEMU" 3
goes_on destination "moved" by_screenshot
at source 'monitor quit'
ok "QEMU of the source ends" at source 'until_ok no_qemu'
ok "the guest is saved to a file" into_monitor destination "Save to a file, and load" 1
ok "QEMU ends" at destination 'until_ok no_qemu'
ok "facetctl says that the vGPU takes the file" typed destination "Before a move" 3
ok "QEMU starts with the file" qemu_typed destination file:/var/tmp/web1.state
ok "it has loaded" at destination \
	'until_ok eval "monitor info status | grep paused | grep -qv inmigrate"'
ok "and goes on" into_monitor destination "Save to a file, and load" 2
goes_on destination "loaded" by_screenshot
at destination 'monitor quit; until_ok no_qemu; facetctl remove web1'
at source 'facetctl remove web1'

echo "# by libvirt $(virsh --version)"
block "With libvirt" 1 xml >/dev/null
at source "facetctl create --type facet-1 --uuid $a display=region"
at source "rm -f \$REPORT*
	domain web1 \"<graphics type='vnc'/>\$(hostdev $a)\" \"\$(override)\" >/root/web1.xml &&
	virsh define /root/web1.xml && virsh start web1"
works
ok "its QEMU has a profile of AppArmor" at source confined
ok "the guest is saved and restored, by a file and by its name" typed source "With libvirt" 1
goes_on source "restored" by_vnc
ok "it is restored on another vGPU" typed source "With libvirt" 2
goes_on source "on another vGPU" by_vnc
at source "virsh destroy web1; rm -f \$REPORT*; virsh start web1"
works
typed source "With libvirt" 3 &
# Only a guest that moves takes a limit.
ok "a longer downtime is allowed" until_ok typed source "With libvirt" 4
ok "the guest moves to the destination" wait $!
goes_on destination "moved by libvirt" by_vnc
ok "its QEMU has a profile of AppArmor there" at destination confined
ok "libvirt has no guest at the source" at source \
	'[[ $(virsh domstate web1) == "shut off" ]]'
at destination 'virsh destroy web1'
ok "each block of the page was typed" all_typed
cp /var/log/libvirt/qemu/*.log "$FACET_DIR/"
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal"
ok "AppArmor had nothing to refuse" eval '! dmesg | grep -i "apparmor=.DENIED"'
exit $((failures > 0))
