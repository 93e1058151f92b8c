// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tiles of Gen9: a page holds 8 rows of 512 bytes one after another (X), or 8
 * columns of 32 rows of 16 bytes (Y). No address swizzling. Pure; called by
 * compose.c. Source: PRM SKL Vol. 5 (Memory Views, Tiling).
 */
#include "tile.h"

#include "gen9/plane.h"

u32 display_tile_width(enum display_tiling tiling)
{
	return tiling == DISPLAY_X_TILED ? GEN9_XTILE_WIDTH : GEN9_YTILE_WIDTH;
}

static void detile_x(const u8 *tile, u8 *rows, u32 pitch)
{
	u32 y;

	for (y = 0; y < GEN9_XTILE_ROWS; y++)
		memcpy(rows + y * pitch, tile + y * GEN9_XTILE_WIDTH, GEN9_XTILE_WIDTH);
}

static void detile_y(const u8 *tile, u8 *rows, u32 pitch)
{
	u32 column, y;

	for (column = 0; column < GEN9_YTILE_WIDTH; column += GEN9_YTILE_COLUMN) {
		for (y = 0; y < GEN9_YTILE_ROWS; y++) {
			memcpy(rows + y * pitch + column, tile, GEN9_YTILE_COLUMN);
			tile += GEN9_YTILE_COLUMN;
		}
	}
}

void display_detile(enum display_tiling tiling, const u8 *tile, u8 *rows, u32 pitch)
{
	if (tiling == DISPLAY_X_TILED)
		detile_x(tile, rows, pitch);
	else
		detile_y(tile, rows, pitch);
}
