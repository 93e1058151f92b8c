/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The seam between the mediator and whatever executes: a *physical GPU*.
 *
 * Asynchronous and pointer-free, so that a process or real hardware can stand
 * behind it. The mediator hands over bus addresses of shadows and gets events
 * back; neither side sees the other's structures.
 *
 * Addresses. A *bus address* names a 4 KiB page of this pGPU's own map. Pages come into the map in
 * two ways: guest pages that the front end pinned (map/unmap, named by an opaque host *frame*), and
 * pages that the pGPU itself allocates for shadows (page_alloc/page_free). Shadow PTEs hold bus
 * addresses only.
 *
 * Roots. A PPGTT root is the bus address of a PML4 page (4 levels, gen9/gtt_defs.h).
 * A GGTT root is the bus address of a page whose first four entries are the
 * page directory pointers of a 3-level table: 4 GiB, private to one vGPU.
 *
 * Registers. A command may name one that the pGPU does not have, and
 * %GEN9_MI_VOID_REGISTER (gen9/mi_defs.h) at any time: it reads 0 and takes no write.
 *
 * Context. A submission names its logical ring context by the GGTT address of
 * the context image: page 0 is the per-process hardware status page, page 1
 * the register state (layout: gen9/context_defs.h). The image's RING_START, HEAD,
 * TAIL, CTL, indirect-context and PDP0 fields are what is executed. They are
 * the mediator's: they lie in the part of the GGTT that no guest can write.
 */
#ifndef FACET_PGPU_H
#define FACET_PGPU_H

#include "port.h"

struct pgpu;

/** enum pgpu_engine - The engines of a Gen9 GT2, in the order of the seam. */
enum pgpu_engine {
	PGPU_RCS,
	PGPU_BCS,
	PGPU_VCS,
	PGPU_VECS,
	PGPU_ENGINES,
};

/** pgpu_engine_name() - What people call an engine. @engine: enum pgpu_engine */
static inline const char *pgpu_engine_name(u32 engine)
{
	static const char *const names[PGPU_ENGINES] = {
		[PGPU_RCS] = "rcs",
		[PGPU_BCS] = "bcs",
		[PGPU_VCS] = "vcs",
		[PGPU_VECS] = "vecs",
	};

	return engine < PGPU_ENGINES ? names[engine] : "none";
}

/** enum pgpu_preemption - The finest place at which work can be put aside. */
enum pgpu_preemption {
	PGPU_PREEMPT_NONE,
	PGPU_PREEMPT_BATCH,
	PGPU_PREEMPT_COMMAND,
};

/**
 * struct pgpu_caps - What a pGPU can do; constant while it is registered.
 * @name: for people; at most 31 characters
 * @engines: mask of BIT(enum pgpu_engine)
 * @preemption: granularity of &pgpu_ops.preempt
 * @user_batch_safe: mask of BIT(enum pgpu_engine): engines that refuse
 *	privileged operations in a non-privileged (PPGTT) batch by themselves
 * @depth: submissions that an engine takes before one has ended, at least 1
 * @context_pages: per engine, pages of the image that the engine loads and
 *	saves, counted from page 1; the mediator shadows so many
 * @bus_pages: pages that its map takes for certain, guest pages and shadows together, at least 1:
 *	as long as no more are in it, map and page_alloc never answer -ENOSPC
 */
struct pgpu_caps {
	char name[32];
	u32 engines;
	enum pgpu_preemption preemption;
	u32 user_batch_safe;
	u32 depth;
	u8 context_pages[PGPU_ENGINES];
	u64 bus_pages;
};

/**
 * PGPU_IDLE_MAX_MS - So long idle waits for an engine to give way. A client cancels within less:
 * both submissions of an engine's queue, one after the other, if they hang.
 */
#define PGPU_IDLE_MAX_MS	5000u

/** Submission flags. */
#define PGPU_SUBMIT_RESTORE_INHIBIT	BIT(0)	/* ignore the image's registers but the ring's */
#define PGPU_SUBMIT_RESUME		BIT(1)	/* image was saved by a preemption: go on inside */

