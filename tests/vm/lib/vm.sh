# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run machines. Sourced after common.sh, debian.sh, initramfs.sh and accel.sh.

# The fastest processor under emulation. erms, fsrm, fzrm, fsrs, fsrc: a kernel would use "rep
# movsb" for all copies, and QEMU emulates "rep movsb" byte by byte. la57: page walks of five levels
# take longer than of four. QEMU drops all translations when a nested guest is entered or left.
EMULATED_CPU=max,-erms,-fsrm,-fzrm,-fsrs,-fsrc,-la57
HOST_CPUS=3	# one more than the job needs: host-init says why

# processors nested|plain: set $PROCESSORS to QEMU's options for processors. nested: with
# virtualization of their own.
processors() {
	local cpu=$EMULATED_CPU
	accel "$1"
	[[ $1 != nested ]] || cpu+=,+svm
	PROCESSORS=(-accel "tcg,thread=multi" -cpu "$cpu")
	[[ $ACCEL != kvm ]] || PROCESSORS=(-accel kvm -cpu host)
}

# vfu_device SOCKET [POSTS]: print the -device value for the vGPU of the vfio-user server at SOCKET.
# The vGPU is at 02.0, where i915 and its tools expect an integrated GPU. POSTS "true" lets QEMU
# post writes. The server then needs priority over the guest (docs/dev/vfio-user.md). Without
# priority, the guest may read the same bytes in its memory before its writes to the aperture have
# arrived.
vfu_device() {
	local unposted=true
	[[ ${2:-} != true ]] || unposted=false
	printf '{"driver":"vfio-user-pci","addr":"02.0","socket":{"type":"unix","path":"%s"},' "$1"
	printf '"x-no-posted-writes":%s}' "$unposted"
}

# guest_user DIR VERSION INITRD [QEMU ARGUMENT...]: run a stock guest in QEMU 11 on this machine, to
# its end. DIR gets console.log (kernel log) and report.log (what /facet/run printed). For a vGPU,
# add the arguments -device "$(vfu_device SOCKET)". FACET_APPEND: more kernel command line.
# FACET_GUEST_MEM: MiB (1024). FACET_MACHINE: q35. Returns the status of /facet/run. 124: no
# progress for FACET_STALL seconds (120), or more than LOG_MOST bytes of log. 125: the guest ended
# without a status.
guest_user() {
	local dir=$1 version=$2 initrd=$3 qemu status PROCESSORS
	shift 3
	qemu11
	processors plain
	guest_base "$version"
	mkdir -p "$dir"
	: >"$dir/console.log"
	: >"$dir/report.log"
	# The initrd has the modules, so the chroot needs no folder of the kernel.
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		qemu-system-x86_64 "${PROCESSORS[@]}" -M "${FACET_MACHINE:-q35}" \
		-m "${FACET_GUEST_MEM:-1024}" \
		-object "memory-backend-memfd,id=ram,size=${FACET_GUEST_MEM:-1024}M,share=on" \
		-machine memory-backend=ram \
		-nodefaults -display none -vga none -no-reboot \
		-kernel "$GUEST_KERNEL" -initrd "$initrd" \
		-append \
		"console=ttyS0 panic=-1 quiet loglevel=7 facet.name=guest0 ${FACET_APPEND:-}" \
		-serial "file:$dir/console.log" -device virtio-serial-pci,addr=03.0 \
		-chardev "file,id=report,path=$dir/report.log" \
		-device virtserialport,chardev=report,name=facet \
		"$@"
	qemu=$SPAWNED
	watch_progress "$qemu" "$dir/console.log" "$dir/report.log" || {
		warn "the guest: $STALLED: $dir/console.log"
		kill_machine "$qemu"
		return 124
	}
	wait "$qemu"
	forget "$qemu"
	status=$(tr -d '\r' <"$dir/report.log" | awk '/^FACET-EXIT / { s = $2 } END { print s }')
	return "${status:-125}"
}

LOG_MOST=$((64 << 20))	# bytes that one boot of a machine may write to its logs

