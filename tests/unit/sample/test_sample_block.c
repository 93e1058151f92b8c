// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test compressed formats: decoders against sums of another decoder's texels and against models,
 * and the sampler on compressed surfaces.
 */
#include "sample_states.h"

#include <math.h>

#include "eu/half.h"
#include "gen9/eu_send_defs.h"
#include "gen9/sampler_defs.h"
#include "sample/block.h"
#include "sample_block_vectors.h"

#define ROUNDS		2000u
#define WIDTH		30u
#define HEIGHT		22u
#define LEVELS		4u
#define LAYERS		2u
#define QPITCH		16u	/* rows of blocks */
#define PITCH		256u
#define LD_PARAMS	4u

static void from_hex(const char *text, u8 *bytes)
{
	u32 i, value;

	memset(bytes, 0, SAMPLE_BLOCK_BYTES);
	for (i = 0; text[2 * i]; i++) {
		assert_int_equal(sscanf(text + 2 * i, "%2x", &value), 1);
		bytes[i] = (u8)value;
	}
}

static void some_block(u32 *seed, u8 *bytes)
{
	u32 i;

	for (i = 0; i < SAMPLE_BLOCK_BYTES; i++)
		bytes[i] = (u8)rig_random(seed);
}

/* A channel as sample_block_vectors.h counts it */
static u32 number_of(const struct sample_format *format, const union sample_texel *texel, u32 c)
{
	float value = texel->f[c];

	switch (format->block) {
	case SAMPLE_BLOCK_BC6H:
	case SAMPLE_BLOCK_BC6H_SIGNED:
		return eu_half_of_float(value, GEN9_EU_CR0_DENORM_HF);
	case SAMPLE_BLOCK_EAC_R:
		return (u32)(value * 2047 + 0.5f);
	case SAMPLE_BLOCK_EAC_R_SIGNED:
		return (u16)(s16)(s32)lroundf(value * 1023);
	case SAMPLE_BLOCK_ASTC:
		if (format->srgb)
			break;
		return min((u32)(value * 256), 255u);
	}
	if (format->srgb && c < 3)
		value = sample_linear_to_srgb(value);
	return (u32)(value * 255 + 0.5f);
}

static void decoders_agree_with_another_one(void **state)
{
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	const struct sample_format *format;
	u8 block[SAMPLE_BLOCK_BYTES];
	u32 v, i, c, sum, channels;

	for (v = 0; v < ARRAY_SIZE(vectors); v++) {
		format = sample_format_get(vectors[v].format);
		assert_non_null(format);
		channels = format->block == SAMPLE_BLOCK_EAC_R ||
			   format->block == SAMPLE_BLOCK_EAC_R_SIGNED ? 1 : 4;
		from_hex(vectors[v].block, block);
		sample_block_decode(format, block, texel);
		for (sum = 0, i = 0; i < (u32)format->block_w * format->block_h; i++)
			for (c = 0; c < channels; c++)
				sum = 31 * sum + number_of(format, &texel[i], c);
		if (sum != vectors[v].sum)
			fail_msg("%s %s: 0x%08x", format->name, vectors[v].block, sum);
	}
}

/* --- models of BC1 to BC5 ------------------------------------------------------------------- */

static u64 bits_at(const u8 *block, u32 at, u32 count)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < count; i++)
		value |= (u64)(block[(at + i) / 8] >> (at + i) % 8 & 1) << i;
	return value;
}

/* A channel of 5 or 6 bits, widened to 8 bits by its own highest bits */
static double model_widen(const u8 *block, u32 at, u32 bits)
{
	u32 value = (u32)bits_at(block, at, bits);

	return (value << (8 - bits) | value >> (2 * bits - 8)) / 255.0;
}

