// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters (filter.h): nearest and linear, over one, two or three dimensions and between levels, and
 * averages along an axis for anisotropy. The weights of texels have 8 bits, as in hardware. The
 * engine's thread calls this file. Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Texture Coordinate Processing", "Texel Fetch".
 */
#include "sample/filter.h"

#include "sample/cube.h"

#define OUTSIDE		(-0x40000000)	/* index of the border */

/**
 * struct axis - Texels along a dimension.
 * @index: columns, rows or slices; OUTSIDE: border
 * @weight: weight of the second; 0: it does not count
 */
struct axis {
	s32 index[2];
	float weight;
};

static float floor_of(float value)
{
	float whole;

	if (!(value > -SAMPLE_EXACT && value < SAMPLE_EXACT))
		return value;
	whole = (float)(s32)value;
	return whole > value ? whole - 1 : whole;
}

/* A NaN is the least. */
static float bound(float value, float least, float most)
{
	return value > least ? min(value, most) : least;
}

static float wrap_coordinate(u32 wrap, float value)
{
	switch (wrap) {
	case GEN9_WRAP_REPEAT:
		return value - floor_of(value);
	case GEN9_WRAP_MIRROR:
		return value - 2 * floor_of(value / 2);
	default:
		return value;
	}
}

/* Test if an offset in texels counts before the coordinate is mirrored or clamped. */
static bool offset_first(u32 wrap)
{
	return wrap == GEN9_WRAP_MIRROR_ONCE || wrap == GEN9_WRAP_HALF_BORDER;
}

static s32 modulo(s32 value, s32 size)
{
	value %= size;
	return value < 0 ? value + size : value;
}

static s32 wrap_index(u32 wrap, s32 index, s32 size)
{
	switch (wrap) {
	case GEN9_WRAP_REPEAT:
		return modulo(index, size);
	case GEN9_WRAP_MIRROR:
		index = modulo(index, 2 * size);
		return index < size ? index : 2 * size - 1 - index;
	case GEN9_WRAP_CUBE:
		return max(min(index, size), -1);
	case GEN9_WRAP_BORDER:
	case GEN9_WRAP_HALF_BORDER:
		return index < 0 || index >= size ? OUTSIDE : index;
	case GEN9_WRAP_MIRROR_ONCE:
		index = index < 0 ? -1 - index : index;
		break;
	}
	return max(min(index, size - 1), 0);
}

static u32 wrap_of(const struct sample_source *source, u32 dimension)
{
	u32 wrap = source->sampler->wrap[dimension];

	if (source->surface->type != GEN9_SURFACE_CUBE)
		return wrap == GEN9_WRAP_CUBE ? GEN9_WRAP_CLAMP : wrap;
	return source->sampler->cube_override ? GEN9_WRAP_CUBE : wrap;
}

static void axis_get(const struct sample_source *source, const struct sample_spot *spot,
		     u32 dimension, u32 size, bool linear, struct axis *axis)
{
	u32 wrap = wrap_of(source, dimension);
	float at = spot->at[dimension], base;
	s32 offset = spot->offset[dimension];

	if (!source->sampler->unnormalized)
		at = wrap_coordinate(wrap, at) * (float)size;
	if (offset_first(wrap)) {
		at += (float)offset;
		offset = 0;
	}
	if (wrap == GEN9_WRAP_MIRROR_ONCE && at < 0)
		at = -at;
	if (wrap == GEN9_WRAP_HALF_BORDER) {
		/* Half of the border at the edge, and none of it without a filter. */
		at = bound(at, 0, (float)size);
		wrap = linear ? wrap : GEN9_WRAP_CLAMP;
	}
	at = bound(at, -SAMPLE_MARGIN, 2 * (float)size + SAMPLE_MARGIN) - (linear ? 0.5f : 0);
	base = floor_of(at);
	axis->weight = linear ? floor_of((at - base) * SAMPLE_WEIGHTS + 0.5f) / SAMPLE_WEIGHTS : 0;
	axis->index[0] = (s32)base + offset;
	axis->index[1] = wrap_index(wrap, axis->index[0] + 1, (s32)size);
	axis->index[0] = wrap_index(wrap, axis->index[0], (s32)size);
}

static void level_sizes(const struct sample_surface *surface, u32 level, u32 *size)
{
	level += surface->first_level;
	size[0] = sample_level_size(surface->width, level);
	size[1] = sample_level_size(surface->height, level);
	size[2] = sample_level_size(surface->depth, level);
}

