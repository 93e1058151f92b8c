// SPDX-License-Identifier: GPL-2.0-only
/*
 * Meaning of a plane's registers. The functions mask the guest's values to the width of their
 * fields, and compute products of them in 64 bits. They work on copies and take no lock. Caller:
 * pipe_picture.c.
 * Source: PRM SKL Vol. 2c (PLANE_*, CUR_*).
 */
#include "display/plane.h"

#include "display/display.h"
#include "display/picture/format.h"
#include "display/picture/tile.h"
#include "gen9/gtt_defs.h"
#include "gen9/plane_defs.h"

/* Largest layout: a plane of 8192 x 4096 pixels of 4 bytes. Larger ones are not scanned out. */
#define LAYOUT_BYTES_MAX		(128ull << 20)
#define NO_HOT_SPOT		(~0u)

/**
 * struct tiling_facts - A layout of pixels in pages.
 * @valid: the tiling is known here
 * @tiling: enum display_tiling
 * @modifier: FACET_MOD_*
 * @ccs: the plane may be compressed
 */
struct tiling_facts {
	bool valid;
	enum display_tiling tiling;
	u64 modifier;
	bool ccs;
};

/* Layouts by the field of PLANE_CTL */
static const struct tiling_facts tilings[GEN9_TILINGS] = {
	[GEN9_TILING_LINEAR] = { true, DISPLAY_LINEAR, FACET_MOD_LINEAR, false },
	[GEN9_TILING_X] = { true, DISPLAY_X_TILED, FACET_MOD_X_TILED, false },
	[GEN9_TILING_Y] = { true, DISPLAY_Y_TILED, FACET_MOD_Y_TILED, true },
	[GEN9_TILING_YF] = { true, DISPLAY_YF_TILED, FACET_MOD_YF_TILED, true },
};

/**
 * struct cursor_facts - A mode of the cursor.
 * @size: width and height in pixels; 0: the mode is off or not known
 * @alpha: pixels have an alpha
 */
struct cursor_facts {
	u16 size;
	bool alpha;
};

static const struct cursor_facts cursors[GEN9_CUR_MODES] = {
	[GEN9_CUR_MODE_64_XRGB] = { 64, false },
	[GEN9_CUR_MODE_128_XRGB] = { 128, false },
	[GEN9_CUR_MODE_256_XRGB] = { 256, false },
	[GEN9_CUR_MODE_64_ARGB] = { 64, true },
	[GEN9_CUR_MODE_128_ARGB] = { 128, true },
	[GEN9_CUR_MODE_256_ARGB] = { 256, true },
};

/*
 * Return the bytes from a layout's address to the end of its last row of tiles; 0: the layout is
 * invalid.
 */
static u64 layout_bytes(const struct display_plane_layout *layout)
{
	u64 width = display_tile_width(layout->tiling, layout->cpp);
	u64 rows = display_tile_rows(layout->tiling, layout->cpp);
	u64 right = (u64)layout->x + layout->width;
	u64 bottom = (u64)layout->y + layout->height;
	u64 bytes;

	if (!layout->sideways) {
		if (right * layout->cpp > layout->stride)
			return 0;
		bytes = ALIGN(bottom, rows) * layout->stride;
	} else {
		if (layout->tiling == DISPLAY_LINEAR || layout->tiling == DISPLAY_X_TILED ||
		    right > layout->stride * rows)
			return 0;
		bytes = DIV_ROUND_UP(bottom * layout->cpp, width) * layout->stride * GEN9_PAGE_SIZE;
	}
	bytes = ALIGN(bytes, (u64)GEN9_PAGE_SIZE);
	if (port_check(PLANE_SIZE, bytes > LAYOUT_BYTES_MAX) ||
	    layout->gva + bytes > GEN9_GGTT_SIZE)
		return 0;
	return bytes;
}

/* Set the size of a plane's buffer. Return: false: its pixels cannot be read. */
static bool set_extent(struct facet_plane *plane, struct display_plane_layout *main)
{
	u64 bytes = layout_bytes(main);

	plane->size = bytes;
	plane->pages = bytes >> GEN9_PAGE_SHIFT;
	main->pages = plane->pages;
	return bytes;
}

