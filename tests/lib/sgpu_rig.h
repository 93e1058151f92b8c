/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bench for the software GPU without a mediator. The rig builds page tables, a context, a ring
 * and batches as the mediator's shadows, submits them, and records the events.
 */
#ifndef SGPU_RIG_H
#define SGPU_RIG_H

#include "port.h"
#include "engine/softgpu_user.h"
#include "pgpu/pgpu.h"
#include "softgpu/softgpu.h"

/**
 * enum sgpu_rig_space - An address space of the rig.
 * @RIG_GGTT: the GGTT
 * @RIG_PPGTT: the PPGTT: page tables of four levels
 */
enum sgpu_rig_space {
	RIG_GGTT,
	RIG_PPGTT,
};

/* Addresses in bytes, in the address space that the comment names. */
#define RIG_RING	0x01100000u	/* GGTT */
#define RIG_RING_SIZE	0x4000u
#define RIG_CONTEXT	0x01200000u	/* GGTT: PPHWSP, then state */
#define RIG_HWSP	0x01300000u	/* GGTT */
#define RIG_OWNER	7u
#define RIG_INDIRECT	0x01310000u	/* GGTT, privileged */
#define RIG_GBATCH	0x01400000u	/* GGTT, privileged */
#define RIG_BATCH	0x10000000ull	/* PPGTT */
#define RIG_BATCH_SIZE	0x10000u
#define RIG_BATCH2	0x10100000ull	/* PPGTT */
#define RIG_DATA	0x20000000ull	/* PPGTT, one page; GGTT too, another one */
#define RIG_GGTT_PAGES	131072u		/* the owner's part of the GGTT: 512 MiB */
#define RIG_EVENTS	4096u
#define RIG_MAX_PAGES	131072u

/**
 * struct sgpu_rig - A software GPU with page tables, a context, a ring and batches.
 * @user: the software GPU
 * @pgpu: its handle
 * @root: bus address of the root of the PPGTT
 * @ggtt: bus addresses of the RIG_GGTT_PAGES entries of the GGTT
 * @cpu: by bus page number: the page, if the rig allocated it
 * @owned: by bus page number: the rig allocated the page
 * @bus_end: bus page number behind the last page that the rig allocated
 * @engine: the engine that submissions are for
 * @cookie: cookie of the last submission
 * @head: ring offset of the next submission's HEAD, in bytes
 * @tail: ring offset of the next dword, in bytes
 * @ring: RIG_RING, RIG_RING_SIZE bytes
 * @batch: RIG_BATCH, RIG_BATCH_SIZE bytes
 * @batch2: RIG_BATCH2, RIG_BATCH_SIZE bytes
 * @gbatch: RIG_GBATCH, RIG_BATCH_SIZE bytes
 * @indirect: RIG_INDIRECT, a page
 * @state: register state of the context, a page
 * @pphwsp: per-process status page of the context
 * @hwsp: RIG_HWSP, a page
 * @data: RIG_DATA of the PPGTT, a page
 * @gdata: RIG_DATA of the GGTT, a page
 * @owner: owner of the next submissions; RIG_OWNER at the begin
 * @clock_offset: &pgpu_submission.clock_offset of what is submitted from now on
 * @owners: number of owners, from RIG_OWNER on
 * @lock: protects @events and @event_count
 * @events: events so far, oldest first
 * @event_count: number of @events
 * @hook: NULL, or called in each event after the rig has recorded it, without @lock
 * @hook_data: for @hook
 * @store_barrier: NULL, or called before work on a notified root stores a value that the
 *	guest may wait for; true: the store may go on
 */
