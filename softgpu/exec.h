/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command streamer: fetch, decode by gen9/commands.h, dispatch.
 */
#ifndef SOFTGPU_EXEC_H
#define SOFTGPU_EXEC_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/** enum sgpu_outcome - Why sgpu_exec() came back. */
enum sgpu_outcome {
	SGPU_MORE,	/* slice used up */
	SGPU_POLL,	/* memory has to change first: a semaphore, a spinning batch */
	SGPU_STOPPED,	/* @attention; the position is that of the next command */
	SGPU_DONE,	/* the ring's tail */
	SGPU_FAULTED,	/* @fault, @acthd, @ipehr say what; the position is that of the command */
};

/** sgpu_exec() - Run the engine's current submission for one slice. Engine's thread. */
enum sgpu_outcome sgpu_exec(struct sgpu_engine *e);

#endif
