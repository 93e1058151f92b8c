/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core needs of its front end: the kernel module, the vfio-user server,
 * the mini-guest and the fuzzers each implement these ops. Any op that returns an int may
 * fail at any time, in one of the classes below.
 */
#ifndef FACET_HOST_H
#define FACET_HOST_H

#include "port.h"

struct facet_sched_stats;

/*
 * Results
 *
 * An op that returns an int answers in one of three classes. The front end translates what its
 * system says to them; the core does not guess.
 *
 * Done (0): the op had its whole effect.
 *
 * Later (FACET_HOST_RETRY): the memory is away for the moment. The VMM has unmapped the range a
 * moment ago, a keepout (mediator/unmap_quarantine.h) covers it, or all of its pages have answered before
 * (mediator/mapped_pages.h) and one is not mapped any more. No state has changed: no page is
 * pinned, watched or followed by the call. A read leaves its buffer undefined. A write may have
 * stored some of its bytes; the same write again is safe. No op waits for such memory. The core
 * asks again with a pace, for up to FACET_RETRY_MAX_NS from the first such answer on
 * (mediator/retry.h), and tells the guest nothing meanwhile. All pages of one submission share one
 * wait, and so do all pages of work that was put aside. For a range that is not kept out, a front
 * end gives this answer for FACET_UNMAP_HISTORY_NS behind a dma_unmap at most, and for 2 FACET_UNMAP_HISTORY_NS where
 * ranges were merged (mediator/unmap_history.h).
 *
 * Gone (any other errno): the op will fail again until the guest or the VMM changes something. No
 * state has changed, but that a write may have stored some of its bytes.
 *
 * An op on several pages may answer gone, though one of the pages by itself answers later: a front
 * end that is not told of each unmap knows no better. So the core does such an op again for each
 * page before it believes the answer.
 *
 * | op           | later                       | gone                                           |
 * |--------------|-----------------------------|------------------------------------------------|
 * | read, write  | a page was taken away       | -EFAULT and others: a page is no memory        |
 * | pin          | the same; a keepout; whoever| -EFAULT and others: a page is no memory;       |
 * |              | unmaps waits for the caller | -ENOMEM: a limit is reached, for all pages     |
 * | track, follow| never                       | -EOPNOTSUPP: for all pages; others: this page  |
 */
#define FACET_HOST_RETRY	(-EAGAIN)

/*
 * Write tracking
 *
 * is one-shot: the first write of a vCPU to a watched page is reported by
 * facet_vgpu_page_written() (mediator/vgpu.h), and with that the page is watched
 * no more, until the core asks again. So a guest that fills a page table is
 * trapped once, not once for each entry.
 *
 * The core asks for a page before it reads what it wants to be told of. It asks once, and once more
 * after each report; it never asks for what it has asked for and had no report of. What is refused
 * counts as not asked for. It turns off once, when it needs the page no more, be it reported
 * meanwhile or not; a page whose memory is gone by then, too. A front end may forget all of it when
 * the vGPU is destroyed.
 *
 * From the return of track(gfn, true) on, a write of a vCPU leads to facet_vgpu_page_written()
 * after it has reached memory and before that vCPU goes on. The front end has one lock of its own,
 * and holds it all through track(), and in a report first over facet_vgpu_page_written() and then,
 * without letting go, over taking its protection off the page. Thus what is not protected any more
 * has been reported, and a report does not take away what was asked for after it. That lock may be
 * a mutex.
 *
 * Memory that goes away (KVM: track_remove_region) is reported as if all of it
 * had been written, and watched no more. Writes of engines are the core's own
 * concern; writes by the VMM itself need no report.
 */

/*
 * Following
 *
 * is for the views of a fenced aperture (mediator/detiled.h): every write of a vCPU to a followed
 * page is reported by facet_aperture_written(), with its data, after it has reached memory and
 * before that vCPU goes on, from the return of follow(gfn, true) until follow(gfn, false). The
 * report is made with no lock of the front end held, may sleep, and takes mmio_lock. If it answers
 * FACET_HOST_RETRY, a part of the write is in no guest page. The front end reports the write again
 * (@again), with a pace and for a bounded time. Then it gives up, and the write is lost. Writes to
 * what is a page of BAR2 under a fence are reported in any case, if the front end learns of them
 * (facet_aperture_covers()). Calls pair and count: a view may be made of what is BAR2 itself, whose
 * page is followed for the view's own sake as well. Memory that goes away is followed no more;
 * facet_aperture_memory_removed() says so.
 */

