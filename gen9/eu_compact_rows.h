/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compacted EU instructions: 64 bits, with indices into tables of common values of fields.
 * eu/compact.c has the only copy.
 *
 * Source: PRM SKL Vol. 7, "Compact Instruction Format"; as in Mesa's
 * src/intel/compiler/brw_eu_compact.c.
 */
#ifndef GEN9_EU_COMPACT_ROWS_H
#define GEN9_EU_COMPACT_ROWS_H

#include "gen9/eu_encoding.h"
#include "port.h"

/* Fields of a compacted instruction with up to two sources. */
#define GEN9_EU_COMPACT_CONTROL		GEN9_EU_FIELD(12, 8)
#define GEN9_EU_COMPACT_TYPES		GEN9_EU_FIELD(17, 13)
#define GEN9_EU_COMPACT_SUBREGS		GEN9_EU_FIELD(22, 18)
#define GEN9_EU_COMPACT_SRC0		GEN9_EU_FIELD(34, 30)
#define GEN9_EU_COMPACT_SRC1		GEN9_EU_FIELD(39, 35)
#define GEN9_EU_COMPACT_SRC1_NR		GEN9_EU_FIELD(63, 56)
/* The immediate: the index of source 1 above the number of source 1, signed. */
#define GEN9_EU_COMPACT_IMM_BITS	13u
#define GEN9_EU_COMPACT_IMM_LOW_BITS	8u

/* Fields of a compacted instruction with three sources. */
#define GEN9_EU_COMPACT3_CONTROL	GEN9_EU_FIELD(9, 8)
#define GEN9_EU_COMPACT3_SOURCES	GEN9_EU_FIELD(11, 10)

/**
 * struct gen9_eu_piece - Bits that move from one word into an instruction.
 * @to: the field that gets the bits, GEN9_EU_FIELD
 * @from: the lowest of the bits in the value of the table, or in the compacted instruction
 */
struct gen9_eu_piece {
	u16 to;
	u8 from;
};

/* Controls, 19 bits. */
static const u32 gen9_eu_compact_control[] = {
	0x00002, 0x04000, 0x04001, 0x04002, 0x04003, 0x04004, 0x04005, 0x04007,
	0x04008, 0x04009, 0x0400d, 0x06000, 0x06001, 0x06002, 0x06003, 0x06004,
	0x06005, 0x06007, 0x06009, 0x0600d, 0x06010, 0x06100, 0x08000, 0x08002,
	0x08004, 0x08100, 0x16000, 0x16010, 0x18000, 0x18100, 0x28000, 0x28100,
};

static const struct gen9_eu_piece gen9_eu_compact_control_pieces[] = {
	{ GEN9_EU_FIELD(33, 31), 16 },
	{ GEN9_EU_FIELD(23, 12), 4 },
	{ GEN9_EU_FIELD(10, 9), 2 },
	{ GEN9_EU_FIELD(34, 34), 1 },
	{ GEN9_EU_FIELD(8, 8), 0 },
};

/* Register files, types and the stride of the destination, 21 bits. */
static const u32 gen9_eu_compact_types[] = {
	0x040001, 0x040040, 0x040041, 0x0400c1, 0x04015d, 0x0405dd, 0x040741, 0x040745,
	0x04075d, 0x041041, 0x043040, 0x043041, 0x045145, 0x047144, 0x047145, 0x05c75d,
	0x05d71d, 0x05d75c, 0x05d75d, 0x05f75c, 0x00040c, 0x04005d, 0x040145, 0x041040,
	0x045144, 0x047104, 0x049209, 0x05775d, 0x05f75d, 0x04f34c, 0x049248, 0x04b248,
};

static const struct gen9_eu_piece gen9_eu_compact_types_pieces[] = {
	{ GEN9_EU_FIELD(63, 61), 18 },
	{ GEN9_EU_FIELD(94, 89), 12 },
	{ GEN9_EU_FIELD(46, 35), 0 },
};

/* Subregisters, 15 bits. */
static const u32 gen9_eu_compact_subregs[] = {
	0x0000, 0x0001, 0x0008, 0x000f, 0x0010, 0x0080, 0x0100, 0x0180, 0x0200, 0x0210,
	0x0280, 0x1000, 0x1001, 0x1081, 0x1082, 0x1083, 0x1084, 0x1087, 0x1088, 0x108e,
	0x108f, 0x1180, 0x11e8, 0x2000, 0x2180, 0x3000, 0x3c87, 0x4000, 0x5000, 0x6000,
	0x7000, 0x701c,
};

