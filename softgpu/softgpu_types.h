/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types that all parts of the software GPU use: an engine, the position of its command streamer,
 * its address spaces. Nothing here points to a vGPU. Guest memory is reached through the bus map
 * alone.
 */
#ifndef SOFTGPU_TYPES_H
#define SOFTGPU_TYPES_H

#include "port.h"
#include "gen9/context_defs.h"
#include "pgpu/position.h"
#include "softgpu/bus.h"
#include "softgpu/sgpu_ggtt.h"
#include "softgpu/softgpu.h"
#include "softgpu/units.h"

#define SGPU_DEPTH		2u
#define SGPU_SLICE		32768u
#define SGPU_TLB_BITS		8
#define SGPU_TLB_ENTRIES	(1u << SGPU_TLB_BITS)
#define SGPU_TABLE_BITS		4
#define SGPU_TABLE_ENTRIES	(1u << SGPU_TABLE_BITS)
#define SGPU_SWITCH_PAIRS	256u
#define SGPU_CMD_PARAMS		12u	/* dwords that read 0 where not fetched */
#define SGPU_ROW_BYTES		2048u
#define SGPU_PIECE		(1u << 20)	/* bytes of a linear surface copied at once */
#define SGPU_PIECE_PAGES	(SGPU_PIECE / PAGE_SIZE + 1)
#define SGPU_SPAN_BYTES		2048u	/* bytes across of tiles that a copy handles together */
#define SGPU_BOUNCE_BYTES	(32u * SGPU_SPAN_BYTES)	/* bytes of a tile's rows */
#define SGPU_NOTIFIED_OWNERS		256u	/* owners that can be notified at once */
#define SGPU_MAX_CTX_REGS	256u
#define SGPU_REG_PAGES		64u
#define SGPU_REGS_PER_PAGE	1024u

/**
 * enum sgpu_space_id - The address spaces of a submission.
 * @SGPU_GGTT: the GGTT
 * @SGPU_PPGTT: the PPGTT
 * @SGPU_SPACES: number of address spaces
 */
enum sgpu_space_id {
	SGPU_GGTT,
	SGPU_PPGTT,
	SGPU_SPACES,
};

/**
 * struct sgpu_tlb_entry - A cached translation of a 4 KiB page.
 * @tag: page number | generation of the TLB
 * @read: first byte of the page
 * @write: first byte of the page; &sgpu_engine.sink if the page is read-only; NULL: a store is to
 *	be recorded first
 */
struct sgpu_tlb_entry {
	u64 tag;
	u8 *read;
	u8 *write;
};

/**
 * struct sgpu_table_entry - A cached translation of 2 MiB: a last-level table of 512 entries, or
 * one page.
 * @tag: (address / 2 MiB) | generation of the TLB
 * @table: the last-level table
 * @page: bus address of the 2 MiB page; 0: @table counts
 * @writable: the upper levels allow writes
 * @big: pages are larger than 4 KiB
 */
struct sgpu_table_entry {
	u64 tag;
	const u64 *table;
	u64 page;
	bool writable;
	bool big;
};

/**
 * struct sgpu_space - An address space of an engine.
 * @root: PPGTT: bus address of the root
 * @ggtt: GGTT: table of the owner whose work the engine runs
 * @id: enum sgpu_space_id
 * @tlb: translations of pages, by sgpu_tlb_index()
 * @tables: translations of 2 MiB, by sgpu_hash()
 */
struct sgpu_space {
	u64 root;
	const struct sgpu_ggtt *ggtt;
	u32 id;
	struct sgpu_tlb_entry tlb[SGPU_TLB_ENTRIES];
	struct sgpu_table_entry tables[SGPU_TABLE_ENTRIES];
};

/* &sgpu_stream.end of a batch: MI_BATCH_BUFFER_END ends it. */
#define SGPU_BATCH_END	(~3ull)

/**
 * struct sgpu_stream - A level of commands.
 * @addr: address of the next command
 * @end: address behind the last command, or SGPU_BATCH_END
 * @space: enum sgpu_space_id. SGPU_PPGTT means: not privileged.
 */
struct sgpu_stream {
	u64 addr;
	u64 end;
	u32 space;
};

/**
 * struct sgpu_position - The state that a preemption saves beside registers.
 * @stage: enum pgpu_stage. sgpu_lrc_ring_offset_of() reads it, and the address of the lowest
 *	stream, on other threads.
 * @level: index of the stream that runs
 * @stream: the streams; those below @level wait for its end
 * @predicated: MI_SET_PREDICATE makes commands NOOPs
 * @progress: completed part of the current command (blits)
 * @barrier_seqno: value of &pgpu_client_ops.store_barrier for the current command; 0: not asked yet
 */
