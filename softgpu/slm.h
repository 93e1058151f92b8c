/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared local memory (SLM) of the render engine, in a software GPU like hardware. Hardware has SLM
 * in each subslice, for the threads of a group, and leaves it to the next context as it is
 * (&pgpu_caps.slm_stays). The software GPU has the SLM of one subslice, and no execution units:
 * sgpu_gpgpu_walker() stands for a kernel that uses SLM.
 */
#ifndef SOFTGPU_SLM_H
#define SOFTGPU_SLM_H

#include "port.h"

struct sgpu_engine;

/**
 * sgpu_slm_init() - Give an engine its SLM, if it has any.
 * @e: the engine; @e->sg and @e->id are set
 *
 * The render engine of a GPU with &pgpu_caps.slm_stays has SLM, of zeros. Other engines have none.
 *
 * Context: process context; takes no lock; may sleep for memory.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int sgpu_slm_init(struct sgpu_engine *e);

/**
 * sgpu_slm_exit() - Free an engine's SLM.
 * @e: the engine, with or without SLM; it runs nothing
 *
 * Context: process context; takes no lock.
 */
void sgpu_slm_exit(struct sgpu_engine *e);

/**
 * sgpu_slm_flush() - Clear the SLM, if a PIPE_CONTROL asks for that.
 * @e: the engine, with or without SLM
 * @flags: dword 1 of the PIPE_CONTROL
 *
 * Hardware clears SLM at a flush of L3 with a stall of the command streamer. Source:
 * gen9/pipe_control_defs.h.
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_slm_flush(struct sgpu_engine *e, u32 flags);

#endif
