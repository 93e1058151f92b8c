// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where auxiliary surfaces are (aux_surface.h). The engine's thread calls this file. Takes no lock.
 */
#include "sample/aux_surface.h"

#include "gen9/sampler_defs.h"

/* A byte of the CCS as a texel, by log2 of the bytes of a pixel */
static const struct sample_format ccs_formats[] = {
	[2] = { .name = "CCS", .bytes = 1, .block_w = 8, .block_h = GEN9_CCS_BYTE_ROWS },
	[3] = { .name = "CCS", .bytes = 1, .block_w = 4, .block_h = GEN9_CCS_BYTE_ROWS },
	[4] = { .name = "CCS", .bytes = 1, .block_w = 2, .block_h = GEN9_CCS_BYTE_ROWS },
};

/* Words of the MCS, by log2 of their bytes */
static const struct sample_format mcs_formats[] = {
	{ .name = "MCS", .bytes = 1, .block_w = 1, .block_h = 1 },
	[2] = { .name = "MCS", .bytes = 4, .block_w = 1, .block_h = 1 },
	[3] = { .name = "MCS", .bytes = 8, .block_w = 1, .block_h = 1 },
};

/* An element of the HiZ buffer */
static const struct sample_format hiz_format = {
	.name = "HiZ", .bytes = 1, .block_w = GEN9_HIZ_BLOCK_COLUMNS,
	.block_h = GEN9_HIZ_BLOCK_ROWS,
};

u64 sample_aux_identity(u32 samples)
{
	static const u64 words[] = { 0, GEN9_MCS_2, GEN9_MCS_4, GEN9_MCS_8, GEN9_MCS_16 };

	return words[min(ilog2(samples), 4)];
}

/*
 * The CCS of a surface in Yf or Ys is that of the same surface in Y. How levels would lie in it is
 * not public: IGT has one level, and Mesa makes no such CCS.
 */
static bool may_have_tiles(const struct sample_surface *surface, bool hiz)
{
	if (surface->tiling == GEN9_TILE_YF || surface->tiling == GEN9_TILE_YS)
		return hiz || (surface->samples == 1 && surface->levels == 1 &&
			       !surface->first_level);
	return surface->tiling == GEN9_TILE_Y && IS_ALIGNED(surface->pitch, GEN9_TILE_Y_BYTES);
}

static bool may_have_aux(const struct sample_surface *surface, bool hiz)
{
	u32 bytes = surface->format->bytes;

	return may_have_tiles(surface, hiz) && surface->type != GEN9_SURFACE_1D &&
	       surface->type <= GEN9_SURFACE_CUBE && is_power_of_2(bytes) &&
	       bytes <= GEN9_TILE_Y_COLUMN && !surface->interleaved &&
	       surface->format->block_w == 1 && !surface->x_offset && !surface->y_offset &&
	       IS_ALIGNED(surface->base, PAGE_SIZE);
}

static void place_hiz(struct sample_aux *aux, const struct sample_surface *surface, u64 base,
		      u32 pitch, u32 qpitch)
{
	struct sample_surface *words = &aux->words;

	aux->kind = SAMPLE_AUX_HIZ;
	aux->lossless = false;
	*words = *surface;
	words->format = &hiz_format;
	words->tiling = GEN9_TILE_Y;
	words->base = base & SAMPLE_VA_MASK & ~(u64)(PAGE_SIZE - 1);
	words->pitch = pitch & ~(GEN9_TILE_Y_BYTES - 1);
	words->qpitch = qpitch;
	words->halign = GEN9_HIZ_ALIGN;
	words->valign = GEN9_HIZ_ALIGN;
	words->samples = 1;
	words->interleaved = false;
	sample_surface_place(words);
}

void sample_aux_hiz(const struct sample_surface *surface, u64 base, u32 pitch, u32 qpitch,
		    u32 depth, struct sample_aux *aux)
{
	place_hiz(aux, surface, base, pitch, qpitch);
	aux->color[0] = depth;
}

static u64 words_base(const u32 *dw)
{
	return ((u64)dw[GEN9_SS_AUX_ADDRESS + 1] << 32 | dw[GEN9_SS_AUX_ADDRESS]) &
	       SAMPLE_VA_MASK & ~(u64)(PAGE_SIZE - 1);
}

static u32 words_pitch(const u32 *dw)
{
	return (gen9_field(dw, GEN9_SS_AUX_PITCH) + 1) * GEN9_TILE_Y_BYTES;
}

static void decode_words(const u32 *dw, const struct sample_format *format, u32 valign,
			 struct sample_surface *words)
{
	words->format = format;
	words->tiling = GEN9_TILE_Y;
	words->base = words_base(dw);
	words->pitch = words_pitch(dw);
	/* Rows of the CCS are four to a byte: the field counts bytes there. */
	words->qpitch = gen9_field(dw, GEN9_SS_AUX_QPITCH);
	words->halign = GEN9_CCS_ALIGN / format->block_w;
	words->valign = valign;
	words->samples = 1;
}

void sample_aux_decode(const u32 *dw, const struct sample_surface *surface, struct sample_aux *aux)
{
	static const u8 mcs_bytes[] = GEN9_MCS_BYTES;
	u32 mode = gen9_field(dw, GEN9_SS_AUX_MODE);

	aux->kind = SAMPLE_AUX_NONE;
	if (!may_have_aux(surface, mode == GEN9_AUX_HIZ))
		return;
	memcpy(aux->color, &dw[GEN9_SS_CLEAR_COLOR], sizeof(aux->color));
	if (mode == GEN9_AUX_HIZ && surface->samples == 1)
		place_hiz(aux, surface, words_base(dw), words_pitch(dw),
			  gen9_field(dw, GEN9_SS_AUX_QPITCH));
	if (mode != GEN9_AUX_CCS_D && mode != GEN9_AUX_CCS_E)
		return;
	aux->lossless = mode == GEN9_AUX_CCS_E;
	aux->words = *surface;
	if (surface->samples > 1) {
		aux->kind = SAMPLE_AUX_MCS;
		decode_words(dw, &mcs_formats[ilog2(mcs_bytes[ilog2(surface->samples)])], 1,
			     &aux->words);
		aux->words.qpitch *= GEN9_SS_QPITCH_UNIT;
	} else if (surface->format->bytes >= sizeof(u32)) {
		aux->kind = SAMPLE_AUX_CCS;
		decode_words(dw, &ccs_formats[ilog2(surface->format->bytes)], GEN9_CCS_ALIGN_ROWS,
			     &aux->words);
		aux->words.qpitch /= GEN9_CCS_BLOCK_ROWS;
	}
	sample_surface_place(&aux->words);
}
