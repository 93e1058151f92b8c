/* SPDX-License-Identifier: GPL-2.0-only */
/* Engine resets of one vGPU, and taking its work off the engines. */
#ifndef FACET_EXECLIST_RESET_H
#define FACET_EXECLIST_RESET_H

#include "port.h"

struct facet_reg_block;
struct facet_vgpu;

/* GDRST: what is written there, facet_execlists_after_write() does. */
extern const struct facet_reg_block facet_reset_regs;

/** facet_engines_wait() - Until the worker writes nothing on behalf of engines in @mask. */
void facet_engines_wait(struct facet_vgpu *vgpu, u32 mask);

#endif
