/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Common part of the threads of all stages: push constants, bindings, messages to the shared
 * functions, scratch space.
 */
#ifndef RENDER_STAGE_H
#define RENDER_STAGE_H

#include "eu/eu.h"
#include "port.h"
#include "sample/unit.h"

struct render;

#define RENDER_CONSTANT_REGS	64u	/* most registers of push constants of a thread */

/**
 * enum render_stage_kind - Stages of the 3D pipeline.
 * @RENDER_VS: vertex shader
 * @RENDER_HS: hull shader
 * @RENDER_DS: domain shader
 * @RENDER_GS: geometry shader
 * @RENDER_PS: pixel shader
 */
enum render_stage_kind {
	RENDER_VS,
	RENDER_HS,
	RENDER_DS,
	RENDER_GS,
	RENDER_PS,
};

/**
 * struct render_stage - The common part of a stage, derived at a draw.
 * @render: the engine
 * @bindings: for messages of the stage's threads
 * @samplers: dword 3 of a thread's first register: offset of the SAMPLER_STATEs in dynamic state,
 *	and the size of scratch space. Messages with a header take the SAMPLER_STATEs from there.
 * @constant_regs: registers of push constants
 * @constants: push constants
 */
struct render_stage {
	struct render *render;
	struct sample_bindings bindings;
	u32 samplers;
	u32 constant_regs;
	union eu_reg constants[RENDER_CONSTANT_REGS];
};

/**
 * render_stage_begin() - Derive the common part of a stage from the state, and read its constants.
 * @render: the engine
 * @kind: the stage
 * @scratch_code: Per Thread Scratch Space of the stage's command: 1 KiB << @scratch_code
 * @stage: gets the common part
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 * Return: 0; -EINVAL: there are more constants than RENDER_CONSTANT_REGS registers; counted.
 */
int render_stage_begin(struct render *render, enum render_stage_kind kind, u32 scratch_code,
		       struct render_stage *stage);

/**
 * render_stage_send() - Execute a message to the sampler or a data port.
 * @stage: the stage
 * @message: the message
 *
 * Stages execute the messages of their own (URB, render target, thread end) before they call this.
 *
 * Context: the engine's thread; takes no lock. May poll.
 * Return: 0; -EINVAL: the message is invalid or not implemented; counted; -ECANCELED: cancelled.
 */
int render_stage_send(const struct render_stage *stage, const struct eu_message *message);

/**
 * render_stage_poll() - Poll for a thread: for &eu_client_ops.poll.
 * @stage: the stage
 *
 * Context: the engine's thread; no pointer to graphics memory is kept.
 * Return: 0; -ECANCELED: the draw is cancelled.
 */
int render_stage_poll(const struct render_stage *stage);

/**
 * render_stage_error() - Return the error that the end of a thread means.
 * @status: of eu_thread_run()
 *
 * Context: any; takes no lock.
 * Return: 0: the thread ended; -ECANCELED: it was cancelled; -EINVAL: it is invalid, or waits at a
 * barrier, which threads of the 3D pipeline without a group cannot.
 */
int render_stage_error(enum eu_status status);

/**
 * render_stage_work() - Count the work of a thread that has ended or waits.
 * @stage: the stage
 * @thread: the thread
 *
 * Context: the engine's thread; no pointer to graphics memory is kept. Polls.
 * Return: 0; -ECANCELED: the draw is cancelled.
 */
int render_stage_work(const struct render_stage *stage, struct eu_thread *thread);

/**
 * render_stage_run() - Run a thread to its end.
 * @stage: the stage
 * @program: its program
 * @thread: the thread, of eu_thread_init()
 *
 * Context: the engine's thread; no pointer to graphics memory is kept. Polls.
 * Return: as render_stage_error().
 */
int render_stage_run(const struct render_stage *stage, const struct eu_program *program,
		     struct eu_thread *thread);

/**
 * render_count() - Add to a register of statistics.
 * @render: the engine
 * @offset: MMIO offset of its lower dword
 * @n: is added to its 64 bits
 *
 * Context: the engine's thread; takes no lock.
 */
void render_count(struct render *render, u32 offset, u64 n);

#endif
