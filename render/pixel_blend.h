/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Blending and writes of pixels to render targets, a subspan at once. The back half of a draw calls
 * this file. Takes no lock.
 */
#ifndef RENDER_PIXEL_BLEND_H
#define RENDER_PIXEL_BLEND_H

#include "gen9/state_pixel.h"
#include "port.h"
#include "sample/formats.h"

#define BLEND_BYTES	16u	/* most bytes of a pixel */

typedef float blend_v4 __attribute__((vector_size(16)));
typedef s32 blend_i4 __attribute__((vector_size(16)));

/**
 * struct blend_entry - Blending of a render target.
 * @enable: blend
 * @source: enum gen9_blend_factor of the source's colour
 * @destination: of the destination's colour
 * @function: enum gen9_blend_function of colours
 * @source_alpha: factor of the source's alpha
 * @destination_alpha: of the destination's alpha
 * @alpha_function: function of alpha
 * @channels: channels that are written: bits red, green, blue, alpha
 * @logic: combine bits by @logic_op
 * @logic_op: of GEN9_LOGIC_OP_BIT()
 * @clamp_before: clamp sources and constant before blending
 * @clamp_range: enum gen9_clamp
 * @more: a factor is of the constant or of the second source
 */
struct blend_entry {
	bool enable;
	u8 source;
	u8 destination;
	u8 function;
	u8 source_alpha;
	u8 destination_alpha;
	u8 alpha_function;
	u8 channels;
	bool logic;
	u8 logic_op;
	bool clamp_before;
	u8 clamp_range;
	bool more;
};

/**
 * struct blend_state - Blending of a draw.
 * @alpha_test: alpha is tested
 * @alpha_function: enum gen9_compare: alpha against the reference
 * @alpha_reference: reference of the alpha test
 * @alpha_to_coverage: alpha becomes a sample mask
 * @alpha_dither: the sample mask depends on the pixel, too
 * @alpha_to_one: alpha is 1 afterwards
 * @constant: blend constant: red, green, blue, alpha
 * @entry: of each render target
 */
struct blend_state {
	bool alpha_test;
	u8 alpha_function;
	float alpha_reference;
	bool alpha_to_coverage;
	bool alpha_dither;
	bool alpha_to_one;
	float constant[4];
	struct blend_entry entry[GEN9_BLEND_ENTRIES];
};

/**
 * struct blend_format - How pixels of a render target are read and written.
 * @format: the format
 * @bytes: bytes of a pixel: 1 to BLEND_BYTES
 * @unorm8: the pixel is a dword of UNORM channels of 8 bits
 * @shift: @unorm8: first bit of red, green, blue, alpha
 * @opaque: @unorm8: the format has no alpha: destination alpha is 1
 * @present: channels that the format has: bits red, green, blue, alpha
 * @low: least value of a channel, if the format bounds it
 * @bounded: values are clamped to @low to 1
 * @channel: bits of the pixel that each channel has
 */
struct blend_format {
	const struct sample_format *format;
	u32 bytes;
	bool unorm8;
	u8 shift[4];
	bool opaque;
	u8 present;
	float low;
	bool bounded;
	u8 channel[4][BLEND_BYTES];
};

/**
 * struct blend_span - A subspan that is written.
 * @mask: pixels to write: bits 3:0
 * @color: red, green, blue, alpha of the four pixels: floats, or bits of integers
 * @second: the same of the second source; not read without &blend_entry.more
 * @from: memory to read each pixel
 * @to: memory to write each pixel
 */
struct blend_span {
	u32 mask;
	blend_v4 color[4];
	blend_v4 second[4];
	u8 *from[4];
	u8 *to[4];
};

/**
 * blend_state_set() - Derive blending from state.
 * @state: gets it
 * @psb: 3DSTATE_PS_BLEND
 * @blend: BLEND_STATE and its entries
 * @cc: COLOR_CALC_STATE
 *
 * Context: any; takes no lock.
 */
void blend_state_set(struct blend_state *state, const u32 *psb, const u32 *blend, const u32 *cc);

/**
 * blend_format_set() - Find out how to write a format.
 * @to: gets it
 * @format: the format
 *
 * Context: any; takes no lock.
 * Return: true; false: it is no format of a render target that is implemented.
 */
bool blend_format_set(struct blend_format *to, const struct sample_format *format);

/**
 * blend_reads() - Tell whether a write reads the render target.
 * @entry: blending of the target
 * @format: its format
 *
 * Context: any; takes no lock.
 * Return: true: &blend_span.from is used.
 */
bool blend_reads(const struct blend_entry *entry, const struct blend_format *format);

/**
 * blend_is_plain() - Tell whether a write replaces whole pixels that are dwords of UNORM channels.
 * @state: blending of the draw
 * @entry: blending of the target
 * @format: its format
 *
 * Context: any; takes no lock.
 * Return: true: blend_span_write() stores what blend_unorm8() returns.
 */
bool blend_is_plain(const struct blend_state *state, const struct blend_entry *entry,
		    const struct blend_format *format);

/**
 * blend_unorm8() - Make the dwords of a subspan.
 * @format: the target's format, with &blend_format.unorm8
 * @color: red, green, blue and alpha of the four pixels, any values
 *
 * Context: any; takes no lock.
 * Return: the dwords.
 */
static inline blend_i4 blend_unorm8(const struct blend_format *format, const blend_v4 color[4])
{
	const __m128 zero = _mm_setzero_ps(), one = _mm_set1_ps(1), most = _mm_set1_ps(0xff);
	blend_i4 pixel = { 0 };
	u32 i;

	for (i = 0; i < 4u - format->opaque; i++) {
		/* A NaN becomes 0. */
		__m128 value = _mm_min_ps(_mm_max_ps((__m128)color[i], zero), one);

		pixel |= (blend_i4)_mm_cvtps_epi32(_mm_mul_ps(value, most)) << format->shift[i];
	}
	return pixel;
}

/**
 * blend_alpha_test() - Test alpha.
 * @state: the test
 * @alpha: alpha of the four pixels
 *
 * Context: any; takes no lock.
 * Return: pixels that pass: bits 3:0.
 */
u32 blend_alpha_test(const struct blend_state *state, blend_v4 alpha);

/**
 * blend_span_write() - Blend and write a subspan.
 * @state: blending of the draw
 * @entry: blending of the target
 * @format: the target's format
 * @span: the subspan
 *
 * Context: the engine's thread; takes no lock.
 */
void blend_span_write(const struct blend_state *state, const struct blend_entry *entry,
		      const struct blend_format *format, const struct blend_span *span);

#endif
