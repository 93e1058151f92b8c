/* SPDX-License-Identifier: GPL-2.0-only */
/* Tiles of 4 KiB to rows. */
#ifndef DISPLAY_TILE_H
#define DISPLAY_TILE_H

#include "port.h"

#include "display/plane.h"

/** display_tile_width() - Bytes of one row of pixels in a tile. @tiling: not linear. */
u32 display_tile_width(enum display_tiling tiling, u32 cpp);

/** display_tile_rows() - Rows of pixels in a tile; 1 where linear. @cpp: bytes a pixel, a power of two. */
u32 display_tile_rows(enum display_tiling tiling, u32 cpp);

/**
 * display_tile_to_rows() - One tile to rows.
 * @tiling: not linear
 * @cpp: 1, 2, 4 or 8
 * @tile: 4096 bytes
 * @rows: display_tile_rows() rows of display_tile_width() bytes
 * @pitch: bytes from row to row
 */
void display_tile_to_rows(enum display_tiling tiling, u32 cpp, const u8 *tile, u8 *rows, u32 pitch);

/**
 * display_tile_to_rows_opaque() - Some rows of tiles of ARGB8888 side by side, opaque.
 * @tiling: X or Y
 * @tiles: 4096 bytes each; may change meanwhile
 * @first: row of the tiles
 * @count: rows
 * @bytes: of each row, a multiple of 16
 */
void display_tile_to_rows_opaque(enum display_tiling tiling, const u8 *const *tiles, u32 first,
			   u32 count, u32 bytes, u8 *rows, u32 pitch);

/** display_tile_copy_opaque() - ARGB8888, made opaque on the way; may be in place. @bytes: of whole pixels */
void display_tile_copy_opaque(u8 *dst, const u8 *src, u32 bytes);

#endif