/*
 * Decode PLANE_STRIDE, or the same field of AUX_DIST: units of 64 bytes or of tile widths. If the
 * layout is sideways, the field counts tiles in a column.
 */
static u32 layout_stride(const struct display_plane_layout *layout, u32 units)
{
	if (layout->sideways)
		return units;
	if (layout->tiling == DISPLAY_LINEAR)
		return units * GEN9_LINEAR_STRIDE_UNIT;
	return units * display_tile_width(layout->tiling, layout->cpp);
}

/*
 * Decode the chroma of NV12: half as wide and half as high, with two bytes each. Return: false: its
 * layout is invalid.
 */
static bool decode_chroma(const struct display_plane_regs *regs, struct display_surface *surface)
{
	const struct display_plane_layout *main = &surface->main;
	struct display_plane_layout *chroma = &surface->chroma;
	u64 gva = (u64)main->gva + GEN9_PLANE_AUX_ADDR(regs->aux_dist);

	if (port_check(PLANE_AUX, gva >= GEN9_GGTT_SIZE))
		return false;
	*chroma = (struct display_plane_layout){
		.gva = gva,
		.cpp = 2,
		.x = GEN9_PLANE_XY_X(regs->aux_offset),
		.y = GEN9_PLANE_XY_Y(regs->aux_offset),
		.width = DIV_ROUND_UP(main->width, 2),
		.height = DIV_ROUND_UP(main->height, 2),
		.tiling = main->tiling,
		.sideways = main->sideways,
	};
	chroma->stride = layout_stride(chroma, GEN9_PLANE_AUX_STRIDE(regs->aux_dist));
	chroma->pages = layout_bytes(chroma) >> GEN9_PAGE_SHIFT;
	return chroma->pages;
}

/*
 * Tell whether a CCS lies in the GGTT. A CCS has 2 bits for each pair of cache lines. Their meaning
 * and the packing of a block are published nowhere. So the display shows the surface as it lies.
 */
static bool ccs_possible(const struct display_plane_regs *regs, const struct tiling_facts *tiling)
{
	u64 gva = (u64)GEN9_SURF_ADDR(regs->surf) + GEN9_PLANE_AUX_ADDR(regs->aux_dist);
	u64 stride = GEN9_PLANE_AUX_STRIDE(regs->aux_dist) * GEN9_YTILE_WIDTH;
	u64 rows = DIV_ROUND_UP(GEN9_PLANE_XY_Y(regs->aux_offset) +
				GEN9_PLANE_SIZE_HEIGHT(regs->size), GEN9_CCS_ROWS_A_BYTE);

	if (!tiling->ccs)
		return false;
	return gva + stride * ALIGN(rows, (u64)GEN9_YTILE_ROWS) <= GEN9_GGTT_SIZE;
}

/* Find where the pixels of a plane lie in the GGTT. Return: false: they cannot be read. */
static bool decode_layouts(const struct display_plane_regs *regs, struct facet_plane *plane,
			   struct display_surface *surface, const struct tiling_facts *tiling)
{
	const struct display_format *format = surface->format;
	struct display_plane_layout *main = &surface->main;
	bool readable;

	*main = (struct display_plane_layout){
		.gva = plane->gva,
		.cpp = format->cpp,
		.x = plane->offset_x,
		.y = plane->offset_y,
		.width = plane->width,
		.height = plane->height,
		.tiling = tiling->tiling,
		.sideways = GEN9_PLANE_CTL_ROTATE(regs->ctl) & GEN9_ROTATE_SIDEWAYS,
		.pairs = format->pairs,
	};
	main->stride = layout_stride(main, GEN9_PLANE_STRIDE_UNITS(regs->stride));
	if (format->pairs && !main->sideways) {
		/* Read from the begin of a pair to the end of one. */
		surface->first = main->x % 2;
		main->x -= surface->first;
		main->width = ALIGN(main->width + surface->first, 2u);
	}
	if (!main->sideways)
		plane->stride = main->stride;
	readable = set_extent(plane, main);
	if (main->sideways && format->pairs)
		surface->format = display_format_xyuv();
	return readable && (!format->planar || decode_chroma(regs, surface));
}