struct sgpu_position {
	u32 stage;
	u32 level;
	struct sgpu_stream stream[PGPU_LEVELS];
	u32 predicated;
	u64 progress;
	u64 barrier_seqno;
};

/**
 * enum sgpu_run_state - The state of a slot of the queue.
 * @SGPU_RUN_EMPTY: no submission
 * @SGPU_RUN_QUEUED: not started
 * @SGPU_RUN_RUNNING: started
 * @SGPU_RUN_FAULTED: stopped by a fault; waits for cancel()
 */
enum sgpu_run_state {
	SGPU_RUN_EMPTY,
	SGPU_RUN_QUEUED,
	SGPU_RUN_RUNNING,
	SGPU_RUN_FAULTED,
};

/**
 * struct sgpu_switch - The registers outside the context that a submission loads.
 * @set: the submission loads registers, if only defaults
 * @pairs: number of pairs in @regs
 * @regs: pairs of MMIO offset and value
 */
struct sgpu_switch {
	bool set;
	u32 pairs;
	u32 regs[2 * SGPU_SWITCH_PAIRS];
};

/**
 * struct sgpu_run - One submission. The engine's lock guards it. @sub, @ggtt and @to_load are
 * constant while the engine runs the submission.
 * @sub: the submission
 * @ggtt: table of its owner
 * @state: state of the slot
 * @cancelled: the client, or the software GPU, has cancelled the submission
 * @lost: the software GPU has cancelled the submission: it ends with PGPU_EV_LOST
 * @preempt: the client has asked to preempt the submission
 * @to_load: registers to load at its start
 * @started_ns: time of its start, in nanoseconds (engine's thread)
 */
struct sgpu_run {
	struct pgpu_submission sub;
	const struct sgpu_ggtt *ggtt;
	enum sgpu_run_state state;
	bool cancelled;
	bool lost;
	bool preempt;
	struct sgpu_switch to_load;
	u64 started_ns;
};

/**
 * struct sgpu_fault - The cause of a fault.
 * @kind: enum pgpu_fault
 * @address: PGPU_FAULT_PAGE: address without a translation; PGPU_FAULT_COMMAND: of the command
 * @ggtt: PGPU_FAULT_PAGE: the address is in the GGTT
 */
struct sgpu_fault {
	u32 kind;
	u64 address;
	bool ggtt;
};

/**
 * struct sgpu_regs - The registers that commands of one engine can access.
 * @base: MMIO offset of the engine's own registers
 * @count: number of entries in @value and @flags
 * @value: the values
 * @flags: kind of each register (sgpu_regs.c)
 * @page: index of a 4 KiB block of MMIO in @value, plus one; 0: the engine does not have the block
 * @touched: mask of blocks, in the order of @value, with registers outside the context that may not
 *	be 0
 * @image: offsets of the list with which every image begins; not all are the context's
 * @n_context: entries in @context
 * @context: offsets that are saved with the context
 * @n_listed: entries in @listed
 * @listed: offsets in @context that neither @image nor a place of their own holds
 */
struct sgpu_regs {
	u32 base;
	u32 count;
	u32 *value;
	u8 *flags;
	u8 page[SGPU_REG_PAGES];
	u64 touched;
	u32 image[GEN9_CTX_ENGINE_PAIRS];
	u32 n_context;
	u32 context[SGPU_MAX_CTX_REGS];
	u32 n_listed;
	u32 listed[SGPU_MAX_CTX_REGS];
};

#define SGPU_ATTENTION_CANCEL	BIT(0)
#define SGPU_ATTENTION_PREEMPT	BIT(1)

