// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texels (texel.h): one channel after the other by its row of the table, and short ways for the
 * formats that most draws use. Takes no lock.
 */
#include "sample/texel.h"

#include "eu/float_bits.h"
#include "eu/half.h"
#include "gen9/eu_send_defs.h"
#include "sample/numbers.h"
#include "sample/srgb_table.h"

#define TEXEL_BYTES	32u	/* of the largest format */
#define FIXED_ONE	65536.0	/* 1 of SAMPLE_SFIXED */
#define ALPHA		3u

/* R9G9B9E5: PRM SKL Vol. 5, "Shared exponent" */
#define SHARED_BITS	9u
#define SHARED_SHIFT	27u
#define SHARED_BIAS	24u	/* 15, and 9 for the mantissas */

static const u32 one_float = EU_F_BIAS << EU_F_MANT_BITS;

static u64 field_get(const u8 *texel, const struct sample_channel *channel)
{
	u64 bits;

	memcpy(&bits, texel + channel->shift / 8, sizeof(bits));
	bits >>= channel->shift % 8;
	return channel->bits < 64 ? bits & (BIT_ULL(channel->bits) - 1) : bits;
}

static void field_set(u8 *texel, const struct sample_channel *channel, u64 value)
{
	u64 bits, mask = BIT_ULL(channel->bits) - 1;

	memcpy(&bits, texel + channel->shift / 8, sizeof(bits));
	bits &= ~(mask << channel->shift % 8);
	bits |= (value & mask) << channel->shift % 8;
	memcpy(texel + channel->shift / 8, &bits, sizeof(bits));
}

static s64 sign_extend(u64 value, u32 bits)
{
	return (s64)(value << (64 - bits)) >> (64 - bits);
}

static float unpack_float(u64 bits, u32 length)
{
	double value;
	float single;

	switch (length) {
	case 16:
		return eu_half_to_float((u16)bits);
	case 32:
		memcpy(&single, &bits, sizeof(single));
		return single;
	default:
		memcpy(&value, &bits, sizeof(value));
		return (float)value;
	}
}

static float unpack_unorm(u64 bits, u32 length)
{
	return (float)((double)bits / (double)(BIT_ULL(length) - 1));
}

static float unpack_snorm(u64 bits, u32 length)
{
	double value = (double)sign_extend(bits, length) / (double)(BIT_ULL(length - 1) - 1);

	return (float)max(value, -1.0);
}

static void unpack_channel(const struct sample_channel *channel, u64 bits, bool srgb,
			   union sample_texel *to, u32 c)
{
	switch (channel->number) {
	case SAMPLE_UNORM:
		to->f[c] = unpack_unorm(bits, channel->bits);
		if (srgb && c != ALPHA)
			to->f[c] = sample_srgb_to_linear(to->f[c]);
		break;
	case SAMPLE_SNORM:
		to->f[c] = unpack_snorm(bits, channel->bits);
		break;
	case SAMPLE_UINT:
		to->u[c] = (u32)bits;
		break;
	case SAMPLE_SINT:
		to->s[c] = (s32)sign_extend(bits, channel->bits);
		break;
	case SAMPLE_USCALED:
		to->f[c] = (float)bits;
		break;
	case SAMPLE_SSCALED:
		to->f[c] = (float)sign_extend(bits, channel->bits);
		break;
	case SAMPLE_SFIXED:
		to->f[c] = (float)((double)sign_extend(bits, channel->bits) / FIXED_ONE);
		break;
	case SAMPLE_FLOAT:
		to->f[c] = unpack_float(bits, channel->bits);
		break;
	case SAMPLE_UFLOAT:
		to->f[c] = sample_small_to_float((u32)bits, channel->bits - 5u);
		break;
	}
}

