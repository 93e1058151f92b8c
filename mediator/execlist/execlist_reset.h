/* SPDX-License-Identifier: GPL-2.0-only */
/* Engine resets of one vGPU, and stops that take its work off the engines. */
#ifndef FACET_EXECLIST_RESET_H
#define FACET_EXECLIST_RESET_H

#include "port.h"

struct facet_reg_block;
struct facet_vgpu;

/* The register GDRST. facet_execlists_run_resets() does the resets that a write asks for. */
extern const struct facet_reg_block facet_execlist_reset_regs;

/**
 * facet_execlists_wait_writes() - Wait until the worker writes nothing to the guest for engines.
 * @vgpu: the vGPU
 * @mask: BIT(enum pgpu_engine) of each engine; 0: nothing to wait for
 *
 * The caller has moved the epochs of these engines under &facet_device.lock. So the worker begins
 * no other write for work that the caller has dropped. The function waits for one try of a write at
 * most: between two tries &facet_engine.guest_writing is 0. It ends no write early.
 *
 * Context: process context, not the worker; no lock held but mmio_lock. Takes no lock. Sleeps until
 * the worker's calls of &facet_host_ops.write have returned.
 */
void facet_execlists_wait_writes(struct facet_vgpu *vgpu, u32 mask);

#endif
