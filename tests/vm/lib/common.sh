# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Messages, the cache, and child processes that die with their parent: every lab script needs these.
# Sourced, never run. Sets REPO and OUT; cache.sh beside it sets CACHE.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
OUT=$REPO/out
T0=${T0:-$(date +%s)}
export T0
CHILDREN=()
TEMPS=()

# Print one line for a step, with the seconds since the start of ./run. Standard output is for
# results, so the line goes to standard error.
step() { printf '[%4ds] %s\n' $(($(date +%s) - T0)) "$*" >&2; }
warn() { printf 'facet: %s\n' "$*" >&2; }
# die MESSAGE...: print the message and exit with status 1. While the cache makes $MAKING, a full
# disk causes many kinds of failure. die then reports the full disk instead of the message.
die() {
	local full=''
	[[ -z ${MAKING:-} ]] || full=$(full_disk "$CACHE" "$OUT" "${TMPDIR:-/tmp}")
	if [[ -n $full ]]; then
		printf 'facet: cannot make %s: the disk of %s is full: %s\n' \
			"$MAKING" "$full" "$(make_room "$full")" >&2
	else
		printf 'facet: %s\n' "$*" >&2
	fi
	exit 1
}

# --- children -----------------------------------------------------------------------------------
# A shell runs its traps only between commands. So the lab runs long commands in the background and
# waits for them. PR_SET_PDEATHSIG ends the children of a shell that is killed without its traps.

# _descendants PID: print all descendants of PID. Only processes whose parents still run are found.
_descendants() {
	ps -eo pid=,ppid= | awk -v top="$1" '
		function walk(p,    n, a, i) {
			n = split(kids[p], a, " ")
			for (i = 1; i <= n; i++) { print a[i]; walk(a[i]) }
		}
		{ kids[$2] = kids[$2] " " $1 }
		END { walk(top) }'
}

