/* SPDX-License-Identifier: GPL-2.0-only */
/* A rig whose guest has a context: what tests of submission begin with. Nothing executes. */
#ifndef TESTS_CTX_RIG_H
#define TESTS_CTX_RIG_H

#include "port.h"
#include "tests/lib/rig.h"

/* Where things are: guest-physical address and GGTT address alike. */
#define CTX_HWSP	0x00100000u
#define CTX_LRCA(i)	(0x00200000u + (i) * 0x20000u)	/* image, 22 pages */
#define CTX_RING(i)	(CTX_LRCA(i) + 0x16000u)	/* four pages */
#define CTX_PML4	0x00700000u
#define CTX_SCRATCH	(CTX_PML4 + 0x1000u)
#define CTX_DATA	0x00710000u
#define CTX_COUNT	32u
#define CTX_RING_SIZE	0x4000u

/** ctx_rig_create() - GGTT maps 16 MiB one to one; contexts 0..CTX_COUNT-1 have empty rings. */
struct rig *ctx_rig_create(void);

/** The rig of the test at hand, between ctx_rig_setup() and ctx_rig_teardown(). */
extern struct rig *rig;

/* For cmocka_unit_test_setup_teardown(). The teardown fails if pages stay pinned. */
int ctx_rig_setup(void **state);
int ctx_rig_teardown(void **state);

/** ctx_image() - Register state (page 1) of context @i. */
u32 *ctx_image(struct rig *rig, u32 i);
u32 *ctx_ring(struct rig *rig, u32 i);
u32 *ctx_hwsp(struct rig *rig);

/** ctx_tables() - Make a PML4 at @gpa; the page behind it is each other table, and data, too. */
void ctx_tables(struct rig *rig, u32 gpa);

/** ctx_emit() - Dwords at the context's TAIL, which moves behind them. Wraps between dwords. */
void ctx_emit(struct rig *rig, u32 i, const u32 *dw, u32 n);
#define CTX_EMIT(rig, i, ...) do {						\
	const u32 ctx_dw[] = { __VA_ARGS__ };					\
	ctx_emit(rig, i, ctx_dw, ARRAY_SIZE(ctx_dw));				\
} while (0)

/** ctx_desc() - Descriptor; the id in its upper half is 0x20 * (i + 1). */
u64 ctx_desc(u32 i);

/** ctx_elsp() - Submit to the engine at @base and let the worker run. @second: ~0u for none. */
void ctx_elsp(struct rig *rig, u32 base, u32 first, u32 second);

/** ctx_end() - The oldest submission of an engine ends so; the worker runs. */
void ctx_end(struct rig *rig, u32 engine, enum pgpu_event_type type);

/** ctx_csb_pointer() - Write pointer in the HWSP. */
u32 ctx_csb_pointer(struct rig *rig);
/** ctx_csb() - Entry @i in the HWSP. */
u64 ctx_csb(struct rig *rig, u32 i);

#endif
