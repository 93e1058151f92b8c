/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workloads: what a guest's submission becomes. Commands are copied once and
 * audited; the copy, in the host window, is what an engine runs.
 */
#ifndef FACET_WORKLOAD_H
#define FACET_WORKLOAD_H

#include "port.h"
#include "mediator/audit/audit.h"
#include "mediator/sched.h"

struct facet_buffer;
struct facet_context;
struct facet_engine;
struct facet_ppgtt_root;
struct facet_vgpu;

/**
 * struct facet_position - Where a workload stands, as the guest knows places.
 * @head: in the guest's ring
 * @ipehr: first dword of the command
 * @acthd: its address
 * @place: enum pgpu_place, of @acthd
 * @waiting: for a semaphore
 * @timestamp: the context's; 0 where only its image has it
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
 * struct facet_fault - What a guest finds in its error registers.
 * @error: 0 for none; else a negative errno, for people
 * @at: the command
 * @address: that did not translate, if @page
 */
struct facet_fault {
	int error;
	struct facet_position at;
	u64 address;
	bool page;
};

/**
 * struct facet_workload - A piece of a guest's ring, on its way through an engine.
 * @list: on the engine's live list (vgpu->dev.lock)
 * @job: for the scheduler
 * @epoch: of the engine when it was built; older ones are dropped
 * @seq: its place in the order of starting, 0: not queued
 * @desc: the guest's context descriptor
 * @ring: GGTT address of the guest's ring
 * @ring_size: its size
 * @head: where the piece begins in the guest's ring
 * @tail: where it ends
 * @pml4: guest-physical address of its page tables
 * @generation: of the pins, before its page tables were brought up to date
 * @base: guest ring offset that the shadow ring's offset 0 stands for
 * @segments: where copied commands came from, for error reports
 * @patches: jumps between them
 * @build_ns: how long it took to build
 * @begun: an engine has begun it (vgpu->dev.lock)
 * @excused: it is dropped because guest memory is away: that is no waste of the guest's (worker)
 * @absent: what its page tables name and is away was waited for, until it is queued (worker)
 * @ended: the scheduler has let go of it (vgpu->dev.lock)
 * @superseded: its execlist was replaced: it ends unreported (vgpu->dev.lock)
 * @fault: what stopped it (vgpu->dev.lock)
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
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 n_segments;
	struct facet_audit_patch patches[FACET_AUDIT_SEGMENTS];
	u32 n_patches;
	u64 build_ns;
	bool begun;
	bool excused;
	bool absent;
	bool ended;
	bool superseded;
	struct facet_fault fault;
};

/**
 * facet_workload_build() - Copy, audit and shadow what a context is to run.
 * @desc: the guest's descriptor
 * @after: the last workload of the same context that has not ended, or NULL
 * @absent: pages that are away and that page tables name were waited for: they are absent
 *
 * Worker; no lock held; may sleep. Return: 0; -ENOMEM; -ECANCELED: the vGPU is
 * being drained, and the guest is told nothing. What the guest did wrong
 * is no error here: the workload carries it in @fault and is never queued. FACET_HOST_RETRY in
 * @fault: guest memory is away for the moment; the caller drops the workload and builds it anew.
 * *out is NULL if there is nothing to run behind @after.
 */
int facet_workload_build(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 desc,
			 const struct facet_workload *after, bool absent,
			 struct facet_workload **out);

/**
 * facet_workload_rebuild() - Build a workload from a saved copy; no page tables yet.
 * @workload: engine, desc, and the rest zero
 * @image: register state (page 1) that names ring, head, tail and page tables
 * @context: NULL: its context has users; else the context's state
 *
 * In place of the worker; no lock held but mmio_lock. Return: 0; else it is to be freed.
 */
int facet_workload_rebuild(struct facet_workload *workload, const u32 *image, const u32 *context);

/**
 * facet_workload_attach_tables() - Page tables for what was rebuilt: it may run. Worker; no lock held.
 * Return: as facet_ppgtt_sync(); FACET_HOST_RETRY: memory that they name is away for the moment.
 */
int facet_workload_attach_tables(struct facet_workload *workload);

/** facet_workload_base() - &facet_workload.base of a piece that begins at @head. */
u32 facet_workload_base(u32 head);

/** facet_workload_bytes() - Of a piece of a ring, from its base to @tail. All < @ring_size. */
u32 facet_workload_bytes(u32 head, u32 tail, u32 ring_size);

/** facet_workload_new() - An empty one; NULL: no memory. */
struct facet_workload *facet_workload_new(struct facet_vgpu *vgpu, struct facet_engine *engine,
					  u64 desc);

/**
 * facet_workload_resync() - Its page tables anew, after dma_unmap. Worker; no lock held.
 * Return: as facet_workload_attach_tables().
 */
int facet_workload_resync(struct facet_workload *workload);

/**
 * facet_workload_free() - Free a workload that is on no list and in no engine.
 * @workload: the workload. One that was built and has not begun uses up &facet_engine.free_builds;
 *	once that is used up, the vGPU pays for the time that the build took.
 *
 * Context: the worker, or none. No lock held.
 */
void facet_workload_free(struct facet_workload *workload);

/** facet_workload_query_position() - Where one that has not ended stands. vgpu->dev.lock held. */
void facet_workload_query_position(struct facet_workload *workload,
				   struct facet_position *position);

/** facet_workload_preempted_position() - Where one stands that was put aside. The vGPU is paused. */
void facet_workload_preempted_position(const struct facet_workload *workload,
				       struct facet_position *position);

/**
 * facet_workload_set_preempted_position() - Where one that was rebuilt stood, until it goes on.
 * @position: from anywhere: it is for the guest's eyes
 */
void facet_workload_set_preempted_position(struct facet_workload *workload,
			      const struct facet_position *position);

/** facet_workload_set_fault() - Addresses of a pGPU's fault event, as the guest knows them. */
void facet_workload_set_fault(struct facet_workload *workload, const struct pgpu_event *event);

#endif
