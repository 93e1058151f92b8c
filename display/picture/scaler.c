// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scaler. Details of the filters of Gen9 are published nowhere. This filter is bilinear. The
 * callers do not use it for pictures that keep their size. The scaler reads the source by a
 * callback and takes no lock. Callers: scanline.c and composer.c.
 */
#include "display/picture/scaler.h"

#include "display/picture/argb64.h"

#define FRACTION	16
#define ROW_NONE	(~0u)

int display_scaler_open(struct display_scaler *scaler, u32 from_width, u32 to_width)
{
	scaler->rows[0] = port_calloc(from_width, sizeof(u64));
	scaler->rows[1] = port_calloc(from_width, sizeof(u64));
	scaler->out = port_calloc(to_width, sizeof(u64));
	scaler->number[0] = ROW_NONE;
	scaler->number[1] = ROW_NONE;
	return scaler->rows[0] && scaler->rows[1] && scaler->out ? 0 : -ENOMEM;
}

void display_scaler_close(struct display_scaler *scaler)
{
	port_free(scaler->out);
	port_free(scaler->rows[1]);
	port_free(scaler->rows[0]);
}

/*
 * Return the place of the centre of pixel @i of @to among @from pixels. The result has 16 bits
 * behind the point.
 */
static u32 position(u32 i, u32 from, u32 to)
{
	u64 centre = (((u64)(2 * i + 1) * from) << FRACTION) / (2 * to);
	u64 half = 1u << (FRACTION - 1);

	return min_t(u64, centre < half ? 0 : centre - half, (u64)(from - 1) << FRACTION);
}

static u32 mix_channel(u32 a, u32 b, u32 fraction)
{
	return ((u64)a * ((1u << FRACTION) - fraction) + (u64)b * fraction +
		(1u << (FRACTION - 1))) >> FRACTION;
}

static u64 mix(u64 a, u64 b, u32 fraction)
{
	if (!fraction || a == b)
		return a;
	return argb64_pixel(mix_channel(argb64_alpha(a), argb64_alpha(b), fraction),
			    mix_channel(argb64_channel(a, 2), argb64_channel(b, 2), fraction),
			    mix_channel(argb64_channel(a, 1), argb64_channel(b, 1), fraction),
			    mix_channel(argb64_channel(a, 0), argb64_channel(b, 0), fraction));
}

/* Return a source row: one that is kept, or a new one in place of the row that is not @other. */
static const u64 *keep_row(struct display_scaler *scaler, u32 number, u32 other, u32 width,
			   const u64 *(*fetch)(void *arg, u32 number), void *arg)
{
	u32 i = scaler->number[0] == other ? 1 : 0;

	if (scaler->number[0] == number)
		return scaler->rows[0];
	if (scaler->number[1] == number)
		return scaler->rows[1];
	memcpy(scaler->rows[i], fetch(arg, number), width * sizeof(u64));
	scaler->number[i] = number;
	return scaler->rows[i];
}

const u64 *display_scaler_row(struct display_scaler *scaler, u32 row, u32 from_width,
			      u32 from_height, u32 to_width, u32 to_height,
			      const u64 *(*fetch)(void *arg, u32 number), void *arg)
{
	u32 y = position(row, from_height, to_height);
	u32 upper = y >> FRACTION;
	u32 lower = min_t(u32, upper + 1, from_height - 1);
	const u64 *a = keep_row(scaler, upper, lower, from_width, fetch, arg);
	const u64 *b = keep_row(scaler, lower, upper, from_width, fetch, arg);
	u32 down = y & ((1u << FRACTION) - 1);
	u32 x;

	for (x = 0; x < to_width; x++) {
		u32 at = position(x, from_width, to_width);
		u32 left = at >> FRACTION;
		u32 right = min_t(u32, left + 1, from_width - 1);
		u32 along = at & ((1u << FRACTION) - 1);

		scaler->out[x] = mix(mix(a[left], a[right], along),
				     mix(b[left], b[right], along), down);
	}
	return scaler->out;
}
