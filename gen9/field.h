/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of dwords: the dword and its bits, as one constant. Commands, structures in memory, and
 * headers and descriptors of messages have their fields in this notation.
 *
 * The folder has three other notations, each for data of another kind:
 *   GEN9_EU_FIELD	encoded instructions, which have 128 bits (gen9/eu_encoding.h)
 *   GEN9_NAME(value)	registers; blocks of compressed textures, which have 64 or 128 bits
 *   masks and shifts	a flag, an address that keeps its place, a value that the engine writes
 */
#ifndef GEN9_FIELD_H
#define GEN9_FIELD_H

#include "port.h"

/* The field in bits @high to @low of dword @dword. */
#define GEN9_FIELD(dword, high, low)	((dword) << 16 | (high) << 8 | (low))

/**
 * gen9_field() - Return the value of a field.
 * @dw: the structure; it has the field's dword
 * @field: GEN9_FIELD(), a constant
 *
 * Context: any; takes no lock.
 * Return: the value.
 */
static inline u32 gen9_field(const u32 *dw, u32 field)
{
	u32 high = field >> 8 & 0xff, low = field & 0xff;

	return (dw[field >> 16] & (u32)GENMASK(high, 0)) >> low;
}

/**
 * gen9_field_bits() - Return a dword with one field set.
 * @field: GEN9_FIELD(), a constant; its dword is ignored
 * @value: the field's value; bits that the field does not have are ignored
 *
 * Context: any; takes no lock.
 * Return: the dword; bits outside the field are 0.
 */
static inline u32 gen9_field_bits(u32 field, u32 value)
{
	u32 high = field >> 8 & 0xff, low = field & 0xff;

	return value << low & (u32)GENMASK(high, low);
}

#endif