/* Decode alpha and colour key of a plane. */
static void decode_blending(const struct display_plane_regs *regs, struct display_surface *surface)
{
	static const enum display_key keys[] = {
		[GEN9_KEY_SOURCE] = DISPLAY_KEY_SOURCE,
		[GEN9_KEY_DESTINATION] = DISPLAY_KEY_DESTINATION,
		[3] = DISPLAY_KEY_NONE,
	};
	u32 alpha = GEN9_PLANE_CTL_ALPHA(regs->ctl);

	if (surface->format->fourcc_alpha &&
	    (alpha == GEN9_ALPHA_PREMULTIPLIED || alpha == GEN9_ALPHA_COVERAGE))
		surface->alpha = alpha;
	if (regs->keymsk & GEN9_PLANE_KEYMSK_ALPHA)
		surface->plane_alpha = GEN9_PLANE_KEYMAX_ALPHA(regs->keymax);
	surface->key = keys[GEN9_PLANE_CTL_KEY(regs->ctl)];
	surface->key_min = regs->keyval & GEN9_PLANE_KEY_COLOUR;
	surface->key_max = regs->keymax & GEN9_PLANE_KEY_COLOUR;
	surface->key_mask = regs->keymsk & GEN9_PLANE_KEY_COLOUR;
}

bool display_plane_gamma(u32 ctl)
{
	return ctl & GEN9_PLANE_CTL_GAMMA || GEN9_PLANE_CTL_FORMAT(ctl) == GEN9_FORMAT_INDEXED;
}

/*
 * Return position, size and buffer of a universal plane, without the size of the buffer in bytes.
 */
static struct facet_plane plane_geometry(const struct display_plane_regs *regs, u64 modifier)
{
	return (struct facet_plane){
		.enabled = true,
		.width = GEN9_PLANE_SIZE_WIDTH(regs->size),
		.height = GEN9_PLANE_SIZE_HEIGHT(regs->size),
		.modifier = modifier,
		.gva = GEN9_SURF_ADDR(regs->surf),
		.offset_x = GEN9_PLANE_XY_X(regs->offset),
		.offset_y = GEN9_PLANE_XY_Y(regs->offset),
		.x = GEN9_PLANE_XY_X(regs->pos),
		.y = GEN9_PLANE_XY_Y(regs->pos),
		.hot_x = NO_HOT_SPOT,
		.hot_y = NO_HOT_SPOT,
	};
}

/*
 * Return format and colours of a universal plane, without those of decode_blending() and
 * decode_layouts().
 */
static struct display_surface plane_surface(const struct display_plane_regs *regs)
{
	return (struct display_surface){
		.format = display_format_of_plane(GEN9_PLANE_CTL_FORMAT(regs->ctl),
						  regs->ctl & GEN9_PLANE_CTL_ORDER_RGBX),
		.rotated_180 = GEN9_PLANE_CTL_ROTATE(regs->ctl) & GEN9_ROTATE_180,
		.order = GEN9_PLANE_CTL_YUV422_ORDER(regs->ctl),
		.bt709 = regs->ctl & GEN9_PLANE_CTL_BT709,
		.full_range = regs->ctl & GEN9_PLANE_CTL_FULL_RANGE,
		.plane_alpha = DISPLAY_OPAQUE_ALPHA,
		.gamma = display_plane_gamma(regs->ctl),
		.csc = regs->ctl & GEN9_PLANE_CTL_CSC,
	};
}

/*
 * Tell whether the picture is the buffer as it lies. A buffer with a CCS is, too: the CCS of a pGPU
 * that compresses nothing changes no pixel.
 */
static bool is_direct(const struct facet_plane *plane, const struct display_surface *surface)
{
	return plane->format && !plane->offset_x && !plane->offset_y && !surface->rotated_180 &&
	       !surface->main.sideways && surface->plane_alpha == DISPLAY_OPAQUE_ALPHA &&
	       surface->key == DISPLAY_KEY_NONE;
}

