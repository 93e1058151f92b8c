// SPDX-License-Identifier: GPL-2.0-only
/* The reference renderer of a pipe; see slow_screen.h. */
#include "tests/lib/slow_screen.h"

#define ONE	65535

/* A colour: red, green, blue, alpha. 65535 is 1.0. */
struct colour {
	u32 c[4];
};

/*
 * struct layout - A surface, as the PRM describes tiling and planes.
 * @gva: GGTT address in bytes
 * @stride: as in PLANE_STRIDE
 * @cpp: bytes per unit: a pixel, or a part of a YUV format
 * @tiling: bits 12:10 of PLANE_CTL: 0 linear, 1 X, 4 Y, 5 Yf
 * @sideways: the plane is rotated by 90 or 270 degrees
 */
struct layout {
	u64 gva;
	u32 stride;
	u32 cpp;
	u32 tiling;
	bool sideways;
};

static const struct colour black = { { 0, 0, 0, ONE } };

static u32 reg(const struct slow_screen *s, u32 offset)
{
	return s->regs[offset / 4];
}

static u32 plane_reg(const struct slow_screen *s, u32 plane, u32 offset)
{
	return reg(s, 0x70180 + plane * 0x100 + offset);
}

/* --- addresses ---------------------------------------------------------------------------- */

static u32 tile_width(u32 tiling, u32 cpp)
{
	if (tiling == 1)
		return 512;
	if (tiling == 5)
		return cpp == 1 ? 64 : cpp == 8 ? 256 : 128;
	return 128;
}

static u32 tile_rows(u32 tiling, u32 cpp)
{
	return tiling ? 4096 / tile_width(tiling, cpp) : 1;
}

/* Return the offset in a Yf tile. Columns give some bits of the offset, rows the others. */
static u32 in_yf(u32 cpp, u32 u, u32 v)
{
	u32 columns = cpp == 1 ? 0xa0f : cpp == 8 ? 0xacf : 0xa8f;
	u32 at = 0;
	u32 bit;

	for (bit = 0; bit < 12; bit++) {
		u32 *from = columns >> bit & 1 ? &u : &v;

		at |= (*from & 1) << bit;
		*from >>= 1;
	}
	return at;
}

static u32 in_tile(u32 tiling, u32 cpp, u32 u, u32 v)
{
	if (tiling == 1)
		return v * 512 + u;
	if (tiling == 4)
		return u / 16 * 512 + v * 16 + u % 16;
	return in_yf(cpp, u, v);
}

/* Return the address of byte @byte of the unit in column @x and row @y. */
static u32 address(const struct layout *t, u32 x, u32 y, u32 byte)
{
	u32 width = tile_width(t->tiling, t->cpp);
	u32 rows = tile_rows(t->tiling, t->cpp);
	u32 page, u, v;

	if (!t->tiling)
		return t->gva + y * t->stride + x * t->cpp + byte;
	if (t->sideways) {
		page = y * t->cpp / width * t->stride + x / rows;
		u = y * t->cpp % width;
		v = rows - 1 - x % rows;
	} else {
		page = y / rows * (t->stride / width) + x * t->cpp / width;
		u = x * t->cpp % width;
		v = y % rows;
	}
	return t->gva + page * 4096 + in_tile(t->tiling, t->cpp, u + byte, v);
}

static bool layout_fits(const struct layout *t, u64 right, u64 bottom)
{
	u64 rows = tile_rows(t->tiling, t->cpp);
	u64 width = tile_width(t->tiling, t->cpp);
	u64 bytes;

	if (t->sideways) {
		if (t->tiling < 4 || right > t->stride * rows)
			return false;
		bytes = (bottom * t->cpp + width - 1) / width * t->stride * 4096;
	} else {
		if (right * t->cpp > t->stride)
			return false;
		bytes = (bottom + rows - 1) / rows * rows * t->stride;
	}
	bytes = (bytes + 4095) / 4096 * 4096;
	return bytes && bytes <= 128 << 20 && t->gva + bytes <= 1ull << 32;
}

static u32 stride_of(const struct layout *t, u32 units)
{
	units &= 0x3ff;
	if (t->sideways)
		return units;
	return t->tiling ? units * tile_width(t->tiling, t->cpp) : units * 64;
}

