// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formats of the images of swapchains, with the numbers of the Vulkan specification. Mesa's window
 * systems offer these. vk_frame.c calls this. Takes no locks.
 */
#include "shim/hooks/vk_formats.h"

#include <stddef.h>
#include <string.h>

static const struct vk_format formats[] = {
	{ 37, 4, 8, false, { 0, 8, 16 } },	/* R8G8B8A8_UNORM */
	{ 43, 4, 8, false, { 0, 8, 16 } },	/* R8G8B8A8_SRGB */
	{ 44, 4, 8, false, { 16, 8, 0 } },	/* B8G8R8A8_UNORM */
	{ 50, 4, 8, false, { 16, 8, 0 } },	/* B8G8R8A8_SRGB */
	{ 51, 4, 8, false, { 0, 8, 16 } },	/* A8B8G8R8_UNORM_PACK32 */
	{ 57, 4, 8, false, { 0, 8, 16 } },	/* A8B8G8R8_SRGB_PACK32 */
	{ 58, 4, 10, false, { 20, 10, 0 } },	/* A2R10G10B10_UNORM_PACK32 */
	{ 64, 4, 10, false, { 0, 10, 20 } },	/* A2B10G10R10_UNORM_PACK32 */
	{ 91, 8, 16, false, { 0, 16, 32 } },	/* R16G16B16A16_UNORM */
	{ 97, 8, 16, true, { 0, 16, 32 } },	/* R16G16B16A16_SFLOAT */
};

const struct vk_format *vk_format_find(uint32_t number)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (formats[i].number == number)
			return &formats[i];
	return NULL;
}

/*
 * Convert a float of 16 bits to 0 to 255. IEEE 754: a sign, five bits of exponent with bias 15, ten
 * bits of fraction.
 */
static uint8_t half_colour(uint32_t half)
{
	uint32_t exponent = half >> 10 & 31, fraction = half & 1023, shift;

	if (half >> 15 || (exponent == 31 && fraction))
		return 0;
	if (exponent >= 15)
		return 255;
	fraction += exponent ? 1024 : 0;
	shift = 25 - (exponent ? exponent : 1);
	return (fraction * 255 + (1u << (shift - 1))) >> shift;
}

void vk_format_colours(const struct vk_format *format, const uint8_t *pixel,
		       uint8_t colours[VK_FORMAT_COLOURS])
{
	uint32_t most = (1u << format->bits) - 1, value;
	uint64_t word = 0;
	int i;

	memcpy(&word, pixel, format->bytes);
	for (i = 0; i < VK_FORMAT_COLOURS; i++) {
		value = word >> format->shifts[i] & most;
		colours[i] = format->half ? half_colour(value) : (value * 255 + most / 2) / most;
	}
}