/* The colour part of BC1 to BC3, at bit @at */
static void model_color(const u8 *block, u32 at, bool three, u32 texel, double rgba[4])
{
	static const u8 low[] = { 11, 5, 0 }, bits[] = { 5, 6, 5 };
	u32 index = (u32)bits_at(block, at + 32 + 2 * texel, 2), c;
	bool four = !three || bits_at(block, at, 16) > bits_at(block, at + 16, 16);
	double a, b;

	for (c = 0; c < 3; c++) {
		a = model_widen(block, at + low[c], bits[c]);
		b = model_widen(block, at + 16 + low[c], bits[c]);
		rgba[c] = index == 0 ? a : index == 1 ? b :
			  four ? (index == 2 ? 2 * a + b : a + 2 * b) / 3 :
			  index == 2 ? (a + b) / 2 : 0;
	}
	rgba[3] = !four && index == 3 ? 0 : 1;
}

static double model_channel(const u8 *block, u32 at, bool with_sign, u32 texel)
{
	u32 index = (u32)bits_at(block, at + 16 + 3 * texel, 3);
	s32 first = block[at / 8], second = block[at / 8 + 1];
	double a, b, most = with_sign ? 127 : 255;

	if (with_sign) {
		first = (s8)first;
		second = (s8)second;
	}
	a = fmax(first / most, -1);
	b = fmax(second / most, -1);
	if (index < 2)
		return index ? b : a;
	if (first > second)
		return ((8 - index) * a + (index - 1) * b) / 7;
	if (index >= 6)
		return index == 7 ? 1 : with_sign ? -1 : 0;
	return ((6 - index) * a + (index - 1) * b) / 5;
}

static void model_bc(u32 kind, const u8 *block, u32 texel, double rgba[4])
{
	bool with_sign = kind == SAMPLE_BLOCK_BC4_SIGNED || kind == SAMPLE_BLOCK_BC5_SIGNED;

	rgba[1] = 0;
	rgba[2] = 0;
	rgba[3] = 1;
	switch (kind) {
	case SAMPLE_BLOCK_BC1:
	case SAMPLE_BLOCK_BC1_OPAQUE:
		model_color(block, 0, true, texel, rgba);
		if (kind == SAMPLE_BLOCK_BC1_OPAQUE)
			rgba[3] = 1;
		break;
	case SAMPLE_BLOCK_BC2:
		model_color(block, 64, false, texel, rgba);
		rgba[3] = (double)bits_at(block, 4 * texel, 4) / 15;
		break;
	case SAMPLE_BLOCK_BC3:
		model_color(block, 64, false, texel, rgba);
		rgba[3] = model_channel(block, 0, false, texel);
		break;
	case SAMPLE_BLOCK_BC5:
	case SAMPLE_BLOCK_BC5_SIGNED:
		rgba[1] = model_channel(block, 64, with_sign, texel);
		fallthrough;
	default:
		rgba[0] = model_channel(block, 0, with_sign, texel);
		break;
	}
}

static void blocks_of_bc1_to_bc5_equal_a_model(void **state)
{
	static const u16 formats[] = {
		GEN9_FORMAT_BC1_UNORM, GEN9_FORMAT_DXT1_RGB, GEN9_FORMAT_BC2_UNORM,
		GEN9_FORMAT_BC3_UNORM, GEN9_FORMAT_BC4_UNORM, GEN9_FORMAT_BC4_SNORM,
		GEN9_FORMAT_BC5_UNORM, GEN9_FORMAT_BC5_SNORM,
	};
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	const struct sample_format *format;
	u8 block[SAMPLE_BLOCK_BYTES];
	u32 f, round, i, c, seed = 5;
	double want[4];

	for (f = 0; f < ARRAY_SIZE(formats); f++) {
		format = sample_format_get(formats[f]);
		for (round = 0; round < ROUNDS; round++) {
			some_block(&seed, block);
			sample_block_decode(format, block, texel);
			for (i = 0; i < 16; i++) {
				model_bc(format->block, block, i, want);
				for (c = 0; c < 4; c++)
					if (fabs(texel[i].f[c] - want[c]) > 0.51 / 255)
						fail_msg("%s: %g, not %g", format->name,
							 texel[i].f[c], want[c]);
			}
		}
	}
}

