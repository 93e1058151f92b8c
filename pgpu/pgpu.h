/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the mediator and a physical GPU (pGPU).
 *
 * The interface is asynchronous and pointer-free, so that another process or real hardware can
 * implement a pGPU. The mediator submits bus addresses of shadows, and the pGPU reports events.
 * Neither side reads the other's structures.
 *
 * Addresses. A bus address names a 4 KiB page of the pGPU's own map. Pages enter the map in two
 * ways. map() enters guest pages that the front end pinned; an opaque host frame names each of
 * them. page_alloc() allocates and enters pages for shadows. Shadow PTEs hold bus addresses only.
 *
 * Owners. The client gives each submission the number of its owner, a vGPU. The client chooses the
 * numbers, and gives none of them twice. 0 is no owner. Work of one owner is told from the work of
 * others by that number alone.
 *
 * PPGTT. A submission names the root of its page tables: the bus address of a PML4 page (4 levels,
 * gen9/gtt_defs.h).
 *
 * GGTT. There is one table of 4 GiB, and &pgpu_caps.ggtt_first says which of its entries are the
 * client's. The client gives each owner a part of them, which no other owner has. An engine may
 * reach the entries of all owners, as hardware does. So the client lets each command name addresses
 * of its owner's part alone. With &pgpu_caps.ggtt_private the engine itself reaches no others.
 *
 * Registers. A command may name a register that the pGPU does not have, such as
 * %GEN9_MI_VOID_REGISTER (gen9/mi_defs.h). Such a register reads 0 and ignores writes.
 *
 * Contexts. A submission names its logical ring context by the GGTT address of the context image.
 * Page 0 of the image is the per-process hardware status page. Page 1 is the register state
 * (layout: gen9/context_defs.h). The engine executes by the image's fields RING_START, HEAD, TAIL
 * and CTL, indirect context and PDP0. The mediator writes these fields. They lie in the part of the
 * GGTT that no guest can write.
 *
 * Loss. A pGPU may fail for good: its process has died, or no reset revives it. Then it ends each
 * submission with %PGPU_EV_LOST, and no engine accesses memory. From then on submit, map,
 * page_alloc and owner_add return -ENODEV. A client may call all other operations to release what
 * it holds: they need no engine.
 *
 * Status pages. An engine has a status page of its own, in no client's address space. A command
 * that stores by index reaches it unless it asks for the page of its context. The client keeps
 * guests from it.
 */
#ifndef FACET_PGPU_H
#define FACET_PGPU_H

#include "gen9/identity.h"
#include "port.h"

struct pgpu;

/**
 * enum pgpu_engine - The engines of a Gen9 GT2, in the order of this interface.
 * @PGPU_RCS: render
 * @PGPU_BCS: blitter
 * @PGPU_VCS: video decode
 * @PGPU_VECS: video enhancement
 * @PGPU_ENGINES: number of engines
 */
enum pgpu_engine {
	PGPU_RCS,
	PGPU_BCS,
	PGPU_VCS,
	PGPU_VECS,
	PGPU_ENGINES,
};

/**
 * pgpu_engine_name() - Return the name of an engine, for people.
 * @engine: enum pgpu_engine, any value
 *
 * Context: any; takes no lock.
 * Return: a constant string, never NULL: "rcs", "bcs", "vcs" or "vecs"; "none": there is no such
 * engine.
 */
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

/**
 * enum pgpu_preemption - The granularity at which an engine can preempt work.
 * @PGPU_PREEMPT_NONE: not at all
 * @PGPU_PREEMPT_BATCH: between batches
 * @PGPU_PREEMPT_POINT: at arbitration points: MI_ARB_CHECK, MI_SEMAPHORE_WAIT while it waits,
 *	MI_WAIT_FOR_EVENT, 3DPRIMITIVE and GPGPU_WALKER (PRM SKL Vol. 3a, "Preemption").
 *	MI_ARB_ON_OFF switches them off and on
 * @PGPU_PREEMPT_COMMAND: between commands, whatever MI_ARB_ON_OFF says
 */
