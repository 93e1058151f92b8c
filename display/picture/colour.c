// SPDX-License-Identifier: GPL-2.0-only
/*
 * Matrix and palette of a pipe. The palette has 256 entries of 8 bits or 1024 entries of 10 bits.
 * In split mode there are 512 entries of 10 bits before the matrix and 512 behind it. The functions
 * look up entries and do not interpolate. They have no state and take no lock. Caller: composer.c.
 * Source: PRM SKL Vol. 12 (Pipe Color Gamut Enhancement, Gamma Correction), i915
 * display/intel_color.c.
 */
#include "display/picture/colour.h"

#include "display/picture/argb64.h"
#include "display/picture/blend.h"
#include "display/picture/pipe_picture.h"

#define CSC_FRACTION	15

/* Send a pixel through the matrix. Round, and clamp each colour. */
static u64 apply_matrix(const struct display_matrix *m, u64 pixel)
{
	s64 in[3], out;
	u32 row, i, v[3];

	for (i = 0; i < 3; i++)
		in[i] = (s64)argb64_channel(pixel, 2 - i) + m->pre[i];
	for (row = 0; row < 3; row++) {
		out = in[0] * m->coeff[row][0] + in[1] * m->coeff[row][1] +
		      in[2] * m->coeff[row][2];
		out = ((out + (1 << (CSC_FRACTION - 1))) >> CSC_FRACTION) + m->post[row];
		v[row] = out < 0 ? 0 : min_t(s64, out, ARGB64_ONE);
	}
	return argb64_pixel(ARGB64_ONE, v[0], v[1], v[2]);
}

/* Look up a pixel in a palette of 256 entries. */
static u64 look_up_8(const u32 *palette, u64 pixel)
{
	u32 red = palette[argb64_channel(pixel, 2) >> 8];
	u32 green = palette[argb64_channel(pixel, 1) >> 8];
	u32 blue = palette[argb64_channel(pixel, 0) >> 8];

	return argb64_from_argb(0xff000000u | (red & 0xff0000) | (green & 0xff00) | (blue & 0xff));
}

/*
 * Look up a pixel in a palette of 10 bits a colour. @shift: bits of the 16 that are not in the
 * index
 */
static u64 look_up_10(const u32 *palette, u64 pixel, u32 shift)
{
	return argb64_from_rgb10(GEN9_PREC_PAL_RED(palette[argb64_channel(pixel, 2) >> shift]),
				 GEN9_PREC_PAL_GREEN(palette[argb64_channel(pixel, 1) >> shift]),
				 GEN9_PREC_PAL_BLUE(palette[argb64_channel(pixel, 0) >> shift]));
}

/* Look up a pixel in a palette that is not split. */
static u64 look_up(const struct display_pipe_picture *picture, u64 pixel)
{
	if (picture->gamma_mode == GEN9_GAMMA_8BIT)
		return look_up_8(picture->palette, pixel);
	return look_up_10(picture->palette, pixel, 6);
}

/* Send a pixel through palette and matrix, as its tags say, in the order of the pipe. */
static u64 correct_pixel(const struct display_pipe_picture *picture, u64 pixel, u8 tags)
{
	bool gamma = tags & BLEND_GAMMA;
	bool csc = tags & BLEND_CSC;
	bool split = picture->gamma_mode == GEN9_GAMMA_SPLIT;

	if (gamma && split)
		pixel = look_up_10(picture->palette, pixel, 7);
	else if (gamma && !picture->csc_first)
		pixel = look_up(picture, pixel);
	if (csc)
		pixel = apply_matrix(&picture->matrix, pixel);
	if (gamma && split)
		pixel = look_up_10(picture->palette + GEN9_PREC_PAL_SPLIT, pixel, 7);
	else if (gamma && picture->csc_first)
		pixel = look_up(picture, pixel);
	return pixel;
}

void display_colour_row(const struct display_pipe_picture *picture, u64 *row, const u8 *tags, u32 n)
{
	u64 last = 0, corrected = 0;
	u8 last_tags = 0;
	u32 i;

	for (i = 0; i < n; i++) {
		u8 wanted = tags[i] & (BLEND_GAMMA | BLEND_CSC);

		if (!wanted)
			continue;
		/* Keep the last result: pictures have long runs of one colour. */
		if (row[i] != last || wanted != last_tags) {
			last = row[i];
			last_tags = wanted;
			corrected = correct_pixel(picture, last, wanted);
		}
		row[i] = corrected;
	}
}
