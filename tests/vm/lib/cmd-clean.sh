#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run clean: remove what was built. With --cache, remove the cache too.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/common.sh"

usage() {
	cat <<T
./run clean            removes out/ of this clone: builds, logs, results, findings of fuzzers
./run clean --cache    removes the cache too. All clones on this machine share it: $CACHE
If a run uses out/, ./run clean removes nothing. --cache keeps the entries that a run uses.
T
}

# in_use DIR: succeed if a run holds a lock in DIR.
in_use() {
	local lock
	while IFS= read -r -d '' lock; do
		flock -n "$lock" true || return 0
	done < <(find "$1" \( -name '.lock*' -o -name '*.lock' \) -type f -print0 2>/dev/null)
	return 1
}

# clean_cache: remove all entries that no run holds. The tag goes last, so that the folder remains a
# cache if this run is killed.
clean_cache() {
	local name left kept=0
	for name in "$CACHE"/.lock-*; do
		[[ ! -e $name ]] || flock -n "$name" true ||
			die "another run is making ${name#"$CACHE/.lock-"} in $CACHE:" \
				"wait for its end"
	done
	while read -r name; do discard "$CACHE/$name" || kept=$((kept + 1)); done < <(entries)
	rm -rf --one-file-system -- "$CACHE"/{log,objects,passed} "$CACHE"/*.{tmp,gone}.*
	((kept == 0)) ||
		die "$kept entries of $CACHE are in use by another run: they stay;" \
			"call this again after its end"
	rm -f "$CACHE"/.lock-* "$CACHE"/.mib-* "$CACHE/$TAG".*
	left=$(find "$CACHE/" -mindepth 1 -maxdepth 1 ! -name "$TAG" ! -name lost+found)
	if [[ -z $left ]]; then
		rm -f "$CACHE/$TAG"
		rmdir "$CACHE" 2>/dev/null
	else
		warn "$CACHE holds files that Facet did not make: they stay"
	fi
	step "clean: the cache $CACHE is empty"
}

WANTED=''
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--cache) WANTED=cache ;;
	*) die "./run clean does not know '$1': ./run clean --help" ;;
	esac
	shift
done
[[ -z $WANTED ]] || need_own_cache
if [[ -d $OUT ]]; then
	! in_use "$OUT" || die "a run is at work in $OUT: wait for its end"
	rm -rf --one-file-system -- "$OUT" ||
		die "cannot remove $OUT: run it as who made it (sudo ./run clean)"
fi
step "clean: $OUT is gone"
[[ -z $WANTED || ! -d $CACHE ]] || clean_cache
