/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workloads: a guest's submission on its way through an engine. The worker copies the guest's
 * commands once and audits the copy. The copy lies in the host window, and an engine runs it.
 */
#ifndef FACET_WORKLOAD_H
#define FACET_WORKLOAD_H

#include "port.h"
#include "mediator/audit/audit.h"
#include "mediator/ggtt/alias.h"
#include "mediator/sched.h"

struct facet_buffer;
struct facet_context;
struct facet_engine;
struct facet_ppgtt_root;
struct facet_vgpu;

/**
 * struct facet_position - The position of a workload, in addresses of the guest.
 * @head: offset in the guest's ring in bytes
 * @ipehr: first dword of the command
 * @acthd: address of the command
 * @place: enum pgpu_place of @acthd
 * @waiting: the engine waits for a semaphore
 * @timestamp: the context's timestamp in ticks; 0: only the context image has it
 */
struct facet_position {
	u32 head;
	u32 ipehr;
	u64 acthd;
	u32 place;
	bool waiting;
	u32 timestamp;
};

/**
 * struct facet_fault - The error of a workload, as the guest's error registers show it.
 * @error: 0: no error; else a negative errno, for people
 * @at: position of the command that met the error
 * @address: the address that did not translate, if @page is set
 * @page: the error is a page fault
 */
struct facet_fault {
	int error;
	struct facet_position at;
	u64 address;
	bool page;
};

#define FACET_RING_ALIGN	8u	/* bytes: RING_TAIL is a multiple of it */

/**
 * struct facet_workload - A piece of a guest's ring, on its way through an engine.
 * @list: on &facet_engine.live (&facet_device.lock)
 * @job: the scheduler's part, with the submission
 * @vgpu: the vGPU
 * @engine: its engine
 * @context: the shadow context, with this workload counted as a user; NULL: none yet
 * @root: a counted reference to the shadow page tables; NULL: none yet
 * @buffer: the audited copy: the shadow ring first, copied batches behind it; NULL: none yet
 * @epoch: &facet_engine.epoch at the build; a workload of an older epoch is dropped
 * @seq: sequence number, in the order of queueing; 0: not queued
 * @desc: the guest's context descriptor
 * @pml4: guest-physical address of the root of the guest's page tables
 * @generation: facet_pins_generation() before the page tables were brought up to date
 * @ring: GGTT address of the guest's ring
 * @ring_size: size of the guest's ring in bytes
 * @head: offset in the guest's ring at which the piece begins, in bytes
 * @tail: offset in the guest's ring at which it ends, in bytes
 * @end: offset in the guest's ring at which the submission ends, in bytes, at the build: beyond
 *	@tail if the copy had no room for more. Equal to @tail once the worker has queued the rest
 *	(worker, and &facet_device.lock to change it)
 * @base: offset in the guest's ring that offset 0 of the shadow ring stands for, in bytes
 * @segments: where the copied commands came from, for error reports; segment 0 is the ring
 * @n_segments: number of segments
 * @patches: jumps between segments
 * @n_patches: number of patches
 * @aliases: slots that the copy names
 * @operands: GGTT operands of the copy
 * @build_ns: duration of the build in nanoseconds
 * @begun: an engine has begun it (&facet_device.lock)
 * @uncharged: the worker drops it because guest memory is unavailable; its build costs the guest
 *	nothing (worker)
 * @no_retry: the wait for pages that its page tables name is over; they are absent. Valid until the
 *	workload is queued (worker)
 * @ended: the scheduler is done with the job (&facet_device.lock)
 * @superseded: another execlist has replaced its execlist; it ends unreported (&facet_device.lock)
 * @fault: the error that stopped it (&facet_device.lock)
 */
struct facet_workload {
	struct list_head list;
	struct facet_sched_job job;
	struct facet_vgpu *vgpu;
	struct facet_engine *engine;
	struct facet_context *context;
	struct facet_ppgtt_root *root;
	struct facet_buffer *buffer;
	u64 epoch;
	u64 seq;
	u64 desc;
	u64 pml4;
	u64 generation;
	u32 ring;
	u32 ring_size;
	u32 head;
	u32 tail;
	u32 base;
	u32 end;
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 n_segments;
	struct facet_audit_patch patches[FACET_AUDIT_SEGMENTS];
	u32 n_patches;
	struct facet_alias_set aliases;
	struct facet_audit_operands operands;
	u64 build_ns;
	bool begun;
	bool uncharged;
	bool no_retry;
	bool ended;
	bool superseded;
	struct facet_fault fault;
};

/**
 * facet_workload_has_rest() - Tell whether a submission goes on behind a workload.
 * @workload: the workload
 *
 * Only the last workload of its context counts: a later one has the rest, or begins there
 * (facet_live_list_cut()).
 *
 * Context: the worker, or &facet_device.lock held; takes no lock; does not sleep.
 * Return: true: if this is the last one, the worker has to build the rest; false: it has not.
 */
