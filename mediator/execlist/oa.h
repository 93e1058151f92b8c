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
 * @control: OACTXCONTROL of a context that has left the render engine: GEN9_OACTX_TIMER turns the
 *	timer on, GEN9_OACTX_EXPONENT() gives its period (gen9/oa_defs.h)
 *
 * The function stores @control in the guest's register OACTXCONTROL. It writes no report. @control
 * holds for all reports that are not written yet, also those of periods before the call. It holds
 * until the next call, a write of the guest's, a reset or a restore.
 *
 * Source: PRM SKL Vol. 2c and "Observability"; i915 i915_perf.c.
 *
 * Context: worker, or a pause in its place; takes no lock; does not sleep. A trapped access may
 * read the register meanwhile.
 */
void facet_oa_set_context(struct facet_vgpu *vgpu, u32 control);

/**
 * facet_oa_create() - Make the unit of a new vGPU. The unit is off.
 * @vgpu: the vGPU; gets @vgpu->oa, which facet_oa_destroy() frees
 *
 * Context: creation of the vGPU, no other thread knows it; takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory: the vGPU has no unit, and @vgpu->oa is NULL.
 */
int facet_oa_create(struct facet_vgpu *vgpu);

/**
 * facet_oa_destroy() - Free the unit.
 * @vgpu: the vGPU; it may have no unit. @vgpu->oa is NULL afterwards
 *
 * Context: process context; end of the vGPU, no other thread uses it; no lock held. Takes no lock;
 * may sleep to free memory.
 */
void facet_oa_destroy(struct facet_vgpu *vgpu);

/* After a reset the next report counts from when the guest turns the unit on. */
extern const struct facet_state_section facet_oa_state;

#endif