static const struct gen9_eu_piece gen9_eu_compact_subregs_pieces[] = {
	{ GEN9_EU_FIELD(100, 96), 10 },
	{ GEN9_EU_FIELD(68, 64), 5 },
	{ GEN9_EU_FIELD(52, 48), 0 },
};

/* Regions and modifiers of a source, 12 bits. */
static const u32 gen9_eu_compact_srcs[] = {
	0x000, 0x002, 0x010, 0x012, 0x018, 0x020, 0x028, 0x048, 0x050, 0x070, 0x078, 0x300,
	0x302, 0x308, 0x310, 0x312, 0x320, 0x328, 0x338, 0x340, 0x342, 0x348, 0x350, 0x360,
	0x368, 0x370, 0x371, 0x378, 0x468, 0x469, 0x46a, 0x588,
};

static const struct gen9_eu_piece gen9_eu_compact_src0_pieces[] = {
	{ GEN9_EU_FIELD(88, 77), 0 },
};

static const struct gen9_eu_piece gen9_eu_compact_src1_pieces[] = {
	{ GEN9_EU_FIELD(120, 109), 0 },
};

/* Fields of the native instruction that a compacted one has itself, with their places there. */
static const struct gen9_eu_piece gen9_eu_compact_pieces[] = {
	{ GEN9_EU_OPCODE, 0 },
	{ GEN9_EU_ACC_WRITE, 23 },
	{ GEN9_EU_COND, 24 },
	{ GEN9_EU_DST_NR, 40 },
	{ GEN9_EU_FIELD(76, 69), 48 },	/* register of source 0 */
};

/* The register of source 1, if there is no immediate. */
static const struct gen9_eu_piece gen9_eu_compact_src1_nr_pieces[] = {
	{ GEN9_EU_FIELD(108, 101), 56 },
};

/* Three sources: controls, 26 bits. */
static const u32 gen9_eu_compact3_control[] = {
	0x0806001, 0x0006001, 0x0008001, 0x0008021,
};

static const struct gen9_eu_piece gen9_eu_compact3_control_pieces[] = {
	{ GEN9_EU_FIELD(34, 32), 21 },
	{ GEN9_EU_FIELD(28, 8), 0 },
	{ GEN9_EU_FIELD(36, 35), 24 },
};

/* Three sources: types, modifiers and swizzles, 49 bits. */
static const u64 gen9_eu_compact3_sources[] = {
	0x007272720f000ull, 0x007272720f002ull, 0x007272720f008ull, 0x007272720f020ull,
};

static const struct gen9_eu_piece gen9_eu_compact3_sources_pieces[] = {
	{ GEN9_EU_FIELD(83, 83), 43 },
	{ GEN9_EU_FIELD(114, 107), 35 },
	{ GEN9_EU_FIELD(93, 86), 27 },
	{ GEN9_EU_FIELD(72, 65), 19 },
	{ GEN9_EU_FIELD(55, 37), 0 },
	{ GEN9_EU_FIELD(126, 125), 47 },
	{ GEN9_EU_FIELD(105, 104), 45 },
	{ GEN9_EU_FIELD(84, 84), 44 },
};

/* Three sources: what moves out of the compacted instruction itself. */
static const struct gen9_eu_piece gen9_eu_compact3_pieces[] = {
	{ GEN9_EU_OPCODE, 0 },
	{ GEN9_EU_FIELD(62, 56), 12 },	/* register of the destination */
	{ GEN9_EU_FIELD(64, 64), 28 },	/* replicate source 0 */
	{ GEN9_EU_SATURATE, 31 },
	{ GEN9_EU_FIELD(85, 85), 32 },	/* replicate source 1 */
	{ GEN9_EU_FIELD(106, 106), 33 },	/* replicate source 2 */
	{ GEN9_EU_FIELD(75, 73), 34 },	/* subregisters */
	{ GEN9_EU_FIELD(96, 94), 37 },
	{ GEN9_EU_FIELD(117, 115), 40 },
	{ GEN9_EU_FIELD(82, 76), 43 },	/* registers */
	{ GEN9_EU_FIELD(103, 97), 50 },
	{ GEN9_EU_FIELD(124, 118), 57 },
};

#endif
