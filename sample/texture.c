// SPDX-License-Identifier: GPL-2.0-only
/*
 * Surfaces (texture.h): decoding of surface states, and places of levels, layers and samples. Takes
 * no lock.
 *
 * Source: PRM SKL Vol. 5 (Memory Views), "Surface Layout and Tiling".
 */
#include "sample/texture.h"

#include "sample/window.h"

/* log2 of &sample_surface.samples, at most */
#define SAMPLES_LOG2	4u

static bool is_linear_1d(const struct sample_surface *surface)
{
	return surface->type == GEN9_SURFACE_1D && surface->tiling == GEN9_TILE_LINEAR;
}

static u64 base_address(const u32 *dw)
{
	return ((u64)gen9_field(dw, GEN9_SS_BASE_HIGH) << 32 | gen9_field(dw, GEN9_SS_BASE_LOW)) &
	       SAMPLE_VA_MASK;
}

static void decode_select(const u32 *dw, struct sample_surface *surface)
{
	surface->select[0] = (u8)gen9_field(dw, GEN9_SS_SELECT_RED);
	surface->select[1] = (u8)gen9_field(dw, GEN9_SS_SELECT_GREEN);
	surface->select[2] = (u8)gen9_field(dw, GEN9_SS_SELECT_BLUE);
	surface->select[3] = (u8)gen9_field(dw, GEN9_SS_SELECT_ALPHA);
}

static void decode_buffer(const u32 *dw, struct sample_surface *surface)
{
	surface->elements = ((u64)gen9_field(dw, GEN9_SS_DEPTH) <<
				     (GEN9_SS_BUFFER_WIDTH_BITS + GEN9_SS_BUFFER_HEIGHT_BITS) |
			     gen9_field(dw, GEN9_SS_HEIGHT) << GEN9_SS_BUFFER_WIDTH_BITS |
			     (gen9_field(dw, GEN9_SS_WIDTH) &
			      (BIT(GEN9_SS_BUFFER_WIDTH_BITS) - 1))) + 1;
	surface->tiling = GEN9_TILE_LINEAR;
	surface->levels = 1;
	surface->samples = 1;
}

static void decode_levels(const u32 *dw, bool render, struct sample_surface *surface)
{
	u32 first = gen9_field(dw, render ? GEN9_SS_MIP_COUNT : GEN9_SS_MIN_LOD);
	u32 count = render ? 1 : gen9_field(dw, GEN9_SS_MIP_COUNT) + 1;

	surface->first_level = min(first, GEN9_SURFACE_LEVELS - 1);
	surface->levels = min(count, GEN9_SURFACE_LEVELS - surface->first_level);
	surface->tail = gen9_field(dw, GEN9_SS_MIP_TAIL);
	surface->min_lod = (float)gen9_field(dw, GEN9_SS_RESOURCE_MIN_LOD) /
			   GEN9_SS_RESOURCE_MIN_LOD_ONE;
}

static void decode_texture(const u32 *dw, struct sample_surface *surface)
{
	surface->width = gen9_field(dw, GEN9_SS_WIDTH) + 1;
	surface->height = surface->type == GEN9_SURFACE_1D ? 1 :
			  gen9_field(dw, GEN9_SS_HEIGHT) + 1;
	surface->depth = gen9_field(dw, GEN9_SS_DEPTH) + 1;
	surface->extent = gen9_field(dw, GEN9_SS_VIEW_EXTENT) + 1;
	surface->first_layer = gen9_field(dw, GEN9_SS_MIN_ARRAY);
	surface->qpitch = gen9_field(dw, GEN9_SS_QPITCH) * GEN9_SS_QPITCH_UNIT;
	/* Slices of 3D stencil buffers are twice as far apart as the field says. */
	if (surface->type == GEN9_SURFACE_3D && surface->tiling == GEN9_TILE_W)
		surface->qpitch *= 2;
	surface->halign = BIT(gen9_field(dw, GEN9_SS_HALIGN) + 1);
	surface->valign = BIT(gen9_field(dw, GEN9_SS_VALIGN) + 1);
	surface->samples = (u8)BIT(min(gen9_field(dw, GEN9_SS_SAMPLES), SAMPLES_LOG2));
	surface->interleaved = surface->samples > 1 && gen9_field(dw, GEN9_SS_INTERLEAVED);
	surface->x_offset = gen9_field(dw, GEN9_SS_X_OFFSET) * GEN9_SS_OFFSET_UNIT;
	surface->y_offset = gen9_field(dw, GEN9_SS_Y_OFFSET) * GEN9_SS_OFFSET_UNIT;
}

