/* SPDX-License-Identifier: GPL-2.0-only */
/* The observation architecture (OA) unit of a vGPU: timer reports of its counters. */
#ifndef FACET_OA_H
#define FACET_OA_H

#include "port.h"

struct facet_reg_block;
struct facet_state_section;
struct facet_vgpu;

/* The registers of the unit, except OACTXCONTROL, which belongs to the context. */
extern const struct facet_reg_block facet_oa_regs;

/**
 * facet_oa_set_context() - Set the timer and the period of the unit's reports.
 * @vgpu: the vGPU
 * @control: OACTXCONTROL of a context that has left the render engine (gen9/oa_defs.h)
 *
 * @control holds for all reports that are not written yet. It holds until the next call, a write
 * of the guest's, or a reset of the engine.
 *
 * Context: worker, or a pause in its place; takes no lock; does not sleep.
 */
void facet_oa_set_context(struct facet_vgpu *vgpu, u32 control);

/**
 * facet_oa_create() - Make the unit of a new vGPU. The unit is off.
 * @vgpu: the vGPU
 *
 * Context: creation of the vGPU, no other thread knows it; takes no lock; may sleep.
 * Return: 0; -ENOMEM: the vGPU has no unit.
 */
int facet_oa_create(struct facet_vgpu *vgpu);

/**
 * facet_oa_destroy() - Free the unit.
 * @vgpu: the vGPU; it may have no unit
 *
 * Context: end of the vGPU, no other thread uses it; takes no lock; may sleep.
 */
void facet_oa_destroy(struct facet_vgpu *vgpu);

/* After a reset the next report counts from when the guest turns the unit on. */
extern const struct facet_state_section facet_oa_state;

#endif
