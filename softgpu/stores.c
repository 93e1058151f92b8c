// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of pages that were stored to (stores.h). The mediator's threads take marks, engines'
 * threads tell of their slices. Takes no lock.
 */
#include "softgpu/stores.h"

#include "pgpu/pgpu.h"

/* Return the number of an engine's slices. Stores of those that have ended are seen by now. */
static u64 slices_of(const struct sgpu_engine *e)
{
	return smp_load_acquire(&e->slices); /* pairs with sgpu_stores_slice_ends() */
}

/* Wait until an engine's thread is out of the slice in which it is now. */
static void wait_slice(struct softgpu *sg, struct sgpu_engine *e)
{
	u64 slices = slices_of(e);

	if (slices % 2)
		wait_event(sg->idle, slices_of(e) != slices);
}

void sgpu_stores_finish(struct softgpu *sg)
{
	u32 i;

	atomic64_inc(&sg->slice_waiters);
	atomic64_inc_return(&sg->tlb_seq);
	smp_mb(); /* pairs with sgpu_stores_slice_begins(), and with sgpu_stores_slice_ends() */
	for (i = 0; i < PGPU_ENGINES; i++)
		wait_slice(sg, &sg->engine[i]);
	atomic64_dec(&sg->slice_waiters);
}

void sgpu_stores_record(struct softgpu *sg, u64 owner, bool on)
{
	sgpu_ggtt_record(&sg->ggtts, owner, on);
	/* Engines look at &sgpu_ggtt.recorders where they forget translations. */
	if (on)
		sgpu_stores_finish(sg);
}

u64 sgpu_stores_take(struct softgpu *sg, u64 owner, const u64 *bus, u32 n)
{
	u64 stored = 0;
	u32 i;

	for (i = 0; i < n; i++)
		if (sgpu_bus_take_record(&sg->bus, bus[i]))
			stored |= BIT_ULL(i);
	if (stored && sg->ops->taken)
		sg->ops->taken(sg->host, owner, bus, n, stored);
	return stored;
}

void sgpu_stores_slice_begins(struct sgpu_engine *e)
{
	WRITE_ONCE(e->slices, e->slices + 1);
	smp_mb(); /* before the slice looks at tlb_seq: pairs with sgpu_stores_finish() */
}

void sgpu_stores_slice_ends(struct sgpu_engine *e)
{
	smp_store_release(&e->slices, e->slices + 1); /* pairs with slices_of() */
	smp_mb(); /* a waiter has seen the end, or is seen here: pairs with sgpu_stores_finish() */
	if (unlikely(atomic64_read(&e->sg->slice_waiters)))
		wake_up_all(&e->sg->idle);
}
