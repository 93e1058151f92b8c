// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of an engine, of three kinds. Registers of the context are saved and restored with it,
 * and cleared for a new one. Registers outside the context belong to a vGPU, and an engine switch
 * replaces them all. Live registers are computed. The engine's thread calls this file; any thread
 * calls sgpu_regs_read(), sgpu_regs_peek() and the timestamps. Takes no lock.
 *
 * gen9/context_regs_defs.h lists the registers that a context keeps and a batch may write.
 * gen9/engine_regs_defs.h says which others commands cannot change, and which are masked.
 */
#include "softgpu/sgpu_regs.h"

#include "gen9/context_regs_defs.h"
#include "gen9/engine_regs_defs.h"

#define CONTEXT	BIT(0)	/* saved with the context */
#define USER	BIT(1)	/* a non-privileged batch may write it */
#define MASKED	BIT(2)	/* bits 31:16 of a write enable bits 15:0 */
#define FIXED	BIT(3)	/* commands cannot change it */
#define PLACED	BIT(4)	/* has a place of its own in the image */

#define MMIO_PAGE_SHIFT		12
#define TICKS			(GEN9_CS_CLOCK_HZ / 1000000u)	/* ticks per microsecond */
#define NS_PER_US		1000u

#define CONTEXT_RANGE(label, at, n, what)					\
	{ (at), (at) + 4 * (n) - 4, CONTEXT |					\
	  ((what) & GEN9_CONTEXT_REG_USER ? USER : 0) |				\
	  ((what) & GEN9_CONTEXT_REG_MASKED ? MASKED : 0) },

#define OWN_RANGE(label, at, n, what)						\
	{ (at), (at) + 4 * (n) - 4,						\
	  ((what) & GEN9_ENGINE_REG_FIXED ? FIXED : 0) |			\
	  ((what) & GEN9_ENGINE_REG_MASKED ? MASKED : 0) },

/**
 * struct reg_range - Registers with the same flags.
 * @first: offset of the first register
 * @last: offset of the last register
 * @flags: CONTEXT, USER, MASKED, FIXED
 */
struct reg_range {
	u32 first;
	u32 last;
	u8 flags;
};

/* Offsets relative to the engine's base. */
static const struct reg_range common_ranges[] = {
	GEN9_ENGINE_OWN_REGS(OWN_RANGE, 0)
	GEN9_ENGINE_CONTEXT_REGS(CONTEXT_RANGE, 0)
};

#define IMAGE_RANGE(at, n)	{ (at), (n) },
#define COUNT_RANGE(at, n)	+ (n)

static const struct {
	u32 first;
	u32 count;
} image_ranges[] = {
	GEN9_CONTEXT_IMAGE_PAIRS(IMAGE_RANGE)
};

_Static_assert((GEN9_CONTEXT_IMAGE_PAIRS(COUNT_RANGE)) == GEN9_CTX_ENGINE_PAIRS,
	       "the first list of an image is as long as i915's");

/* Absolute offsets. Registers of the context come in ascending order, as they lie in the image. */
static const struct reg_range rcs_ranges[] = {
	GEN9_RCS_OWN_REGS(OWN_RANGE)
	GEN9_RCS_CONTEXT_REGS(CONTEXT_RANGE)
};

static const struct reg_range bcs_ranges[] = {
	GEN9_BCS_CONTEXT_REGS(CONTEXT_RANGE)
};

/**
 * struct engine_regs - The registers of one engine beside those that each engine has.
 * @page_mask: mask of 4 KiB blocks of MMIO below 0x20000 beside the engine's own
 * @ranges: array of @ranges_count ranges
 * @ranges_count: number of ranges
 */
struct engine_regs {
	u32 page_mask;
	const struct reg_range *ranges;
	u32 ranges_count;
};

static const struct engine_regs engine_regs[PGPU_ENGINES] = {
	[PGPU_RCS] = {
		.page_mask = GEN9_RENDER_PAGES,
		.ranges = rcs_ranges,
		.ranges_count = ARRAY_SIZE(rcs_ranges),
	},
	[PGPU_BCS] = {
		.page_mask = GEN9_MOCS_PAGES,
		.ranges = bcs_ranges,
		.ranges_count = ARRAY_SIZE(bcs_ranges),
	},
	[PGPU_VCS] = { .page_mask = GEN9_MOCS_PAGES },
	[PGPU_VECS] = { .page_mask = GEN9_MOCS_PAGES },
};

#define NO_REG	(~0u)

/* Return the index of a register in @value and @flags, or NO_REG. */
static u32 reg_index(const struct sgpu_regs *regs, u32 offset)
{
	u64 page = offset >> MMIO_PAGE_SHIFT;

	if (port_check(ENGINE_REG_RANGE, !port_index(&page, SGPU_REG_PAGES)) || !regs->page[page])
		return NO_REG;
	return (regs->page[page] - 1u) * SGPU_REGS_PER_PAGE + offset / 4 % SGPU_REGS_PER_PAGE;
}