/* --- pixels of planes --------------------------------------------------------------------- */

/* Return the bytes per pixel of a format of PLANE_CTL; 0: invalid. */
static u32 format_bytes(u32 ctl)
{
	static const u8 bytes[16] = { 2, 1, 4, 0, 4, 0, 8, 0, 4, 0, 0, 0, 1, 0, 2, 0 };
	static const bool swaps[16] = { [2] = true, [4] = true, [6] = true };
	u32 format = ctl >> 24 & 15;

	return ctl & 1 << 20 && !swaps[format] ? 0 : bytes[format];
}

static struct layout main_layout(const struct slow_screen *s, u32 plane)
{
	u32 ctl = plane_reg(s, plane, 0);
	struct layout t = {
		.gva = plane_reg(s, plane, 0x1c) & ~0xfffu,
		.cpp = format_bytes(ctl),
		.tiling = ctl >> 10 & 7,
		.sideways = ctl & 1,
	};

	t.stride = stride_of(&t, plane_reg(s, plane, 8));
	return t;
}

static struct layout chroma_layout(const struct slow_screen *s, u32 plane)
{
	struct layout t = main_layout(s, plane);

	t.gva += plane_reg(s, plane, 0x40) & ~0xfffu;
	t.cpp = 2;
	t.stride = stride_of(&t, plane_reg(s, plane, 0x40));
	return t;
}

static u32 plane_width(const struct slow_screen *s, u32 plane)
{
	return (plane_reg(s, plane, 0x10) & 0x1fff) + 1;
}

static u32 plane_height(const struct slow_screen *s, u32 plane)
{
	return (plane_reg(s, plane, 0x10) >> 16 & 0xfff) + 1;
}

static bool plane_bad(const struct slow_screen *s, u32 plane)
{
	u32 ctl = plane_reg(s, plane, 0);
	struct layout t = main_layout(s, plane);
	u32 x = plane_reg(s, plane, 0x24) & 0x1fff;
	u32 y = plane_reg(s, plane, 0x24) >> 16 & 0xfff;
	u32 w = plane_width(s, plane), h = plane_height(s, plane);
	u32 format = ctl >> 24 & 15;
	u64 right = (u64)x + w;

	if (!t.cpp || (t.tiling != 0 && t.tiling != 1 && t.tiling != 4 && t.tiling != 5))
		return true;
	if (!format && !t.sideways)
		right = (right + 1) / 2 * 2;
	if (!layout_fits(&t, right, y + h))
		return true;
	if (ctl & 1 << 15) {
		u32 dist = plane_reg(s, plane, 0x40);
		u64 rows = ((plane_reg(s, plane, 0x44) >> 16 & 0xfff) + h + 15) / 16;

		if (t.tiling < 4 || t.gva + (dist & ~0xfffu) +
		    (u64)(dist & 0x3ff) * 128 * ((rows + 31) / 32 * 32) > 1ull << 32)
			return true;
	}
	if (format == 1) {
		struct layout c = chroma_layout(s, plane);
		u32 cx = plane_reg(s, plane, 0x44) & 0x1fff;
		u32 cy = plane_reg(s, plane, 0x44) >> 16 & 0xfff;

		return c.gva >= 1ull << 32 || !layout_fits(&c, cx + (w + 1) / 2, cy + (h + 1) / 2);
	}
	return false;
}

static u32 load(const struct slow_screen *s, const struct layout *t, u32 x, u32 y, u32 n)
{
	u32 v = 0, i;

	for (i = 0; i < n; i++)
		v |= (u32)s->byte(s->arg, address(t, x, y, i)) << 8 * i;
	return v;
}

static u32 of_bits(u32 v, u32 bits)
{
	u32 out = 0;
	s32 at;

	/* Repeat the bits from the top, to fill 16 bits. */
	for (at = 16 - (s32)bits; at > -(s32)bits; at -= bits)
		out |= at >= 0 ? v << at : v >> -at;
	return out;
}

static u32 of_half(u32 h)
{
	double v = h & 0x3ff;
	s32 e = h >> 10 & 31;

	if (h & 0x8000)
		return 0;
	if (e >= 15)
		return ONE;
	if (e)
		v += 1024;
	else
		e = 1;
	for (; e < 25; e++)
		v /= 2;
	return (u32)(v * ONE + 0.5);
}

