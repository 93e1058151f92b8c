// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz user batches: the rings start one and do nothing else. Whatever the batch does, only pages
 * that its own page tables make writable may change.
 */
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

#define START_PPGTT	0x18800101u

static const u8 ops[] = {
	FUZZ_OP_COMMAND, FUZZ_OP_COMMAND, FUZZ_OP_COMMAND, FUZZ_OP_COMMAND, FUZZ_OP_DWORDS,
	FUZZ_OP_DWORDS, FUZZ_OP_RUN, FUZZ_OP_STEP, FUZZ_OP_TIME, FUZZ_OP_SUBMIT, FUZZ_OP_VICTIM,
};

static u64 before;

/* Return a checksum of pages that a user batch cannot write: tables, rings, other batches. */
static u64 unreachable(struct fuzz_guest *guest)
{
	u64 sum = 0;
	u32 page, i;

	for (page = FUZZ_FIRST; page <= FUZZ_LAST; page++) {
		bool written = page >= FUZZ_BATCH && page < FUZZ_READ_ONLY;
		bool ours = page < FUZZ_PML4 && (page < FUZZ_CONTEXT || page % 4 < 2);

		/* The mediator writes status pages and images for each context. */
		if (written || ours)
			continue;
		for (i = 0; i < PAGE_SIZE; i += sizeof(u64))
			sum = sum * 31 + fuzz_peek64(guest, FUZZ_GPA(page) + i);
	}
	return sum;
}

static void begin(struct fuzz_machine *machine)
{
	struct fuzz_guest *guest = &machine->guests[FUZZ_ATTACKER];
	u32 i, at;

	for (i = 0; i < FUZZ_CONTEXTS; i++) {
		u64 ring = FUZZ_GPA(FUZZ_RING_PAGE(i));

		/*
		 * Fill the ring with starts. Any tail is behind a start, or inside one and refused.
		 */
		for (at = 0; at < FUZZ_RING_PAGES * PAGE_SIZE; at += 16) {
			fuzz_poke32(guest, ring + at, START_PPGTT);
			fuzz_poke32(guest, ring + at + 4, FUZZ_GPA(FUZZ_BATCH));
		}
	}
	before = unreachable(guest);
}

static void end(struct fuzz_machine *machine)
{
	fuzz_check(unreachable(&machine->guests[FUZZ_ATTACKER]) == before,
		   "a user batch wrote where it must not");
}

static const struct fuzz_target target = {
	.ops = ops, .n = ARRAY_SIZE(ops), .begin = begin, .end = end, .user_batches = true,
};

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
