/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a picture as PNG without a library: the process may have its own libpng or zlib.
 */
#ifndef SHIM_HOOKS_PICTURE_H
#define SHIM_HOOKS_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * picture_write() - Write a picture as PNG.
 * @path: path of the file, which is replaced
 * @pixels: @width * @height pixels of 4 bytes: red, green, blue, and a byte that is ignored. The
 *	lowest row comes first, as in OpenGL
 * @width: width in pixels, 1 to 16384
 * @height: height in pixels, 1 to 16384
 *
 * The file appears under its name when it is complete.
 *
 * Context: any thread; takes no lock; allocates memory; blocks for the file.
 * Return: true: the file is written; false: it is not, and errno says why.
 */
bool picture_write(const char *path, const uint8_t *pixels, uint32_t width, uint32_t height);

#endif
