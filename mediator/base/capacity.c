// SPDX-License-Identifier: GPL-2.0-only
/*
 * The budget of a pGPU. A vGPU costs the weight of its type, whatever its weight knob says. So
 * vGPUs of any mix of types keep the part that their types stand for. The caps of all of them fit
 * into the pGPU's bus map. Each vGPU with an aperture has a window of the pGPU's GGTT while it is
 * open. So no more of these can exist than there are windows.
 *
 * Only arithmetic: the front end calls this under its own lock.
 */
#include "mediator/capacity.h"

#include "mediator/type.h"

u32 facet_capacity_total(void)
{
	return facet_types[0].max_instances * facet_types[0].weight;
}

void facet_capacity_init(struct facet_capacity *capacity, u32 windows)
{
	*capacity = (struct facet_capacity){ .windows = windows };
}

/* Return the number of host windows that a vGPU of a type has. */
static u32 windows_of(const struct facet_type *type)
{
	return type->aperture_mib ? 1 : 0;
}

int facet_capacity_charge(struct facet_capacity *capacity, const struct facet_type *type)
{
	if (!facet_capacity_available(capacity, type))
		return -ENOSPC;
	capacity->used += type->weight;
	capacity->windows -= windows_of(type);
	return 0;
}

void facet_capacity_uncharge(struct facet_capacity *capacity, const struct facet_type *type)
{
	capacity->used -= type->weight;
	capacity->windows += windows_of(type);
}

u32 facet_capacity_available(const struct facet_capacity *capacity, const struct facet_type *type)
{
	u32 n = (facet_capacity_total() - capacity->used) / type->weight;

	return windows_of(type) ? min(n, capacity->windows) : n;
}
