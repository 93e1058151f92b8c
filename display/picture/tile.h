/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tiles of 4 KiB, converted to rows. These functions take no lock and do not sleep.
 * Source: PRM SKL Vol. 5 (Memory Views, Tiling); for Yf Intel's gmmlib (gen9/swizzle_defs.h).
 */
#ifndef DISPLAY_TILE_H
#define DISPLAY_TILE_H

#include "port.h"

#include "display/plane.h"

/**
 * display_tile_width() - Return the width of a tile.
 * @tiling: a tiling that is not linear
 * @cpp: bytes of a pixel: 1, 2, 4 or 8
 *
 * Context: any.
 * Return: bytes of one row of pixels in a tile.
 */
u32 display_tile_width(enum display_tiling tiling, u32 cpp);

/**
 * display_tile_rows() - Return the height of a tile.
 * @tiling: the tiling
 * @cpp: bytes of a pixel: 1, 2, 4 or 8
 *
 * Context: any.
 * Return: rows of pixels in a tile; 1: the layout is linear.
 */
u32 display_tile_rows(enum display_tiling tiling, u32 cpp);

/**
 * display_tile_to_rows() - Convert a tile to rows.
 * @tiling: a tiling that is not linear
 * @cpp: bytes of a pixel: 1, 2, 4 or 8
 * @tile: 4096 bytes; the guest may change them meanwhile
 * @rows: gets display_tile_rows() rows of display_tile_width() bytes
 * @pitch: bytes from row to row in @rows
 *
 * Context: any.
 */
void display_tile_to_rows(enum display_tiling tiling, u32 cpp, const u8 *tile, u8 *rows, u32 pitch);

/**
 * display_tile_to_rows_opaque() - Convert rows of tiles of ARGB8888 side by side, and make them
 * opaque.
 * @tiling: X or Y
 * @tiles: one tile of 4096 bytes for each tile width of @bytes; the guest may change them meanwhile
 * @first: first row of the tiles
 * @count: number of rows
 * @bytes: bytes of a row, a multiple of 16
 * @rows: gets @count rows of @bytes bytes
 * @pitch: bytes from row to row in @rows
 *
 * Context: any.
 */
void display_tile_to_rows_opaque(enum display_tiling tiling, const u8 *const *tiles, u32 first,
				 u32 count, u32 bytes, u8 *rows, u32 pitch);

/**
 * display_tile_copy_opaque() - Copy pixels of ARGB8888 and make them opaque.
 * @dst: gets @bytes bytes; may be @src
 * @src: @bytes bytes
 * @bytes: length in bytes, a multiple of 4
 *
 * Context: any.
 */
void display_tile_copy_opaque(u8 *dst, const u8 *src, u32 bytes);

#endif
