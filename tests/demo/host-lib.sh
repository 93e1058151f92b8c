# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests on vGPUs inside the host VM: modules, vGPUs, QEMU, orders to the guests, their reports.
# Sourced by host-demo.sh, host-desktop.sh and the scripts of level guest. Measured results go to
# $FACET_DIR/host.report as JSON lines.
#
# host_run sets FACET_REPO, FACET_DIR and FACET_MODULES. The caller sets GUEST_KERNEL and
# GUEST_INITRD.

# shellcheck source=tests/demo/in-vain.sh
. "$FACET_REPO/tests/demo/in-vain.sh"
# shellcheck source=tests/lib/pinned.bash
. "$FACET_REPO/tests/lib/pinned.bash"

PARENT=/sys/class/mdev_bus/facet
BIN=$FACET_REPO/out/build/guest
RUN=/run/facet
mkdir -p "$RUN"
declare -a PID UUID SEEN FROM CONTROL MONITOR READER MODEL

say() { printf '%s\n' "$*"; }
fact() { printf '{"report":"%s",%s}\n' "$1" "$2" >>"$FACET_DIR/host.report"; }
# wrong WHAT: report a failure in the summary and to people, and go on: the demo has to clean up.
# TROUBLE: a file that gets the failure too.
wrong() {
	say "FAILED: $*"
	fact failure "\"what\":\"${*//[\"\\]/}\""
	[[ -z ${TROUBLE:-} ]] || printf '%s\n' "$*" >>"$TROUBLE"
	FAILURES=$((${FAILURES:-0} + 1))
}
fail() {
	wrong "$@"
	exit 1
}

# --- modules and vGPUs --------------------------------------------------------------------------

# modules_load: load the modules, as the host VM does at boot. FACET_OPTIONS: parameters of
# facet.ko, NAME=VALUE. VALUE is spelt as the module prints it. FACET_LIKE_HARDWARE: yes: the
# software GPU does what hardware does, and no more.
modules_load() {
	local option
	# shellcheck disable=SC2086 # words
	[[ -d /sys/module/facet ]] || insmod "$FACET_MODULES/facet.ko" ${FACET_OPTIONS:-} ||
		fail "facet.ko does not load: see host.dmesg"
	[[ -d /sys/module/facet_softgpu ]] ||
		insmod "$FACET_MODULES/facet_softgpu.ko" \
			${FACET_LIKE_HARDWARE:+like_hardware=Y} ||
		fail "facet_softgpu.ko does not load: see host.dmesg"
	[[ -d $PARENT/mdev_supported_types ]] || fail "Facet is loaded and there is no $PARENT"
	for option in ${FACET_OPTIONS:-}; do
		[[ $(<"/sys/module/facet/parameters/${option%%=*}") == "${option#*=}" ]] ||
			fail "facet.ko is loaded without $option"
	done
	[[ -z ${FACET_LIKE_HARDWARE:-} ||
		$(</sys/module/facet_softgpu/parameters/like_hardware) == Y ]] ||
		fail "facet_softgpu.ko is loaded without like_hardware"
}

# engine_start: start facet-engine, which draws for all guests. modules_unload() ends it.
ENGINE=''
engine_start() {
	local i
	"$BIN/facet-engine" >"$RUN/facet-engine" 2>&1 &
	ENGINE=$!
	for ((i = 0; i < 100; i++)); do
		! grep -q ready "$RUN/facet-engine" || return 0
		sleep 0.1
	done
	fail "facet-engine does not start: $(tail -n 1 "$RUN/facet-engine")"
}

engine_stop() {
	[[ -n $ENGINE ]] || return 0
	kill "$ENGINE"
	wait "$ENGINE" || wrong "facet-engine ended with status $?"
	ENGINE=''
	cp "$RUN/facet-engine" "$FACET_DIR/"
}

modules_unload() {
	local m
	engine_stop
	for m in facet_softgpu facet; do
		[[ ! -d /sys/module/$m ]] || rmmod "$m" ||
			wrong "$m cannot be removed (used $(cat "/sys/module/$m/refcnt") times)"
	done
}