static int mark_ranges(struct sgpu_regs *regs, const struct reg_range *ranges, u32 n, u32 base)
{
	u32 i, offset;

	for (i = 0; i < n; i++) {
		for (offset = base + ranges[i].first; offset <= base + ranges[i].last;
		     offset += 4) {
			regs->flags[reg_index(regs, offset)] = ranges[i].flags;
			if (!(ranges[i].flags & CONTEXT))
				continue;
			if (regs->n_context == SGPU_MAX_CTX_REGS)
				return -ENOSPC;
			regs->context[regs->n_context++] = offset;
		}
	}
	return 0;
}

/* Find the place in the image of each register of the context. */
static void place_registers(struct sgpu_regs *regs)
{
	u32 i, k, n = 0;

	for (i = 0; i < ARRAY_SIZE(image_ranges); i++) {
		for (k = 0; k < image_ranges[i].count; k++) {
			regs->image[n] = regs->base + image_ranges[i].first + 4 * k;
			regs->flags[reg_index(regs, regs->image[n++])] |= PLACED;
		}
	}
	for (i = 0; i < regs->n_context; i++) {
		if (regs->context[i] != GEN9_OACTXCONTROL &&
		    !(regs->flags[reg_index(regs, regs->context[i])] & PLACED))
			regs->listed[regs->n_listed++] = regs->context[i];
	}
}

int sgpu_regs_init(struct sgpu_engine *e)
{
	const struct engine_regs *def = &engine_regs[e->id];
	struct sgpu_regs *regs = &e->regs;
	u32 i, pages = 0;
	int ret;

	regs->base = gen9_engine_base(e->id);
	regs->page[regs->base >> MMIO_PAGE_SHIFT] = ++pages;
	for (i = 0; i < 32; i++)
		if (def->page_mask & BIT(i))
			regs->page[i] = ++pages;
	regs->count = pages * SGPU_REGS_PER_PAGE;
	regs->value = port_calloc(regs->count, sizeof(*regs->value));
	regs->flags = port_calloc(regs->count, sizeof(*regs->flags));
	if (!regs->value || !regs->flags)
		return -ENOMEM;
	ret = mark_ranges(regs, common_ranges, ARRAY_SIZE(common_ranges), regs->base);
	if (!ret)
		ret = mark_ranges(regs, def->ranges, def->ranges_count, 0);
	if (!ret)
		place_registers(regs);
	return ret;
}

void sgpu_regs_exit(struct sgpu_engine *e)
{
	port_free(e->regs.value);
	port_free(e->regs.flags);
}

static u64 ticks(u64 ns)
{
	return ns / NS_PER_US * TICKS + ns % NS_PER_US * TICKS / NS_PER_US;
}

static u64 own_clock(const struct sgpu_engine *e)
{
	return ticks(sgpu_now(e)) & GEN9_TIMESTAMP_MASK;
}

u64 sgpu_regs_timestamp(const struct sgpu_engine *e)
{
	u64 offset = e->sg->caps.clock_offset && e->run ? e->run->sub.clock_offset : 0;

	return (own_clock(e) + offset) & GEN9_TIMESTAMP_MASK;
}

u32 sgpu_regs_context_timestamp(const struct sgpu_engine *e)
{
	return READ_ONCE(e->ctx_timestamp) +
	       (u32)ticks(sgpu_now(e) - READ_ONCE(e->ctx_since_ns));
}

/*
 * Read a register that is computed at each read. @clock: returns the clock of the command
 * streamers. Return false for all others.
 */
static bool read_live(struct sgpu_engine *e, u32 offset,
		      u64 (*clock)(const struct sgpu_engine *e), u32 *value)
{
	switch (offset - e->regs.base) {
	case GEN9_RING_TIMESTAMP:
		*value = lower_32_bits(clock(e));
		return true;
	case GEN9_RING_TIMESTAMP_U:
		*value = upper_32_bits(clock(e));
		return true;
	case GEN9_RING_CTX_TIMESTAMP:
		*value = sgpu_regs_context_timestamp(e);
		return true;
	case GEN9_RING_ACTHD:
		*value = lower_32_bits(sgpu_acthd(e));
		return true;
	case GEN9_RING_ACTHD_U:
		*value = upper_32_bits(sgpu_acthd(e));
		return true;
	case GEN9_RING_IPEHR:
		*value = READ_ONCE(e->ipehr);
		return true;
	case GEN9_RING_CTL:
		*value = READ_ONCE(e->waiting) ? GEN9_RING_CTL_WAIT_SEMAPHORE : 0;
		return true;
	default:
		return false;
	}
}

static int read_with_clock(struct sgpu_engine *e, u32 offset,
			   u64 (*clock)(const struct sgpu_engine *e), u32 *value)
{
	u32 index = reg_index(&e->regs, offset);

	if (index == NO_REG)
		return -EINVAL;
	if (!read_live(e, offset, clock, value))
		*value = READ_ONCE(e->regs.value[index]);
	return 0;
}

