/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the software GPU share: an engine, the position of its
 * command streamer, its address spaces. Nothing here points to a vGPU or to
 * guest memory but through the bus map.
 */
#ifndef SOFTGPU_TYPES_H
#define SOFTGPU_TYPES_H

#include "port.h"
#include "gen9/context_defs.h"
#include "pgpu/position.h"
#include "softgpu/bus.h"
#include "softgpu/softgpu.h"

#define SGPU_DEPTH		2u
#define SGPU_SLICE		32768u
#define SGPU_TLB_BITS		8
#define SGPU_TLB_ENTRIES	(1u << SGPU_TLB_BITS)
#define SGPU_TABLE_BITS		4
#define SGPU_TABLE_ENTRIES	(1u << SGPU_TABLE_BITS)
#define SGPU_SWITCH_PAIRS	256u
#define SGPU_CMD_DWORDS		264u	/* the longest command whose operands count */
#define SGPU_CMD_PARAMS		12u	/* at least so many dwords are zero where not fetched */
#define SGPU_ROW_BYTES		2048u
#define SGPU_PIECE		(1u << 20)	/* of a linear surface: looked up and copied at once */
#define SGPU_PIECE_PAGES	(SGPU_PIECE / PAGE_SIZE + 1)
#define SGPU_SPAN_BYTES		2048u	/* tiles side by side that a copy walks together */
#define SGPU_BOUNCE_BYTES	(32u * SGPU_SPAN_BYTES)	/* a tile's rows */
#define SGPU_NOTIFIED_ROOTS		256u	/* GGTT roots that can be watched at once */
#define SGPU_MAX_CTX_REGS	256u
#define SGPU_REG_PAGES		64u
#define SGPU_REGS_PER_PAGE	1024u

/** enum sgpu_space_id - Address spaces of a submission. */
enum sgpu_space_id {
	SGPU_GGTT,
	SGPU_PPGTT,
	SGPU_SPACES,
};

/*
 * A translation. Its tag is the page number and the generation of the TLB; @write is the
 * page, or the engine sink where it is read-only.
 */
struct sgpu_tlb_entry {
	u64 tag;
	u8 *read;
	u8 *write;
};

/* What spans 2 MiB: a last-level table of 512 entries, or one page. */
struct sgpu_table_entry {
	u64 tag;
	const u64 *table;
	u64 page;	/* bus address of the page, 0: a table */
	u64 rw_bit;	/* what a PTE must have to be writable */
	bool writable;
	bool big;	/* pages are larger than 4 KiB */
};

struct sgpu_space {
	u64 root;
	u32 id;
	struct sgpu_tlb_entry tlb[SGPU_TLB_ENTRIES];
	struct sgpu_table_entry tables[SGPU_TABLE_ENTRIES];
};

/* Where the end of a batch is not known before it is met. */
#define SGPU_BATCH_END	(~3ull)

/** struct sgpu_stream - Where commands come from. PPGTT means: not privileged. */
struct sgpu_stream {
	u64 addr;
	u64 end;
	u32 space;
};

/*
 * struct sgpu_position - Everything that a preemption has to save beside registers.
 * @stage: enum pgpu_stage; others read it, and the address of the lowest stream, by
 *	sgpu_lrc_ring_offset_of()
 * @level: index of the stream that runs
 * @stream: the ones below @level wait for its end
 * @predicated: MI_SET_PREDICATE makes commands NOOPs
 * @progress: how much of the current command is done (blits)
 * @ticket: of &pgpu_client_ops.store_barrier, for the current command; 0: nothing was asked
 */
struct sgpu_position {
	u32 stage;
	u32 level;
	struct sgpu_stream stream[PGPU_LEVELS];
	u32 predicated;
	u64 progress;
	u64 ticket;
};

/** enum sgpu_run_state - Of a slot of the queue. */
enum sgpu_run_state {
	SGPU_RUN_EMPTY,
	SGPU_RUN_QUEUED,
	SGPU_RUN_RUNNING,
	SGPU_RUN_FAULTED,
};

/*
 * struct sgpu_switch - What registers outside the context become with a submission.
 * @set: there is something to switch to, if only to defaults
 * @pairs: offsets and values in @regs
 */
struct sgpu_switch {
	bool set;
	u32 pairs;
	u32 regs[2 * SGPU_SWITCH_PAIRS];
};

/*
 * struct sgpu_run - One submission. Guarded by the engine's lock, but for the
 * submission itself and @to, which are constant while the engine runs it. @lost: the software GPU
 * has cancelled it, not its client: it ends with LOST.
 */
struct sgpu_run {
	struct pgpu_submission sub;
	enum sgpu_run_state state;
	bool cancelled;
	bool lost;
	bool preempt;
	struct sgpu_switch to;
	u64 started_ns;
};

struct sgpu_fault {
	u32 kind;
	u64 address;
};

/*
 * struct sgpu_regs - The registers that commands of one engine reach.
 * @page: index of a 4 KiB block of MMIO in @value, 1-based; 0: not there
 * @touched: blocks, in the order of @value, that may hold something outside the context
 * @image: offsets of the list that every image begins with; not all are a context's
 * @context: offsets saved with the context
 * @more: those of them that neither @image nor a place of its own has
 */
