# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Running machines. Sourced after common.sh, debian.sh and initramfs.sh.

# Processors as QEMU emulates them best: it does "rep movsb" byte by byte, and a kernel takes that for all copies and clears where the
# processor says that it is fast. It forgets all translations when a nested guest is entered or left, and five levels take longer to
# walk than four.
EMULATED_CPU=max,-erms,-fsrm,-fzrm,-fsrs,-fsrc,-la57
HOST_CPUS=3	# one more than are for the job: host-init says why

# processors nested|plain: $PROCESSORS is how QEMU is to run a machine's processors, which have virtualization of their own or not.
processors() {
	local cpu=$EMULATED_CPU
	accel "$1"
	[[ $1 != nested ]] || cpu+=,+svm
	PROCESSORS=(-accel "tcg,thread=multi" -cpu "$cpu")
	[[ $ACCEL != kvm ]] || PROCESSORS=(-accel kvm -cpu host)
}

# vfu_device SOCKET [POSTS]: the vGPU that a server of vfio-user has there, as QEMU wants it, at 02.0, where i915 and its tools expect a GPU
# that is a part of the processor. POSTS: "true" lets writes be posted; those to the aperture are then still under way when the guest looks at
# the same bytes in its memory, unless the server may go first (docs/vfio-user.md).
vfu_device() {
	local unposted=true
	[[ ${2:-} != true ]] || unposted=false
	printf '{"driver":"vfio-user-pci","addr":"02.0","socket":{"type":"unix","path":"%s"},"x-no-posted-writes":%s}' "$1" "$unposted"
}

