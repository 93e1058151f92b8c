// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test texels: each row of the table of formats against a scalar model that reads the format's name
 * and bits one by one.
 */
#include "sample_rig.h"

#include <math.h>

#include "eu/half.h"
#include "gen9/eu_send_defs.h"
#include "sample/formats.h"
#include "sample/numbers.h"
#include "sample/texel.h"

#define ROUNDS	300u

static u64 bit_by_bit(const u8 *bytes, u32 shift, u32 bits)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < bits; i++)
		value |= (u64)(bytes[(shift + i) / 8] >> (shift + i) % 8 & 1) << i;
	return value;
}

/* A float with @e bits of exponent and @m bits of mantissa, by the definition */
static double model_float(u64 bits, u32 e, u32 m, bool sign)
{
	u64 exponent = bits >> m & ((1u << e) - 1), fraction = bits & ((1ull << m) - 1);
	s32 bias = (1 << (e - 1)) - 1;
	double value;

	if (exponent == (1u << e) - 1)
		value = fraction ? NAN : INFINITY;
	else if (exponent)
		value = ldexp((double)(fraction | 1ull << m), (s32)exponent - bias - (s32)m);
	else
		value = ldexp((double)fraction, 1 - bias - (s32)m);
	return sign && bits >> (e + m) & 1 ? -value : value;
}

static double model_channel(const struct sample_format *format, const u8 *bytes, u32 c)
{
	const struct sample_channel *channel = &format->channel[c];
	u64 bits = bit_by_bit(bytes, channel->shift, channel->bits);
	double most = pow(2, channel->bits) - 1, half = pow(2, channel->bits - 1.0);
	double number = (double)bits, with_sign = number >= half ? number - 2 * half : number;

	switch (channel->number) {
	case SAMPLE_UNORM:
		number /= most;
		if (!format->srgb || c == 3)
			return number;
		return number <= 0.04045 ? number / 12.92 : pow((number + 0.055) / 1.055, 2.4);
	case SAMPLE_SNORM:
		return fmax(with_sign / (half - 1), -1);
	case SAMPLE_UINT:
	case SAMPLE_USCALED:
		return number;
	case SAMPLE_SINT:
	case SAMPLE_SSCALED:
		return with_sign;
	case SAMPLE_SFIXED:
		return with_sign / 65536;
	case SAMPLE_UFLOAT:
		return model_float(bits, 5, channel->bits - 5u, false);
	case SAMPLE_FLOAT:
		return channel->bits == 16 ? model_float(bits, 5, 10, true) :
		       channel->bits == 32 ? model_float(bits, 8, 23, true) :
					     model_float(bits, 11, 52, true);
	default:
		return c == 3;
	}
}

static double value_of(const struct sample_format *format, const union sample_texel *texel, u32 c)
{
	if (!format->integer)
		return texel->f[c];
	return format->channel[c].number == SAMPLE_SINT ? (double)texel->s[c] :
							  (double)texel->u[c];
}

static void assert_close(const struct sample_format *format, double got, double want)
{
	double scale = fabs(want) * (format->srgb ? 2 : 1);

	if (isnan(want) ? isnan(got) : got == want || fabs(got - want) <= scale * 1.2e-7 ||
	    (float)want == (float)got)
		return;
	fail_msg("%s: %.9g, not %.9g", format->name, got, want);
}

static void random_bytes(u32 *seed, u8 *bytes, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		bytes[i] = (u8)rig_random(seed);
}

static bool passes_bits(const struct sample_format *format)
{
	return format->channel[0].number == SAMPLE_BITS;
}

static void each_format_reads_as_its_channels_say(void **state)
{
	const struct sample_format *format;
	union sample_texel texel;
	u32 value, round, c, rows = 0, seed = 1;
	u8 bytes[40];

	for (value = 0; value < GEN9_FORMATS; value++) {
		format = sample_format_get(value);
		if (!format || format->codec != SAMPLE_CODEC_BITS || passes_bits(format))
			continue;
		rows++;
		for (round = 0; round < ROUNDS; round++) {
			random_bytes(&seed, bytes, sizeof(bytes));
			assert_true(sample_texel_unpack(format, bytes, &texel));
			for (c = 0; c < 4; c++)
				assert_close(format, value_of(format, &texel, c),
					     model_channel(format, bytes, c));
		}
	}
	assert_true(rows > 150);
}