static void unpack_shared(const u8 *texel, union sample_texel *to)
{
	u32 bits, c;
	float factor;

	memcpy(&bits, texel, sizeof(bits));
	factor = eu_float_of_bits((EU_F_BIAS - SHARED_BIAS + (bits >> SHARED_SHIFT)) <<
				  EU_F_MANT_BITS);
	for (c = 0; c < ALPHA; c++)
		to->f[c] = (float)(bits >> c * SHARED_BITS & (BIT(SHARED_BITS) - 1)) * factor;
}

/* Two dwords of each of the first two channels. */
static void unpack_passthru(const struct sample_format *format, const u8 *texel,
			    union sample_texel *to)
{
	u64 bits;
	u32 c;

	memset(to, 0, sizeof(*to));
	for (c = 0; c < 2 && format->channel[c].bits; c++) {
		bits = field_get(texel, &format->channel[c]);
		memcpy(&to->u[2 * c], &bits, sizeof(bits));
	}
}

static void unpack_bits(const struct sample_format *format, const u8 *texel,
			union sample_texel *to)
{
	const struct sample_channel *channel;
	u32 c;

	if (format->channel[0].number == SAMPLE_BITS) {
		unpack_passthru(format, texel, to);
		return;
	}
	for (c = 0; c < 4; c++) {
		channel = &format->channel[c];
		if (channel->number != SAMPLE_ABSENT)
			unpack_channel(channel, field_get(texel, channel), format->srgb, to, c);
	}
}

typedef float floats __attribute__((vector_size(16)));

static u32 byte_of(u32 bits, const struct sample_channel *channel)
{
	return bits >> channel->shift & 0xff;
}

static void quick_unorm_8(const struct sample_format *format, u32 bits, union sample_texel *to)
{
	const struct sample_channel *channel = format->channel;
	floats value = {
		(float)byte_of(bits, &channel[0]), (float)byte_of(bits, &channel[1]),
		(float)byte_of(bits, &channel[2]), (float)byte_of(bits, &channel[3]),
	};

	value /= (floats){ 255, 255, 255, 255 };
	memcpy(to->f, &value, sizeof(value));
	if (channel[ALPHA].number == SAMPLE_ABSENT)
		to->f[ALPHA] = 1;
}

static void quick_srgb_8(const struct sample_format *format, u32 bits, union sample_texel *to)
{
	const struct sample_channel *channel = format->channel;
	u32 c;

	for (c = 0; c < ALPHA; c++)
		to->f[c] = srgb_table[byte_of(bits, &channel[c])];
	to->f[ALPHA] = channel[ALPHA].number == SAMPLE_ABSENT ? 1 :
		       (float)byte_of(bits, &channel[ALPHA]) / 255;
}

static void quick_32(const struct sample_format *format, const void *from, union sample_texel *to)
{
	memset(to, 0, sizeof(*to));
	to->u[ALPHA] = format->integer ? 1 : one_float;
	memcpy(to, from, min((u32)format->bytes, (u32)sizeof(*to)));
}

/* Return true: the format has a short way, and @to is set. */
static bool unpack_quick(const struct sample_format *format, const void *from,
			 union sample_texel *to)
{
	u32 bits;

	switch (format->quick) {
	case SAMPLE_QUICK_UNORM_8:
		memcpy(&bits, from, sizeof(bits));
		quick_unorm_8(format, bits, to);
		return true;
	case SAMPLE_QUICK_SRGB_8:
		memcpy(&bits, from, sizeof(bits));
		quick_srgb_8(format, bits, to);
		return true;
	case SAMPLE_QUICK_32:
		quick_32(format, from, to);
		return true;
	default:
		return false;
	}
}

bool sample_texel_unpack(const struct sample_format *format, const void *from,
			 union sample_texel *to)
{
	u8 texel[TEXEL_BYTES + sizeof(u64)] = {};

	if (unpack_quick(format, from, to))
		return true;
	memset(to, 0, sizeof(*to));
	if (format->codec != SAMPLE_CODEC_BITS && format->codec != SAMPLE_CODEC_SHARED_EXP)
		return false;
	to->u[ALPHA] = format->integer ? 1 : one_float;
	memcpy(texel, from, format->bytes);
	if (format->codec == SAMPLE_CODEC_SHARED_EXP)
		unpack_shared(texel, to);
	else
		unpack_bits(format, texel, to);
	return true;
}