static void srgb_formats_are_linear_after_decoding(void **state)
{
	static const u16 pairs[][2] = {
		{ GEN9_FORMAT_BC1_UNORM, GEN9_FORMAT_BC1_UNORM_SRGB },
		{ GEN9_FORMAT_BC3_UNORM, GEN9_FORMAT_BC3_UNORM_SRGB },
		{ GEN9_FORMAT_BC7_UNORM, GEN9_FORMAT_BC7_UNORM_SRGB },
		{ GEN9_FORMAT_ETC2_EAC_RGBA8, GEN9_FORMAT_ETC2_EAC_SRGB8_A8 },
	};
	union sample_texel plain[SAMPLE_BLOCK_TEXELS], srgb[SAMPLE_BLOCK_TEXELS];
	u8 block[SAMPLE_BLOCK_BYTES];
	u32 p, round, i, c, seed = 6;
	float want;

	for (p = 0; p < ARRAY_SIZE(pairs); p++) {
		for (round = 0; round < 50; round++) {
			some_block(&seed, block);
			sample_block_decode(sample_format_get(pairs[p][0]), block, plain);
			sample_block_decode(sample_format_get(pairs[p][1]), block, srgb);
			for (i = 0; i < 16; i++) {
				for (c = 0; c < 4; c++) {
					want = plain[i].f[c];
					if (c < 3)
						want = sample_srgb_to_linear(want);
					assert_true(fabsf(srgb[i].f[c] - want) < 1e-6f);
				}
			}
		}
	}
}

/* --- ASTC ----------------------------------------------------------------------------------- */

/* A block of one colour of 16 bits a channel; @extent: all ones mean that there is none */
static void void_block(u8 *block, u64 flags, const u16 extent[4], const u16 color[4])
{
	u64 word = 0x1fc | flags;
	u32 i;

	for (i = 0; i < 4; i++)
		word |= (u64)extent[i] << (12 + 13 * i);
	memcpy(block, &word, sizeof(word));
	memcpy(block + 8, color, 8);
}

static void blocks_of_one_colour_have_it_everywhere(void **state)
{
	static const u16 none[] = { 0x1fff, 0x1fff, 0x1fff, 0x1fff }, some[] = { 1, 2, 0, 7 };
	static const u16 wrong[] = { 2, 2, 0, 7 }, color[] = { 0x8000, 0xffff, 0, 0x4000 };
	const struct sample_format *format = sample_format_get(GEN9_FORMAT_ASTC_LDR_2D_12X12_FLT16);
	static const float want[] = { 0.5f, 1, 0, 0.25f }, error[] = { 1, 0, 1, 1 };
	const struct {
		u64 flags;
		const u16 *extent;
		const float *want;
	} cases[] = {
		{ 0xc00, none, want }, { 0xc00, some, want },
		{ 0xc00, wrong, error }, { 0x400, none, error }, { 0xe00, none, error },
	};
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	u8 block[SAMPLE_BLOCK_BYTES];
	u32 i, t;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		void_block(block, cases[i].flags, cases[i].extent, color);
		sample_block_decode(format, block, texel);
		for (t = 0; t < SAMPLE_BLOCK_TEXELS; t++)
			assert_memory_equal(texel[t].f, cases[i].want, sizeof(texel[t].f));
	}
}

static void any_bits_are_decoded_to_numbers(void **state)
{
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	const struct sample_format *format;
	u32 value, round, i, c, seed = 7;
	u8 block[SAMPLE_BLOCK_BYTES];
	float least, most;

	for (value = 0; value < GEN9_FORMATS; value++) {
		format = sample_format_get(value);
		if (!format || !format->block)
			continue;
		most = format->block == SAMPLE_BLOCK_BC6H ||
		       format->block == SAMPLE_BLOCK_BC6H_SIGNED ? INFINITY : 1;
		least = strstr(format->name, "SNORM") || strstr(format->name, "SIGNED") ? -1 : 0;
		least = format->block == SAMPLE_BLOCK_BC6H_SIGNED ? -INFINITY : least;
		for (round = 0; round < 500; round++) {
			some_block(&seed, block);
			sample_block_decode(format, block, texel);
			for (i = 0; i < (u32)format->block_w * format->block_h; i++)
				for (c = 0; c < 4; c++)
					if (texel[i].f[c] < least || texel[i].f[c] > most)
						fail_msg("%s: %g", format->name, texel[i].f[c]);
		}
	}
}

