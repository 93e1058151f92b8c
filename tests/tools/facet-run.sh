#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-run with a library that only pretends to be a GPU. Arguments: FACET-RUN FAKE-LIBRARY
# STATIC-PROGRAM. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
RUN=$(realpath "$1") STATIC=$(realpath "$3")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
FACET_RUN_LIBRARY=$(realpath "$2")
export FACET_RUN_LIBRARY XDG_RUNTIME_DIR=$dir/runtime
mkdir "$XDG_RUNTIME_DIR"
# A GPU comes up in each process.
UP='open /dev/dri/renderD128;driver iris'
export FAKE_RUN=$UP

ok "the status of the program is that of facet-run" says 0 '' true
ok "whatever it is" says 7 '' sh -c 'exit 7'
ok "a signal of the program is 128 and its number" says 137 '' sh -c 'kill -KILL $$'
ok "arguments of the program are not options of facet-run" says 0 '--clock -x' echo --clock -x
ok "the program gets stdin and stdout" is "$(echo hello | "$RUN" cat)" hello
ok "a program that is missing has status 127" \
	says 127 'facet-run: /no/such: there is no such program' /no/such
ok "a file that is no program has status 126" \
	says 126 'facet-run: /etc/passwd: cannot be executed: *' /etc/passwd
ok "a missing program name is a usage error" says 2 'facet-run: PROGRAM is missing. *'
for list in '' ,1 1,x -1 1,,2 '1,' 0 1,0 01; do
	ok "'$list' is no list of frames" says 2 "facet-run: --frames=$list: must be numbers from \
1 on with commas, such as 1,30. *" "--frames=$list" true
done
ok "10,2 is one" says 2 'facet-run: --frames needs --shots: *' --frames=10,2 true
ok "frames need a folder" says 2 'facet-run: --frames needs --shots: *' --frames=1 true
shots=(--shots "$dir/shots")
beyond() {
	says 2 "facet-run: --frames=$1: frame $2 is never shown: --clock ends each process after \
frame 10. *" "${shots[@]}" --frames "$1" --clock 10 true
}
ok "a frame that the clock does not reach is refused" beyond 99 99
ok "so is one beside others" beyond 10,11,1 11
ok "so is one with many digits" beyond 1,99999999999999999999 99999999999999999999
ok "the last frame of the clock is right" says 0 '' "${shots[@]}" --frames 10,1 --clock 10 true
ok "so is each frame if the clock does not end" \
	says 0 '' "${shots[@]}" --frames 99 --clock 0 true
ok "and without a clock" says 0 '' "${shots[@]}" --frames 99 true
hangs() { FACET_RUN_HANG_MS=$1 says "${@:2}" true; }
for ms in abc '' -1 1s ' 1' 0x10 1000000000001 99999999999999999999; do
	ok "'$ms' is no time of a hang" hangs "$ms" 2 "facet-run: FACET_RUN_HANG_MS=$ms: must be a \
number of milliseconds from 0 to 1000000000000. *"
done
for ms in 0 60000 1000000000000; do
	ok "$ms is one" hangs "$ms" 0 ''
done
ok "a clock needs a number" says 2 'facet-run: --clock=x: *' --clock=x true

# ends PATTERN LINES: run a program whose processes report LINES. Succeed if the end is status 3.
ends() { FAKE_RUN=$2 says 3 "$1" true; }
ok "a program that opens no GPU is refused" ends 'facet-run: true: did not open a GPU*' ''
ok "its line ends with the reason if the program has succeeded" \
	ends 'facet-run: true: did not open a GPU: *drivers are installed' ''
unopened() { FAKE_RUN='' says 3 "facet-run: sh: did not open a GPU: *$1" sh -c "$2"; }
ok "it ends with the status of a program that failed" \
	unopened '; the program ended with status 9' 'exit 9'
# shellcheck disable=SC2016 # the shell of the program reads it
ok "it ends with the signal that ended the program" \
	unopened '; signal 11 ended the program' 'kill -SEGV $$'
ok "the status of a program that the run ends is not its own" env "FAKE_RUN=$UP;renderer soft" \
	bash -c "$(declare -f says); PROGRAM=$RUN says 3 '*not with the simulated GPU' sleep 1000"
ok "a driver that gives up is reported, with the reason" \
	ends 'facet-run: true: has no driver *refused GETPARAM 42: EINVAL' \
	'open x;unsupported GETPARAM 42: EINVAL'
ok "and without one" ends 'facet-run: true: has no driver *gave up' 'open x'
ok "another renderer is reported, although the GPU came up" \
	ends "facet-run: true: draws with 'llvmpipe (LLVM 19)', *" "$UP;renderer llvmpipe (LLVM 19)"
