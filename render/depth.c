// SPDX-License-Identifier: GPL-2.0-only
/*
 * Depth and stencil tests (depth.h), four pixels at once. Comparisons are bits of their outcome:
 * less, equal, greater. A depth buffer with samples has them side by side.
 *
 * Source: PRM SKL Vol. 7, "Depth and Stencil Test"; alignments: PRM BDW Vol. 5, "Memory Views".
 */
#include "render/depth.h"
#include "gen9/format_defs.h"
#include "render/depth_parts.h"
#include "render/pixel_memory.h"

#define D16_MAX	0xffffu

static void face_set(struct depth_state *state, const u32 *ds)
{
	struct depth_face *front = &state->face[0], *back = &state->face[1];

	front->function = (u8)gen9_field(ds, GEN9_WMDS_STENCIL_FUNCTION);
	front->fail = (u8)gen9_field(ds, GEN9_WMDS_STENCIL_FAIL);
	front->depth_fail = (u8)gen9_field(ds, GEN9_WMDS_STENCIL_DEPTH_FAIL);
	front->pass = (u8)gen9_field(ds, GEN9_WMDS_STENCIL_PASS);
	front->test_mask = (u8)gen9_field(ds, GEN9_WMDS_TEST_MASK);
	front->write_mask = (u8)gen9_field(ds, GEN9_WMDS_WRITE_MASK);
	front->reference = (u8)gen9_field(ds, GEN9_WMDS_REFERENCE);
	*back = *front;
	if (!gen9_field(ds, GEN9_WMDS_TWO_SIDED))
		return;
	back->function = (u8)gen9_field(ds, GEN9_WMDS_BACK_FUNCTION);
	back->fail = (u8)gen9_field(ds, GEN9_WMDS_BACK_FAIL);
	back->depth_fail = (u8)gen9_field(ds, GEN9_WMDS_BACK_DEPTH_FAIL);
	back->pass = (u8)gen9_field(ds, GEN9_WMDS_BACK_PASS);
	back->test_mask = (u8)gen9_field(ds, GEN9_WMDS_BACK_TEST_MASK);
	back->write_mask = (u8)gen9_field(ds, GEN9_WMDS_BACK_WRITE_MASK);
	back->reference = (u8)gen9_field(ds, GEN9_WMDS_BACK_REFERENCE);
}

static void surface_set(struct depth_buffer *buffer, const u32 *depth, u32 samples)
{
	struct sample_surface *surface = &buffer->surface;

	memset(surface, 0, sizeof(*surface));
	surface->type = GEN9_SURFACE_2D;
	surface->array = true;
	surface->samples = (u8)samples;
	surface->interleaved = samples > 1;
	surface->width = gen9_field(depth, GEN9_DEPTH_WIDTH) + 1;
	surface->height = gen9_field(depth, GEN9_DEPTH_HEIGHT) + 1;
	surface->depth = gen9_field(depth, GEN9_DEPTH_DEPTH) + 1;
	surface->extent = gen9_field(depth, GEN9_DEPTH_EXTENT) + 1;
	surface->first_layer = gen9_field(depth, GEN9_DEPTH_MIN_ELEMENT);
	surface->first_level = min(gen9_field(depth, GEN9_DEPTH_LOD), GEN9_SURFACE_LEVELS - 1);
	surface->levels = 1;
	buffer->width = sample_level_size(surface->width, surface->first_level);
	buffer->height = sample_level_size(surface->height, surface->first_level);
	buffer->layer = ~0u;
}

static u64 address(const u32 *packet, u32 dw)
{
	return packet[dw] | (u64)packet[dw + 1] << 32;
}

static int depth_set(struct depth_state *state, const u32 *depth, u32 samples, const char **why)
{
	struct sample_surface *surface = &state->depth.surface;
	u32 format;

	state->format = (u8)gen9_field(depth, GEN9_DEPTH_FORMAT);
	surface_set(&state->depth, depth, samples);
	surface->base = address(depth, GEN9_DEPTH_ADDRESS);
	switch (state->format) {
	case GEN9_D32_FLOAT:
		format = GEN9_FORMAT_R32_FLOAT;
		surface->halign = 4;
		break;
	case GEN9_D24_UNORM_X8:
		format = GEN9_FORMAT_R24_UNORM_X8_TYPELESS;
		surface->halign = 4;
		break;
	case GEN9_D16_UNORM:
		format = GEN9_FORMAT_R16_UNORM;
		surface->halign = 8;
		break;
	default:
		*why = "depth format";
		return -EINVAL;
	}
	*why = "depth buffer layout";
	surface->format = sample_format_get(format);
	surface->tiling = GEN9_TILE_Y;
	surface->tail = gen9_field(depth, GEN9_DEPTH_MIP_TAIL);
	if (!sample_surface_resource(surface, gen9_field(depth, GEN9_DEPTH_TILED_MODE)))
		return -EINVAL;
	surface->pitch = gen9_field(depth, GEN9_DEPTH_PITCH) + 1;
	surface->qpitch = gen9_field(depth, GEN9_DEPTH_QPITCH) * 4;
	surface->valign = 4;
	sample_surface_place(surface);
	return pixel_memory_fits(surface) ? 0 : -EINVAL;
}

