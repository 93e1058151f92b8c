#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs that start programs, with the functions of shim/shim_preload_exec.c in their place.
# Arguments: LIBRARY STATIC-PROGRAM. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
LIBRARY=$(realpath "$1") STATIC=$(realpath "$2")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
REPORT=$dir/report

# run CMD...: run CMD as a process of a run.
run() { env "LD_PRELOAD=$LIBRARY" "FACET_RUN_REPORT=$REPORT" "$@"; }
# env_of CMD...: print the environment that CMD gives /usr/bin/env, in one line.
env_of() { run "$@" | sort | paste -sd' '; }
both="FACET_RUN_REPORT=$REPORT LD_PRELOAD=$LIBRARY"
ok "execvp: a cleaned environment gets the library and the report" \
	is "$(env_of env -i env)" "$both"
ok "execve: so does one of another process" is "$(env_of python3 -c '
import os
os.execve("/usr/bin/env", ["env"], {})')" "$both"
ok "posix_spawn: and one that is spawned" is "$(env_of python3 -c '
import os
os.waitpid(os.posix_spawn("/usr/bin/env", ["env"], {}), 0)')" "$both"
ok "execl, execle and execlp: also with arguments one by one" is "$(env_of python3 -c '
import ctypes
c, end = ctypes.CDLL(None), ctypes.c_char_p()
c.execle(b"/usr/bin/env", b"env", b"-u", b"X", end, (ctypes.c_char_p * 2)(b"X=1"))')" "$both"
ok "execl keeps the environment" is "$(A=b env_of python3 -c '
import ctypes
ctypes.CDLL(None).execl(b"/bin/sh", b"sh", b"-c", b"echo $A", ctypes.c_char_p())')" b
ok "system: the program has removed the variables itself" is "$(env_of perl -e '
delete $ENV{$_} for keys %ENV; system("/usr/bin/env; :")' | grep -oF "LD_PRELOAD=$LIBRARY")" \
	"LD_PRELOAD=$LIBRARY"
ok "other libraries of the user stay" is "$(env_of env -i "LD_PRELOAD=$LIBRARY $LIBRARY.2" env \
	2>/dev/null | grep -oF "$LIBRARY.2")" "$LIBRARY.2"
ok "without a run nothing changes" is "$(LD_PRELOAD=$LIBRARY env -i env)" ""
ok "and nothing is reported" test ! -e "$REPORT"

run sh -c "$STATIC; :" >/dev/null 2>&1
ok "a static program that does not draw is not reported" test ! -e "$REPORT"
cp "$STATIC" "$dir/draws" && echo libEGL.so.1 >>"$dir/draws"
run sh -c "$dir/draws; :" >/dev/null 2>&1
ok "one that draws is, although it ends at once" \
	is "$(cut -f2- "$REPORT" | cut -d: -f1)" "stray	$dir/draws is a static program"
the_end