static inline bool facet_workload_has_rest(const struct facet_workload *workload)
{
	return workload->end != workload->tail;
}

/*
 * Price for one time that engines of all vGPUs forget translations, in nanoseconds of each engine.
 * It is an estimate: each engine walks page tables again for some hundred pages.
 */
#define FACET_INVALIDATION_NS		20000ull
#define FACET_INVALIDATIONS_PAID	500u	/* most that one build pays for: 10 ms */

/**
 * facet_workload_build() - Copy, audit and shadow the commands that a context has to run.
 * @vgpu: the vGPU
 * @engine: the engine that runs them
 * @desc: the guest's context descriptor
 * @after: the last workload of the same context that is not retired; NULL: none. The new workload
 *	begins at its tail, else at RING_HEAD of the guest's image
 * @rest: true: build what the ring has up to the end of the submission of @after, which was cut;
 *	false: up to RING_TAIL of the guest's image
 * @no_retry: true: leave out pages that page tables name and that are unavailable, since the wait
 *	for them is over
 * @out: gets the workload; NULL: after an error, or if nothing is to run behind @after
 *
 * An error of the submission is no error of this function. The workload has it in @fault, and the
 * engine never runs it. With FACET_HOST_RETRY in @fault guest memory is unavailable for the moment:
 * the caller frees the workload, and builds it again.
 *
 * The virtual time of each of this vGPU's engines pays FACET_INVALIDATION_NS for each time that the
 * vGPU has made engines forget translations since the last build (facet_ggtt_invalidations(),
 * facet_pins_finishes()). A build pays for FACET_INVALIDATIONS_PAID of them at most.
 *
 * Context: worker; no lock held. Takes shadow_lock, and in it or alone &facet_device.lock,
 * &facet_ppgtt.notify_lock and the locks of the pGPU's ops. May sleep for memory, for the mutex,
 * and with no lock held for guest memory in read, pin, unpin and arm_write_notify. If the vGPU
 * pays, or if the build was cancelled, takes &facet_sched.lock (facet_sched_charge(),
 * facet_workload_free()).
 * Return: 0; -ENOMEM: no memory for the workload itself; -ECANCELED: a reset of the engine or a
 * stop that drops all work came in between, and the guest gets no report.
 */
int facet_workload_build(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
			 const struct facet_workload *after, bool rest, bool no_retry,
			 struct facet_workload **out);

/**
 * facet_workload_rebuild() - Build a workload from a saved copy, without page tables.
 * @workload: a new workload; its @engine and @desc are set
 * @image: register state (page 1), 1024 dwords, that names ring, head, tail and page tables
 * @context: saved state of the context, 1024 dwords; NULL: the context has users already
 *
 * The function reads the commands through &facet_execlists.replay, and audits them again.
 *
 * Context: a restore, in place of the worker; no lock held but mmio_lock. Takes shadow_lock and the
 * locks of the pGPU's ops; may sleep for memory and the mutex.
 * Return: 0; -EINVAL: the values contradict each other; -ENODEV: the pGPU has no such engine;
 * -EPERM: a range is not the guest's, or the audit refuses a command; -EOPNOTSUPP: the audit
 * refuses a user batch on this engine; -E2BIG: the ring or a batch is too long; -EFAULT: the saved
 * copies do not have what the commands name; -ENOMEM: no memory; -ENOSPC: the host window has no
 * room. After an error the caller frees the workload.
 */
int facet_workload_rebuild(struct facet_workload *workload, const u32 *image, const u32 *context);

/**
 * facet_workload_attach_tables() - Shadow the page tables of a workload, so that it may run.
 * @workload: a workload whose commands are built
 *
 * If a cap is reached, the function gives up the display's views, slots without holders and the
 * shadows of idle roots, and tries once more. On success @workload->root has a reference, and the
 * submission names the owner and the root, and has the offset of the vGPU's clock.
 *
 * Context: worker; no lock held. Takes shadow_lock, and in it or alone &facet_device.lock,
 * &facet_ppgtt.notify_lock and the locks of the pGPU's ops. May sleep for memory, for the mutex,
 * and with no lock held for guest memory in pin, unpin and arm_write_notify.
 * Return: 0; FACET_HOST_RETRY: memory that the page tables name is unavailable for the moment, and
 * @workload->no_retry is not set; -ENOSPC: the cap of shadow pages or pins is reached; -ENOMEM: no
 * memory, or the front end has met a limit; -EFAULT: the guest's PML4 cannot be pinned, or its
 * address is not valid; -ECANCELED: facet_progress_cancelled(). After an error @workload->root is
 * NULL.
 */
int facet_workload_attach_tables(struct facet_workload *workload);

/**
 * facet_workload_base() - Compute &facet_workload.base of a piece.
 * @head: offset in the guest's ring at which the piece begins, in bytes
 *
 * Context: any; takes no lock; does not sleep.
 * Return: @head, rounded down to 8 bytes.
 */
