// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blending (pixel_blend.h). All formats share the arithmetic: a vector is a channel of four pixels.
 * Formats with channels of 8 bits have fast code to read and write memory. The others go through
 * sample/texel.h.
 *
 * Source: PRM SKL Vol. 7, "Pixel Backend", "Color Buffer Blending".
 */
#include "render/pixel_blend.h"
#include "eu/float_bits.h"
#include "sample/texel.h"

#define CHANNELS	4u
#define ALPHA		3u
#define ALL_CHANNELS	0xfu
#define ALL_PIXELS	0xfu
#define UNORM8_MAX	255

/* Tell whether a factor is of the constant or of the second source. */
static bool is_of_more(u32 factor)
{
	factor &= ~(u32)GEN9_FACTOR_INV;
	return factor == GEN9_FACTOR_CONST_COLOR || factor == GEN9_FACTOR_CONST_ALPHA ||
	       factor == GEN9_FACTOR_SRC1_COLOR || factor == GEN9_FACTOR_SRC1_ALPHA;
}

static void entry_set(struct blend_entry *entry, const u32 *dw, bool independent)
{
	memset(entry, 0, sizeof(*entry));
	entry->enable = gen9_field(dw, GEN9_ENTRY_ENABLE);
	entry->source = (u8)gen9_field(dw, GEN9_ENTRY_SOURCE);
	entry->destination = (u8)gen9_field(dw, GEN9_ENTRY_DESTINATION);
	entry->function = (u8)gen9_field(dw, GEN9_ENTRY_FUNCTION);
	entry->source_alpha = entry->source;
	entry->destination_alpha = entry->destination;
	entry->alpha_function = entry->function;
	if (independent) {
		entry->source_alpha = (u8)gen9_field(dw, GEN9_ENTRY_SOURCE_ALPHA);
		entry->destination_alpha = (u8)gen9_field(dw, GEN9_ENTRY_DESTINATION_ALPHA);
		entry->alpha_function = (u8)gen9_field(dw, GEN9_ENTRY_ALPHA_FUNCTION);
	}
	entry->channels = (u8)(ALL_CHANNELS & ~(gen9_field(dw, GEN9_ENTRY_DISABLE_RED) |
						gen9_field(dw, GEN9_ENTRY_DISABLE_GREEN) << 1 |
						gen9_field(dw, GEN9_ENTRY_DISABLE_BLUE) << 2 |
						gen9_field(dw, GEN9_ENTRY_DISABLE_ALPHA) << 3));
	entry->logic = gen9_field(dw, GEN9_ENTRY_LOGIC);
	entry->logic_op = (u8)gen9_field(dw, GEN9_ENTRY_LOGIC_OP);
	entry->clamp_before = gen9_field(dw, GEN9_ENTRY_CLAMP_BEFORE) ||
			      gen9_field(dw, GEN9_ENTRY_CLAMP_SOURCE_ONLY);
	entry->clamp_range = (u8)gen9_field(dw, GEN9_ENTRY_CLAMP_RANGE);
	entry->more = is_of_more(entry->source) || is_of_more(entry->destination) ||
		      is_of_more(entry->source_alpha) || is_of_more(entry->destination_alpha);
}

