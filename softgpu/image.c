// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of a context image behind page 1 (image.h). Called by lrc.c in the engine's thread, and by
 * the mediator for golden pages. Takes no lock.
 */
#include "softgpu/image.h"

#include "gen9/context_defs.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/walk.h"

#define PAGE_DWORDS	1024u
#define FIRST_PAGE	(GEN9_CONTEXT_STATE_PAGE + 1)
#define STATE_DWORD	16u		/* of the first page: the state */
#define SUM_DWORD	(PAGE_DWORDS - 1)	/* of the last page: the sum of all others */
#define PATTERN		0x9e3779b9u

/* Return dword @i of a page, for the state @state; but not the sum. */
static u32 image_dword(u32 page, u32 i, u32 state)
{
	if (page == FIRST_PAGE && i == STATE_DWORD)
		return state;
	return (page * PAGE_DWORDS + i) * PATTERN;
}

/* Write a page, and add its dwords to a sum. The last page ends with the sum. */
static u32 page_write(u32 page, u32 *cpu, u32 state, u32 sum)
{
	u32 end = page == SGPU_IMAGE_PAGES ? SUM_DWORD : PAGE_DWORDS;
	u32 i;

	for (i = 0; i < end; i++) {
		WRITE_ONCE(cpu[i], image_dword(page, i, state));
		sum += image_dword(page, i, state);
	}
	if (end == SUM_DWORD)
		WRITE_ONCE(cpu[SUM_DWORD], sum);
	return sum;
}

void sgpu_image_golden(u32 page, u32 *cpu)
{
	u32 sum = 0;
	u32 i, p;

	for (p = FIRST_PAGE; page == SGPU_IMAGE_PAGES && p < page; p++)
		for (i = 0; i < PAGE_DWORDS; i++)
			sum += image_dword(p, i, 0);
	page_write(page, cpu, 0, sum);
}

static u32 *image_page(struct sgpu_engine *e, u32 page, bool write)
{
	u64 va = (u64)e->run->sub.context + page * PAGE_SIZE;

	return (u32 *)sgpu_page(e, &e->space[SGPU_GGTT], va, write);
}

int sgpu_image_load(struct sgpu_engine *e)
{
	const u32 last_page = e->sg->pgpu.caps->context_pages[e->id];
	u32 sum = 0, last = 0;
	const u32 *cpu;
	u32 page, i;

	for (page = FIRST_PAGE; page <= last_page; page++) {
		cpu = image_page(e, page, false);
		if (!cpu)
			return -EFAULT;
		if (page == FIRST_PAGE)
			e->image_state = READ_ONCE(cpu[STATE_DWORD]);
		for (i = 0; i < PAGE_DWORDS; i++)
			sum += READ_ONCE(cpu[i]);
		last = READ_ONCE(cpu[SUM_DWORD]);
	}
	return sum == 2 * last ? 0 : -EINVAL;
}

int sgpu_image_save(struct sgpu_engine *e)
{
	const u32 last_page = e->sg->pgpu.caps->context_pages[e->id];
	u32 sum = 0;
	u32 page;
	u32 *cpu;

	e->image_state++;
	for (page = FIRST_PAGE; page <= last_page; page++) {
		cpu = image_page(e, page, true);
		if (!cpu)
			return -EFAULT;
		sum = page_write(page, cpu, e->image_state, sum);
	}
	return 0;
}
