/* SPDX-License-Identifier: GPL-2.0-only */
/* A rig whose guest has contexts, for tests of submission. The fake pGPU executes nothing. */
#ifndef TESTS_CTX_RIG_H
#define TESTS_CTX_RIG_H

#include "port.h"
#include "tests/lib/rig.h"

/* Addresses in bytes; guest-physical address and GGTT address are the same. */
#define CTX_HWSP	0x00100000u
#define CTX_LRCA(i)	(0x00200000u + (i) * 0x20000u)	/* image, 22 pages */
#define CTX_RING(i)	(CTX_LRCA(i) + 0x16000u)	/* four pages */
#define CTX_PML4	0x00700000u
#define CTX_SCRATCH	(CTX_PML4 + 0x1000u)
#define CTX_DATA	0x00710000u
#define CTX_COUNT	32u
#define CTX_RING_SIZE	0x4000u

/**
 * ctx_rig_create() - Make a rig whose GGTT maps the first 16 MiB one to one from CTX_HWSP on.
 *
 * Contexts 0 to CTX_COUNT - 1 have an image and an empty ring. Each engine has a status
 * page.
 *
 * Context: the test's thread, on no lock.
 * Return: the rig, for rig_destroy(); NULL: rig_create() failed.
 */
struct rig *ctx_rig_create(void);

/**
 * ctx_rig_create_on() - Make a rig as ctx_rig_create() does, on a pGPU of the caller's choice.
 * @gpu: the pGPU
 *
 * Context: the test's thread, on no lock.
 * Return: as ctx_rig_create().
 */
struct rig *ctx_rig_create_on(const struct rig_gpu *gpu);

/** The rig of the test at hand, between ctx_rig_setup() and ctx_rig_teardown(). */
extern struct rig *rig;

/**
 * ctx_rig_setup() - Make the rig of a test: a setup function of cmocka.
 * @state: cmocka's; not used
 *
 * Context: before the test, in its thread.
 * Return: 0: @rig is made; -1: rig_create() failed.
 */
int ctx_rig_setup(void **state);

/**
 * ctx_rig_teardown() - Destroy the rig of a test: a teardown function of cmocka.
 * @state: cmocka's; not used
 *
 * Context: after the test, in its thread.
 * Return: 0: nothing leaked; -1: pages stayed pinned, mapped, allocated or armed.
 */
int ctx_rig_teardown(void **state);

/**
 * ctx_image() - Return the register state of a context's image.
 * @rig: the rig
 * @i: the context, 0 to CTX_COUNT - 1
 *
 * Context: the test's thread; takes no lock.
 * Return: page 1 of the image: 1024 dwords.
 */
u32 *ctx_image(struct rig *rig, u32 i);

/**
 * ctx_ring() - Return the ring of a context.
 * @rig: the rig
 * @i: the context, 0 to CTX_COUNT - 1
 *
 * Context: the test's thread; takes no lock.
 * Return: CTX_RING_SIZE bytes.
 */
u32 *ctx_ring(struct rig *rig, u32 i);

/**
 * ctx_hwsp() - Return the status page of the render engine.
 * @rig: the rig
 *
 * Context: the test's thread; takes no lock.
 * Return: 1024 dwords.
 */
u32 *ctx_hwsp(struct rig *rig);

/**
 * ctx_tables() - Write a PML4, and one page behind it that serves as every lower table and as data.
 * @rig: the rig
 * @gpa: guest-physical address of the PML4 in bytes, page aligned
 *
 * Context: the test's thread; takes no lock.
 */
void ctx_tables(struct rig *rig, u32 gpa);

/**
 * ctx_emit() - Write dwords at the TAIL of a context and move TAIL behind them.
 * @rig: the rig
 * @i: the context, 0 to CTX_COUNT - 1
 * @dw: the dwords
 * @n: how many
 *
 * The ring may wrap between any two dwords.
 *
 * Context: the test's thread; takes no lock.
 */
void ctx_emit(struct rig *rig, u32 i, const u32 *dw, u32 n);
#define CTX_EMIT(rig, i, ...) do {						\
	const u32 ctx_dw[] = { __VA_ARGS__ };					\
	ctx_emit(rig, i, ctx_dw, ARRAY_SIZE(ctx_dw));				\
} while (0)

/**
 * ctx_desc() - Return the descriptor of a context.
 * @i: the context, 0 to CTX_COUNT - 1
 *
 * Context: any; takes no lock.
 * Return: the descriptor; its upper half holds the context id 0x20 * (i + 1).
 */
u64 ctx_desc(u32 i);

/**
 * ctx_elsp() - Submit one context or two to an engine and run the worker until it has no work.
 * @rig: the rig
 * @base: MMIO base of the engine in bytes
 * @first: the context of the first descriptor
 * @second: the context of the second descriptor; ~0u: none
 *
 * Context: the test's thread; takes &facet_device.mmio_lock for each register write.
 */
void ctx_elsp(struct rig *rig, u32 base, u32 first, u32 second);

/**
 * ctx_end() - End the oldest submission of an engine with an event and run the worker.
 * @rig: the rig
 * @engine: PGPU_RCS ...
 * @type: the event
 *
 * The process ends if no submission runs on the engine.
 *
 * Context: the test's thread, on no lock: the event and the worker take the mediator's
 * locks.
 */
void ctx_end(struct rig *rig, u32 engine, enum pgpu_event_type type);

/**
 * ctx_csb_pointer() - Return the CSB write pointer in the status page of the render engine.
 * @rig: the rig
 *
 * Context: the test's thread; takes no lock.
 * Return: index of the newest entry, 0 to 5.
 */
u32 ctx_csb_pointer(struct rig *rig);

/**
 * ctx_csb() - Return an entry of the CSB in the status page of the render engine.
 * @rig: the rig
 * @i: index of the entry, 0 to 5
 *
 * Context: the test's thread; takes no lock.
 * Return: status in the lower half, context id in the upper half.
 */
u64 ctx_csb(struct rig *rig, u32 i);

#endif
