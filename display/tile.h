/* SPDX-License-Identifier: GPL-2.0-only */
/* Tiles of 4 KiB to rows. */
#ifndef DISPLAY_TILE_H
#define DISPLAY_TILE_H

#include "port.h"

#include "display/plane.h"

/** display_tile_width() - Bytes of one row of pixels in a tile. @tiling: not linear. */
u32 display_tile_width(enum display_tiling tiling);

/**
 * display_detile() - One tile to rows.
 * @tiling: not linear
 * @tile: 4096 bytes
 * @rows: display_tiling_rows() rows of display_tile_width() bytes
 * @pitch: bytes from row to row
 */
void display_detile(enum display_tiling tiling, const u8 *tile, u8 *rows, u32 pitch);

#endif
