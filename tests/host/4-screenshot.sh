#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Screenshots from the host: /dev/facet, facetctl screenshot, access rights, error messages.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
FACETCTL=$(dirname "$CLIENT")/facetctl
scratch=$(mktemp -d)
AS=(env)

# says STATUS PATTERN ARGUMENT...: run facetctl screenshot. Succeed if it ends with STATUS and
# prints PATTERN.
says() {
	local status=$1 pattern=$2 said rc=0
	shift 2
	said=$("${AS[@]}" "$FACETCTL" screenshot "$@" 2>&1) || rc=$?
	[[ $rc == "$status" && $said == *"$pattern"* ]] ||
		{ echo "# status $rc: $said" && return 1; }
}

# nobody_says STATUS PATTERN ARGUMENT...: like says, as a user who may not open /dev/facet.
nobody_says() {
	local AS=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	says "$@"
}

u=$(uuid 1)
create_dark facet-1 "$u"
ok "the node is root's alone" is "$(stat -c '%U %a' /dev/facet)" "root 600"
ok "others are told whom to ask" \
	nobody_says 1 'Permission denied: ask as root' "$u" "$scratch/no.png"
ok "a vGPU that nobody has open is told" says 1 'no virtual machine has' "$u" "$scratch/no.png"
ok "a vGPU that is not there is told" says 1 'there is no vGPU' "$(uuid 9)" "$scratch/no.png"
for head in -1 3 1x '' 99999999999999999999; do
	ok "there is no head '$head'" \
		says 2 "--head=$head: must be 0 to 2." --head "$head" "$u" "$scratch/no.png"
done
ok "what is no vGPU's name is told" \
	says 1 "there is no vGPU 'rubbish'" rubbish "$scratch/no.png"
ok "a missing argument is told" \
	says 2 'VGPU or FILE is missing' "$u"
"$CLIENT" show "$u" >"$scratch/show" &
pid=$!
for ((i = 0; i < 300; i++)); do
	grep -q '^# holding' "$scratch/show" && break
	sleep 0.1
done
cat "$scratch/show"
ok "all that the VFIO user saw is right" \
	test "$(grep -c '^not ok' "$scratch/show")" = 0
ok "a picture is saved" says 0 '' "$u" "$scratch/shot.png"
magic=$(od -An -tx1 -j 1 -N 3 "$scratch/shot.png")
size=$(od -An -tx1 -j 16 -N 8 "$scratch/shot.png")
ok "it is a PNG of 1280 x 1024" is "$magic $size" " 50 4e 47  00 00 05 00 00 00 04 00"
ok "standard output will do" \
	is "$("$FACETCTL" screenshot "$u" - | wc -c)" "$(stat -c %s "$scratch/shot.png")"
ok "a file that cannot be written is told" \
	says 1 "$scratch/no/shot.png: No such file" "$u" "$scratch/no/shot.png"
ok "nothing is left of one that failed" test ! -e "$scratch/no.png"
cp "$scratch/shot.png" "${FACET_DIR:-$scratch}/"
kill "$pid"
wait "$pid" 2>/dev/null
echo 'dp:c hdmi:b' >"$DEVICES/$u/facet/outputs"
client heads "$u"
ok "when the VMM is gone that is told" says 1 'no virtual machine has' "$u" "$scratch/no.png"
remove "$u"
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
