// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sampler (unit.h): executes its messages channel by channel. The engine's thread calls this
 * file. Takes no lock.
 */
#include "gen9/sampler_defs.h"
#include "sample/cube.h"
#include "sample/filter.h"
#include "sample/lod.h"
#include "sample/payload.h"
#include "sample/quick.h"
#include "sample/sampler_message.h"
#include "sample/sampler_state.h"
#include "sample/unit_state.h"

#define SUBSPAN		4u	/* channels: left and right above, left and right below */
#define GATHER_SHIFT	(32 - GEN9_SM_GATHER_OFFSET_BITS)

/* Work (&sample_unit.work) */
#define MESSAGE_WORK	256u
#define TEXEL_WORK	32u
#define QUICK_WORK	256u	/* of a level of eight channels that are filtered together */

/**
 * struct sampling - A message in execution.
 * @bindings: bindings of the stage
 * @message: the message
 * @request: the message, taken apart
 * @surface: the surface
 * @sampler: the sampler; NULL for messages without one
 * @subspan: first channel of the subspan that @footprint is of; ~0: none
 * @footprint: size of the subspan's pixels
 */
struct sampling {
	const struct sample_bindings *bindings;
	const struct eu_message *message;
	struct sample_request request;
	const struct sample_surface *surface;
	const struct sample_sampler_state *sampler;
	u32 subspan;
	struct sample_footprint footprint;
};

/* What a type of messages needs, and where its LOD is from */
enum lod_from {
	LOD_ZERO,
	LOD_SUBSPAN,
	LOD_BIAS,
	LOD_GIVEN,
	LOD_GRADIENTS,
};

static const struct {
	u8 lod;
	bool shadow;
	bool gather;
} samples[GEN9_SM_TYPES] = {
	[GEN9_SM_SAMPLE] = { LOD_SUBSPAN },
	[GEN9_SM_SAMPLE_B] = { LOD_BIAS },
	[GEN9_SM_SAMPLE_L] = { LOD_GIVEN },
	[GEN9_SM_SAMPLE_C] = { LOD_SUBSPAN, .shadow = true },
	[GEN9_SM_SAMPLE_D] = { LOD_GRADIENTS },
	[GEN9_SM_SAMPLE_B_C] = { LOD_BIAS, .shadow = true },
	[GEN9_SM_SAMPLE_L_C] = { LOD_GIVEN, .shadow = true },
	[GEN9_SM_GATHER4] = { LOD_ZERO, .gather = true },
	[GEN9_SM_LOD] = { LOD_SUBSPAN },
	[GEN9_SM_GATHER4_C] = { LOD_ZERO, .shadow = true, .gather = true },
	[GEN9_SM_GATHER4_PO] = { LOD_ZERO, .gather = true },
	[GEN9_SM_GATHER4_PO_C] = { LOD_ZERO, .shadow = true, .gather = true },
	[GEN9_SM_SAMPLE_D_C] = { LOD_GRADIENTS, .shadow = true },
	[GEN9_SM_SAMPLE_LZ] = { LOD_ZERO },
	[GEN9_SM_SAMPLE_C_LZ] = { LOD_ZERO, .shadow = true },
};

static void answer(const struct sampling *s, u32 lane, const union sample_texel *texel)
{
	sample_request_answer(&s->request, s->message, lane, texel, s->surface->format->integer);
}

/* Apply the channel selects of the surface. */
static void select_channels(const struct sample_surface *surface, union sample_texel *texel)
{
	static const union sample_texel one = { .f = { 1 } };
	union sample_texel from = *texel;
	u32 channel, from_channel;

	for (channel = 0; channel < 4; channel++) {
		from_channel = surface->select[channel];
		if (from_channel >= GEN9_SELECT_RED)
			texel->u[channel] = from.u[from_channel - GEN9_SELECT_RED];
		else if (from_channel == GEN9_SELECT_ONE)
			texel->u[channel] = surface->format->integer ? 1 : one.u[0];
		else
			texel->u[channel] = 0;
	}
}