/**
 * struct sgpu_engine - One command streamer.
 * @sg: the GPU
 * @id: enum pgpu_engine
 * @lock: Protects one engine's queue: @runs, @head, @count, @delivering, @delivering_owner,
 *	@staged. Lock order: inside &facet_sched.lock; shared by vGPUs; last leaf.
 * @runs: slots of the queue, a ring buffer
 * @head: first slot in use
 * @count: slots in use
 * @delivering: the client is in the last event of a submission
 * @delivering_owner: owner of that submission
 * @staged: registers that the next submission loads
 * @attention: SGPU_ATTENTION_* of requests that wait; written under @lock, read without it
 * @slices: odd while the engine's thread is in softgpu_engine_run(); only grows
 * @store_owner: owner of the current or last work (&sgpu_notified_owners.lock)
 * @notified: work of @store_owner asks the client before the guest can learn of stores; written
 *	under &sgpu_notified_owners.lock, read without it
 * @owner: owner of the last submission, whose registers are in the engine. This member and all
 *	below belong to the thread in softgpu_engine_run().
 * @loaded: registers that were loaded last
 * @run: the current submission
 * @pos: its position
 * @space: its address spaces
 * @tlb_seq: &softgpu.tlb_seq for which the cached translations are valid
 * @tlb_generation: generation in the tags of valid translations
 * @records: stores are recorded; valid while the cached translations are
 * @regs: the registers
 * @fault: cause of the fault
 * @at: address of the current command, with enum pgpu_place in bits 1:0: one word, so that
 *	other threads can read it while it changes.
 * @ipehr: first dword of the current command
 * @waiting: the command waits for a semaphore
 * @polices: the engine ignores what is privileged in user batches; constant
 * @points: the engine is preempted at arbitration points alone; constant
 * @restarts: each start runs the batches of a restore, also one that resumes; constant
 * @resumes: the run goes on at @after when the batches of its restore have ended
 * @after: the position that a preemption saved
 * @ring_next: byte offset at which the ring begins behind these batches; other threads read it
 * @obeys: SGPU_ATTENTION_* of requests that the engine obeys now
 * @refuses: SGPU_ATTENTION_* that the units keep the engine from obeying, until their command ends
 * @image_state: the state that the pages of an image behind page 1 hold (image.c)
 * @unit_ops: operations of the units; NULL: the engine has none. Constant while a client is open
 * @units: first argument of @unit_ops
 * @unit_state: buffer for a state of the units
 * @units_busy: the units work on, and are to be asked again
 * @to_sweep: 1: the units are to be swept; any thread sets it
 * @slm: shared local memory (slm.c), GEN9_SLM_BYTES; NULL: the engine has none
 * @slm_used: @slm may hold other bytes than zeros
 * @user_irq: an interrupt waits for its report, where &pgpu_caps.user_irq_merged
 * @arbitration_off: MI_ARB_ON_OFF has switched arbitration points off
 * @ctx_timestamp: context timestamp at @ctx_since_ns, in ticks
 * @ctx_since_ns: time of that timestamp, in nanoseconds
 * @budget: rest of the slice, in units of softgpu_set_slice()
 * @batch_starts: batch starts in this slice
 * @effects: commands with an effect in this slice
 * @cmd: the current command
 * @sink: page that takes writes to read-only pages
 * @status: the engine's own status page, of 1024 dwords
 * @row_src: buffer for a part of a source row
 * @row_dst: buffer for a part of a destination row
 * @bounce: buffer for the rows of tiles
 * @to_pages: destination pages of a piece of a linear surface
 * @from_pages: source pages of a piece of a linear surface
 * @stats: counts
 */
struct sgpu_engine {
	struct softgpu *sg;
	u32 id;
	spinlock_t lock;
	struct sgpu_run runs[SGPU_DEPTH];
	u32 head;
	u32 count;
	bool delivering;
	u64 delivering_owner;
	struct sgpu_switch staged;
	u32 attention;
	u64 slices;
	u64 store_owner;
	bool notified;

	u64 owner;
	struct sgpu_switch loaded;
	struct sgpu_run *run;
	struct sgpu_position pos;
	struct sgpu_space space[SGPU_SPACES];
	u64 tlb_seq;
	u64 tlb_generation;
	bool records;
	struct sgpu_regs regs;
	struct sgpu_fault fault;
	u64 at;
	u32 ipehr;
	bool waiting;
	bool polices;
	bool points;
	bool restarts;
	bool resumes;
	struct pgpu_position after;
	u32 ring_next;
	u32 obeys;
	u32 refuses;
	u32 image_state;
	const struct softgpu_unit_ops *unit_ops;
	void *units;
	u32 *unit_state;
	bool units_busy;
	u32 to_sweep;
	u32 *slm;
	bool slm_used;
	bool user_irq;
	bool arbitration_off;
	u32 ctx_timestamp;
	u64 ctx_since_ns;
	u32 budget;
	u32 batch_starts;
	u32 effects;
	u32 cmd[SGPU_CMD_DWORDS];
	u8 *sink;
	u32 *status;
	u64 row_src[SGPU_ROW_BYTES / 8];
	u64 row_dst[SGPU_ROW_BYTES / 8];
	u64 bounce[SGPU_BOUNCE_BYTES / 8];
	u8 *to_pages[SGPU_PIECE_PAGES];
	u8 *from_pages[SGPU_PIECE_PAGES];
	struct softgpu_stats stats;
};

