// SPDX-License-Identifier: GPL-2.0-only
/* Test fast copies to and from Yf and Ys tiles with the address bits that gmmlib defines. */
#include "tests/lib/sgpu_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define VA_LINEAR	0x40000000ull
#define VA_SWIZZLED	0x50000000ull
#define BYTES		(512u * 1024)
#define PITCH		1024u
#define ROWS		(BYTES / PITCH)

/**
 * struct layout - A layout of a tile.
 * @bits: coordinate bits of an address in a block, the highest first
 * @cpp: bytes per pixel
 * @tiling: the tiling field of dword 0
 * @yf: the bit of dword 1 that selects Yf
 */
struct layout {
	const char *bits;
	u32 cpp;
	u32 tiling;
	u32 yf;
};

enum { TILE_Y = 2, TILE_YS = 3, LEGACY = 0, YF = 1 };

static const struct layout layouts[] = {
	{ "XYXYYYYYXXXX", 1, TILE_Y, YF },
	{ "XYXYXYYYXXXX", 2, TILE_Y, YF },
	{ "XYXYXYYYXXXX", 4, TILE_Y, YF },
	{ "XYXYXXYYXXXX", 8, TILE_Y, YF },
	{ "XYXYXXYYXXXX", 16, TILE_Y, YF },
	{ "XYXYXYXYYYYYXXXX", 1, TILE_YS, LEGACY },
	{ "XYXYXYXYXYYYXXXX", 2, TILE_YS, LEGACY },
	{ "XYXYXYXYXYYYXXXX", 4, TILE_YS, LEGACY },
	{ "XYXYXYXYXXYYXXXX", 8, TILE_YS, YF },
	{ "XYXYXYXYXXYYXXXX", 16, TILE_YS, LEGACY },
};

struct fixture {
	struct sgpu_rig rig;
	u8 *linear;
	u8 *swizzled;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->linear = aligned_alloc(4096, BYTES);
	f->swizzled = aligned_alloc(4096, BYTES);
	sgpu_rig_init(&f->rig, PGPU_BCS, SOFTGPU_USER_STEP);
	sgpu_rig_map(&f->rig, RIG_PPGTT, VA_LINEAR, f->linear, BYTES);
	sgpu_rig_map(&f->rig, RIG_PPGTT, VA_SWIZZLED, f->swizzled, BYTES);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sgpu_rig_exit(&f->rig);
	free(f->linear);
	free(f->swizzled);
	free(f);
	return 0;
}

/* Return the offset of byte @x of row @y in the swizzled surface. */
static u32 place(const struct layout *l, u32 x, u32 y)
{
	u32 n = (u32)strlen(l->bits), width = 1, height = 1, at = 0, bx = 0, by = 0, i;

	for (i = 0; i < n; i++)
		*(l->bits[i] == 'X' ? &width : &height) *= 2;
	for (i = 0; i < n; i++)
		at |= (l->bits[n - 1 - i] == 'X' ? x >> bx++ & 1 : y >> by++ & 1) << i;
	return (y / height * (PITCH / width) + x / width) * width * height + at;
}

/* Write a batch that copies a rectangle between both surfaces, at the same corner. */
static void put_batch(struct fixture *f, const struct layout *l, bool back, const u32 corners[4])
{
	static const u32 depth[17] = { [2] = 1, [4] = 3, [8] = 4, [16] = 5 };
	u64 dst = back ? VA_LINEAR : VA_SWIZZLED, src = back ? VA_SWIZZLED : VA_LINEAR;
	u32 swizzled = PITCH / 4, linear = PITCH;
	u32 batch[] = {
		0x50800008 | l->tiling << (back ? 20 : 13),
		depth[l->cpp] << 24 | l->yf << (back ? 31 : 30) | (back ? linear : swizzled),
		corners[1] << 16 | corners[0], corners[3] << 16 | corners[2],
		(u32)dst, dst >> 32, corners[1] << 16 | corners[0], back ? swizzled : linear,
		(u32)src, src >> 32, 0x05000000,
	};

	memcpy(f->rig.batch, batch, sizeof(batch));
	f->rig.event_count = 0;
}

static void copy(struct fixture *f, const struct layout *l, bool back, const u32 corners[4])
{
	put_batch(f, l, back, corners);
	sgpu_rig_run_batch(&f->rig);
}

static void fill(u8 *bytes, u32 seed)
{
	u32 i;

	for (i = 0; i < BYTES; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (u8)(seed >> 24);
	}
}

static void pixels_are_where_the_order_of_bits_says(void **state)
{
	struct fixture *f = *state;
	u32 i, x, y;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		u32 corners[4] = { 3, 5, PITCH / l->cpp - 1, ROWS - 7 };

		fill(f->linear, i);
		memset(f->swizzled, 0, BYTES);
		copy(f, l, false, corners);
		for (y = 0; y < ROWS; y++)
			for (x = 0; x < PITCH; x++) {
				bool in = x / l->cpp >= corners[0] && x / l->cpp < corners[2] &&
					  y >= corners[1] && y < corners[3];

				assert_int_equal(f->swizzled[place(l, x, y)],
						 in ? f->linear[y * PITCH + x] : 0);
			}
	}
}

static void what_is_copied_back_is_as_before(void **state)
{
	static u8 before[BYTES];
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		u32 corners[4] = { 0, 0, PITCH / layouts[i].cpp, ROWS };

		fill(before, i + 100);
		memcpy(f->linear, before, BYTES);
		copy(f, &layouts[i], false, corners);
		memset(f->linear, 0, BYTES);
		copy(f, &layouts[i], true, corners);
		assert_memory_equal(f->linear, before, BYTES);
	}
}

/*
 * The engine takes a small piece to cost as much as hundreds of bytes, since it must find it first.
 */
static void a_copy_gives_way_as_often_as_its_pieces_take(void **state)
{
	enum { SLICE = 1024, PIECE = 16, MOST = BYTES / PIECE };
	u32 corners[4] = { 0, 0, PITCH, ROWS }, slices = 0;
	struct fixture *f = *state;

	put_batch(f, &layouts[0], false, corners);
	sgpu_rig_emit_batch(&f->rig, RIG_BATCH, true);
	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), SLICE);
	sgpu_rig_submit(&f->rig, 0);
	while (!sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE) && slices++ < MOST)
		softgpu_user_step(f->rig.user);
	assert_in_range(slices, MOST / SLICE, 2 * MOST / SLICE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pixels_are_where_the_order_of_bits_says),
		TEST(what_is_copied_back_is_as_before),
		TEST(a_copy_gives_way_as_often_as_its_pieces_take),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
