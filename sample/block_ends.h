/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Endpoints and partitions of blocks of ASTC. block_astc.c calls this file. Takes no lock.
 */
#ifndef SAMPLE_BLOCK_ENDS_H
#define SAMPLE_BLOCK_ENDS_H

#include "port.h"

/**
 * block_ends() - Make two endpoints of their values.
 * @class: class of the endpoints: 0 to 15
 * @value: GEN9_ASTC_VALUES_PAIR() values of 0 to 255
 * @end: gets the endpoints: red, green, blue, alpha. Those of a class of high dynamic range have
 *	the colour of invalid blocks
 *
 * Context: any; takes no lock.
 */
void block_ends(u32 class, const u8 *value, u8 end[2][4]);

/**
 * block_partition() - Return the partition of a texel.
 * @seed: which partitions: 10 bits
 * @count: number of partitions: 1 to 4
 * @x: column of the texel in its block
 * @y: row of the texel in its block
 * @texels: texels of the block
 *
 * Context: any; takes no lock.
 * Return: number of the partition, below @count.
 */
u32 block_partition(u32 seed, u32 count, u32 x, u32 y, u32 texels);

#endif
