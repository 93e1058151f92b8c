/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ops that the core needs of its front end. The kernel module, the vfio-user server, the
 * mini-guest and the fuzzers each implement them. Any op that returns an int may fail at any time,
 * with one of the results below.
 */
#ifndef FACET_HOST_H
#define FACET_HOST_H

#include "port.h"

struct facet_sched_stats;

/*
 * Results
 *
 * An op that returns an int has one of three results. The front end translates what its system
 * reports to them. The core does not guess.
 *
 * Done (0): the op had its whole effect.
 *
 * Retry (FACET_HOST_RETRY): the memory is unavailable for the moment. This has three causes:
 * - The VMM has unmapped the range a moment ago (mediator/unmap_history.h).
 * - The range is in quarantine (mediator/unmap_quarantine.h).
 * - All of its pages were mapped before (mediator/mapped_pages.h), and one is not mapped any more.
 * The call has pinned, armed or snooped no page. A read leaves its buffer undefined. A write may
 * have stored some of its bytes; the same write again is safe. No op waits for such memory.
 *
 * The core asks again every FACET_RETRY_INTERVAL_NS, for up to FACET_RETRY_MAX_NS from the first
 * such result on (mediator/retry.h). It reports nothing to the guest meanwhile. All pages of one
 * submission share one wait, and so do all pages of preempted work.
 *
 * Without quarantine, a front end gives this result for at most FACET_UNMAP_HISTORY_NS after a
 * dma_unmap. If ranges were merged, it is 2 FACET_UNMAP_HISTORY_NS (mediator/unmap_history.h).
 *
 * Failed (any other errno): the op will fail again until the guest or the VMM changes something. No
 * state has changed, but a write may have stored some of its bytes.
 *
 * An op on several pages may fail, though one of the pages alone would give the result retry. A
 * front end that gets no notice of each unmap knows no better. So the core repeats such an op for
 * each page before it believes the failure (mediator/host_copy.h for read and write).
 *
 * | op               | retry                 | failed                                            |
 * |------------------|-----------------------|---------------------------------------------------|
 * | read, write      | a page was unmapped   | -EFAULT and others: a page is no memory           |
 * | pin              | the same; quarantine; | -EFAULT and others: a page is no memory;          |
 * |                  | a dma_unmap waits for | -ENOMEM: a limit is reached, for all pages        |
 * |                  | the caller            |                                                   |
 * | arm_write_notify,| never                 | -EOPNOTSUPP: for all pages; others: this page     |
 * | snoop_writes     |                       |                                                   |
 */
#define FACET_HOST_RETRY	(-EAGAIN)

/*
 * Write tracking
 *
 * Write tracking is one-shot. The front end reports the first write of a vCPU to an armed page by
 * facet_vgpu_page_written() (mediator/vgpu.h). The report disarms the page, until the core asks
 * again. So a guest that fills a page table is trapped once, not once for each entry.
 *
 * The core asks for a page before it reads the contents whose changes it needs. It asks once, and
 * once more after each report. It never asks for a page that is armed already. A refused page
 * counts as not asked for. The core disarms a page once, when it needs the page no more. It does so
 * even if the page was reported meanwhile, or if its memory is gone by then. A front end
 * may forget all of it when the vGPU is destroyed.
 *
 * From the return of arm_write_notify(gfn, true) on, a write of a vCPU leads to
 * facet_vgpu_page_written(): after the write has reached memory, and before that vCPU goes on. The
 * front end has one lock of its own for this. It holds the lock all through arm_write_notify(). In
 * a report it holds the lock first over facet_vgpu_page_written(). Without dropping the lock, it
 * then takes its protection off the page. So each page without protection has been reported, and a
 * report does not undo a later request. That lock may be a mutex.
 *
 * The front end reports memory that goes away (KVM: track_remove_region) as if all of it had been
 * written, and disarms it. Writes of engines are the core's own concern. Writes by the VMM
 * itself need no report.
 */

