/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pGPU for tests: it executes nothing. Its map is an array, so that a test can
 * walk shadow tables as an engine would; submissions are recorded, and their
 * events are the test's to send. For one thread.
 */
#ifndef TESTS_FAKE_PGPU_H
#define TESTS_FAKE_PGPU_H

#include "port.h"
#include "pgpu/pgpu.h"

#define FAKE_PGPU_PAGES		65536

/* What it promises, for vGPUs of real types; no test fills so much. */
#define FAKE_PGPU_BUS_PAGES	(1ull << 25)
#define FAKE_PGPU_BLOCK		512u	/* frames that may keep together */
#define FAKE_PGPU_BLOCKS	64u	/* the last of the pages */
#define FAKE_PGPU_SUBMISSIONS	64

/** enum fake_state - What a submission has coming. */
enum fake_state {
	FAKE_QUEUED,
	FAKE_RUNS,
	FAKE_FAULTED,
	FAKE_PREEMPTING,
	FAKE_CANCELLING,
};

/**
 * struct fake_pgpu - The pGPU; its handle is &fake_pgpu.pgpu.
 * @pgpu: for facet_gpu_create()
 * @caps: of @pgpu; a test may change them before that
 * @client: who opened it
 * @client_ops: how it is told
 * @pages: by bus address: the memory, NULL where nothing is mapped
 * @allocated: by bus address: made by page_alloc
 * @scatter: frames do not keep together in the map
 * @blocks: first frame / FAKE_PGPU_BLOCK of each block in use, @n_blocks of them
 * @n_mapped: pages in the map by map
 * @n_allocated: pages in the map by page_alloc
 * @invalidates: how often invalidate was called
 * @frees: how often page_free was
 * @idles: how often idle was called
 * @stubborn: no submission gives way when asked to
 * @deaf: no submission ends when it is cancelled, either
 * @wait_ms: NULL, or lets a millisecond pass while idle waits; without it idle must not wait
 * @waited_ms: how long idle has waited, of all calls
 * @cut_off: submissions that idle took from their engine by other means
 * @map_error: what map answers next time, then 0
 * @alloc_error: what page_alloc answers from now on
 * @progress: what look answers of each submission that runs
 * @submissions: what was submitted, not yet ended
 * @state: of each
 * @n_submissions: how many
 * @watched: GGTT root that is watched, 0: none
 * @timestamp: of the engines
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
	struct pgpu_progress progress;
	struct pgpu_submission submissions[FAKE_PGPU_SUBMISSIONS];
	enum fake_state state[FAKE_PGPU_SUBMISSIONS];
	u32 n_submissions;
	u64 watched;
	u64 timestamp;
};

void fake_pgpu_init(struct fake_pgpu *fake);

/** fake_pgpu_ptr() - Memory behind a bus address, NULL where nothing is mapped. */
void *fake_pgpu_ptr(struct fake_pgpu *fake, u64 bus);

/** fake_pgpu_ggtt() - Memory that a GGTT address reaches through shadow tables; NULL: none. */
void *fake_pgpu_ggtt(struct fake_pgpu *fake, u64 root, u32 gva);

/** fake_pgpu_deliver() - Report starts, and the ends that were asked for; idle does it too. */
void fake_pgpu_deliver(struct fake_pgpu *fake);

/**
 * fake_pgpu_send() - Report anything, true or not. What it says has ended is no longer
 * there.
 */
void fake_pgpu_send(struct fake_pgpu *fake, const struct pgpu_event *event);

/**
 * fake_pgpu_store_barrier() - As an engine asks before a store that the guest may wait for.
 * @ticket: 0 at first
 * Return: whether it may go on.
 */
bool fake_pgpu_store_barrier(struct fake_pgpu *fake, u64 *ticket);

/** fake_pgpu_end() - The oldest submission of an engine gets this event. False: none runs. */
bool fake_pgpu_end(struct fake_pgpu *fake, u32 engine, enum pgpu_event_type type);

#endif
