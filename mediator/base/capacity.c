// SPDX-License-Identifier: GPL-2.0-only
/*
 * The budget of a pGPU. A vGPU costs the weight of its type, whatever its weight knob says. So
 * vGPUs of any mix of types keep the part that their types stand for. The caps of all of them fit
 * into the pGPU's bus map. Each vGPU has a window of the pGPU's GGTT while it is open. So no more
 * vGPUs can exist than there are windows.
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

int facet_capacity_charge(struct facet_capacity *capacity, const struct facet_type *type)
{
	if (!facet_capacity_available(capacity, type))
		return -ENOSPC;
	capacity->used += type->weight;
	capacity->windows--;
	return 0;
}

void facet_capacity_uncharge(struct facet_capacity *capacity, const struct facet_type *type)
{
	capacity->used -= type->weight;
	capacity->windows++;
}

u32 facet_capacity_available(const struct facet_capacity *capacity, const struct facet_type *type)
{
	return min((facet_capacity_total() - capacity->used) / type->weight, capacity->windows);
}
