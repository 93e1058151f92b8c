#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# record.sh DIR PROGRAMS [NAME...]: draw the pictures of tests/3d by facet-run, and record each
# draw in DIR/NAME (record_engine.c). PROGRAMS is the folder of the programs. NAME is a picture of
# facet-3d-gl, or vk-NAME of facet-3d-vk. `./run fuzz --record` starts this inside a root with
# clients. FACET_RUN_LIBRARY is the library that records.

set -u
dir=$1 programs=$2
shift 2
limit=$((120 * ${FACET_PATIENCE:-1}))	# seconds for one program
status=0
export MESA_SHADER_CACHE_DISABLE=1

for name in "$@"; do
	program=$programs/facet-3d-gl
	[[ $name != vk-* ]] || program=$programs/facet-3d-vk
	mkdir -p "$dir/$name/picture" || exit 1
	FACET_RECORD=$dir/$name timeout "$limit" facet-run -- "$program" "$dir/$name/picture" \
		"${name#vk-}" >"$dir/$name/log" 2>&1 || {
		printf 'facet: fuzz: %s: %s\n' "$name" "$(tail -n 1 "$dir/$name/log")" >&2
		status=1
	}
done
exit "$status"
