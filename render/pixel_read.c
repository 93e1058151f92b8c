// SPDX-License-Identifier: GPL-2.0-only
/*
 * Render target reads (pixel_read.h). The response has a register (SIMD8) or two (SIMD16) for each
 * of red, green, blue and alpha: floats, or integers if the format has them.
 *
 * Source: PRM SKL Vol. 7, "Render Target Read", as in Mesa's src/intel/compiler: brw_eu.h,
 * brw_lower_logical_sends.cpp.
 */
#include "render/pixel_read.h"
#include "gen9/message_defs.h"
#include "render/pixel_target.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "sample/texel.h"

#define CHANNELS	4u

/* Read the pixels of a subspan, one texel each. */
static void read_span(struct render_pixels *pixels, const struct pixel_target *target,
		      const struct pixel_subspan *span, u32 sample,
		      union sample_texel texels[GEN9_SUBSPAN])
{
	u32 p, mask = 0;
	u8 *at[GEN9_SUBSPAN];

	memset(texels, 0, GEN9_SUBSPAN * sizeof(*texels));
	if (!target->none && pixels->primitive->array_index < target->surface.extent &&
	    sample < target->surface.samples)
		mask = pixel_target_clip(target, span->x, span->y, GEN9_SUBSPAN_ALL);
	if (!mask)
		return;
	pixel_target_memory(pixels, target, span->x, span->y, sample, false, at);
	for (p = 0; p < GEN9_SUBSPAN; p++)
		if (mask >> p & 1)
			sample_texel_unpack(target->format.format, at[p], &texels[p]);
}

/* Put the pixels of subspan @i of a message into the response. */
static void answer(const struct eu_message *message, u32 count, u32 i,
		   const union sample_texel texels[GEN9_SUBSPAN])
{
	u32 p, c;

	for (p = 0; p < GEN9_SUBSPAN; p++) {
		if (!(message->mask >> (GEN9_SUBSPAN * i + p) & 1))
			continue;
		for (c = 0; c < CHANNELS; c++)
			message->dst[c * count / 2 + i / 2].ud[i % 2 * GEN9_SUBSPAN + p] =
				texels[p].u[c];
	}
}

int pixel_read_message(struct render_pixels *pixels, const struct eu_message *message)
{
	u32 count = gen9_field(&message->desc, GEN9_RT_READ_SIMD8) ? 2 : 4, i;
	u32 first = gen9_field(&message->desc, GEN9_RT_SLOT_GROUP) * 4 +
		    message->group % 16 / GEN9_SUBSPAN;
	bool per_sample = gen9_field(&message->desc, GEN9_RT_READ_PER_SAMPLE);
	const struct pixel_target *target;
	union sample_texel texels[GEN9_SUBSPAN];
	int ret;

	if (message->dst_regs < CHANNELS * count / 2 || first + count > PIXEL_THREAD_SUBSPANS)
		return render_unsupported(pixels->render, "form of a render target read");
	ret = pixel_target(pixels, gen9_field(&message->desc, GEN9_MSG_INDEX), &target);
	if (ret)
		return ret;
	for (i = 0; i < count; i++) {
		const struct pixel_subspan *span = &pixels->spans[first + i];

		read_span(pixels, target, span, per_sample ? span->sample : 0, texels);
		answer(message, count, i, texels);
	}
	return 0;
}
