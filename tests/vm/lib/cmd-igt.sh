#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run igt: run the packaged igt-gpu-tools in stock guests on vGPUs. tests/igt has the lists, the
# expectations and the judge.
#
# A run is a folder of out/igt/runs. Each shard of the run has a folder part-K-of-N there, with all
# that --resume needs. The results of the last run are in out/igt itself.
#
# For scripts of tests: FACET_IGT_OUT is a folder in place of out/igt. FACET_IGT_DEMO=yes runs the
# demo afterwards, whatever the list. FACET_IGT_TAP=yes prints a line for each test.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/igt.sh
. "$(dirname "$0")/igt.sh"

usage() {
	cat <<'T'
./run igt [OPTION...]      runs igt-gpu-tools, as packaged in Debian sid, inside stock guests
  --guest-kernel V         kernel of the guests: 6.12 (default), 7.2 or 6.1
  --list LIST              bat (default, 25 min; 13 min with --front-end vfu), sample (3 h) or full
                           (8 h); or a file with a test a line, by its full path or its path in the
                           repository; or a name or pattern of tests in these lists, such as
                           'kms_flip' or 'gem_exec_*@basic*'; names are in tests/igt/*.testlist
  --shard K/N              run part K of N parts of the list; the parts take about the same time,
                           and the results of all parts are merged
  --guests N               run N guests at once (default 1); each has its own vGPU and runs the
                           whole list
  --front-end kernel|vfu   kernel (default): the modules in the host VM; vfu: the vfio-user server
                           on this machine
  --append TEXT            add TEXT, such as drm.debug=0x1e, to the guests' kernel command line
  --like-hardware            the software GPU does what a Gen9 GPU does by itself, and no more; the
                             run has no row in docs/reference/conformance.md
  --3d                     guests draw: by facet-engine, or by facet-vfu --3d (one guest)
  --dmc                    i915 loads its display firmware (firmware-intel-graphics, non-free); a
                           vGPU does not use the firmware
  --host-kernel V          kernel of the host VM: 6.12 (default), 7.2 or 6.12-debug
  --clock PERCENT          speed of the host VM's clock; a slower clock gives each guest more of a
                           processor for each of its seconds (default: 100 for one guest, 120
                           divided by the number of guests for more)
  --resume                 continue the last run that did not end; with other options: the last run
                           that had these options
Results are in out/igt/: summary.md, and results.json as igt_runner writes it (guestN/results.json
with --guests). guestN/dmesg is the kernel log of a guest. The folder of the run in out/igt/runs/
has all logs. FACET_VFU names another facet-vfu, such as one with debug information. A run
of bat, sample or full also has a row in docs/reference/conformance.md. Status 0: each test of the
list did what tests/igt/expected says, and the host had no fault.
T
}

igt_py() { PYTHONDONTWRITEBYTECODE=1 python3 "$REPO/tests/igt/$1.py" "${@:2}"; }

# usual_clock: print the default of --clock. Two emulated processors suffice for one guest.
usual_clock() {
	if [[ $FRONT_END == kernel ]] && ((GUESTS > 1)); then
		echo $((120 / GUESTS))
	else
		echo 100
	fi
}

IGT=${FACET_IGT_OUT:-$OUT/igt}
DEMO_GUESTS=2 DEMO_BLITS=200
TEST_SECONDS=1200	# limit for one test, if a guest has the processors to itself
HOST_MEM=2560		# MiB for the host VM itself, without its guests
# Passes over lists in tests/igt. Their tests need other monitors, so each pass has its own boot.
MONITORED=(outputs large)
PASSES=(main dynamic late "${MONITORED[@]}")	# the passes over a guest's list
LATE_SECONDS=60		# limit for a test of bat, sample or full that is expected not to end
LEAST_MEM=1024		# MiB that a guest needs at least
VERSION=6.12 LIST=bat SHARD='' GUESTS=1 CLOCK='' FRONT_END=kernel DMC='' APPEND='' HOST='' LIKE=''
DRAWS='' RESUME='' CHOSEN=''
COMMAND="./run igt${*:+ ${*@Q}}"
COMMAND=${COMMAND//\'/}
while (($#)); do
	case $1 in
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--help | -h) usage && exit 0 ;;
	--resume) RESUME=yes ;;
	--dmc) DMC=yes CHOSEN=yes ;;
	--like-hardware) LIKE=yes CHOSEN=yes ;;
	--3d) DRAWS=yes CHOSEN=yes ;;
	--guest-kernel | --list | --shard | --guests | --front-end | --host-kernel | --clock | \
		--append)
		(($# > 1)) && [[ -n $2 ]] || die "$1 needs a value: ./run igt --help"
		CHOSEN=yes
		;;&
	--guest-kernel)
		[[ $2 != *-* ]] ||
			die "./run igt has expectations for Debian's kernels alone: 6.12, 7.2 or" \
				"6.1, not '$2'"
		kernel_suite "$2" >/dev/null && VERSION=$2 && shift || exit 1
		;;
	--append) APPEND=$2 && shift ;;
	--list) LIST=$2 && shift ;;
	--shard) SHARD=$2 && shift ;;
	--guests)
		[[ $2 =~ ^[1-9][0-9]?$ ]] && (($2 <= 16)) ||
			die "--guests takes a number from 1 to 16, not '$2'"
		GUESTS=$2 && shift
		;;
	--front-end)
		[[ $2 == kernel || $2 == vfu ]] ||
			die "--front-end is kernel or vfu, not '$2'"
		FRONT_END=$2 && shift
		;;
	--host-kernel) need_host_kernel "$2" && HOST=$2 && shift ;;
	--clock)
		[[ $2 =~ ^[1-9][0-9]{0,2}$ ]] && (($2 >= 5 && $2 <= 100)) ||
			die "--clock takes per cent, from 5 to 100, not '$2'"
		CLOCK=$2 && shift
		;;
	*) die "./run igt does not know '$1': ./run igt --help" ;;
	esac
	shift
done
[[ $FRONT_END == kernel || -z $HOST ]] ||
	die "--host-kernel is of the host VM, and --front-end vfu has none"
[[ $FRONT_END == kernel || -z $CLOCK ]] ||
	die "--clock is of the host VM, and --front-end vfu has none"
[[ -z $DRAWS || $FRONT_END == kernel || $GUESTS == 1 ]] ||
	die "--3d on the vfio-user server has one guest: leave out --guests"
[[ $FRONT_END != kernel ]] || HOST=${HOST:-6.12}
CLOCK=${CLOCK:-$(usual_clock)}

# part_dir: print the folder of this part of the run.
part_dir() {
	local name=${LIST##*/} shard=${SHARD:-1/1}
	# A file may have the name of a list in tests/igt: mark its folder with "_".
	[[ $name == "$LIST" ]] || name=_$name
	name=$VERSION-$FRONT_END-${name//[^A-Za-z0-9@._-]/_}
	((GUESTS == 1)) || name+=-${GUESTS}guests
	[[ -z $DMC ]] || name+=-dmc
	[[ -z $APPEND ]] || name+=-append
	[[ -z $LIKE ]] || name+=-like-hardware
	[[ -z $DRAWS ]] || name+=-3d
	((CLOCK == $(usual_clock))) || name+=-clock$CLOCK
	[[ $FRONT_END != kernel || $HOST == 6.12 ]] || name+=-host$HOST
	echo "$IGT/runs/$name/part-${shard%/*}-of-${shard#*/}"
}

