/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a submission stands that was put aside (PGPU_EV_PREEMPTED): in page 1 of
 * its context image, behind the registers. It belongs to what PGPU_SUBMIT_RESUME
 * goes on with, and is all zero in the image of a submission that has ended.
 *
 * It is part of the seam since a saved vGPU goes on elsewhere: addresses of the
 * mediator's own copies are translated there, others are the guest's.
 */
#ifndef PGPU_POSITION_H
#define PGPU_POSITION_H

#include "port.h"

/* Dword index in page 1. */
#define PGPU_POSITION_DWORD	0x380u

/* Moves when the meaning of a field does, or its place: both sides may be of different builds. */
#define PGPU_POSITION_MAGIC	0x32534f50u

/** enum pgpu_stage - What the lowest level is. */
enum pgpu_stage {
	PGPU_STAGE_INDIRECT,	/* indirect context batch: ends by length; lists behind it are not loaded yet */
	PGPU_STAGE_PER_CTX,	/* batch per context */
	PGPU_STAGE_RING,
	PGPU_STAGES,
};

#define PGPU_LEVELS	3u	/* ring, batch, second-level batch */

/**
 * struct pgpu_stream - A level of commands.
 * @address: of the next command; of the ring it is @ring that counts
 * @user: in the PPGTT, hence not privileged; else in the GGTT
 */
struct pgpu_stream {
	u64 address;
	u32 user;
	u32 reserved;
};

/**
 * struct pgpu_position - Everything that a preemption saves beside registers.
 * @magic: PGPU_POSITION_MAGIC
 * @stage: enum pgpu_stage
 * @level: index of the stream that runs; those below wait for its end
 * @predicated: MI_SET_PREDICATE makes commands NOOPs
 * @ended: a batch per context has met its end
 * @ring: offset of the ring's next command
 * @progress: how much of the current command is done, in the engine's own unit; any value is
 *	safe
 * @ticket: what the client has left for the current command, &pgpu_client_ops.store_barrier; 0: nothing
 */
struct pgpu_position {
	u32 magic;
	u32 stage;
	u32 level;
	u32 predicated;
	u32 ended;
	u32 ring;
	u64 progress;
	u64 ticket;
	struct pgpu_stream stream[PGPU_LEVELS];
};

#endif