ok "the renderer of the GPU is right" env "FAKE_RUN=$UP;renderer Mesa Intel(R) HD Graphics 630" \
	"$RUN" true
stops() { FAKE_RUN="$UP;hang message 0x42" says 5 "$@"; }
ok "a batch that was stopped is reported, and the program's status stays" \
	stops 'facet-run: sh: the GPU stopped a batch: message 0x42' sh -c 'exit 5'
lacks() { FAKE_RUN="$UP;missing line loops;missing line loops" says 0 "$@"; }
ok "what the GPU does not have is reported once by name" \
	lacks 'facet-run: true: the simulated GPU does not have: line loops' true

# pair STATUS PATTERN LINES CHILD-LINES: run a shell that reports LINES, and a child of it.
pair() {
	FAKE_RUN=$3 says "$1" "$2" sh -c "FAKE_RUN='$4' $(type -P true); exit 4"
}
ok "a program that only starts others needs no GPU" pair 4 '' '' "$UP"
ok "the program itself is judged, although a child has a driver" \
	pair 3 'facet-run: sh: has no driver *gave up; the program ended with status 4' 'open sh' \
	"$UP"
ok "a child that draws with another renderer is reported" \
	pair 3 "facet-run: sh: kid (process *) draws with 'llvmpipe', *" "$UP" \
	'open kid;driver iris;renderer llvmpipe'
ok "so is one whose driver was refused what it needs" \
	pair 3 'facet-run: sh: kid (process *) has no driver *PARAM 42; the program *' "$UP" \
	'open kid;unsupported PARAM 42'
ok "so is one that shows frames without a driver" \
	pair 3 'facet-run: sh: process * shows frames that the simulated GPU has not drawn; *' \
	"$UP" 'first 1'
ok "a child that only looks at the GPU is not" pair 4 '' "$UP" 'open kid'
ok "a program that cannot load the library and may draw is reported" \
	ends 'facet-run: true: starts a program *: /x/old is a 32-bit program' \
	"$UP;stray /x/old is a 32-bit program"
loses() { FAKE_RUN="$UP;lost /x/1.png: No space left on device" says "$@"; }
ok "a frame that cannot be written is reported, and the run fails" \
	loses 1 'facet-run: true: a frame cannot be written: /x/1.png: No space *' true
ok "a program that fails keeps its status" \
	loses 7 'facet-run: sh: a frame cannot be written: *' sh -c 'exit 7'

says_nothing() { FAKE_RUN='' says 3 'facet-run: true: did not open a GPU*' "$@" true; }
reported() {
	(cd "$dir" && FAKE_RUN="$UP;renderer Mesa Intel(R)" "$RUN" --report kept true) &&
		grep -qxP '\d+\tdriver\tiris' "$dir/kept" &&
		is "$(cut -f2- "$dir/kept" | tail -n 1)" $'renderer\tMesa Intel(R)'
}
ok "a report that the user asks for is kept" reported
ok "its folder is removed" is "$(ls "$XDG_RUNTIME_DIR")" ''
ok "and it is judged like any other" says_nothing --report "$dir/kept"
ok "a report that cannot be written is reported, with its option" \
	says 1 'facet-run: --report=/no/such/file: cannot be written: No such file or directory' \
	--report /no/such/file true
ok "so is a folder for frames that cannot be made" \
	says 1 'facet-run: --shots=/no/such/dir: cannot be made: No such file or directory' \
	--shots /no/such/dir true

# The events that programs and people can read: those of the header, and those of the manual.
shim=$(realpath "$(dirname "$0")/../../shim")
events() { sed -nE 's/^#define FACET_RUN_[A-Z]+\t+"([a-z]+)"$/\1/p' "$shim/facet_run.h" | sort; }
manual() {
	sed -nE '/^\.It Fl -report/,/^\.It Fl h/s/^\.It Cm ([a-z]+)$/\1/p' \
		"$shim/launcher/facet-run.1" | sort
}
ok "there are events" test "$(events | wc -l)" -gt 5
ok "the manual has the events of the report, and no others" is "$(manual)" "$(events)"

ok "a static program is refused" says 3 "facet-run: *: is a static program: *" "$STATIC"
printf '#!%s\n' "$STATIC" >"$dir/script"
chmod +x "$dir/script"
ok "so is a script of a static program" says 3 "*: is a script, and $STATIC is a static *" \
	"$dir/script"
