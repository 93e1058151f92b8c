/* SPDX-License-Identifier: GPL-2.0-only */
/* Pictures in files, for people and for tests. */
#ifndef VFU_PICTURE_H
#define VFU_PICTURE_H

#include "port.h"

/**
 * vfu_picture_write() - Write a picture; the file is replaced when it is complete.
 * @path: ends in .ppm, or is a PNG
 * @pixels: XRGB8888, row by row
 * Return: 0 or a negative errno.
 */
int vfu_picture_write(const char *path, const u32 *pixels, u32 width, u32 height);

#endif