bool sample_surface_resource(struct sample_surface *surface, u32 mode)
{
	if (mode == GEN9_TILED_RESOURCE_NONE)
		return true;
	if (mode > GEN9_TILED_RESOURCE_YS || surface->tiling != GEN9_TILE_Y ||
	    surface->type == GEN9_SURFACE_1D || !is_power_of_2(surface->format->bytes) ||
	    surface->format->bytes > GEN9_TILE_Y_COLUMN)
		return false;
	surface->tiling = mode == GEN9_TILED_RESOURCE_YF ? GEN9_TILE_YF : GEN9_TILE_YS;
	return true;
}

/* Return what is not implemented, or NULL. */
static const char *refuse(const u32 *dw, struct sample_surface *surface)
{
	if (!sample_surface_resource(surface, gen9_field(dw, GEN9_SS_TILED_RESOURCE)))
		return "surface: tiled resource mode";
	if (gen9_field(dw, GEN9_SS_ROTATION))
		return "surface: rotation";
	if (surface->tiling == GEN9_TILE_W && surface->format->bytes != 1)
		return "surface: W tiles of more than 8 bits";
	if (surface->type > GEN9_SURFACE_CUBE)
		return "surface: type";
	return NULL;
}

int sample_surface_decode(const u32 *dw, bool render, struct sample_surface *surface,
			  const char **why)
{
	*surface = (struct sample_surface){
		.type = (u8)gen9_field(dw, GEN9_SS_TYPE),
		.tiling = (u8)gen9_field(dw, GEN9_SS_TILE_MODE),
		.array = gen9_field(dw, GEN9_SS_ARRAY),
		.format = sample_format_get(gen9_field(dw, GEN9_SS_FORMAT)),
		.base = base_address(dw),
		.pitch = gen9_field(dw, GEN9_SS_PITCH) + 1,
	};
	decode_select(dw, surface);
	decode_levels(dw, render, surface);
	*why = "surface: format";
	if (!surface->format)
		return -EINVAL;
	if (surface->type == GEN9_SURFACE_BUFFER || surface->type == GEN9_SURFACE_STRUCTURED) {
		decode_buffer(dw, surface);
		return 0;
	}
	decode_texture(dw, surface);
	if (surface->type == GEN9_SURFACE_NULL)
		return 0;
	/* A level of 1D has one row, and drivers set no pitch. */
	if (is_linear_1d(surface))
		surface->pitch = 0;
	*why = refuse(dw, surface);
	if (*why)
		return -EINVAL;
	sample_surface_place(surface);
	return 0;
}

static bool is_swizzled(const struct sample_surface *surface)
{
	return surface->tiling == GEN9_TILE_YF || surface->tiling == GEN9_TILE_YS;
}

/* A level of the mip tail is in the block where the tail begins. */
static void place_in_tail(struct sample_surface *surface, u32 level)
{
	const u8 *slot = sample_swizzle_tail(surface, level);

	surface->level_x[level] += slot[0];
	surface->level_y[level] += slot[1];
	surface->level_z[level] = slot[2];
}

/* The size of level 0 in columns of samples, for interleaved samples. */
static u32 sample_columns(const struct sample_surface *surface)
{
	static const u8 across[] = { 1, 2, 2, 4, 4 };

	return surface->interleaved ?
	       ALIGN(surface->width, 2u) * across[ilog2(surface->samples)] : surface->width;
}

static u32 sample_rows(const struct sample_surface *surface)
{
	static const u8 down[] = { 1, 1, 2, 2, 4 };

	return surface->interleaved ?
	       ALIGN(surface->height, 2u) * down[ilog2(surface->samples)] : surface->height;
}

void sample_surface_place(struct sample_surface *surface)
{
	u32 width = sample_columns(surface), height = sample_rows(surface);
	u32 level, w, h, x = 0, y = 0, halign;

	if (is_swizzled(surface))
		sample_swizzle_set(surface);
	halign = is_linear_1d(surface) ? GEN9_SURFACE_ALIGN_1D : surface->halign;
	for (level = 0; level < GEN9_SURFACE_LEVELS; level++) {
		surface->level_x[level] = x;
		surface->level_y[level] = y;
		surface->level_z[level] = 0;
		if (is_swizzled(surface) && level >= surface->tail) {
			place_in_tail(surface, level);
			continue;
		}
		w = DIV_ROUND_UP(sample_level_size(width, level), surface->format->block_w);
		h = DIV_ROUND_UP(sample_level_size(height, level), surface->format->block_h);
		/* Level 1 lies below level 0; the others at its right, one below the other. */
		if (is_linear_1d(surface) || level == 1)
			x += ALIGN(w, halign);
		else
			y += ALIGN(h, surface->valign);
	}
}