/**
 * struct pgpu_submission - One run of a context on an engine.
 * @cookie: the submitter's; comes back in each event of this submission
 * @engine: enum pgpu_engine
 * @flags: PGPU_SUBMIT_*
 * @context: GGTT address of the shadow context image, page aligned
 * @pphwsp: GGTT address of the page that STORE_DATA_INDEX is relative to
 * @ring_start: GGTT address of the shadow ring
 * @ring_size: bytes, a power of two of at least 4096
 * @head: byte offset in the ring where execution begins
 * @tail: byte offset in the ring where it ends; multiple of 8
 * @ggtt_root: bus address
 * @ppgtt_root: bus address
 * @hwsp: GGTT address of the engine's hardware status page (STORE_INDEX of
 *	non-context engines' commands), 0 when none
 */
struct pgpu_submission {
	u64 cookie;
	u32 engine;
	u32 flags;
	u32 context;
	u32 pphwsp;
	u32 ring_start;
	u32 ring_size;
	u32 head;
	u32 tail;
	u64 ggtt_root;
	u64 ppgtt_root;
	u32 hwsp;
};

/** enum pgpu_event_type - What a pGPU reports. */
enum pgpu_event_type {
	PGPU_EV_STARTED,	/* the engine took the submission up */
	PGPU_EV_USER_IRQ,	/* MI_USER_INTERRUPT; all earlier stores are visible */
	PGPU_EV_COMPLETE,	/* reached the tail; image saved; all stores visible */
	PGPU_EV_PREEMPTED,	/* put aside by preempt(); image saved, RESUME goes on (position.h) */
	PGPU_EV_CANCELLED,	/* ended by cancel(); image not saved */
	PGPU_EV_FAULT,		/* stopped: invalid command or address; stays until cancel() */
	PGPU_EV_LOST,		/* the engine itself failed: nothing is known of the work */
	PGPU_EV_TYPES,
};

/** enum pgpu_fault - Why an engine stopped. */
enum pgpu_fault {
	PGPU_FAULT_NONE,
	PGPU_FAULT_COMMAND,	/* undecodable or forbidden command */
	PGPU_FAULT_PAGE,	/* no translation, or none that allows the access */
};

/** enum pgpu_place - What kind of commands an address is one of. */
enum pgpu_place {
	PGPU_IN_RING,
	PGPU_IN_GGTT_BATCH,
	PGPU_IN_PPGTT_BATCH,
	PGPU_PLACES,
};

/**
 * struct pgpu_progress - Where a submission stands, from its engine's registers.
 * @head: ring offset
 * @ipehr: the first dword of the command at hand
 * @acthd: its address, as the engine knows it
 * @place: enum pgpu_place, of @acthd
 * @waiting: whether it waits for a semaphore
 * @timestamp: the context's, running
 */
struct pgpu_progress {
	u32 head;
	u32 ipehr;
	u64 acthd;
	u32 place;
	u32 waiting;
	u32 timestamp;
};

/**
 * struct pgpu_event - A report of an engine. Validated by the receiver: a pGPU
 * may be another process.
 * @type: enum pgpu_event_type
 * @engine: enum pgpu_engine
 * @cookie: of the submission
 * @head: ring offset reached (COMPLETE, PREEMPTED, FAULT)
 * @busy_ns: engine time used since STARTED
 * @fault: enum pgpu_fault
 * @ipehr: PREEMPTED, FAULT: the command's first dword
 * @acthd: PREEMPTED, FAULT: address of the command
 * @place: PREEMPTED, FAULT: enum pgpu_place, of @acthd
 * @address: FAULT_PAGE: the address that did not translate
 */
struct pgpu_event {
	u32 type;
	u32 engine;
	u64 cookie;
	u32 head;
	u64 busy_ns;
	u32 fault;
	u32 ipehr;
	u64 acthd;
	u32 place;
	u64 address;
};

/**
 * struct pgpu_client_ops - How a pGPU reports to the mediator.
 * @event: called from the engine's thread, in order for each engine; must not
 *	sleep; may call &pgpu_ops.submit
 * @store_barrier: a command of work on a watched GGTT root is about to store, or to raise the guest's
 *	interrupt, which may tell of earlier stores. Return: false: not yet; it waits with nothing
 *	of it done, can be preempted and cancelled there as at a semaphore, and is asked for again
 *	soon. @ticket: 0 when a command is asked for first; then what the client left there, before
 *	its submission was put aside as well. Called from the engine's thread; must not sleep.
 */
struct pgpu_client_ops {
	void (*event)(void *client, const struct pgpu_event *event);
	bool (*store_barrier)(void *client, u64 ggtt_root, u64 *ticket);
};