enum pgpu_preemption {
	PGPU_PREEMPT_NONE,
	PGPU_PREEMPT_BATCH,
	PGPU_PREEMPT_POINT,
	PGPU_PREEMPT_COMMAND,
};

/**
 * struct pgpu_caps - The capabilities of a pGPU; constant while it is registered.
 * @name: name for people; at most 31 characters
 * @identity: the GPU that guests see: PCI ids, fuses and frequencies. A guest's driver chooses its
 *	workarounds, and programs address execution units, by it. So work, and the state of a vGPU,
 *	belong to one identity
 * @engines: mask of BIT(enum pgpu_engine)
 * @preemption: granularity of &pgpu_ops.preempt
 * @user_batch_safe: mask of BIT(enum pgpu_engine): engines that themselves ignore privileged
 *	operations in a non-privileged (PPGTT) batch. The client starts no such batch on another
 *	engine: it runs copies that it has checked, as batches in the GGTT
 * @depth: submissions that an engine accepts before one has ended, at least 1
 * @context_pages: for each engine, pages of the image that the engine loads and saves, counted from
 *	page 1. The mediator shadows as many. Page 1 has the registers. The pages behind it are
 *	opaque, and an engine may execute what is in them (PRM SKL Vol. 7, "Register State
 *	Context"). They are those of &pgpu_ops.golden, or what the engine saved there, unless
 *	@images_checked is set
 * @context_layout: identifies the layout of what the render engine saves behind page 1, where that
 *	depends on the version of a driver; 0: it does not. A guest moves only between pGPUs with
 *	the same number
 * @images_checked: true: an engine takes any bytes in the pages behind page 1, without harm to
 *	others. A checksum finds damaged pages: the context then begins with default values. A guest
 *	can forge the checksum, so the engine accepts any state. A client gives it a guest's own
 *	pages, which may come from another pGPU
 * @clock_offset: true: engines add &pgpu_submission.clock_offset to the clock that commands read;
 *	false: they do not
 * @inhibit_clears: true: with PGPU_SUBMIT_RESTORE_INHIBIT an engine begins with default values;
 *	false: with those that the last context left, whosever it was
 * @slm_stays: true: a switch of contexts leaves shared local memory (SLM) of the render engine as
 *	the last context left it, whosever that was (CVE-2019-14615). Then each start of a
 *	submission runs the indirect context batch from its beginning, but with
 *	PGPU_SUBMIT_RESTORE_INHIBIT. That holds for PGPU_SUBMIT_RESUME, too: the batch runs before
 *	the saved position (pgpu/position.h). The client begins the batch with the PIPE_CONTROL
 *	that clears SLM (GEN9_PIPE_CONTROL_FLUSH_L3), and inhibits no restore of this engine
 * @bus_pages: pages for which the map has room for certain, guest pages and shadows together, at
 *	least 1. While the map holds no more pages, map and page_alloc never return -ENOSPC.
 * @ggtt_first: index of the first GGTT entry that is the client's, in pages of 4 KiB
 * @ggtt_pages: number of these entries, in a row
 * @ggtt_private: true: while an engine runs work of an owner, it reaches no GGTT entries but those
 *	of that owner's part
 * @user_irq_merged: true: one PGPU_EV_USER_IRQ may stand for interrupts of several submissions that
 *	ran on its engine since the last one: hardware has one bit for all (PRM SKL Vol. 2c, GT
 *	interrupts). If no submission follows, the pGPU may report none. So the client treats each
 *	end of a submission as an interrupt, too
 */
struct pgpu_caps {
	char name[32];
	struct gen9_identity identity;
	u32 engines;
	enum pgpu_preemption preemption;
	u32 user_batch_safe;
	u32 depth;
	u8 context_pages[PGPU_ENGINES];
	u32 context_layout;
	bool images_checked;
	bool clock_offset;
	bool inhibit_clears;
	bool slm_stays;
	u64 bus_pages;
	u32 ggtt_first;
	u32 ggtt_pages;
	bool ggtt_private;
	bool user_irq_merged;
};

