/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of a workload in a saved state, and its restore. workload_state.c writes the record
 * and calls the restore.
 */
#ifndef FACET_WORKLOAD_RESTORE_H
#define FACET_WORKLOAD_RESTORE_H

#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "pgpu/position.h"
#include "port.h"

struct facet_state_reader;
struct facet_vgpu;

#define FACET_SAVED_DWORDS	(GEN9_PAGE_SIZE / sizeof(u32))	/* dwords of page 1 of an image */
#define FACET_SAVED_FLAGS	(PGPU_SUBMIT_RESTORE_INHIBIT | PGPU_SUBMIT_RESUME)

/**
 * struct facet_saved_workload - The fields of a saved workload.
 * @engine: enum pgpu_engine
 * @desc: the guest's context descriptor
 * @pml4: guest-physical address of the root of the guest's page tables
 * @ring: GGTT address of the guest's ring
 * @ring_size: size of the guest's ring in bytes
 * @head: offset in the ring of the first byte of this piece
 * @tail: offset in the ring behind the last byte of this piece
 * @end: &facet_workload.end: offset in the ring up to which there is more to build; @tail: none
 * @orphan: &facet_workload.superseded: it ends unreported
 * @error: 0: none; else the error that stopped the engine here: a positive errno. The record then
 *	has no copies
 * @at_head: RING_HEAD that the guest reads: where the engine stopped, or preempted the workload
 * @ipehr: first dword of the command there
 * @acthd: the guest's address of that command
 * @place: enum pgpu_place of @acthd
 * @address: &facet_fault.address, if @error
 * @page: &facet_fault.page, if @error: @address did not translate
 * @flags: PGPU_SUBMIT_*, of FACET_SAVED_FLAGS
 * @resume: &pgpu_submission.head: offset in the copy of the ring in bytes
 * @context: the record brings the context, as the first workload that uses it
 * @stage: if @flags has PGPU_SUBMIT_RESUME: &pgpu_position.stage
 * @level: deepest batch that runs; 0: none
 * @predicated: &pgpu_position.predicated
 * @ended: &pgpu_position.ended
 * @progress: &pgpu_position.progress
 * @user: for each level: a user batch that runs in the PPGTT
 * @segment: for each other level: its number among the copies
 * @at: for each level: address in the PPGTT, or offset in the copy in bytes
 * @segments: number of copies, the ring among them; 0 if @error
 */
struct facet_saved_workload {
	u32 engine;
	u64 desc;
	u64 pml4;
	u32 ring;
	u32 ring_size;
	u32 head;
	u32 tail;
	u32 end;
	bool orphan;
	u32 error;
	u32 at_head;
	u32 ipehr;
	u64 acthd;
	u32 place;
	u64 address;
	bool page;
	u32 flags;
	u32 resume;
	bool context;
	u32 stage;
	u32 level;
	bool predicated;
	bool ended;
	u64 progress;
	bool user[PGPU_LEVELS];
	u32 segment[PGPU_LEVELS];
	u64 at[PGPU_LEVELS];
	u32 segments;
};

/**
 * facet_workload_restore() - Make a workload from its record, and append it to its engine's list.
 * @vgpu: the vGPU, which is paused
 * @s: fields of the record, each within its own bounds; the function checks all else
 * @in: the rest of the record: copies of commands and of the context
 *
 * The workload has no page tables. facet_elsp_queue_restored() shadows them and queues it.
 *
 * Context: mmio_lock held, in place of the worker. Takes shadow_lock, the locks of the pGPU's ops,
 * and &facet_device.lock. After an error takes &facet_sched.lock (facet_workload_free()). May sleep
 * for memory and the mutex.
 * Return: 0; -EINVAL: no submission could have made the record, or the engine has too many
 * workloads; -ENOMEM: no memory; another errno of facet_workload_rebuild(). facet_vgpu_restore()
 * reports all but -ENOMEM and -ENOSPC as -EINVAL. After an error nothing is on the list.
 */
int facet_workload_restore(struct facet_vgpu *vgpu, const struct facet_saved_workload *s,
			   struct facet_state_reader *in);

#endif
