// SPDX-License-Identifier: GPL-2.0-only
/* Writes context images; see mini_image.h. Source: i915 gt/intel_lrc.c (gen9_*_offsets). */
#include "mini_image.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "tests/lib/mini.h"

/* Register lists of an image: offsets relative to the engine's MMIO base. */
static const u16 ring_list[] = {
	0x244, 0x034, 0x030, 0x038, 0x03c, 0x168, 0x140, 0x110, 0x11c, 0x114, 0x118, 0x1c0, 0x1c4,
	0x1c8,
};
static const u16 pdp_list[] = {
	0x3a8, 0x28c, 0x288, 0x284, 0x280, 0x27c, 0x278, 0x274, 0x270,
};
static const u16 rcs_power_list[] = { 0x0c8 };
static const u16 xcs_power_list[] = { 0x200 };
static const u16 state_list[] = {
	0x028, 0x09c, 0x0c0, 0x178, 0x17c, 0x358, 0x170, 0x150, 0x154, 0x158, 0x41c,
	0x600, 0x604, 0x608, 0x60c, 0x610, 0x614, 0x618, 0x61c, 0x620, 0x624, 0x628,
	0x62c, 0x630, 0x634, 0x638, 0x63c, 0x640, 0x644, 0x648, 0x64c, 0x650, 0x654,
	0x658, 0x65c, 0x660, 0x664, 0x668, 0x66c, 0x670, 0x674, 0x678, 0x67c, 0x068,
};

static u32 *put_list(u32 *at, u32 base, const u16 *list, u32 n)
{
	u32 i;

	*at++ = GEN9_MI_LRI_HEADER(n) | GEN9_MI_LRI_POSTED;
	for (i = 0; i < n; i++, at += 2)
		at[0] = base + list[i];
	return at;
}

void mini_image_offsets(u32 *image, u32 base, bool rcs, bool close)
{
	u32 *end;

	put_list(&image[0x01], base, ring_list, ARRAY_SIZE(ring_list));
	put_list(&image[0x21], base, pdp_list, ARRAY_SIZE(pdp_list));
	put_list(&image[0x41], base, rcs ? rcs_power_list : xcs_power_list, 1);
	end = put_list(&image[0x51], base, state_list, ARRAY_SIZE(state_list));
	if (close)
		*end = GEN9_MI_BATCH_BUFFER_END;
}

void mini_context_inherit(struct mini_context *context, const struct mini_context *from)
{
	static const u32 own[] = { GEN9_CTX_RING_HEAD, GEN9_CTX_RING_TAIL, GEN9_CTX_RING_START,
				   GEN9_CTX_RING_CTL, GEN9_CTX_PDP0_U, GEN9_CTX_PDP0_L };
	u32 kept[ARRAY_SIZE(own)];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(own); i++)
		kept[i] = context->image[own[i]];
	memcpy(context->image, from->image, GEN9_PAGE_SIZE);
	for (i = 0; i < ARRAY_SIZE(own); i++)
		context->image[own[i]] = kept[i];
	mini_image_offsets(context->image, context->engine->base, context->engine->id == PGPU_RCS,
			   false);
	context->image[GEN9_CTX_CONTROL] = 0x000f0008;
	context->image[GEN9_CTX_TIMESTAMP] = 0;
	/* Clear BB_OFFSET, and STOP_RING of RING_MI_MODE. */
	context->image[0x65] = 0;
	context->image[0x55] = (context->image[0x55] & ~GEN9_MI_MODE_STOP_RING) |
			       GEN9_MI_MODE_STOP_RING << 16;
}