/**
 * PGPU_IDLE_MAX_MS - Longest time that idle waits for an engine to preempt or cancel work, in ms. A
 * client cancels within less: both submissions of an engine's queue, one after the other, if they
 * hang.
 */
#define PGPU_IDLE_MAX_MS	5000u

/* Most pages of one call of &pgpu_ops.take_stores. */
#define PGPU_TAKE_STORES	64u

/* Submission flags. */
#define PGPU_SUBMIT_RESTORE_INHIBIT	BIT(0)	/* load only the ring's registers */
#define PGPU_SUBMIT_RESUME		BIT(1)	/* continue where a preemption saved the image */
#define PGPU_SUBMIT_SETTLE		BIT(2)	/* resume, preempt when nothing is kept */

/**
 * struct pgpu_submission - One run of a context on an engine.
 * @cookie: chosen by the client; returned in each event of this submission
 * @owner: number of an owner that &pgpu_ops.owner_add has added
 * @engine: enum pgpu_engine
 * @flags: PGPU_SUBMIT_*
 * @context: GGTT address of the shadow context image, page aligned
 * @ring_start: GGTT address of the shadow ring
 * @ring_size: bytes, a power of two of at least 4096
 * @head: byte offset in the ring where execution begins
 * @tail: byte offset in the ring where execution ends; a multiple of 8
 * @ppgtt_root: bus address of the PPGTT root
 * @clock_offset: with &pgpu_caps.clock_offset: ticks of GEN9_CS_CLOCK_HZ, any value, that the
 *	engine adds to its clock where commands of this submission read it
 */
struct pgpu_submission {
	u64 cookie;
	u64 owner;
	u32 engine;
	u32 flags;
	u32 context;
	u32 ring_start;
	u32 ring_size;
	u32 head;
	u32 tail;
	u64 ppgtt_root;
	u64 clock_offset;
};

/**
 * enum pgpu_event_type - The events that a pGPU reports.
 * @PGPU_EV_STARTED: the engine has started the submission
 * @PGPU_EV_USER_IRQ: MI_USER_INTERRUPT; all earlier stores are visible. See
 *	&pgpu_caps.user_irq_merged
 * @PGPU_EV_COMPLETE: the engine reached the tail; the image is saved, and all stores are visible
 * @PGPU_EV_PREEMPTED: preempt() took the submission off its engine, or a submission with
 *	PGPU_SUBMIT_SETTLE has come to a point at which the pGPU keeps nothing of it. The image is
 *	saved, and PGPU_SUBMIT_RESUME continues the submission (pgpu/position.h)
 * @PGPU_EV_CANCELLED: cancel() ended the submission; the image is not saved
 * @PGPU_EV_FAULT: the engine stopped at an invalid command or address until cancel()
 * @PGPU_EV_LOST: the engine itself failed, or idle took the submission off it; the state of the
 *	work is unknown
 * @PGPU_EV_TYPES: number of types
 */
enum pgpu_event_type {
	PGPU_EV_STARTED,
	PGPU_EV_USER_IRQ,
	PGPU_EV_COMPLETE,
	PGPU_EV_PREEMPTED,
	PGPU_EV_CANCELLED,
	PGPU_EV_FAULT,
	PGPU_EV_LOST,
	PGPU_EV_TYPES,
};

/**
 * enum pgpu_fault - The reasons why an engine stops.
 * @PGPU_FAULT_NONE: no fault
 * @PGPU_FAULT_COMMAND: the engine cannot decode a command, or forbids it
 * @PGPU_FAULT_PAGE: an address has no translation, or none that allows the access
 */
enum pgpu_fault {
	PGPU_FAULT_NONE,
	PGPU_FAULT_COMMAND,
	PGPU_FAULT_PAGE,
};

/**
 * enum pgpu_place - The streams of commands in which an address can lie.
 * @PGPU_IN_RING: the ring
 * @PGPU_IN_GGTT_BATCH: a batch in the GGTT (privileged)
 * @PGPU_IN_PPGTT_BATCH: a batch in the PPGTT (not privileged)
 * @PGPU_PLACES: number of places
 */