void blend_state_set(struct blend_state *state, const u32 *psb, const u32 *blend, const u32 *cc)
{
	bool independent = gen9_field(blend, GEN9_BLEND_INDEPENDENT_ALPHA);
	u32 i, reference = cc[GEN9_CC_ALPHA_REFERENCE];

	state->alpha_test = gen9_field(blend, GEN9_BLEND_ALPHA_TEST) &&
			    gen9_field(psb, GEN9_PSB_ALPHA_TEST);
	state->alpha_function = (u8)gen9_field(blend, GEN9_BLEND_ALPHA_FUNCTION);
	state->alpha_reference = gen9_field(cc, GEN9_CC_ALPHA_FLOAT) ? eu_float_of_bits(reference) :
				 (float)(reference & UNORM8_MAX) / UNORM8_MAX;
	state->alpha_to_coverage = gen9_field(blend, GEN9_BLEND_ALPHA_TO_COVERAGE);
	state->alpha_dither = gen9_field(blend, GEN9_BLEND_ALPHA_DITHER);
	state->alpha_to_one = gen9_field(blend, GEN9_BLEND_ALPHA_TO_ONE);
	for (i = 0; i < CHANNELS; i++)
		state->constant[i] = eu_float_of_bits(cc[GEN9_CC_CONSTANT + i]);
	blend += GEN9_BLEND_BYTES / sizeof(u32);
	for (i = 0; i < GEN9_BLEND_ENTRIES; i++)
		entry_set(&state->entry[i], blend + i * GEN9_BLEND_ENTRY_BYTES / sizeof(u32),
			  independent);
}

static void channel_bits(struct blend_format *to, u32 channel, u32 shift, u32 bits)
{
	for (; bits; bits--, shift++)
		if (shift / 8 < BLEND_BYTES)
			to->channel[channel][shift / 8] |= (u8)(1u << shift % 8);
}

static bool is_unorm8(const struct sample_format *format)
{
	u32 i;

	if (format->codec != SAMPLE_CODEC_BITS || format->bytes != sizeof(u32) || format->srgb)
		return false;
	for (i = 0; i < CHANNELS; i++) {
		const struct sample_channel *channel = &format->channel[i];

		if (i == ALPHA && channel->number == SAMPLE_ABSENT)
			break;
		if (channel->number != SAMPLE_UNORM || channel->bits != 8)
			return false;
	}
	return true;
}

bool blend_format_set(struct blend_format *to, const struct sample_format *format)
{
	u32 i;

	memset(to, 0, sizeof(*to));
	if (!format || !(format->uses & SAMPLE_USE_RENDER) || format->bytes > BLEND_BYTES ||
	    (format->codec != SAMPLE_CODEC_BITS && format->codec != SAMPLE_CODEC_SHARED_EXP))
		return false;
	to->format = format;
	to->bytes = format->bytes;
	to->unorm8 = is_unorm8(format);
	to->opaque = format->channel[ALPHA].number == SAMPLE_ABSENT;
	for (i = 0; i < CHANNELS; i++) {
		const struct sample_channel *channel = &format->channel[i];

		if (channel->number == SAMPLE_ABSENT)
			continue;
		to->present |= (u8)(1u << i);
		to->shift[i] = channel->shift;
		to->bounded |= channel->number == SAMPLE_UNORM || channel->number == SAMPLE_SNORM;
		if (channel->number == SAMPLE_SNORM)
			to->low = -1;
		channel_bits(to, i, channel->shift, channel->bits);
	}
	return true;
}

/* Tell whether bits of the old pixel come into the new one. */
static bool merges(const struct blend_entry *entry, const struct blend_format *format)
{
	return entry->logic || (format->present & ~entry->channels);
}

bool blend_is_plain(const struct blend_state *state, const struct blend_entry *entry,
		    const struct blend_format *format)
{
	return format->unorm8 && !entry->enable && !state->alpha_to_one && !merges(entry, format);
}

bool blend_reads(const struct blend_entry *entry, const struct blend_format *format)
{
	return (entry->enable && !format->format->integer) || merges(entry, format);
}

