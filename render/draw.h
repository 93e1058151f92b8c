/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The front half of a draw: 3DPRIMITIVE from its indices to primitives in window coordinates.
 */
#ifndef RENDER_DRAW_H
#define RENDER_DRAW_H

#include "port.h"

struct render;
struct render_vertices;

/**
 * render_vertices_create() - Create the front half of a render engine.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the front half, for &struct render.vertices; NULL: no memory.
 */
struct render_vertices *render_vertices_create(void);

/**
 * render_vertices_destroy() - Free the front half of a render engine.
 * @vertices: of render_vertices_create(), or NULL
 *
 * Context: may sleep; takes no lock.
 */
void render_vertices_destroy(struct render_vertices *vertices);

/**
 * render_vertices_forget() - Forget what draws left in entries: the next draw is another context's.
 * @vertices: the front half
 *
 * Context: the engine's thread; may sleep; takes no lock.
 */
void render_vertices_forget(struct render_vertices *vertices);

/**
 * render_draw() - Execute 3DPRIMITIVE.
 * @render: the engine
 * @dw: the command
 * @n: its length in dwords
 *
 * The draw begins, or goes on from &render.place, and can end at a place between two instances, or
 * between two batches of a list or of patches.
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the command, its state or a kernel is invalid or not implemented, or it has
 * no such place; -EINTR: &render_host_ops.place said so;
 * -ECANCELED: &render_host_ops.poll said so; -ENOMEM: no memory.
 */
int render_draw(struct render *render, const u32 *dw, u32 n);

#endif
