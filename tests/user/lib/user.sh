# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests on facet-vfu, one server process for all of them, and the checks of each guest afterwards.
# Sourced by tests/user/*.sh. Needs facet-vfu with sanitizers in $FACET_BUILD/asan/vfu and the
# guests' programs in $FACET_BUILD/guest.

# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../vm/lib/lab.sh"

DIR=${FACET_DIR:-$OUT/test/user/manual}
VFU=${FACET_VFU:-$BUILD/asan/vfu/facet-vfu}
GUESTS=() PROGRAMS=()
for p in check pattern blits aperture; do PROGRAMS+=("$BUILD/guest/facet-guest-$p"); done
FAILED=0
OUTPUTS=()		# facet-vfu's options for the outputs of each guest
MODE=1920x1080		# the mode that the first output prefers
TYPE=''			# the type of the vGPUs
TRACES=yes		# record register accesses
# MiB of the aperture that guests may map. Accesses to the aperture are trapped here: a frame buffer
# in it would cost four million messages. Empty: the type has no aperture.
APERTURE=4

# ok NAME COMMAND...: run COMMAND and print one result line.
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

# value REPORT KEY FILE: print the value of KEY in the last line of REPORT.
value() {
	sed -nE "/\"report\":\"$1\"/s/.*\"$2\":\"?([^,\"}]*).*/\1/p" "$3" | tail -n 1
}

# prepare RUN: make a RAM disk whose guests run the script RUN, and empty $DIR.
prepare() {
	mkdir -p "$DIR"
	rm -rf "$DIR"/guest* "$DIR"/sanitizer.*
	[[ -x $VFU ]] || die "$VFU is missing: run './run build user'"
	builder
	guest_initrd "$DIR/initrd" "${FACET_KERNEL:-6.12}" "$1" "${PROGRAMS[@]}"
}

# server N: start facet-vfu with N vGPUs. $SERVER is its process, $SOCKETS/0 and so on are the
# sockets.
server() {
	local i args=()
	tempdir user
	SOCKETS=$TMPD
	[[ -z $TYPE ]] || args+=(--type "$TYPE")
	[[ -z ${FACET_LIKE_HARDWARE:-} ]] || args+=(--like-hardware)
	[[ -z ${FACET_3D:-} ]] || args+=(--3d)
	for ((i = 0; i < $1; i++)); do
		args+=(--socket "$SOCKETS/$i" "${OUTPUTS[@]}")
		[[ -z $APERTURE ]] || args+=(--aperture "$APERTURE")
		args+=(--screenshot "$DIR/guest$i.${PICTURES:-ppm}")
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

# boot I [KERNEL COMMAND LINE]: run guest I to its end, in the background. ${GUESTS[I]} is its
# process.
boot() {
	(
		own_children
		FACET_APPEND="facet.name=guest$1 ${2:-}" \
			guest_user "$DIR/guest$1" "${FACET_KERNEL:-6.12}" "$DIR/initrd" \
			-device "$(vfu_device "$SOCKETS/$1")"
		echo $? >"$DIR/guest$1.status"
	) >"$DIR/guest$1.log" 2>&1 &
	GUESTS[$1]=$!
	CHILDREN+=($!)
}

# ended I: wait for the end of guest I.
ended() {
	wait "${GUESTS[$1]}"
	forget "${GUESTS[$1]}"
}

# vmm_of I: print the process id of the VMM that runs guest I. The VMM is found by the name of its
# socket, which only this run uses.
vmm_of() {
	local p
	for p in /proc/[0-9]*; do
		if [[ $(readlink "$p/exe") == */qemu-system-x86_64 ]] &&
			grep -qF "$SOCKETS/$1" "$p/cmdline"; then
			echo "${p#/proc/}"
		fi
	done 2>/dev/null
}

# says I TEXT: wait until the report of guest I has TEXT. Fail if the guest ends first.
says() {
	while ! grep -qF "$2" "$DIR/guest$1/report.log" 2>/dev/null; do
		kill -0 "${GUESTS[$1]}" 2>/dev/null || return 1
		sleep 0.3
	done
}

# server_ends: end the server and check that it has released everything.
server_ends() {
	local rc=0
	# At USR2 the server logs the registers that no row covers.
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
	[[ -s $DIR/server.log ]] &&
		! grep -qE 'runtime error|(Address|Leak|Thread)Sanitizer|facet: port:' \
			"$DIR/server.log"
}

# no_complaints FILE [PATTERN]: fail if the kernel log FILE is missing or has a complaint. PATTERN
# matches further complaints (default: a GPU hang). Lines behind a complaint say where it was.
no_complaints() {
	local found
	[[ -s $1 ]] || { echo "# there is no $1" && return 1; }
	found=$(grep -A 30 -E "WARNING: |BUG: |\\*ERROR\\*|Oops|Call Trace|${2:-GPU HANG}" "$1" |
		head -n 45)
	[[ -z $found ]] || echo "# ${found//$'\n'/$'\n'# }"
	[[ -z $found ]]
}

# aperture_right FILE: succeed if the guest checked its aperture through each tiling, and no byte
# was wrong.
aperture_right() {
	grep -q '"report":"aperture".*"ok":true' "$1" &&
		! grep '"report":"aperture".*"ok":false' "$1" | sed 's/^/# /' | grep .
}

# never_else REPORT KEY VALUE FILE: succeed if FILE has lines of REPORT and all of them have VALUE
# as KEY.
never_else() {
	grep -q "\"report\":\"$1\"" "$4" &&
		! grep "\"report\":\"$1\"" "$4" | grep -v "\"$2\":$3[,}]" | sed 's/^/# /' | grep .
}

# judge I [PATTERN]: check guest I after its end. PATTERN: see no_complaints.
judge() {
	local name=guest$1 report=$DIR/guest$1/report.log
	ok "$name: all its programs succeed" \
		test "$(cat "$DIR/guest$1.status" 2>/dev/null)" = 0
	ok "$name: four engines answer" never_else check engines 4 "$report"
	ok "$name: not wedged" never_else check wedged false "$report"
	ok "$name: blits are right" never_else blits blit_mismatches 0 "$report"
	ok "$name: i915 does not complain" no_complaints "$DIR/guest$1/console.log" "${2:-}"
}

# judge_screen I: check the screen of guest I. The guest ran guest-run while its picture was taken.
judge_screen() {
	local name=guest$1 report=$DIR/guest$1/report.log
	ok "$name: the mode is the EDID's" test "$(value modeset mode "$report")" = "$MODE"
	ok "$name: flips follow the vertical blanks" test "$(value flips flipped "$report")" = 30
	ok "$name: the aperture shows the same bytes" aperture_right "$report"
	ok "$name: its screen is what it drew" test "$(value pattern hash "$report")" = \
		"$(python3 "$REPO/tests/user/lib/picture_hash.py" "$DIR/guest$1.ppm")"
}

# run_guests N BLITS: run N guests at the same time and check each of them.
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