u32 facet_workload_base(u32 head);

/**
 * facet_workload_bytes() - Compute the length of a piece, from its base to its tail.
 * @head: offset in the guest's ring at which the piece begins, in bytes, less than @ring_size
 * @tail: offset in the guest's ring at which it ends, in bytes, less than @ring_size
 * @ring_size: size of the guest's ring in bytes
 *
 * If @tail is less than @head, the piece goes around the end of the ring.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the length in bytes.
 */
u32 facet_workload_bytes(u32 head, u32 tail, u32 ring_size);

/**
 * facet_workload_new() - Allocate a workload.
 * @vgpu: the vGPU
 * @engine: the engine that is to run it
 * @desc: the guest's context descriptor
 *
 * Context: worker, or a restore in its place; takes no lock; may sleep.
 * Return: the workload, on no list, its other fields zero; NULL: no memory.
 */
struct facet_workload *facet_workload_new(struct facet_vgpu *vgpu, struct facet_engine *engine,
					  u64 desc);

/**
 * facet_workload_resync() - Bring the page tables of a workload up to date after a dma_unmap.
 * @workload: a workload that is built; without @root the function syncs the GGTT alone
 *
 * On success @workload->generation is that of the pins before the sync. The workload keeps @root
 * after an error, too.
 *
 * Context: worker; no lock held. Takes shadow_lock, and in it or alone &facet_device.lock,
 * &facet_ppgtt.notify_lock and the locks of the pGPU's ops. May sleep for memory, for the mutex,
 * and with no lock held for guest memory in pin, unpin and arm_write_notify.
 * Return: 0; FACET_HOST_RETRY: memory that the page tables name is unavailable for the moment, and
 * @workload->no_retry is not set; -ENOSPC: the cap of shadow pages or pins is reached; -ENOMEM: no
 * memory, or the front end has met a limit; -EFAULT: the guest's PML4 cannot be pinned; -ECANCELED:
 * facet_progress_cancelled().
 */
int facet_workload_resync(struct facet_workload *workload);

/**
 * facet_workload_free() - Free a workload that is on no list and in no engine.
 * @workload: the workload
 *
 * A workload that was built and never began wasted its build: it uses up one of
 * &facet_engine.free_builds. If none is left, the vGPU's virtual time pays for the build, unless
 * it has paid before.
 *
 * Context: worker, or in its place while the worker is out; no lock held but mmio_lock. Takes
 * shadow_lock, the locks of the pGPU's ops, and &facet_sched.lock. In the last one, ops take the
 * locks of the pGPU's ops and leaf locks of the front end (kick, &facet_gpu_host_ops.arm_timer).
 * May sleep for the mutex and to free memory.
 */
void facet_workload_free(struct facet_workload *workload);

/**
 * facet_workload_query_position() - Query the position of a workload that was queued.
 * @workload: a workload whose job was queued (@workload->seq is not 0)
 * @position: gets the position: the present one while an engine runs the workload, else the last
 *	known one. Before the workload has begun: @head and @acthd of the first command of its
 *	piece, and 0 in the other fields
 *
 * Context: &facet_device.lock held. Takes &facet_sched.lock, and in that the locks of the pGPU's
 * ops (&pgpu_ops.query_progress). Does not sleep.
 */
void facet_workload_query_position(struct facet_workload *workload,
				   struct facet_position *position);

/**
 * facet_workload_preempted_position() - Return the position of a preempted workload.
 * @workload: the workload
 * @position: gets the position at the preemption
 *
 * Context: the vGPU is paused, mmio_lock held; takes no lock; does not sleep.
 */
void facet_workload_preempted_position(const struct facet_workload *workload,
				       struct facet_position *position);

/**
 * facet_workload_set_preempted_position() - Set the position that registers show for a workload.
 * @workload: a workload that was rebuilt; the position holds until an engine resumes it
 * @position: any values: only the guest's registers show them, and no engine uses them
 *
 * Context: a restore, the vGPU is paused, mmio_lock held; takes no lock; does not sleep.
 */
void facet_workload_set_preempted_position(struct facet_workload *workload,
					   const struct facet_position *position);

/**
 * facet_workload_set_fault() - Record the error that ended or stopped a workload.
 * @workload: the workload
 * @event: the pGPU's event: PGPU_EV_FAULT, or an end that is not PGPU_EV_COMPLETE
 *
 * The error is -EFAULT for PGPU_EV_FAULT, else -EIO. The function translates the event's addresses
 * to the guest's. An end without a fault has the last known position.
 *
 * Context: event of the pGPU, atomic; &facet_device.lock held. Takes &facet_sched.lock, and in that
 * the locks of the pGPU's ops (&pgpu_ops.query_progress). Does not sleep.
 */
void facet_workload_set_fault(struct facet_workload *workload, const struct pgpu_event *event);

#endif
