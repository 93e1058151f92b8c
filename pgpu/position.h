/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The position of a preempted submission (PGPU_EV_PREEMPTED). The pGPU saves it in page 1 of the
 * context image, behind the registers. PGPU_SUBMIT_RESUME continues from it. In the image of a
 * submission that has ended the position is all zero.
 *
 * The position is part of the interface since a saved vGPU continues on another host. There the
 * mediator translates addresses of its own copies; the other addresses are the guest's.
 *
 * With &pgpu_caps.slm_stays, a start runs the batches of a restore from their beginning, and goes
 * on at the position then. A preemption in one of these batches saves the position behind them. A
 * position in them that another pGPU saved means their beginning.
 */
#ifndef PGPU_POSITION_H
#define PGPU_POSITION_H

#include "port.h"

/* Dword index of the position in page 1. */
#define PGPU_POSITION_DWORD	0x380u

/* Changes with the meaning or place of a field: the two sides may be of different builds. */
#define PGPU_POSITION_MAGIC	0x32534f50u

/**
 * enum pgpu_stage - The stages of a submission: the kinds of its lowest stream.
 * @PGPU_STAGE_INDIRECT: indirect context batch, which ends by its length. The register lists behind
 *	it are not loaded yet.
 * @PGPU_STAGE_PER_CTX: batch per context
 * @PGPU_STAGE_RING: the ring
 * @PGPU_STAGES: number of stages
 */
enum pgpu_stage {
	PGPU_STAGE_INDIRECT,
	PGPU_STAGE_PER_CTX,
	PGPU_STAGE_RING,
	PGPU_STAGES,
};

#define PGPU_LEVELS	3u	/* ring, batch, second-level batch */

/**
 * struct pgpu_stream - The position in one level of commands.
 * @address: address of the next command. For the ring, &pgpu_position.ring counts instead.
 * @user: 1: the commands are in the PPGTT, hence not privileged; 0: they are in the GGTT
 * @reserved: 0
 */
struct pgpu_stream {
	u64 address;
	u32 user;
	u32 reserved;
};

/**
 * struct pgpu_position - The state that a preemption saves beside registers.
 * @magic: PGPU_POSITION_MAGIC
 * @stage: enum pgpu_stage
 * @level: index of the stream that runs; the streams below it wait for its end
 * @predicated: MI_SET_PREDICATE makes commands NOOPs
 * @ended: the batch per context has executed its MI_BATCH_BUFFER_END
 * @ring: byte offset in the ring of the next command
 * @progress: completed part of the current command, in the engine's own unit; any value is safe.
 *	With &pgpu_event.kept it names a part that the pGPU keeps: another pGPU stops the context
 * @barrier_seqno: number that the client gave the store barrier of the current command
 *	(&pgpu_client_ops.store_barrier); 0: none
 * @stream: the streams up to @level
 */
struct pgpu_position {
	u32 magic;
	u32 stage;
	u32 level;
	u32 predicated;
	u32 ended;
	u32 ring;
	u64 progress;
	u64 barrier_seqno;
	struct pgpu_stream stream[PGPU_LEVELS];
};

#endif
