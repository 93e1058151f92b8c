/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hierarchical depth buffer (HiZ) of a depth buffer. The engine keeps marks of fast clears in
 * it, and nothing else (sample/aux_surface.h): a clear marks blocks. A use of the depth buffer
 * writes the clear depth to marked blocks. The back half of a draw calls this file. Takes no lock.
 */
#ifndef RENDER_HIZ_H
#define RENDER_HIZ_H

#include "render/depth.h"
#include "render/pixel_types.h"

/**
 * hiz_enabled() - Tell whether a depth buffer has a HiZ buffer.
 * @render: the engine
 * @depth: depth tests, derived from the engine's state
 *
 * Context: any; takes no lock.
 * Return: true: it has.
 */
bool hiz_enabled(struct render *render, const struct depth_state *depth);

/**
 * hiz_settle() - Write the clear depth to marked blocks.
 * @render: the engine
 * @depth: depth tests, derived from the engine's state
 * @keep: depth is read alone: leave the marks
 *
 * Without @keep this is a depth buffer resolve, too. Without a HiZ buffer it has no effect.
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -ECANCELED: cancelled.
 */
int hiz_settle(struct render *render, const struct depth_state *depth, bool keep);

/**
 * hiz_clear() - Mark the first layer of the depth buffer's view as clear.
 * @render: the engine
 * @depth: depth tests, with a HiZ buffer
 * @clip: pixels to clear; whole blocks are marked
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -ECANCELED: cancelled.
 */
int hiz_clear(struct render *render, const struct depth_state *depth,
	      const struct pixel_clip *clip);

/**
 * hiz_resolve() - Execute a HiZ resolve: mark the first layer of the view as not clear.
 * @render: the engine
 * @depth: depth tests, derived from the engine's state
 *
 * Without a HiZ buffer it has no effect.
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -ECANCELED: cancelled.
 */
int hiz_resolve(struct render *render, const struct depth_state *depth);

#endif
