/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands that stock guests of 6.1 to 7.2 submit, as rows: commands in their order, with their
 * lengths. Operands that the audit does not check are zero.
 */
#ifndef BENCH_STREAMS_H
#define BENCH_STREAMS_H

#include "port.h"

/* struct stream_row - @times commands of @dwords each. The first dword is @dw0. */
struct stream_row {
	u32 dw0;
	u16 dwords;
	u16 times;
};

/*
 * The golden state of Gen9, without its end. i915 runs it once in a new render context. Source of
 * the order and lengths: i915 gen9_renderstate.c.
 */
static const struct stream_row stream_golden[] = {
	{ 0x7a000004, 6, 1 }, { 0x69040300, 1, 1 }, { 0x78140000, 2, 1 }, { 0x7820000a, 12, 1 },
	{ 0x78130002, 4, 1 }, { 0x781f0004, 6, 1 }, { 0x78510009, 11, 1 }, { 0x78100007, 9, 1 },
	{ 0x781b0007, 9, 1 }, { 0x78110008, 10, 1 }, { 0x781e0003, 5, 1 },
	{ 0x781d0009, 11, 1 }, { 0x78120002, 4, 1 }, { 0x78500003, 5, 1 }, { 0x781c0002, 4, 1 },
	{ 0x780c0000, 2, 1 }, { 0x78520003, 5, 1 }, { 0x78300000, 2, 1 }, { 0x78310000, 2, 1 },
	{ 0x78320000, 2, 1 }, { 0x78330000, 2, 1 }, { 0x79190002, 4, 1 }, { 0x791a0002, 4, 1 },
	{ 0x791b0002, 4, 1 }, { 0x79120000, 2, 1 }, { 0x79130000, 2, 1 }, { 0x79140000, 2, 1 },
	{ 0x79150000, 2, 1 }, { 0x79160000, 2, 1 }, { 0x78150009, 11, 1 },
	{ 0x78190009, 11, 1 }, { 0x781a0009, 11, 1 }, { 0x78160009, 11, 1 },
	{ 0x78170009, 11, 1 }, { 0x78490001, 3, 1 }, { 0x784a0000, 2, 1 }, { 0x784b0000, 2, 1 },
	{ 0x79170101, 3, 1 }, { 0x00000000, 1, 256 }, { 0x79180006, 8, 4 },
	{ 0x61010011, 19, 1 }, { 0x61020001, 3, 1 }, { 0x79000002, 4, 1 }, { 0x78050006, 8, 1 },
	{ 0x79040002, 4, 4 }, { 0x79080001, 3, 1 }, { 0x790a0001, 3, 1 }, { 0x78060003, 5, 1 },
	{ 0x78070003, 5, 1 }, { 0x78040001, 3, 1 }, { 0x79110000, 2, 1 }, { 0x780d0000, 2, 1 },
	{ 0x79060000, 2, 1 }, { 0x7907001f, 33, 1 }, { 0x7902000f, 17, 1 },
	{ 0x790c000f, 17, 1 }, { 0x780a0003, 5, 1 }, { 0x78080083, 133, 1 },
	{ 0x78090043, 69, 1 }, { 0x78550003, 5, 1 }, { 0x680b0001, 3, 1 }, { 0x78240000, 2, 1 },
	{ 0x784f0000, 2, 1 }, { 0x784d0000, 2, 1 }, { 0x782b0000, 2, 1 }, { 0x782c0000, 2, 1 },
	{ 0x782d0000, 2, 1 }, { 0x782e0000, 2, 1 }, { 0x782f0000, 2, 1 }, { 0x780f0000, 2, 1 },
	{ 0x78230000, 2, 1 }, { 0x78210000, 2, 1 }, { 0x78260000, 2, 1 }, { 0x78270000, 2, 1 },
	{ 0x78280000, 2, 1 }, { 0x78290000, 2, 1 }, { 0x782a0000, 2, 1 }, { 0x7b000005, 7, 1 },

};

/*
 * A render request around a user batch: invalidate, seqno, batch, flush, seqno, interrupt. Source
 * of the order: i915 gen8_engine_cs.c.
 */
static const u32 stream_request[] = {
	0x7a000004, 0, 0, 0, 0, 0,
	0x7a000004, 0x00344c1c, 0xd0, 0, 0, 0,
	0x10400002, 0x1000, 0, 1,
	0, 0x02800000, 0x04000000, 0,
	0x18800101, 0, 1, 0,
	0x7a000004, 0x00141021, 0, 0, 0, 0,
	0x7a000004, 0x01104080, 0x1000, 0, 2, 0,
	0x01000000, 0x04000001,
};

/*
 * Commands that run when a render context is restored: save, clear and restore an L3 register.
 * Source of the order: i915 intel_lrc.c, gen9_init_indirectctx_bb.
 */
static const u32 stream_restore[] = {
	0x04000000,
	0x12400002, 0xb118, 0x1000, 0,
	0x11000001, 0xb118, 0x40400000,
	0x7a000004, 0x00100020, 0, 0, 0, 0,
	0x14c00002, 0xb118, 0x1000, 0,
	0x7a000004, 0x00144001, 0x1100, 0, 0, 0,
	0x11000005, 0x7014, 0x00800000, 0x2088, 0x02000200, 0x2090, 0x00800080,
	0x04000001,
};

#endif
