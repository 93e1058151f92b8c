/* SPDX-License-Identifier: GPL-2.0-only */
/* The context status buffer: what an engine tells its guest of contexts that come and go. */
#ifndef FACET_CSB_H
#define FACET_CSB_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;

/**
 * struct facet_csb - An entry on its way to the guest. All zero: none.
 * @status: GEN9_CSB_*
 * @id: context id, upper half of the descriptor
 * @at: the entry's place in the buffer
 */
struct facet_csb {
	u32 status;
	u32 id;
	u32 at;
};

/**
 * facet_csb_put() - Put an entry into the registers. The status page gets it by facet_csb_write().
 * @vgpu: the vGPU
 * @engine: an engine whose @csb is empty
 * @status: GEN9_CSB_*
 * @id: context id, upper half of the descriptor
 *
 * Context: worker; vgpu->dev.lock held.
 */
void facet_csb_put(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id);

/**
 * facet_csb_write() - Write an entry and then its pointer into the status page.
 * @vgpu: the vGPU
 * @engine: the engine
 * @csb: a copy of the engine's @csb
 *
 * A guest without a status page has the registers alone.
 *
 * Context: worker, with @engine->emitting set; no lock held; may sleep.
 * Return: 0; the class of a write (mediator/host.h). The same call again is safe.
 */
int facet_csb_write(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		    const struct facet_csb *csb);

#endif
