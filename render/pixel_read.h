/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Render target reads: messages of the pixel shader that get the pixels of a target. Programs use
 * them for framebuffer fetch and advanced blending. render/pixel_thread.c calls this file. Takes
 * no lock.
 */
#ifndef RENDER_PIXEL_READ_H
#define RENDER_PIXEL_READ_H

#include "render/pixel_types.h"

/**
 * pixel_read_message() - Execute a render target read.
 * @pixels: the back half, with the thread's subspans in &render_pixels.spans
 * @message: the message
 *
 * Pixels that the target does not have are 0. A thread per sample reads its sample.
 *
 * Context: the engine's thread, not over a poll; takes no lock.
 * Return: 0; -EINVAL: the message or target is invalid or not implemented; counted; -ECANCELED:
 * cancelled.
 */
int pixel_read_message(struct render_pixels *pixels, const struct eu_message *message);

#endif
