/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of a fuzzed guest, in guest page numbers. The GGTT maps pages FUZZ_FIRST to FUZZ_LAST
 * one to one. Images of RCS have more pages, and lie apart. The first address space maps FUZZ_BATCH
 * to FUZZ_LAST_USER one to one. So a page has the same number everywhere. All other pages show the
 * input unchanged.
 */
#ifndef TESTS_FUZZ_LAYOUT_H
#define TESTS_FUZZ_LAYOUT_H

#include "port.h"
#include "pgpu/pgpu.h"

struct fuzz_guest;

#define FUZZ_CONTEXTS		8u	/* two for each engine: i and i + 4 */
#define FUZZ_RING_PAGES		2u

enum fuzz_layout {
	FUZZ_FIRST = 0x10,
	FUZZ_HWSP = 0x10,		/* one page for each engine */
	FUZZ_CONTEXT = 0x20,		/* for each context: PPHWSP, state, ring */
	FUZZ_PML4 = 0x40,
	FUZZ_PDP,
	FUZZ_PD,
	FUZZ_PT,
	FUZZ_PT2,			/* reached by no table at first */
	FUZZ_PML4_2,			/* points to FUZZ_PDP, too */
	FUZZ_BATCH = 0x48,
	FUZZ_BATCH_PAGES = 4,
	FUZZ_DATA = 0x4c,
	FUZZ_DATA_PAGES = 4,
	FUZZ_READ_ONLY = 0x50,
	FUZZ_LAST_USER = FUZZ_READ_ONLY,
	FUZZ_PRIVILEGED = 0x51,		/* a batch in the GGTT only */
	FUZZ_PRIVILEGED_PAGES = 2,
	FUZZ_INDIRECT = 0x53,
	FUZZ_SECRET = 0x54,		/* in the GGTT only */
	FUZZ_LAST = 0x57,
	FUZZ_IMAGE = 0x60,		/* pages behind page 1 of the images of RCS */
	FUZZ_IMAGE_PAGES = 20,
	FUZZ_IMAGE_GGTT = 0x100,	/* there these images lie in the GGTT */
};

#define FUZZ_GPA(page)		((u64)(page) << 12)
#define FUZZ_CONTEXT_PAGE(i)	(FUZZ_CONTEXT + 4 * (i))
#define FUZZ_IMAGE_PAGE(i)	(FUZZ_IMAGE + FUZZ_IMAGE_PAGES * ((i) / PGPU_ENGINES))
#define FUZZ_IMAGE_GVA(i)	FUZZ_GPA(FUZZ_IMAGE_GGTT + 0x20 * ((i) / PGPU_ENGINES))
#define FUZZ_RING_PAGE(i)	(FUZZ_CONTEXT_PAGE(i) + 2)

/** fuzz_layout() - Set up page tables, empty contexts and registers, as a driver leaves them. */
void fuzz_layout(struct fuzz_guest *guest);

/**
 * fuzz_submit() - Store the tail in the image of a context, and write ELSP.
 * @guest: the guest
 * @i: index of the context, which also gives the engine
 * @second: index of the context in port 1; ~0u: none
 * @tail: offset in the ring, in bytes
 */
void fuzz_submit(struct fuzz_guest *guest, u32 i, u32 second, u32 tail);

/** fuzz_engine_base() - Return the MMIO base of an engine. @engine: enum pgpu_engine. */
u32 fuzz_engine_base(u32 engine);

/** fuzz_reset_engine() - Reset an engine as i915 does. */
void fuzz_reset_engine(struct fuzz_guest *guest, u32 engine);

/** fuzz_take_irqs() - Clear all pending interrupts, as an interrupt handler does. */
void fuzz_take_irqs(struct fuzz_guest *guest);

/** fuzz_engine_idle() - Return whether EXECLIST_STATUS shows that an engine is idle. */
bool fuzz_engine_idle(struct fuzz_guest *guest, u32 engine);

/** fuzz_victim_works() - Let the victim run work on an engine, and check that the work ends. */
void fuzz_victim_works(struct fuzz_guest *victim, u32 engine);

#endif
