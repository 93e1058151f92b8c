/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read the pixels that a GL context is about to show.
 */
#ifndef SHIM_HOOKS_GL_PIXELS_H
#define SHIM_HOOKS_GL_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

#define GL_PIXELS_BYTES		4	/* bytes of a pixel */

/* Orders of the bytes of a pixel, as the OpenGL specification numbers them. */
#define GL_PIXELS_RGBA		0x1908u
#define GL_PIXELS_BGRA		0x80e1u

/**
 * gl_pixels_read() - Read the default frame buffer of the current context.
 * @function: returns the address of a GL function by its name
 * @width: width in pixels
 * @height: height in pixels
 * @order: GL_PIXELS_RGBA or GL_PIXELS_BGRA
 * @pixels: gets @width * @height pixels of GL_PIXELS_BYTES, the lowest row first
 *
 * Keeps the state of the context.
 *
 * Context: the thread of the context; takes no lock; waits for the GPU.
 * Return: true: done; false: the context has not all functions.
 */
bool gl_pixels_read(void *(*function)(const char *name), int width, int height,
		    unsigned int order, uint8_t *pixels);

#endif
