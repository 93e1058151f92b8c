/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a fuzzed guest has its things, as guest page numbers. The GGTT maps pages
 * FIRST to LAST one to one, the first address space BATCH to LAST_USER, so that a
 * page has the same number everywhere. Other pages show the input as it lies.
 */
#ifndef TESTS_FUZZ_LAYOUT_H
#define TESTS_FUZZ_LAYOUT_H

#include "port.h"

struct fuzz_guest;

#define FUZZ_CONTEXTS		8u	/* two for each engine: i and i + 4 */
#define FUZZ_RING_PAGES		2u

enum fuzz_layout {
	FUZZ_FIRST = 0x10,
	FUZZ_HWSP = 0x10,		/* one for each engine */
	FUZZ_CONTEXT = 0x20,		/* PPHWSP, state, ring */
	FUZZ_PML4 = 0x40,
	FUZZ_PDP,
	FUZZ_PD,
	FUZZ_PT,
	FUZZ_PT2,			/* hangs nowhere */
	FUZZ_PML4_2,			/* names FUZZ_PDP too */
	FUZZ_BATCH = 0x48,
	FUZZ_BATCH_PAGES = 4,
	FUZZ_DATA = 0x4c,
	FUZZ_DATA_PAGES = 4,
	FUZZ_READ_ONLY = 0x50,
	FUZZ_LAST_USER = FUZZ_READ_ONLY,
	FUZZ_PRIVILEGED = 0x51,		/* a batch in the GGTT alone */
	FUZZ_PRIVILEGED_PAGES = 2,
	FUZZ_INDIRECT = 0x53,
	FUZZ_SECRET = 0x54,		/* in the GGTT alone */
	FUZZ_LAST = 0x57,
};

#define FUZZ_GPA(page)		((u64)(page) << 12)
#define FUZZ_CONTEXT_PAGE(i)	(FUZZ_CONTEXT + 4 * (i))
#define FUZZ_RING_PAGE(i)	(FUZZ_CONTEXT_PAGE(i) + 2)

/** fuzz_layout() - Page tables, empty contexts and registers, as a driver leaves them. */
void fuzz_layout(struct fuzz_guest *guest);

/** fuzz_submit() - TAIL to the image of context @i, then ELSP. @second: ~0u for none. */
void fuzz_submit(struct fuzz_guest *guest, u32 i, u32 second, u32 tail);

/** fuzz_engine_base() - MMIO base. @engine: enum pgpu_engine. */
u32 fuzz_engine_base(u32 engine);

/** fuzz_reset_engine() - As i915 does it. */
void fuzz_reset_engine(struct fuzz_guest *guest, u32 engine);

/** fuzz_take_irqs() - As an interrupt handler: clear what is pending. */
void fuzz_take_irqs(struct fuzz_guest *guest);

/** fuzz_engine_idle() - Whether the guest is told that an engine has nothing more to do. */
bool fuzz_engine_idle(struct fuzz_guest *guest, u32 engine);

/** fuzz_victim_works() - The victim runs something on an engine, and must get to its end. */
void fuzz_victim_works(struct fuzz_guest *victim, u32 engine);

#endif