static void the_cache_gives_what_the_decoder_gives(void **state)
{
	static const u16 formats[] = {
		GEN9_FORMAT_BC1_UNORM, GEN9_FORMAT_BC1_UNORM_SRGB, GEN9_FORMAT_BC7_UNORM,
		GEN9_FORMAT_ASTC_LDR_2D_10X8_FLT16, GEN9_FORMAT_FXT1,
	};
	union sample_texel want[SAMPLE_BLOCK_TEXELS], got;
	struct sample_blocks *blocks = sample_blocks_create();
	const struct sample_format *format;
	u8 block[3][SAMPLE_BLOCK_BYTES];
	u32 round, x, y, seed = 8;

	assert_non_null(blocks);
	for (round = 0; round < ROUNDS; round++) {
		/* Two blocks that stay, a new one each time, and zeros, as an empty slot has */
		if (round < 2)
			some_block(&seed, block[round]);
		some_block(&seed, block[2]);
		if (round % 16 == 3)
			memset(block[2], 0, sizeof(block[2]));
		format = sample_format_get(formats[round / 3 % ARRAY_SIZE(formats)]);
		sample_block_decode(format, block[round % 3], want);
		x = rig_random(&seed) % format->block_w;
		y = rig_random(&seed) % format->block_h;
		sample_block_texel(blocks, format, block[round % 3], x, y, &got);
		assert_memory_equal(&got, &want[y * format->block_w + x], sizeof(got));
	}
	sample_blocks_destroy(blocks);
}

/* --- surfaces ------------------------------------------------------------------------------- */

/* The place of a level among blocks: 1 is below 0, 2 at the right of 1, the others below 2 */
static void level_place(const struct sample_format *format, u32 level, u32 *x, u32 *y)
{
	u32 l;

	*x = 0;
	*y = 0;
	for (l = 0; l < level; l++) {
		u32 w = DIV_ROUND_UP(max(WIDTH >> l, 1u), format->block_w);
		u32 h = DIV_ROUND_UP(max(HEIGHT >> l, 1u), format->block_h);

		*(l == 1 ? x : y) += ALIGN(l == 1 ? w : h, 4u);
	}
}

static u64 block_va(const struct sample_format *format, u32 level, u32 layer, u32 x, u32 y)
{
	u32 left, upper;

	level_place(format, level, &left, &upper);
	return STATES_DATA + (left + x / format->block_w) * (u64)format->bytes +
	       (upper + y / format->block_h + layer * QPITCH) * (u64)PITCH;
}

static void surface_open(struct rig *rig, u32 *dw, u32 value)
{
	u8 block[SAMPLE_BLOCK_BYTES];
	u32 at, seed = value;

	rig_open(rig);
	for (at = 0; at < 4 * QPITCH * PITCH; at += sizeof(block)) {
		some_block(&seed, block);
		rig_put(rig, STATES_DATA + at, block, sizeof(block));
	}
	texture_state(dw, value, GEN9_TILE_LINEAR, WIDTH, HEIGHT, PITCH);
	set_field(dw, GEN9_SS_DEPTH, LAYERS - 1);
	set_field(dw, GEN9_SS_QPITCH, QPITCH / 4);
	set_field(dw, GEN9_SS_MIP_COUNT, LEVELS - 1);
	bind(rig, 1, dw);
}

static void load(struct rig *rig, struct letter *letter, u32 level, u32 layer, u32 x, u32 y)
{
	letter_open(letter, GEN9_SFID_SAMPLER, 8, LD_PARAMS, 4);
	set_field(&letter->message.desc, GEN9_SM_TYPE, GEN9_SM_LD);
	set_field(&letter->message.desc, GEN9_SM_SIMD, 1);
	set_field(&letter->message.desc, GEN9_MSG_INDEX, 1);
	letter->message.mask = 1;
	letter->src[0].ud[0] = x;
	letter->src[1].ud[0] = y;
	letter->src[2].ud[0] = level;
	letter->src[3].ud[0] = layer;
	if (sample_sampler(&rig->bindings, &letter->message))
		fail_msg("refused: %s", rig->why);
}

