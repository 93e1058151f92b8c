/* SPDX-License-Identifier: GPL-2.0-only */
/* Engine resets of one vGPU, and taking its work off the engines. */
#ifndef FACET_RESET_H
#define FACET_RESET_H

#include "port.h"

struct facet_reg;
struct facet_vgpu;

/** facet_gdrst_write() - Handler of GDRST: notes what facet_execlists_after_write() will do. */
void facet_gdrst_write(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset,
		       u32 value);

/** facet_engines_wait() - Until the worker writes nothing on behalf of engines in @mask. */
void facet_engines_wait(struct facet_vgpu *vgpu, u32 mask);

#endif
