// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decodes the 2D commands XY_COLOR_BLT, XY_PAT_BLT_IMMEDIATE, XY_SRC_COPY_BLT and XY_FAST_COPY_BLT
 * into surfaces and rectangles. The dispatcher in exec.c calls them in the engine's thread. Takes
 * no lock.
 *
 * Surfaces always lie in the context's PPGTT, also for commands in the ring, as i915's migrations
 * expect. The part of a rectangle left of or above a surface is cut off. Source of the semantics:
 * PRM SKL Vol. 2a and Vol. 10; fields in gen9/blt_defs.h.
 */
#include "gen9/blt_defs.h"
#include "gen9/swizzle_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/surface.h"

#define DWORD_ALPHA	0xff000000u
#define DWORD_RGB	0x00ffffffu

/**
 * struct blit - A blit with coordinates of the command: signed pixels.
 * @x1: left edge in the destination
 * @y1: upper edge in the destination
 * @x2: right edge in the destination, not included
 * @y2: lower edge in the destination, not included
 * @sx: left edge in the source
 * @sy: upper edge in the source
 * @cpp: bytes of a pixel
 */
struct blit {
	s32 x1, y1, x2, y2;
	s32 sx, sy;
	u32 cpp;
};

static void read_corners(const struct sgpu_engine *e, struct blit *b, u32 dword)
{
	b->x1 = GEN9_BLT_X(e->cmd[dword]);
	b->y1 = GEN9_BLT_Y(e->cmd[dword]);
	b->x2 = GEN9_BLT_X(e->cmd[dword + 1]);
	b->y2 = GEN9_BLT_Y(e->cmd[dword + 1]);
}

/*
 * Cut off negative coordinates of either surface, on both surfaces alike. Return false if nothing
 * is left.
 */
static bool clip(struct blit *b, struct sgpu_rect *to)
{
	s32 left = max(0, max(-b->x1, -b->sx));
	s32 top = max(0, max(-b->y1, -b->sy));

	b->x1 += left;
	b->sx += left;
	b->y1 += top;
	b->sy += top;
	if (port_check(BLIT_EMPTY, b->x1 >= b->x2 || b->y1 >= b->y2))
		return false;
	to->x = (u32)b->x1 * b->cpp;
	to->y = (u32)b->y1;
	to->w = (u32)(b->x2 - b->x1) * b->cpp;
	to->h = (u32)(b->y2 - b->y1);
	return true;
}

static u32 depth_bytes(u32 dw1)
{
	switch (GEN9_BLT_DEPTH(dw1)) {
	case GEN9_BLT_DEPTH_8:
		return 1;
	case GEN9_BLT_DEPTH_32:
		return 4;
	default:
		return 2;
	}
}

static u64 replicate(u32 color, u32 cpp)
{
	switch (cpp) {
	case 1:
		return (color & 0xff) * 0x0101010101010101ull;
	case 2:
		return (color & 0xffff) * 0x0001000100010001ull;
	default:
		return color | (u64)color << 32;
	}
}

/* Return the mask of bits that are written in 32-bit pixels. Other depths are written whole. */
static u64 write_mask(u32 dw0, u32 cpp)
{
	u32 mask = 0;

	if (cpp != 4)
		return ~0ull;
	if (dw0 & GEN9_BLT_WRITE_ALPHA)
		mask |= DWORD_ALPHA;
	if (dw0 & GEN9_BLT_WRITE_RGB)
		mask |= DWORD_RGB;
	return replicate(mask, 4);
}

static void set_surface(struct sgpu_engine *e, struct sgpu_surface *s, u32 base_dword, u32 pitch,
			u32 tiling)
{
	s->space = &e->space[SGPU_PPGTT];
	s->base = sgpu_cmd_address(e, base_dword) & GEN9_ADDRESS_BYTES_MASK;
	s->tiling = tiling;
	s->pitch = tiling == SGPU_LINEAR ? (s16)pitch : (s32)(pitch * 4);
}

/* Return the tiling of a surface of an XY_* command. BCS_SWCTRL selects X or Y. */
static u32 xy_tiling(struct sgpu_engine *e, bool tiled, u32 swctrl_bit)
{
	if (!tiled)
		return SGPU_LINEAR;
	return sgpu_regs_read(e, GEN9_BCS_SWCTRL) & swctrl_bit ? SGPU_TILE_Y : SGPU_TILE_X;
}

static void xy_destination(struct sgpu_engine *e, struct sgpu_surface *dst)
{
	set_surface(e, dst, 4, GEN9_BLT_PITCH(e->cmd[1]),
		    xy_tiling(e, e->cmd[0] & GEN9_BLT_DST_TILED, GEN9_BCS_SWCTRL_DST_Y));
}

int sgpu_xy_color_blt(struct sgpu_engine *e, u32 n)
{
	struct blit b = { .cpp = depth_bytes(e->cmd[1]) };
	struct sgpu_rop rop = {
		.code = GEN9_BLT_ROP(e->cmd[1]),
		.mask = write_mask(e->cmd[0], b.cpp),
		.pattern = replicate(e->cmd[6], b.cpp),
	};
	struct sgpu_surface dst;
	struct sgpu_rect to;

	read_corners(e, &b, 2);
	xy_destination(e, &dst);
	if (!clip(&b, &to))
		return 0;
	if (rop.code == GEN9_ROP_PAT_COPY && rop.mask == ~0ull)
		return sgpu_fill(e, &dst, &to, rop.pattern);
	return sgpu_fill_rop(e, &dst, &to, NULL, 0, 0, &rop);
}

