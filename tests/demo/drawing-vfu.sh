# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest that draws on facet-vfu --3d. Sourced after tests/demo/drawing-lib.sh. The caller sets
# $dir, the folder of results, and $sockets, a folder of its own.
#
# FACET_VFU: another facet-vfu.
# shellcheck disable=SC2154 # $dir and $sockets are the caller's

vfu=${FACET_VFU:-$BUILD/user/vfu/facet-vfu}

# The frame buffer of the console does not fit into 3 MiB of aperture: docs/dev/vfio-user.md.
server() {
	local n
	spawn "$vfu" --3d --socket "$sockets/0" --aperture 3 --output hdmi:b:1280x720 \
		--screenshot "$sockets/screen.png" >"$dir/log/facet-vfu" 2>&1
	SERVER=$SPAWNED
	for ((n = 0; n < 200; n++)); do
		! grep -q ready "$dir/log/facet-vfu" || return 0
		kill -0 "$SERVER" 2>/dev/null || break
		nap 0.1
	done
	die "facet-vfu does not start: $(tail -n 1 "$dir/log/facet-vfu")"
}

# guest INITRD VERSION [WORD...]: run a guest until it ends. WORDs are for its command line.
guest() {
	local initrd=$1 version=$2
	shift 2
	own_children
	# Weston and clients that a slow machine emulates may say nothing for minutes. The kernel
	# would take a machine that waits for a processor for one whose clocks are broken.
	FACET_APPEND="no_timer_check tsc=nowatchdog watchdog_thresh=60 $*" \
		FACET_MACHINE=pc,hpet=off FACET_STALL=${FACET_STALL:-900} \
		FACET_GUEST_MEM=${FACET_GUEST_MEM:-2048} \
		guest_user "$dir/log" "$version" "$initrd" \
		-drive "file=$ROOT_DISK,if=none,id=root,format=raw,snapshot=on" \
		-device virtio-blk-pci,drive=root,addr=04.0 \
		-drive "file=$sockets/results,if=none,id=results,format=raw" \
		-device virtio-blk-pci,drive=results,addr=05.0 \
		-chardev "pipe,id=control,path=$sockets/control" \
		-device virtserialport,chardev=control,name=control \
		-device "$(vfu_device "$sockets/0")"
}

# picture NAME: take a picture of the guest's screen, and let the guest go on.
picture() {
	local n
	rm -f "$sockets/screen.png"
	kill -USR1 "$SERVER"
	for ((n = 0; n < 600; n++)); do
		[[ ! -s $sockets/screen.png ]] || break
		nap 0.1
	done
	mv "$sockets/screen.png" "$dir/$1.png" 2>/dev/null || warn "no picture of $1"
	echo go 1<>"$sockets/control.in"
}

# told LINE: print what the guest reports, and take a picture if it asks for one. A guest may write
# anything: print only characters that no terminal obeys.
told() {
	local line=${1//[^[:print:]]/}
	case $line in
	'shown '[a-z]*) [[ ! $line =~ ^shown\ ([a-z]{1,20})$ ]] || picture "${BASH_REMATCH[1]}" ;;
	'renderer '* | 'failed '* | 'frames '*) step "guest: ${line:0:200}" ;;
	'drawing '*)
		[[ ! $line =~ ^drawing\ ([a-z0-9-]{1,40})\ ([0-9]{1,3})\ ([0-9]{1,9})$ ]] ||
			step "guest: ${BASH_REMATCH[1]}: status ${BASH_REMATCH[2]}," \
				"$((BASH_REMATCH[3] / 1000)) s"
		;;
	esac
}

# follow PID: handle each line of the guest's report, until PID ends.
follow() {
	local report line part='' ended=''
	exec {report}<"$dir/log/report.log"
	while :; do
		if IFS= read -r line <&"$report"; then
			told "$part$line"
			part=''
			continue
		fi
		part+=$line
		[[ -z $ended ]] || break
		kill -0 "$1" 2>/dev/null || ended=yes
		nap 0.5
	done
	exec {report}<&-
}

# drawing_guest INITRD VERSION [WORD...]: run a guest and its server until both end, take the
# pictures that the guest asks for, and copy its results to $dir/guest. WORDs are for the guest's
# kernel command line.
drawing_guest() {
	local pid rc=0
	truncate -s 512M "$sockets/results"
	rm -f "$sockets/control".{in,out}
	mkfifo -m 600 "$sockets/control".{in,out}
	: >"$dir/log/report.log"
	server
	guest "$@" &
	pid=$!
	CHILDREN+=("$pid")
	follow "$pid"
	wait "$pid" || rc=$?
	forget "$pid"
	kill -TERM "$SERVER"
	wait "$SERVER" || rc=1
	forget "$SERVER"
	tar -x -C "$dir/guest" -f "$sockets/results" 2>/dev/null || warn "the guest left no results"
	return "$rc"
}
