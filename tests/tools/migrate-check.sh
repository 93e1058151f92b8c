#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetctl traits and migrate-check, on a host whose sysfs is a folder (FACET_ROOT). Argument:
# FACETCTL. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
FACETCTL=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
export FACET_ROOT=$root
u=facefee7-0000-4000-8000-000000000001
folder=$root/sys/devices/virtual/mtty/facet/$u/facet
mkdir -p "$folder" "$root/sys/bus/mdev/devices"
ln -s "${folder%/facet}" "$root/sys/bus/mdev/devices/"
echo facet-1 >"$folder/type"
echo closed >"$folder/state"
echo there >"$folder/name"
traits='version 1
model gen9
type facet-1
outputs hdmi:b
fences 32'
echo "$traits" >"$folder/traits"

# state FILE BYTES-BEFORE [SED]...: write a file as QEMU does, with a head for each SED, which
# changes the traits. BYTES-BEFORE bytes of other data are before each of them. PINS: pages that
# were pinned; 0 by default.
state() {
	python3 - "$@" <<'T'
import os, struct, sys
with open(sys.argv[1], "wb") as file:
    for change in sys.argv[3:]:
        text = b"version 1\nmodel gen9\ntype facet-1\noutputs hdmi:b\nfences 32\n"
        for pair in filter(None, change.split(",")):
            old, new = pair.split("=")
            text = text.replace(old.encode(), new.encode())
        file.write(b"F" * int(sys.argv[2]) + b"FACTMOVE" + struct.pack("<II", len(text), 1) + text
                   + b"FACTDATA" + struct.pack("<IIQ", 8, int(os.environ.get("PINS", 0)), 0)
                   + b"12345678")
    file.write(b"QEMU" * 5000)
T
}
# answers FILE: print the status and the answers about this move. Those about the host are left out.
answers() {
	local said rc=0
	said=$("$FACETCTL" migrate-check "$u" "$@" 2>&1) || rc=$?
	grep -vE 'lock|VFIO' <<<"$said"
	echo "$rc"
}
closed="ok    no virtual machine has $u open"
fits="$closed
ok    all traits fit
0"

ok "the traits of a vGPU are printed" is "$("$FACETCTL" traits there)" "$traits"
ok "a vGPU takes the state of one with the same traits" \
	is "$("$FACETCTL" traits there | answers -)" "$fits"
# elsewhere COMMAND...: run facetctl on another host, whose vGPU has the same UUID and name.
elsewhere() { FACET_ROOT=$root/elsewhere "$FACETCTL" "$@"; }
mkdir -p "$root/elsewhere/sys/bus/mdev/devices/$u"
cp -r "$folder" "$root/elsewhere/sys/bus/mdev/devices/$u/"
echo open >"$root/elsewhere/sys/bus/mdev/devices/$u/facet/state"
ok "also of one that has the same UUID on another host, and is open there" \
	is "$(elsewhere show there --json | grep -cE "\"$u\"|\"open\"")
$(elsewhere traits "$u" | answers -)" "2
$fits"
echo "$traits" >"$root/text"
ok "which a file may have, too" is "$(answers "$root/text")" "$fits"
ok "each trait that differs has a line" \
	is "$(sed 's/facet-1/facet-2/; s/32/0/' "$root/text" | answers -)" "$closed
no    type is 'facet-2' there and 'facet-1' here
no    fences is '0' there and '32' here
1"
ok "so has one that is missing there, and one that is missing here" \
	is "$(sed 's/^model.*/colour red/' "$root/text" | answers -)" "$closed
no    model is '' there and 'gen9' here
no    colour is 'red' there and '' here
1"
sed -i 's/version 1/version 0.2.0/' "$folder/traits"
ok "a version that is not restored is told" \
	is "$(sed 's/version 1/version 0.3.0/' "$root/text" | answers -)" "$closed
no    version is '0.3.0' there and '0.2.0' here
1"
ok "and the last minor version is restored" \
	is "$(sed 's/version 1/version 0.1.4/' "$root/text" | answers -)" "$fits"
sed -i 's/version .*/version 1/' "$folder/traits"
ok "a saved virtual machine is searched for them" \
	is "$(state "$root/state" 12345 ''; answers "$root/state")" "$fits"
ok "by a pipe as well" is "$(answers - <"$root/state")" "$fits"
ok "and a value that differs there is told" \
	is "$(state "$root/state" 3 'hdmi:b=dp:c'; answers "$root/state")" "$closed
no    outputs is 'dp:c' there and 'hdmi:b' here
1"
# edges: succeed if a head is found wherever the end of a window of 1 MiB cuts it.
edges() {
	local before
	for before in {1047448..1048580..83} 1048575 1048576 2096000; do
		state "$root/state" "$before" ''
		[[ $(answers "$root/state") == "$fits" ]] || { echo "# $before" && return 1; }
	done
}
ok "wherever they are" edges
ok "of several vGPUs, one has to fit" \
	is "$(state "$root/state" 100 'facet-1=facet-4' ''; answers "$root/state")" "$closed
ok    all traits fit
note  state 1 of the file: type is 'facet-4' there and 'facet-1' here
0"
ok "or each is told why it does not" \
	is "$(state "$root/state" 100 'facet-1=facet-4' '32=0,facet-1=facet-2' 'facet-1=facet-4'
		answers "$root/state")" "$closed
no    state 1 of the file: type is 'facet-4' there and 'facet-1' here
no    state 2 of the file: type is 'facet-2' there and 'facet-1' here
no    state 2 of the file: fences is '0' there and '32' here
1"
mapfile -t many < <(printf '32=1%02d\n' {1..40})
ok "many of them are not all compared" \
	is "$(state "$root/state" 1 "${many[@]}"; answers "$root/state" | tail -n 2)" \
	"note  the file has states of more than 16 different vGPUs: the others were not compared
