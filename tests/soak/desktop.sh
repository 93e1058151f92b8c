#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests of three kernels run a desktop on the vfio-user server. The server lists the registers
# without a row that the guests accessed. FACET_DIR gets unlisted-KERNEL.txt, steps-KERNEL.txt and
# pictures. docs/reference/generated/registers.md must explain each offset. i915 may complain only
# of hangs made on purpose. FACET_KERNELS: the kernels (6.1 6.12 7.2). FACET_MODEL: gen9 (default)
# or virtio-gpu, which has no registers of that kind; there each program has to succeed. Argument:
# the seconds after which no new round starts (0).

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/vm/lib/desktop.sh
. "$(dirname "$0")/../vm/lib/desktop.sh"

VFU=$BUILD/user/vfu/facet-vfu
PICTURES=png
ALL=$FACET_DIR
MODEL=${FACET_MODEL:-gen9}
APPEND=no_timer_check	# on a busy machine an emulated kernel may take its timer for broken
# Of each picture: its name, the least number of colours, and the least percentage of pixels that
# have not the most common colour. Weston's background and panel alone have 121 colours.
SHOTS=('console 2 0.5' 'xorg 50 5' 'weston-pixman 300 5' 'weston-gl 140 5' 'reloaded 2 0.5')
if [[ $MODEL == virtio-gpu ]]; then
	TYPE=facet-v1 APERTURE=''
	APPEND+=' facet.gpu=virtio_gpu'
fi

# shots: take the pictures that the report of the guest asks for, until the guest ends.
shots() {
	local seen=0 line
	while kill -0 "${GUESTS[0]}" 2>/dev/null; do
		line=$(tr -d '\r' 2>/dev/null <"$DIR/guest0/report.log" | grep '^SHOT ' |
			sed -n "$((seen + 1))p")
		if [[ -n $line ]]; then
			seen=$((seen + 1))
			sleep 2
			kill -USR1 "$SERVER"
			# The complete file is renamed to this name. No file appears while the
			# screen is off.
			for _ in {1..100}; do
				[[ -e $DIR/guest0.png ]] && break
				sleep 0.1
			done
			mv "$DIR/guest0.png" "$ALL/${DIR##*/}-${line#SHOT }.png" 2>/dev/null
		fi
		sleep 0.5
	done
}

# unexplained FILE: print the offsets of FILE that docs/reference/generated/registers.md does not
# list as without a row.
unexplained() {
	python3 - "$REPO/docs/reference/generated/registers.md" "$1" <<'T'
import re, sys
known = set()
absent = open(sys.argv[1], encoding="utf-8").read().split("\n## Offsets without a row")[1]
for first, n in re.findall(r"^\| (0x[0-9a-f]+)(?: x (\d+))? \|", absent, re.M):
    known |= {int(first, 16) + 4 * i for i in range(int(n or 1))}
met = [line.split()[0] for line in open(sys.argv[2], encoding="utf-8")]
print("\n".join(offset for offset in met if int(offset, 16) not in known))
T
}

# registers_explained VERSION: succeed if registers.md explains the registers that the guest met.
registers_explained() {
	local missing
	missing=$(unexplained "$ALL/unlisted-$1.txt")
	[[ -n $missing ]] || return 0
	warn "kernel $1 met offsets that registers.md does not explain: ${missing//$'\n'/ }"
	return 1
}

# programs_worked VERSION: succeed if no program of the guest has failed.
programs_worked() { ! grep '^FAILED' "$ALL/steps-$1.txt" >&2; }

# pictures_there VERSION: succeed if each picture was taken, and shows something.
pictures_there() {
	local shot colours percent said rc=0
	for shot in "${SHOTS[@]}"; do
		read -r shot colours percent <<<"$shot"
		said=$(python3 -B "$REPO/tests/soak/shows.py" "$ALL/$1-$shot.png" "$colours" \
			"$percent") || { warn "kernel $1: $said" && rc=1; }
	done
	return "$rc"
}

# guest_with_desktop VERSION: run one guest with that kernel, and judge it.
guest_with_desktop() {
	local version=$1 rc
	DIR=$ALL/$version
	rm -rf "$DIR" "$ALL/$version"-*.png
	mkdir -p "$DIR"
	FACET_KERNEL=$version
	desktop_initrd "$DIR/initrd" "$version" "$REPO/tests/soak/desktop-run" \
		"$REPO/tests/soak/desktop-load" \
		"$BUILD/guest/facet-guest-rubbish"
	server 1
	step "desktop: a guest with kernel $version"
	mkdir -p "$DIR/guest0"
	: >"$DIR/guest0/report.log"
	(
		own_children
		FACET_GUEST_MEM=2048 FACET_APPEND=$APPEND guest_user "$DIR/guest0" \
			"$version" "$DIR/initrd" \
			-drive "file=$ROOT_DISK,if=none,id=root,format=raw,snapshot=on" \
			-device virtio-blk-pci,drive=root,addr=04.0 -smp 2 \
			-device "$(vfu_device "$SOCKETS/0")"
		echo $? >"$DIR/guest0.status"
	) >"$DIR/guest0.log" 2>&1 &
	GUESTS[0]=$!
	CHILDREN+=($!)
	shots
	ended 0
	# Of two pending signals, the server takes USR2 first. It handles TERM after that report.
	kill -USR2 "$SERVER"
	kill -TERM "$SERVER"
	wait "$SERVER"
	rc=$?
	forget "$SERVER"
	sed -nE 's/^.*(  [0-9a-f]{6} [0-9]+ reads [0-9]+ writes.*)$/\1/p' "$DIR/server.log" \
		>"$ALL/unlisted-$version.txt"
	tr -d '\r' <"$DIR/guest0/report.log" | grep -E '^(STEP|FAILED)' >"$ALL/steps-$version.txt"
	step "desktop: $version: status $(cat "$DIR/guest0.status"), server $rc," \
		"$(wc -l <"$ALL/unlisted-$version.txt") offsets without a row"
	((rc == 0)) && [[ $(cat "$DIR/guest0.status") == 0 ]] || return 1
	pictures_there "$version" || return 1
	if [[ $MODEL == gen9 ]]; then
		registers_explained "$version" || return 1
	else
		programs_worked "$version" || return 1
	fi
	no_complaints "$DIR/guest0/console.log" '^$'
}

build_vfu
build_guest
failed=0
while :; do
	for v in ${FACET_KERNELS:-6.1 6.12 7.2}; do guest_with_desktop "$v" || failed=1; done
	((SECONDS < ${1:-0} && failed == 0)) || break
done
exit "$failed"