u32 blend_alpha_test(const struct blend_state *state, blend_v4 alpha)
{
	__m128 a = (__m128)alpha, b = _mm_set1_ps(state->alpha_reference);

	switch (state->alpha_function) {
	case GEN9_COMPARE_NEVER:
		return 0;
	case GEN9_COMPARE_LESS:
		return (u32)_mm_movemask_ps(_mm_cmplt_ps(a, b));
	case GEN9_COMPARE_EQUAL:
		return (u32)_mm_movemask_ps(_mm_cmpeq_ps(a, b));
	case GEN9_COMPARE_LEQUAL:
		return (u32)_mm_movemask_ps(_mm_cmple_ps(a, b));
	case GEN9_COMPARE_GREATER:
		return (u32)_mm_movemask_ps(_mm_cmpgt_ps(a, b));
	case GEN9_COMPARE_NOTEQUAL:
		return (u32)_mm_movemask_ps(_mm_cmpneq_ps(a, b));
	case GEN9_COMPARE_GEQUAL:
		return (u32)_mm_movemask_ps(_mm_cmpge_ps(a, b));
	default:
		return GEN9_SUBSPAN_ALL;
	}
}

/* NaN becomes the lower bound. */
static blend_v4 clamp(blend_v4 value, float low)
{
	return (blend_v4)_mm_min_ps(_mm_max_ps((__m128)value, _mm_set1_ps(low)), _mm_set1_ps(1));
}

static blend_v4 splat(float value)
{
	return (blend_v4){ value, value, value, value };
}

/**
 * struct blend_inputs - What factors are made of.
 * @state: blending of the draw
 * @source: the source
 * @second: the second source
 * @destination: what the target has
 * @constant: blend constant
 */
struct blend_inputs {
	blend_v4 source[CHANNELS];
	blend_v4 second[CHANNELS];
	blend_v4 destination[CHANNELS];
	blend_v4 constant[CHANNELS];
};

static blend_v4 factor(const struct blend_inputs *in, u32 value, u32 channel)
{
	blend_v4 f;

	switch (value & ~(u32)GEN9_FACTOR_INV) {
	case GEN9_FACTOR_SRC_COLOR:
		f = in->source[channel];
		break;
	case GEN9_FACTOR_SRC_ALPHA:
		f = in->source[ALPHA];
		break;
	case GEN9_FACTOR_DST_ALPHA:
		f = in->destination[ALPHA];
		break;
	case GEN9_FACTOR_DST_COLOR:
		f = in->destination[channel];
		break;
	case GEN9_FACTOR_SRC_ALPHA_SATURATE:
		f = channel == ALPHA ? splat(1) :
		    (blend_v4)_mm_min_ps((__m128)in->source[ALPHA],
					 (__m128)(1 - in->destination[ALPHA]));
		break;
	case GEN9_FACTOR_CONST_COLOR:
		f = in->constant[channel];
		break;
	case GEN9_FACTOR_CONST_ALPHA:
		f = in->constant[ALPHA];
		break;
	case GEN9_FACTOR_SRC1_COLOR:
		f = in->second[channel];
		break;
	case GEN9_FACTOR_SRC1_ALPHA:
		f = in->second[ALPHA];
		break;
	default:
		f = splat(1);
		break;
	}
	return value & GEN9_FACTOR_INV ? 1 - f : f;
}

/* Tell whether the factor of each colour channel is another one. */
static bool of_channel(u32 value)
{
	u32 base = value & ~(u32)GEN9_FACTOR_INV;

	return base == GEN9_FACTOR_SRC_COLOR || base == GEN9_FACTOR_DST_COLOR ||
	       base == GEN9_FACTOR_CONST_COLOR || base == GEN9_FACTOR_SRC1_COLOR;
}

/* Combine channels from @first up to @end. Most factors are the same for all of these. */
static void combine(const struct blend_inputs *in, u32 function, u32 source, u32 destination,
		    u32 first, u32 end, blend_v4 result[CHANNELS])
{
	blend_v4 by_source = factor(in, source, first), by_old = factor(in, destination, first);
	u32 i;

	for (i = first; i < end; i++) {
		blend_v4 s = in->source[i], d = in->destination[i];

		if (function == GEN9_BLEND_MIN || function == GEN9_BLEND_MAX) {
			result[i] = function == GEN9_BLEND_MIN ?
				    (blend_v4)_mm_min_ps((__m128)s, (__m128)d) :
				    (blend_v4)_mm_max_ps((__m128)s, (__m128)d);
			continue;
		}
		if (source != GEN9_FACTOR_ONE)
			s = s * (of_channel(source) ? factor(in, source, i) : by_source);
		d = d * (of_channel(destination) ? factor(in, destination, i) : by_old);
		result[i] = function == GEN9_BLEND_SUBTRACT ? s - d :
			    function == GEN9_BLEND_REVERSE_SUBTRACT ? d - s : s + d;
	}
}