static u32 clamped(s64 v)
{
	v = (v + 32768) >> 16;
	return 257 * (v < 0 ? 0 : v > 255 ? 255 : v);
}

static struct colour of_yuv(u32 ctl, s32 y, s32 u, s32 v)
{
	static const s64 m[4][5] = {
		{ 76309, 104597, 25675, 53279, 132201 },	/* 601 */
		{ 76309, 117489, 13975, 34925, 138438 },	/* 709 */
		{ 65536, 91881, 22553, 46802, 116130 },		/* 601, full range */
		{ 65536, 103206, 12276, 30679, 121609 },
	};
	bool full = ctl >> 28 & 1;
	const s64 *k = m[(ctl >> 18 & 1) + 2 * full];
	s64 luma = (y - (full ? 0 : 16)) * k[0];

	u -= 128;
	v -= 128;
	return (struct colour){ { clamped(luma + v * k[1]), clamped(luma - u * k[2] - v * k[3]),
				  clamped(luma + u * k[4]), ONE } };
}

/* Return the pixel in column @x and row @y of a plane, with its chroma from @cx and @cy. */
static struct colour texel(const struct slow_screen *s, u32 plane, u32 x, u32 y, u32 cx, u32 cy)
{
	static const u8 orders[4][3] = { { 0, 1, 3 }, { 1, 0, 2 }, { 0, 3, 1 }, { 1, 2, 0 } };
	struct layout t = main_layout(s, plane), c;
	u32 ctl = plane_reg(s, plane, 0);
	bool swap_rb = ctl & 1 << 20;
	struct colour out = black;
	u32 v, i, bytes[4];
	const u8 *order;

	switch (ctl >> 24 & 15) {
	case 0:
		order = orders[ctl >> 16 & 3];
		for (i = 0; i < 4; i++)
			bytes[i] = t.sideways ?
				   load(s, &t, x, y / 2 * 2 + i / 2, 2) >> 8 * (i % 2) & 255 :
				   load(s, &t, x / 2 * 2 + i / 2, y, 2) >> 8 * (i % 2) & 255;
		i = t.sideways ? y % 2 : x % 2;
		return of_yuv(ctl, bytes[order[0] + 2 * i], bytes[order[1]], bytes[order[2]]);
	case 1:
		c = chroma_layout(s, plane);
		v = load(s, &c, cx, cy, 2);
		return of_yuv(ctl, load(s, &t, x, y, 1), v & 255, v >> 8);
	case 2:
		v = load(s, &t, x, y, 4);
		for (i = 0; i < 3; i++)
			out.c[2 - i] = of_bits(v >> 10 * i & 1023, 10);
		break;
	case 4:
		v = load(s, &t, x, y, 4);
		for (i = 0; i < 3; i++)
			out.c[2 - i] = (v >> 8 * i & 255) * 257;
		out.c[3] = (v >> 24) * 257;
		break;
	case 6:
		for (i = 0; i < 3; i++)
			out.c[2 - i] = of_half(s->byte(s->arg, address(&t, x, y, 2 * i)) |
					       s->byte(s->arg, address(&t, x, y, 2 * i + 1)) << 8);
		break;
	case 8:
		v = load(s, &t, x, y, 4);
		return of_yuv(ctl, v >> 16 & 255, v >> 8 & 255, v & 255);
	case 12:
		v = load(s, &t, x, y, 1) * 257;
		return (struct colour){ { v, v, v, ONE } };
	default:
		v = load(s, &t, x, y, 2);
		out.c[0] = ((v >> 11) << 3 | v >> 13) * 257;
		out.c[1] = ((v >> 5 & 63) << 2 | (v >> 9 & 3)) * 257;
		out.c[2] = ((v & 31) << 3 | (v >> 2 & 7)) * 257;
	}
	if (swap_rb) {
		v = out.c[0];
		out.c[0] = out.c[2];
		out.c[2] = v;
	}
	return out;
}

/* Return the pixel in column @i and row @j of a plane, before the plane's scaler. */
static struct colour plane_pixel(const struct slow_screen *s, u32 plane, u32 i, u32 j)
{
	u32 ctl = plane_reg(s, plane, 0);
	u32 offset = plane_reg(s, plane, 0x24), aux = plane_reg(s, plane, 0x44);

