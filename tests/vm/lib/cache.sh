# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The cache of what is made once and used by every clone on this machine: chroots, kernels, disk images, compiled
# objects. Sourced by common.sh, which has die, step and run_fg.
#
# An entry is a file or a folder NAME-KEY, where KEY is a hash of all that goes into it. It is made beside its place,
# under a lock, and renamed into place when all is done, so that nobody sees half of one. Whoever uses an entry holds a
# shared lock on it; an entry that is held is never removed. When the cache is larger than its bound, the entries that
# were used least recently go first.

# cache_folder: where the cache is when FACET_CACHE does not say. A fresh clone finds it again.
cache_folder() {
	if [[ $(id -u) == 0 ]]; then
		echo /var/cache/facet
	else
		echo "${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/facet"
	fi
}

CACHE=${FACET_CACHE:-$(cache_folder)}
CACHE_MOST_GIB=${FACET_CACHE_MOST:-24}	# the bound; half of it is what ./run test and ./run igt use
OBJECTS_MOST=3G				# of it, what ccache may have
SUPERSEDED_S=86400			# an entry gives way to one of its name after a day without use
declare -A HELD=()

# --- whose folder it is -------------------------------------------------------------------------------
# The cache removes what is in it. So it has to be a folder that Facet has made its own: by the tag of
# https://bford.info/cachedir/, which also keeps the cache out of backups, with a line of Facet's.

TAG=CACHEDIR.TAG
TAG_LINES=('Signature: 8a477f597d28d172789f06886806bc55' '# Facet keeps its cache here: tests/vm/README.md')

# is_tagged: the cache has the tag, with Facet's line.
is_tagged() {
	local lines=()
	{ mapfile -t -n 3 lines <"$CACHE/$TAG"; } 2>/dev/null && [[ ${lines[*]} == "${TAG_LINES[*]}" ]]
}

# is_vacant: nothing is in the folder but a tag that another run is about to write. One that is not there is vacant.
is_vacant() {
	local other
	[[ -e $CACHE ]] || return 0
	other=$(find "$CACHE/" -mindepth 1 -maxdepth 1 ! -name "$TAG.*" ! -name lost+found -print -quit 2>/dev/null) &&
		[[ -z $other ]]
}