struct sgpu_rig {
	struct softgpu_user *user;
	struct pgpu *pgpu;
	u64 root;
	u64 *ggtt;
	void **cpu;
	bool *owned;
	u64 bus_end;
	u32 engine;
	u64 cookie;
	u32 head;
	u32 tail;
	u32 *ring;
	u32 *batch;
	u32 *batch2;
	u32 *gbatch;
	u32 *indirect;
	u32 *state;
	u8 *pphwsp;
	u8 *hwsp;
	u32 *data;
	u32 *gdata;
	u64 owner;
	u64 clock_offset;
	u32 owners;
	pthread_mutex_t lock;
	struct pgpu_event events[RIG_EVENTS];
	u32 event_count;

	void (*hook)(struct sgpu_rig *rig, const struct pgpu_event *event);
	void *hook_data;

	bool (*store_barrier)(struct sgpu_rig *rig, u64 owner, u64 *ticket);
};

/**
 * sgpu_rig_init() - Make a software GPU with page tables, a context, a ring and batches.
 * @rig: overwritten
 * @engine: PGPU_RCS ...
 * @mode: step mode, or threads
 *
 * Context: the test's thread. Ends the process if anything fails.
 */
void sgpu_rig_init(struct sgpu_rig *rig, u32 engine, enum softgpu_user_mode mode);

/**
 * sgpu_rig_init_units() - Make a software GPU with units, and the rest as sgpu_rig_init() does.
 * @rig: overwritten
 * @engine: PGPU_RCS ...
 * @mode: step mode, or threads
 * @give: gives the GPU its units, and returns 0; NULL: the GPU has none
 * @arg: argument of @give
 *
 * Context: the test's thread. Ends the process if anything fails.
 */
void sgpu_rig_init_units(struct sgpu_rig *rig, u32 engine, enum softgpu_user_mode mode,
			 int (*give)(struct softgpu_user *user, void *arg), void *arg);

/**
 * sgpu_rig_exit() - Close the software GPU and free all memory.
 * @rig: the rig; no submission is under way
 *
 * Context: the test's thread, on no lock.
 */
void sgpu_rig_exit(struct sgpu_rig *rig);

/**
 * sgpu_rig_setup() - Make a rig before a test: its engine is RCS, in step mode.
 * @state: gets the rig
 *
 * Context: before the test, in its thread. Ends the process if anything fails.
 * Return: 0.
 */
int sgpu_rig_setup(void **state);

/**
 * sgpu_rig_teardown() - Free a rig behind a test.
 * @state: a rig of sgpu_rig_setup(), or one from malloc() that sgpu_rig_init() has made
 *
 * Context: behind the test, in its thread.
 * Return: 0.
 */
int sgpu_rig_teardown(void **state);

/**
 * sgpu_rig_page() - Map a new page.
 * @rig: the rig
 * @space: the address space
 * @va: address in bytes, page aligned
 *
 * Context: the test's thread. Ends the process without memory.
 * Return: the page; sgpu_rig_exit() frees it.
 */
void *sgpu_rig_page(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va);

/**
 * sgpu_rig_map() - Map memory of the caller.
 * @rig: the rig
 * @space: the address space
 * @va: address in bytes, page aligned
 * @mem: page aligned
 * @len: bytes, whole pages
 *
 * Context: the test's thread. Ends the process if the pGPU maps nothing more.
 */
void sgpu_rig_map(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, void *mem, u64 len);

/**
 * sgpu_rig_set() - Point a page of an address space at a bus address.
 * @rig: the rig
 * @space: the address space
 * @va: address in bytes, page aligned
 * @bus: bus address; 0: absent, in the GGTT alone
 *
 * Context: the test's thread. Ends the process without memory.
 */
void sgpu_rig_set(struct sgpu_rig *rig, enum sgpu_rig_space space, u64 va, u64 bus);

/**
 * sgpu_rig_other_owner() - Let the next submissions be another owner's, with equal page tables.
 * @rig: the rig
 *
 * Context: the test's thread. Ends the process without memory.
 */
void sgpu_rig_other_owner(struct sgpu_rig *rig);