/**
 * struct pgpu_ops - What a pGPU can be asked. Those that return an int give 0 or a negative errno.
 * @open: become the only client; -EBUSY when there is one. May sleep.
 * @close: end being the client; nothing may be queued. May sleep.
 * @submit: queue on the engine; -EAGAIN when @depth are queued. Never sleeps.
 *	The submission is copied.
 * @preempt: put aside what the engine runs, if its cookie is this one, else
 *	-ENOENT; PREEMPTED, COMPLETE or FAULT follows. After another errno the
 *	client asks again. Never sleeps.
 * @cancel: end this submission, queued, running or faulted, bounded in time;
 *	CANCELLED follows unless it ended otherwise first. -ENOENT when it has
 *	ended. After another errno the client asks again. Never sleeps.
 * @idle: wait until no submission with this GGTT root is queued or running, and the client has
 *	returned from the last event of each. No engine reaches memory by this root from the return
 *	on: pages that it names are given back to their owner then. So this cannot fail. The client
 *	has asked each submission to give way, and cancels those that do not. What is still there
 *	after PGPU_IDLE_MAX_MS the pGPU takes from its engine by other means: it resets the engine,
 *	or takes the memory or the life of the process that stands behind it. It reports LOST for
 *	these. May sleep: for PGPU_IDLE_MAX_MS, and then until the engine has let go of the memory.
 * @invalidate: forget cached translations of this root; in force for each
 *	access that starts after the return. @root 0: all. Never sleeps.
 * @map: let @n host frames in, @bus gets their addresses. Frames of one aligned
 *	block of 512 (2 MiB) get addresses of one aligned block, each at its own
 *	place in it, as far as there is room, so that contiguous memory can be mapped
 *	by large entries: a wish, not a promise. May sleep.
 * @unmap: let them go. No engine may still use them. May sleep.
 * @page_alloc: a zeroed page for shadows, @cpu its address here. May sleep.
 * @page_free: give @n of them back; arrays of @n. One call for many disturbs other roots once.
 *	May sleep.
 * @query_progress: where a submission that the engine works on stands, without disturbing it;
 *	fields may be of slightly different moments. -ENOENT when the engine works
 *	on another. Never sleeps.
 * @reg_read: a live register of an engine (timestamp and the like), by its
 *	MMIO offset. Never sleeps.
 * @switch_regs: what registers outside the context image hold from the next
 *	submission to this engine on (offset/value pairs; all others zero); it
 *	stays so until told anew. Never sleeps.
 * @notify_stores: NULL where it cannot; else from the return on, until turned off, each command of work
 *	on this GGTT root that may tell of earlier stores is preceded by
 *	&pgpu_client_ops.store_barrier; what was told of before is in memory at the return. A fault and
 *	the end of a submission are not: before the client tells the guest of these it makes known
 *	what was stored. -ENOSPC: too many roots. Never sleeps.
 */
struct pgpu_ops {
	int (*open)(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client);
	void (*close)(struct pgpu *pgpu);
	int (*submit)(struct pgpu *pgpu, const struct pgpu_submission *submission);
	int (*preempt)(struct pgpu *pgpu, u32 engine, u64 cookie);
	int (*cancel)(struct pgpu *pgpu, u32 engine, u64 cookie);
	void (*idle)(struct pgpu *pgpu, u64 ggtt_root);
	void (*invalidate)(struct pgpu *pgpu, u64 root);
	int (*map)(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus);
	void (*unmap)(struct pgpu *pgpu, const u64 *bus, u32 n);
	int (*page_alloc)(struct pgpu *pgpu, void **cpu, u64 *bus);
	void (*page_free)(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n);
	int (*query_progress)(struct pgpu *pgpu, u32 engine, u64 cookie,
			      struct pgpu_progress *progress);
	int (*reg_read)(struct pgpu *pgpu, u32 offset, u32 *value);
	int (*switch_regs)(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n);
	int (*notify_stores)(struct pgpu *pgpu, u64 ggtt_root, bool on);
};

/** struct pgpu - The handle: embedded by the implementation. */
struct pgpu {
	const struct pgpu_ops *ops;
	const struct pgpu_caps *caps;
};

/** pgpu_page_free() - Give one page back: &pgpu_ops.page_free. */
static inline void pgpu_page_free(struct pgpu *pgpu, void *cpu, u64 bus)
{
	pgpu->ops->page_free(pgpu, &cpu, &bus, 1);
}

#endif
