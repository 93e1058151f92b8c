/* SPDX-License-Identifier: GPL-2.0-only */
/* The OA unit of a vGPU: reports of its counters, by a timer. */
#ifndef FACET_OA_H
#define FACET_OA_H

#include "port.h"

struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

extern const struct facet_reg_block facet_oa_regs;

/**
 * facet_oa_set_context() - A context has left the render engine.
 * @control: its OACTXCONTROL: timer and period. In force for all reports that are not written
 *	yet, until the next call, a write of the guest's or a reset of the engine
 *
 * Worker, or who has paused it; takes no lock.
 */
void facet_oa_set_context(struct facet_vgpu *vgpu, u32 control);

/* Lifecycle, by vgpu.c */
/**
 * facet_oa_create() - The unit of a new vGPU, off. May sleep. Return: 0, -ENOMEM.
 * facet_oa_destroy() - Its end, also where there is none. May sleep.
 */
int facet_oa_create(struct facet_vgpu *vgpu);
void facet_oa_destroy(struct facet_vgpu *vgpu);

/* After a reset the next report counts from when the unit is turned on. */
extern const struct facet_state_section facet_oa_state;

#endif