/*
 * Snooping writes
 *
 * Snooping serves the detiled pages of a fenced aperture (mediator/detiled.h). The front end
 * reports every write of a vCPU to a snooped page by facet_aperture_written(), with its data. It
 * does so after the write has reached memory, and before that vCPU goes on. That holds from the
 * return of snoop_writes(gfn, true) until snoop_writes(gfn, false).
 *
 * The front end holds no lock of its own during the report, which may sleep and takes mmio_lock. If
 * the result is FACET_HOST_RETRY, a part of the write is in no guest page. The front end reports
 * the write again, at intervals and for a bounded time. Then it gives up, and the write is
 * lost. It reports writes to a page of BAR2 under a fence in any case, if it learns of them
 * (facet_aperture_covers()).
 *
 * Calls pair and count. A detiled page may be made of BAR2 itself: then the same page is snooped
 * twice. Memory that goes away is snooped no more: facet_aperture_memory_removed() reports it.
 */

/**
 * struct facet_host_ops - The front end of one vGPU. See "Results" above for the results of ops.
 *
 * The front end calls model/migration.h with &facet_migration.lock outside of all that the core
 * takes. So an op that may sleep may be called with that lock, too.
 *
 * @read: copy @len bytes of guest memory from guest-physical address @gpa. May sleep; called with
 *	no lock of the core held but mmio_lock or &facet_virtio_pci.pass
 * @write: copy @len bytes to guest memory at guest-physical address @gpa. Context as @read
 * @may_copy: tell whether the calling thread can copy guest memory, for work that the worker can do
 *	later as well. NULL: each thread can. Never sleeps; context as @read
 * @pin: keep @n guest pages (@gfns, not necessarily contiguous) in place for reading and writing;
 *	@frames[i] names page i (port.h). All or nothing. May sleep; called with no lock of
 *	the core held but &facet_virtio_pci.pass
 * @unpin: unpin @n guest pages. Never fails. May sleep; context as @pin
 * @wrote: note that an engine, or the core itself, may have written a guest page by a pin. The core
 *	calls this after the write, and before it unpins the page. It calls this for engines only
 *	between &facet_model.record_writes with on and off. NULL: the front end keeps no record.
 *	Does not sleep; called with shadow_lock or &facet_virtio_pci.pass held
 * @arm_write_notify: with @on arm a guest page, else disarm it: see "Write tracking"
 *	above. NULL: the front end cannot. May sleep. The worker calls this with no mediator lock
 *	held; a reset and the end of the vGPU call this with mmio_lock at most. -EOPNOTSUPP: the VMM
 *	cannot arm any page, and the core asks no more until a reset; another errno concerns this
 *	page alone. Turning off never fails: the core ignores its result
 * @snoop_writes: with @on report all writes of vCPUs to a guest page, else no more: see "Snooping
 *	writes" above. NULL: the front end cannot. May sleep; called with &facet_detiled.lock held,
 *	and mmio_lock at most. -EOPNOTSUPP: the VMM cannot. Turning off never fails
 * @set_irq: set the level of the vGPU's interrupt line. The front end turns a rise into an MSI if
 *	the guest has enabled that. Atomic context, &facet_device.lock held: of the core it may call
 *	facet_config_msi_enabled() and facet_config_intx_disabled()
 * @zap_aperture: drop mappings that the front end has made of this range of BAR2 in bytes; in force
 *	at the return. May sleep; called with mmio_lock and &facet_detiled.lock at most
 * @zap_entries: drop mappings that the front end has made of this range of BAR0 in bytes
 *	(mediator/ggtt_map.h); in force at the return. NULL: it makes none. May sleep; called with
 *	mmio_lock and &ggtt_map.lock held
 * @now_ns: return monotonic time in nanoseconds. Any context
 * @arm_timer: call facet_vgpu_timer() once at @deadline_ns; replaces an earlier deadline; ~0ull
 *	disarms. Atomic context, &facet_device.lock held but for the last call, at the end of the
 *	vGPU: the op neither calls the core nor waits for a facet_vgpu_timer() that runs
 * @drop_detiled: call facet_detiled_finish_barriers() soon, from a thread that is neither an
 *	engine's nor the vGPU's worker. NULL: there is no @snoop_writes. Atomic context; several may
 *	become one call
 * @kick: run facet_vgpu_work() on the vGPU's worker soon. Any context; several kicks may become one
 *	run
 */