/* A sampler state is read for each message, and decoded if it is not as it was. */
static int sampler_get(struct sampling *s)
{
	u32 index = gen9_field(&s->message->desc, GEN9_SM_SAMPLER);
	u64 states = s->bindings->sampler_states;
	u32 dw[GEN9_SAMPLER_STATE_DWORDS];
	struct sample_decoded_sampler *decoded;
	const char *why;

	if (gen9_field(&s->message->desc, GEN9_MSG_HEADER))
		states = s->bindings->dynamic_base +
			 (sample_payload(s->message, 0)->ud[GEN9_SM_HEADER_STATES] &
			  GEN9_SM_HEADER_STATES_MASK);
	states += index * sizeof(dw);
	sample_window_read(s->bindings->unit->windows, states, dw, sizeof(dw));
	decoded = &s->bindings->unit->sampler[states / sizeof(dw) & (SAMPLE_SAMPLERS - 1)];
	s->sampler = &decoded->state;
	if (decoded->valid && !memcmp(decoded->dw, dw, sizeof(dw)))
		return 0;
	s->bindings->unit->changes++;
	why = sample_sampler_decode(dw, &decoded->state);
	decoded->valid = !why;
	memcpy(decoded->dw, dw, sizeof(dw));
	return why ? sample_unit_refuse(s->bindings, why) : 0;
}

/* The layer that a float parameter names */
static u32 layer_of(const struct sample_surface *surface, float value)
{
	u32 count = surface->depth;

	if (!surface->array || !(value > 0))
		return 0;
	return value < (float)count ? min((u32)(value + 0.5f), count - 1) : count - 1;
}

static void spot_get(const struct sampling *s, u32 lane, struct sample_spot *spot)
{
	const struct sample_request *request = &s->request;
	const struct sample_surface *surface = s->surface;
	float place[3];
	u32 i;

	*spot = (struct sample_spot){ .samples = 1 };
	for (i = 0; i < 3; i++) {
		place[i] = request->value[SAMPLE_U + i][lane].f;
		spot->at[i] = place[i];
		spot->offset[i] = request->offset[i];
	}
	spot->reference = request->value[SAMPLE_REF][lane].f;
	switch (surface->type) {
	case GEN9_SURFACE_1D:
		spot->layer = layer_of(surface, place[1]);
		break;
	case GEN9_SURFACE_CUBE:
		spot->layer = sample_cube_project(place, spot->at) + GEN9_CUBE_SIDES *
			      layer_of(surface, request->value[SAMPLE_AI][lane].f);
		break;
	case GEN9_SURFACE_2D:
		spot->layer = layer_of(surface, place[2]);
		break;
	}
}

static void changes_get(const struct sampling *s, u32 lane, bool given, float *dx, float *dy)
{
	const struct sample_request *request = &s->request;
	u32 first = lane & ~(SUBSPAN - 1), i;
	float base;

	for (i = 0; i < 3; i++) {
		if (given) {
			dx[i] = request->value[SAMPLE_DUDX + i][lane].f;
			dy[i] = request->value[SAMPLE_DUDY + i][lane].f;
			continue;
		}
		base = request->value[SAMPLE_U + i][first].f;
		dx[i] = request->value[SAMPLE_U + i][first + 1].f - base;
		dy[i] = request->value[SAMPLE_U + i][first + 2].f - base;
	}
}

static void direction_get(const struct sampling *s, u32 lane, float *direction)
{
	u32 i;

	for (i = 0; i < 3; i++)
		direction[i] = s->request.value[SAMPLE_U + i][lane].f;
}

/*
 * The changes of the place on @side, where the directions of the lane's subspan meet its plane.
 * Drivers scale directions to a largest component of 1: so those of pixels on two sides have no
 * gradient in common. Return: false: a direction does not meet the plane.
 */
static bool side_changes(const struct sampling *s, u32 lane, u32 side, float *dx, float *dy)
{
	float direction[3], st[SUBSPAN - 1][2];
	u32 first = lane & ~(SUBSPAN - 1), i;

	for (i = 0; i < ARRAY_SIZE(st); i++) {
		direction_get(s, first + i, direction);
		if (!sample_cube_place(side, direction, st[i]))
			return false;
	}
	for (i = 0; i < 2; i++) {
		dx[i] = st[1][i] - st[0][i];
		dy[i] = st[2][i] - st[0][i];
	}
	return true;
}

