/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The render engine behind the command streamer: state, draws and dispatches of one context at a
 * time. The folder is OS-free but uses floating point: user space only.
 */
#ifndef RENDER_H
#define RENDER_H

#include "port.h"
#include "sample/memory.h"

#define RENDER_PLACE_MAX	((1ull << 63) - 1)	/* the largest place */

struct render;

/**
 * struct render_host_ops - The calls of the render engine to its command streamer.
 * @poll: called at least once a millisecond of work, where no pointer to graphics memory is kept
 *	but in windows. The engine may run other work meanwhile, and translations may change.
 *	Return: 0: go on; -ECANCELED: unwind, the command returns -ECANCELED
 * @place: called between two parts of a command, where memory and registers have all that it has
 *	done. The rest is as for @poll. Return: 0: go on; -EINTR: end here, the command returns
 *	-EINTR with its place; -ECANCELED: unwind
 * @reg_read: read a register of the render engine, by MMIO offset
 * @reg_write: write one (statistics)
 * @unsupported: count something that is not implemented, by its name, a constant string. The
 *	command then returns -EINVAL, and the context stops as hardware would hang
 */
struct render_host_ops {
	int (*poll)(void *host);
	int (*place)(void *host);
	u32 (*reg_read)(void *host, u32 offset);
	void (*reg_write)(void *host, u32 offset, u32 value);
	void (*unsupported)(void *host, const char *what);
};

/**
 * render_create() - Create a render engine, with the state of a new context.
 * @ops: the command streamer
 * @memory: the PPGTT of the context that runs
 * @host: first argument of @ops
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the engine, for render_destroy(); NULL: no memory.
 */
struct render *render_create(const struct render_host_ops *ops, const struct sample_memory *memory,
			     void *host);

/**
 * render_destroy() - Free a render engine.
 * @render: of render_create(), or NULL; no command runs
 *
 * Context: may sleep; takes no lock.
 */
void render_destroy(struct render *render);

/**
 * render_command() - Execute a command of the 3D, GPGPU or media pipeline.
 * @render: the engine
 * @dw: the command, whole
 * @n: its length in dwords
 * @place: 0: the command begins; else it goes on from this place, which it gave with -EINTR. Any
 *	number is safe. Gets the place with -EINTR: 1 to RENDER_PLACE_MAX
 *
 * Any engine can go on with a command from its place, with the same state and registers.
 *
 * Context: the engine's thread; takes no lock. Calls the ops of render_create().
 * Return: 0; -EINVAL: the command, its state or a kernel is invalid or not implemented, or it has
 * no such place; -EINTR: &render_host_ops.place said so; -ECANCELED: &render_host_ops.poll said so;
 * -ENOMEM: no memory.
 */
int render_command(struct render *render, const u32 *dw, u32 n, u64 *place);

/**
 * render_flush() - Make all stores visible and forget caches, as PIPE_CONTROL asks.
 * @render: the engine
 * @flags: dword 1 of PIPE_CONTROL (gen9/pipe_control_defs.h)
 *
 * Context: the engine's thread; takes no lock.
 */
void render_flush(struct render *render, u32 flags);

/**
 * render_state_bytes() - Return the size of the state that a context keeps.
 *
 * Context: any; takes no lock.
 * Return: bytes, constant; a multiple of 4, at most 20 pages.
 */
u32 render_state_bytes(void);

/**
 * render_state_layout() - Return an identifier of the layout of that state.
 *
 * Context: any; takes no lock.
 * Return: as pgpu_pipeline_layout().
 */
u32 render_state_layout(void);

/**
 * render_state_save() - Copy the state of the context.
 * @render: the engine; no command runs
 * @to: gets render_state_bytes() bytes
 *
 * Context: the engine's thread; takes no lock.
 */
void render_state_save(const struct render *render, void *to);

/**
 * render_state_load() - Load the state of a context.
 * @render: the engine; no command runs
 * @from: render_state_bytes() bytes of render_state_save(), or anything; NULL: a new context
 *
 * Context: the engine's thread; takes no lock.
 */
void render_state_load(struct render *render, const void *from);

/**
 * render_state_set() - Replace the state of the context that runs.
 * @render: the engine; no command runs
 * @from: render_state_bytes() bytes of any contents; NULL: the state of a new context
 *
 * Context: the engine's thread; takes no lock.
 */
void render_state_set(struct render *render, const void *from);

#endif