# type_for N [MODEL]: print a type of this model (gen9) with room for N vGPUs: $FACET_TYPE, or else
# the smallest. The smallest has a screen of 1920x1080.
type_for() {
	local type n model=${2:-gen9}
	if [[ -n ${FACET_TYPE:-} && $model == gen9 ]]; then
		echo "$FACET_TYPE"
		return
	fi
	for type in "$PARENT"/mdev_supported_types/*; do
		grep -q "model=$model\$" "$type/description" || continue
		n=$(<"$type/available_instances")
		((n < $1)) || echo "${type##*/}"
	done | sort -V | head -n 1
}

# vgpu_create N TYPE [KNOB=VALUE...]: create the vGPU of guest N.
vgpu_create() {
	local n=$1 type=$2 knob
	shift 2
	UUID[n]=$(uuidgen -r)
	echo "${UUID[n]}" >"$PARENT/mdev_supported_types/$type/create" ||
		fail "guest$n: no vGPU of type $type"
	for knob; do
		echo "${knob#*=}" >"/sys/bus/mdev/devices/${UUID[n]}/facet/${knob%%=*}" ||
			fail "guest$n: $knob was refused"
	done
	fact vgpu "\"guest\":$n,\"uuid\":\"${UUID[n]}\",\"type\":\"$type\",$(
		printf '"model":"%s"' "${MODEL[n]:-gen9}"
	)"
}

# vgpu_statistic N NAME: print a figure of the vGPU of guest N.
vgpu_statistic() {
	sed -n "s/^$2 //p" "/sys/bus/mdev/devices/${UUID[$1]}/facet/statistics"
}

# vgpu_pins N: check that no page is pinned for a vGPU. Call this after its VMM has ended.
vgpu_pins() {
	local left
	left=$(vgpu_statistic "$1" pins)
	fact pins "\"guest\":$1,\"left\":${left:-null}"
	[[ $left == 0 ]] ||
		wrong "guest$1: ${left:-an unknown number of} pages are still pinned for its vGPU"
}

vgpu_remove() {
	local n=$1
	[[ -n ${UUID[n]:-} ]] || return 0
	vgpu_pins "$n"
	echo 1 >"/sys/bus/mdev/devices/${UUID[n]}/remove" ||
		wrong "guest$n: its vGPU cannot be removed"
	[[ ! -e /sys/bus/mdev/devices/${UUID[n]} ]] ||
		wrong "guest$n: its vGPU is still there after its removal"
}

# Emulated SVM reports an XSAVE layout for which 6.12 prints a WARN, so XSAVE is off. All that needs
# its registers is off too: 7.2 tries AVX if the AVX bit alone is set.
CPU=host,-xsave,-avx,-avx2,-f16c,-fma,-vaes,-vpclmulqdq

# --- guests -------------------------------------------------------------------------------------

# While a guest runs, its logs are in $RUN. The folder of results is on 9p. A file there has lost
# data when one process read and another wrote it. guest_stop() copies the logs to $FACET_DIR.
LOGS=(report console dmesg qemu)

# guest_start N [KERNEL COMMAND LINE...]: start the QEMU of guest N.
#   GUEST_ARGS      more arguments for QEMU
#   GUEST_ENV       NAME=VALUE for its environment
#   GUEST_SIZE      xres=X,yres=Y of its monitor
#   GUEST_SCREEN    off: QEMU shows no screen, and the guest has the vGPU's own monitor
#   GUEST_DEVICE    more options of the vGPU in QEMU, NAME=VALUE with commas
#   GUEST_MACHINE   machine of QEMU (q35)
#   GUEST_PORTS     serial: no virtio-serial; the guest reports by its second UART, gets its orders
#                   from its command line (facet.orders), and its kernel's errors are in its console
#   GUEST_ACCEL     accelerator of QEMU (kvm)
#   GUEST_KERNEL    empty: the machine boots what GUEST_ARGS say, and a reset does not end QEMU
#   MODEL[N]        model of its vGPU (gen9), for the driver that it waits for
declare -a GUEST_ARGS=() GUEST_ENV=()
# guest_ports N: set $PORTS to QEMU's options for the ports by which guest N talks to this script.
guest_ports() {
	PORTS=(-serial "file:$RUN/guest$1.report")
	[[ ${GUEST_PORTS:-} != serial ]] || return 0
	PORTS=(-device virtio-serial-pci
		-chardev "file,id=report,path=$RUN/guest$1.report"
		-device "virtserialport,chardev=report,name=facet"
		-chardev "file,id=kmsg,path=$RUN/guest$1.dmesg"
		-device "virtserialport,chardev=kmsg,name=kmsg"
		-chardev "pipe,id=control,path=$RUN/guest$1.control"
		-device "virtserialport,chardev=control,name=control")
}

