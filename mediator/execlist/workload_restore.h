/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of work in flight in a saved state, and how it becomes work again. */
#ifndef FACET_WORKLOAD_RESTORE_H
#define FACET_WORKLOAD_RESTORE_H

#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "pgpu/position.h"
#include "port.h"

struct facet_state_reader;
struct facet_vgpu;

#define FACET_SAVED_DWORDS	(GEN9_PAGE_SIZE / sizeof(u32))	/* of an image */
#define FACET_SAVED_FLAGS	(PGPU_SUBMIT_RESTORE_INHIBIT | PGPU_SUBMIT_RESUME)

/**
 * struct facet_saved_workload - The fields of a workload.
 * @engine: enum pgpu_engine
 * @desc: descriptor of the context
 * @pml4: root of its page tables, as the guest has it
 * @ring: GGTT address of the guest's ring
 * @ring_size: bytes of the ring
 * @head: offset in the ring of the first byte of this piece
 * @tail: offset in the ring behind the last byte of this piece
 * @orphan: the guest has replaced it: it ends unreported
 * @error: 0, or why the engine stopped here: a positive errno; then there are no copies
 * @at_head: RING_HEAD that the guest is shown: where the engine stopped, or where the workload was
 *	put aside
 * @ipehr: first dword of the command there
 * @acthd: address of that command, as the guest knows it
 * @place: enum pgpu_place of @acthd
 * @address: &facet_fault.address, if @error
 * @page: &facet_fault.page, if @error: @address did not translate
 * @flags: PGPU_SUBMIT_*, of FACET_SAVED_FLAGS
 * @resume: &pgpu_submission.head: offset in the copy of the ring
 * @context: it brings its context along, as the first that uses it
 * @stage: where @flags has PGPU_SUBMIT_RESUME: &pgpu_position.stage
 * @level: deepest batch that runs, 0: none
 * @predicated: &pgpu_position.predicated
 * @ended: &pgpu_position.ended
 * @progress: &pgpu_position.progress
 * @user: per level: a user batch, in the PPGTT
 * @segment: per level: of a privileged batch, its number among the copies
 * @at: per level: address in the PPGTT, or byte offset in the copy
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
 * facet_workload_restore() - Make a workload of its record, and put it behind those of its engine.
 * @vgpu: the vGPU, which is paused
 * @s: fields of the record, each within its own bounds; nothing else of it is believed
 * @in: the rest of the record: copies of commands and of the context
 *
 * Context: mmio_lock held; may sleep.
 * Return: 0; -EINVAL: no submission could have made it; -ENOMEM.
 */
int facet_workload_restore(struct facet_vgpu *vgpu, const struct facet_saved_workload *s,
			   struct facet_state_reader *in);

#endif
