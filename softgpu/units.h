/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The render engine's units, as the command streamer sees them. A front end in user space gives
 * them to its software GPU (softgpu_set_units()); without units, commands of the 3D, GPGPU and media
 * pipelines have no effect. facet_softgpu.ko has none.
 */
#ifndef SOFTGPU_UNITS_H
#define SOFTGPU_UNITS_H

#include "port.h"

struct sgpu_engine;

/**
 * struct softgpu_unit_ops - The operations of the units. All are called by the thread of the render
 * engine; none takes a lock of the software GPU.
 * @command: execute a command of the 3D, GPGPU or media pipeline, of @n dwords at @dw. Return: 0;
 *	-EINVAL: invalid or not implemented: the context stops; -EINTR: the engine has other work:
 *	call again, with the same command, when this context runs again
 * @flush: PIPE_CONTROL with @flags in dword 1
 * @load: a context begins: @state is what @save wrote, or NULL for a new one
 * @save: a context ends or is preempted: copy the state, of @state_bytes
 * @drop: a context that was preempted inside a command never goes on; forget it
 * @state_bytes: size of the state, at most 20 pages
 */
struct softgpu_unit_ops {
	int (*command)(void *units, struct sgpu_engine *e, const u32 *dw, u32 n);
	void (*flush)(void *units, u32 flags);
	void (*load)(void *units, const void *state);
	void (*save)(void *units, void *state);
	void (*drop)(void *units, u64 parked);
	u32 state_bytes;
};

#endif