/* Make the result of @in->source of all channels. */
static void blend(const struct blend_entry *entry, struct blend_inputs *in)
{
	blend_v4 result[CHANNELS];

	combine(in, entry->function, entry->source, entry->destination, 0, ALPHA, result);
	combine(in, entry->alpha_function, entry->source_alpha, entry->destination_alpha, ALPHA,
		CHANNELS, result);
	memcpy(in->source, result, sizeof(result));
}

static void clamp_sources(const struct blend_entry *entry, const struct blend_format *format,
			  struct blend_inputs *in)
{
	float low = format->low;
	u32 i;

	if (entry->clamp_range == GEN9_CLAMP_FORMAT ? !format->bounded : !entry->clamp_before)
		return;
	if (entry->clamp_range != GEN9_CLAMP_FORMAT)
		low = entry->clamp_range == GEN9_CLAMP_SNORM ? -1 : 0;
	for (i = 0; i < CHANNELS; i++)
		in->source[i] = clamp(in->source[i], low);
	for (i = 0; entry->more && i < CHANNELS; i++) {
		in->second[i] = clamp(in->second[i], low);
		in->constant[i] = clamp(in->constant[i], low);
	}
}

/* The dwords of a subspan. Pixels of a row may lie together. */
static blend_i4 load_dwords(const struct blend_span *span)
{
	u64 row[2];
	u32 i;

	for (i = 0; i < 2; i++) {
		u32 left, right;

		memcpy(&left, span->from[2 * i], sizeof(left));
		memcpy(&right, span->from[2 * i + 1], sizeof(right));
		row[i] = left | (u64)right << 32;
	}
	return (blend_i4)_mm_set_epi64x((s64)row[1], (s64)row[0]);
}

static void store_dwords(const struct blend_span *span, blend_i4 pixel)
{
	u32 i;

	if (span->mask == ALL_PIXELS && span->to[1] == span->to[0] + sizeof(u32) &&
	    span->to[3] == span->to[2] + sizeof(u32)) {
		memcpy(span->to[0], &pixel, sizeof(u64));
		memcpy(span->to[2], (const u8 *)&pixel + sizeof(u64), sizeof(u64));
		return;
	}
	for (i = 0; i < GEN9_SUBSPAN; i++)
		if (span->mask >> i & 1)
			memcpy(span->to[i], (const u8 *)&pixel + i * sizeof(u32), sizeof(u32));
}

static void load_unorm8(const struct blend_format *format, const struct blend_span *span,
			blend_v4 destination[CHANNELS])
{
	blend_i4 pixel = load_dwords(span);
	u32 i;

	for (i = 0; i < CHANNELS; i++) {
		blend_i4 value = pixel >> format->shift[i] & UNORM8_MAX;

		destination[i] = (blend_v4)_mm_cvtepi32_ps((__m128i)value) * (1.0f / UNORM8_MAX);
	}
	if (format->opaque)
		destination[ALPHA] = splat(1);
}

static void load_texels(const struct blend_format *format, const struct blend_span *span,
			blend_v4 destination[CHANNELS])
{
	u32 i, c;

	for (i = 0; i < GEN9_SUBSPAN; i++) {
		union sample_texel texel = { .u = { 0 } };

		if (span->mask >> i & 1)
			sample_texel_unpack(format->format, span->from[i], &texel);
		for (c = 0; c < CHANNELS; c++)
			destination[c][i] = texel.f[c];
	}
}

