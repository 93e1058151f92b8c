/* SPDX-License-Identifier: GPL-2.0-only */
/* Engine resets of one vGPU, and taking its work off the engines. */
#ifndef FACET_EXECLIST_RESET_H
#define FACET_EXECLIST_RESET_H

#include "port.h"

struct facet_reg_block;
struct facet_vgpu;

/* GDRST: what is written there, facet_execlists_run_resets() does. */
extern const struct facet_reg_block facet_execlist_reset_regs;

/** facet_execlists_wait_writes() - Until the worker writes nothing on behalf of engines in @mask. */
void facet_execlists_wait_writes(struct facet_vgpu *vgpu, u32 mask);

#endif
