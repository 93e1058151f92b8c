#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# uapi.sh PROGRAMS DIR iris|anv|opencl: find what a driver asks of the i915 device, and what it
# cannot do without. stdout gets a line for each item: NAME, tab, COUNT, tab, must or may. Runs
# inside a root, where PATH has facet-run. FACET_UAPI_WATCH: libfacet-uapi-watch.so.
#
# must: without the item, a program fails, draws another picture or finds no driver.

set -u
programs=$1 dir=$2 driver=$3
limit=$((240 * ${FACET_PATIENCE:-1}))	# seconds for one program
export MESA_SHADER_CACHE_DISABLE=1
mkdir -p "$dir"

# drawn DIR [VARIABLE=VALUE...]: draw the driver's pictures into DIR.
drawn() {
	local to=$1 program name names
	shift
	case $driver in
	iris) program=facet-3d-gl names="triangle compute" ;;
	anv) program=facet-3d-vk names="triangle compute waits" ;;
	opencl) program=facet-3d-cl names="sums" ;;
	esac
	mkdir -p "$to"
	for name in $names; do
		# The library in front of that of facet-run sees each request first.
		# shellcheck disable=SC2016 # the inner shell expands these
		timeout "$limit" facet-run env "$@" bash -c \
			'LD_PRELOAD=$FACET_UAPI_WATCH:$LD_PRELOAD exec "$@"' bash \
			"$programs/$program" "$to" "$name" >"$to/$name.log" 2>&1 || return 1
	done
}

# equal ITEM: succeed if all pictures are as usual without ITEM.
equal() {
	local picture
	rm -rf "${dir:?}/without"
	drawn "$dir/without" "FACET_UAPI_REFUSE=$1" || return 1
	for picture in "$dir"/all/*.ppm; do
		cmp -s "$picture" "$dir/without/${picture##*/}" || return 1
	done
}

rm -rf "${dir:?}"/{all,log}
drawn "$dir/all" "FACET_UAPI_LOG=$dir/log" || {
	echo "facet: uapi: $driver draws nothing: $(tail -n 1 "$dir"/all/*.log)" >&2
	exit 1
}
awk -F'\t' '{ n[$1] += $2 } END { for (i in n) print i "\t" n[i] }' "$dir/log" | LC_ALL=C sort |
	while IFS=$'\t' read -r item count; do
		verdict=must
		! equal "$item" || verdict=may
		printf '%s\t%s\t%s\n' "$item" "$count" "$verdict"
	done