void sample_texel_of_bytes(const struct sample_format *format, const u8 rgba[4],
			   union sample_texel *to)
{
	u32 c;

	for (c = 0; c < 4; c++)
		to->f[c] = format->srgb && c != ALPHA ? srgb_table[rgba[c]] :
			   (float)rgba[c] / 255;
}

/* A NaN is 0. */
static double clamp(float value, double least, double most)
{
	return value > least ? min((double)value, most) : value <= least ? least : 0;
}

static u64 pack_signed(double value)
{
	return (u64)(s64)(value < 0 ? value - 0.5 : value + 0.5);
}

static u64 pack_float(float value, u32 length)
{
	u32 bits;

	if (length == 16)
		return eu_half_of_float(value, GEN9_EU_CR0_DENORM_HF);
	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static u64 pack_channel(const struct sample_channel *channel, const union sample_texel *from,
			bool srgb, u32 c)
{
	u64 most = BIT_ULL(channel->bits) - 1;
	s64 half = (s64)(most >> 1);
	double value;

	switch (channel->number) {
	case SAMPLE_UNORM:
		value = clamp(from->f[c], 0, 1);
		if (srgb && c != ALPHA)
			value = sample_linear_to_srgb((float)value);
		return (u64)(value * (double)most + 0.5);
	case SAMPLE_SNORM:
		return pack_signed(clamp(from->f[c], -1, 1) * (double)half);
	case SAMPLE_UINT:
		return min((u64)from->u[c], most);
	case SAMPLE_SINT:
		return (u64)max(min((s64)from->s[c], half), -half - 1);
	case SAMPLE_FLOAT:
		return pack_float(from->f[c], channel->bits);
	default:
		return sample_float_to_ufloat(from->f[c], channel->bits - 5u);
	}
}

/* Bits of @number, for the types that pack_channel() knows */
#define PACKED (BIT(SAMPLE_ABSENT) | BIT(SAMPLE_UNORM) | BIT(SAMPLE_SNORM) | BIT(SAMPLE_UINT) | \
		BIT(SAMPLE_SINT) | BIT(SAMPLE_FLOAT) | BIT(SAMPLE_UFLOAT))

static bool can_pack(const struct sample_format *format)
{
	u32 c;

	if (format->codec != SAMPLE_CODEC_BITS)
		return false;
	for (c = 0; c < 4; c++)
		if (!(PACKED & BIT(format->channel[c].number)) || format->channel[c].bits > 32)
			return false;
	return true;
}

/* Return true: the format has a short way, and @to is set. */
static bool pack_quick(const struct sample_format *format, const union sample_texel *from,
		       void *to)
{
	u32 c, bits = 0;

	switch (format->quick) {
	case SAMPLE_QUICK_UNORM_8:
		for (c = 0; c < 4; c++)
			if (format->channel[c].number != SAMPLE_ABSENT)
				bits |= (u32)(clamp(from->f[c], 0, 1) * 255 + 0.5) <<
					format->channel[c].shift;
		memcpy(to, &bits, sizeof(bits));
		return true;
	case SAMPLE_QUICK_32:
		memcpy(to, from, format->bytes);
		return true;
	default:
		return false;
	}
}

bool sample_texel_pack(const struct sample_format *format, const union sample_texel *from, void *to)
{
	u8 texel[TEXEL_BYTES + sizeof(u64)] = {};
	const struct sample_channel *channel;
	u32 c;

	if (pack_quick(format, from, to))
		return true;
	if (!can_pack(format))
		return false;
	for (c = 0; c < 4; c++) {
		channel = &format->channel[c];
		if (channel->number != SAMPLE_ABSENT)
			field_set(texel, channel, pack_channel(channel, from, format->srgb, c));
	}
	memcpy(to, texel, format->bytes);
	return true;
}