guest_start() {
	local n=$1 f fd device system=() PORTS
	shift
	guest_ports "$n"
	rm -f "$RUN/guest$n".*
	mkfifo "$RUN/guest$n".{control,monitor}.{in,out}
	for f in "${LOGS[@]}"; do : >"$RUN/guest$n.$f"; done
	SEEN[n]=0 FROM[n]=0
	device="vfio-pci-nohotplug,sysfsdev=/sys/bus/mdev/devices/${UUID[n]}"
	device+=",display=${GUEST_SCREEN:-on},addr=02.0${GUEST_SIZE:+,$GUEST_SIZE}"
	device+=${GUEST_DEVICE:+,$GUEST_DEVICE}
	[[ ${MODEL[n]:-gen9} == gen9 ]] || set -- facet.gpu=virtio_gpu "$@"
	[[ -z $GUEST_KERNEL ]] ||
		system=(-no-reboot -kernel "$GUEST_KERNEL" -initrd "$GUEST_INITRD" -append
			"console=ttyS0 quiet panic=-1 iommu=noaperture facet.name=guest$n $*")
	env "${GUEST_ENV[@]}" qemu-system-x86_64 -name "guest$n,debug-threads=on" \
		-accel "${GUEST_ACCEL:-kvm}" -cpu "$CPU" \
		-M "${GUEST_MACHINE:-q35}" -m "${GUEST_MEM:-1024}" \
		-nodefaults -vga none "${system[@]}" \
		-display "${GUEST_DISPLAY:-dbus,p2p=yes,gl=on,rendernode=/dev/dri/renderD128}" \
		-device "$device" \
		-serial "file:$RUN/guest$n.console" "${PORTS[@]}" \
		-qmp "unix:$RUN/guest$n.qmp,server=on,wait=off" \
		-chardev "pipe,id=monitor,path=$RUN/guest$n.monitor" -mon chardev=monitor \
		"${GUEST_ARGS[@]}" \
		</dev/null >>"$RUN/guest$n.qemu" 2>&1 &
	PID[n]=$!
	# Open the pipe for both directions: this never blocks, and QEMU reads no end of file
	# between orders.
	exec {fd}<>"$RUN/guest$n.control.in"
	CONTROL[n]=$fd
	exec {fd}<>"$RUN/guest$n.monitor.in"
	MONITOR[n]=$fd
	cat <>"$RUN/guest$n.monitor.out" >"$RUN/guest$n.monitor" &
	READER[n]=$!
}

# guest_apart N: pin the guest's processor to a processor of its own, and the rest of its QEMU to
# another.
guest_apart() {
	local task vcpu=''
	while [[ -z $vcpu ]]; do
		sleep 0.1
		guest_alive "$1" || return 0
		for task in "/proc/${PID[$1]}/task"/*; do
			[[ $(cat "$task/comm" 2>/dev/null) != CPU*KVM ]] || vcpu=${task##*/}
		done
	done
	taskset -apc 2 "${PID[$1]}" >/dev/null
	taskset -pc 1 "$vcpu" >/dev/null
}