int sgpu_xy_pat_blt_immediate(struct sgpu_engine *e, u32 n)
{
	struct blit b = { .cpp = depth_bytes(e->cmd[1]) };
	struct sgpu_rop rop = {
		.code = GEN9_BLT_ROP(e->cmd[1]),
		.mask = write_mask(e->cmd[0], b.cpp),
		.tile = (const u8 *)&e->cmd[GEN9_PAT_DWORD],
		.tile_row = GEN9_PAT_SIDE * b.cpp,
		.tile_x = GEN9_PAT_SEED_X(e->cmd[0]) * b.cpp,
		.tile_y = GEN9_PAT_SEED_Y(e->cmd[0]),
	};
	struct sgpu_surface dst;
	struct sgpu_rect to;

	if (n < GEN9_PAT_DWORD + GEN9_PAT_SIDE * rop.tile_row / (u32)sizeof(u32))
		return sgpu_cmd_no_effect(e, GEN9_CMD_XY_PAT_BLT_IMMEDIATE);
	read_corners(e, &b, 2);
	xy_destination(e, &dst);
	if (!clip(&b, &to))
		return 0;
	return sgpu_fill_rop(e, &dst, &to, NULL, 0, 0, &rop);
}

int sgpu_xy_src_copy_blt(struct sgpu_engine *e, u32 n)
{
	struct blit b = { .cpp = depth_bytes(e->cmd[1]) };
	struct sgpu_rop rop = {
		.code = GEN9_BLT_ROP(e->cmd[1]),
		.mask = write_mask(e->cmd[0], b.cpp),
	};
	struct sgpu_surface dst, src;
	struct sgpu_rect to;

	read_corners(e, &b, 2);
	b.sx = GEN9_BLT_X(e->cmd[6]);
	b.sy = GEN9_BLT_Y(e->cmd[6]);
	xy_destination(e, &dst);
	set_surface(e, &src, 8, GEN9_BLT_PITCH(e->cmd[7]),
		    xy_tiling(e, e->cmd[0] & GEN9_BLT_SRC_TILED, GEN9_BCS_SWCTRL_SRC_Y));
	if (!clip(&b, &to))
		return 0;
	if (rop.code == GEN9_ROP_SRC_COPY && rop.mask == ~0ull)
		return sgpu_copy(e, &dst, &to, &src, (u32)b.sx * b.cpp, (u32)b.sy);
	return sgpu_fill_rop(e, &dst, &to, &src, (u32)b.sx * b.cpp, (u32)b.sy, &rop);
}

/* Bytes of a pixel of XY_FAST_COPY_BLT, by its depth field; 0: reserved. */
static const u8 fast_copy_bytes[8] = {
	[GEN9_FAST_COPY_DEPTH_8] = 1,
	[GEN9_FAST_COPY_DEPTH_16] = 2,
	[GEN9_FAST_COPY_DEPTH_32] = 4,
	[GEN9_FAST_COPY_DEPTH_64] = 8,
	[GEN9_FAST_COPY_DEPTH_128] = 16,
};

static void set_fast_surface(struct sgpu_engine *e, struct sgpu_surface *s, u32 base_dword,
			     u32 pitch, u32 cpp, u32 tiling, bool yf)
{
	static const u8 tilings[] = {
		[GEN9_FAST_COPY_LINEAR] = SGPU_LINEAR,
		[GEN9_FAST_COPY_TILE_X] = SGPU_TILE_X,
		[GEN9_FAST_COPY_TILE_Y] = SGPU_TILE_Y,
		[GEN9_FAST_COPY_TILE_YS] = SGPU_SWIZZLED,
	};

	yf &= tiling == GEN9_FAST_COPY_TILE_Y;
	set_surface(e, s, base_dword, pitch, yf ? SGPU_SWIZZLED : tilings[tiling]);
	s->block = yf ? GEN9_YF_BLOCK : GEN9_YS_BLOCK;
	s->columns = GEN9_SWIZZLE_COLUMNS(cpp) & s->block;
}

int sgpu_xy_fast_copy_blt(struct sgpu_engine *e, u32 n)
{
	struct blit b = { .cpp = fast_copy_bytes[GEN9_FAST_COPY_DEPTH(e->cmd[1])] };
	struct sgpu_surface dst, src;
	struct sgpu_rect to;

	if (!b.cpp)
		return sgpu_cmd_no_effect(e, GEN9_CMD_XY_FAST_COPY_BLT);
	read_corners(e, &b, 2);
	b.sx = GEN9_BLT_X(e->cmd[6]);
	b.sy = GEN9_BLT_Y(e->cmd[6]);
	set_fast_surface(e, &dst, 4, GEN9_BLT_PITCH(e->cmd[1]), b.cpp,
			 GEN9_FAST_COPY_DST_TILING(e->cmd[0]), e->cmd[1] & GEN9_FAST_COPY_DST_YF);
	set_fast_surface(e, &src, 8, GEN9_BLT_PITCH(e->cmd[7]), b.cpp,
			 GEN9_FAST_COPY_SRC_TILING(e->cmd[0]), e->cmd[1] & GEN9_FAST_COPY_SRC_YF);
	if (!clip(&b, &to))
		return 0;
	return sgpu_copy(e, &dst, &to, &src, (u32)b.sx * b.cpp, (u32)b.sy);
}