static int stencil_set(struct depth_state *state, const u32 *depth, const u32 *stencil, u32 samples,
		       const char **why)
{
	struct sample_surface *surface = &state->stencil.surface;

	surface_set(&state->stencil, depth, samples);
	surface->base = address(stencil, GEN9_STENCIL_ADDRESS);
	surface->format = sample_format_get(GEN9_FORMAT_R8_UINT);
	surface->tiling = GEN9_TILE_W;
	surface->pitch = gen9_field(stencil, GEN9_STENCIL_PITCH) + 1;
	surface->qpitch = gen9_field(stencil, GEN9_STENCIL_QPITCH) * 4;
	surface->halign = 8;
	surface->valign = 8;
	sample_surface_place(surface);
	*why = "stencil buffer layout";
	return pixel_memory_fits(surface) ? 0 : -EINVAL;
}

int depth_state_set(struct depth_state *state, const u32 *ds, const u32 *depth,
		    const u32 *stencil, u32 samples, const char **why)
{
	bool typed = gen9_field(depth, GEN9_DEPTH_TYPE) != GEN9_DEPTH_TYPE_NULL;
	int ret = 0;

	state->samples = samples;
	state->depth.there = typed && address(depth, GEN9_DEPTH_ADDRESS);
	state->stencil.there = gen9_field(stencil, GEN9_STENCIL_ENABLE);
	state->test = state->depth.there && gen9_field(ds, GEN9_WMDS_DEPTH_TEST);
	/* Without a test all pixels pass: copies to depth buffers are drawn so. */
	state->write = state->depth.there && gen9_field(ds, GEN9_WMDS_DEPTH_WRITE) &&
		       gen9_field(depth, GEN9_DEPTH_WRITE);
	state->function = (u8)gen9_field(ds, GEN9_WMDS_DEPTH_FUNCTION);
	state->stencil_test = state->stencil.there && gen9_field(ds, GEN9_WMDS_STENCIL_TEST);
	state->stencil_write = state->stencil_test && gen9_field(ds, GEN9_WMDS_STENCIL_WRITE) &&
			       gen9_field(depth, GEN9_DEPTH_STENCIL_WRITE);
	face_set(state, ds);
	if (state->depth.there)
		ret = depth_set(state, depth, samples, why);
	if (!ret && state->stencil.there)
		ret = stencil_set(state, depth, stencil, samples, why);
	return ret;
}

bool depth_active(const struct depth_state *state)
{
	return state->test || state->write || state->stencil_test;
}

/* Find the memory of a subspan; return its pixels that the buffer has. */
static u32 span_memory(struct depth_state *state, struct depth_buffer *buffer,
		       const struct depth_span *span, bool write, u8 *at[GEN9_SUBSPAN])
{
	u32 i, mask = span->mask;

	if (span->layer >= buffer->surface.extent)
		return 0;
	if (span->x + 1 >= buffer->width)
		mask &= span->x >= buffer->width ? 0 : 5;
	if (span->y + 1 >= buffer->height)
		mask &= span->y >= buffer->height ? 0 : 3;
	if (!mask)
		return 0;
	layer_set(buffer, span->layer);
	if (state->samples == 1) {
		pixel_memory(state->windows, &buffer->plane, span->x, span->y, write, at);
		return mask;
	}
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		u32 x = span->x + (i & 1), y = span->y + (i >> 1);

		sample_surface_interleave(state->samples, span->sample, &x, &y);
		at[i] = sample_window_at(state->windows,
					 sample_plane_address(&buffer->plane, x, y), write);
	}
	return mask;
}

static depth_i4 load_dwords(u8 *const at[GEN9_SUBSPAN])
{
	depth_i4 value;
	u32 i;

	for (i = 0; i < GEN9_SUBSPAN; i++) {
		s32 dword;

		memcpy(&dword, at[i], sizeof(dword));
		value[i] = dword;
	}
	return value;
}

static depth_i4 load_words(u8 *const at[GEN9_SUBSPAN])
{
	depth_i4 value;
	u32 i;

	for (i = 0; i < GEN9_SUBSPAN; i++) {
		u16 word;

		memcpy(&word, at[i], sizeof(word));
		value[i] = word;
	}
	return value;
}

static u32 compare(const struct depth_state *state, u8 *const at[GEN9_SUBSPAN], depth_v4 z)
{
	u32 pass = passes[state->function];

	switch (state->format) {
	case GEN9_D32_FLOAT:
		return outcome_float(z, (depth_v4)load_dwords(at), pass);
	case GEN9_D24_UNORM_X8:
		return outcome_int(fixed(z, D24_MAX), load_dwords(at) & (s32)D24_MAX, pass);
	default:
		return outcome_int(fixed(z, D16_MAX), load_words(at), pass);
	}
}