static void cube_footprint(const struct sampling *s, u32 lane, u32 side, const float *dx,
			   const float *dy, struct sample_footprint *footprint)
{
	bool given = samples[s->request.type].lod == LOD_GRADIENTS;
	float side_dx[3] = {}, side_dy[3] = {}, direction[3];

	if (given || !side_changes(s, lane, side, side_dx, side_dy)) {
		direction_get(s, lane, direction);
		sample_cube_gradient(side, direction, dx, side_dx);
		sample_cube_gradient(side, direction, dy, side_dy);
	}
	sample_lod_footprint(s->surface, s->sampler, side_dx, side_dy, footprint);
}

static void footprint_get(const struct sampling *s, u32 lane, const struct sample_spot *spot,
			  struct sample_footprint *footprint)
{
	bool given = samples[s->request.type].lod == LOD_GRADIENTS;
	float dx[3], dy[3];

	*footprint = (struct sample_footprint){ .samples = 1 };
	if (!given && !s->bindings->derivatives)
		return;
	changes_get(s, lane, given, dx, dy);
	if (s->surface->type == GEN9_SURFACE_CUBE)
		cube_footprint(s, lane, spot->layer % GEN9_CUBE_SIDES, dx, dy, footprint);
	else
		sample_lod_footprint(s->surface, s->sampler, dx, dy, footprint);
}

/* Pixels of a subspan have one footprint, but for cubes and gradients. */
static void footprint_shared(struct sampling *s, u32 lane, const struct sample_spot *spot,
			     struct sample_footprint *footprint)
{
	bool shared = samples[s->request.type].lod != LOD_GRADIENTS &&
		      s->surface->type != GEN9_SURFACE_CUBE;

	if (!shared || s->subspan != (lane & ~(SUBSPAN - 1)))
		footprint_get(s, lane, spot, &s->footprint);
	s->subspan = lane & ~(SUBSPAN - 1);
	*footprint = s->footprint;
}

/* The sampler has one level and one filter, so that the LOD does not matter. */
static bool ignores_lod(const struct sampling *s)
{
	return s->sampler->mip == GEN9_MIP_NONE && s->sampler->min == s->sampler->mag &&
	       s->sampler->min != GEN9_FILTER_ANISOTROPIC && s->request.type != GEN9_SM_LOD;
}

/* Set LOD and anisotropy of a spot. Return the LOD before bounds. */
static float lod_get(struct sampling *s, u32 lane, struct sample_spot *spot)
{
	u32 from = ignores_lod(s) ? LOD_ZERO : samples[s->request.type].lod;
	struct sample_footprint footprint = { .samples = 1 };
	float given = s->request.value[SAMPLE_LOD][lane].f;

	if (from == LOD_GIVEN)
		footprint.lod = given;
	else if (from != LOD_ZERO)
		footprint_shared(s, lane, spot, &footprint);
	if (from == LOD_BIAS)
		footprint.lod += given;
	spot->samples = footprint.samples;
	memcpy(spot->step, footprint.step, sizeof(spot->step));
	spot->lod = sample_lod_clamp(s->surface, s->sampler, footprint.lod,
				     s->request.value[SAMPLE_MLOD][lane].f, &spot->mag);
	if (spot->mag)
		spot->samples = 1;
	return footprint.lod + s->sampler->bias;
}

/* Offsets of each channel (gather4_po) */
static void gather_offsets(const struct sampling *s, u32 lane, struct sample_spot *spot)
{
	u32 i;

	if (s->request.type != GEN9_SM_GATHER4_PO && s->request.type != GEN9_SM_GATHER4_PO_C)
		return;
	for (i = 0; i < 2; i++)
		spot->offset[i] = (s32)(s->request.value[SAMPLE_OFFU + i][lane].u <<
					GATHER_SHIFT) >> GATHER_SHIFT;
}

/* The message "lod": the level that would be used, and the LOD before bounds */
static void answer_lod(const struct sampling *s, u32 lane, const struct sample_spot *spot,
		       float lod)
{
	float last = (float)(s->surface->levels - 1), used = min(spot->lod, last);
	union sample_texel texel = {};

	if (s->sampler->mip == GEN9_MIP_NONE)
		used = 0;
	else if (s->sampler->mip == GEN9_MIP_NEAREST)
		used = (float)(u32)(used + 0.5f);
	texel.f[0] = used;
	texel.f[1] = lod;
	sample_request_answer(&s->request, s->message, lane, &texel, false);
}