static void channels_of_each_format_are_inside_its_texel(void **state)
{
	const struct sample_format *format;
	u32 value, c;

	for (value = 0; value < GEN9_FORMATS; value++) {
		format = sample_format_get(value);
		if (!format)
			continue;
		assert_true(format->bytes <= 32);
		for (c = 0; c < 4; c++)
			assert_true(format->channel[c].shift + format->channel[c].bits <=
				    8 * format->bytes);
	}
}

/* Channels that are there, with no bits in common. NaNs may change their payload. */
static bool round_trips(const struct sample_format *format, const u8 *bytes)
{
	u32 c;

	if (!(format->uses & SAMPLE_USE_RENDER) || format->codec != SAMPLE_CODEC_BITS)
		return false;
	for (c = 0; c < 4; c++)
		if (isnan(model_channel(format, bytes, c)))
			return false;
	return true;
}

static void each_render_target_round_trips(void **state)
{
	const struct sample_format *format;
	union sample_texel texel, again;
	u32 value, round, c, trips = 0, seed = 2;
	u8 bytes[40], back[40];

	for (value = 0; value < GEN9_FORMATS; value++) {
		format = sample_format_get(value);
		for (round = 0; format && round < ROUNDS; round++) {
			random_bytes(&seed, bytes, sizeof(bytes));
			if (!round_trips(format, bytes))
				continue;
			trips++;
			sample_texel_unpack(format, bytes, &texel);
			assert_true(sample_texel_pack(format, &texel, back));
			assert_true(sample_texel_unpack(format, back, &again));
			for (c = 0; c < 4; c++)
				if (texel.u[c] != again.u[c])
					fail_msg("%s channel %u: %08x, not %08x", format->name, c,
						 again.u[c], texel.u[c]);
		}
	}
	assert_true(trips > 50 * ROUNDS);
}

static void writes_clamp_and_round_to_nearest(void **state)
{
	static const struct {
		u32 format;
		float from;
		u32 to;
	} rows[] = {
		{ GEN9_FORMAT_R8_UNORM, -1, 0 }, { GEN9_FORMAT_R8_UNORM, 2, 255 },
		{ GEN9_FORMAT_R8_UNORM, NAN, 0 }, { GEN9_FORMAT_R8_UNORM, 0.5f, 128 },
		{ GEN9_FORMAT_R8_UNORM, 0.4999f / 255, 0 },
		{ GEN9_FORMAT_R8_UNORM, 0.501f / 255, 1 },
		{ GEN9_FORMAT_R8_SNORM, -2, 0x81 }, { GEN9_FORMAT_R8_SNORM, 1, 0x7f },
		{ GEN9_FORMAT_R8_SNORM, -0.75f / 127, 0xff }, { GEN9_FORMAT_R16_UNORM, 1, 0xffff },
		{ GEN9_FORMAT_R24_UNORM_X8_TYPELESS, 1, 0xffffff },
		{ GEN9_FORMAT_R16_FLOAT, 1e9f, 0x7c00 },
		{ GEN9_FORMAT_R16_FLOAT, -INFINITY, 0xfc00 },
		{ GEN9_FORMAT_R16_FLOAT, 1 + 1.0f / 2048, 0x3c00 },
		{ GEN9_FORMAT_R16_FLOAT, 1 + 3.0f / 2048, 0x3c02 },
		{ GEN9_FORMAT_R16_FLOAT, 5.9604645e-8f, 1 }, { GEN9_FORMAT_R16_FLOAT, 2e-8f, 0 },
		{ GEN9_FORMAT_R16_FLOAT, 65519.996f, 0x7bff },
		{ GEN9_FORMAT_R16_FLOAT, 65520, 0x7c00 },
		{ GEN9_FORMAT_R11G11B10_FLOAT, -1, 0 },
		{ GEN9_FORMAT_R11G11B10_FLOAT, 1e9f, 0x7bf },
		{ GEN9_FORMAT_R11G11B10_FLOAT, INFINITY, 0x7c0 },
		{ GEN9_FORMAT_R8G8B8A8_UNORM_SRGB, 0.5f, 188 },
		{ GEN9_FORMAT_R8G8B8A8_UNORM, 2, 255 }, { GEN9_FORMAT_R8G8B8A8_UNORM, NAN, 0 },
		{ GEN9_FORMAT_B8G8R8A8_UNORM, 0.5f, 128 << 16 },
		{ GEN9_FORMAT_B8G8R8A8_UNORM, -1, 0 }, { GEN9_FORMAT_R32_FLOAT, 1, 0x3f800000 },
	};
	const struct sample_format *format;
	union sample_texel texel;
	u32 i, got;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		format = sample_format_get(rows[i].format);
		texel = (union sample_texel){ .f = { rows[i].from } };
		got = 0;
		assert_true(sample_texel_pack(format, &texel, &got));
		if (got != rows[i].to)
			fail_msg("%s of %g: %x, not %x", format->name, (double)rows[i].from, got,
				 rows[i].to);
	}
}

