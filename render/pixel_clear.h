/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Clears without a shader: fast clears and resolves of render targets, and 3DSTATE_WM_HZ_OP. A fast
 * clear of a target marks its auxiliary surface (sample/aux_surface.h). A clear of depth marks the
 * HiZ buffer (render/hiz.h). A clear of stencil, and of depth without HiZ, writes the main surface.
 * render/pixels.c calls this file. Takes no lock.
 */
#ifndef RENDER_PIXEL_CLEAR_H
#define RENDER_PIXEL_CLEAR_H

#include "render/pixel_types.h"

/**
 * pixel_clear_scale() - Undo the scaling of a fast clear's rectangle.
 * @clip: the rectangle; gets the pixels to clear
 * @bytes: bytes of a pixel: a power of two, 1 to 16
 * @samples: samples of a pixel: 1, 2, 4, 8, 16
 *
 * Context: any; takes no lock.
 */
void pixel_clear_scale(struct pixel_clip *clip, u32 bytes, u32 samples);

/**
 * pixel_clear_target() - Execute a fast clear of render target 0.
 * @pixels: the back half; @pixels->clip is the rectangle of the primitive
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: the target is invalid or not implemented; -ECANCELED: cancelled.
 */
int pixel_clear_target(struct render_pixels *pixels);

/**
 * pixel_resolve_target() - Execute a resolve of render target 0: of the layer of the primitive.
 * @pixels: the back half
 *
 * The whole layer is resolved: drivers resolve no part of a layer.
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: the target is invalid or not implemented; -ECANCELED: cancelled.
 */
int pixel_resolve_target(struct render_pixels *pixels);

/**
 * pixel_clear_depth() - Clear depth and stencil buffers, or resolve a depth buffer.
 * @pixels: the back half
 * @hz: 3DSTATE_WM_HZ_OP
 *
 * Context: the engine's thread; takes no lock. Calls &render_host_ops.poll.
 * Return: 0; -EINVAL: the state is invalid or not implemented; -ECANCELED: cancelled.
 */
int pixel_clear_depth(struct render_pixels *pixels, const u32 *hz);

#endif
