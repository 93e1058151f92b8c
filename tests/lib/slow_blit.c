// SPDX-License-Identifier: GPL-2.0-only
/* The reference blitter; see slow_blit.h. */
#include "tests/lib/slow_blit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

u32 slow_rnd(u32 *seed, u32 below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (u32)((u64)(*seed >> 8) * below >> 24);
}

static void region_map(struct slow_region *r)
{
	u32 i;

	for (i = 0; i < r->size / 4096; i++)
		sgpu_rig_map(r->rig, RIG_PPGTT, r->va + i * 4096ull,
			     r->mem + r->place[i] * 4096ull, 4096);
}

void slow_region_init(struct slow_region *r, struct sgpu_rig *rig, u64 va, u32 size, u32 *seed)
{
	u32 i, j;

	r->rig = rig;
	r->va = va;
	r->size = size;
	r->mem = aligned_alloc(4096, size);
	r->flat = malloc(size);
	r->place = calloc(size / 4096, sizeof(*r->place));
	for (i = 0; i < size / 4096; i++)
		r->place[i] = i;
	for (i = size / 4096 - 1; i; i--) {
		j = slow_rnd(seed, i + 1);
		swap(r->place[i], r->place[j]);
	}
	region_map(r);
}

void slow_region_in_order(struct slow_region *r, u32 from, u32 run)
{
	u32 pages = r->size / 4096, i;

	for (i = 0; i < pages; i++)
		r->place[i] = pages - 1 - i;
	for (i = from; i + run <= pages; i += run + 1)
		for (u32 j = 0; j < run; j++)
			r->place[i + j] = pages - i - run + j;
	region_map(r);
}

void slow_region_exit(struct slow_region *r)
{
	free(r->mem);
	free(r->flat);
	free(r->place);
}

void slow_region_fill(struct slow_region *r, u32 *seed)
{
	u32 i;

	for (i = 0; i < r->size; i++)
		r->flat[i] = (u8)slow_rnd(seed, 256);
	for (i = 0; i < r->size / 4096; i++)
		memcpy(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096);
}

void slow_region_check(const struct slow_region *r)
{
	u32 i;

	/* Use memcmp() first, since cmocka compares byte by byte. */
	for (i = 0; i < r->size / 4096; i++)
		if (memcmp(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096))
			assert_memory_equal(r->mem + r->place[i] * 4096, r->flat + i * 4096, 4096);
}

/* Return the offset of a byte, by the formulas of the PRM. */
static u32 slow_offset(const struct slow_surface *s, s32 x, s32 y)
{
	switch (s->tiling) {
	case TILED_X:
		return s->base + (u32)(y / 8 * (s->pitch / 512) + x / 512) * 4096 + y % 8 * 512 +
		       x % 512;
	case TILED_Y:
		return s->base + (u32)(y / 32 * (s->pitch / 128) + x / 128) * 4096 +
		       x % 128 / 16 * 512 + y % 32 * 16 + x % 16;
	default:
		return (u32)((s32)s->base + y * s->pitch + x);
	}
}

static u8 slow_rop(u8 code, u8 p, u8 s, u8 d)
{
	u8 out = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		out |= (code >> ((p >> i & 1) << 2 | (s >> i & 1) << 1 | (d >> i & 1)) & 1) << i;
	return out;
}

/* Return byte @i of the pattern at a pixel. */
static u8 slow_pattern(const struct slow_operation *op, s32 x, s32 y, u32 i)
{
	u32 at = ((u32)y + op->seed_y) % 8 * 8 + ((u32)x + op->seed_x) % 8;

	return op->tile ? op->tile[at * op->cpp + i] : (u8)(op->color >> 8 * (i % 4));
}

/* Write one pixel. @before: the source before the blit. */
static void slow_pixel(const struct slow_operation *op, const u8 *before, s32 x, s32 y)
{
	s32 sx = op->sx + x - op->x1, sy = op->sy + y - op->y1;
	u32 i;

	/* A surface has no pixels left of it or above it. */
	if (x < 0 || y < 0 || (op->has_src && (sx < 0 || sy < 0)))
		return;
	for (i = 0; i < op->cpp; i++) {
		u8 *d = op->dst.region->flat +
			slow_offset(&op->dst, x * (s32)op->cpp + (s32)i, y);
		u8 m = op->cpp == 4 ? (u8)(op->mask >> 8 * i) : 0xff;
		u8 p = 0, s = 0;

		if (op->has_src)
			s = before[slow_offset(&op->src, sx * (s32)op->cpp + (s32)i, sy)];
		else
			p = slow_pattern(op, x, y, i);
		*d = (*d & ~m) | (slow_rop(op->rop, p, s, *d) & m);
	}
}

void slow_blit(const struct slow_operation *op)
{
	struct slow_region *from = op->has_src ? op->src.region : op->dst.region;
	u8 *before = malloc(from->size);
	s32 x, y;

	memcpy(before, from->flat, from->size);
	for (y = op->y1; y < op->y2; y++)
		for (x = op->x1; x < op->x2; x++)
			slow_pixel(op, before, x, y);
	free(before);
}