	if (plane_bad(s, plane))
		return black;
	if (ctl & 2) {
		i = plane_width(s, plane) - 1 - i;
		j = plane_height(s, plane) - 1 - j;
	}
	return texel(s, plane, (offset & 0x1fff) + i, (offset >> 16 & 0xfff) + j,
		     (aux & 0x1fff) + i / 2, (aux >> 16 & 0xfff) + j / 2);
}

/* --- scalers ------------------------------------------------------------------------------ */

struct window {
	bool used;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/* Return the window of a scaler. @binding: 0 for the pipe's, else plane + 1. */
static struct window scaler(const struct slow_screen *s, u32 binding)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		u32 ctrl = reg(s, 0x68180 + 0x100 * i);
		u32 pos = reg(s, 0x68170 + 0x100 * i);
		u32 size = reg(s, 0x68174 + 0x100 * i);

		if (ctrl >> 31 && (ctrl >> 25 & 7) == binding)
			return (struct window){ true, pos >> 16 & 0x1fff, pos & 0x1fff,
						size >> 16 & 0x1fff, size & 0x1fff };
	}
	return (struct window){};
}

/* Return the centre of pixel @i of @to pixels, among @from pixels, with 16 fraction bits. */
static u32 place(u32 i, u32 from, u32 to)
{
	s64 at = (s64)(((2ull * i + 1) * from * 65536) / (2ull * to)) - 32768;
	s64 last = (s64)(from - 1) * 65536;

	return at < 0 ? 0 : at > last ? last : at;
}

static struct colour between(struct colour a, struct colour b, u32 f)
{
	u32 i;

	for (i = 0; i < 4; i++)
		a.c[i] = ((u64)a.c[i] * (65536 - f) + (u64)b.c[i] * f + 32768) >> 16;
	return a;
}

typedef struct colour (*sample_fn)(const struct slow_screen *s, u32 which, u32 i, u32 j);

static struct colour scaled(const struct slow_screen *s, sample_fn sample, u32 which, u32 i, u32 j,
			    u32 from_w, u32 from_h, u32 to_w, u32 to_h)
{
	u32 x = place(i, from_w, to_w), y = place(j, from_h, to_h);
	u32 x0 = x >> 16, y0 = y >> 16;
	u32 x1 = x0 + 1 < from_w ? x0 + 1 : x0, y1 = y0 + 1 < from_h ? y0 + 1 : y0;

	if (from_w == to_w && from_h == to_h)
		return sample(s, which, i, j);
	return between(between(sample(s, which, x0, y0), sample(s, which, x1, y0), x & 0xffff),
		       between(sample(s, which, x0, y1), sample(s, which, x1, y1), x & 0xffff),
		       y & 0xffff);
}

/* --- blending ----------------------------------------------------------------------------- */

static u32 times(u32 a, u32 b)
{
	return (2ull * a * b + ONE) / (2 * ONE);
}

static u32 eight(u32 v)
{
	return (v + 128) / 257;
}

static struct colour over(struct colour src, struct colour dst, u32 mode, u32 plane_alpha)
{
	u32 alpha = times(mode >= 2 ? src.c[3] : ONE, plane_alpha * 257);
	u32 i, v;

	for (i = 0; i < 3; i++) {
		v = times(src.c[i], mode == 3 ? alpha : plane_alpha * 257) +
		    times(dst.c[i], ONE - alpha);
		dst.c[i] = v > ONE ? ONE : v;
	}
	return dst;
}

static bool key_match(const struct slow_screen *s, u32 plane, struct colour src)
{
	u32 rgb = eight(src.c[0]) << 16 | eight(src.c[1]) << 8 | eight(src.c[2]);

	return !((rgb ^ plane_reg(s, plane, 0x14)) & plane_reg(s, plane, 0x18) & 0xffffff);
}

/*
 * struct made - State of the pixel that is being composed.
 * @colour: the colour so far
 * @gamma: the pipe's gamma applies
 * @csc: the pipe's colour conversion applies
 * @shut: the destination key of a plane hides the next plane at this pixel
 */
