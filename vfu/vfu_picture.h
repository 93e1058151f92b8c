/* SPDX-License-Identifier: GPL-2.0-only */
/* Pictures in files, for people and for tests. */
#ifndef VFU_PICTURE_H
#define VFU_PICTURE_H

#include "port.h"

/**
 * vfu_picture_write() - Write a picture into a file. The complete file replaces an old one.
 * @path: path of the file: PPM if it ends in .ppm, else PNG
 * @pixels: @width * @height pixels, XRGB8888, row by row
 * @width: pixels of a row
 * @height: rows
 *
 * Context: the main thread; takes no lock; may sleep.
 * Return: 0; -ENOMEM: no memory; -EIO: the write or the PNG encoder failed; an errno of fopen(),
 * fclose() or rename(), negative.
 */
int vfu_picture_write(const char *path, const u32 *pixels, u32 width, u32 height);

#endif
