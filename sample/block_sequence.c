// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sequences of integers (block_sequence.h). An integer has bits, and a trit or a quint. Groups of
 * trits or quints share bits, which lie between the bits of the integers. Takes no lock.
 *
 * Source: Khronos Data Format Specification 1.3, "ASTC", "Integer Sequence Encoding" and "Endpoint
 * Unquantization".
 */
#include "sample/block_sequence.h"

#include "gen9/astc_rows.h"

#define COLOR_BITS	8u
#define WEIGHT_BITS	6u
#define TRIT_BASE	3u
#define QUINT_BASE	5u

u32 block_sequence_bits(u32 range, u32 count)
{
	const struct gen9_astc_range *row = &gen9_astc_ranges[range];
	u32 bits = row->bits * count;

	if (row->base == TRIT_BASE)
		bits += DIV_ROUND_UP(8 * count, GEN9_ASTC_TRITS);
	if (row->base == QUINT_BASE)
		bits += DIV_ROUND_UP(7 * count, GEN9_ASTC_QUINTS);
	return bits;
}

static u32 field(u32 bits, u32 high, u32 low)
{
	return bits >> low & ((2u << (high - low)) - 1);
}

static void split_trits(u32 t, u8 trit[GEN9_ASTC_TRITS])
{
	u32 c;

	if (field(t, 4, 2) == 7) {
		c = field(t, 7, 5) << 2 | field(t, 1, 0);
		trit[4] = 2;
		trit[3] = 2;
	} else {
		c = field(t, 4, 0);
		trit[4] = field(t, 6, 5) == 3 ? 2 : (u8)field(t, 7, 7);
		trit[3] = field(t, 6, 5) == 3 ? (u8)field(t, 7, 7) : (u8)field(t, 6, 5);
	}
	if (field(c, 1, 0) == 3) {
		trit[2] = 2;
		trit[1] = (u8)field(c, 4, 4);
		trit[0] = (u8)(field(c, 3, 3) << 1 | (field(c, 2, 2) & ~field(c, 3, 3)));
	} else if (field(c, 3, 2) == 3) {
		trit[2] = 2;
		trit[1] = 2;
		trit[0] = (u8)field(c, 1, 0);
	} else {
		trit[2] = (u8)field(c, 4, 4);
		trit[1] = (u8)field(c, 3, 2);
		trit[0] = (u8)(field(c, 1, 1) << 1 | (field(c, 0, 0) & ~field(c, 1, 1)));
	}
}

static void split_quints(u32 q, u8 quint[GEN9_ASTC_QUINTS])
{
	u32 low = field(q, 0, 0), c;

	if (field(q, 2, 1) == 3 && !field(q, 6, 5)) {
		quint[2] = (u8)(low << 2 | (field(q, 4, 4) & ~low) << 1 | (field(q, 3, 3) & ~low));
		quint[1] = 4;
		quint[0] = 4;
		return;
	}
	if (field(q, 2, 1) == 3) {
		quint[2] = 4;
		c = field(q, 4, 3) << 3 | (~field(q, 6, 5) & 3) << 1 | low;
	} else {
		quint[2] = (u8)field(q, 6, 5);
		c = field(q, 4, 0);
	}
	quint[1] = field(c, 2, 0) == 5 ? 4 : (u8)field(c, 4, 3);
	quint[0] = field(c, 2, 0) == 5 ? (u8)field(c, 4, 3) : (u8)field(c, 2, 0);
}

/* Read a group of integers that share bits. @parts: bits of the trits or quints behind each */
static u32 take_group(struct block_bits *bits, u32 length, u32 count, const u8 *parts, u8 *to)
{
	u32 shared = 0, at = 0, i;

	for (i = 0; i < count; i++) {
		to[i] = (u8)block_bits_take(bits, length);
		shared |= block_bits_take(bits, parts[i]) << at;
		at += parts[i];
	}
	return shared;
}

void block_sequence_take(struct block_bits *bits, u32 range, u32 count, u8 *to)
{
	static const u8 trit_parts[] = GEN9_ASTC_TRIT_BITS, quint_parts[] = GEN9_ASTC_QUINT_BITS;
	static const u8 no_parts[1];
	const struct gen9_astc_range *row = &gen9_astc_ranges[range];
	u8 digit[GEN9_ASTC_TRITS] = {};
	u32 size = row->base == TRIT_BASE ? GEN9_ASTC_TRITS :
		   row->base == QUINT_BASE ? GEN9_ASTC_QUINTS : 1, n, i;

	for (; count; count -= n, to += n) {
		n = min(size, count);
		if (row->base == TRIT_BASE)
			split_trits(take_group(bits, row->bits, n, trit_parts, to), digit);
		else if (row->base == QUINT_BASE)
			split_quints(take_group(bits, row->bits, n, quint_parts, to), digit);
		else
			take_group(bits, row->bits, n, no_parts, to);
		for (i = 0; i < n; i++)
			to[i] |= (u8)(digit[i] << row->bits);
	}
}

/* Fill @length bits with copies of @bits bits, from the highest on. */
static u32 replicate(u32 value, u32 bits, u32 length)
{
	u32 filled = 0, at = length;

	for (; at > bits; at -= bits)
		filled |= value << (at - bits);
	return filled | value >> (bits - at);
}

/* The pseudocode's B: bits of @value at the places of their letters in @pattern */
static u32 place_bits(const char *pattern, u32 value)
{
	u32 placed = 0;

	for (; *pattern; pattern++)
		placed = placed << 1 | (*pattern == '0' ? 0 : value >> (*pattern - 'a') & 1);
	return placed;
}

/* The number of @length bits of an integer with a trit or quint and with bits */
static u32 unpack(u32 value, u32 bits, const char *pattern, u32 factor, u32 length)
{
	u32 lowest = value & 1 ? (2u << length) - 1 : 0;
	u32 number = ((value >> bits) * factor + place_bits(pattern, value)) ^ lowest;

	return (lowest & BIT(length - 1)) | number >> 2;
}

u8 block_sequence_color(u32 range, u32 value)
{
	const struct gen9_astc_range *row = &gen9_astc_ranges[range];

	if (!row->color)
		return (u8)replicate(value, row->bits, COLOR_BITS);
	return (u8)unpack(value, row->bits, row->color, row->color_factor, COLOR_BITS);
}

u8 block_sequence_weight(u32 range, u32 value)
{
	static const u8 trits[] = GEN9_ASTC_WEIGHT_TRITS, quints[] = GEN9_ASTC_WEIGHT_QUINTS;
	const struct gen9_astc_range *row = &gen9_astc_ranges[range];
	u32 weight;

	if (row->weight)
		weight = unpack(value, row->bits, row->weight, row->weight_factor, WEIGHT_BITS);
	else if (row->base == 1)
		weight = replicate(value, row->bits, WEIGHT_BITS);
	else
		weight = row->base == TRIT_BASE ? trits[value] : quints[value];
	return (u8)(weight + (weight > 1u << (WEIGHT_BITS - 1)));
}
