/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surfaces in tiled resource mode Yf and Ys: blocks of 4 and 64 KiB, in which bits of column, row,
 * slice and sample have places of their own in the address. texture.c calls this file. Takes no
 * lock.
 */
#ifndef SAMPLE_SWIZZLE_H
#define SAMPLE_SWIZZLE_H

#include "port.h"

struct sample_surface;
struct sample_plane;

/**
 * struct sample_swizzle - The blocks of a surface: address bits inside of a block.
 * @columns: bits that count bytes of a row
 * @rows: bits that count rows
 * @slices: bits that count slices of a 3D surface
 * @samples: bits that count samples, if each has a layer
 * @columns_log2: number of bits in @columns
 * @rows_log2: number of bits in @rows
 * @slices_log2: number of bits in @slices
 * @block_log2: log2 of a block's bytes
 */
struct sample_swizzle {
	u16 columns;
	u16 rows;
	u16 slices;
	u16 samples;
	u8 columns_log2;
	u8 rows_log2;
	u8 slices_log2;
	u8 block_log2;
};

/**
 * sample_swizzle_set() - Compute the blocks of a surface, and align its levels to them.
 * @surface: the surface, of GEN9_TILE_YF or GEN9_TILE_YS; its elements have 1, 2, 4, 8 or 16 bytes
 *
 * Context: any; takes no lock.
 */
void sample_swizzle_set(struct sample_surface *surface);

/**
 * sample_swizzle_tail() - Return the place of a level in the mip tail.
 * @surface: the surface
 * @level: the level, from &sample_surface.tail on
 *
 * Context: any; takes no lock.
 * Return: three numbers: its column, row and slice in the tail's block, in elements.
 */
const u8 *sample_swizzle_tail(const struct sample_surface *surface, u32 level);

/**
 * sample_swizzle_plane() - Find the memory of a slice.
 * @surface: the surface
 * @y: rows of elements from a slice's beginning to the plane's first row
 * @slice: layer of the surface; 3D: its slice
 * @sample: sample of the pixel, below &sample_surface.samples
 * @plane: its base, row and tile are set
 *
 * Context: any; takes no lock.
 */
void sample_swizzle_plane(const struct sample_surface *surface, u32 y, u64 slice, u32 sample,
			  struct sample_plane *plane);

/**
 * sample_swizzle_address() - Return a graphics address.
 * @plane: the plane
 * @byte: bytes from the beginning of a row
 * @row: rows from &sample_plane.base
 *
 * Context: any; takes no lock.
 * Return: the graphics address.
 */
u64 sample_swizzle_address(const struct sample_plane *plane, u32 byte, u32 row);

#endif
