/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context status buffer (CSB): an engine reports there which contexts have begun and ended.
 * The worker writes it (elsp.c, retire.c).
 */
#ifndef FACET_CSB_H
#define FACET_CSB_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;

/**
 * struct facet_csb - A CSB entry that the guest's status page does not have yet. All zero: none.
 * @status: GEN9_CSB_*
 * @id: context id: the upper half of the descriptor
 * @at: index of the entry in the buffer, 0 to GEN9_CSB_ENTRIES - 1
 */
struct facet_csb {
	u32 status;
	u32 id;
	u32 at;
};

/**
 * facet_csb_put() - Put an entry into the CSB registers, and move their write pointer.
 * @vgpu: the vGPU
 * @engine: an engine whose @csb is empty
 * @status: GEN9_CSB_*
 * @id: context id: the upper half of the descriptor
 *
 * The entry goes behind the one that the write pointer names. A pointer that is no entry counts as
 * the last one. The entry also becomes @engine->csb. facet_csb_write() writes it to the guest's
 * status page. Source: gen9/engine_defs.h.
 *
 * Context: worker, or a pause in its place; &facet_device.lock held; takes no lock; does not sleep.
 */
void facet_csb_put(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 status, u32 id);

/**
 * facet_csb_write() - Write an entry, and then the write pointer, to the guest's status page.
 * @vgpu: the vGPU
 * @engine: the engine; its register HWS_PGA names the status page
 * @csb: a copy of @engine->csb
 *
 * If HWS_PGA names no page of the guest's, the function writes nothing. That guest has the
 * registers alone.
 *
 * Context: worker, or a pause in its place, with @engine->guest_writing set. No lock held, except
 * mmio_lock in a pause. Takes no lock but in &facet_host_ops.write; may sleep for guest memory
 * there.
 * Return: 0: the entry is written, or the guest has no status page; FACET_HOST_RETRY: the page is
 * unavailable for the moment, and the same call again is safe; another errno of facet_ggtt_write():
 * the page cannot be written.
 */
int facet_csb_write(struct facet_vgpu *vgpu, const struct facet_engine *engine,
		    const struct facet_csb *csb);

#endif
