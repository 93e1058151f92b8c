/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Surfaces: RENDER_SURFACE_STATE, and the graphics address of each texel. The sampler, data ports
 * and render targets call this file. Depth and stencil buffers are surfaces too: their owner fills
 * in a struct sample_surface and calls sample_surface_place(). Takes no lock.
 */
#ifndef SAMPLE_TEXTURE_H
#define SAMPLE_TEXTURE_H

#include "gen9/blt_defs.h"
#include "gen9/surface_defs.h"
#include "port.h"
#include "sample/formats.h"
#include "sample/swizzle.h"

/**
 * struct sample_surface - A surface.
 * @type: enum gen9_surface_type
 * @tiling: enum gen9_tile_mode
 * @array: the surface is an array of layers (or of cubes)
 * @samples: samples of a pixel: 1, 2, 4, 8, 16
 * @interleaved: samples of a pixel lie side by side; else each has a layer
 * @format: its format
 * @base: graphics address
 * @width: texels of level 0: 1 to 16384
 * @height: rows of level 0: 1 to 16384; 1D: 1
 * @depth: 3D: slices of level 0; cube arrays: cubes; else layers; 1 to 2048
 * @extent: layers or slices that render targets and typed messages reach, from @first_layer
 * @first_layer: layer or slice that is number 0 of the view
 * @first_level: level that is number 0 of the view; a render target's level
 * @levels: number of levels of the view: 1 to 15
 * @pitch: bytes from row to row; buffers: from element to element; linear 1D: 0
 * @qpitch: rows from layer to layer (of blocks, if the format is compressed); linear 1D: texels
 * @halign: texels (or blocks) that levels are aligned to: a power of two
 * @valign: rows (of blocks) that levels are aligned to: a power of two
 * @x_offset: texels between the base and column 0
 * @y_offset: rows between the base and row 0
 * @tail: first level of the mip tail; GEN9_SURFACE_LEVELS or more: there is none
 * @min_lod: least level that is there, from the view's level 0
 * @select: enum gen9_channel_select for each channel that the sampler returns
 * @elements: buffers: number of elements: 1 to 2^32
 * @swizzle: address bits of GEN9_TILE_YF and GEN9_TILE_YS, by sample_surface_place()
 * @level_x: columns of blocks from the layer's beginning to the level, by sample_surface_place()
 * @level_y: rows of blocks to the level, by sample_surface_place()
 * @level_z: slices to the level, by sample_surface_place()
 */
struct sample_surface {
	u8 type;
	u8 tiling;
	bool array;
	u8 samples;
	bool interleaved;
	const struct sample_format *format;
	u64 base;
	u32 width;
	u32 height;
	u32 depth;
	u32 extent;
	u32 first_layer;
	u32 first_level;
	u32 levels;
	u32 pitch;
	u32 qpitch;
	u32 halign;
	u32 valign;
	u32 x_offset;
	u32 y_offset;
	u32 tail;
	float min_lod;
	u8 select[4];
	u64 elements;
	struct sample_swizzle swizzle;
	u32 level_x[GEN9_SURFACE_LEVELS];
	u32 level_y[GEN9_SURFACE_LEVELS];
	u8 level_z[GEN9_SURFACE_LEVELS];
};

/**
 * struct sample_plane - The memory of one level of one layer (and sample).
 * @base: graphics address of the tile row that @y counts from
 * @x: bytes from the beginning of a row to column 0
 * @y: rows from @base to row 0, less than a tile's rows
 * @pitch: bytes from row to row
 * @bytes: bytes of a texel or block
 * @tiling: enum gen9_tile_mode
 * @swizzle: address bits of GEN9_TILE_YF and GEN9_TILE_YS
 */
struct sample_plane {
	u64 base;
	u32 x;
	u32 y;
	u32 pitch;
	u8 bytes;
	u8 tiling;
	struct sample_swizzle swizzle;
};

/**
 * sample_surface_decode() - Decode a surface state.
 * @dw: RENDER_SURFACE_STATE: the caller's copy, any values
 * @render: the surface is a render target: its level is another field
 * @surface: gets the surface
 * @why: gets the name of what is not implemented, if the result is -EINVAL
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the state is invalid or not implemented, and @surface has no meaning.
 */
int sample_surface_decode(const u32 *dw, bool render, struct sample_surface *surface,
			  const char **why);

/**
 * sample_surface_resource() - Set the tiling of a mode of tiled resources.
 * @surface: the surface; its type, format and tiling are set, the tiling without the mode
 * @mode: enum gen9_tiled_resource, any value
 *
 * Context: any; takes no lock.
 * Return: true; false: the surface cannot have this mode.
 */
bool sample_surface_resource(struct sample_surface *surface, u32 mode);

/**
 * sample_surface_place() - Compute the places of a surface's levels.
 * @surface: the surface; all members are set but @swizzle, @level_x, @level_y and @level_z. Its
 *	alignment becomes that of the tiles, if the tiling is Yf or Ys
 *
 * Context: any; takes no lock.
 */