# Send TERM to the children and give them two seconds. Then kill what is left of the tree, one
# process after the other.
_cleanup() {
	local rc=$? self=$BASHPID pid n tree=()
	trap - EXIT
	trap '' INT TERM HUP
	if ((${#CHILDREN[@]})); then
		mapfile -t tree < <(_descendants "$self")
		kill -TERM "${CHILDREN[@]}" 2>/dev/null
		for n in {1..20}; do
			kill -0 "${CHILDREN[@]}" 2>/dev/null || break
			sleep 0.1
		done
		for pid in "${tree[@]}"; do kill -KILL "$pid" 2>/dev/null; done
	fi
	# chroot_build leaves its list of sources beside the root if a signal ends it. Its text is
	# part of the keys of all roots, so the list is removed here.
	for n in "${TEMPS[@]}"; do rm -rf --one-file-system -- "$n" "$n.list"; done
	exit "$rc"
}
trap _cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# own_children: call this first in a subshell that starts children of its own.
own_children() {
	CHILDREN=()
	TEMPS=()
	trap _cleanup EXIT
	trap 'exit 143' TERM
}

# spawn CMD...: start CMD in the background; its pid is in $SPAWNED.
spawn() {
	setpriv --pdeathsig TERM -- "$@" <&0 &
	SPAWNED=$!
	CHILDREN+=("$SPAWNED")
}

# run_fg CMD...: run CMD to its end and return its status. CMD keeps stdin; signals are handled.
run_fg() {
	local pid rc=0 sig=TERM
	# unshare(1) ignores TERM while it waits.
	[[ " $1 ${2:-} " != *' unshare '* ]] || sig=KILL
	setpriv --pdeathsig "$sig" -- "$@" <&0 &
	pid=$!
	CHILDREN+=("$pid")
	wait "$pid" || rc=$?
	forget "$pid"
	return "$rc"
}

# forget PID: drop PID from CHILDREN after a wait: the kernel may give the number to a new process.
forget() {
	local p keep=()
	for p in "${CHILDREN[@]}"; do [[ $p == "$1" ]] || keep+=("$p"); done
	CHILDREN=("${keep[@]}")
}

# nap SECONDS: sleep without starting a process. A new process would take time from the machine
# that the caller watches.
nap() {
	[[ -n ${NAP:-} ]] || exec {NAP}<> <(:)
	read -rt "$1" -u "$NAP" || :
}

# tempdir NAME: make a new folder and put its path into $TMPD. The folder is removed at exit. A
# subshell in a pipe runs no exit trap: remove the folder there by hand.
tempdir() {
	TMPD=$(mktemp -d "${TMPDIR:-/tmp}/facet-$1.XXXXXX") ||
		die "cannot make a temporary folder in ${TMPDIR:-/tmp}"
	TEMPS+=("$TMPD")
}

# --- the machine --------------------------------------------------------------------------------

need_root() {
	[[ $(id -u) == 0 ]] ||
		die "'./run $1' builds chroots and mounts: run it as root (sudo ./run $1)"
}

# free_mb DIR: print the free megabytes of the disk that holds DIR.
free_mb() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

# full_disk DIR...: print the first DIR whose disk has less than 1 MB free; print nothing if all
# fit.
full_disk() {
	local dir
	for dir; do [[ $(free_mb "$dir") != 0 ]] || { echo "$dir" && return; }; done
}

# make_room DIR: print what a person can do when the disk of DIR is full.
make_room() {
	[[ $1 == "$CACHE" ]] &&
		echo "free some space, or set FACET_CACHE to a larger disk" ||
		echo "free some space there"
}

# need_space MB DIR: create DIR, and die if its disk has less than MB megabytes free.
need_space() {
	local have
	mkdir -p "$2" 2>/dev/null || die "cannot create $2$(
		[[ $2 != "$CACHE" ]] || echo ': choose another folder with FACET_CACHE=DIR'
	)"
	have=$(free_mb "$2")
	((have >= $1)) || die "$2 has $have MB free and $1 MB are needed: $(make_room "$2")"
}

# need_out MB: die if out/ cannot grow to MB megabytes. The present content of out/ counts, except
# OUT_ANEW_MB: each run writes that much anew.
OUT_ANEW_MB=100
need_out() {
	local more
	mkdir -p "$OUT" 2>/dev/null || die "cannot create $OUT"
	more=$(($1 - $(du -sm -- "$OUT" | cut -f1)))
	need_space $((more > OUT_ANEW_MB ? more : OUT_ANEW_MB)) "$OUT"
}

# need_cmd CMD...: die if one of the commands is not installed.
need_cmd() {
	local c
	for c in "$@"; do
		command -v "$c" >/dev/null || die "$c is not installed: run './run deps' first"
	done
}

# log_says_full LOG: succeed if LOG reports a full disk.
log_says_full() { grep -qsiE 'No space left on device|not have enough free space' "$1"; }

# explain LOG WHAT: die with one line that says why apt or mmdebstrap failed to do WHAT.
explain() {
	local why network missing
	network='Temporary failure resolving|Could not resolve|Could not connect|Unable to connect'
	network+='|Connection (timed out|refused|failed)|Failed to fetch|Network is unreachable'
	missing='Unable to locate package|has no installation candidate'
	missing+='|does not have a Release file'
	if log_says_full "$1"; then
		why="the disk is full: free some space, or set FACET_CACHE to a larger disk"
	elif grep -qiE "$network" "$1"; then
		why="the package mirror $(mirror) cannot be reached"
		why+=": check the network or the proxy of apt, then run it again"
	elif grep -qiE "$missing" "$1"; then
		why="$(grep -iE -m1 "$missing" "$1")"
		why+=": does $(mirror) carry bookworm, trixie and sid?"
	else
		why="$(grep -m1 -E "^(E:|error|.*: error)" "$1" || tail -n 1 "$1")"
	fi
	die "$2 failed: $why (log: $1)"
}

# shellcheck source=tests/vm/lib/cache.sh
. "$REPO/tests/vm/lib/cache.sh"