enum pgpu_place {
	PGPU_IN_RING,
	PGPU_IN_GGTT_BATCH,
	PGPU_IN_PPGTT_BATCH,
	PGPU_PLACES,
};

/**
 * struct pgpu_process - The process that executes commands of an owner.
 * @pid: its number, as the calling process sees it; 0: there is none, or the caller cannot see it
 * @late: how many processes of the owner the pGPU has ended so far since they were late: they did
 *	not leave a command in time
 */
struct pgpu_process {
	u32 pid;
	u32 late;
};

/**
 * struct pgpu_progress - The position of a submission, from its engine's registers.
 * @head: byte offset in the ring
 * @ipehr: first dword of the current command
 * @acthd: address of the current command, in the engine's address space
 * @place: enum pgpu_place, of @acthd
 * @waiting: 1: the command waits for a semaphore; else 0
 * @timestamp: timestamp of the context, in ticks; it counts while the context runs
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
 * struct pgpu_event - A report of an engine. The receiver validates it: a pGPU may be another
 * process.
 * @type: enum pgpu_event_type
 * @engine: enum pgpu_engine
 * @cookie: cookie of the submission
 * @head: COMPLETE, PREEMPTED, FAULT: byte offset in the ring that the engine reached
 * @busy_ns: engine time used since STARTED, in nanoseconds
 * @fault: FAULT: enum pgpu_fault
 * @ipehr: PREEMPTED, FAULT: first dword of the command
 * @acthd: PREEMPTED, FAULT: address of the command
 * @place: PREEMPTED, FAULT: enum pgpu_place, of @acthd
 * @address: FAULT with PGPU_FAULT_PAGE: the address without a translation
 * @ggtt: FAULT with PGPU_FAULT_PAGE: 1: @address is in the GGTT; 0: it is in the PPGTT
 * @kept: PREEMPTED: 1: this pGPU keeps a part of the current command, and no other pGPU can
 *	continue the submission; 0: the image says all that is needed to continue
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
	u32 ggtt;
	u32 kept;
};

/**
 * struct pgpu_client_ops - The calls by which a pGPU reports to the mediator.
 * @event: receive an event. The pGPU calls this in order for each engine. May call
 *	&pgpu_ops.submit. Context: the engine's thread; must not sleep.
 * @store_barrier: ask if the current command of an owner of notify_stores() may run. The command
 *	stores, or raises the guest's interrupt: the guest may learn of earlier stores by it.
 *	Return: true: the command may run; false: the command waits undone. While it waits, the
 *	engine can preempt and cancel it, as at a semaphore, and asks again soon. @seqno is 0 at
 *	the first request for a command. Later it has the value that the client wrote there, also
 *	after a preemption. Context: the engine's thread; must not sleep.
 */
struct pgpu_client_ops {
	void (*event)(void *client, const struct pgpu_event *event);
	bool (*store_barrier)(void *client, u64 owner, u64 *seqno);
};

