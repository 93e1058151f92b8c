// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of a context image behind page 1 (image.h). Called by lrc.c in the engine's thread, and by
 * the mediator for golden pages. Takes no lock.
 *
 * The pages are one array of dwords. A pattern fills them, but for the number of saves, the state
 * of the units behind a mark, and the sum of all other dwords at the end.
 */
#include "softgpu/image.h"

#include "gen9/context_defs.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/units.h"
#include "softgpu/walk.h"

#define FIRST_PAGE	(GEN9_CONTEXT_STATE_PAGE + 1)
#define STATE_DWORD	16u		/* the number of saves */
#define MARK_DWORD	17u		/* units_mark(): the state of the units follows */
#define UNITS_DWORD	18u
#define SUM_DWORD	(SGPU_PAGE_DWORDS - 1)	/* of the last page: the sum of all others */
#define PATTERN		0x9e3779b9u
#define UNITS_MARK	0x54494e55u

_Static_assert(SGPU_UNITS_STATE_MAX / sizeof(u32) + UNITS_DWORD <
	       (SGPU_IMAGE_PAGES - 1) * SGPU_PAGE_DWORDS,
	       "a state of the units fits into an image");

/**
 * struct image - The values of the pages behind page 1.
 * @saves: number of saves
 * @mark: says that the state of the units follows
 * @units: the state of the units
 * @units_dwords: dwords at @units; 0: there is no mark
 */
struct image {
	u32 saves;
	u32 mark;
	const u32 *units;
	u32 units_dwords;
};

/* Return a dword of a page, but not the sum. */
static u32 image_dword(const struct image *image, u32 page, u32 i)
{
	u32 at = (page - FIRST_PAGE) * SGPU_PAGE_DWORDS + i;

	if (at == STATE_DWORD)
		return image->saves;
	if (at == MARK_DWORD && image->units_dwords)
		return image->mark;
	if (at >= UNITS_DWORD && at - UNITS_DWORD < image->units_dwords)
		return image->units[at - UNITS_DWORD];
	return (page * SGPU_PAGE_DWORDS + i) * PATTERN;
}

/* Write a page, and add its dwords to a sum. The last page ends with the sum. */
static u32 page_write(const struct image *image, u32 page, u32 last_page, u32 *cpu, u32 sum)
{
	u32 end = page == last_page ? SUM_DWORD : SGPU_PAGE_DWORDS;
	u32 i, value;

	for (i = 0; i < end; i++) {
		value = image_dword(image, page, i);
		WRITE_ONCE(cpu[i], value);
		sum += value;
	}
	if (end == SUM_DWORD)
		WRITE_ONCE(cpu[SUM_DWORD], sum);
	return sum;
}

u32 sgpu_image_pages(u32 bytes)
{
	return FIRST_PAGE - 1 + DIV_ROUND_UP(UNITS_DWORD + bytes / (u32)sizeof(u32) + 1,
					     SGPU_PAGE_DWORDS);
}

void sgpu_image_golden(u32 page, u32 last_page, u32 *cpu)
{
	const struct image image = { .saves = 0 };
	u32 sum = 0;
	u32 i, p;

	for (p = FIRST_PAGE; page == last_page && p < page; p++)
		for (i = 0; i < SGPU_PAGE_DWORDS; i++)
			sum += image_dword(&image, p, i);
	page_write(&image, page, last_page, cpu, sum);
}

static u32 *image_page(struct sgpu_engine *e, u32 page, bool write)
{
	u64 va = (u64)e->run->sub.context + page * PAGE_SIZE;

	return (u32 *)sgpu_page(e, &e->space[SGPU_GGTT], va, write);
}

/* The mark depends on the layout, so a state of another layout is not loaded. */
static u32 units_mark(const struct sgpu_engine *e)
{
	return e->unit_ops ? UNITS_MARK ^ e->unit_ops->state_layout : UNITS_MARK;
}

static u32 units_dwords(const struct sgpu_engine *e)
{
	return e->unit_ops ? e->unit_ops->state_bytes / (u32)sizeof(u32) : 0;
}

/*
 * Copy the state of the units from a page, each dword once. @sum: gets the sum of the page's
 * dwords.
 * Return: true: the page has the mark.
 */
static bool page_read(struct sgpu_engine *e, u32 page, const u32 *cpu, u32 *sum)
{
	u32 units = units_dwords(e);
	bool mark = false;
	u32 i, at, value;

	for (i = 0; i < SGPU_PAGE_DWORDS; i++) {
		value = READ_ONCE(cpu[i]);
		*sum += value;
		at = (page - FIRST_PAGE) * SGPU_PAGE_DWORDS + i;
		if (at == STATE_DWORD)
			e->image_state = value;
		else if (at == MARK_DWORD)
			mark = value == units_mark(e);
		else if (at >= UNITS_DWORD && at - UNITS_DWORD < units)
			e->unit_state[at - UNITS_DWORD] = value;
	}
	return mark;
}

int sgpu_image_load(struct sgpu_engine *e)
{
	const u32 last_page = e->sg->caps.context_pages[e->id];
	u32 sum = 0, last = 0;
	bool mark = false;
	const u32 *cpu;
	u32 page;

	for (page = FIRST_PAGE; page <= last_page; page++) {
		cpu = image_page(e, page, false);
		if (!cpu)
			return -EFAULT;
		mark |= page_read(e, page, cpu, &sum);
		last = READ_ONCE(cpu[SUM_DWORD]);
	}
	if (sum != 2 * last) {
		if (!e->sg->caps.images_checked)
			return -EINVAL;
		e->image_state = 0;
		mark = false;
	}
	if (e->unit_ops)
		e->unit_ops->load(e->units, mark ? e->unit_state : NULL);
	return 0;
}

int sgpu_image_save(struct sgpu_engine *e)
{
	const u32 last_page = e->sg->caps.context_pages[e->id];
	const struct image image = {
		.saves = ++e->image_state,
		.mark = units_mark(e),
		.units = e->unit_state,
		.units_dwords = units_dwords(e),
	};
	u32 sum = 0;
	u32 page;
	u32 *cpu;

	if (e->unit_ops)
		e->unit_ops->save(e->units, e->unit_state);
	for (page = FIRST_PAGE; page <= last_page; page++) {
		cpu = image_page(e, page, true);
		if (!cpu)
			return -EFAULT;
		sum = page_write(&image, page, last_page, cpu, sum);
	}
	return 0;
}