static bool is_true(u32 shadow, float texel, float reference)
{
	switch (shadow) {
	case GEN9_SHADOW_ALWAYS:
		return true;
	case GEN9_SHADOW_LESS:
		return texel < reference;
	case GEN9_SHADOW_EQUAL:
		return texel == reference;
	case GEN9_SHADOW_LEQUAL:
		return texel <= reference;
	case GEN9_SHADOW_GREATER:
		return texel > reference;
	case GEN9_SHADOW_NOTEQUAL:
		return texel != reference;
	case GEN9_SHADOW_GEQUAL:
		return texel >= reference;
	default:
		return false;
	}
}

static void compare(const struct sample_source *source, const struct sample_spot *spot,
		    union sample_texel *texel)
{
	float reference = spot->reference;

	if (source->surface->format->channel[0].number == SAMPLE_UNORM)
		reference = bound(reference, 0, 1);
	*texel = (union sample_texel){
		.f = { is_true(source->sampler->shadow, texel->f[0], reference) ? 0 : 1, 0, 0, 1 },
	};
}

static void fetch(struct sample_source *source, u32 level, u32 layer, u32 x, u32 y,
		  union sample_texel *to)
{
	const struct sample_format *format = source->surface->format;
	u8 bytes[sizeof(u64) * 4];
	const u8 *at = bytes;
	u64 va;

	if (source->plane_level != level || source->plane_layer != layer) {
		sample_surface_plane(source->surface, level, layer, 0, &source->plane);
		source->plane_level = level;
		source->plane_layer = layer;
	}
	va = sample_plane_address(&source->plane, x / format->block_w, y / format->block_h);
	if ((va & (PAGE_SIZE - 1)) + format->bytes <= PAGE_SIZE)
		at = sample_window_at(source->windows, va, false);
	else
		sample_window_read(source->windows, va, bytes, format->bytes);
	if (format->codec == SAMPLE_CODEC_BLOCK)
		sample_block_texel(source->blocks, format, at, x % format->block_w,
				   y % format->block_h, to);
	else
		sample_texel_unpack(format, at, to);
}

/* Indices of the three dimensions; the third is OUTSIDE or a slice, if the texture has slices. */
static void texel_at(struct sample_source *source, const struct sample_spot *spot, u32 level,
		     const s32 *index, union sample_texel *to)
{
	u32 layer = spot->layer, side = layer % GEN9_CUBE_SIDES;
	s32 x = index[0], y = index[1];

	if (x == OUTSIDE || y == OUTSIDE || index[2] == OUTSIDE) {
		*to = source->border;
	} else {
		if (source->surface->type == GEN9_SURFACE_3D)
			layer = (u32)index[2];
		if (source->surface->type == GEN9_SURFACE_CUBE) {
			layer -= side;
			sample_cube_step(&side, &x, &y,
					 (s32)sample_level_size(source->surface->width,
								source->surface->first_level +
								level));
			layer += side;
		}
		fetch(source, level, layer, (u32)x, (u32)y, to);
	}
	if (source->shadow)
		compare(source, spot, to);
}

static u32 dimensions(const struct sample_surface *surface)
{
	return surface->type == GEN9_SURFACE_1D ? 1 : surface->type == GEN9_SURFACE_3D ? 3 : 2;
}

/* A dimension that the texture lacks counts as one texel. */
static void axes_get(const struct sample_source *source, const struct sample_spot *spot, u32 level,
		     bool linear, struct axis *axis)
{
	u32 count = dimensions(source->surface), i, size[3];

	level_sizes(source->surface, level, size);
	for (i = 0; i < 3; i++) {
		axis[i] = (struct axis){};
		if (i < count)
			axis_get(source, spot, i, size[i], linear, &axis[i]);
	}
}

/* Begin a colour of no texel. */
static union sample_texel nothing(const struct sample_source *source)
{
	static const float begin[] = {
		[GEN9_REDUCTION_MINIMUM] = __builtin_inff(),
		[GEN9_REDUCTION_MAXIMUM] = -__builtin_inff(),
	};
	float value = begin[source->sampler->reduction % ARRAY_SIZE(begin)];

	return (union sample_texel){ .f = { value, value, value, value } };
}

/* Keep the least or greatest of each channel. Return: true; false: the sampler takes averages. */
static bool reduce(const struct sample_source *source, const union sample_texel *texel,
		   union sample_texel *to)
{
	u32 reduction = source->sampler->reduction, i;

	if (reduction < GEN9_REDUCTION_MINIMUM)
		return false;
	for (i = 0; i < 4; i++)
		to->f[i] = reduction == GEN9_REDUCTION_MINIMUM ? min(to->f[i], texel->f[i]) :
			   max(to->f[i], texel->f[i]);
	return true;
}