/**
 * struct facet_host_ops - The front end of one vGPU. See "Results" above for what ops return.
 * @read: copy @len bytes of guest memory from guest-physical address @gpa.
 *	May sleep; called with no mediator lock but mmio_lock held.
 * @write: the same the other way.
 * @pin: keep @n guest pages (@gfns, not necessarily contiguous) in place for
 *	reading and writing, @frames[i] names page i (port.h). All or nothing.
 *	May sleep; called with no mediator lock held.
 * @unpin: let @n pages go. Never fails. May sleep; no mediator lock held.
 * @arm_write_notify: NULL, or with @on watch a guest page, else watch it no more: see
 *	"Write tracking" below. May sleep; called with no mediator lock held by the
 *	worker, and with mmio_lock at most by a reset and at the end. -EOPNOTSUPP:
 *	the VMM cannot, for any page (the core asks no more until a reset); another
 *	errno concerns this page alone. Turning off never fails: its result is not
 *	looked at.
 * @snoop_writes: NULL, or with @on report all writes of vCPUs to a guest page, else
 *	no more: see "Following" above. May sleep; called with mmio_lock at most and the
 *	lock of views held. -EOPNOTSUPP: the VMM cannot. Turning off never fails.
 * @set_irq: level of the vGPU's interrupt line. The front end turns a rise into an MSI when the
 *	guest enabled that. Atomic context, vgpu->dev.lock held: of the core it may ask
 *	facet_config_msi_enabled() and facet_config_intx_disabled().
 * @zap_aperture: drop mappings that the front end made of this range of BAR2 (bytes); in force at
 *	return. May sleep; at most mmio_lock held.
 * @zap_entries: drop mappings that the front end made of this range of BAR0 (bytes;
 *	mediator/ggtt_map.h); in force at return. NULL where it makes none. May sleep; mmio_lock and
 *	a leaf lock held.
 * @now_ns: monotonic time. Any context.
 * @arm_timer: call facet_vgpu_timer() once at @deadline_ns; replaces an
 *	earlier deadline; ~0ull disarms. Atomic context, vgpu->dev.lock held: it must
 *	not call the core, nor wait for a facet_vgpu_timer() that runs.
 * @drop_detiled: NULL where there is no @snoop_writes; call facet_detiled_finish_barriers() soon, from a thread that
 *	is neither an engine's nor the vGPU's worker. Atomic context; several may become one call.
 * @kick: run facet_vgpu_work() on the vGPU's worker soon. Any context;
 *	several kicks may become one run.
 */
struct facet_host_ops {
	int (*read)(void *host, u64 gpa, void *buf, size_t len);
	int (*write)(void *host, u64 gpa, const void *buf, size_t len);
	int (*pin)(void *host, const u64 *gfns, u32 n, u64 *frames);
	void (*unpin)(void *host, const u64 *gfns, u32 n);
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

/** enum facet_sched_event - What can be followed of the scheduler. */
enum facet_sched_event {
	FACET_SCHED_SUBMIT,	/* a piece of work waits */
	FACET_SCHED_START,	/* @ns: it has waited */
	FACET_SCHED_PREEMPT,	/* it was put aside; @ns: it has run */
	FACET_SCHED_COMPLETE,	/* it has ended, well or not; @ns: it has run */
	FACET_SCHED_HANG,	/* it is ended, since it does not give way; @ns: it has run */
	FACET_SCHED_RESET,	/* the guest has reset the engine */
};

/**
 * struct facet_sched_trace - Something that happened to a vGPU's work.
 * @event: enum facet_sched_event
 * @engine: enum pgpu_engine
 * @stats: where its statistics are kept: this says whose it is
 * @context: GGTT address of the shadow context; 0: of none
 * @ns: a time
 */
struct facet_sched_trace {
	enum facet_sched_event event;
	u32 engine;
	const struct facet_sched_stats *stats;
	u32 context;
	u64 ns;
};

/**
 * struct facet_gpu_host_ops - The front end of one pGPU (for its scheduler).
 * @now_ns: monotonic time. Any context.
 * @arm_timer: call facet_gpu_timer() once at @deadline_ns; ~0ull disarms.
 *	Atomic context.
 * @trace: NULL, or is told of each event. Atomic context, the scheduler's lock held: it calls
 *	nothing of the core.
 */
struct facet_gpu_host_ops {
	u64 (*now_ns)(void *host);
	void (*arm_timer)(void *host, u64 deadline_ns);
	void (*trace)(void *host, const struct facet_sched_trace *trace);
};

#endif