# watch_progress PID FILE...: wait until PID ends. Fails if no FILE has grown for FACET_STALL
# seconds, or if the files exceed LOG_MOST; $STALLED then names the reason. Limits count progress,
# not time: emulated machines share few processors, so no clock tells how far a machine is. The
# files are checked each 4 s only, since each check delays the machine by milliseconds.
watch_progress() {
	local pid=$1 last='' now grew=$SECONDS looked=$SECONDS
	shift
	STALLED="no sign of life for ${FACET_STALL:-120} s"
	while kill -0 "$pid" 2>/dev/null; do
		nap 0.25
		((SECONDS >= looked + 4)) || continue
		looked=$SECONDS
		now=$(stat -c %s -- "$@" 2>/dev/null)
		now=$((${now//$'\n'/+} + 0))
		if ((now > LOG_MOST)); then
			STALLED="more than $((LOG_MOST >> 20)) MiB of log"
			return 1
		elif [[ $now != "$last" ]]; then
			last=$now grew=$SECONDS
		elif ((SECONDS > grew + ${FACET_STALL:-120})); then
			return 1
		fi
	done
}

# kill_machine PID: kill a machine's QEMU. On return the process is gone and its disks are free.
kill_machine() {
	local p tree=()
	mapfile -t tree < <(_descendants "$1")
	kill -KILL "$1" "${tree[@]}" 2>/dev/null
	wait "$1" 2>/dev/null
	forget "$1"
	for p in "${tree[@]}"; do
		while holds_files "$p"; do nap 0.1; done
	done
}

# holds_files PID: succeed if the process, or one of its threads, still runs. All threads share the
# files, so a zombie holds them until it is the last thread.
holds_files() {
	local stat threads
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	threads=("/proc/$1/task"/*)
	[[ $stat != *') Z '* ]] || ((${#threads[@]} > 1))
}

# own_cores N: take N cores that no other run has, until this shell ends. Sets $CORES to their
# numbers. Fails if fewer cores are free.
declare -a CORES
own_cores() {
	local core fd fds=()
	CORES=()
	for core in $(python3 -c 'import os; print(*os.sched_getaffinity(0))'); do
		((${#CORES[@]} < $1)) || break
		exec {fd}>"/run/facet-core-$core" || break
		fds+=("$fd")
		! flock -n "$fd" || CORES+=("$core")
	done
	((${#CORES[@]} < $1)) || return 0
	for fd in "${fds[@]}"; do exec {fd}>&-; done
	CORES=()
	return 1
}

# host_cores PID CORE...: give the N-th of these cores to processor N of the host VM, from 1 on.
# Processor 0 and all other threads share the last core. Without this, two processors on one core
# take turns of milliseconds, and a nested guest loses these.
host_cores() {
	local pid='' task name core cores=("${@:2}")
	while [[ -z $pid ]]; do
		nap 0.1
		kill -0 "$1" 2>/dev/null || return 0
		for task in $(_descendants "$1" | sed 's|.*|/proc/&/task/*|'); do
			[[ $(cat "$task/comm" 2>/dev/null) != "CPU $((HOST_CPUS - 1))/TCG" ]] ||
				pid=${task%/task/*}
		done
	done
	for task in "$pid/task"/*; do
		name=$(cat "$task/comm" 2>/dev/null)
		core=${cores[-1]}
		[[ ! $name =~ ^CPU\ ([1-9][0-9]?)/ ]] || core=${cores[BASH_REMATCH[1] - 1]:-$core}
		taskset -pc "$core" "${task##*/}" >/dev/null 2>&1
	done
}

# host_lines: filter the output of host_run. Remove the console's carriage returns and the control
# characters of a guest. Work line by line: a script that is killed loses what waits in a pipe.
host_lines() { LC_ALL=C sed -u 's/[^[:print:]\t]//g'; }

# host_boots DIR VERSION: prepare the usual host VM. Sets $BOOTS (arguments for QEMU) and
# $BOOT_APPEND.
host_boots() {
	host_initrd "$1/host.initrd" "$2"
	BOOTS=(-kernel "$KERNEL/boot/vmlinuz" -initrd "$1/host.initrd"
		-drive "file=$HOST_IMAGE,if=virtio,format=raw,snapshot=on")
	[[ -z ${HOST_SYSTEMD:-} ]] || BOOT_APPEND=$SYSTEMD_APPEND
}

# host_wire [N DIR]: set $WIRE to QEMU's options for a network between host VM N and the other one.
host_wire() {
	local side=server=on
	WIRE=()
	(($#)) || return 0
	(($1 == 1)) || side=server=off,reconnect-ms=500
	WIRE=(-netdev "stream,id=wire,$side,addr.type=unix,addr.path=$2/wire"
		-device "virtio-net-pci,netdev=wire,mac=52:54:00:00:00:0$1")
}

# host_clock PERCENT: set $SLOW to the words before QEMU's command line that slow all clocks of the
# machine to PERCENT. The machine then gets more of its processors for each of its seconds. Files
# keep their times, since QEMU serves them to the machine.
host_clock() {
	SLOW=()
	(($1 < 100)) || return 0
	SLOW=(env LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1
		"FAKETIME=+0 x$(printf '0.%02d' "$1")" NO_FAKE_STAT=1
		FAKETIME_DISABLE_SHM=1)
}

# last_words DIR: print the end of the kernel log as TAP comments. A kernel that fails gives the
# reason some lines before the last one. The first empty line ends a line of output that was cut
# short.
last_words() {
	echo
	tail -n 46 "$1/host.console.log" | sed 's/\r$//; s/^/# /'
}

# host_run DIR VERSION CMD...: boot the host VM, run CMD there with Facet loaded, and power off.
# Returns the status of CMD. 124: no progress for FACET_STALL seconds. 125: the VM ended without a
# status. The repository and the cache have their own paths in the VM, writable. DIR, inside the
# repository, gets host.console.log (kernel log) and host.dmesg. The output of CMD is stdout of this
# function, live. With a terminal on stdin the VM is interactive.
#   HOST_SYSTEMD        yes, screens or wired: systemd is the first process, and runs CMD in a
#                       service
#   HOST_WIRE           "N DIR": a network with another host VM; N is 1 for one and 2 for the other,
#                       and DIR is a folder for its socket
#   HOST_ADMIN          SUITE: use the machine of admin.sh; VERSION is not used
#   FACET_MODULES       folder with facet.ko and facet_softgpu.ko, or "none"
#   FACET_OPTIONS       parameters of facet.ko, NAME=VALUE
#   FACET_LIKE_HARDWARE yes: load facet_softgpu.ko with like_hardware
#   FACET_HOST_MEM      MiB (8192)
#   FACET_DEADLINE      seconds until the caller ends the VM. Shortly before that, who-waits.sh
#                       writes blocked tasks to host.console.log and the guests' output to
#                       DIR/late.
#   FACET_HOST_CORES    cores for host_cores
#   FACET_HOST_CLOCK    per cent for host_clock; seconds of the VM are seconds of that clock
#   HOST_WORDS          file descriptor (2) for the last lines of a kernel whose job did not end
host_run() {
	local dir=$1 version=$2 mem free qemu lock tty='' stdin=/dev/null BOOTS BOOT_APPEND='' \
		SLOW WIRE PROCESSORS append
	shift 2
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	case $dir/ in
	"$REPO"/*) ;;
	*) die "$dir is outside the repository: the host VM could not see it" ;;
	esac
	qemu11
	# Only emulated processors can keep a slower clock.
	if ((${FACET_HOST_CLOCK:-100} < 100)); then
		FACET_ACCEL=tcg processors nested
	else
		processors nested
	fi
	exec {lock}>"$dir/.lock"
	flock -n "$lock" || die "another host VM works in $dir: wait for its end"
	if [[ -n ${HOST_ADMIN:-} ]]; then
		admin_boots "$dir"
	else
		host_boots "$dir" "$version"
	fi
	free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
	mem=${FACET_HOST_MEM:-8192}
	((free > 3000)) ||
		die "the host VM needs 3 GB of free memory and there are $free MB: close something"
	((mem <= free - 1000)) || mem=$((free - 1000))
	{
		printf 'export FACET_MODULES=%q FACET_REPO=%q FACET_CACHE=%q FACET_DIR=%q' \
			"${FACET_MODULES:-$OUT/build/modules/$KREL}" "$REPO" "$CACHE" "$dir"
		printf ' FACET_KREL=%q TERM=%q FACET_DEADLINE=%q FACET_OPTIONS=%q' \
			"$KREL" "${TERM:-linux}" "${FACET_DEADLINE:-}" "${FACET_OPTIONS:-}"
		printf ' FACET_LIKE_HARDWARE=%q\n' "${FACET_LIKE_HARDWARE:-}"
		printf 'job() {\n\tcd %q\n\t' "$REPO"
		if (($#)); then printf '%q ' "$@"; else printf 'bash -i'; fi
		printf '\n}\n'
	} >"$dir/job"
	if [[ -t 0 ]]; then
		tty=$(stty -g)
		stdin=/dev/stdin
		local size
		size=$(stty size)
		printf 'rows=%s cols=%s\n' "${size% *}" "${size#* }" >>"$dir/job"
	fi
	rm -f "$dir/status" "$dir/host.dmesg"
	: >"$dir/host.console.log"
	host_clock "${FACET_HOST_CLOCK:-100}"
	# shellcheck disable=SC2086 # words
	host_wire ${HOST_WIRE:-}
	append="console=ttyS0 panic=-1 quiet loglevel=7 lab.repo=$REPO lab.cache=$CACHE"
	append+=" lab.job=$dir/job $BOOT_APPEND ${FACET_HOST_APPEND:-}"
	# Use QEMU 11, not the QEMU of this machine or of Debian 13: tests/vm/README.md compares
	# them.
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		"${SLOW[@]}" qemu-system-x86_64 -name facet-host "${PROCESSORS[@]}" \
		-smp "$HOST_CPUS" -m "$mem" -M q35 \
		-nodefaults -display none -no-reboot \
		"${BOOTS[@]}" \
		-append "$append" \
		-virtfs "local,path=$REPO,mount_tag=repo,security_model=none,multidevs=remap" \
		-virtfs "local,path=$CACHE,mount_tag=cache,security_model=none,multidevs=remap" \
		-serial "file:$dir/host.console.log" \
		-device virtio-serial-pci -chardev stdio,id=term,signal=off \
		-device virtconsole,chardev=term "${WIRE[@]}" <"$stdin"
	qemu=$SPAWNED
	# shellcheck disable=SC2086 # a list
	[[ -z ${FACET_HOST_CORES:-} ]] || host_cores "$qemu" $FACET_HOST_CORES
	if [[ -n $tty ]]; then
		wait "$qemu"
		stty "$tty"
	elif ! watch_progress "$qemu" "$dir/host.console.log" "$dir/alive"; then
		kill_machine "$qemu"
		last_words "$dir" >&"${HOST_WORDS:-2}"
		warn "the host VM: $STALLED: $dir/host.console.log"
		return 124
	else
		wait "$qemu"
	fi
	forget "$qemu"
	exec {lock}>&-
	if [[ ! -s $dir/status ]]; then
		last_words "$dir" >&"${HOST_WORDS:-2}"
		warn "the host VM ended before its work did: $(tail -n 1 "$dir/host.console.log")"
		return 125
	fi
	return "$(<"$dir/status")"
}

# host_job DIR VERSION CMD...: call host_run for a script of tests. Prints the filtered output of
# CMD, and removes from DIR what is of no use afterwards.
host_job() {
	local rc=0 out lines pid
	# Not a pipe: a shell that waits for one does not run its traps, and would leave the VM.
	exec {out}> >(host_lines)
	lines=$!
	(
		own_children
		HOST_WORDS=1 host_run "$@" </dev/null
	) >&"$out" {out}>&- &
	pid=$!
	CHILDREN+=("$pid")
	exec {out}>&-
	wait "$pid" || rc=$?
	forget "$pid"
	wait "$lines"
	rm -f "$1/host.initrd"
	return "$rc"
}

# host_scripts DIR VERSION [VARIABLE=VALUE...] SCRIPT...: run scripts of the repository in one boot
# of the host VM, one after the other. Each script has a folder DIR/NAME of its own
# (inside-host.sh). Prints their TAP lines. A script that the VM did not reach counts as a failure.
host_scripts() {
	local dir=$1 version=$2 rc=0 lost=0 script name settings=()
	shift 2
	while [[ $1 == *=* ]]; do settings+=("$1") && shift; done
	for script; do
		name=$(basename "$script" .sh)
		rm -rf --one-file-system -- "${dir:?}/$name"
	done
	host_job "$dir" "$version" env "${settings[@]}" bash tests/vm/lib/inside-host.sh "$dir" \
		"$@" || rc=$?
	for script; do
		name=$(basename "$script" .sh)
		[[ -e $dir/$name/seconds ]] || {
			echo "not ok - $name:" \
				"the host VM ended before its end (status $rc)" && lost=1
		}
	done
	((rc == 0 && lost == 0))
}