struct made {
	struct colour colour;
	bool gamma;
	bool csc;
	bool shut;
};

static void put_plane(const struct slow_screen *s, u32 plane, u32 x, u32 y, struct made *made)
{
	u32 ctl = plane_reg(s, plane, 0), keymsk = plane_reg(s, plane, 0x18);
	u32 pos = plane_reg(s, plane, 0xc);
	u32 w = plane_width(s, plane), h = plane_height(s, plane);
	struct window win = scaler(s, plane + 1);
	bool has_alpha = (ctl >> 24 & 15) == 4;
	u32 alpha = keymsk >> 31 ? plane_reg(s, plane, 0x20) >> 24 : 255;
	u32 key = ctl >> 21 & 3;
	bool beyond = win.used &&
		      (w >= 3 * win.width || h >= 3 * win.height || w > 4096 || h > 4096);
	struct colour src;

	if (!(ctl >> 31))
		return;
	if (!win.used)
		win = (struct window){ true, pos & 0x1fff, pos >> 16 & 0xfff, w, h };
	if (x < win.x || y < win.y || x - win.x >= win.width || y - win.y >= win.height)
		return;
	src = beyond ? black :
	      scaled(s, plane_pixel, plane, x - win.x, y - win.y, w, h, win.width, win.height);
	if (!format_bytes(ctl)) {
		key = 0;
		alpha = 255;
	}
	if (made->shut) {
		made->shut = false;
		return;
	}
	if (key == 1 && key_match(s, plane, src))
		return;
	made->colour = over(src, made->colour, has_alpha && (ctl >> 4 & 3) >= 2 ? ctl >> 4 & 3 : 0,
			    alpha);
	made->gamma = ctl >> 30 & 1 || (ctl >> 24 & 15) == 12;
	made->csc = ctl >> 23 & 1;
	made->shut = key == 2 && !key_match(s, plane, src);
}

static u32 cursor_side(u32 ctl)
{
	switch (ctl & 7) {
	case 2:
		return 128;
	case 3:
		return 256;
	case 7:
		return 64;
	default:
		return 0;
	}
}

static void put_cursor(const struct slow_screen *s, u32 x, u32 y, struct made *made)
{
	u32 ctl = reg(s, 0x70080), pos = reg(s, 0x70088), fbc = reg(s, 0x700a0);
	u32 side = cursor_side(ctl), height = side;
	struct layout t = { .gva = reg(s, 0x70084) & ~0xfffu, .stride = side * 4, .cpp = 4 };
	s64 i = (s64)x - (pos & 0x8000 ? -(s64)(pos & 0x7fff) : (s64)(pos & 0x7fff));
	s64 j = (s64)y - (pos >> 31 ? -(s64)(pos >> 16 & 0x7fff) : (s64)(pos >> 16 & 0x7fff));
	struct colour src = black;
	u32 v, k;

	if (fbc >> 31 && (fbc & 255) + 1 < height)
		height = (fbc & 255) + 1;
	if (i < 0 || j < 0 || i >= side || j >= height)
		return;
	if (layout_fits(&t, side, height)) {
		if (ctl & 1 << 15) {
			i = side - 1 - i;
			j = height - 1 - j;
		}
		v = load(s, &t, i, j, 4);
		for (k = 0; k < 3; k++)
			src.c[2 - k] = (v >> 8 * k & 255) * 257;
		src.c[3] = (v >> 24) * 257;
	}
	if (made->shut)
		return;
	made->colour = over(src, made->colour, ctl & 0x20 ? 2 : 0, 255);
	made->gamma = ctl >> 26 & 1;
	made->csc = ctl >> 24 & 1;
}

/* --- colours of the pipe ------------------------------------------------------------------ */

static s64 coefficient(u32 v)
{
	static const s32 places[8] = { 12, 13, 14, 15, -1, -1, 10, 11 };
	s32 behind = places[v >> 12 & 7];
	s64 c = behind < 0 ? 0 : (s64)(v & 0xff8) << (15 - behind);

	return v & 0x8000 ? -c : c;
}

static s64 offset_of(u32 v)
{
	s32 off = v & 0x1fff;

	if (off & 0x1000)
		off -= 0x2000;
	return off * 257 / 16;
}