# need_own_cache: the folder is Facet's, or may become Facet's. The default folder is, by its name. Another clone may be
# about to tag a new folder: it writes the tag before all else, so the tag is looked for last.
need_own_cache() {
	[[ $CACHE == /* ]] || die "FACET_CACHE=$CACHE: must be an absolute path"
	[[ $CACHE -ef $(cache_folder) ]] || is_vacant || is_tagged ||
		die "FACET_CACHE=$CACHE holds other things: choose a folder that is empty or does not exist"
}

# write_tag: as a whole, since another clone may read it now.
write_tag() {
	printf '%s\n' "${TAG_LINES[@]}" >"$CACHE/$TAG.$BASHPID" && mv -T "$CACHE/$TAG.$BASHPID" "$CACHE/$TAG"
}

# need_cache: the cache is Facet's, and can be written to.
need_cache() {
	need_own_cache
	[[ $CACHE_MOST_GIB =~ ^[1-9][0-9]{0,5}$ ]] || die "FACET_CACHE_MOST=$CACHE_MOST_GIB: must be a number of GiB, at least 1"
	{ mkdir -p "$CACHE" && { is_tagged || write_tag; } && mkdir -p "$CACHE/log"; } 2>/dev/null && [[ -w $CACHE ]] ||
		die "cannot write to the cache $CACHE: choose another folder with FACET_CACHE=DIR"
}

# --- entries ------------------------------------------------------------------------------------------

# key TEXT...: a short name for what goes into an entry.
key() { printf '%s\0' "$@" | sha256sum | cut -c1-12; }

# same_file FD PATH: PATH still names what is open as FD.
same_file() { [[ $(stat -L -c %d:%i "/proc/self/fd/$1" 2>/dev/null) == "$(stat -c %d:%i "$2" 2>/dev/null)" ]]; }

# hold PATH: keep this entry for as long as this shell, or a child of it, lives. Fails where there is no such entry.
hold() {
	local fd
	[[ -z ${HELD[$1]:-} ]] || return 0
	{ exec {fd}<"$1"; } 2>/dev/null || return 1
	if flock -s "$fd" && same_file "$fd" "$1"; then
		HELD[$1]=$fd
		touch -c "$1"
		return 0
	fi
	exec {fd}>&-
	return 1
}

# discard PATH: remove an entry that nobody holds. Fails where somebody does.
discard() {
	local fd gone=$1.gone.$BASHPID
	{ exec {fd}<"$1"; } 2>/dev/null || return 0
	if ! flock -n "$fd" || ! same_file "$fd" "$1"; then
		exec {fd}>&-
		return 1
	fi
	mv -T "$1" "$gone" 2>/dev/null
	exec {fd}>&-
	rm -rf --one-file-system -- "$gone" "$CACHE/.mib-${1##*/}"
}

# entries: the names of all entries, those that were used least recently first.
entries() {
	find "$CACHE" -mindepth 1 -maxdepth 1 -name '*-????????????' ! -name '.*' -printf '%T@ %f\n' 2>/dev/null | sort -n | cut -d' ' -f2-
}

# entry_mib NAME: its size. Measured once: entries do not change.
entry_mib() {
	local file=$CACHE/.mib-$1
	[[ -s $file ]] || du -sm -- "$CACHE/$1" 2>/dev/null | cut -f1 >"$file"
	cat "$file" 2>/dev/null
}

# cache_shrink: down to the bound, as far as entries are not in use.
cache_shrink() {
	local name all=0 most=$((CACHE_MOST_GIB * 1024)) n
	local -A mib=()
	while read -r name; do
		mib[$name]=$(entry_mib "$name")
		all=$((all + ${mib[$name]:-0}))
	done < <(entries)
	n=$(du -sm -- "$CACHE/objects" 2>/dev/null | cut -f1)
	all=$((all + ${n:-0}))
	while ((all > most)) && read -r name; do
		! discard "$CACHE/$name" || all=$((all - ${mib[$name]:-0}))
	done < <(entries)
}

# left_overs: remove what killed runs have left. The caller has the lock of NAME.
left_overs() { rm -rf --one-file-system -- "$CACHE/$1".tmp.* "$CACHE/$1"-????????????.gone.*; }

# cached NAME KEY BUILDER [ARG...]: path in $CACHED, which is held. Calls "BUILDER DEST [ARG...]" when it is not there
# yet. Two runs do not make the same thing twice: the second one waits.
cached() {
	local name=$1 k=$2 builder=$3 path=$CACHE/$1-$2 tmp fd old MAKING=$1	# for die()
	shift 3
	CACHED=$path
	! hold "$path" || return 0
	need_cache
	exec {fd}>"$CACHE/.lock-$name" || die "cannot write to the cache $CACHE: choose another folder with FACET_CACHE=DIR"
	if ! flock -n "$fd"; then
		step "$name: another run is building it, waiting"
		run_fg flock "$fd" || exit 1
	fi
	if ! hold "$path"; then
		left_overs "$name"
		tmp=$CACHE/$name.tmp.$k
		TEMPS+=("$tmp")
		"$builder" "$tmp" "$@" || die "cannot make $path"
		mv -T "$tmp" "$path" || die "cannot rename $tmp"
		hold "$path" || die "cannot open $path"
		for old in "$CACHE/$name"-????????????; do
			[[ $old == "$path" || $(($(date +%s) - $(stat -c %Y "$old"))) -lt $SUPERSEDED_S ]] || discard "$old"
		done
		cache_shrink
	fi
	exec {fd}>&-
}

# cache_objects: let compilers take from the cache what was compiled before, from whichever clone.
cache_objects() {
	need_cache
	mkdir -p "$CACHE/objects"
	export CCACHE_DIR=$CACHE/objects CCACHE_MAXSIZE=$OBJECTS_MOST CCACHE_BASEDIR=$REPO CCACHE_NOHASHDIR=yes
}

# --- checks that have passed --------------------------------------------------------------------------
# A check of one file gives the same answer while nothing that it reads has changed: it need not be made again.

# unproven KIND COMMON FILE...: of these files, in $UNPROVEN, those for which the check KIND has not passed with this
# content. COMMON is a hash of whatever else goes into the check.
unproven() {
	local kind=$1 common=$2 hash file
	shift 2
	UNPROVEN=()
	need_cache
	PROOFS=$CACHE/passed/$kind-$common
	mkdir -p "$PROOFS"
	find "$CACHE/passed" -mindepth 1 -maxdepth 1 -name "$kind-*" ! -path "$PROOFS" -mtime +7 -exec rm -rf {} +
	declare -gA PROOF=()
	while read -r hash file; do
		PROOF[$file]=$PROOFS/$(key "$file" "$hash")
		[[ -e ${PROOF[$file]} ]] || UNPROVEN+=("$file")
	done < <(sha256sum -- "$@")
}

# proven FILE...: they have passed.
proven() {
	local file
	for file; do : >"${PROOF[$file]}"; done
}