static void store(const struct depth_state *state, u8 *const at[GEN9_SUBSPAN], depth_v4 z, u32 mask)
{
	depth_i4 value = (depth_i4)z;
	u32 i, bytes = sizeof(u32);

	if (state->format == GEN9_D24_UNORM_X8)
		value = fixed(z, D24_MAX);
	if (state->format == GEN9_D16_UNORM) {
		value = fixed(z, D16_MAX);
		bytes = sizeof(u16);
	}
	for (i = 0; i < GEN9_SUBSPAN; i++)
		if (mask >> i & 1)
			memcpy(at[i], (const u8 *)&value + i * sizeof(u32), bytes);
}

static u32 depth_test(struct depth_state *state, const struct depth_span *span)
{
	u8 *at[GEN9_SUBSPAN];
	u32 mask;

	if (!state->test)
		return span->mask;
	mask = span_memory(state, &state->depth, span, false, at);
	/* Pixels that the buffer does not have pass, and are not written. */
	return mask ? (compare(state, at, span->z) & mask) | (span->mask & ~mask) : span->mask;
}

static void depth_write(struct depth_state *state, const struct depth_span *span, u32 pass)
{
	struct depth_span written = *span;
	u8 *at[GEN9_SUBSPAN];

	written.mask = pass;
	pass = span_memory(state, &state->depth, &written, true, at);
	if (pass)
		store(state, at, span->z, pass);
}

static u8 stencil_op(u8 op, u8 old, u8 reference)
{
	switch (op) {
	case GEN9_STENCIL_ZERO:
		return 0;
	case GEN9_STENCIL_REPLACE:
		return reference;
	case GEN9_STENCIL_INCRSAT:
		return old == 0xff ? old : old + 1;
	case GEN9_STENCIL_DECRSAT:
		return old ? old - 1 : old;
	case GEN9_STENCIL_INCR:
		return old + 1;
	case GEN9_STENCIL_DECR:
		return old - 1;
	case GEN9_STENCIL_INVERT:
		return (u8)~old;
	default:
		return old;
	}
}

static u8 reference_of(const struct depth_face *face, const struct depth_span *span, u32 pixel)
{
	return span->reference ? span->reference[pixel] : face->reference;
}

static bool stencil_passes(const struct depth_face *face, u8 reference, u8 old)
{
	u32 a = reference & face->test_mask, b = old & face->test_mask;
	u32 outcome = a < b ? DEPTH_LESS : a == b ? DEPTH_EQUAL : DEPTH_GREATER;

	return passes[face->function] & outcome;
}

/* Read the old values, and return the pixels that pass. */
static u32 stencil_test(struct depth_state *state, const struct depth_span *span,
			u8 old[GEN9_SUBSPAN])
{
	const struct depth_face *face = &state->face[span->back];
	u32 i, mask, pass = 0;
	u8 *at[GEN9_SUBSPAN];

	mask = span_memory(state, &state->stencil, span, false, at);
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		old[i] = mask >> i & 1 ? *at[i] : 0;
		if (stencil_passes(face, reference_of(face, span, i), old[i]))
			pass |= 1u << i;
	}
	return pass & span->mask;
}

static void stencil_write(struct depth_state *state, const struct depth_span *span,
			  const u8 old[GEN9_SUBSPAN], u32 stencil, u32 depth)
{
	const struct depth_face *face = &state->face[span->back];
	u32 i, mask;
	u8 *at[GEN9_SUBSPAN];

	mask = span_memory(state, &state->stencil, span, true, at);
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		u8 op = !(stencil >> i & 1) ? face->fail :
			!(depth >> i & 1) ? face->depth_fail : face->pass;
		u8 value = stencil_op(op, old[i], reference_of(face, span, i));

		if (mask >> i & 1)
			*at[i] = (old[i] & (u8)~face->write_mask) | (value & face->write_mask);
	}
}

u32 depth_span_test(struct depth_state *state, const struct depth_span *span)
{
	u32 stencil = span->mask, depth = depth_test(state, span);
	u8 old[GEN9_SUBSPAN];

	if (state->stencil_test) {
		stencil = stencil_test(state, span, old);
		if (state->stencil_write)
			stencil_write(state, span, old, stencil, depth);
	}
	if (state->write && (stencil & depth))
		depth_write(state, span, stencil & depth);
	return stencil & depth;
}

void depth_span_clear(struct depth_state *state, const struct depth_span *span, bool depth,
		      bool stencil, u8 value)
{
	u32 i, mask;
	u8 *at[GEN9_SUBSPAN];

	if (depth && state->depth.there)
		depth_write(state, span, span->mask);
	if (!stencil || !state->stencil.there)
		return;
	mask = span_memory(state, &state->stencil, span, true, at);
	for (i = 0; i < GEN9_SUBSPAN; i++)
		if (mask >> i & 1)
			*at[i] = value;
}