static struct colour matrix(const struct slow_screen *s, struct colour in)
{
	struct colour out = in;
	u32 row, i;

	for (row = 0; row < 3; row++) {
		u32 two = reg(s, 0x49010 + 8 * row), third = reg(s, 0x49014 + 8 * row);
		s64 k[3] = { coefficient(two >> 16), coefficient(two & 0xffff),
			     coefficient(third >> 16) };
		s64 sum = 0;

		for (i = 0; i < 3; i++)
			sum += k[i] * ((s64)in.c[i] + offset_of(reg(s, 0x49030 + 4 * i)));
		sum = ((sum + 16384) >> 15) + offset_of(reg(s, 0x49040 + 4 * row));
		out.c[row] = sum < 0 ? 0 : sum > ONE ? ONE : sum;
	}
	return out;
}

/* Look up the palette. @half: 0 or 1 of a split palette, 2: the whole one. */
static struct colour palette(const struct slow_screen *s, struct colour in, u32 half)
{
	u32 mode = reg(s, 0x4a480) & 3;
	u32 i, v;

	for (i = 0; i < 3; i++) {
		if (mode == 0) {
			v = reg(s, 0x4a000 + 4 * (in.c[i] >> 8));
			in.c[i] = (v >> (16 - 8 * i) & 255) * 257;
			continue;
		}
		v = s->precision[half < 2 ? 512 * half + (in.c[i] >> 7) : in.c[i] >> 6];
		in.c[i] = of_bits(v >> (20 - 10 * i) & 1023, 10);
	}
	return in;
}

static struct colour correct(const struct slow_screen *s, const struct made *made)
{
	struct colour c = made->colour;
	bool first = reg(s, 0x49028) & 2;
	bool split = (reg(s, 0x4a480) & 3) == 3;

	if (made->gamma && split)
		c = palette(s, c, 0);
	else if (made->gamma && !first)
		c = palette(s, c, 2);
	if (made->csc)
		c = matrix(s, c);
	if (made->gamma && split)
		c = palette(s, c, 1);
	else if (made->gamma && first)
		c = palette(s, c, 2);
	return c;
}

/* Return a pixel before the pipe's scaler. @which: 1 draws the cursor. */
static struct colour inner(const struct slow_screen *s, u32 which, u32 x, u32 y)
{
	u32 bottom = reg(s, 0x70034);
	struct made made = { black, bottom >> 31, bottom >> 30 & 1, false };
	u32 i;

	for (i = 0; i < 3; i++)
		made.colour.c[i] = of_bits(bottom >> (20 - 10 * i) & 1023, 10);
	for (i = 0; i < 3; i++)
		put_plane(s, i, x, y, &made);
	if (which)
		put_cursor(s, x, y, &made);
	return correct(s, &made);
}

void slow_screen_size(const struct slow_screen *s, u32 *width, u32 *height)
{
	bool fitted = scaler(s, 0).used;

	*width = fitted ? (reg(s, 0x60000) & 0x1fff) + 1 : (reg(s, 0x6001c) >> 16 & 0x1fff) + 1;
	*height = fitted ? (reg(s, 0x6000c) & 0x1fff) + 1 : (reg(s, 0x6001c) & 0xfff) + 1;
}

u32 slow_screen_pixel(const struct slow_screen *s, u32 x, u32 y, bool cursor)
{
	u32 w = (reg(s, 0x6001c) >> 16 & 0x1fff) + 1, h = (reg(s, 0x6001c) & 0xfff) + 1;
	struct window fit = scaler(s, 0);
	struct colour c = black;
	u32 width, height;

	slow_screen_size(s, &width, &height);
	if (x >= width || y >= height ||
	    (s->max_width && (w > s->max_width || width > s->max_width)) ||
	    (s->max_height && (h > s->max_height || height > s->max_height)))
		return 0xff000000;
	if (!fit.used)
		fit = (struct window){ true, 0, 0, w, h };
	if (x >= fit.x && y >= fit.y && x - fit.x < fit.width && y - fit.y < fit.height)
		c = scaled(s, inner, cursor, x - fit.x, y - fit.y, w, h, fit.width, fit.height);
	return 0xff000000 | eight(c.c[0]) << 16 | eight(c.c[1]) << 8 | eight(c.c[2]);
}