/* Rows of a tile, and the bytes between two rows of tiles for each byte of pitch. */
static const struct {
	u8 rows;
	u8 pitches;
} tile_rows[] = {
	[GEN9_TILE_LINEAR] = { 1, 1 },
	[GEN9_TILE_W] = { GEN9_TILE_W_ROWS, GEN9_TILE_W_ROWS / 2 },
	[GEN9_TILE_X] = { GEN9_TILE_X_ROWS, GEN9_TILE_X_ROWS },
	[GEN9_TILE_Y] = { GEN9_TILE_Y_ROWS, GEN9_TILE_Y_ROWS },
};

void sample_surface_plane(const struct sample_surface *surface, u32 level, u32 layer, u32 sample,
			  struct sample_plane *plane)
{
	u32 at = surface->first_level + min(level, surface->levels - 1);
	u32 bytes = surface->format->bytes;
	u32 x = surface->level_x[at] + surface->x_offset / surface->format->block_w;
	u64 slice = (u64)surface->first_layer + layer, y, rows;

	sample = surface->interleaved ? 0 : min(sample, surface->samples - 1u);
	y = surface->level_y[at] + surface->y_offset / surface->format->block_h;
	*plane = (struct sample_plane){
		.base = surface->base,
		.x = x * bytes,
		.pitch = surface->pitch,
		.bytes = (u8)bytes,
		.tiling = surface->tiling,
	};
	if (is_swizzled(surface)) {
		sample_swizzle_plane(surface, (u32)y, slice + surface->level_z[at], sample, plane);
		return;
	}
	if (!surface->interleaved)
		slice = slice * surface->samples + sample;
	if (is_linear_1d(surface)) {
		plane->base += slice * surface->qpitch * bytes;
		return;
	}
	y += slice * surface->qpitch;
	rows = tile_rows[surface->tiling].rows;
	plane->base += y / rows * surface->pitch * tile_rows[surface->tiling].pitches;
	plane->y = (u32)(y % rows);
}

/* The bits of a sample's number that are above bit 0 of its pixel's column and row. */
void sample_surface_interleave(u32 samples, u32 sample, u32 *x, u32 *y)
{
	u32 column = *x & ~1u, row = *y & ~1u, left = *x & 1, upper = *y & 1;

	left |= (sample & 1) << 1;
	if (samples >= 8) {
		column <<= 1;
		left |= sample & 4;
	}
	if (samples >= 4) {
		row <<= 1;
		upper |= sample & 2;
	}
	if (samples >= 16) {
		row <<= 1;
		upper |= (sample & 8) >> 1;
	}
	*x = column << 1 | left;
	*y = row | upper;
}

u32 sample_surface_layers(const struct sample_surface *surface, u32 level)
{
	switch (surface->type) {
	case GEN9_SURFACE_3D:
		return sample_level_size(surface->depth, surface->first_level + level);
	case GEN9_SURFACE_CUBE:
		return surface->depth * GEN9_CUBE_SIDES;
	default:
		return surface->depth;
	}
}

static bool buffer_texel(const struct sample_surface *surface, u32 element, u64 *va)
{
	*va = surface->base + (u64)element * surface->pitch;
	return element < surface->elements;
}

bool sample_surface_texel(const struct sample_surface *surface, u32 level, const u32 *at,
			  u32 sample, u64 *va)
{
	bool flat = surface->type == GEN9_SURFACE_1D;
	u32 x = at[0], y = flat ? 0 : at[1], layer = flat ? at[1] : at[2];
	struct sample_plane plane;

	if (surface->type == GEN9_SURFACE_BUFFER)
		return buffer_texel(surface, x, va);
	if (!surface->array && surface->type != GEN9_SURFACE_3D)
		layer = 0;
	if (surface->type > GEN9_SURFACE_CUBE || level >= surface->levels ||
	    x >= sample_level_size(surface->width, surface->first_level + level) ||
	    y >= sample_level_size(surface->height, surface->first_level + level) ||
	    layer >= sample_surface_layers(surface, level) || sample >= surface->samples)
		return false;
	sample_surface_plane(surface, level, layer, sample, &plane);
	if (surface->interleaved)
		sample_surface_interleave(surface->samples, sample, &x, &y);
	*va = sample_plane_address(&plane, x / surface->format->block_w,
				   y / surface->format->block_h);
	return true;
}