cp "$(type -P true)" "$dir/setgid"
chgrp 4711 "$dir/setgid" 2>/dev/null && chmod g+s "$dir/setgid"
[[ $(id -u) != 0 ]] || ok "so is a setgid program" \
	says 3 "facet-run: *: is setuid, setgid or has capabilities: *" "$dir/setgid"
head -c 4096 "$(type -P true)" >"$dir/small"
printf '\1' | dd of="$dir/small" bs=1 seek=4 conv=notrunc status=none
chmod +x "$dir/small"
ok "so is a 32-bit program" says 3 "facet-run: *: is a 32-bit program: *" "$dir/small"
ok "a library that is missing is reported" env FACET_RUN_LIBRARY=/no/such bash -c \
	"$(declare -f says); PROGRAM=$RUN says 1 'facet-run: /no/such: there is no preload *' true"

# A driver that is loaded by a process that has another LD_PRELOAD.
cp "$FACET_RUN_LIBRARY" "$dir/libgallium-0.so"
drops() {
	is "$("$RUN" sh -c "LD_PRELOAD=$dir/libgallium-0.so sleep 1000" 2>&1 |
		sed -E 's/[0-9]+/N/')" "facet-run: sleep (process N): uses a GPU driver without \
the preload library: a parent has dropped LD_PRELOAD"
}
ok "a process that drops the library is reported" drops
ok "by that line alone, also if the program opens no GPU" env FAKE_RUN='' bash -c \
	"$(declare -f drops is); RUN=$RUN dir=$dir; drops"
ok "and the status is 3" says 3 '*' sh -c "LD_PRELOAD=$dir/libgallium-0.so sleep 1000"

ok "although other processes end all the time" says 3 \
	'facet-run: sleep (process *): uses a GPU driver without the preload library: *' \
	timeout 60 sh -c "LD_PRELOAD=$dir/libgallium-0.so sleep 1000 &
		while :; do (sleep 0.1 &); sleep 0.05; done"

# variable NAME: print the value of a variable of the program.
variable() { "$RUN" printenv "$1"; }
ok "the library comes first" is "$(LD_PRELOAD='' variable LD_PRELOAD)" \
	"$(realpath "$FACET_RUN_LIBRARY")"
ok "no software renderer is asked for" \
	is "$(LIBGL_ALWAYS_SOFTWARE=1 variable LIBGL_ALWAYS_SOFTWARE)" ""
ok "a program without a display gets the surfaceless platform" \
	is "$(env -u DISPLAY -u WAYLAND_DISPLAY "$RUN" printenv EGL_PLATFORM)" surfaceless
ok "a program with a display chooses" is "$(DISPLAY=:9 variable EGL_PLATFORM)" ""

# A Weston that is a script. It does what $FAKE_WESTON says when the program has come.
mkdir "$dir/bin"
cat >"$dir/bin/weston" <<'T'
#!/usr/bin/python3
import os, socket, sys, time
options = dict(word[2:].split("=", 1) for word in sys.argv[1:] if "=" in word)
with open(options["log"], "w") as log:
    log.write("[00:00:00.000] Loading module\n[00:00:00.000] no back end\n")
does = os.environ["FAKE_WESTON"]
with open(os.environ["FAKE_RUN_UP"] + ".weston", "w") as copy:
    copy.write(open("/proc/self/status").read())
if does == "end":
    sys.exit(1)
if does != "draw elsewhere":
    with open(os.environ["FACET_RUN_REPORT"], "a") as report:
        report.write(f"{os.getpid()}\topen\tweston\n{os.getpid()}\tdriver\tiris\n")
server = socket.socket(socket.AF_UNIX)
server.bind(os.path.join(os.environ["XDG_RUNTIME_DIR"], options["socket"]))
server.listen()
# A launcher that has waited for too long asks again.
served = False
while not served:
    client = server.accept()[0]
    try:
        client.recv(12)
        served = client.send(bytes(4)) == 4
    except OSError:
        pass
while does != "close" or not os.path.exists(os.environ["FAKE_RUN_UP"]):
    time.sleep(0.1)
T
chmod +x "$dir/bin/weston"
export FAKE_RUN_UP=$dir/window
# window DOES CMD...: run CMD in a window. The desktop of DISPLAY is asked for nothing.
window() {
	local does=$1
	shift
	PATH=$dir/bin:$PATH DISPLAY=:9 FAKE_WESTON=$does "$RUN" --window "$@"
}
closed() { window close sh -c "touch $FAKE_RUN_UP; sleep 1000"; }
ok "a window needs a desktop" env -u DISPLAY -u WAYLAND_DISPLAY bash -c \
	"$(declare -f says); PROGRAM=$RUN says 1 'facet-run: --window: there is no desktop: *' \
	--window true"