static void integers_clamp(void **state)
{
	union sample_texel high = { .u = { 300, 7, 0xffffffff, 256 } };
	union sample_texel low = { .s = { -300, -128, 300, 127 } };
	u8 bytes[4];

	sample_texel_pack(sample_format_get(GEN9_FORMAT_R8G8B8A8_UINT), &high, bytes);
	assert_memory_equal(bytes, ((u8[]){ 255, 7, 255, 255 }), 4);
	sample_texel_pack(sample_format_get(GEN9_FORMAT_R8G8B8A8_SINT), &low, bytes);
	assert_memory_equal(bytes, ((u8[]){ 0x80, 0x80, 0x7f, 0x7f }), 4);
}

static void each_half_converts_both_ways(void **state)
{
	double want;
	u32 half;

	for (half = 0; half <= 0xffff; half++) {
		want = model_float(half, 5, 10, true);
		if (isnan(want))
			continue;
		assert_true((double)eu_half_to_float((u16)half) == want);
		assert_int_equal(eu_half_of_float((float)want, GEN9_EU_CR0_DENORM_HF), half);
	}
	assert_true(isnan(eu_half_to_float(eu_half_of_float(NAN, GEN9_EU_CR0_DENORM_HF))));
}

static void shared_exponents_scale_three_mantissas(void **state)
{
	u32 seed = 3, round, bits, c;
	union sample_texel texel;

	for (round = 0; round < 10000; round++) {
		bits = rig_random(&seed);
		sample_texel_unpack(sample_format_get(GEN9_FORMAT_R9G9B9E5_SHAREDEXP), &bits,
				    &texel);
		for (c = 0; c < 3; c++)
			assert_true(texel.f[c] == ldexp(bits >> 9 * c & 511,
							(s32)(bits >> 27) - 24));
		assert_true(texel.f[3] == 1);
	}
}

static void passthru_keeps_bits(void **state)
{
	u64 from[2] = { 0x0123456789abcdefull, 0xfedcba9876543210ull };
	union sample_texel texel;

	sample_texel_unpack(sample_format_get(GEN9_FORMAT_R64G64_PASSTHRU), from, &texel);
	assert_memory_equal(texel.u, from, sizeof(from));
}

static void formats_without_codec_are_told(void **state)
{
	static const u32 without[] = {
		GEN9_FORMAT_BC1_UNORM, GEN9_FORMAT_ETC2_RGB8, GEN9_FORMAT_ASTC_LDR_2D_4X4_U8SRGB,
		GEN9_FORMAT_P8_UNORM_PALETTE0, GEN9_FORMAT_YCRCB_NORMAL, GEN9_FORMAT_RAW,
	};
	union sample_texel texel = {};
	u8 bytes[32] = {};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(without); i++) {
		assert_false(sample_texel_unpack(sample_format_get(without[i]), bytes, &texel));
		assert_false(sample_texel_pack(sample_format_get(without[i]), &texel, bytes));
	}
	assert_null(sample_format_get(GEN9_FORMATS));
	assert_null(sample_format_get(~0u));
	assert_null(sample_format_get(9));
}

static void srgb_is_exact_to_a_float(void **state)
{
	double x, want;
	u32 i;

	for (i = 0; i <= 4096; i++) {
		x = (double)(float)(i / 4096.0);
		want = x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
		assert_true(fabs((double)sample_srgb_to_linear((float)x) - want) <= 1e-7);
		want = x <= 0.0031308 ? x * 12.92 : 1.055 * pow(x, 1 / 2.4) - 0.055;
		assert_true(fabs((double)sample_linear_to_srgb((float)x) - want) <= 1e-7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_reads_as_its_channels_say),
		cmocka_unit_test(channels_of_each_format_are_inside_its_texel),
		cmocka_unit_test(each_render_target_round_trips),
		cmocka_unit_test(writes_clamp_and_round_to_nearest),
		cmocka_unit_test(integers_clamp),
		cmocka_unit_test(each_half_converts_both_ways),
		cmocka_unit_test(shared_exponents_scale_three_mantissas),
		cmocka_unit_test(passthru_keeps_bits),
		cmocka_unit_test(formats_without_codec_are_told),
		cmocka_unit_test(srgb_is_exact_to_a_float),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