/* Make the bytes of the four pixels, BLEND_BYTES apart. */
static void pack(const struct blend_format *format, const blend_v4 color[CHANNELS],
		 u8 packed[GEN9_SUBSPAN][BLEND_BYTES])
{
	u32 i, c;

	for (i = 0; i < GEN9_SUBSPAN; i++) {
		union sample_texel texel;

		for (c = 0; c < CHANNELS; c++)
			texel.f[c] = color[c][i];
		sample_texel_pack(format->format, &texel, packed[i]);
	}
}

static u8 logic(u8 op, u8 source, u8 destination)
{
	u8 result = 0;

	if (op & 8)
		result |= source & destination;
	if (op & 4)
		result |= source & (u8)~destination;
	if (op & 2)
		result |= (u8)~source & destination;
	if (op & 1)
		result |= (u8)~(source | destination);
	return result;
}

static void merge_byte(const struct blend_entry *entry, const struct blend_format *format, u32 byte,
		       u8 *source, u8 old)
{
	u8 keep = 0;
	u32 c;

	for (c = 0; c < CHANNELS; c++)
		if (!(entry->channels >> c & 1))
			keep |= format->channel[c][byte];
	if (entry->logic)
		*source = logic(entry->logic_op, *source, old);
	*source = (*source & (u8)~keep) | (old & keep);
}

static void write_texels(const struct blend_entry *entry, const struct blend_format *format,
			 const struct blend_span *span, const blend_v4 color[CHANNELS])
{
	u8 packed[GEN9_SUBSPAN][BLEND_BYTES] = { { 0 } };
	bool merge = merges(entry, format);
	u32 i, byte;

	pack(format, color, packed);
	for (i = 0; i < GEN9_SUBSPAN; i++) {
		if (!(span->mask >> i & 1))
			continue;
		for (byte = 0; merge && byte < format->bytes; byte++)
			merge_byte(entry, format, byte, &packed[i][byte], span->from[i][byte]);
		memcpy(span->to[i], packed[i], format->bytes);
	}
}

static void write_unorm8(const struct blend_entry *entry, const struct blend_format *format,
			 const struct blend_span *span, const blend_v4 color[CHANNELS])
{
	blend_i4 pixel = blend_unorm8(format, color);
	u32 i, keep = 0;

	for (i = 0; i < CHANNELS - format->opaque; i++)
		if (!(entry->channels >> i & 1))
			keep |= (u32)UNORM8_MAX << format->shift[i];
	if (keep)
		pixel = (pixel & (s32)~keep) | (load_dwords(span) & (s32)keep);
	store_dwords(span, pixel);
}

static void more_inputs(const struct blend_state *state, const struct blend_span *span,
			struct blend_inputs *in)
{
	u32 i;

	memcpy(in->second, span->second, sizeof(in->second));
	for (i = 0; i < CHANNELS; i++)
		in->constant[i] = splat(state->constant[i]);
}

void blend_span_write(const struct blend_state *state, const struct blend_entry *entry,
		      const struct blend_format *format, const struct blend_span *span)
{
	struct blend_inputs in;

	if (!(entry->channels & format->present))
		return;
	if (format->unorm8 && !entry->enable && !entry->logic && !state->alpha_to_one) {
		write_unorm8(entry, format, span, span->color);
		return;
	}
	memcpy(in.source, span->color, sizeof(in.source));
	if (format->format->integer) {
		write_texels(entry, format, span, in.source);
		return;
	}
	if (state->alpha_to_one)
		in.source[ALPHA] = splat(1);
	if (entry->enable && !entry->logic) {
		if (entry->more)
			more_inputs(state, span, &in);
		clamp_sources(entry, format, &in);
		if (format->unorm8)
			load_unorm8(format, span, in.destination);
		else
			load_texels(format, span, in.destination);
		blend(entry, &in);
	}
	if (format->unorm8 && !entry->logic)
		write_unorm8(entry, format, span, in.source);
	else
		write_texels(entry, format, span, in.source);
}
