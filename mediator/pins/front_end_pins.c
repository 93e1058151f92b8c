// SPDX-License-Identifier: GPL-2.0-only
/*
 * List of the pins that a front end makes for itself (front_end_pins.h). Front ends call these
 * functions under a lock of their own over the list. The functions take no lock.
 */
#include "mediator/front_end_pins.h"

void facet_front_end_pin_begin(struct list_head *tickets, struct facet_front_end_pin *pinning,
			 const u64 *gfns, u32 n)
{
	pinning->gfns = gfns;
	pinning->n = n;
	pinning->revoked = false;
	list_add_tail(&pinning->list, tickets);
}

void facet_front_end_pin_end(struct facet_front_end_pin *pinning)
{
	list_del(&pinning->list);
}

static bool pin_in_range(const struct facet_front_end_pin *pinning, u64 gfn, u64 n)
{
	u32 i;

	for (i = 0; i < pinning->n; i++) {
		if (pinning->gfns[i] >= gfn && pinning->gfns[i] - gfn < n)
			return true;
	}
	return false;
}

void facet_front_end_pins_revoke(struct list_head *tickets, u64 gfn, u64 n)
{
	struct facet_front_end_pin *pinning;

	list_for_each_entry(pinning, tickets, list) {
		if (!pinning->revoked && pin_in_range(pinning, gfn, n))
			pinning->revoked = true;
	}
}

bool facet_front_end_pins_revoked(const struct list_head *tickets)
{
	const struct facet_front_end_pin *pinning;

	list_for_each_entry(pinning, tickets, list) {
		if (pinning->revoked)
			return true;
	}
	return false;
}