/* Count the texels of a spot: those of a filter, of one or two levels, for each of its samples. */
static void count_texels(const struct sampling *s, const struct sample_spot *spot)
{
	u32 texels = s->surface->type == GEN9_SURFACE_3D ? 8 : 4;
	u32 levels = s->sampler->mip == GEN9_MIP_NONE ? 1 : 2;

	s->bindings->unit->work += spot->samples * levels * texels * TEXEL_WORK;
}

/* Blocks that are decoded, and pages that are far apart, take long: poll between channels, too. */
static int lane_done(const struct sampling *s)
{
	struct sample_unit *unit = s->bindings->unit;

	unit->work += sample_blocks_work(unit->blocks) + sample_windows_work(unit->windows);
	return likely(unit->work < EU_POLL_WORK) ? 0 : sample_unit_begin(unit);
}

static void sample_lane(struct sampling *s, struct sample_source *source, u32 lane)
{
	union sample_texel texel = {};
	struct sample_spot spot;
	float lod;

	spot_get(s, lane, &spot);
	lod = lod_get(s, lane, &spot);
	count_texels(s, &spot);
	if (s->request.type == GEN9_SM_LOD) {
		answer_lod(s, lane, &spot, lod);
	} else if (samples[s->request.type].gather) {
		gather_offsets(s, lane, &spot);
		sample_filter_gather(source, &spot, &texel);
		answer(s, lane, &texel);
	} else {
		sample_filter(source, &spot, &texel);
		select_channels(s->surface, &texel);
		answer(s, lane, &texel);
	}
}

/* Set the LODs of eight channels from @first on. Subspans share one, most often. */
static void eight_lods(struct sampling *s, u32 first, struct sample_eight *eight)
{
	u32 from = samples[s->request.type].lod, left = eight->mask, lane, known;
	bool shared = !s->request.has_least && (from == LOD_SUBSPAN || from == LOD_ZERO);
	struct sample_spot spot = {};

	for (; left; left &= ~known) {
		lane = (u32)__builtin_ctz(left);
		known = shared ? ((1u << SUBSPAN) - 1) << (lane & ~(SUBSPAN - 1)) : BIT(lane);
		lod_get(s, first + lane, &spot);
		eight->mag |= spot.mag ? known : 0;
		for (lane = 0; lane < SAMPLE_QUICK_LANES; lane++)
			if (known >> lane & 1)
				eight->lod[lane] = spot.lod;
	}
}

/* Put the colours of eight channels into the response, a register of each channel. */
static void quick_answer(const struct sampling *s, u32 first, u32 mask, const eu_f8 color[4])
{
	const struct sample_request *request = &s->request;
	u32 regs = request->lanes / SAMPLE_LANES, reg = first / SAMPLE_LANES, channel, i;

	for (channel = 0; channel < 4; channel++) {
		u32 select = s->surface->select[channel];
		eu_f8 value = {};
		float *to;

		if (request->off & BIT(channel))
			continue;
		if (select >= GEN9_SELECT_RED)
			value = color[select - GEN9_SELECT_RED];
		else if (select == GEN9_SELECT_ONE)
			value += 1;
		if (reg >= s->message->dst_regs)
			return;
		to = s->message->dst[reg].f;
		if (mask == BIT(SAMPLE_QUICK_LANES) - 1)
			memcpy(to, &value, sizeof(value));
		for (i = 0; mask != BIT(SAMPLE_QUICK_LANES) - 1 && i < SAMPLE_QUICK_LANES; i++)
			if (mask & BIT(i))
				to[i] = value[i];
		reg += regs;
	}
}

/* Filter eight channels together. */
static void quick_eight(struct sampling *s, struct sample_prepared *texture, u32 first)
{
	struct sample_unit *unit = s->bindings->unit;
	struct sample_eight eight;
	eu_f8 color[4];
	u32 i;

	eight.mask = s->request.mask >> first & 0xff;
	eight.mag = 0;
	if (!texture->flat)
		eight_lods(s, first, &eight);
	for (i = 0; i < 2; i++) {
		eight.at[i] = &s->request.value[SAMPLE_U + i][first].f;
		eight.offset[i] = s->request.offset[i];
	}
	for (i = 0; texture->layers && i < SAMPLE_QUICK_LANES; i++)
		eight.layer[i] = layer_of(s->surface, s->request.value[SAMPLE_R][first + i].f);
	unit->work += QUICK_WORK * unit->quick(texture, &eight, color);
	quick_answer(s, first, eight.mask, color);
}

