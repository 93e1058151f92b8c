# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests on facet-vfu, one process for all of them, and what must be true of each afterwards. Sourced by
# tests/user/*.sh. Needs facet-vfu with sanitizers in $FACET_BUILD/asan/vfu and the guests' programs in $FACET_BUILD/guest.

# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../vm/lib/lab.sh"

DIR=${FACET_DIR:-$OUT/test/user/manual}
VFU=${FACET_VFU:-$BUILD/asan/vfu/facet-vfu}
GUESTS=() PROGRAMS=()
for p in check pattern blits aperture; do PROGRAMS+=("$BUILD/guest/facet-guest-$p"); done
FAILED=0
OUTPUTS=()		# options of facet-vfu for the outputs of each guest
MODE=1920x1080		# that the first of them prefers
TYPE=''			# of the vGPUs
TRACES=yes		# of register accesses
APERTURE=4		# MiB of the aperture that guests may map: it is trapped here, and a frame buffer in it would be four million messages

# ok WORD CONDITION...: one result line; CONDITION is a command.
ok() {
	local what=$1
	shift
	if (($#)) && "$@"; then
		echo "ok - $what"
	else
		echo "not ok - $what"
		FAILED=1
	fi
}

# value REPORT KEY FILE: what the last line of a guest program says of KEY.
value() {
	sed -nE "/\"report\":\"$1\"/s/.*\"$2\":\"?([^,\"}]*).*/\1/p" "$3" | tail -n 1
}

# prepare RUN: a RAM disk whose guests run the script RUN, and an empty $DIR.
prepare() {
	mkdir -p "$DIR"
	rm -rf "$DIR"/guest* "$DIR"/sanitizer.*
	[[ -x $VFU ]] || die "$VFU is missing: run './run build user'"
	builder
	guest_initrd "$DIR/initrd" "${FACET_KERNEL:-6.12}" "$1" "${PROGRAMS[@]}"
}

# server N: start facet-vfu with N vGPUs; the pid is in $SERVER, sockets are $SOCKETS/0 and so on.
server() {
	local i args=()
	tempdir user
	SOCKETS=$TMPD
	[[ -z $TYPE ]] || args+=(--type "$TYPE")
	for ((i = 0; i < $1; i++)); do
		args+=(--socket "$SOCKETS/$i" --aperture "$APERTURE" "${OUTPUTS[@]}" --screenshot "$DIR/guest$i.${PICTURES:-ppm}")
		[[ -z $TRACES ]] || args+=(--trace "$DIR/guest$i.trace")
	done
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:log_path=$DIR/sanitizer \
		UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:log_path=$DIR/sanitizer \
		spawn "$VFU" "${args[@]}" >"$DIR/server.log" 2>&1
	SERVER=$SPAWNED
	for ((i = 0; i < 200; i++)); do
		! grep -q ready "$DIR/server.log" || return 0
		kill -0 "$SERVER" 2>/dev/null || break
		sleep 0.1
	done
	die "facet-vfu does not start: $(tail -n 1 "$DIR/server.log")"
}

# boot I [KERNEL COMMAND LINE]: one guest to its end, in the background; its pid is in ${GUESTS[I]}.
boot() {
	(
		own_children
		FACET_APPEND="facet.name=guest$1 ${2:-}" guest_user "$DIR/guest$1" "${FACET_KERNEL:-6.12}" "$DIR/initrd" \
			-device "$(vfu_device "$SOCKETS/$1")"
		echo $? >"$DIR/guest$1.status"
	) >"$DIR/guest$1.log" 2>&1 &
	GUESTS[$1]=$!
	CHILDREN+=($!)
}

# ended I: wait for a guest.
ended() {
	wait "${GUESTS[$1]}"
	forget "${GUESTS[$1]}"
}

# vmm_of I: the process that has guest I in it, found by the socket that only this run knows.
vmm_of() {
	local p
	for p in /proc/[0-9]*; do
		if [[ $(readlink "$p/exe") == */qemu-system-x86_64 ]] && grep -qF "$SOCKETS/$1" "$p/cmdline"; then
			echo "${p#/proc/}"
		fi
	done 2>/dev/null
}

# says I TEXT: wait until the report of a guest has TEXT; fails when the guest ends first.
says() {
	while ! grep -qF "$2" "$DIR/guest$1/report.log" 2>/dev/null; do
		kill -0 "${GUESTS[$1]}" 2>/dev/null || return 1
		sleep 0.3
	done
}

# server_ends: told to, it lets all go.
server_ends() {
	local rc=0
	# What no register row covered is then in its log.
	kill -USR2 "$SERVER" 2>/dev/null
	sleep 0.5
	kill -TERM "$SERVER" 2>/dev/null
	wait "$SERVER" || rc=$?
	forget "$SERVER"
	ok "the server ends when told, with nothing left" test "$rc" = 0
	ok "sanitizers are silent" sanitizers_silent
}

sanitizers_silent() {
	local f
	for f in "$DIR"/sanitizer.*; do
		[[ -e $f ]] || continue
		head -n 30 "$f" | sed 's/^/# /'
		return 1
	done
	[[ -s $DIR/server.log ]] && ! grep -qE 'runtime error|(Address|Leak|Thread)Sanitizer|facet: port:' "$DIR/server.log"
}

# no_complaints FILE [PATTERN]: PATTERN is what else would be one, by default a hang.
no_complaints() {
	local found
	[[ -s $1 ]] || { echo "# there is no $1" && return 1; }
	found=$(grep -E "WARNING: |BUG: |\\*ERROR\\*|Oops|Call Trace|${2:-GPU HANG}" "$1" | head -n 10)
	[[ -z $found ]] || echo "# ${found//$'\n'/$'\n'# }"
	[[ -z $found ]]
}

# aperture_right FILE: it was looked at through every tiling, and no byte was wrong.
aperture_right() {
	grep -q '"report":"aperture".*"ok":true' "$1" && ! grep '"report":"aperture".*"ok":false' "$1" | sed 's/^/# /' | grep .
}

# never_else REPORT KEY VALUE FILE: REPORT is there, and never with another VALUE of KEY.
never_else() {
	grep -q "\"report\":\"$1\"" "$4" && ! grep "\"report\":\"$1\"" "$4" | grep -v "\"$2\":$3[,}]" | sed 's/^/# /' | grep .
}

# judge I [PATTERN]: what must be true of each guest. PATTERN: see no_complaints.
judge() {
	local name=guest$1 report=$DIR/guest$1/report.log
	ok "$name: all its programs succeed" test "$(cat "$DIR/guest$1.status" 2>/dev/null)" = 0
	ok "$name: four engines answer" never_else check engines 4 "$report"
	ok "$name: not wedged" never_else check wedged false "$report"
	ok "$name: blits are right" never_else blits blit_mismatches 0 "$report"
	ok "$name: i915 does not complain" no_complaints "$DIR/guest$1/console.log" "${2:-}"
}

# judge_screen I: of each guest that ran guest-run while its picture was taken.
judge_screen() {
	local name=guest$1 report=$DIR/guest$1/report.log
	ok "$name: the mode is the EDID's" test "$(value modeset mode "$report")" = "$MODE"
	ok "$name: flips follow the vertical blanks" test "$(value flips flipped "$report")" = 30
	ok "$name: the aperture shows the same bytes" aperture_right "$report"
	ok "$name: its screen is what it drew" test "$(value pattern hash "$report")" = \
		"$(python3 "$REPO/tests/user/lib/picture_hash.py" "$DIR/guest$1.ppm")"
}

# run_guests N BLITS: N guests at the same time, each looked at.
run_guests() {
	local n=$1 i shown=1
	prepare "$REPO/tests/user/guest-run"
	server "$n"
	for ((i = 0; i < n; i++)); do boot "$i" "facet.blits=$2"; done
	for ((i = 0; i < n; i++)); do says "$i" '"report":"pattern"' || shown=0; done
	((shown == 0)) || kill -USR1 "$SERVER"
	for ((i = 0; i < n; i++)); do ended "$i"; done
	server_ends
	for ((i = 0; i < n; i++)); do
		judge "$i"
		judge_screen "$i"
	done
}
