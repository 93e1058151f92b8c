#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A card of a vGPU in a host with systemd: no seat takes it, no user gets it, and the text console
# stays away from it, unless the module's parameter asks. Runs in the host VM that systemd has
# booted. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
a=$(uuid 1)
RULES=/usr/lib/udev/rules.d/72-facet-card.rules
CONSOLE=/sys/module/facet_vdpa/parameters/console

card() { basename "$(find "$DEVICES/$a/card/drm" -maxdepth 1 -name 'card*')"; }
has_card() { [[ -n $(card 2>/dev/null) ]]; }
tags() {
	udevadm info -q property -n "/dev/dri/$(card)" | sed -n 's/^CURRENT_TAGS=//p'
	udevadm info -q property -n /dev/fb0 | sed -n 's/^CURRENT_TAGS=//p'
}
# bound: print 1 if the kernel's text console is on a frame buffer.
bound() {
	local console
	for console in /sys/class/vtconsole/*; do
		! grep -q 'frame buffer' "$console/name" || cat "$console/bind"
	done
}
begin() {
	vdpa dev add mgmtdev facet name card && until_ok has_card && udevadm settle
}
finish() { vdpa dev del card && udevadm settle; }

modprobe -a vdpa virtio_vdpa virtio_gpu
insmod "$FACET_MODULES/facet.ko"
insmod "$FACET_MODULES/facet_softgpu.ko"
insmod "$FACET_MODULES/facet_vdpa.ko"
create facet-v1 "$a" && echo card >"$DEVICES/$a/facet/name"

ok "without the rule a seat takes the card" eval 'begin && [[ $(tags) == *:seat:* ]]'
echo "# $(tags | paste -sd" "), console: $(bound)"
ok "and so does the console" is "$(bound)" 1
ok "the card goes" finish

install -D -m 644 "$FACET_REPO/tools/host/udev/72-facet-card.rules" "$RULES"
udevadm control --reload
ok "with the rule the host has the card" begin
ok "no seat and no user takes it" is "$(tags | grep -cE ':(seat|master-of-seat|uaccess):')" 0
ok "root alone may open it" is "$(stat -c '%U:%G %a' "/dev/dri/$(card)")" "root:root 600"
ok "the console stays away" is "$(bound)" 0
ok "the card goes again" finish
echo Y >"$CONSOLE"
ok "asked for, the console comes" eval 'begin && is "$(bound)" 1'
ok "and goes with the card" finish

rm -f "$RULES"
udevadm control --reload
remove "$a"
modprobe -r virtio_vdpa
rmmod facet_vdpa facet_softgpu facet
ok "the modules are gone" not test -e /sys/module/facet
ok "the kernel complains of nothing but buffers that its driver has lost" card_log_is_clean card
exit $((failures > 0))