struct sgpu_regs {
	u32 base;
	u32 count;
	u32 *value;
	u8 *flags;
	u8 page[SGPU_REG_PAGES];
	u64 touched;
	u32 image[GEN9_CTX_ENGINE_PAIRS];
	u32 contexts;
	u32 context[SGPU_MAX_CTX_REGS];
	u32 mores;
	u32 more[SGPU_MAX_CTX_REGS];
};

/*
 * struct sgpu_engine - One command streamer.
 * @lock: guards the queue: @runs, @head, @count, @staged, @delivering; leaf but for the front end's
 *	kick
 * @attention: a cancel or a preemption waits; written under @lock, read without
 * @store_root: GGTT root of what runs, or ran last (sgpu_notified_roots.lock)
 * @notified: somebody wants to know of its stores; written under that lock, read without
 * The rest belongs to the thread in softgpu_engine_run(), among it:
 * @tlb_generation: part of the tags that are valid now
 * @owner: GGTT root of the last submission, whose registers are in the engine
 * @loaded: what was switched to last
 * @at: address of the command at hand, and enum pgpu_place in its lowest bits: one
 *	word, so that others can look at it while it moves
 */
struct sgpu_engine {
	struct softgpu *sg;
	u32 id;
	spinlock_t lock;
	struct sgpu_run runs[SGPU_DEPTH];
	u32 head;
	u32 count;
	bool delivering;
	u64 delivering_root;
	struct sgpu_switch staged;
	u32 attention;
	u64 store_root;
	bool notified;

	u64 owner;
	struct sgpu_switch loaded;
	struct sgpu_run *run;
	struct sgpu_position pos;
	struct sgpu_space space[SGPU_SPACES];
	u64 tlb_seq;
	u64 tlb_generation;
	struct sgpu_regs regs;
	struct sgpu_fault fault;
	u64 at;
	u32 ipehr;
	bool waiting;
	u32 ctx_timestamp;
	u64 ctx_since_ns;
	u32 budget;
	u32 turns;
	u32 effects;
	u32 cmd[SGPU_CMD_DWORDS];
	u8 *sink;
	u64 row_src[SGPU_ROW_BYTES / 8];
	u64 row_dst[SGPU_ROW_BYTES / 8];
	u64 bounce[SGPU_BOUNCE_BYTES / 8];
	u8 *to_pages[SGPU_PIECE_PAGES];
	u8 *from_pages[SGPU_PIECE_PAGES];
	struct softgpu_stats stats;
};

/*
 * struct sgpu_notified_roots - GGTT roots whose stores somebody wants to know of: watch.h.
 * @lock: leaf; guards the fields, and what engines have of them
 * @count: of them
 * @root: the first @count
 */
struct sgpu_notified_roots {
	spinlock_t lock;
	u32 count;
	u64 root[SGPU_NOTIFIED_ROOTS];
};

/*
 * struct softgpu - The GPU.
 * @slice: budget of one softgpu_engine_run()
 * @tlb_seq: changes whenever cached translations become void
 * @idle: woken when a submission has ended and its event is delivered
 * @lock: guards @client
 */
struct softgpu {
	struct pgpu pgpu;
	const struct softgpu_host_ops *ops;
	void *host;
	struct mutex lock;
	const struct pgpu_client_ops *client_ops;
	void *client;
	struct sgpu_bus bus;
	u32 slice;
	atomic64_t tlb_seq;
	struct sgpu_notified_roots notified_roots;
	wait_queue_head_t idle;
	struct sgpu_engine engine[PGPU_ENGINES];
};

static inline struct sgpu_stream *sgpu_stream(struct sgpu_engine *e)
{
	return &e->pos.stream[e->pos.level];
}

/** sgpu_acthd() - Address of the command at hand. Any thread. */
static inline u64 sgpu_acthd(const struct sgpu_engine *e)
{
	return READ_ONCE(e->at) & ~3ull;
}

/** sgpu_user() - Whether the commands at hand are those of a non-privileged batch. */
static inline bool sgpu_user(struct sgpu_engine *e)
{
	return sgpu_stream(e)->space == SGPU_PPGTT;
}

/**
 * sgpu_stopped() - Whether long work has to be broken off: -EINTR, and later resumed.
 * @e: its thread asks
 *
 * Never before the first piece of a slice, so that each slice gets on.
 */
static inline bool sgpu_stopped(struct sgpu_engine *e)
{
	return unlikely(READ_ONCE(e->attention) || !e->budget);
}

/** sgpu_charge() - So much of the slice is used up, in units of softgpu_set_slice(). @e: its thread asks */
static inline void sgpu_charge(struct sgpu_engine *e, u32 cost)
{
	e->budget -= min(e->budget, cost);
}

static inline u64 sgpu_now(const struct sgpu_engine *e)
{
	return e->sg->ops->now_ns(e->sg->host);
}

/* Statistics have one writer, the engine's thread, and readers without a lock. */
static inline void sgpu_count(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

#endif
