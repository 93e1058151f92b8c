#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the cache that all clones of a machine share (tests/vm/lib/cache.sh). The cases check which
# entries it builds, keeps and removes, and its messages about unusable folders and full disks.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir cache
TOP=$TMPD
CACHE=$TOP/cache
LIB=$REPO/tests/vm/lib/common.sh

# clone SCRIPT [ARG...]: run SCRIPT in a shell of its own, as another clone on this machine does.
clone() { FACET_CACHE=$CACHE bash -c '. "$1" && shift && eval "$1"' clone "$LIB" "$@"; }

# A builder: it logs that it was called, and writes $MIB megabytes (default 1).
MAKE='make() { echo made >>"$CACHE/log/calls"; head -c "${MIB:-1}M" /dev/zero >"$1"; };'

calls() { wc -l <"$CACHE/log/calls"; }
made_names() {
	find "$CACHE" -maxdepth 1 -name '[a-z]*-????????????' -printf '%f\n' | sort | tr '\n' ' '
}

fresh() { rm -rf "$CACHE"; }

found_again() {
	fresh
	clone "$MAKE cached thing 000000000001 make" &&
		clone "$MAKE cached thing 000000000001 make" && test "$(calls)" = 1
}

# Two clones ask for one entry at the same time. Building it takes half a second.
two_make_it_once() {
	fresh
	local slow="$MAKE slow() { sleep 0.5; make \"\$1\"; };"
	slow+=' cached thing 000000000001 slow'
	clone "$slow" & clone "$slow" || return 1
	wait $! && test "$(calls)" = 1
}

killed_leaves_nothing() {
	fresh
	clone 'make() { echo half >"$1"; kill -KILL $$; }; cached thing 000000000001 make' \
		2>/dev/null
	[[ $(made_names) == '' ]] || return 1
	clone "$MAKE cached thing 000000000001 make" &&
		[[ $(made_names) == 'thing-000000000001 ' ]] &&
		! compgen -G "$CACHE/*.tmp.*" >/dev/null
}

