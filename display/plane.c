// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a plane's registers mean. The guest's values are masked to the width of
 * their fields here, and nowhere is their product kept in 32 bits. Pure
 * functions, called by scanout.c and compose.c on copies; no lock.
 */
#include "plane.h"

#include "display.h"
#include "format.h"
#include "gen9/gtt.h"
#include "gen9/plane.h"

/* A plane of 8192 x 4096 pixels of 4 bytes: what is larger is not scanned out. */
#define PLANE_BYTES_MAX		(128ull << 20)

/**
 * struct tiling_facts - One way to lay out pixels.
 * @valid: known here
 * @tiling: what it is to the reader
 * @unit: bytes, of strides
 * @rows: of a tile
 * @modifier: FACET_MOD_*
 * @modifier_ccs: the same, with compression; 0: not possible
 */
struct tiling_facts {
	bool valid;
	enum display_tiling tiling;
	u32 unit;
	u32 rows;
	u64 modifier;
	u64 modifier_ccs;
};

/* By the field of PLANE_CTL. */
static const struct tiling_facts tilings[GEN9_TILINGS] = {
	[GEN9_TILING_LINEAR] = {
		true, DISPLAY_LINEAR, GEN9_LINEAR_STRIDE_UNIT, 1, FACET_MOD_LINEAR, 0,
	},
	[GEN9_TILING_X] = {
		true, DISPLAY_X_TILED, GEN9_XTILE_WIDTH, GEN9_XTILE_ROWS, FACET_MOD_X_TILED, 0,
	},
	[GEN9_TILING_Y] = {
		true, DISPLAY_Y_TILED, GEN9_YTILE_WIDTH, GEN9_YTILE_ROWS, FACET_MOD_Y_TILED,
		FACET_MOD_Y_TILED_CCS,
	},
};

static const u16 cursor_sizes[GEN9_CUR_MODES] = {
	[GEN9_CUR_MODE_64_ARGB] = 64,
	[GEN9_CUR_MODE_128_ARGB] = 128,
	[GEN9_CUR_MODE_256_ARGB] = 256,
};

u32 display_tiling_rows(enum display_tiling tiling)
{
	static const u32 rows[] = {
		[DISPLAY_LINEAR] = 1,
		[DISPLAY_X_TILED] = GEN9_XTILE_ROWS,
		[DISPLAY_Y_TILED] = GEN9_YTILE_ROWS,
	};

	return rows[tiling];
}

/* Size and pages of the buffer; false where it cannot be one. */
static bool plane_extent(struct facet_plane *plane, u32 cpp, u32 tile_rows)
{
	u64 rows = ALIGN((u64)plane->offset_y + plane->height, (u64)tile_rows);
	u64 size = ALIGN(rows * plane->stride, (u64)GEN9_PAGE_SIZE);

	if ((u64)(plane->offset_x + plane->width) * cpp > plane->stride)
		return false;
	if (!size || size > PLANE_BYTES_MAX || plane->gva + size > GEN9_GGTT_SIZE)
		return false;
	plane->size = size;
	plane->pages = size >> GEN9_PAGE_SHIFT;
	return true;
}

void display_plane_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			  struct display_surface *surface)
{
	const struct tiling_facts *tiling = &tilings[GEN9_PLANE_CTL_TILING(regs->ctl)];
	bool ccs = regs->ctl & GEN9_PLANE_CTL_DECOMPRESS;
	const struct display_format *format;

	memset(plane, 0, sizeof(*plane));
	memset(surface, 0, sizeof(*surface));
	if (!(regs->ctl & GEN9_PLANE_CTL_ENABLE))
		return;

	plane->enabled = true;
	plane->width = GEN9_PLANE_SIZE_WIDTH(regs->size);
	plane->height = GEN9_PLANE_SIZE_HEIGHT(regs->size);
	plane->x = GEN9_PLANE_XY_X(regs->pos);
	plane->y = GEN9_PLANE_XY_Y(regs->pos);
	plane->hot_x = ~0u;
	plane->hot_y = ~0u;
	plane->gva = GEN9_SURF_ADDR(regs->surf);
	plane->offset_x = GEN9_PLANE_XY_X(regs->offset);
	plane->offset_y = GEN9_PLANE_XY_Y(regs->offset);
	plane->stride = GEN9_PLANE_STRIDE_UNITS(regs->stride) * tiling->unit;
	plane->modifier = ccs ? tiling->modifier_ccs : tiling->modifier;

	format = display_format_of_plane(GEN9_PLANE_CTL_FORMAT(regs->ctl),
					 regs->ctl & GEN9_PLANE_CTL_ORDER_RGBX);
	if (!format || !tiling->valid || !plane_extent(plane, format->cpp, tiling->rows))
		return;

	surface->format = format;
	surface->tiling = tiling->tiling;
	surface->upside_down = GEN9_PLANE_CTL_ROTATE(regs->ctl) == GEN9_ROTATE_180;
	surface->blend = GEN9_PLANE_CTL_ALPHA(regs->ctl) && format->fourcc_alpha;
	plane->format = surface->blend ? format->fourcc_alpha : format->fourcc;
	plane->direct = !ccs && !plane->offset_x && !plane->offset_y &&
			GEN9_PLANE_CTL_ROTATE(regs->ctl) == GEN9_ROTATE_0;
}

void display_cursor_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			   struct display_surface *surface)
{
	u32 mode = GEN9_CUR_MODE(regs->ctl);
	u32 size = mode < GEN9_CUR_MODES ? cursor_sizes[mode] : 0;
	u32 height = regs->size & GEN9_CUR_FBC_ENABLE ? GEN9_CUR_FBC_HEIGHT(regs->size) : size;

	memset(plane, 0, sizeof(*plane));
	memset(surface, 0, sizeof(*surface));
	if (!size)
		return;

	plane->enabled = true;
	plane->width = size;
	plane->height = min_t(u32, height, size);
	plane->stride = size * GEN9_CUR_BYTES_PER_PIXEL;
	plane->format = FACET_FOURCC_ARGB8888;
	plane->modifier = FACET_MOD_LINEAR;
	plane->x = GEN9_CUR_POS_X(regs->pos);
	plane->y = GEN9_CUR_POS_Y(regs->pos);
	if (regs->pos & GEN9_CUR_POS_X_SIGN)
		plane->x = -plane->x;
	if (regs->pos & GEN9_CUR_POS_Y_SIGN)
		plane->y = -plane->y;
	plane->hot_x = ~0u;
	plane->hot_y = ~0u;
	plane->gva = GEN9_SURF_ADDR(regs->surf);
	if (!plane_extent(plane, GEN9_CUR_BYTES_PER_PIXEL, 1))
		return;
	surface->format = display_format_of_cursor();
	surface->upside_down = regs->ctl & GEN9_CUR_ROTATE_180;
	surface->blend = true;
	plane->direct = !surface->upside_down;
}
