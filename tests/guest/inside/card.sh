#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A card of a vGPU in a host with systemd: no seat takes it, no user gets it, and the text console
# stays away from it, unless the module's parameter asks. Then docs/admin/host-card.md is typed word
# for word. Runs in the host VM that systemd has booted. TAP; FACET_DIR/said has what was typed, and
# its output.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/admin/pages.bash"
a=$(uuid 1)
RULES=/usr/lib/udev/rules.d/72-facet-card.rules
CONSOLE=/sys/module/facet_vdpa/parameters/console

PAGE=admin/host-card.md
# The name of the card.
CARD=card

card() { basename "$(find "$DEVICES"/*/"$CARD/drm" -maxdepth 1 -name 'card*')"; }
has_card() { [[ -n $(card 2>/dev/null) ]]; }
property() { udevadm info -q property -n "/dev/dri/$(card)" | sed -n "s/^$1=//p"; }
tags() {
	property CURRENT_TAGS
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
	vdpa dev add mgmtdev facet name "$CARD" && until_ok has_card && udevadm settle
}
finish() { vdpa dev del "$CARD" && udevadm settle; }

# typed HEADING N: type a block of the page, line by line, until one fails. FACET_DIR/answer has the
# output.
typed() {
	local rc=0
	words "$PAGE" "$1" "$2" >"$FACET_DIR/words" || return
	bash -ex "$FACET_DIR/words" >"$FACET_DIR/answer" 2>&1 || rc=$?
	cat "$FACET_DIR/answer" >>"$FACET_DIR/said"
	echo "$1: $2" >>"$FACET_DIR/typed"
	((rc == 0)) || tail -n 4 "$FACET_DIR/answer" | sed 's/^/# /'
	return "$rc"
}

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

remove "$a"
modprobe -r virtio_vdpa
rmmod facet_vdpa facet_softgpu facet
ok "the modules are gone" not test -e /sys/module/facet

# As packages install them.
modules=/lib/modules/$(uname -r)/updates/facet
install -D -m 644 -t "$modules" "$FACET_MODULES"/facet*.ko && depmod
install "$FACET_REPO/out/build/guest/facetctl" /usr/bin/facetctl
rm -f "$FACET_DIR"/{typed,said}
cd /tmp || exit 1
CARD=gpu0
ok "the page's card is made" typed "Make a card" 1
ok "it is there" typed "Make a card" 2
ok "and is open" answered 'gpu0 .*open'
# The kernel's console draws on a card that is the only screen, until the rule takes it away.
ok "it shows that, or nothing" eval 'typed "Make a card" 3 || answered "shows nothing"'
ok "no user gets it" is "$(tags | grep -cE ':(seat|uaccess):')" 0
finish
seats=/etc/udev/rules.d/73-seat-gpu0.rules
words "$PAGE" "What keeps the host safe" 1 text >"$seats"
ok "the rule for a seat is read" typed "What keeps the host safe" 1
echo Y >"$CONSOLE"
ok "a card for a seat is made" begin
ok "the seat has it" is "$(property ID_SEAT)" seat1
ok "and no user, nor has it the frame buffer" \
	is "$(tags | grep -c ':seat:') $(tags | grep -c ':uaccess:')" "1 0"
ok "a screenshot shows the console" typed "Make a card" 3
modprobe vhost_vdpa
ok "another driver takes the device" typed "Which driver takes a device" 1
ok "for a VMM" until_ok compgen -G '/dev/vhost-vdpa-*'
finish
words "$PAGE" "Make a card" 1 ini >/etc/systemd/system/facet-card.service
systemctl daemon-reload
ok "the unit makes the card" eval 'systemctl start facet-card && until_ok has_card'
ok "the card is taken away, and its vGPU removed" typed "Make a card" 4
ok "nothing is left of it" eval 'said=$(facetctl list) && [[ $said != *gpu0* ]]'
ok "each block of the page was typed" is "$(blocks "$PAGE" | sort)" "$(sort -u "$FACET_DIR/typed")"

systemctl stop facet-card
rm -rf "$RULES" "$seats" "$modules" /etc/systemd/system/facet-card.service
udevadm control --reload
modprobe -r virtio_vdpa vhost_vdpa
rmmod facet_vdpa facet_softgpu facet
depmod
ok "the kernel complains of nothing but buffers that its driver has lost" card_log_is_clean card
exit $((failures > 0))