struct facet_host_ops {
	int (*read)(void *host, u64 gpa, void *buf, size_t len);
	int (*write)(void *host, u64 gpa, const void *buf, size_t len);
	bool (*may_copy)(void *host);
	int (*pin)(void *host, const u64 *gfns, u32 n, u64 *frames);
	void (*unpin)(void *host, const u64 *gfns, u32 n);
	void (*wrote)(void *host, u64 gfn);
	int (*arm_write_notify)(void *host, u64 gfn, bool on);
	int (*snoop_writes)(void *host, u64 gfn, bool on);
	void (*set_irq)(void *host, bool level);
	void (*zap_aperture)(void *host, u64 offset, u64 len);
	void (*zap_entries)(void *host, u32 offset, u32 len);
	u64 (*now_ns)(void *host);
	void (*arm_timer)(void *host, u64 deadline_ns);
	void (*drop_detiled)(void *host);
	void (*kick)(void *host);
};

/**
 * enum facet_sched_event - Events of the scheduler for a trace.
 * @FACET_SCHED_SUBMIT: a job was queued
 * @FACET_SCHED_START: a job has started; @ns: time that it has waited
 * @FACET_SCHED_PREEMPT: a job was preempted; @ns: time that it has run
 * @FACET_SCHED_COMPLETE: a job has ended, with or without an error; @ns: time that it has run
 * @FACET_SCHED_HANG: a job is cancelled, since it does not give way; @ns: time that it has run
 * @FACET_SCHED_RESET: the guest has reset the engine
 */
enum facet_sched_event {
	FACET_SCHED_SUBMIT,
	FACET_SCHED_START,
	FACET_SCHED_PREEMPT,
	FACET_SCHED_COMPLETE,
	FACET_SCHED_HANG,
	FACET_SCHED_RESET,
};

/**
 * struct facet_sched_trace - Something that happened to a vGPU's work.
 * @event: enum facet_sched_event
 * @engine: enum pgpu_engine
 * @stats: memory of the entity's statistics: it identifies the vGPU
 * @context: GGTT address of the shadow context; 0: of none
 * @ns: a time in nanoseconds, see @event
 */
struct facet_sched_trace {
	enum facet_sched_event event;
	u32 engine;
	const struct facet_sched_stats *stats;
	u32 context;
	u64 ns;
};

/**
 * struct facet_gpu_host_ops - The front end of one pGPU, for its scheduler.
 * @now_ns: return monotonic time in nanoseconds. Any context
 * @arm_timer: call facet_gpu_timer() once at @deadline_ns; replaces an earlier deadline; ~0ull
 *	disarms. Atomic context, &facet_sched.lock held but for the last call
 * @trace: called for each event; NULL: not called. Atomic context, &facet_sched.lock held: it calls
 *	nothing of the core
 * @secret: fill in two random numbers that no guest and no VMM knows. They are the same
 *	for all pGPUs as long as the front end is loaded: a saved state has seals that a vGPU of
 *	any pGPU with them accepts (mediator/execlist/image_seal.h). NULL: each pGPU has its
 *	own. Any context
 */
struct facet_gpu_host_ops {
	u64 (*now_ns)(void *host);
	void (*arm_timer)(void *host, u64 deadline_ns);
	void (*trace)(void *host, const struct facet_sched_trace *trace);
	void (*secret)(void *host, u64 numbers[2]);
};

#endif
