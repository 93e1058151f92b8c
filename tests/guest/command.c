// SPDX-License-Identifier: GPL-2.0-only
/* Encoders of the commands that the guest programs use. No side effects. */
#include "command.h"

#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define MI_STORE_DWORD_IMM	(0x20u << 23 | 2)	/* bit 22 clear: PPGTT */
#define MI_BATCH_BUFFER_START	(0x31u << 23 | 1u << 8 | 1)	/* bit 8: PPGTT */
#define MI_LOAD_REGISTER_IMM	(0x22u << 23 | 1)
#define MI_FLUSH_DW		(0x26u << 23 | 2)

#define BLT(opcode, length)	(2u << 29 | (opcode) << 22 | (length))
#define XY_FAST_COPY_BLT	BLT(0x42u, 8)
#define XY_COLOR_BLT		BLT(0x50u, 5)
#define XY_SRC_COPY_BLT		BLT(0x53u, 8)
#define BLT_WRITE_RGBA		(3u << 20)	/* 32 bits a pixel: write all four bytes */
#define BLT_SRC_TILED		(1u << 15)
#define BLT_DST_TILED		(1u << 11)
#define BLT_ROP_COPY		(0xccu << 16)
#define BLT_ROP_PATTERN		(0xf0u << 16)
#define FAST_SRC_TILING(t)	((uint32_t)(t) << 20)	/* 0 linear, 1 X, 2 Y, like enum tiling */
#define FAST_DST_TILING(t)	((uint32_t)(t) << 13)

#define BCS_SWCTRL		0x22200u	/* masked register: sides that are Y instead of X */
#define BCS_SWCTRL_SRC_Y	(1u << 0)
#define BCS_SWCTRL_DST_Y	(1u << 1)

static void emit(struct batch *b, uint32_t dword)
{
	if (b->count < b->room)
		b->dwords[b->count] = dword;
	b->count++;
}

static void emit_address(struct batch *b, uint64_t address)
{
	emit(b, (uint32_t)address);
	emit(b, (uint32_t)(address >> 32));
}

static uint32_t depth_bits(uint32_t cpp)
{
	return (cpp == 4 ? 3u : cpp == 2 ? 1u : 0u) << 24;
}

/* Return the pitch field: dwords for a tiled side, else bytes. */
static uint32_t pitch_field(const struct blt_side *s)
{
	return s->tiling == TILING_LINEAR ? s->pitch : s->pitch / 4;
}

void emit_store_dword(struct batch *b, uint64_t address, uint32_t value)
{
	emit(b, MI_STORE_DWORD_IMM);
	emit_address(b, address);
	emit(b, value);
}

void emit_flush(struct batch *b)
{
	emit(b, MI_FLUSH_DW);
	emit_address(b, 0);
	emit(b, 0);
}

void emit_jump(struct batch *b, uint64_t address)
{
	emit(b, MI_BATCH_BUFFER_START);
	emit_address(b, address);
}

void emit_end(struct batch *b)
{
	emit(b, MI_BATCH_BUFFER_END);
	/* A batch has a whole number of quadwords. */
	if (b->count & 1)
		emit(b, 0);
}

static void emit_y_tiling(struct batch *b, uint32_t sides)
{
	emit_flush(b);
	emit(b, MI_LOAD_REGISTER_IMM);
	emit(b, BCS_SWCTRL);
	emit(b, (BCS_SWCTRL_SRC_Y | BCS_SWCTRL_DST_Y) << 16 | sides);
}

static uint32_t y_sides(const struct blt_side *dst, const struct blt_side *src)
{
	return (dst->tiling == TILING_Y ? BCS_SWCTRL_DST_Y : 0) |
	       (src && src->tiling == TILING_Y ? BCS_SWCTRL_SRC_Y : 0);
}

static void emit_destination(struct batch *b, const struct blt_side *dst, const struct rect *r)
{
	emit(b, r->y1 << 16 | r->x1);
	emit(b, r->y2 << 16 | r->x2);
	emit_address(b, dst->address);
}

static void emit_source(struct batch *b, const struct blt_side *src, uint32_t x, uint32_t y)
{
	emit(b, y << 16 | x);
	emit(b, pitch_field(src));
	emit_address(b, src->address);
}

void emit_color_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
		    uint32_t cpp, uint32_t colour)
{
	uint32_t y = y_sides(dst, NULL);

	if (y)
		emit_y_tiling(b, y);
	emit(b, XY_COLOR_BLT | (cpp == 4 ? BLT_WRITE_RGBA : 0) |
		(dst->tiling != TILING_LINEAR ? BLT_DST_TILED : 0));
	emit(b, depth_bits(cpp) | BLT_ROP_PATTERN | pitch_field(dst));
	emit_destination(b, dst, r);
	emit(b, colour);
	if (y)
		emit_y_tiling(b, 0);
}

void emit_src_copy_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
		       const struct blt_side *src, uint32_t src_x, uint32_t src_y, uint32_t cpp)
{
	uint32_t y = y_sides(dst, src);

	if (y)
		emit_y_tiling(b, y);
	emit(b, XY_SRC_COPY_BLT | (cpp == 4 ? BLT_WRITE_RGBA : 0) |
		(dst->tiling != TILING_LINEAR ? BLT_DST_TILED : 0) |
		(src->tiling != TILING_LINEAR ? BLT_SRC_TILED : 0));
	emit(b, depth_bits(cpp) | BLT_ROP_COPY | pitch_field(dst));
	emit_destination(b, dst, r);
	emit_source(b, src, src_x, src_y);
	if (y)
		emit_y_tiling(b, 0);
}

void emit_fast_copy_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
			const struct blt_side *src, uint32_t src_x, uint32_t src_y, uint32_t cpp)
{
	emit(b, XY_FAST_COPY_BLT | FAST_SRC_TILING(src->tiling) | FAST_DST_TILING(dst->tiling));
	emit(b, depth_bits(cpp) | pitch_field(dst));
	emit_destination(b, dst, r);
	emit_source(b, src, src_x, src_y);
}
