/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats of the images of swapchains. No state: plain functions on tables.
 */
#ifndef SHIM_HOOKS_VK_FORMATS_H
#define SHIM_HOOKS_VK_FORMATS_H

#include <stdbool.h>
#include <stdint.h>

#define VK_FORMAT_COLOURS	3	/* red, green and blue */

/**
 * struct vk_format - A format: a pixel is one little-endian word.
 * @number: its VkFormat
 * @bytes: bytes of a pixel, up to 8
 * @bits: bits of each colour, 8 or more
 * @half: the colours are floats of 16 bits; else numbers from 0 to 1
 * @shifts: lowest bits of red, green and blue
 */
struct vk_format {
	uint32_t number;
	uint8_t bytes, bits;
	bool half;
	uint8_t shifts[VK_FORMAT_COLOURS];
};

/**
 * vk_format_find() - Find a format.
 * @number: its VkFormat
 *
 * Context: any thread; takes no lock.
 * Return: the format; NULL: not known.
 */
const struct vk_format *vk_format_find(uint32_t number);

/**
 * vk_format_colours() - Return the colours of a pixel.
 * @format: the format
 * @pixel: the pixel, of format->bytes bytes
 * @colours: gets red, green and blue, 0 to 255. Floats are rounded, and clamped to 0 to 1
 *
 * Context: any thread; takes no lock.
 */
void vk_format_colours(const struct vk_format *format, const uint8_t *pixel,
		       uint8_t colours[VK_FORMAT_COLOURS]);

#endif
