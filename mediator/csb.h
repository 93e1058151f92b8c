/* SPDX-License-Identifier: GPL-2.0-only */
/* The context status buffer: what an engine tells its guest of contexts that come and go. */
#ifndef FACET_CSB_H
#define FACET_CSB_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;

/**
 * facet_csb_emit() - One entry: into the HWSP and the registers, then the
 * pointer, then the context-switch interrupt.
 * @status: GEN9_CSB_*
 * @id: context id, upper half of the descriptor
 *
 * Worker, with @engine->emitting set; no lock held; may sleep.
 */
void facet_csb_emit(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id);

#endif
