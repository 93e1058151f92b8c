// SPDX-License-Identifier: GPL-2.0-only
/*
 * List of the pins that a front end makes for itself (front_end_pins.h). Front ends call these
 * functions under a lock of their own over the list. The functions take no lock.
 */
#include "mediator/front_end_pins.h"

void facet_front_end_pin_begin(struct list_head *pins, struct facet_front_end_pin *pin,
			       const u64 *gfns, u32 n)
{
	pin->gfns = gfns;
	pin->n = n;
	pin->revoked = false;
	list_add_tail(&pin->list, pins);
}

void facet_front_end_pin_end(struct facet_front_end_pin *pin)
{
	list_del(&pin->list);
}

static bool pin_in_range(const struct facet_front_end_pin *pin, u64 gfn, u64 n)
{
	u32 i;

	for (i = 0; i < pin->n; i++) {
		if (pin->gfns[i] >= gfn && pin->gfns[i] - gfn < n)
			return true;
	}
	return false;
}

void facet_front_end_pins_revoke(struct list_head *pins, u64 gfn, u64 n)
{
	struct facet_front_end_pin *pin;

	list_for_each_entry(pin, pins, list) {
		if (!pin->revoked && pin_in_range(pin, gfn, n))
			pin->revoked = true;
	}
}

bool facet_front_end_pins_revoked(const struct list_head *pins)
{
	const struct facet_front_end_pin *pin;

	list_for_each_entry(pin, pins, list) {
		if (pin->revoked)
			return true;
	}
	return false;
}