void sample_surface_place(struct sample_surface *surface);

/**
 * sample_surface_plane() - Find the memory of a level.
 * @surface: the surface, not a buffer and not null
 * @level: level of the view; any value: the last level at most
 * @layer: layer or slice of the view, any value. Cubes have 6 layers each: +X, -X, +Y, -Y, +Z, -Z
 * @sample: sample of the pixel, any value; does not count if &sample_surface.interleaved
 * @plane: gets the memory
 *
 * Context: any; takes no lock.
 */
void sample_surface_plane(const struct sample_surface *surface, u32 level, u32 layer, u32 sample,
			  struct sample_plane *plane);

/**
 * sample_surface_interleave() - Find the place of a sample among the texels of a plane.
 * @samples: samples of a pixel: 2, 4, 8, 16
 * @sample: number of the sample, below @samples
 * @x: column of the pixel; gets that of the sample
 * @y: row of the pixel; gets that of the sample
 *
 * For surfaces with &sample_surface.interleaved alone.
 *
 * Context: any; takes no lock.
 */
void sample_surface_interleave(u32 samples, u32 sample, u32 *x, u32 *y);

/**
 * sample_surface_texel() - Find a texel, if the surface has it.
 * @surface: the surface: a buffer, null, or any other
 * @level: level of the view, any value
 * @at: column, row, layer or slice of the view, any values; 1D arrays: column, layer. Buffers:
 *	element. Surfaces that are no arrays have one layer, whatever @at says
 * @sample: sample of the pixel, any value
 * @va: gets the graphics address of the first byte of the texel, or of its block
 *
 * Context: any; takes no lock.
 * Return: true; false: the surface has no such texel.
 */
bool sample_surface_texel(const struct sample_surface *surface, u32 level, const u32 *at,
			  u32 sample, u64 *va);

/**
 * sample_surface_layers() - Return the number of layers or slices of a view.
 * @surface: the surface, not a buffer
 * @level: level of the view, below &sample_surface.levels
 *
 * Context: any; takes no lock.
 * Return: layers (six for each cube), or slices of the level.
 */
u32 sample_surface_layers(const struct sample_surface *surface, u32 level);

/**
 * sample_level_size() - Return a size at a level.
 * @size: size at level 0
 * @level: the level, below 32
 *
 * Context: any; takes no lock.
 * Return: the size, at least 1.
 */
static inline u32 sample_level_size(u32 size, u32 level)
{
	return max(size >> level, 1u);
}

/**
 * sample_plane_address() - Return the graphics address of a texel or block.
 * @plane: the level
 * @x: column, in texels or blocks; the caller bounds it
 * @y: row
 *
 * A texel lies in one page, unless its size is no power of two.
 *
 * Context: any; takes no lock.
 * Return: graphics address of its first byte.
 */
static inline u64 sample_plane_address(const struct sample_plane *plane, u32 x, u32 y)
{
	u32 byte = plane->x + x * plane->bytes;
	u32 row = plane->y + y;

	switch (plane->tiling) {
	case GEN9_TILE_Y:
		return plane->base +
		       (u64)(row / GEN9_TILE_Y_ROWS) * plane->pitch * GEN9_TILE_Y_ROWS +
		       byte / GEN9_TILE_Y_BYTES * (u64)PAGE_SIZE +
		       byte % GEN9_TILE_Y_BYTES / GEN9_TILE_Y_COLUMN *
				GEN9_TILE_Y_COLUMN * GEN9_TILE_Y_ROWS +
		       row % GEN9_TILE_Y_ROWS * GEN9_TILE_Y_COLUMN + byte % GEN9_TILE_Y_COLUMN;
	case GEN9_TILE_X:
		return plane->base +
		       (u64)(row / GEN9_TILE_X_ROWS) * plane->pitch * GEN9_TILE_X_ROWS +
		       byte / GEN9_TILE_X_BYTES * (u64)PAGE_SIZE +
		       row % GEN9_TILE_X_ROWS * GEN9_TILE_X_BYTES + byte % GEN9_TILE_X_BYTES;
	case GEN9_TILE_W:
		return plane->base +
		       (u64)(row / GEN9_TILE_W_ROWS) * plane->pitch * (GEN9_TILE_W_ROWS / 2) +
		       byte / GEN9_TILE_W_BYTES * (u64)PAGE_SIZE +
		       ((byte & 1) | (row & 1) << 1 | (byte & 2) << 1 | (row & 2) << 2 |
			(byte & 4) << 2 | (row & 4) << 3 | (row & 0x38) << 3 | (byte & 0x38) << 6);
	case GEN9_TILE_YF:
	case GEN9_TILE_YS:
		return sample_swizzle_address(plane, byte, row);
	default:
		return plane->base + (u64)row * plane->pitch + byte;
	}
}

#endif