1"
nothing() {
	is "$(answers "$1")" "facetctl: $1: there is neither the state of a vGPU nor the output of \
'facetctl traits'
1"
}
ok "a file without a state is told" nothing /dev/null
# Bytes of a guest's memory may look like a head.
hostile() {
	local at
	for at in 'FACTMOVE' 'FACTMOVE\xff\xff\xff\xff\0\0\0\0' 'FACTMOVE\4\0\0\0\1\0\0\0abcd' \
		'FACTMOVE\x0e\0\0\0\1\0\0\0version 1\n\x1b[0m' \
		'FACTFACTMOVEFACTMOVE\0\0\0\0\0\0\0\0'; do
		printf '%b' "$at" >"$root/bad"
		nothing "$root/bad" || return
	done
}
ok "and so is one that has what only looks like one" hostile
ok "escapes of a terminal are not printed" \
	is "$(printf 'version 1\nmodel \e[31m\n' | answers -)" \
	"facetctl: -: there is neither the state of a vGPU nor the output of 'facetctl traits'
1"
ok "a file that is not there is told" \
	is "$("$FACETCTL" migrate-check there "$root/none" 2>&1; echo $?)" \
	"facetctl: $root/none: No such file or directory
1"
ok "and a folder" is "$("$FACETCTL" migrate-check there "$root" 2>&1; echo $?)" \
	"facetctl: $root: Is a directory
1"
ok "and a vGPU that is not there" \
	is "$("$FACETCTL" migrate-check nobody "$root/text" 2>&1; echo $?)" \
	"facetctl: there is no vGPU 'nobody': see 'facetctl list'
1"
echo open >"$folder/state"
ok "a vGPU that a virtual machine has open does not take a state" \
	is "$(answers "$root/text")" "no    a virtual machine has $u open: stop it first
ok    all traits fit
1"
echo closed >"$folder/state"
mkdir -p "$root/sys/bus/vdpa/devices/gpu0" "$root/sys/bus/vdpa/devices/other" \
	"$root/sys/bus/mdev/devices/$u/gpu0"
ok "nor does one that is on the vDPA bus" \
	is "$(answers "$root/text")" "no    $u is on the vDPA bus: vdpa dev del gpu0
ok    all traits fit
1"
rm -r "$root/sys/bus/mdev/devices/$u/gpu0"
ok "other devices on that bus do not matter" is "$(answers "$root/text")" "$fits"
ok "what the host's VMMs need is noted, and is no refusal" \
	is "$(ulimit -l 64; "$FACETCTL" migrate-check there "$root/text" |
		grep -oE '^note|ulimit -l unlimited|enable-migration=on;|type=.string. value=.on.' |
		tr '\n' ' ')" \
	"note ulimit -l unlimited note enable-migration=on; type='string' value='on' "
# pins LIMIT FILE [COMMAND...]: print answer and status of facetctl, which may lock LIMIT KiB.
pins() {
	local said rc=0 limit=$1 file=$2
	shift 2
	said=$(ulimit -l "$limit"; "$@" "$FACETCTL" migrate-check there "$file") || rc=$?
	grep 'pinned there' <<<"$said"
	echo "$rc"
}
# As root, without the right to lock any number of pages.
bounded=()
((UID)) || bounded=(setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock)
PINS=16 state "$root/state" 12345 ''
ok "a VMM that may lock as many pages as were pinned takes the state" \
	is "$(pins 64 "$root/state" "${bounded[@]}")" \
	"ok    16 pages were pinned there, and a VMM that this shell starts may lock so many
0"
PINS=17 state "$root/state" 12345 ''
ok "one that may lock fewer refuses it" is "$(pins 64 "$root/state" "${bounded[@]}")" \
	"no    17 pages were pinned there, and a VMM that this shell starts may lock 16 -> ulimit \
-l unlimited
1"
ok "and one that may lock more takes it" is "$(pins 68 "$root/state" "${bounded[@]}")" \
	"ok    17 pages were pinned there, and a VMM that this shell starts may lock so many
0"
((UID)) || ok "root may lock all, and another user's VMM may not" is "$(pins 64 "$root/state")" \
	"note  17 pages were pinned there, and this shell may lock 16: a VMM without CAP_IPC_LOCK \
refuses the state -> ulimit -l unlimited
0"
PINS=99 state "$root/more" 7 ''
cat "$root/more" >>"$root/state"
ok "of several numbers none fits" is "$(pins 64 "$root/state" "${bounded[@]}")" \
	"no    99 pages were pinned there, and a VMM that this shell starts may lock 16 -> ulimit \
-l unlimited
1"
ok "or the file does not say which one is real" is "$(pins 68 "$root/state" "${bounded[@]}")" \
	"note  the file says that 17 to 99 pages were pinned there, and a VMM that this shell \
starts may lock 17 -> ulimit -l unlimited
0"
ok "traits alone say nothing about pins" is "$(pins 64 "$root/text" "${bounded[@]}")" 0
rm "$folder/traits"
version=$(<"$(dirname "$0")/../../VERSION")
ok "modules that do not migrate are told" is "$(answers "$root/text")" "$closed
no    the traits of $u cannot be read: No such file or directory: load modules of version $version
1"
ok "by traits as well" is "$("$FACETCTL" traits there 2>&1; echo $?)" \
	"facetctl: the traits of there cannot be read: No such file or directory: the module facet \
may be older than facetctl
1"
ok "a FILE that is missing is a usage error" \
	is "$("$FACETCTL" migrate-check there 2>&1; echo $?)" \
	"facetctl migrate-check: a FILE is missing. See 'facetctl migrate-check --help'.
2"
the_end
