/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the back half of a draw, derived from commands. render/pixels.c calls this file. Takes
 * no lock.
 */
#ifndef RENDER_PIXEL_STATE_H
#define RENDER_PIXEL_STATE_H

#include "render/pixel_types.h"

/**
 * pixel_state_begin() - Derive the state of a draw.
 * @pixels: gets the state; &render_pixels.render is set
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state is invalid or not implemented, and counted; -ENOMEM: no memory;
 * -ECANCELED: cancelled.
 */
int pixel_state_begin(struct render_pixels *pixels);

/**
 * pixel_state_viewport() - Read the scissor rectangle and depth range of a viewport.
 * @pixels: the back half
 * @viewport: viewport index, 0 to 15
 *
 * Context: the engine's thread; takes no lock.
 */
void pixel_state_viewport(struct render_pixels *pixels, u32 viewport);

/**
 * pixel_state_samples() - Set the samples of a pixel.
 * @pixels: gets their number and positions
 * @log2: logarithm of their number, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: there is no such number; counted.
 */
int pixel_state_samples(struct render_pixels *pixels, u32 log2);

#endif