ok "and Weston" env PATH=/no/such DISPLAY=:9 "$BASH" -c \
	"$(declare -f says); PROGRAM=$RUN says 1 'facet-run: --window: there is no Weston: *' \
	--window $(type -P true)"
ended() { is "$(window end true 2>&1)" "facet-run: --window: Weston has ended: no back end"; }
ok "a Weston that ends is reported, with the end of its log" ended
undrawn() { is "$(FAKE_RUN='' window "draw elsewhere" true 2>&1)" "$1"; }
ok "so is one on another GPU" undrawn "facet-run: --window: Weston does not draw on the \
simulated GPU: install Mesa's drivers"
# shellcheck disable=SC2016 # the shell of the window reads them
ok "the program is a client of that Weston, and not of the desktop" \
	is "$(window serve sh -c 'echo ${WAYLAND_DISPLAY%-*} $DISPLAY')" facet-run
ok "the status of the program stays" is "$(window serve sh -c 'exit 6'; echo $?)" 6
no_gpu() { is "$(FAKE_RUN='' window serve true 2>&1)" "$1"; }
ok "a program that opens no GPU is refused there, too" no_gpu "facet-run: true: did not open a \
GPU: check that it uses OpenGL, Vulkan or OpenCL, and that Mesa's drivers are installed"
ok "a window that is closed ends the program" is "$(closed; echo $?)" 0
# ignores_child FILE: succeed if the status of a process in FILE says that it ignores SIGCHLD.
ignores_child() { is "$(sed -nE 's/^SigIgn:.*(.)(.)(.)(.)(.)$/\1/p' "$1")" 1; }
weston_ignores() {
	rm -f "$FAKE_RUN_UP.weston"
	env --ignore-signal=CHLD \
		bash -c "$(declare -f window); dir=$dir RUN=$RUN; window serve true"
	ignores_child "$FAKE_RUN_UP.weston"
}
ok "Weston gets the signals of the caller" weston_ignores
# forks N: run a program in a window; the call of fork(2) after N others fails.
forks() {
	LD_PRELOAD=$FACET_RUN_LIBRARY FAKE_RUN_FORKS=$1 ASAN_OPTIONS=verify_asan_link_order=0 \
		window serve true 2>&1
}
unforked() { is "$(forks "$1"; echo "$?")" "$2"; }
ok "a Weston that cannot be started is reported" unforked 0 "facet-run: --window: Weston cannot \
be started: Resource temporarily unavailable"$'\n1'
ok "so is a program, and Weston ends" unforked 1 "facet-run: true: Resource temporarily \
unavailable"$'\n1'
ok "no folder and no socket are left" is "$(ls "$XDG_RUNTIME_DIR")" ''

# A process of the run goes on in the background, with a parent of its own that has ended.
"$RUN" sh -c "(setsid sleep 1000 & echo \$! >$dir/pid); exit 4"
ok "the end of the program ends the run" is $? 4
ok "and all its processes" bash -c "! kill -0 $(<"$dir/pid") 2>/dev/null"
# ended_by SIGNAL NUMBER: send a signal to a launcher. The program and its child ignore signals.
ended_by() {
	local run n
	rm -f "$dir/pid" "$dir/up"
	"$RUN" sh -c "trap '' HUP INT QUIT TERM; sleep 1000 & echo \$! >$dir/pid
		echo x >$dir/up; wait; sleep 99" &
	run=$!
	for ((n = 0; n < 600; n++)); do
		[[ ! -s $dir/up ]] || break
		sleep 0.1
	done
	kill "-$1" "$run"
	wait "$run"
	is $? "$2" && ! kill -0 "$(<"$dir/pid")" 2>/dev/null
}
# A shell without job control ignores SIGINT and SIGQUIT in its background processes.
set -m
ok "SIGHUP ends the run, and processes that ignore it" ended_by HUP 129
ok "so does Ctrl-C" ended_by INT 130
ok "so does SIGQUIT" ended_by QUIT 131
ok "so does SIGTERM" ended_by TERM 143
set +m
ok "a caller that ignores SIGCHLD gets the status" \
	is "$(timeout 60 env --ignore-signal=CHLD "$RUN" sh -c 'exit 5'; echo $?)" 5
ignored() { "$RUN" sed -nE 's/^SigIgn:.*(.)(.)(.)(.)(.)$/\1/p' /proc/self/status; }
ok "and the program ignores it, too" is "$(env --ignore-signal=CHLD bash -c \
	"$(declare -f ignored); RUN=$RUN ignored")" 1
ok "no folder is left" is "$(ls "$XDG_RUNTIME_DIR")" ""
the_end