static void quick_lanes(struct sampling *s, struct sample_prepared *texture)
{
	u32 first;

	s->surface = texture->surface;
	s->sampler = texture->sampler;
	for (first = 0; first < s->request.lanes; first += SAMPLE_QUICK_LANES)
		if (s->request.mask >> first & 0xff)
			quick_eight(s, texture, first);
}

static struct sample_found *found_of(const struct sampling *s)
{
	const u32 *desc = &s->message->desc;
	u32 slot = gen9_field(desc, GEN9_MSG_INDEX) + gen9_field(desc, GEN9_SM_SAMPLER);

	return &s->bindings->unit->found[slot & (SAMPLE_FOUND - 1)];
}

/* Return the texture of a message like one before, or NULL. */
static struct sample_prepared *found_texture(const struct sampling *s)
{
	const struct sample_unit *unit = s->bindings->unit;
	struct sample_found *found = found_of(s);

	if (!found->serial || found->serial != s->bindings->serial ||
	    found->changes != unit->changes || found->generation != unit->windows->generation ||
	    found->desc != s->message->desc || found->ex_desc != s->message->ex_desc)
		return NULL;
	return &found->texture;
}

/*
 * Return the texture, if the channels of the message can be filtered eight at a time; else NULL. A
 * header may name other sampler states each time.
 */
static struct sample_prepared *quick_texture(const struct sampling *s,
					     const struct sample_source *source)
{
	const struct sample_unit *unit = s->bindings->unit;
	struct sample_found *found = found_of(s);

	found->serial = 0;
	if (s->request.type == GEN9_SM_LOD || samples[s->request.type].gather ||
	    s->request.half || !sample_quick_set(source, &found->texture))
		return NULL;
	if (!gen9_field(&s->message->desc, GEN9_MSG_HEADER))
		found->serial = s->bindings->serial;
	found->changes = unit->changes;
	found->generation = unit->windows->generation;
	found->desc = s->message->desc;
	found->ex_desc = s->message->ex_desc;
	return &found->texture;
}

static int sample_lanes(struct sampling *s, struct sample_source *source, u32 first, u32 count)
{
	u32 lane;
	int err = 0;

	for (lane = first; lane < first + count && !err; lane++) {
		if (!(s->request.mask & BIT(lane)))
			continue;
		sample_lane(s, source, lane);
		err = lane_done(s);
	}
	return err;
}

static bool has_texels(const struct sample_surface *surface)
{
	return surface->format->codec == SAMPLE_CODEC_BITS ||
	       surface->format->codec == SAMPLE_CODEC_SHARED_EXP || surface->format->block;
}

/* Samples of a null surface are 0. */
static void answer_null(const struct sampling *s)
{
	union sample_texel zero = {};
	u32 lane;

	for (lane = 0; lane < s->request.lanes; lane++)
		if (s->request.mask & BIT(lane))
			answer(s, lane, &zero);
}

static int run_samples(struct sampling *s)
{
	struct sample_source source = {
		.windows = s->bindings->unit->windows,
		.blocks = s->bindings->unit->blocks,
		.surface = s->surface,
		.shadow = samples[s->request.type].shadow,
		.gather = s->surface->select[s->request.gather],
		.plane_level = ~0u,
	};
	struct sample_prepared *texture;
	int err;

	if (s->surface->type > GEN9_SURFACE_CUBE || s->surface->samples > 1)
		return sample_unit_refuse(s->bindings, "sampler: filter of this surface type");
	err = sampler_get(s);
	if (err)
		return err;
	source.sampler = s->sampler;
	texture = quick_texture(s, &source);
	if (texture) {
		quick_lanes(s, texture);
		return 0;
	}
	sample_window_read(source.windows, s->bindings->dynamic_base + s->sampler->border,
			   &source.border, sizeof(source.border));
	return sample_lanes(s, &source, 0, s->request.lanes);
}

