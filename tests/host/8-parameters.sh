#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Parameters of the modules: the effect of each, and the values that it refuses. At the end the
# modules are loaded as before.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
KVM=$(dirname "$CLIENT")/facet-host-kvm
u=$(uuid 1)

unload() { rmmod facet_softgpu && rmmod facet; }
load_facet() { insmod "$FACET_MODULES/facet.ko" "$@"; }
# shellcheck disable=SC2120 # called with and without arguments
load_softgpu() { insmod "$FACET_MODULES/facet_softgpu.ko" "$@"; }
load() { load_facet "$@" && load_softgpu; }
parameter() { cat "/sys/module/$1/parameters/$2"; }
# told TEXT: succeed if the kernel's log has TEXT since mark_log.
told() { log_since_mark | grep -qF "$1"; }
# nices: print the nice values of the engines' threads, each value once. Other threads may end
# meanwhile.
nices() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk '$2 ~ /^\(facet-(rcs|bcs|vcs|vecs)\)$/ { print $19 }' | sort -u
}
described() {
	for m in facet facet_softgpu; do
		modinfo -F parm "$FACET_MODULES/$m.ko"
	done | grep -c ':..*'
}
# works: create a vGPU, open it and remove it again.
works() {
	create_dark facet-1 "$u" &&
		"$CLIENT" notify "$u" | grep -q '^ok - .*it is open' &&
		remove "$u"
}

ok "each parameter says what it is for" is "$(described)" 5

ok "the bus is called mtty" is "$(parameter facet bus)" mtty
ok "which is where the parent is" test -d /sys/devices/virtual/mtty/facet
unload
ok "it can be called otherwise" load bus=facet_bus-1
ok "which is told" is "$(parameter facet bus)" facet_bus-1
ok "the parent is there then" test -d /sys/devices/virtual/facet_bus-1/facet
ok "and on no other bus" test ! -e /sys/devices/virtual/mtty
ok "its types keep their names" test -d "$TYPES/facet-1"
ok "a vGPU is made and opened as ever" works
unload
for bad in '' 'two words' a/b ü "$(printf 'x%.0s' {1..32})"; do
	mark_log
	ok "a bus '$bad' is refused" not load_facet "bus=\"$bad\""
	ok "and the log says what may be" told 'must be 1 to 31 letters'
done

ok "tracking can be left out" load track=0
ok "which is told" is "$(parameter facet track)" N
create_dark facet-1 "$u"
ok "page tables are compared then" \
	eval '"$KVM" compare "$u" >"$FACET_DIR/compare" && ! grep "^not ok" "$FACET_DIR/compare"'
cat "$FACET_DIR/compare"
remove "$u"
unload

load_facet
ok "engines have a nice value of their own" load_softgpu nice=7
ok "which is told" is "$(parameter facet_softgpu nice)" 7
ok "and theirs" is "$(nices)" 7
rmmod facet_softgpu
for bad in 20 -21 much ''; do
	mark_log
	ok "'$bad' is none" not load_softgpu "nice=$bad"
	ok "and the log says which are" told 'must be -20 to 19; 1 is the default'
done
ok "by default it is 1" eval 'load_softgpu && is "$(nices)" 1'
ok "and a vGPU works" works
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
