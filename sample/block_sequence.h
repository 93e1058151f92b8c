/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequences of integers in blocks of ASTC, and what their numbers mean. block_astc.c calls this
 * file. Takes no lock.
 */
#ifndef SAMPLE_BLOCK_SEQUENCE_H
#define SAMPLE_BLOCK_SEQUENCE_H

#include "port.h"
#include "sample/block_types.h"

/**
 * block_sequence_bits() - Return the length of a sequence.
 * @range: number of the range, below GEN9_ASTC_RANGES
 * @count: number of integers
 *
 * Context: any; takes no lock.
 * Return: its length in bits.
 */
u32 block_sequence_bits(u32 range, u32 count);

/**
 * block_sequence_take() - Read a sequence.
 * @bits: the bits, at the sequence's first one
 * @range: number of the range, below GEN9_ASTC_RANGES
 * @count: number of integers
 * @to: gets the integers: the trit or quint is above the bits
 *
 * Context: any; takes no lock.
 */
void block_sequence_take(struct block_bits *bits, u32 range, u32 count, u8 *to);

/**
 * block_sequence_color() - Return the meaning of an integer as a channel of an endpoint.
 * @range: number of the range, GEN9_ASTC_RANGE_COLOR or higher, below GEN9_ASTC_RANGES
 * @value: the integer
 *
 * Context: any; takes no lock.
 * Return: 0 to 255.
 */
u8 block_sequence_color(u32 range, u32 value);

/**
 * block_sequence_weight() - Return the meaning of an integer as a weight.
 * @range: number of the range, below twice GEN9_ASTC_RANGE_PRECISE
 * @value: the integer
 *
 * Context: any; takes no lock.
 * Return: 0 to 64.
 */
u8 block_sequence_weight(u32 range, u32 value);

#endif