/**
 * struct sgpu_notified_owners - The owners with a store barrier (softgpu/store_barrier.h).
 * @lock: Protects owners with a store barrier. Also protects &sgpu_engine.store_owner and
 *	&sgpu_engine.notified. Lock order: inside &facet_detiled.lock; shared by vGPUs; last leaf.
 * @count: owners in @owner
 * @owner: the owners
 */
struct sgpu_notified_owners {
	spinlock_t lock;
	u32 count;
	u64 owner[SGPU_NOTIFIED_OWNERS];
};

/**
 * struct softgpu - The software GPU.
 * @pgpu: the handle that the mediator uses
 * @caps: its capabilities
 * @model: the kind of GPU; constant
 * @ops: the front end
 * @host: first argument of @ops
 * @lock: Protects the software GPU's client: changes of @client_ops, @client. Lock order: inside
 *	parents_lock; shared by loads; last leaf.
 * @client_ops: calls to the client; NULL: no client
 * @client: first argument of @client_ops
 * @bus: the bus map
 * @ggtts: tables of the GGTT
 * @slice: budget of one softgpu_engine_run()
 * @tlb_seq: changes whenever cached translations become invalid
 * @slice_waiters: threads that wait for the end of a slice (stores.h)
 * @notified_owners: owners with a store barrier
 * @idle: woken when a submission has ended and its event is delivered
 * @unit_host: the host of the render engine's units; constant
 * @engine: the engines, by enum pgpu_engine
 */
struct softgpu {
	struct pgpu pgpu;
	struct pgpu_caps caps;
	enum softgpu_model model;
	const struct softgpu_host_ops *ops;
	void *host;
	struct mutex lock;
	const struct pgpu_client_ops *client_ops;
	void *client;
	struct sgpu_bus bus;
	struct sgpu_ggtts ggtts;
	u32 slice;
	atomic64_t tlb_seq;
	atomic64_t slice_waiters;
	struct sgpu_notified_owners notified_owners;
	wait_queue_head_t idle;
	struct softgpu_unit_host unit_host;
	struct sgpu_engine engine[PGPU_ENGINES];
};

/**
 * sgpu_stream() - Return the stream that the engine executes.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: the stream.
 */
static inline struct sgpu_stream *sgpu_stream(struct sgpu_engine *e)
{
	return &e->pos.stream[e->pos.level];
}

/**
 * sgpu_acthd() - Return the address of the current command.
 * @e: the engine
 *
 * Context: any; takes no lock.
 * Return: the address.
 */
static inline u64 sgpu_acthd(const struct sgpu_engine *e)
{
	return READ_ONCE(e->at) & ~3ull;
}

/**
 * sgpu_policed() - Test if the engine ignores what is privileged in the current command.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: the command is in a user batch, and the engine polices those.
 */
static inline bool sgpu_policed(struct sgpu_engine *e)
{
	return e->polices && sgpu_stream(e)->space == SGPU_PPGTT;
}

/**
 * sgpu_interrupted() - Test if a request waits that the engine obeys now.
 * @e: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: the engine stops.
 */
static inline bool sgpu_interrupted(const struct sgpu_engine *e)
{
	return READ_ONCE(e->attention) & e->obeys & ~e->refuses;
}

/**
 * sgpu_stopped() - Test if a long command must stop and return -EINTR, to continue later.
 * @e: the engine
 *
 * The first piece of a slice is always done, so that each slice makes progress.
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: a request waits, or the slice is used up.
 */
static inline bool sgpu_stopped(struct sgpu_engine *e)
{
	return unlikely(sgpu_interrupted(e) || !e->budget);
}

/**
 * sgpu_charge() - Charge work to the slice.
 * @e: the engine
 * @cost: units of softgpu_set_slice(), any value
 *
 * Context: the engine's thread; takes no lock.
 */
static inline void sgpu_charge(struct sgpu_engine *e, u32 cost)
{
	e->budget -= min(e->budget, cost);
}

/**
 * sgpu_now() - Return the front end's clock.
 * @e: the engine
 *
 * Context: any; takes no lock.
 * Return: monotonic time in nanoseconds.
 */
static inline u64 sgpu_now(const struct sgpu_engine *e)
{
	return e->sg->ops->now_ns(e->sg->host);
}

/**
 * sgpu_count() - Add to a count of &struct softgpu_stats.
 * @counter: the count
 * @n: number to add
 *
 * Other threads read the count without a lock.
 *
 * Context: the engine's thread, the only writer; takes no lock.
 */
static inline void sgpu_count(u64 *counter, u64 n)
{
	WRITE_ONCE(*counter, *counter + n);
}

#endif