static void load_lane(const struct sampling *s, u32 lane)
{
	const struct sample_request *request = &s->request;
	const struct sample_format *format = s->surface->format;
	union sample_texel texel = {};
	u8 bytes[sizeof(u64) * 4];
	u32 at[3], i;
	u64 va;

	for (i = 0; i < 3; i++)
		at[i] = request->value[SAMPLE_U + i][lane].u + (u32)request->offset[i];
	if (sample_surface_texel(s->surface, request->value[SAMPLE_LOD][lane].u, at,
				 request->value[SAMPLE_SI][lane].u, &va)) {
		sample_window_read(s->bindings->unit->windows, va, bytes, format->bytes);
		if (format->codec == SAMPLE_CODEC_BLOCK)
			sample_block_texel(s->bindings->unit->blocks, format, bytes,
					   at[0] % format->block_w, at[1] % format->block_h,
					   &texel);
		else
			sample_texel_unpack(format, bytes, &texel);
	}
	select_channels(s->surface, &texel);
	answer(s, lane, &texel);
}

static int run_loads(struct sampling *s)
{
	u32 lane;
	int err = 0;

	for (lane = 0; lane < s->request.lanes && !err; lane++) {
		if (!(s->request.mask & BIT(lane)))
			continue;
		load_lane(s, lane);
		err = lane_done(s);
	}
	return err;
}

/* Sizes of a level: width, height, depth or layers, and the number of levels */
static void info_get(const struct sample_surface *surface, u32 level, u32 *info)
{
	u32 at = surface->first_level + level;

	memset(info, 0, 4 * sizeof(*info));
	if (surface->type == GEN9_SURFACE_BUFFER || surface->type == GEN9_SURFACE_STRUCTURED) {
		info[0] = (u32)surface->elements;
		return;
	}
	if (surface->type == GEN9_SURFACE_NULL)
		return;
	info[3] = surface->levels;
	if (level >= surface->levels)
		return;
	info[0] = sample_level_size(surface->width, at);
	info[1] = surface->type != GEN9_SURFACE_1D ? sample_level_size(surface->height, at) :
		  surface->array ? surface->depth : 0;
	if (surface->type == GEN9_SURFACE_3D)
		info[2] = sample_level_size(surface->depth, at);
	else if (surface->array && surface->type != GEN9_SURFACE_1D)
		info[2] = surface->depth;
}

static int run_info(struct sampling *s)
{
	u64 word = sample_aux_identity(s->surface->samples);
	union sample_texel texel = {};
	u32 lane;

	for (lane = 0; lane < s->request.lanes; lane++) {
		if (!(s->request.mask & BIT(lane)))
			continue;
		switch (s->request.type) {
		case GEN9_SM_RESINFO:
			info_get(s->surface, s->request.value[SAMPLE_LOD][lane].u, texel.u);
			break;
		case GEN9_SM_SAMPLEINFO:
			texel.u[0] = s->surface->samples;
			break;
		default:
			texel.u[0] = lower_32_bits(word);
			texel.u[1] = upper_32_bits(word);
			break;
		}
		sample_request_answer(&s->request, s->message, lane, &texel, true);
	}
	return 0;
}

int sample_sampler(const struct sample_bindings *bindings, const struct eu_message *message)
{
	struct sample_prepared *texture;
	struct sampling s;
	const char *why;
	int err = sample_unit_begin(bindings->unit);

	if (err)
		return err;
	bindings->unit->work += MESSAGE_WORK;
	s.bindings = bindings;
	s.message = message;
	s.subspan = ~0u;
	why = sample_request_get(message, &s.request);
	if (why)
		return sample_unit_refuse(bindings, why);
	texture = found_texture(&s);
	if (texture) {
		quick_lanes(&s, texture);
		return 0;
	}
	err = sample_unit_message_surface(bindings, message, false, &s.surface);
	if (err)
		return err;
	switch (s.request.type) {
	case GEN9_SM_RESINFO:
	case GEN9_SM_SAMPLEINFO:
	case GEN9_SM_LD_MCS:
		return run_info(&s);
	}
	if (s.surface->type == GEN9_SURFACE_NULL) {
		answer_null(&s);
		return 0;
	}
	if (!has_texels(s.surface))
		return sample_unit_refuse(bindings, s.surface->format->name);
	switch (s.request.type) {
	case GEN9_SM_LD:
	case GEN9_SM_LD_LZ:
	case GEN9_SM_LD2DMS_W:
	case GEN9_SM_LD2DMS:
	case GEN9_SM_LD2DSS:
		return run_loads(&s);
	default:
		return run_samples(&s);
	}
}