/**
 * sgpu_rig_pte() - Return the leaf entry of an address in the PPGTT, and make the tables above it.
 * @rig: the rig
 * @va: address in bytes
 *
 * Context: the test's thread. Ends the process without memory.
 * Return: the entry.
 */
u64 *sgpu_rig_pte(struct sgpu_rig *rig, u64 va);

/**
 * sgpu_rig_entry() - Return the entry of an address in the PPGTT at a level, and make the tables
 * above it.
 * @rig: the rig
 * @va: address in bytes
 * @level: 0: leaf; up to 3
 *
 * Context: the test's thread. Ends the process without memory.
 * Return: the entry.
 */
u64 *sgpu_rig_entry(struct sgpu_rig *rig, u64 va, u32 level);

/**
 * sgpu_rig_emit() - Write dwords into the ring; the ring may wrap between any two.
 * @rig: the rig
 * @dw: the dwords
 * @n: how many
 *
 * Context: the test's thread; takes no lock.
 */
void sgpu_rig_emit(struct sgpu_rig *rig, const u32 *dw, u32 n);
#define rig_emit(rig, ...) do {						\
	const u32 _dw[] = { __VA_ARGS__ };				\
	sgpu_rig_emit(rig, _dw, ARRAY_SIZE(_dw));			\
} while (0)

/**
 * sgpu_rig_emit_batch() - Write an MI_BATCH_BUFFER_START into the ring.
 * @rig: the rig
 * @va: address of the batch in bytes
 * @ppgtt: @va is in the PPGTT, else in the GGTT
 *
 * Context: the test's thread; takes no lock.
 */
void sgpu_rig_emit_batch(struct sgpu_rig *rig, u64 va, bool ppgtt);

/**
 * sgpu_rig_prepare() - Fill in a submission of the written dwords, and pad the ring to a
 * multiple of 8 bytes.
 * @rig: the rig
 * @sub: overwritten
 * @flags: flags of &pgpu_submission
 *
 * Context: the test's thread; takes no lock.
 */
void sgpu_rig_prepare(struct sgpu_rig *rig, struct pgpu_submission *sub, u32 flags);

/**
 * sgpu_rig_submit() - Submit the written dwords.
 * @rig: the rig
 * @flags: flags of &pgpu_submission
 *
 * Context: the test's thread, on no lock. Ends the process if the software GPU refuses.
 * Return: cookie of the submission.
 */
u64 sgpu_rig_submit(struct sgpu_rig *rig, u32 flags);

/**
 * sgpu_rig_complete() - Submit the written dwords, run the engines in step mode and require
 * completion.
 * @rig: a rig in step mode
 *
 * Context: the test's thread, on no lock. Ends the process if the submission does not
 * complete.
 */
void sgpu_rig_complete(struct sgpu_rig *rig);

/**
 * sgpu_rig_run_batch() - Run the batch at RIG_BATCH of the PPGTT to completion.
 * @rig: a rig in step mode
 *
 * Context: as sgpu_rig_complete().
 */
void sgpu_rig_run_batch(struct sgpu_rig *rig);

/**
 * sgpu_rig_last() - Return the newest event.
 * @rig: the rig
 *
 * Context: no event comes meanwhile; takes no lock. Ends the process if there was no event.
 * Return: the event.
 */
const struct pgpu_event *sgpu_rig_last(struct sgpu_rig *rig);

/**
 * sgpu_rig_events() - Count the events of a type.
 * @rig: the rig
 * @type: PGPU_EV_STARTED ...
 *
 * Context: any thread; takes @rig->lock.
 * Return: number of events.
 */
u32 sgpu_rig_events(struct sgpu_rig *rig, u32 type);

/**
 * sgpu_rig_stats() - Read the statistics of the rig's engine.
 * @rig: the rig
 * @stats: overwritten
 *
 * Context: as softgpu_stats().
 */
void sgpu_rig_stats(struct sgpu_rig *rig, struct softgpu_stats *stats);

#endif