/**
 * struct pgpu_ops - The operations of a pGPU. Those that return int return 0 or a negative errno.
 * @open: become the only client. Return: 0; -EBUSY: there is a client. May sleep.
 * @close: stop being the client, with nothing queued. May sleep.
 * @submit: copy and queue a submission. Return: 0; -EAGAIN: &pgpu_caps.depth submissions are
 *	queued; -EINVAL: the submission is malformed; -ENODEV: the pGPU is lost. Never sleeps.
 * @preempt: preempt the submission that the engine runs. Return: 0: PREEMPTED, COMPLETE or FAULT
 *	follows; -ENOENT: the engine runs another one. After another errno the client asks again.
 *	Never sleeps.
 * @cancel: end a submission that is queued, running or faulted, within a bounded time. Return: 0:
 *	CANCELLED follows unless the submission ends otherwise first; -ENOENT: it has ended. After
 *	another errno the client asks again. Never sleeps.
 * @idle: wait until no submission of this owner is queued or running. The client has returned from
 *	the last event of each by then. After the return no engine accesses memory for this owner:
 *	it gets back the pages that its page tables name. So this cannot fail. Before, the
 *	client asks each submission to preempt, and cancels those that do not. After
 *	PGPU_IDLE_MAX_MS the pGPU takes the rest from its engine by other means and reports LOST for
 *	it. It resets the engine, or takes the memory or the life of the process that implements the
 *	engine. May sleep for PGPU_IDLE_MAX_MS, and then until the engine no longer accesses the
 *	memory.
 * @invalidate: forget all cached translations of an owner. Each of its accesses that starts after
 *	the return uses new translations. Translations of other owners may be forgotten, too. Never
 *	sleeps.
 * @map: enter @n host frames into the map; @bus gets their addresses. Frames of one aligned block
 *	of 512 pages (2 MiB) get addresses of one aligned block, if there is room. Each has its own
 *	place in the block. So large page-table entries can map contiguous memory. Clients must not
 *	rely on such places. Return: 0; -ENOMEM: no memory; -ENOSPC: the map is full; -ENODEV: the
 *	pGPU is lost; on error no frame is entered. May sleep.
 * @unmap: remove @n pages from the map. No engine uses them any more. May sleep.
 * @page_alloc: allocate a zeroed page for shadows and enter it into the map; @cpu gets its address
 *	here. Return: 0; -ENOMEM: no memory; -ENOSPC: the map is full; -ENODEV: the pGPU is lost.
 *	May sleep.
 * @page_free: remove and free @n pages of page_alloc(); @cpu and @bus are arrays of @n. One call
 *	for many pages disturbs other owners once. May sleep.
 * @owner_add: make an owner known, before its first submission. @first and @pages say which GGTT
 *	entries are its part. All are absent. Return: 0; -EINVAL: the owner is 0, or an entry is not
 *	the client's; -EEXIST: the owner is known; -ENOMEM: no memory; -ENODEV: the pGPU is lost.
 *	May sleep.
 * @owner_del: forget an owner that owner_add has added. None of its work is queued or running. Its
 *	entries become absent. The client calls invalidate before it gives the entries to another
 *	owner. May sleep.
 * @ggtt_write: point @n GGTT entries of an owner, from @index on, at the pages @bus, an array of
 *	@n; 0: absent. All lie in the owner's part. Accesses that start after the return use an
 *	entry that was absent before. For one that was present, the client calls invalidate.
 *	Clients write the entries of an owner one after the other. So this cannot fail. Never
 *	sleeps.
 * @query_progress: read the position of a submission that the engine works on, without disturbing
 *	it. Fields may be of slightly different moments. Return: 0; -ENOENT: the engine works on
 *	another. Never sleeps.
 * @reg_read: read a live register of an engine, such as a timestamp, by its MMIO offset. A
 *	timestamp is that of the pGPU, without &pgpu_submission.clock_offset. Return: 0; -EINVAL:
 *	there is no such register. Never sleeps.
 * @switch_regs: set the registers outside the context image, from the next submission to this
 *	engine on. @pairs holds @n pairs of offset and value; all other registers become 0. The
 *	values stay until the next call. Return: 0; -ENOSPC: there are too many pairs. Never sleeps.
 * @golden: copy page @page of the image with which a context of @engine begins to @cpu, a page.
 *	Page 1 has the registers; @page is 2 to &pgpu_caps.context_pages. An engine whose images
 *	have one page is never asked. Never sleeps.
 * @notify_stores: NULL: not supported. Else turn &pgpu_client_ops.store_barrier on or off for an
 *	owner. While on, the pGPU asks the client before each command of this owner that reveals
 *	earlier stores to the guest. At the return, stores that earlier commands revealed are in
 *	memory. A fault and the end of a submission do not ask: before the client reports these to
 *	the guest, it handles what was stored itself. Return: 0; -ENOSPC: too many owners are on.
 *	Never sleeps.
 * @record_stores: NULL: not supported. Else record which pages of the map an owner's work stores
 *	to, or no longer. The client turns it on and off in turn, and off before owner_del. Stores
 *	that begin after the return are recorded. May sleep, with @on for a slice of each engine.
 * @take_stores: with @record_stores: return which of @n pages at @bus, at most PGPU_TAKE_STORES,
 *	were stored to: bit i says it of page i. The pGPU forgets it. It may name pages that were
 *	not stored to, but not leave one out. Some of these stores may not be in memory yet:
 *	see @finish_stores. Work of the owner may go on. May sleep, not for engines.
 * @finish_stores: with @record_stores: wait until all stores that @take_stores has told of are in
 *	memory. A store that is in memory later is recorded anew. May sleep for a slice of each
 *	engine.
 * @process: NULL: no process executes commands. Else describe the process that executes commands of
 *	an owner. The caller has zeroed the description. May sleep.
 * @draws: NULL: yes. Else tell whether commands of the 3D and GPGPU pipelines are executed. If not,
 *	they have no effect. It may change at any time. Never sleeps.
 */
