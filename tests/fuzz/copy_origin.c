// SPDX-License-Identifier: GPL-2.0-only
/* The guest's commands behind a copy; see copy_origin.h. Source of the image: PRM SKL Vol. 7. */
#include "tests/fuzz/copy_origin.h"

#include "gen9/gtt_defs.h"
#include "mediator/ggtt.h"
#include "pgpu/pgpu.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/shadows.h"

#define IMAGE_TAIL	0x07u
#define IMAGE_START	0x09u
#define IMAGE_CTL	0x0bu
#define RING_SIZE(ctl)	(((ctl) >> 12 & 0x1ff) * (u32)PAGE_SIZE + (u32)PAGE_SIZE)
#define NO_PAGE		(~0ull)
#define PRESENT		1ull
#define ADDRESS		0x0000fffffffff000ull

static struct fuzz_guest *guest_of(const struct copy_origin *origin)
{
	return &origin->machine->guests[origin->guest];
}

u64 copy_origin_page(const struct copy_origin *origin, u64 gva)
{
	u64 pte, index = gva >> PAGE_SHIFT;

	if (index >= GEN9_GGTT_ENTRIES)
		return NO_PAGE;
	pte = facet_ggtt_pte_read(guest_of(origin)->vgpu, index);
	if (!(pte & PRESENT) || (pte & ADDRESS) >> PAGE_SHIFT >= FUZZ_PAGES)
		return NO_PAGE;
	return (pte & ADDRESS) >> PAGE_SHIFT;
}

static u32 read_dword(const struct copy_origin *origin, u64 gva)
{
	u64 page = copy_origin_page(origin, gva);

	fuzz_check(page != NO_PAGE, "commands copied from GGTT %llx, where the guest has no memory",
		   gva);
	return fuzz_peek32(guest_of(origin), page << PAGE_SHIFT | (gva & (PAGE_SIZE - 1)));
}

u32 copy_origin_dword(const struct copy_origin *origin, u64 offset)
{
	u64 gva = origin->gva + offset;

	if (origin->size)
		gva = origin->ring + (gva - origin->ring) % origin->size;
	return read_dword(origin, gva);
}

u32 copy_origin_image(const struct copy_origin *origin, const struct pgpu_submission *sub,
		      u32 dword)
{
	return read_dword(origin, fuzz_image_of(sub) + PAGE_SIZE + dword * sizeof(u32));
}

struct copy_origin copy_origin_of(struct fuzz_machine *machine, int guest,
				  const struct pgpu_submission *sub)
{
	struct copy_origin origin = { .machine = machine, .guest = guest };
	u32 bytes = sub->tail - sub->head, tail, cut;

	if (!fuzz_exact(machine, guest) || sub->flags & PGPU_SUBMIT_RESUME)
		return origin;
	origin.known = true;
	origin.ring = copy_origin_image(&origin, sub, IMAGE_START);
	origin.size = RING_SIZE(copy_origin_image(&origin, sub, IMAGE_CTL));
	tail = copy_origin_image(&origin, sub, IMAGE_TAIL);
	if (fuzz_cut_at(sub, &cut))
		tail = cut;
	origin.gva = origin.ring + (tail + origin.size - bytes) % origin.size;
	return origin;
}
