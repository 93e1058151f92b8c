/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pGPU for tests that executes nothing. Its map is an array, so that a test can walk shadow
 * tables as an engine does. The pGPU records submissions, and the test sends their events. One
 * thread uses the pGPU; it has no locks.
 */
#ifndef TESTS_FAKE_PGPU_H
#define TESTS_FAKE_PGPU_H

#include "port.h"
#include "pgpu/pgpu.h"

#define FAKE_PGPU_PAGES		65536

/* Size of the bus map in its caps, enough for vGPUs of real types. No test maps so many pages. */
#define FAKE_PGPU_BUS_PAGES	(1ull << 25)
#define FAKE_PGPU_BLOCK		512u	/* frames of a block: adjacent in the map */
#define FAKE_PGPU_BLOCKS	64u	/* the last of the pages */
#define FAKE_PGPU_SUBMISSIONS	64
#define FAKE_PGPU_OWNERS	128u
#define FAKE_PGPU_GOLDEN	0x601d0000u	/* each word: and engine << 8 | page */

/* The range of the GGTT in its caps: from 3.5 GiB on, where no guest has an address. */
#define FAKE_PGPU_GGTT_FIRST	0xe0000u
#define FAKE_PGPU_GGTT_PAGES	0x1ffffu

/**
 * enum fake_state - State of a submission.
 * @FAKE_QUEUED: the engine has not started it
 * @FAKE_RUNS: the engine has reported its start
 * @FAKE_FAULTED: the engine has reported a fault; a cancel ends the submission
 * @FAKE_PREEMPTING: fake_pgpu_deliver() will report that it was preempted
 * @FAKE_CANCELLING: fake_pgpu_deliver() will report that it was cancelled
 */
enum fake_state {
	FAKE_QUEUED,
	FAKE_RUNS,
	FAKE_FAULTED,
	FAKE_PREEMPTING,
	FAKE_CANCELLING,
};

/**
 * struct fake_owner - An owner, and its part of the GGTT.
 * @owner: its number
 * @first: index of its first entry
 * @pages: number of entries
 * @entries: bus addresses; 0: absent
 */
struct fake_owner {
	u64 owner;
	u32 first;
	u32 pages;
	u64 *entries;
};

/**
 * struct fake_pgpu - The pGPU; its handle is &fake_pgpu.pgpu.
 * @pgpu: for facet_gpu_create()
 * @caps: of @pgpu; a test may change them before facet_gpu_create()
 * @client: the client that opened the pGPU
 * @client_ops: callbacks of @client; NULL: the pGPU is not open
 * @pages: by bus page number: the memory; NULL: nothing is mapped
 * @allocated: by bus page number: page_alloc made the page
 * @scatter: adjacent frames do not get adjacent bus addresses
 * @blocks: first frame / FAKE_PGPU_BLOCK of each block in use
 * @n_blocks: number of entries of @blocks in use
 * @n_mapped: pages that map entered
 * @n_allocated: pages that page_alloc entered
 * @invalidates: calls of invalidate
 * @frees: calls of page_free
 * @idles: calls of idle
 * @stubborn: no submission reacts to preempt
 * @deaf: no submission reacts to cancel
 * @wait_ms: NULL, or lets a millisecond pass while idle waits. If NULL, an idle that has to
 *	wait ends the process
 * @waited_ms: milliseconds that idle has waited, in all calls
 * @cut_off: submissions that idle reported as lost, after PGPU_IDLE_MAX_MS
 * @map_error: what the next call of map returns; the call sets it to 0
 * @alloc_error: what page_alloc and owner_add return from now on; 0: they succeed
 * @lost: the pGPU has failed for good (fake_pgpu_lose())
 * @progress: what query_progress returns for each submission that has started
 * @submissions: submissions that have not ended, oldest first
 * @state: of each submission
 * @n_submissions: number of submissions
 * @owners: owners that owner_add has added
 * @n_owners: number of owners
 * @watched: owner with notified stores (&pgpu_ops.notify_stores); 0: none
 * @timestamp: timestamp of the engines, in ticks
 * @timestamp_step: ticks that each read of a register takes
 */