struct pgpu_ops {
	int (*open)(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client);
	void (*close)(struct pgpu *pgpu);
	int (*submit)(struct pgpu *pgpu, const struct pgpu_submission *submission);
	int (*preempt)(struct pgpu *pgpu, u32 engine, u64 cookie);
	int (*cancel)(struct pgpu *pgpu, u32 engine, u64 cookie);
	void (*idle)(struct pgpu *pgpu, u64 owner);
	void (*invalidate)(struct pgpu *pgpu, u64 owner);
	int (*map)(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus);
	void (*unmap)(struct pgpu *pgpu, const u64 *bus, u32 n);
	int (*page_alloc)(struct pgpu *pgpu, void **cpu, u64 *bus);
	void (*page_free)(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n);
	int (*owner_add)(struct pgpu *pgpu, u64 owner, u32 first, u32 pages);
	void (*owner_del)(struct pgpu *pgpu, u64 owner);
	void (*ggtt_write)(struct pgpu *pgpu, u64 owner, u32 index, const u64 *bus, u32 n);
	int (*query_progress)(struct pgpu *pgpu, u32 engine, u64 cookie,
			      struct pgpu_progress *progress);
	int (*reg_read)(struct pgpu *pgpu, u32 offset, u32 *value);
	int (*switch_regs)(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n);
	void (*golden)(struct pgpu *pgpu, u32 engine, u32 page, void *cpu);
	int (*notify_stores)(struct pgpu *pgpu, u64 owner, bool on);
	void (*record_stores)(struct pgpu *pgpu, u64 owner, bool on);
	u64 (*take_stores)(struct pgpu *pgpu, u64 owner, const u64 *bus, u32 n);
	void (*finish_stores)(struct pgpu *pgpu, u64 owner);
	void (*process)(struct pgpu *pgpu, u64 owner, struct pgpu_process *process);
	bool (*draws)(struct pgpu *pgpu);
};

/**
 * struct pgpu - The handle of a pGPU; embedded by the implementation.
 * @ops: its operations
 * @caps: its capabilities
 */
struct pgpu {
	const struct pgpu_ops *ops;
	const struct pgpu_caps *caps;
};

/**
 * pgpu_page_free() - Free one page by &pgpu_ops.page_free.
 * @pgpu: the pGPU
 * @cpu: address of the page here, from &pgpu_ops.page_alloc; not valid any more at the return
 * @bus: bus address of the page; no engine uses it any more
 *
 * For many pages, one call of &pgpu_ops.page_free disturbs other owners less.
 *
 * Context: process context, no spinlock held; mutexes such as shadow_lock may be held. The software
 * GPU takes its &sgpu_bus.lock. May sleep, not for engines.
 */
static inline void pgpu_page_free(struct pgpu *pgpu, void *cpu, u64 bus)
{
	pgpu->ops->page_free(pgpu, &cpu, &bus, 1);
}

#endif
