# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Moves of guests between two QEMUs of the host VM. Sourced after host-lib.sh. The caller sets
# GUEST_DEVICE=enable-migration=on.

# The lab moves 10 to 30 MB/s, so QEMU's default limit of the downtime would never be met.
DOWNTIME_MS=10000

# move_said N: print what QEMU says of the move of guest N.
move_said() { guest_answer "$1" info migrate; }

# move_status N: print the state of the move of guest N, as QEMU names it.
move_status() {
	move_said "$1" | sed -nE "s/^(Migration s|S)tatus:[[:space:]]*([a-z-]+).*/\\2/p" | head -n 1
}

# move_begin N URI MS [BANDWIDTH]: let guest N begin to move to a URI, with a downtime of MS ms at
# most, and BANDWIDTH (1G) bytes in a second.
move_begin() {
	guest_monitor "$1" migrate_set_parameter max-bandwidth "${4:-1G}"
	guest_monitor "$1" migrate_set_parameter downtime-limit "$3"
	guest_monitor "$1" "migrate -d \"$2\""
}

# move_wait FROM TO: wait until the move has ended, or a QEMU has. Print the last state.
move_wait() {
	local i said=''
	for ((i = 0; i < 1200; i++)); do
		sleep 0.5
		said=$(move_status "$1")
		[[ $said != completed && $said != failed && $said != cancelled ]] || break
		guest_alive "$1" && guest_alive "$2" || break
	done
	echo "$said"
}

# move_to N URI [KERNEL COMMAND LINE...]: start a QEMU of guest N that takes a guest from a URI.
# GUEST_ARGS is kept.
move_to() {
	local n=$1 args=("${GUEST_ARGS[@]}")
	GUEST_ARGS+=(-incoming "$2")
	guest_start "$n" "${@:3}"
	GUEST_ARGS=("${args[@]}")
}

# move_starts FROM TO MS [KERNEL COMMAND LINE...]: let guest FROM begin to move to a new QEMU of
# guest TO, with a downtime of MS ms at most.
move_starts() {
	local i
	rm -f "$RUN/move"
	move_to "$2" "unix:$RUN/move" "${@:4}"
	for ((i = 0; i < 300; i++)); do [[ -S $RUN/move ]] && break; sleep 0.1; done
	move_begin "$1" "unix:$RUN/move" "$3"
}

# moved FROM TO [KERNEL COMMAND LINE...]: let guest FROM move to a new QEMU of guest TO, and end the
# old one. Adds a line on the move to host.report.
moved() {
	local from=$1 to=$2 said
	move_starts "$from" "$to" "$DOWNTIME_MS" "${@:3}"
	said=$(move_wait "$from" "$to")
	[[ $said == completed ]] || {
		say "guest$from: its move: $said: $(tail -n 2 "$RUN/guest$to.qemu")"
		return 1
	}
	said=$(move_said "$from")
	fact move "\"guest\":$from,$(
		move_figure total_ms '(total time: |Time \(ms\):.*total=)([0-9]+)' "$said"
	),$(
		move_figure downtime_ms '(downtime: |Time \(ms\):.*, down=)([0-9]+)' "$said"
	),$(move_figure ram_kib '(transferred ram: )([0-9]+)' "$said"),$(
		move_figure device_kib '(vfio device transferred: )([0-9]+)' "$said"
	)"
	say "guest$from: $(tail -n 1 "$FACET_DIR/host.report")"
	guest_kill "$from"
}

# saved FROM FILE: stop guest FROM, save it to a file, and end its QEMU.
saved() {
	local said
	guest_answer "$1" stop >/dev/null
	move_begin "$1" "file:$2" "$DOWNTIME_MS"
	said=$(move_wait "$1" "$1")
	[[ $said == completed ]] || { say "guest$1: its save: $said" && return 1; }
	say "guest$1: saved in $(stat -c %s "$2") bytes"
	guest_kill "$1"
}

# loaded TO FILE [KERNEL COMMAND LINE...]: load a guest from a file into a new QEMU, and let it run.
loaded() {
	local i said
	move_to "$1" "file:$2" "${@:3}"
	for ((i = 0; i < 1200; i++)); do
		sleep 0.5
		guest_alive "$1" || break
		said=$(guest_answer "$1" info status)
		[[ $said == *inmigrate* ]] || break
	done
	guest_answer "$1" cont >/dev/null
	guest_answer "$1" info status | grep -q 'VM status: running' || {
		say "guest$1: $said: $(tail -n 2 "$RUN/guest$1.qemu")"
		return 1
	}
}

# move_figure NAME PATTERN TEXT: print "NAME":NUMBER, or null if no line of the text has it. The
# number is the second group of PATTERN. QEMU 11 has other lines than QEMU 10, and sizes with units,
# which give null.
move_figure() {
	local n
	n=$(sed -nE "s/^ *$2.*$/\\2/p" <<<"$3" | head -n 1)
	printf '"%s":%s' "$1" "${n:-null}"
}