static void loads_find_texels_of_each_level_and_layer(void **state)
{
	static const u16 formats[] = {
		GEN9_FORMAT_BC1_UNORM, GEN9_FORMAT_BC7_UNORM, GEN9_FORMAT_ASTC_LDR_2D_5X4_FLT16,
		GEN9_FORMAT_FXT1,
	};
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	u32 dw[GEN9_SURFACE_STATE_DWORDS], f, level, layer, x, y, c;
	u8 block[SAMPLE_BLOCK_BYTES];
	const struct sample_format *format;
	struct letter letter;
	struct rig rig;

	for (f = 0; f < ARRAY_SIZE(formats); f++) {
		format = sample_format_get(formats[f]);
		surface_open(&rig, dw, formats[f]);
		for (level = 0; level < LEVELS; level++) {
			for (layer = 0; layer < LAYERS; layer++) {
				x = (WIDTH >> level) - 1;
				y = (HEIGHT >> level) - 1;
				load(&rig, &letter, level, layer, x, y);
				rig_get(&rig, block_va(format, level, layer, x, y), block,
					format->bytes);
				sample_block_decode(format, block, texel);
				for (c = 0; c < 4; c++)
					assert_true(letter.dst[c].f[0] ==
						    texel[y % format->block_h * format->block_w +
							  x % format->block_w].f[c]);
			}
		}
		rig_close(&rig);
	}
}

/* The middle of a texel has the texel's colour with a linear filter, too. */
static void samples_find_texels(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], sampler[GEN9_SAMPLER_STATE_DWORDS] = {}, c, filter;
	const struct sample_format *format = sample_format_get(GEN9_FORMAT_BC3_UNORM);
	union sample_texel texel[SAMPLE_BLOCK_TEXELS];
	u8 block[SAMPLE_BLOCK_BYTES];
	struct letter letter;
	struct rig rig;

	surface_open(&rig, dw, GEN9_FORMAT_BC3_UNORM);
	rig.bindings.dynamic_base = STATES_DYNAMIC;
	rig.bindings.sampler_states = STATES_DYNAMIC;
	rig_get(&rig, block_va(format, 0, 1, 21, 14), block, format->bytes);
	sample_block_decode(format, block, texel);
	for (filter = GEN9_FILTER_NEAREST; filter <= GEN9_FILTER_LINEAR; filter++) {
		set_field(sampler, GEN9_SA_MIN_FILTER, filter);
		set_field(sampler, GEN9_SA_MAG_FILTER, filter);
		rig_put(&rig, STATES_DYNAMIC, sampler, sizeof(sampler));
		letter_open(&letter, GEN9_SFID_SAMPLER, 8, 3, 4);
		set_field(&letter.message.desc, GEN9_SM_TYPE, GEN9_SM_SAMPLE_LZ);
		set_field(&letter.message.desc, GEN9_SM_SIMD, 1);
		set_field(&letter.message.desc, GEN9_MSG_INDEX, 1);
		letter.message.mask = 1;
		letter.src[0].f[0] = 21.5f / WIDTH;
		letter.src[1].f[0] = 14.5f / HEIGHT;
		letter.src[2].f[0] = 1;
		assert_int_equal(sample_sampler(&rig.bindings, &letter.message), 0);
		for (c = 0; c < 4; c++)
			assert_true(fabsf(letter.dst[c].f[0] -
					  texel[14 % 4 * 4 + 21 % 4].f[c]) < 1e-5f);
	}
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoders_agree_with_another_one),
		cmocka_unit_test(blocks_of_bc1_to_bc5_equal_a_model),
		cmocka_unit_test(srgb_formats_are_linear_after_decoding),
		cmocka_unit_test(blocks_of_one_colour_have_it_everywhere),
		cmocka_unit_test(any_bits_are_decoded_to_numbers),
		cmocka_unit_test(the_cache_gives_what_the_decoder_gives),
		cmocka_unit_test(loads_find_texels_of_each_level_and_layer),
		cmocka_unit_test(samples_find_texels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