# unfinished: print the folder of the part that was cut short last.
unfinished() {
	local f last=''
	for f in "$IGT"/runs/*/part-*[0-9]/settings; do
		[[ ! -e $f || -e ${f%/*}/done || -n $last && ! $f -nt $last ]] || last=$f
	done
	[[ -z $last ]] || echo "${last%/*}"
}

# keep_settings: write the settings of a part. --resume sources them.
keep_settings() {
	printf '%s=%q\n' VERSION "$VERSION" LIST "$LIST" SHARD "$SHARD" GUESTS "$GUESTS" \
		FRONT_END "$FRONT_END" DMC "$DMC" APPEND "$APPEND" HOST "$HOST" CLOCK "$CLOCK" \
		LIKE "$LIKE" DRAWS "$DRAWS" \
		TYPE "$TYPE" GUEST_MEM "$GUEST_MEM" COMMAND "$COMMAND" \
		STARTED "$(date +%s)" >"$PART/settings"
}

# divide_list: divide the list of a part into one list for each pass. Tests that need other monitors
# go to the passes of MONITORED. A dynamic part of a test goes to pass "dynamic" if the test itself
# is in the list: in one pass, its result would replace the test's result. Tests that are expected
# not to end go to pass "late".
divide_list() {
	local pass others=()
	for pass in "${MONITORED[@]}"; do
		grep -xF -f "$REPO/tests/igt/$pass.testlist" "$PART/list" >"$PART/list.$pass"
		others+=(-f "$PART/list.$pass")
	done
	grep -vxF "${others[@]}" "$PART/list" |
		awk -F@ 'NR == FNR { has[$0]; next } NF > 3 && ($1 "@" $2 "@" $3) in has' \
			"$PART/list" - >"$PART/list.dynamic"
	others+=(-f "$PART/list.dynamic")
	igt_py late <(grep -vxF "${others[@]}" "$PART/list") "$VERSION" "$FRONT_END" \
		"$([[ -n $DMC ]] && echo dmc || echo nodmc)" \
		"$([[ -n $DRAWS ]] && echo 3d || echo no3d)" \
		>"$PART/list.late" || exit 1
	grep -vxF -f "$PART/list.late" "${others[@]}" "$PART/list" >"$PART/list.main"
}

# other_division: print the folders of parts of this run that divide the list into another number.
other_division() {
	find "${PART%/*}" -maxdepth 1 \
		-name 'part-*[0-9]' ! -name "part-*-of-${PART##*-}" 2>/dev/null
}

# begin_anew: make the folder of this part, with its list and with empty disks. An old folder moves
# to previous/ as soon as the new one is complete.
begin_anew() {
	local run=${PART%/*} name=${PART##*/} others
	mapfile -t others < <(other_division)
	((${#others[@]} == 0)) ||
		die "$run has ${#others[@]} folders of another division," \
			"such as ${others[0]##*/}: go on with parts of ${others[0]##*-}," \
			"or remove that folder"
	make_part "$PART.new"
	if [[ -d $PART ]]; then
		mkdir -p "$run/previous"
		rm -rf "${run:?}/previous/$name" "$PART"/guest*/results.img
		mv "$PART" "$run/previous/"
	fi
	mv "$PART.new" "$PART"
}

# make_part PART: make the folder PART with its lists, disks and settings.
make_part() {
	local PART=$1 n pass seconds disk=()
	rm -rf "$PART"
	mkdir -p "$PART"
	printf '%s\n' "$ENTRIES" >"$PART/list"
	divide_list
	for pass in "${PASSES[@]}"; do
		seconds=$TEST_SECONDS
		# A test that the user names gets the full time: it may come to its end by now.
		[[ $pass != late ]] || ! whole || seconds=$LATE_SECONDS
		disk+=("$pass" "$PART/list.$pass" $((seconds * GUESTS)))
	done
	for ((n = 0; n < GUESTS; n++)); do
		mkdir -p "$PART/guest$n"
		igt_results_disk "$PART/guest$n/results.img" "${disk[@]}"
	done
	keep_settings
}

# count_until TIME: add the seconds from $PART/began until TIME to those of this part. Does nothing
# if no run of this part is counted now.
count_until() {
	local was=0
	[[ -e $PART/began ]] || return 0
	[[ ! -e $PART/seconds ]] || was=$(<"$PART/seconds")
	echo $((was + $1 - $(<"$PART/began"))) >"$PART/seconds"
	rm "$PART/began"
}

# count_killed: count the time of a killed run of this part. The run lasted until its guests wrote
# for the last time.
count_killed() {
	count_until "$(stat -c %Y "$PART"/{began,guest*/*} 2>/dev/null | sort -n | tail -n 1)"
}

# tell_run ENDED: write $PART/run.json for summary.py. ENDED is the time in seconds, or null.
tell_run() {
	local shard=${SHARD:-1/1} igt
	igt=$(sed -nE 's/^FACET-IGT (begin|resume) ([0-9][0-9A-Za-z.+~-]{0,30})[ \r].*/\2/p' \
		"$PART/guest0/report" 2>/dev/null | head -n 1)
	count_until "$(date +%s)"
	igt_py tell "$PART/run.json" "kernel=$VERSION" "release=$KREL" "face=$FRONT_END" \
		"host_kernel=$HOST" "list=$LIST" "shard:=[${shard/\//,}]" \
		"guests:=$GUESTS" "dmc:=$([[ -n $DMC ]] && echo true || echo false)" \
		"draws:=$([[ -n $DRAWS ]] && echo true || echo false)" \
		"clock:=$CLOCK" "started:=$STARTED" "ended:=$1" "seconds:=$(<"$PART/seconds")" \
		"command=$COMMAND" "igt=$igt" \
		"commit=$(sort -u "$PART/commits" |
		awk '{ c = $0 } END { print NR == 1 ? c : "several" }')"
}

# commit: print the commit of this tree. "-dirty" is added if files outside docs/ differ from it.
commit() {
	local dirty=''
	git -C "$REPO" diff --quiet HEAD -- . ':!docs' 2>/dev/null || dirty=-dirty
	echo "$(git -C "$REPO" rev-parse --short=12 HEAD 2>/dev/null || echo '?')$dirty"
}

# harvest: append the complaints of the host VM's kernel to $PART/host.trouble. The next boot of the
# host VM overwrites its log, so a resumed run calls this first.
harvest() {
	tr -d '\r' 2>/dev/null <"$PART/host.console.log" | sed -n '/\] facet/,$p' |
		grep -aEf "$REPO/tests/demo/host-trouble.patterns" |
		head -n 1000 >>"$PART/host.trouble"
}

# whole: succeed if the list is bat, sample or full, on a stock command line and the usual model of
# the software GPU. docs/reference/conformance.md has rows for these lists.
whole() { [[ -z $APPEND$LIKE ]] && [[ $LIST == bat || $LIST == sample || $LIST == full ]]; }

# demo_prepare: prepare a demo in the host VM after the tests. The demo shows that the tests did no
# harm to the host VM.
demo_prepare() {
	rm -rf "$PART/demo"
	mkdir -p "$PART/demo"
	guest_initrd "$PART/demo/guest.initrd" "$VERSION" "$REPO/tests/demo/guest-run" \
		"${DEMO_PROGRAMS[@]}"
}

# demo_judge: judge the demo after the tests. Its failures count as trouble of the host.
demo_judge() {
	rm -f "$PART/demo/guest.initrd"
	cp "$PART/host.dmesg" "$PART/demo/"
	python3 "$REPO/tests/demo/summary.py" "$PART/demo" --guests "$DEMO_GUESTS" \
		--blits "$DEMO_BLITS" --kernel "$VERSION" --others 1 \
		--status "$(<"$PART/demo/status")" 2>"$PART/demo/complaints" ||
		sed 's/^facet:/the demo afterwards:/' "$PART/demo/complaints" >>"$PART/host.trouble"
}

# guest_mem: print the MiB for each guest. Tests that fill the GGTT skip if a guest has less than
# 4131 MiB.
guest_mem() {
	local all each most=$((GUESTS == 1 ? 6144 : 5120))
	all=$(($(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo) - 1000))
	[[ $FRONT_END != kernel ]] || all=$((all - HOST_MEM))
	each=$((all / GUESTS))
	((each >= LEAST_MEM)) ||
		die "$GUESTS guests have $((each > 0 ? each : 0)) MiB each on this machine," \
			"and $LEAST_MEM are the least:" \
			"at most $((all > 0 ? all / LEAST_MEM : 0)) fit"
	echo $((each < most ? each : most))
}

# run_kernel, run_vfu: run the guests of this part to their end. run_kernel runs them in the host
# VM, run_vfu on this machine.
run_kernel() {
	local mem=$((HOST_MEM + GUEST_MEM * GUESTS))
	# own_cores may fail: then other runs share these cores, and CORES is empty.
	own_cores $(($(nproc) < HOST_CPUS ? $(nproc) : HOST_CPUS))
	FACET_HOST_CORES=${CORES[*]} FACET_HOST_CLOCK=$CLOCK FACET_STALL=900 FACET_HOST_MEM=$mem \
		FACET_LIKE_HARDWARE=$LIKE \
		host_run "$PART" "$HOST" env "GUEST_KERNEL=$GUEST_KERNEL" \
		"GUEST_INITRD=$PART/guest.initrd" \
		"ROOT_DISK=$ROOT_DISK" "FACET_GUESTS=$GUESTS" "CLOCK=$CLOCK" \
		"GUEST_MEM=$GUEST_MEM" "FACET_DMC=$DMC" "IGT_APPEND=$APPEND" \
		"FACET_TYPE=$TYPE" "PATIENCE=$PATIENCE" \
		"LOG_MOST=$LOG_MOST" "FACET_3D=$DRAWS" \
		"DEMO=$([[ -z $DEMO ]] || echo "$PART/demo")" "DEMO_GUESTS=$DEMO_GUESTS" \
		"DEMO_BLITS=$DEMO_BLITS" bash tests/igt/inside.sh </dev/null
}

run_vfu() {
	FACET_DIR=$PART FACET_VFU=${FACET_VFU:-$BUILD/user/vfu/facet-vfu} \
		GUEST_VERSION=$VERSION IGT_APPEND=$APPEND \
		FACET_LIKE_HARDWARE=$LIKE FACET_3D=$DRAWS \
		GUEST_INITRD=$PART/guest.initrd ROOT_DISK=$ROOT_DISK \
		FACET_GUESTS=$GUESTS FACET_GUEST_MEM=$GUEST_MEM FACET_DMC=$DMC FACET_TYPE=$TYPE \
		run_fg bash "$REPO/tests/igt/outside.sh"
}

# collect: copy what each guest has left on its disk, after a complete run and after one cut short.
collect() {
	local n rc=0
	for ((n = 0; n < GUESTS; n++)); do
		igt_py disk "$PART/guest$n/results.img" "$PART/guest$n" "${PASSES[@]}" \
			>"$PART/guest$n/begun" || rc=1
	done
	return "$rc"
}

# begun: print the number of tests that igt_runner has started, in this run and in runs cut short.
begun() { awk '{ n += $1 } END { print n + 0 }' "$PART"/guest*/begun; }

# publish: copy results and summary of the run to out/igt. Only a complete run gets a row in
# docs/reference/conformance.md.
publish() {
	local run=${PART%/*} n rc=0 told=()
	! whole || [[ ! -e $PART/done ]] || told=(--page "$REPO/docs/reference/conformance.md")
	rm -rf {"$run","$IGT"}/{results.json,summary.md,guest*}
	igt_py summary "$run" "${told[@]}" ${FACET_IGT_TAP:+--tap} || rc=$?
	for n in summary.md results.json; do
		[[ ! -e $run/$n ]] || cp "$run/$n" "$IGT/"
	done
	for ((n = 0; n < GUESTS; n++)); do
		[[ ! -e $run/guest$n ]] || cp -r "$run/guest$n" "$IGT/"
	done
	return "$rc"
}

need_root igt
mkdir -p "$IGT" || die "cannot create $IGT"
if [[ -n $RESUME ]]; then
	PART=$(if [[ -n $CHOSEN ]]; then part_dir; else unfinished; fi)
	[[ -n $PART ]] || die "there is no run to go on with: each came to its end"
	[[ -e $PART/settings ]] || die "there is no such run to go on with: $PART is missing"
	[[ ! -e $PART/done ]] ||
		die "that run came to its end: $PART; leave out --resume to begin anew"
else
	PART=$(part_dir)
	ENTRIES=$(igt_py lists "$LIST" ${SHARD:+--shard "$SHARD"}) || exit 1
fi
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
exec {lock}>"$IGT/.lock"
flock -n "$lock" || die "another ./run igt is at work in $IGT: wait for its end"
need_cmd mkfs.ext4 debugfs e2fsck fallocate
# Tests that fill the GGTT pin 4 GiB of pages at once: type facet-8 allows that.
TYPE=${FACET_TYPE:-facet-8}
if [[ -z $RESUME ]]; then
	GUEST_MEM=${FACET_GUEST_MEM:-$(guest_mem)} || exit 1
	begin_anew
elif [[ -e $PART/began ]]; then
	harvest
	count_killed
fi
# shellcheck disable=SC1091 # written by keep_settings
. "$PART/settings"
[[ -z $RESUME ]] ||
	step "igt: going on with '$COMMAND' of $(date -d "@$STARTED" '+%F %H:%M')," \
		"in ${PART#"$OUT/"}"
export PATIENCE=$((TEST_SECONDS * GUESTS))
if [[ $FRONT_END == kernel ]]; then
	build_modules "$HOST"
	build_guest
	host_image "$HOST"
else
	build_vfu
fi
igt_initrd "$PART/guest.initrd" "$VERSION" ${DMC:+dmc}
DEMO=${FACET_IGT_DEMO:-}
! whole || DEMO=yes
[[ $FRONT_END == kernel ]] || DEMO=''
[[ -z $DEMO ]] || demo_prepare
step "igt: $(wc -l <"$PART/list") entries of $LIST on $VERSION, front end $FRONT_END," \
	"$GUESTS guest(s)"
commit >>"$PART/commits"
date +%s >"$PART/began"
(
	own_children
	"run_$FRONT_END"
) 2>&1 | host_lines | while IFS= read -r line; do step "$line"; done
rc=${PIPESTATUS[0]}
rm -f "$PART"/{guest,host}.initrd
collect || ((rc)) || rc=1
[[ $FRONT_END != kernel ]] || harvest
[[ ! -s $PART/demo/status ]] || demo_judge
if ((rc)); then
	tell_run null
	publish
	all=$(($(wc -l <"$PART/list") * GUESTS))
	die "the run did not come to its end (status $rc) and $(begun) of $all tests were begun:" \
		"they are kept; go on with './run igt --resume'"
fi
tell_run "$(date +%s)" ||
	die "the run cannot be told of in $PART/run.json:" \
		"free some space and go on with './run igt --resume'"
: >"$PART/done"
publish