void display_plane_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			  struct display_surface *surface)
{
	const struct tiling_facts *tiling = &tilings[GEN9_PLANE_CTL_TILING(regs->ctl)];
	bool ccs = regs->ctl & GEN9_PLANE_CTL_DECOMPRESS;

	*plane = (struct facet_plane){};
	*surface = (struct display_surface){};
	if (!(regs->ctl & GEN9_PLANE_CTL_ENABLE))
		return;

	*plane = plane_geometry(regs, tiling->modifier);
	*surface = plane_surface(regs);
	if (!surface->format)
		return;
	decode_blending(regs, surface);
	if (!tiling->valid || !decode_layouts(regs, plane, surface, tiling) ||
	    (ccs && !ccs_possible(regs, tiling))) {
		surface->format = NULL;
		plane->size = 0;
		plane->pages = 0;
		return;
	}
	plane->format = surface->alpha ? surface->format->fourcc_alpha : surface->format->fourcc;
	plane->direct = is_direct(plane, surface);
}

/* Decode a coordinate of CUR_POS, which has a magnitude and a sign. */
static s32 cursor_position(u32 magnitude, bool negative)
{
	return negative ? -(s32)magnitude : (s32)magnitude;
}

/* Return position, size and buffer of a cursor. All modes have one format. */
static struct facet_plane cursor_geometry(const struct display_plane_regs *regs,
					  const struct cursor_facts *cursor)
{
	u32 height = cursor->size;

	if (regs->size & GEN9_CUR_FBC_ENABLE)
		height = min_t(u32, GEN9_CUR_FBC_HEIGHT(regs->size), height);
	return (struct facet_plane){
		.enabled = true,
		.width = cursor->size,
		.height = height,
		.stride = cursor->size * GEN9_CUR_BYTES_PER_PIXEL,
		.format = FACET_FOURCC_ARGB8888,
		.modifier = FACET_MOD_LINEAR,
		.gva = GEN9_SURF_ADDR(regs->surf),
		.x = cursor_position(GEN9_CUR_POS_X(regs->pos), regs->pos & GEN9_CUR_POS_X_SIGN),
		.y = cursor_position(GEN9_CUR_POS_Y(regs->pos), regs->pos & GEN9_CUR_POS_Y_SIGN),
		.hot_x = NO_HOT_SPOT,
		.hot_y = NO_HOT_SPOT,
	};
}

/* Return format and colours of the cursor that @plane describes. */
static struct display_surface cursor_surface(const struct display_plane_regs *regs,
					     const struct cursor_facts *cursor,
					     const struct facet_plane *plane)
{
	return (struct display_surface){
		.format = display_format_of_cursor(),
		.main = {
			.gva = plane->gva,
			.stride = plane->stride,
			.cpp = GEN9_CUR_BYTES_PER_PIXEL,
			.width = plane->width,
			.height = plane->height,
		},
		.rotated_180 = regs->ctl & GEN9_CUR_ROTATE_180,
		.alpha = cursor->alpha ? GEN9_ALPHA_PREMULTIPLIED : GEN9_ALPHA_NONE,
		.plane_alpha = DISPLAY_OPAQUE_ALPHA,
		.gamma = regs->ctl & GEN9_CUR_GAMMA,
		.csc = regs->ctl & GEN9_CUR_CSC,
	};
}

void display_plane_decode_cursor(const struct display_plane_regs *regs, struct facet_plane *plane,
				 struct display_surface *surface)
{
	const struct cursor_facts *cursor = &cursors[GEN9_CUR_MODE(regs->ctl)];

	*plane = (struct facet_plane){};
	*surface = (struct display_surface){};
	if (!cursor->size)
		return;

	*plane = cursor_geometry(regs, cursor);
	*surface = cursor_surface(regs, cursor, plane);
	if (!set_extent(plane, &surface->main)) {
		surface->format = NULL;
		return;
	}
	plane->direct = cursor->alpha && is_direct(plane, surface);
}