# guest_monitor N WORDS...: send a command to QEMU's monitor. Its output is in $RUN/guestN.monitor.
guest_monitor() {
	local fd=${MONITOR[$1]}
	shift
	printf '%s\n' "$*" >&"$fd"
}

# guest_answer N COMMAND...: print all that the monitor answers to a command. The monitor answers
# commands in order, so its answer to a second command, "info uuid", is the end.
guest_answer() {
	local n=$1 from i said=''
	shift
	from=$(stat -c %s "$RUN/guest$n.monitor")
	guest_monitor "$n" "$@"
	guest_monitor "$n" info uuid
	for ((i = 0; i < 10 * ${FACET_STALL:-120}; i++)); do
		said=$(tail -c "+$((from + 1))" "$RUN/guest$n.monitor" | tr -d '\r')
		[[ $said != *0000-0000-0000* ]] || break
		guest_alive "$n" || return 1
		sleep 0.1
	done
	printf '%s\n' "$said"
	[[ $said == *0000-0000-0000* ]]
}

guest_alive() { kill -0 "${PID[$1]}" 2>/dev/null; }

# guest_tell N WORDS...: send an order to the guest.
guest_tell() {
	local n=$1 fd=${CONTROL[$1]}
	shift
	printf '%s\n' "$*" >&"$fd"
}