# guest_user DIR VERSION INITRD [QEMU ARGUMENT...]: a stock guest in QEMU 11 on this machine, to its end. DIR gets
# console.log (kernel log) and report.log (what /facet/run printed). Its vGPU is a further argument: -device "$(vfu_device SOCKET)".
# FACET_APPEND: more kernel command line. FACET_GUEST_MEM: MiB (1024). FACET_MACHINE: q35. Returns the status of /facet/run, 124 when the guest
# showed no progress for FACET_STALL seconds (120) or wrote more than LOG_MOST, 125 when it ended without a status.
guest_user() {
	local dir=$1 version=$2 initrd=$3 qemu status PROCESSORS
	shift 3
	qemu11
	processors plain
	guest_base "$version"
	mkdir -p "$dir"
	: >"$dir/console.log"
	: >"$dir/report.log"
	# Modules are in the initrd: the chroot needs none of the kernel's folders.
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		qemu-system-x86_64 "${PROCESSORS[@]}" -M "${FACET_MACHINE:-q35}" -m "${FACET_GUEST_MEM:-1024}" \
		-object "memory-backend-memfd,id=ram,size=${FACET_GUEST_MEM:-1024}M,share=on" -machine memory-backend=ram \
		-nodefaults -display none -vga none -no-reboot \
		-kernel "$GUEST_KERNEL" -initrd "$initrd" \
		-append "console=ttyS0 panic=-1 quiet loglevel=7 facet.name=guest0 ${FACET_APPEND:-}" \
		-serial "file:$dir/console.log" -device virtio-serial-pci,addr=03.0 \
		-chardev "file,id=report,path=$dir/report.log" -device virtserialport,chardev=report,name=facet \
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

# watch_progress PID FILE...: wait until PID ends; fails when no FILE has grown for FACET_STALL seconds, or when they are too long;
# $STALLED has which. Time limits by progress, because machines under emulation share few processors and no clock tells how far they
# are. Its looks are few, since each would delay the machine by milliseconds.
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

# kill_machine PID: its QEMU is gone when this returns, and its disks are free for the next.
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

# holds_files PID: it, or a thread of it, has not ended. A zombie holds nothing once it is the last: its files are those of all threads.
holds_files() {
	local stat threads
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	threads=("/proc/$1/task"/*)
	[[ $stat != *') Z '* ]] || ((${#threads[@]} > 1))
}

# own_cores N: takes so many cores that no other run has, until this shell ends; $CORES are their numbers. Fails where there are not so many.
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

# host_cores PID CORE...: processor N of the host VM, from 1 on, gets the N-th of these cores; 0 and all else of it share the last. Two of them on one
# core take turns of milliseconds, which a nested guest loses.
host_cores() {
	local pid='' task name core cores=("${@:2}")
	while [[ -z $pid ]]; do
		nap 0.1
		kill -0 "$1" 2>/dev/null || return 0
		for task in $(_descendants "$1" | sed 's|.*|/proc/&/task/*|'); do
			[[ $(cat "$task/comm" 2>/dev/null) != "CPU $((HOST_CPUS - 1))/TCG" ]] || pid=${task%/task/*}
		done
	done
	for task in "$pid/task"/*; do
		name=$(cat "$task/comm" 2>/dev/null)
		core=${cores[-1]}
		[[ ! $name =~ ^CPU\ ([1-9][0-9]?)/ ]] || core=${cores[BASH_REMATCH[1] - 1]:-$core}
		taskset -pc "$core" "${task##*/}" >/dev/null 2>&1
	done
}

# host_lines: what host_run prints, without the console's carriage returns and without what a guest would have a terminal do. Line by
# line: what waits in a pipe is lost when a script is ended by force.
host_lines() { LC_ALL=C sed -u 's/[^[:print:]\t]//g'; }

# host_boots DIR VERSION: the host VM as it is for all but administrators: $BOOTS (arguments for QEMU) and $BOOT_APPEND.
host_boots() {
	host_initrd "$1/host.initrd" "$2"
	BOOTS=(-kernel "$KERNEL/boot/vmlinuz" -initrd "$1/host.initrd" -drive "file=$HOST_IMAGE,if=virtio,format=raw,snapshot=on")
	[[ -z ${HOST_SYSTEMD:-} ]] || BOOT_APPEND=$SYSTEMD_APPEND
}

# host_clock PERCENT: $SLOW is what QEMU is started by so that all clocks of the machine run that fast, which gives it as much more of its
# processors for each second. Files keep their times: QEMU serves them to the machine.
host_clock() {
	SLOW=()
	(($1 < 100)) || return 0
	SLOW=(env LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 "FAKETIME=+0 x$(printf '0.%02d' "$1")" NO_FAKE_STAT=1
		FAKETIME_DISABLE_SHM=1)
}

# last_words DIR: what its kernel said last, as lines of TAP. A kernel that fails says why before its last line. What it
# printed before may have stopped amid a line.
last_words() {
	echo
	tail -n 46 "$1/host.console.log" | sed 's/\r$//; s/^/# /'
}

# host_run DIR VERSION CMD...: boot the host VM, run CMD there with Facet loaded, power off; returns the status of CMD.
# The repository and the cache are at their own paths in it, writable. DIR (inside the repository) gets host.console.log
# (kernel log) and host.dmesg. Output of CMD is stdout of this function, live. With a terminal on stdin it is interactive.
# HOST_SYSTEMD=yes (or screens): systemd is its first process, and CMD runs in a service of it. HOST_ADMIN=SUITE: the machine of admin.sh; VERSION is not used.
# FACET_MODULES: folder with facet.ko and facet_softgpu.ko, or "none". FACET_OPTIONS: parameters of facet.ko, NAME=VALUE. FACET_HOST_MEM: MiB. FACET_DEADLINE: seconds after which the
# caller ends it all; shortly before, host.console.log gets who waits for what, and DIR/late what the guests wrote.
# FACET_HOST_CORES: for host_cores. FACET_HOST_CLOCK: for host_clock; seconds of the VM's are seconds of that clock.
# HOST_WORDS: where the last lines of a kernel go that did not come to the end of its job, a file descriptor (2).
# 124: no progress for FACET_STALL seconds; 125: the VM ended without a status.
host_run() {
	local dir=$1 version=$2 mem free qemu lock tty='' stdin=/dev/null BOOTS BOOT_APPEND='' SLOW PROCESSORS
	shift 2
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	case $dir/ in
	"$REPO"/*) ;;
	*) die "$dir is outside the repository: the host VM could not see it" ;;
	esac
	qemu11
	# A slower clock is made for emulated processors.
	if ((${FACET_HOST_CLOCK:-100} < 100)); then FACET_ACCEL=tcg processors nested; else processors nested; fi
	exec {lock}>"$dir/.lock"
	flock -n "$lock" || die "another host VM works in $dir: wait for its end"
	if [[ -n ${HOST_ADMIN:-} ]]; then
		admin_boots "$dir"
	else
		host_boots "$dir" "$version"
	fi
	free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
	mem=${FACET_HOST_MEM:-8192}
	((free > 3000)) || die "the host VM needs 3 GB of free memory and there are $free MB: close something"
	((mem <= free - 1000)) || mem=$((free - 1000))
	{
		printf 'export FACET_MODULES=%q FACET_REPO=%q FACET_CACHE=%q FACET_DIR=%q FACET_KREL=%q TERM=%q FACET_DEADLINE=%q FACET_OPTIONS=%q\n' \
			"${FACET_MODULES:-$OUT/build/modules/$KREL}" "$REPO" "$CACHE" "$dir" "$KREL" "${TERM:-linux}" "${FACET_DEADLINE:-}" \
			"${FACET_OPTIONS:-}"
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
	# Neither the machine's QEMU nor Debian 13's: tests/vm/README.md has what each does to a machine.
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		"${SLOW[@]}" qemu-system-x86_64 -name facet-host "${PROCESSORS[@]}" -smp "$HOST_CPUS" -m "$mem" -M q35 \
		-nodefaults -display none -no-reboot \
		"${BOOTS[@]}" \
		-append "console=ttyS0 panic=-1 quiet loglevel=7 lab.repo=$REPO lab.cache=$CACHE lab.job=$dir/job $BOOT_APPEND ${FACET_HOST_APPEND:-}" \
		-virtfs "local,path=$REPO,mount_tag=repo,security_model=none,multidevs=remap" \
		-virtfs "local,path=$CACHE,mount_tag=cache,security_model=none,multidevs=remap" \
		-serial "file:$dir/host.console.log" \
		-device virtio-serial-pci -chardev stdio,id=term,signal=off -device virtconsole,chardev=term <"$stdin"
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

# host_job DIR VERSION CMD...: host_run for a script of tests: what CMD prints, as it may be printed, and nothing in DIR that is of no use
# afterwards.
host_job() {
	local rc
	(
		own_children
		HOST_WORDS=1 host_run "$@" </dev/null
	) | host_lines
	rc=${PIPESTATUS[0]}
	rm -f "$1/host.initrd"
	return "$rc"
}

# host_scripts DIR VERSION [VARIABLE=VALUE...] SCRIPT...: in one boot of the host VM, these scripts of the repository one after the other, each with
# a folder DIR/NAME of its own (inside-host.sh). Prints their TAP lines; a script that the VM did not come to is a failure.
host_scripts() {
	local dir=$1 version=$2 rc=0 lost=0 script name settings=()
	shift 2
	while [[ $1 == *=* ]]; do settings+=("$1") && shift; done
	for script; do
		name=$(basename "$script" .sh)
		rm -rf --one-file-system -- "${dir:?}/$name"
	done
	host_job "$dir" "$version" env "${settings[@]}" bash tests/vm/lib/inside-host.sh "$dir" "$@" || rc=$?
	for script; do
		name=$(basename "$script" .sh)
		[[ -e $dir/$name/seconds ]] || { echo "not ok - $name: the host VM ended before its end (status $rc)" && lost=1; }
	done
	((rc == 0 && lost == 0))
}