int sgpu_regs_peek(struct sgpu_engine *e, u32 offset, u32 *value)
{
	return read_with_clock(e, offset, own_clock, value);
}

u32 sgpu_regs_read(struct sgpu_engine *e, u32 offset)
{
	u32 value = 0;

	return read_with_clock(e, offset, sgpu_regs_timestamp, &value) ? 0 : value;
}

/* Test if FORCE_TO_NONPRIV, the guest kernel's list, lets batches write a register. */
static bool forced_nonpriv(const struct sgpu_engine *e, u32 offset)
{
	u32 first = reg_index(&e->regs, e->regs.base + GEN9_RING_FORCE_TO_NONPRIV);
	u32 i;

	for (i = 0; i < GEN9_RING_NONPRIV_SLOTS; i++)
		if ((e->regs.value[first + i] & GEN9_RING_NONPRIV_OFFSET) == offset)
			return true;
	return false;
}

/* Note that registers outside the context in this page of @value may not be zero. */
static void mark_page(struct sgpu_regs *regs, u32 index)
{
	regs->touched |= BIT_ULL(index / SGPU_REGS_PER_PAGE);
}

static void store(struct sgpu_engine *e, u32 index, u32 value)
{
	u32 mask = value >> 16;

	if (!(e->regs.flags[index] & CONTEXT))
		mark_page(&e->regs, index);
	if (e->regs.flags[index] & MASKED)
		value = (e->regs.value[index] & ~mask) | (value & mask);
	WRITE_ONCE(e->regs.value[index], value);
}

void sgpu_regs_write(struct sgpu_engine *e, u32 offset, u32 value, bool user)
{
	u32 index = reg_index(&e->regs, offset);

	if (index == NO_REG || e->regs.flags[index] & FIXED) {
		sgpu_count(&e->stats.dropped_registers, 1);
		return;
	}
	if (port_check(USER_REGISTER, user && !(e->regs.flags[index] & USER) &&
		       !forced_nonpriv(e, offset))) {
		sgpu_count(&e->stats.dropped_registers, 1);
		sgpu_count(&e->stats.refused, 1);
		return;
	}
	store(e, index, value);
}

void sgpu_regs_clear_context(struct sgpu_engine *e)
{
	u32 i;

	for (i = 0; i < e->regs.n_context; i++)
		WRITE_ONCE(e->regs.value[reg_index(&e->regs, e->regs.context[i])], 0);
}

/*
 * Test if a saved value may be restored to a register. The value may come from a guest: the
 * register must be of the kind @flag.
 */
static bool restorable(const struct sgpu_engine *e, u32 index, u32 flag)
{
	return index != NO_REG &&
	       (e->regs.flags[index] & (CONTEXT | FIXED)) == flag;
}

void sgpu_regs_restore(struct sgpu_engine *e, u32 offset, u32 value)
{
	u32 index = reg_index(&e->regs, offset);

	if (restorable(e, index, CONTEXT))
		store(e, index, value);
}

u32 sgpu_regs_saved(struct sgpu_engine *e, u32 offset)
{
	u32 index = reg_index(&e->regs, offset);

	if (!restorable(e, index, CONTEXT))
		return 0;
	return e->regs.value[index] | (e->regs.flags[index] & MASKED ? ~0u << 16 : 0);
}

static void set_plain(struct sgpu_engine *e, u32 offset, u32 value)
{
	u32 index = reg_index(&e->regs, offset);

	if (!restorable(e, index, 0))
		return;
	if (e->regs.flags[index] & MASKED)
		value &= 0xffff;
	mark_page(&e->regs, index);
	WRITE_ONCE(e->regs.value[index], value);
}

/* Clear the registers outside the context in one page of @value. */
static void clear_page_outside(struct sgpu_engine *e, u32 first)
{
	u32 i;

	for (i = first; i < first + SGPU_REGS_PER_PAGE; i++)
		if (!(e->regs.flags[i] & (CONTEXT | FIXED)))
			WRITE_ONCE(e->regs.value[i], 0);
}

void sgpu_regs_switch(struct sgpu_engine *e, const u32 *pairs, u32 n)
{
	u32 i;

	for (i = 0; i < e->regs.count / SGPU_REGS_PER_PAGE; i++)
		if (e->regs.touched & BIT_ULL(i))
			clear_page_outside(e, i * SGPU_REGS_PER_PAGE);
	e->regs.touched = 0;
	for (i = 0; i < n; i++)
		set_plain(e, pairs[2 * i], pairs[2 * i + 1]);
}

u64 sgpu_regs_read64(struct sgpu_engine *e, u32 offset)
{
	return sgpu_regs_read(e, offset) | (u64)sgpu_regs_read(e, offset + 4) << 32;
}

void sgpu_regs_write64(struct sgpu_engine *e, u32 offset, u64 value)
{
	sgpu_regs_write(e, offset, lower_32_bits(value), false);
	sgpu_regs_write(e, offset + 4, upper_32_bits(value), false);
}
