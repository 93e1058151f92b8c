/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of encoded EU instructions, by GEN9_EU_FIELD of gen9/eu_encoding.h. */
#ifndef EU_BITS_H
#define EU_BITS_H

#include "gen9/eu_encoding.h"
#include "port.h"

/** struct eu_code_bits - An encoded instruction. @word: bits 63:0 and 127:64 */
struct eu_code_bits {
	u64 word[2];
};

/**
 * eu_field_mask() - Return the bits of a field, shifted to bit 0.
 * @field: GEN9_EU_FIELD of at most 64 bits, which do not cross bit 64
 *
 * Context: any; takes no lock.
 * Return: the mask.
 */
static inline u64 eu_field_mask(u32 field)
{
	return ~0ull >> (63 - (GEN9_EU_FIELD_HIGH(field) - GEN9_EU_FIELD_LOW(field)));
}

/**
 * eu_get() - Read a field.
 * @code: the instruction
 * @field: GEN9_EU_FIELD, within bits 127:0
 *
 * Context: any; takes no lock.
 * Return: its value.
 */
static inline u64 eu_get(const struct eu_code_bits *code, u32 field)
{
	u32 low = GEN9_EU_FIELD_LOW(field);

	return code->word[low / 64] >> low % 64 & eu_field_mask(field);
}

/**
 * eu_put() - Write a field.
 * @code: the instruction
 * @field: GEN9_EU_FIELD, within bits 127:0
 * @value: its new value; higher bits are ignored
 *
 * Context: any; takes no lock.
 */
static inline void eu_put(struct eu_code_bits *code, u32 field, u64 value)
{
	u32 low = GEN9_EU_FIELD_LOW(field);
	u64 mask = eu_field_mask(field);
	u64 *word = &code->word[low / 64];

	*word = (*word & ~(mask << low % 64)) | (value & mask) << low % 64;
}

/**
 * eu_part() - Return a field of a part of an instruction.
 * @part: lowest bit of the part
 * @field: GEN9_EU_FIELD, from the lowest bit of the part
 *
 * Context: any; takes no lock.
 * Return: GEN9_EU_FIELD, from bit 0 of the instruction.
 */
static inline u32 eu_part(u32 part, u32 field)
{
	return field + GEN9_EU_FIELD(part, part);
}

/**
 * eu_signed() - Extend the sign of a value.
 * @value: the value; bits above @bits are 0
 * @bits: its bits, 1 to 32
 *
 * Context: any; takes no lock.
 * Return: the value, as a signed number of @bits bits.
 */
static inline s32 eu_signed(u32 value, u32 bits)
{
	u32 sign = 1u << (bits - 1);

	return (s32)((value ^ sign) - sign);
}

#endif
