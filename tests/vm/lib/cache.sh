# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The cache keeps what all clones on this machine share: chroots, kernels, disk images and compiled
# objects. Sourced by common.sh, which has die, step and run_fg.
#
# An entry is a file or a folder NAME-KEY. KEY is a hash of all inputs of the entry. The lab makes
# an entry under a lock, in a temporary place, and renames it when it is complete. A run that uses
# an entry holds a shared lock on the entry. An entry with such a lock is never removed. When the
# cache exceeds its bound, the least recently used entries go first.

# cache_folder: print the folder of the cache for an unset FACET_CACHE. A new clone uses it too.
cache_folder() {
	if [[ $(id -u) == 0 ]]; then
		echo /var/cache/facet
	else
		echo "${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/facet"
	fi
}

CACHE=${FACET_CACHE:-$(cache_folder)}
CACHE_MOST_GIB=${FACET_CACHE_MOST:-24}	# bound in GiB; ./run test and ./run igt use half of it
OBJECTS_MOST=3G				# bound for ccache, a part of CACHE_MOST_GIB
SUPERSEDED_S=86400			# seconds without use until a newer entry replaces one
declare -A HELD=()

# --- whose folder it is -------------------------------------------------------------------------
# The lab removes files from the cache, so the cache must be a folder of Facet's own. A tag marks
# the folder, with a line of Facet's (https://bford.info/cachedir/). Backup programs skip tagged
# folders.

TAG=CACHEDIR.TAG
TAG_LINES=(
	'Signature: 8a477f597d28d172789f06886806bc55'
	'# Facet keeps its cache here: tests/vm/README.md'
)

# is_tagged: succeed if the cache has the tag with Facet's line.
is_tagged() {
	local lines=()
	{ mapfile -t -n 3 lines <"$CACHE/$TAG"; } 2>/dev/null &&
		[[ ${lines[*]} == "${TAG_LINES[*]}" ]]
}

# is_vacant: succeed if the folder is missing or empty. A tag that another run writes now is
# ignored.
is_vacant() {
	local other
	[[ -e $CACHE ]] || return 0
	other=$(find "$CACHE/" -mindepth 1 -maxdepth 1 ! -name "$TAG.*" ! -name lost+found \
		-print -quit 2>/dev/null) &&
		[[ -z $other ]]
}

# need_own_cache: die if the folder is neither Facet's nor vacant. The default folder is Facet's by
# its name. Another clone may tag a new folder now. It writes the tag before all else, so this
# function looks for the tag last.
need_own_cache() {
	[[ $CACHE == /* ]] || die "FACET_CACHE=$CACHE: must be an absolute path"
	[[ $CACHE -ef $(cache_folder) ]] || is_vacant || is_tagged ||
		die "FACET_CACHE=$CACHE holds other things:" \
			"choose a folder that is empty or does not exist"
}

# write_tag: write the tag by one rename, since another clone may read the tag now.
write_tag() {
	printf '%s\n' "${TAG_LINES[@]}" >"$CACHE/$TAG.$BASHPID" &&
		mv -T "$CACHE/$TAG.$BASHPID" "$CACHE/$TAG"
}

# need_cache: die if the cache is not Facet's or cannot be written to.
need_cache() {
	need_own_cache
	[[ $CACHE_MOST_GIB =~ ^[1-9][0-9]{0,5}$ ]] ||
		die "FACET_CACHE_MOST=$CACHE_MOST_GIB: must be a number of GiB, at least 1"
	{
		mkdir -p "$CACHE" && { is_tagged || write_tag; } && mkdir -p "$CACHE/log"
	} 2>/dev/null && [[ -w $CACHE ]] ||
		die "cannot write to the cache $CACHE: choose another folder with FACET_CACHE=DIR"
}

# --- entries ------------------------------------------------------------------------------------

# key TEXT...: print a hash of the inputs of an entry.
key() { printf '%s\0' "$@" | sha256sum | cut -c1-12; }

# same_file FD PATH: succeed if PATH still names the file that is open as FD.
same_file() {
	[[ $(stat -L -c %d:%i "/proc/self/fd/$1" 2>/dev/null) == \
		"$(stat -c %d:%i "$2" 2>/dev/null)" ]]
}

# hold PATH: lock this entry until this shell and its children end. Fails if there is no such entry.
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

# discard PATH: remove an entry. Fails if a run holds the entry.
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

# entries: print the names of all entries, the least recently used first.
entries() {
	find "$CACHE" -mindepth 1 -maxdepth 1 -name '*-????????????' ! -name '.*' \
		-printf '%T@ %f\n' 2>/dev/null | sort -n | cut -d' ' -f2-
}

# entry_mib NAME: print the size of an entry in MiB. Entries do not change: it is measured once.
entry_mib() {
	local file=$CACHE/.mib-$1
	[[ -s $file ]] || du -sm -- "$CACHE/$1" 2>/dev/null | cut -f1 >"$file"
	cat "$file" 2>/dev/null
}

# cache_shrink: remove unused entries until the cache is below its bound.
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

# left_overs NAME: remove what killed runs have left. The caller has the lock of NAME.
left_overs() { rm -rf --one-file-system -- "$CACHE/$1".tmp.* "$CACHE/$1"-????????????.gone.*; }

# cached NAME KEY BUILDER [ARG...]: hold an entry and put its path into $CACHED. If the entry is
# missing, "BUILDER DEST [ARG...]" makes it. A second run waits for the first run to make the entry.
cached() {
	local name=$1 k=$2 builder=$3 path=$CACHE/$1-$2 tmp fd old MAKING=$1	# for die()
	shift 3
	CACHED=$path
	! hold "$path" || return 0
	need_cache
	exec {fd}>"$CACHE/.lock-$name" ||
		die "cannot write to the cache $CACHE: choose another folder with FACET_CACHE=DIR"
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
			[[ $old == "$path" ||
				$(($(date +%s) - $(stat -c %Y "$old"))) -lt $SUPERSEDED_S ]] ||
				discard "$old"
		done
		cache_shrink
	fi
	exec {fd}>&-
}

# cache_objects: let compilers take objects from the cache, whichever clone compiled them.
cache_objects() {
	need_cache
	mkdir -p "$CACHE/objects"
	export CCACHE_DIR=$CACHE/objects CCACHE_MAXSIZE=$OBJECTS_MOST
	export CCACHE_BASEDIR=$REPO CCACHE_NOHASHDIR=yes
}

# --- checks that have passed --------------------------------------------------------------------
# The check of a file gives the same result as long as its inputs stay the same. The lab then skips
# the check.

# unproven KIND COMMON FILE...: put into $UNPROVEN the files that have not passed the check KIND
# with their present content. COMMON is a hash of all other inputs of the check.
unproven() {
	local kind=$1 common=$2 hash file
	shift 2
	UNPROVEN=()
	need_cache
	PROOFS=$CACHE/passed/$kind-$common
	mkdir -p "$PROOFS"
	find "$CACHE/passed" -mindepth 1 -maxdepth 1 -name "$kind-*" ! -path "$PROOFS" -mtime +7 \
		-exec rm -rf {} +
	declare -gA PROOF=()
	while read -r hash file; do
		PROOF[$file]=$PROOFS/$(key "$file" "$hash")
		[[ -e ${PROOF[$file]} ]] || UNPROVEN+=("$file")
	done < <(sha256sum -- "$@")
}

# proven FILE...: record that these files have passed.
proven() {
	local file
	for file; do : >"${PROOF[$file]}"; done
}
