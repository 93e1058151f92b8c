# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What every script of the lab shares: messages, the cache, and children that die with their parent.
# Sourced, never run. Sets REPO and OUT; cache.sh beside it sets CACHE.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
OUT=$REPO/out
T0=${T0:-$(date +%s)}
export T0
CHILDREN=()
TEMPS=()

# One line a step, with the seconds since the start of ./run. On stderr: stdout belongs to results.
step() { printf '[%4ds] %s\n' $(($(date +%s) - T0)) "$*" >&2; }
warn() { printf 'facet: %s\n' "$*" >&2; }
# What is made for the cache ($MAKING) fails in many ways when a disk is full: then that is what is said.
die() {
	local full=''
	[[ -z ${MAKING:-} ]] || full=$(full_disk "$CACHE" "$OUT" "${TMPDIR:-/tmp}")
	if [[ -n $full ]]; then
		printf 'facet: cannot make %s: the disk of %s is full: %s\n' "$MAKING" "$full" "$(make_room "$full")" >&2
	else
		printf 'facet: %s\n' "$*" >&2
	fi
	exit 1
}

# --- children -----------------------------------------------------------------------------------
# A shell runs its traps only between commands, so whatever takes long runs in the background and is
# waited for. PR_SET_PDEATHSIG covers the case where this shell itself is killed outright.

# _descendants PID: all of them, while the chain of parents still tells.
_descendants() {
	ps -eo pid=,ppid= | awk -v top="$1" '
		function walk(p,    n, a, i) {
			n = split(kids[p], a, " ")
			for (i = 1; i <= n; i++) { print a[i]; walk(a[i]) }
		}
		{ kids[$2] = kids[$2] " " $1 }
		END { walk(top) }'
}

# Children get a TERM and two seconds to tidy up themselves; whatever is then left of the tree is killed, pid by pid.
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
	for n in "${TEMPS[@]}"; do rm -rf --one-file-system -- "$n"; done
	exit "$rc"
}
trap _cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# own_children: first thing in a subshell that starts children of its own.
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

# run_fg CMD...: run CMD to its end, still open to signals, stdin kept; returns its status.
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

# forget PID: it has been waited for, so its number may belong to another process by now.
forget() {
	local p keep=()
	for p in "${CHILDREN[@]}"; do [[ $p == "$1" ]] || keep+=("$p"); done
	CHILDREN=("${keep[@]}")
}

# nap SECONDS: a sleep that starts no process, which would take a processor from the machine that is watched.
nap() {
	[[ -n ${NAP:-} ]] || exec {NAP}<> <(:)
	read -rt "$1" -u "$NAP" || :
}

# tempdir NAME: a fresh folder in $TMPD that goes away at exit. Remove it yourself when done: in a pipe there is no exit.
tempdir() {
	TMPD=$(mktemp -d "${TMPDIR:-/tmp}/facet-$1.XXXXXX") || die "cannot make a temporary folder in ${TMPDIR:-/tmp}"
	TEMPS+=("$TMPD")
}

# --- the machine --------------------------------------------------------------------------------

need_root() {
	[[ $(id -u) == 0 ]] || die "'./run $1' builds chroots and mounts: run it as root (sudo ./run $1)"
}

# free_mb DIR: of its disk.
free_mb() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

# full_disk DIR...: the first of these whose disk has not a megabyte left, or nothing.
full_disk() {
	local dir
	for dir; do [[ $(free_mb "$dir") != 0 ]] || { echo "$dir" && return; }; done
}

# make_room DIR: what a person can do.
make_room() {
	[[ $1 == "$CACHE" ]] && echo "free some space, or set FACET_CACHE to a larger disk" || echo "free some space there"
}

# need_space MB DIR
need_space() {
	local have
	mkdir -p "$2" 2>/dev/null || die "cannot create $2$([[ $2 != "$CACHE" ]] || echo ': choose another folder with FACET_CACHE=DIR')"
	have=$(free_mb "$2")
	((have >= $1)) || die "$2 has $have MB free and $1 MB are needed: $(make_room "$2")"
}

# need_out MB: out/ can come to hold so much. What it has counts, but for some that is always written anew.
OUT_ANEW_MB=100
need_out() {
	local more
	mkdir -p "$OUT" 2>/dev/null || die "cannot create $OUT"
	more=$(($1 - $(du -sm -- "$OUT" | cut -f1)))
	need_space $((more > OUT_ANEW_MB ? more : OUT_ANEW_MB)) "$OUT"
}

# need_cmd CMD...
need_cmd() {
	local c
	for c in "$@"; do command -v "$c" >/dev/null || die "$c is not installed: run './run deps' first"; done
}

# log_says_full LOG
log_says_full() { grep -qsiE 'No space left on device|not have enough free space' "$1"; }

# explain LOG WHAT: turn a failed apt or mmdebstrap run into one line.
explain() {
	local why
	if log_says_full "$1"; then
		why="the disk is full: free some space, or set FACET_CACHE to a larger disk"
	elif grep -qiE 'Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Connection (timed out|refused|failed)|Failed to fetch|Network is unreachable' "$1"; then
		why="the package mirror $(mirror) cannot be reached: check the network or the proxy of apt, then run it again"
	elif grep -qiE 'Unable to locate package|has no installation candidate|does not have a Release file' "$1"; then
		why="$(grep -iE -m1 'Unable to locate package|has no installation candidate|does not have a Release file' "$1"): does $(mirror) carry bookworm, trixie and sid?"
	else
		why="$(grep -m1 -E "^(E:|error|.*: error)" "$1" || tail -n 1 "$1")"
	fi
	die "$2 failed: $why (log: $1)"
}

# shellcheck source=tests/vm/lib/cache.sh
. "$REPO/tests/vm/lib/cache.sh"
