/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of work in flight in a saved state, and how it becomes work again. */
#ifndef FACET_WORKLOAD_RESTORE_H
#define FACET_WORKLOAD_RESTORE_H

#include "gen9/gtt.h"
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
 * @ring: address of the ring in the GGTT; then @ring_size, @head, @tail in bytes
 * @orphan: the guest has replaced it: it ends in silence
 * @error: 0, or why the engine stopped here: a positive errno; then there are no copies
 * @at_head: where it stopped, or stood when it was put aside, as the guest is shown it; then
 *	@ipehr, @acthd, @place
 * @resume: &pgpu_submission.head: offset in the copy of the ring
 * @context: it brings its context along, as the first that uses it
 * @stage: the rest, where @flags has PGPU_SUBMIT_RESUME: as struct pgpu_position
 * @segment: per level: of a privileged batch, its number among the copies
 * @at: per level: address in the PPGTT, or byte offset in the copy
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
