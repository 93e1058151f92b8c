// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which pinned pages engines have stored to, for a VMM that sends changed pages to another host.
 * The pGPU records stores by bus address, and a pin has the guest page of such an address. So a
 * page is reported before its pin leaves the table: afterwards nobody knows whose page it was.
 *
 * A report takes the marks of a page, and then waits for stores that came with them. So each store
 * is in memory when the report ends, or is in a later report.
 *
 * The front end calls this file by facet_model_gen9. Takes shadow_lock.
 */
#include "mediator/pins/pins_types.h"

#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "pgpu/pgpu.h"

/* Steps of a hold of shadow_lock for one pin, including the search for the pin. */
#define STORES_STEPS	8u

void facet_pins_record(struct facet_vgpu *vgpu, bool on)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);
	bool before;

	facet_shadow_lock(vgpu);
	before = vgpu->pins->records;
	vgpu->pins->records = on;
	facet_shadow_unlock(vgpu);
	if (before == on || !pgpu->ops->record_stores)
		return;
	/* A start makes engines forget translations, as a report does. */
	if (on)
		atomic64_inc(&vgpu->pins->finishes);
	pgpu->ops->record_stores(pgpu, vgpu->owner, on);
}

/* Return which of @n pages engines have stored to, as &pgpu_ops.take_stores. */
static u64 take_stores(struct facet_vgpu *vgpu, const u64 *bus, u32 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	if (!pgpu->ops->take_stores)
		return ~0ull;
	return pgpu->ops->take_stores(pgpu, vgpu->owner, bus, n);
}

void facet_pins_stores_end(struct facet_vgpu *vgpu, const struct facet_pin *pin)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (vgpu->pins->records && take_stores(vgpu, &pin->bus, 1))
		vgpu->ops->wrote(vgpu->host, pin->gfn);
}

/* Find the next pins of a range. @gfn becomes the page behind the last one. Return: how many. */
static u32 find_pins(struct facet_vgpu *vgpu, u64 *gfn, u64 last, u64 *gfns, u64 *bus)
{
	const struct facet_pin *pin;
	u32 n = 0;

	while (n < PGPU_TAKE_STORES && *gfn <= last) {
		pin = facet_pin_map_next(&vgpu->pins->map, *gfn, last);
		if (!pin)
			break;
		gfns[n] = pin->gfn;
		bus[n++] = pin->bus;
		*gfn = pin->gfn + 1;
		facet_shadow_step(vgpu, STORES_STEPS);
	}
	return n;
}

/* Report the next pins of a range. shadow_lock held. Return: true: more of the range is left. */
static bool report_some(struct facet_vgpu *vgpu, u64 *gfn, u64 last, bool *any)
{
	u64 gfns[PGPU_TAKE_STORES], bus[PGPU_TAKE_STORES], stored;
	u32 n = find_pins(vgpu, gfn, last, gfns, bus), i;

	if (!n)
		return false;
	stored = take_stores(vgpu, bus, n);
	for (i = 0; i < n; i++)
		if (stored & BIT_ULL(i))
			vgpu->ops->wrote(vgpu->host, gfns[i]);
	*any |= stored != 0;
	return n == PGPU_TAKE_STORES;
}

/* Report all pins of a range. Return: true: an engine has stored to one. */
static bool report_all(struct facet_vgpu *vgpu, u64 gfn, u64 last)
{
	bool any = false;

	facet_shadow_lock(vgpu);
	while (vgpu->pins->records && report_some(vgpu, &gfn, last, &any)) {
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	facet_shadow_unlock(vgpu);
	return any;
}

void facet_pins_report(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	struct pgpu *pgpu = facet_gpu_pgpu(vgpu->gpu);

	if (!n || !report_all(vgpu, gfn, gfn + min(n - 1, ~gfn)) || !pgpu->ops->finish_stores)
		return;
	atomic64_inc(&vgpu->pins->finishes);
	pgpu->ops->finish_stores(pgpu, vgpu->owner);
}

u64 facet_pins_finishes(const struct facet_vgpu *vgpu)
{
	return atomic64_read(&vgpu->pins->finishes);
}