# Bytes of a guest's report that are read: bash reads a line in 10 us, and a guest may write any
# number.
NEWS_MOST=$((1 << 20))
# guest_news N: print what guest N has reported since the last call, for people.
guest_news() {
	local n=$1 line said i=0
	# Use complete lines only: the last one may still grow.
	said=$(head -c "$NEWS_MOST" "$RUN/guest$n.report" | tr -d '\0'; echo end)
	[[ $said == *$'\n'* ]] || return 0
	while read -r line; do
		((++i > SEEN[n])) || continue
		SEEN[n]=$i
		case $line in
		FACET-BEGIN*)
			line=${line% *}
			say "guest$n: kernel ${line##* } is up"
			;;
		FACET-READY*) say "guest$n: driver ready after ${line#* } s" ;;
		FACET-NO-GPU*) say "guest$n: the driver made no device" ;;
		FACET-EXIT*) say "guest$n: done" ;;
		'renderer '* | 'drawing '* | 'frames '* | 'failed '*)
			say "guest$n: ${line:0:200}"
			;;
		*'"report":"engine"'* | *'"report":"check"'* | *'"report":"aperture"'* | \
			*'"report":"aperture-wrong"'* | *'"report":"progress"'* | \
			*'"report":"blits"'* | *'"report":"modeset"'* | \
			*'"report":"desktop"'* | *'"report":"flips"'* | *'"report":"rubbish"'*)
			line=${line#'{"report":'}
			line=${line//'"error":""'/}
			line=${line//[\{\}\"]/}
			say "guest$n: ${line//,/ }"
			;;
		esac
	done <<<"${said%$'\n'*}"
}

# guest_anew N: let guests_wait ignore all lines that guest N has reported so far.
guest_anew() { FROM[$1]=$(wc -l <"$RUN/guest$1.report"); }

# guests_wait PATTERN WHAT N...: wait until each of these guests has a report line with PATTERN (a
# glob), as long as there is progress. LINE[n] is that line. Returns 1 if a guest has no such line.
declare -a LINE
guests_wait() {
	local pattern=$1 what=$2 n i line missing idle=0 size last=''
	shift 2
	for n; do LINE[n]=''; done
	while :; do
		missing='' size=''
		for n; do
			guest_news "$n"
			if [[ -z ${LINE[n]} ]]; then
				i=0
				while read -r line; do
					# shellcheck disable=SC2053 # a pattern is meant
					((i++ >= FROM[n])) && [[ $line == $pattern ]] &&
						LINE[n]=$line
				done <"$RUN/guest$n.report"
			fi
			if [[ -z ${LINE[n]} ]]; then
				missing+=" $n"
				guest_alive "$n" || {
					wrong "guest$n: QEMU ended before $what:" \
						"$(tail -n 1 "$RUN/guest$n.qemu")"
					return 1
				}
			fi
			size+=$(stat -c %s "$RUN/guest$n".{report,dmesg,console} | tr '\n' ' ')
		done
		[[ -n $missing ]] || return 0
		if [[ $size == "$last" ]]; then
			if ((++idle > 2 * ${FACET_STALL:-120})); then
				for n in $missing; do
					guest_autopsy "$n"
					wrong "guest$n: no $what, and no sign of life for" \
						"${FACET_STALL:-120} s (see guest$n.stall)"
				done
				return 1
			fi
		else
			last=$size idle=0
		fi
		sleep 0.5
	done
}

# guest_autopsy N: log the stacks of its VMM's threads and of Facet's threads, twice: a thread that
# waits has the same stack in both. Then the VMM tells of the guest.
guest_autopsy() {
	local task round
	for round in 1 2; do
		for task in /proc/"${PID[$1]}"/task/* /proc/[0-9]*; do
			case $task in
			*/task/*) ;;
			*)
				grep -qE 'facet|softgpu' "$task/stack" "$task/comm" 2>/dev/null ||
					continue
				;;
			esac
			printf '%s %s: state, user and system time %s\n' "$round" \
				"$(<"$task/comm")" \
				"$(sed 's/.*) //' "$task/stat" | cut -d' ' -f1,12,13)"
			cat "$task/stack"
		done
		sleep 2
	done >"$RUN/guest$1.stall" 2>/dev/null
	{
		guest_answer "$1" info status
		guest_answer "$1" info registers
	} >>"$RUN/guest$1.stall"
}

# guest_picture N FILE [ARGUMENT...]: take a picture, and add the line on it to host.report. Several
# calls may run at once in the background.
guest_picture() {
	local n=$1 file=$2 line rc=0
	shift 2
	line=$("$BIN/facet-screenshot" --qmp "$RUN/guest$n.qmp" --out "$FACET_DIR/$file" "$@" \
		2>>"$RUN/guest$n.qemu") || rc=$?
	[[ -z $line ]] ||
		printf '%s\n' "${line/'{'/"{\"guest\":$n,\"file\":\"$file\","}" \
			>>"$FACET_DIR/host.report"
	return "$rc"
}

# guest_follow N WIDTHxHEIGHT FILE: resize QEMU's window, and wait until the guest's monitor has
# this size. FILE gets a picture from before the change.
guest_follow() {
	local n=$1 i
	guest_picture "$n" "$3" --resize "$2" --settle 1000 || return 1
		# Only the DRM master of the display reads the monitor again. The link is down for a
		# moment.
	guest_tell "$n" dark
	guest_anew "$n"
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		guest_tell "$n" check
		sleep 1
		! tail -n "+$((FROM[n] + 1))" "$RUN/guest$n.report" |
			grep -q '"report":"output".*"mode":"'"$2"'"' || return 0
	done
	return 1
}

# guest_screenshot N FILE: take a picture by facetctl, without the VMM.
guest_screenshot() {
	"$BIN/facetctl" screenshot "${UUID[$1]}" "$FACET_DIR/$2" 2>>"$RUN/guest$1.qemu"
}

# pictures FUNC: run FUNC N for all guests at once.
pictures() {
	local n pids=()
	for n in "${ALL[@]}"; do
		"$1" "$n" &
		pids+=($!)
	done
	for n in "${ALL[@]}"; do wait "${pids[n]}" || wrong "guest$n: no picture by '$1'"; done
}

# guest_stop N: wait for the end of a guest, at most FACET_STALL seconds; then kill it.
guest_stop() {
	local n=$1 i f fd rc=0
	[[ -n ${PID[n]:-} ]] || return 0
	for ((i = 0; i < 2 * ${FACET_STALL:-120}; i++)); do
		guest_alive "$n" || break
		sleep 0.5
	done
	if guest_alive "$n"; then
		wrong "guest$n does not power off (see guest$n.stall)"
		guest_autopsy "$n"
		kill -KILL "${PID[n]}"
	fi
	wait "${PID[n]}" 2>/dev/null || rc=$?
	((rc == 0)) || [[ -n ${KILLED[n]:-} ]] ||
		wrong "guest$n: QEMU ended with status $rc: $(tail -n 1 "$RUN/guest$n.qemu")"
	KILLED[n]=''
	guest_news "$n"
	for f in "${LOGS[@]}"; do cp "$RUN/guest$n.$f" "$FACET_DIR/"; done
	[[ ! -e $RUN/guest$n.stall ]] || cp "$RUN/guest$n.stall" "$FACET_DIR/"
	for fd in "${CONTROL[n]}" "${MONITOR[n]}"; do exec {fd}>&-; done
	kill "${READER[n]}"
	PID[n]='' CONTROL[n]='' MONITOR[n]=''
}

# guest_kill N: kill a guest, as a crash of its VMM would.
declare -a KILLED
guest_kill() {
	KILLED[$1]=yes
	# Keep the shell from reporting its end.
	disown "${PID[$1]}" 2>/dev/null
	kill -KILL "${PID[$1]}" 2>/dev/null
	guest_stop "$1"
}

# one_guest_tidy: end guest 0, if it runs, and remove its vGPU. A trap of scripts with one guest.
one_guest_tidy() {
	trap - EXIT
	[[ -z ${PID[0]:-} ]] || guest_kill 0
	vgpu_remove 0
}

# --- what is left behind ------------------------------------------------------------------------

# host_trouble: print lines of the kernel log that report faults, from the load of Facet on. If that
# line has left the log, search all of it.
host_trouble() {
	local log
	log=$(dmesg)
	[[ -n $log ]] || { echo "the kernel has no log" && return; }
	log=${log#*] facet}
	grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns" <<<"$log"
}

# guest_log_is_clean N: succeed if its kernel has a log without a warning.
guest_log_is_clean() {
	grep -q 'Linux version' "$RUN/guest$1.dmesg" "$RUN/guest$1.console" || {
		echo "# guest$1: its kernel has no log" && return 1
	}
	! grep -hE 'WARNING: |BUG: |\*ERROR\*|GPU HANG' "$RUN/guest$1.dmesg" "$RUN/guest$1.console"
}

# guests_blits RUNS N...: wait until each of these guests has ended RUNS runs of blits. Returns 1 if
# a guest has ended, or shows no sign of life.
guests_blits() {
	local n idle=0 last='' now missing
	while :; do
		missing='' now=''
		for n in "${@:2}"; do
			guest_alive "$n" || return 1
			[[ $(grep -c '"report":"blits"' "$RUN/guest$n.report") -ge $1 ]] ||
				missing=yes
			now+=$(stat -c '%s ' "$RUN/guest$n.report")
		done
		[[ -n $missing ]] || return 0
		[[ $now == "$last" ]] && ((++idle > ${FACET_STALL:-120})) && return 1
		[[ $now == "$last" ]] || idle=0
		last=$now
		sleep 1
	done
}

# guest_works N: succeed if its engines answer and the GPU is not wedged.
guest_works() {
	guest_tell "$1" check
	guests_wait '{"report":"check"*' "answer from its engines" "$1" &&
		[[ ${LINE[$1]} == *'"ok":true'* ]]
}

# guest_always N REPORT PATTERN: succeed if there are reports of this name and each matches PATTERN.
guest_always() {
	local said
	said=$(grep "\"report\":\"$2\"" "$RUN/guest$1.report") || {
		echo "# guest$1: no report of $2" && return 1
	}
	! grep -v "$3" <<<"$said"
}

# leftovers PHASE: report pinned pages, dma-bufs, kernel memory and modules. Call it before and
# after a test, while the host is idle.
leftovers() {
	local buffers free slab vmalloc facts
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 0.5
	buffers=$(awk '/^Total/ { print $2 }' /sys/kernel/debug/dma_buf/bufinfo 2>/dev/null)
	vmalloc=$(grep -c '\[facet' /proc/vmallocinfo)
	free=$(awk '$1 == "MemFree:" { print $2 }' /proc/meminfo)
	slab=$(awk '$1 == "SUnreclaim:" { print $2 }' /proc/meminfo)
	facts="\"phase\":\"$1\",\"pinned\":$(pinned),\"dmabufs\":${buffers:-0},\"vmalloc\":$vmalloc"
	facts+=",\"free_kib\":$free,\"slab_kib\":$slab"
	facts+=",\"modules\":$(grep -c '^facet' /proc/modules)"
	fact leftovers "$facts"
}

# leftover WHAT PHASE: print one figure of leftovers.
leftover() { sed -nE "s/.*\"phase\":\"$2\".*\"$1\":([0-9]+).*/\\1/p" "$FACET_DIR/host.report"; }

# --- a demo, from an empty host to an empty host ------------------------------------------------

declare -a ALL INTEL

# guest_models N: set $MODEL of N guests by FACET_DEVICE: gen9 (default), virtio, or mixed: every
# other guest has a virtio-gpu. $INTEL are the numbers of the guests with an Intel GPU.
guest_models() {
	local n
	for ((n = 0; n < $1; n++)); do
		MODEL[n]=gen9
		case ${FACET_DEVICE:-gen9} in
		virtio) MODEL[n]=virtio-gpu ;;
		mixed) ((n % 2 == 0)) || MODEL[n]=virtio-gpu ;;
		esac
		[[ ${MODEL[n]} != gen9 ]] || INTEL+=("$n")
	done
}

# shellcheck disable=SC2317 # by the trap
demo_tidy() {
	local rc=$? n
	trap - EXIT
	for n in "${ALL[@]}"; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
	done
	for n in "${ALL[@]}"; do vgpu_remove "$n"; done
	modules_unload
	((rc)) || ((${FAILURES:-0} == 0)) || rc=1
	exit "$rc"
}

# demo_begin N: load the modules and create N vGPUs, of the models in $MODEL. $ALL are their
# numbers. VGPU_KNOBS: KNOB=VALUE for each of them. All is removed when the script ends.
declare -a VGPU_KNOBS=()
demo_begin() {
	local n type qemu types=()
	for ((n = 0; n < $1; n++)); do ALL+=("$n"); done
	: >"$FACET_DIR/host.report"
	qemu=$(qemu-system-x86_64 --version | awk 'NR == 1 { print $4 }')
	fact host "\"kernel\":\"$(uname -r)\",\"qemu\":\"$qemu\",\"cpus\":$(nproc)"
	modules_unload
	leftovers before
	trap demo_tidy EXIT
	modules_load
	for n in "${ALL[@]}"; do
		type=$(type_for "$1" "${MODEL[n]:-gen9}")
		[[ -n $type ]] || fail "no type of vGPU has room for $1 of them"
		types[n]=$type
	done
	say "host: Facet is loaded on $(uname -r), $1 vGPUs of type" \
		"$(printf '%s\n' "${types[@]}" | sort -u | paste -sd+ | sed 's/+/ and /g')"
	for n in "${ALL[@]}"; do vgpu_create "$n" "${types[n]}" "${VGPU_KNOBS[@]}"; done
}

# demo_end: the last line of a script.
demo_end() {
	local n
	# The files are empty once a vGPU is closed: write no line for a guest that has ended.
	for n in "${ALL[@]}"; do
		[[ ${MODEL[n]:-gen9} == gen9 ]] || continue
		! guest_alive "$n" ||
			fact in_vain "\"guest\":$n,$(in_vain "/sys/kernel/debug/facet/${UUID[n]}")"
	done
	say "host: shutting the guests down"
	for n in "${ALL[@]}"; do ! guest_alive "$n" || guest_tell "$n" quit; done
	for n in "${ALL[@]}"; do guest_stop "$n"; done
	for n in "${ALL[@]}"; do vgpu_remove "$n"; done
	modules_unload
	leftovers after
	trap - EXIT
	((${FAILURES:-0} == 0))
}
