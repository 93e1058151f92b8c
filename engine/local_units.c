// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units of a software GPU in the same process. The front ends in user space call this file when
 * they start. Takes no lock.
 */
#include "engine/render_units.h"

#include "softgpu/units.h"

struct render_units *render_units_give(struct softgpu *sg, const struct render_units_ops *ops)
{
	struct render_units *units = render_units_create(softgpu_unit_host(sg), ops);

	if (!units || !softgpu_set_units(sg, render_units_softgpu_ops(units), units))
		return units;
	render_units_destroy(units);
	return NULL;
}