static void level_filter(struct sample_source *source, const struct sample_spot *spot, u32 level,
			 union sample_texel *to)
{
	u32 filter = spot->mag ? source->sampler->mag : source->sampler->min, corner, i;
	bool linear = filter != GEN9_FILTER_NEAREST && !source->surface->format->integer;
	u32 count = dimensions(source->surface);
	union sample_texel texel;
	struct axis axis[3];
	s32 index[3] = {};
	float weight;

	axes_get(source, spot, level, linear, axis);
	if (!linear) {
		for (i = 0; i < 3; i++)
			index[i] = axis[i].index[0];
		texel_at(source, spot, level, index, to);
		return;
	}
	*to = nothing(source);
	for (corner = 0; corner < BIT(count); corner++) {
		weight = 1;
		for (i = 0; i < count; i++) {
			weight *= corner & BIT(i) ? axis[i].weight : 1 - axis[i].weight;
			index[i] = axis[i].index[corner >> i & 1];
		}
		if (weight <= 0)
			continue;
		texel_at(source, spot, level, index, &texel);
		if (reduce(source, &texel, to))
			continue;
		for (i = 0; i < 4; i++)
			to->f[i] += weight * texel.f[i];
	}
}

/* Mix @to with what the next level has. */
static void next_level(struct sample_source *source, const struct sample_spot *spot, u32 level,
		       float weight, union sample_texel *to)
{
	union sample_texel texel;
	u32 i;

	level_filter(source, spot, level, &texel);
	if (reduce(source, &texel, to))
		return;
	for (i = 0; i < 4; i++)
		to->f[i] += weight * (texel.f[i] - to->f[i]);
}

static void one_sample(struct sample_source *source, const struct sample_spot *spot,
		       union sample_texel *to)
{
	u32 last = source->surface->levels - 1, level;
	float lod = bound(spot->lod, 0, (float)last), weight = 0;

	switch (source->sampler->mip) {
	case GEN9_MIP_NONE:
		lod = 0;
		break;
	case GEN9_MIP_NEAREST:
		lod = floor_of(lod + 0.5f);
		break;
	default:
		weight = floor_of((lod - floor_of(lod)) * SAMPLE_WEIGHTS) / SAMPLE_WEIGHTS;
		break;
	}
	level = min((u32)lod, last);
	level_filter(source, spot, level, to);
	if (weight > 0 && level < last && !source->surface->format->integer)
		next_level(source, spot, level + 1, weight, to);
}

void sample_filter(struct sample_source *source, const struct sample_spot *spot,
		   union sample_texel *to)
{
	struct sample_spot part = *spot;
	union sample_texel texel;
	u32 sample, i;

	if (spot->samples <= 1 || source->surface->format->integer) {
		one_sample(source, spot, to);
		return;
	}
	*to = nothing(source);
	for (sample = 0; sample < spot->samples; sample++) {
		for (i = 0; i < 3; i++)
			part.at[i] = spot->at[i] + spot->step[i] *
				     (((float)sample + 0.5f) / (float)spot->samples - 0.5f);
		one_sample(source, &part, &texel);
		if (reduce(source, &texel, to))
			continue;
		for (i = 0; i < 4; i++)
			to->f[i] += texel.f[i] / (float)spot->samples;
	}
}

static u32 gathered(const struct sample_source *source, const union sample_texel *texel)
{
	static const union sample_texel one = { .f = { 1 } };

	switch (source->gather) {
	case GEN9_SELECT_RED:
	case GEN9_SELECT_GREEN:
	case GEN9_SELECT_BLUE:
	case GEN9_SELECT_ALPHA:
		return texel->u[source->gather - GEN9_SELECT_RED];
	case GEN9_SELECT_ONE:
		return source->surface->format->integer ? 1 : one.u[0];
	default:
		return 0;
	}
}

void sample_filter_gather(struct sample_source *source, const struct sample_spot *spot,
			  union sample_texel *to)
{
	static const u8 column[] = { 0, 1, 1, 0 }, row[] = { 1, 1, 0, 0 };
	union sample_texel texel;
	struct axis axis[3];
	s32 index[3] = {};
	u32 i;

	axes_get(source, spot, 0, true, axis);
	for (i = 0; i < 4; i++) {
		index[0] = axis[0].index[column[i]];
		index[1] = axis[1].index[row[i]];
		texel_at(source, spot, 0, index, &texel);
		to->u[i] = gathered(source, &texel);
	}
}