struct fake_pgpu {
	struct pgpu pgpu;
	struct pgpu_caps caps;
	void *client;
	const struct pgpu_client_ops *client_ops;
	void *pages[FAKE_PGPU_PAGES];
	bool allocated[FAKE_PGPU_PAGES];
	bool scatter;
	u64 blocks[FAKE_PGPU_BLOCKS];
	u32 n_blocks;
	u32 n_mapped;
	u32 n_allocated;
	u32 invalidates;
	u32 frees;
	u32 idles;
	bool stubborn;
	bool deaf;
	void (*wait_ms)(struct fake_pgpu *fake);
	u32 waited_ms;
	u32 cut_off;
	int map_error;
	int alloc_error;
	bool lost;
	struct pgpu_progress progress;
	struct pgpu_submission submissions[FAKE_PGPU_SUBMISSIONS];
	enum fake_state state[FAKE_PGPU_SUBMISSIONS];
	u32 n_submissions;
	struct fake_owner owners[FAKE_PGPU_OWNERS];
	u32 n_owners;
	u64 watched;
	u64 timestamp;
	u64 timestamp_step;
};

/**
 * fake_pgpu_init() - Make a pGPU with all engines, two submissions per engine and an empty map.
 * @fake: the pGPU; overwritten
 *
 * Context: the test's thread; takes no lock.
 */
void fake_pgpu_init(struct fake_pgpu *fake);

/**
 * fake_pgpu_ptr() - Return the memory behind a bus address.
 * @fake: the pGPU
 * @bus: bus address in bytes
 *
 * Context: the test's thread; takes no lock.
 * Return: the memory; NULL: nothing is mapped there.
 */
void *fake_pgpu_ptr(struct fake_pgpu *fake, u64 bus);

/**
 * fake_pgpu_ggtt() - Return the memory that an engine reaches through the GGTT.
 * @fake: the pGPU
 * @owner: number of the owner whose work the engine runs
 * @gva: GGTT address in bytes
 *
 * Context: the test's thread; takes no lock.
 * Return: the memory; NULL: the entry is not present, or is not the owner's.
 */
void *fake_pgpu_ggtt(struct fake_pgpu *fake, u64 owner, u32 gva);

/**
 * fake_pgpu_lose() - Let the pGPU fail for good, as if its process had died.
 * @fake: the pGPU
 *
 * Each submission ends with PGPU_EV_LOST. All later ones, and new memory and owners, are refused
 * with -ENODEV.
 *
 * Context: the test's thread, on no lock: the client's event() takes its spinlocks.
 */
void fake_pgpu_lose(struct fake_pgpu *fake);

/**
 * fake_pgpu_deliver() - Report starts, and the ends that preempt and cancel asked for.
 * @fake: the pGPU
 *
 * The op idle delivers too.
 *
 * Context: the test's thread, on no lock: the client's event() takes its spinlocks.
 */
void fake_pgpu_deliver(struct fake_pgpu *fake);

/**
 * fake_pgpu_send() - Report any event, true or not.
 * @fake: the pGPU
 * @event: the event
 *
 * If the event says that a submission has ended, the submission is removed.
 *
 * Context: the test's thread, on no lock: the client's event() takes its spinlocks.
 */
void fake_pgpu_send(struct fake_pgpu *fake, const struct pgpu_event *event);

/**
 * fake_pgpu_store_barrier() - Ask the client before a store that the guest may wait for, as
 * an engine does.
 * @fake: the pGPU
 * @ticket: 0 at the first call; the client's afterwards
 *
 * Context: the test's thread, on no lock: the client's store_barrier() takes its spinlocks.
 * Return: true: the store may go on.
 */
bool fake_pgpu_store_barrier(struct fake_pgpu *fake, u64 *ticket);

/**
 * fake_pgpu_end() - Report an event for the oldest submission of an engine.
 * @fake: the pGPU
 * @engine: PGPU_RCS ...
 * @type: the event; all but PGPU_EV_FAULT remove the submission
 *
 * Context: the test's thread, on no lock: the client's event() takes its spinlocks.
 * Return: false: no submission runs on the engine.
 */
bool fake_pgpu_end(struct fake_pgpu *fake, u32 engine, enum pgpu_event_type type);

#endif
