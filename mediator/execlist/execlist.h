/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execlist submission as Gen9 shows it: ELSP ports, contexts, the context
 * status buffer, stop-ring and resets.
 */
#ifndef FACET_EXECLIST_H
#define FACET_EXECLIST_H

#include "port.h"

struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

/* Registers of the four engines (ELSP, CSB, RING_MODE, RESET_CTL, GDRST, ...). */
extern const struct facet_reg_block facet_engine_regs;

/** facet_execlists_work() - The worker's part: see facet_vgpu_work(). */
void facet_execlists_work(struct facet_vgpu *vgpu);

/**
 * facet_execlists_suspend() - Preempt all work and wait until the engines are idle.
 * @vgpu: the vGPU
 *
 * The work goes on after facet_execlists_resume(). Each call needs one.
 *
 * Context: no lock held but mmio_lock; may sleep; bounded.
 */
void facet_execlists_suspend(struct facet_vgpu *vgpu);

/**
 * facet_execlists_kill() - Drop all work and wait until worker and engines have none.
 * @vgpu: the vGPU
 *
 * Nothing is taken up before facet_execlists_resume(). Each call needs one, except before the
 * vGPU is destroyed.
 *
 * Context: no lock held but mmio_lock; may sleep; bounded.
 */
void facet_execlists_kill(struct facet_vgpu *vgpu);
void facet_execlists_resume(struct facet_vgpu *vgpu);

/** facet_execlists_cancel() - The part of a stop without resume that does not wait. Any context. */
void facet_execlists_cancel(struct facet_vgpu *vgpu);

/**
 * facet_execlists_freeze() - A stop with resume, and the worker out: what engines have ended is
 * reported to the guest as far as its memory can be reached, nothing else moves. As many
 * facet_execlists_thaw() end it.
 * No lock held but mmio_lock; may sleep; bounded.
 */
void facet_execlists_freeze(struct facet_vgpu *vgpu);
void facet_execlists_thaw(struct facet_vgpu *vgpu);

/**
 * facet_execlists_retire_all() - Report all that has ended, up to what waits for guest memory. In
 * place of the worker.
 */
void facet_execlists_retire_all(struct facet_vgpu *vgpu);

/* What a saved state has of engines and of their work (execlist_state.c). */
extern const struct facet_state_section facet_execlist_engine_state;
extern const struct facet_state_section facet_execlist_owed_state;
extern const struct facet_state_section facet_workload_state;

/** facet_execlists_run_resets() - Resets that register writes asked for. Locks as a stop. */
void facet_execlists_run_resets(struct facet_vgpu *vgpu);

int facet_execlists_create(struct facet_vgpu *vgpu);
void facet_execlists_destroy(struct facet_vgpu *vgpu);
void facet_execlists_reset(struct facet_vgpu *vgpu);

#endif