# A signal ends a run while mmdebstrap makes a root. chroot_build has a list of sources beside it.
stopped_leaves_nothing() {
	fresh
	clone '. "$REPO/tests/vm/lib/debian.sh"
		KEYRING=/dev/null
		sources() { echo deb; }
		transport() { :; }
		need_cmd() { :; }
		need_space() { :; }
		run_fg() { ls "$CACHE"/*.list >"$CACHE/log/lists"; kill -TERM $$; nap 60; }
		make() { chroot_build "$1" trixie a; }
		cached thing 000000000001 make' 2>/dev/null
	[[ $? == 143 && -s $CACHE/log/lists ]] && ! compgen -G "$CACHE/*.tmp.*" >/dev/null
}

oldest_goes() {
	fresh
	local n
	for n in 1 2 3; do
		clone "MIB=400; $MAKE cached thing$n 00000000000$n make" || return 1
		touch -d "-$((10 - n)) minutes" "$CACHE/thing$n-00000000000$n"
	done
	# A clone uses thing1 again. The entry that was unused for longest is now thing2.
	clone "$MAKE cached thing1 000000000001 make" || return 1
	FACET_CACHE_MOST=1 clone "MIB=100; $MAKE cached thing4 000000000004 make" || return 1
	[[ $(made_names) == 'thing1-000000000001 thing3-000000000003 thing4-000000000004 ' ]]
}

# HOLD: use an entry for a minute, and write to log/held which process uses it.
HOLD="$MAKE cached big 000000000001 make && "
HOLD+='echo $$ >"$CACHE/log/held" && nap 60'

used_stays() {
	fresh
	clone "MIB=700; $HOLD" &
	local pid=$! user
	until [[ -s $CACHE/log/held ]]; do kill -0 "$pid" && nap 0.1 || return 1; done
	user=$(<"$CACHE/log/held")
	FACET_CACHE_MOST=1 clone "MIB=700; $MAKE cached other 000000000002 make" || return 1
	local names
	names=$(made_names)
	kill "$user"
	wait "$pid" 2>/dev/null
	[[ $names == 'big-000000000001 other-000000000002 ' ]]
}

clean_keeps_used() {
	fresh
	clone "$HOLD" &
	local pid=$! user said rc=0
	until [[ -s $CACHE/log/held ]]; do kill -0 "$pid" && nap 0.1 || return 1; done
	user=$(<"$CACHE/log/held")
	said=$(clean_in_a_copy 2>&1)
	[[ $said == *'1 entries of '*' are in use'* && -e $CACHE/big-000000000001 ]] || rc=1
	kill "$user"
	wait "$pid" 2>/dev/null
	clean_in_a_copy 2>/dev/null && [[ ! -e $CACHE ]] && return "$rc"
}

# clean_in_a_copy: run ./run clean --cache in a copy of the repository. It must remove out/.
clean_in_a_copy() {
	mkdir -p "$TOP/copy/tests/vm/lib" "$TOP/copy/out"
	cp "$REPO"/tests/vm/lib/{common,cache,cmd-clean}.sh "$TOP/copy/tests/vm/lib/"
	FACET_CACHE=$CACHE bash "$TOP/copy/tests/vm/lib/cmd-clean.sh" --cache &&
		[[ ! -e $TOP/copy/out ]]
}

# others_folder: make a folder with a user's own files. Their names are like those of the cache.
others_folder() {
	fresh
	mkdir -p "$CACHE/log" && echo x >"$CACHE/log/x" && echo some >"$CACHE/some-abcdefabcdef"
}
untouched() {
	[[ $(<"$CACHE/log/x") == x && $(<"$CACHE/some-abcdefabcdef") == some ]] &&
		[[ ! -e $CACHE/CACHEDIR.TAG ]]
}

# one_line STATUS TEXT COMMAND...: COMMAND ends with this status, and prints one line that has TEXT.
one_line() {
	local status=$1 text=$2 said rc=0
	shift 2
	said=$("$@" 2>&1) || rc=$?
	[[ $rc == "$status" && $said == *"$text"* && $(wc -l <<<"$said") == 1 ]] ||
		{ echo "# $rc: $said" && return 1; }
}

clean_leaves_others() {
	others_folder
	one_line 1 "FACET_CACHE=$CACHE holds other things" clean_in_a_copy &&
		untouched && [[ -d $TOP/copy/out ]]
}

clean_refuses_relative() {
	others_folder
	(
		cd "$TOP" && CACHE=cache one_line 1 \
			'FACET_CACHE=cache: must be an absolute path' clean_in_a_copy
	) && untouched && [[ -d $TOP/copy/out ]]
}

others_not_used() {
	others_folder
	one_line 1 "FACET_CACHE=$CACHE holds other things: choose a folder that is empty" \
		clone need_cache && untouched
}

# The first line of each CACHEDIR.TAG (https://bford.info/cachedir).
SIGNATURE='Signature: 8a477f597d28d172789f06886806bc55'

# tagged_as_others: a folder has the tag of another program, and no other file. It stays as it is.
tagged_as_others() {
	fresh
	mkdir "$CACHE"
	printf '%s\n' "$SIGNATURE" '# Made by another program.' >"$TOP/tag"
	cp "$TOP/tag" "$CACHE/CACHEDIR.TAG"
	one_line 1 "FACET_CACHE=$CACHE holds other things" clone need_cache &&
		one_line 1 'holds other things' clean_in_a_copy &&
		cmp "$TOP/tag" "$CACHE/CACHEDIR.TAG"
}

is_tagged_now() {
	local files
	files=$(find "$CACHE" -mindepth 1 -printf '%f\n' | sort | paste -sd' ')
	[[ $(head -n 1 "$CACHE/CACHEDIR.TAG") == "$SIGNATURE" ]] &&
		grep -q '^# .*Facet' "$CACHE/CACHEDIR.TAG" && [[ $files == 'CACHEDIR.TAG log' ]]
}

# new_is_tagged: need_cache tags a missing folder, an empty folder, and the root of a file system.
new_is_tagged() {
	fresh
	clone need_cache && is_tagged_now && clone need_cache && is_tagged_now || return 1
	fresh
	mkdir "$CACHE" && clone need_cache && is_tagged_now || return 1
	fresh
	mkdir -p "$CACHE/lost+found" && clone need_cache && [[ -s $CACHE/CACHEDIR.TAG ]]
}

# default_is_ours: the default folder has an entry, but no tag: it is older than tags are.
default_is_ours() {
	fresh
	mkdir -p "$CACHE/objects" && clone 'cache_folder() { echo "$CACHE"; }; need_cache' &&
		[[ -s $CACHE/CACHEDIR.TAG ]]
}

# begin_at_once: eight clones begin at the same time. The folder does not exist.
begin_at_once() {
	local i pid pids=() rc=0
	fresh
	for i in {1..8}; do
		clone need_cache &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid" || rc=1; done
	return "$rc"
}

# tagged_meanwhile: this clone finds a folder that has files. Then another clone tags the folder.
tagged_meanwhile() {
	fresh
	clone 'mkdir "$CACHE"; is_vacant() { write_tag; return 1; }; need_cache'
}

# on_small_disk FOLDER SCRIPT: run SCRIPT as a clone does. FOLDER is a disk of 20 MB.
on_small_disk() {
	local mount='mount -t tmpfs -o size=20M none "$1"'
	FACET_CACHE=$CACHE unshare -m bash -c "$mount"' && bash -c ". \"\$1\"; $2" clone "$3"' \
		small "$1" "$2" "$LIB"
}

too_small() {
	fresh
	mkdir "$CACHE"
	one_line 1 'has 20 MB free and 100 MB are needed: free some space, or set FACET_CACHE' \
		on_small_disk "$CACHE" \
		'make() { need_space 100 "$CACHE"; }; cached thing 000000000001 make'
}

# full_midway MAKER: MAKER defines the builder. The builder fills the disk, and fails.
FILL='fill() { head -c 30M /dev/zero 2>/dev/null >"$1"; };'
full_midway() {
	fresh
	mkdir "$CACHE"
	local text="cannot make thing: the disk of $CACHE is full: free some space,"
	text+=' or set FACET_CACHE to a larger disk'
	one_line 1 "$text" on_small_disk "$CACHE" "$FILL $1 cached thing 000000000001 make"
}

# full_said: the builder's log alone says that the disk was full. Now the disk has room again.
full_said() {
	fresh
	local log='"$CACHE/log/x"' make
	make="make() { echo 'cp: No space left on device' >$log; explain $log 'making it'; };"
	one_line 1 'making it failed: the disk is full: free some space' \
		clone "$make cached thing 000000000001 make"
}

# out_too_small: out/ is on a small disk. need_out counts the space that out/ uses already.
out_too_small() {
	fresh
	mkdir -p "$TOP/out"
	local used="head -c 10M /dev/zero >$TOP/out/x"
	one_line 1 "$TOP/out has 20 MB free and 100 MB are needed: free some space there" \
		on_small_disk "$TOP/out" "OUT=$TOP/out; need_out 50" &&
		one_line 1 'has 10 MB free and 1490 MB are needed' \
			on_small_disk "$TOP/out" "$used; OUT=$TOP/out; need_out 1500" &&
		clone "OUT=$TOP/out; need_out 1"
}

build_fills_out() {
	fresh
	mkdir -p "$TOP/out"
	local lib=$REPO/tests/vm/lib text build
	text="no space left for what is built: free some space on the disks of $TOP/out and $CACHE"
	build="OUT=$TOP/out; . $lib/debian.sh; . $lib/build.sh;"
	build+=" $FILL logged $TOP/out/log fill $TOP/out/x || die other"
	one_line 1 "$text" on_small_disk "$TOP/out" "$build"
}

# bad VARIABLE=VALUE TEXT: with this variable, need_cache fails, and prints one line that has TEXT.
bad() {
	local said
	said=$(env "$1" bash -c '. "$1"; need_cache' clone "$LIB" 2>&1) && return 1
	[[ $said == *"$2"* && $(wc -l <<<"$said") == 1 ]]
}

# proofs: unproven leaves out a file that has passed a check, until the file or the check changes.
proofs() {
	fresh
	echo a >"$TOP/a" && echo b >"$TOP/b" || return 1
	unproven kind common "$TOP/a" "$TOP/b"
	[[ ${UNPROVEN[*]} == "$TOP/a $TOP/b" ]] || return 1
	proven "$TOP/a"
	unproven kind common "$TOP/a" "$TOP/b"
	[[ ${UNPROVEN[*]} == "$TOP/b" ]] || return 1
	echo c >"$TOP/a"
	unproven kind common "$TOP/a"
	[[ ${UNPROVEN[*]} == "$TOP/a" ]] || return 1
	echo a >"$TOP/a"
	unproven kind other "$TOP/a"
	[[ ${UNPROVEN[*]} == "$TOP/a" ]]
}

ok "what one clone has made, the next one finds" found_again
ok "two that want the same make it once" two_make_it_once
ok "a run that is killed leaves no half-made entry" killed_leaves_nothing
ok "a run that is stopped leaves no file of a half-made root" stopped_leaves_nothing
ok "beyond the bound, what was not used for longest goes" oldest_goes
ok "what is in use stays, also beyond the bound" used_stays
ok "cleaning keeps what is in use, and says so" clean_keeps_used
ok "cleaning leaves a folder that is not Facet's as it is, and says so" clean_leaves_others
ok "cleaning refuses a relative folder" clean_refuses_relative
ok "a folder that has other things is not used" others_not_used
ok "one that another program has tagged is neither used nor cleaned" tagged_as_others
ok "a new folder, an empty one and the root of a disk get the tag" new_is_tagged
ok "the default folder is Facet's without a tag, and gets it" default_is_ours
ok "clones that begin at once can all use the new folder" begin_at_once
ok "a folder that another clone tags meanwhile is used" tagged_meanwhile
ok "a disk that is too small gives one line that says what to do" too_small
ok "so does one that is full before an entry is made" \
	full_midway 'make() { fill "$1" || die "cannot write $1"; };'
ok "also where the builder just fails" full_midway 'make() { fill "$1"; };'
ok "also where its log alone tells" full_said
ok "out/ on a disk that is too small gives one line" out_too_small
ok "so does a build that fills that disk" build_fills_out
ok "a folder that cannot be made gives one line" bad FACET_CACHE=/proc/none 'choose another folder'
ok "a relative folder is refused" bad FACET_CACHE=here 'must be an absolute path'
ok "a bound that is no number is refused" bad FACET_CACHE_MOST=much 'must be a number of GiB'
ok "a file that has passed a check is checked again when it, or the check, has changed" proofs
exit "$FAILED"
