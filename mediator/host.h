/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core needs of its face: the kernel module, the vfio-user server,
 * the mini-guest and the fuzzers each implement these ops. Any of them may
 * fail, at any time, and the core must cope.
 */
#ifndef FACET_HOST_H
#define FACET_HOST_H

#include "port.h"

/**
 * struct facet_host_ops - The face of one vGPU.
 * @read: copy @len bytes of guest memory from guest-physical address @gpa.
 *	May sleep; called with no mediator lock but mmio_lock held.
 * @write: the same the other way.
 * @pin: keep @n guest pages (@gfns, not necessarily contiguous) in place for
 *	reading and writing, @frames[i] names page i (port.h). All or nothing:
 *	0 or a negative errno. May sleep; called with no mediator lock held.
 * @unpin: let @n pages go. Never fails. May sleep; no mediator lock held.
 * @track: NULL, or ask to be told of writes to a guest page
 *	(facet_vgpu_page_written()); -EOPNOTSUPP where the VMM cannot.
 * @set_irq: level of the vGPU's interrupt line. The face turns a rise into an
 *	MSI when the guest enabled that. Atomic context, vgpu->lock held: of
 *	the core it may ask facet_vgpu_msi_enabled() and facet_vgpu_intx_disabled().
 * @zap_aperture: drop mappings that the face made of this range of BAR2
 *	(bytes); in force at return. May sleep; at most mmio_lock held.
 * @now_ns: monotonic time. Any context.
 * @arm_timer: call facet_vgpu_timer() once at @deadline_ns; replaces an
 *	earlier deadline; ~0ull disarms. Atomic context, vgpu->lock held: it must
 *	not call the core, nor wait for a facet_vgpu_timer() that runs.
 * @kick: run facet_vgpu_work() on the vGPU's worker soon. Any context;
 *	several kicks may become one run.
 */
struct facet_host_ops {
	int (*read)(void *host, u64 gpa, void *buf, size_t len);
	int (*write)(void *host, u64 gpa, const void *buf, size_t len);
	int (*pin)(void *host, const u64 *gfns, u32 n, u64 *frames);
	void (*unpin)(void *host, const u64 *gfns, u32 n);
	int (*track)(void *host, u64 gfn, bool on);
	void (*set_irq)(void *host, bool level);
	void (*zap_aperture)(void *host, u64 offset, u64 len);
	u64 (*now_ns)(void *host);
	void (*arm_timer)(void *host, u64 deadline_ns);
	void (*kick)(void *host);
};

/**
 * struct facet_gpu_host_ops - The face of one pGPU (for its scheduler).
 * @now_ns: monotonic time. Any context.
 * @arm_timer: call facet_gpu_timer() once at @deadline_ns; ~0ull disarms.
 *	Atomic context.
 */
struct facet_gpu_host_ops {
	u64 (*now_ns)(void *host);
	void (*arm_timer)(void *host, u64 deadline_ns);
};

#endif
