/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The render engine (render/render.h) as units (softgpu/units.h). Draws and dispatches run on
 * stacks of their own. One that is to stop ends at its next place, and any engine goes on from
 * there. If no place comes before a second poll, it stays on its stack, while the engine runs other
 * contexts.
 */
#ifndef FACET_RENDER_UNITS_H
#define FACET_RENDER_UNITS_H

#include "port.h"
#include "render/render.h"

struct render_units;
struct softgpu;
struct softgpu_unit_host;
struct softgpu_unit_ops;

/**
 * struct render_units_ops - The functions of a render engine, as render/render.h has them. Tests
 * have engines of their own.
 * @create: as render_create()
 * @destroy: as render_destroy()
 * @command: as render_command()
 * @flush: as render_flush()
 * @state_bytes: as render_state_bytes()
 * @state_layout: as render_state_layout()
 * @state_save: as render_state_save()
 * @state_load: as render_state_load()
 * @state_set: as render_state_set()
 */
struct render_units_ops {
	struct render *(*create)(const struct render_host_ops *ops,
				 const struct sample_memory *memory, void *host);
	void (*destroy)(struct render *render);
	int (*command)(struct render *render, const u32 *dw, u32 n, u64 *place);
	void (*flush)(struct render *render, u32 flags);
	u32 (*state_bytes)(void);
	u32 (*state_layout)(void);
	void (*state_save)(const struct render *render, void *to);
	void (*state_load)(struct render *render, const void *from);
	void (*state_set)(struct render *render, const void *from);
};

/* The render engine of render/ (engine/render_engine.c). */
extern const struct render_units_ops render_engine_ops;

/*
 * Commands that the contexts of one owner may keep on stacks. Beyond these, a command gives way
 * only at a place, or at its end.
 */
#define RENDER_UNITS_LEFT	8u

/**
 * render_units_create() - Create a render engine as the units of a host.
 * @host: the host, valid until render_units_destroy()
 * @ops: the functions of the engine, such as render_engine_ops
 *
 * Context: any thread; takes no lock; may sleep for memory.
 * Return: the units, for render_units_destroy(); NULL: no memory.
 */
struct render_units *render_units_create(const struct softgpu_unit_host *host,
					 const struct render_units_ops *ops);

/**
 * render_units_softgpu_ops() - Return the operations by which a host uses the units.
 * @units: the units, the first argument of the operations
 *
 * Context: any; takes no lock.
 * Return: the operations, never NULL, valid until render_units_destroy().
 */
const struct softgpu_unit_ops *render_units_softgpu_ops(const struct render_units *units);

/**
 * render_units_give() - Give a software GPU of this process a render engine.
 * @sg: the software GPU, that no mediator knows so far
 * @ops: the functions of the engine, such as render_engine_ops
 *
 * Context: any thread; takes no lock; may sleep for memory.
 * Return: the units, for render_units_destroy(); NULL: no memory, or the software GPU has units.
 */
struct render_units *render_units_give(struct softgpu *sg, const struct render_units_ops *ops);

/**
 * render_units_destroy() - Free a render engine.
 * @units: the units, or NULL; no host uses them any more
 *
 * Commands that are on their stacks unwind.
 *
 * Context: any thread; takes no lock; may sleep to free memory.
 */
void render_units_destroy(struct render_units *units);

/**
 * render_units_left() - Count the commands that are on their stacks.
 * @units: the units
 *
 * Context: the thread of the render engine, or any while the engine does not run.
 * Return: the number.
 */
u32 render_units_left(const struct render_units *units);

/**
 * render_units_report() - Name what guests used and the engine has not.
 * @units: the units
 * @line: called for each name, with the number of times; the engine may run meanwhile
 * @arg: first argument of @line
 *
 * Context: any thread; takes no lock.
 */
void render_units_report(const struct render_units *units,
			 void (*line)(void *arg, const char *name, u64 count), void *arg);

#endif
