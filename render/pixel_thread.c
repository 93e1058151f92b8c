// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the pixel shader (pixel_thread.h). A thread shades at most eight subspans.
 *
 * Source of the pixel interpolator's messages: PRM SKL Vol. 7, "Pixel Interpolator", as in Mesa's
 * src/intel/compiler: brw_lower_logical_sends.cpp, brw_eu.h.
 */
#include "render/pixel_thread.h"
#include "gen9/message_defs.h"
#include "render/pixel_read.h"
#include "render/pixel_target.h"
#include "render/render_types.h"
#include "sample/payload.h"

#define SIXTEENTH	(1.0f / 16)

/* Sign-extend an offset of four bits. */
static s32 offset(u32 value)
{
	return (s32)(value << 28) >> 28;
}

/* The offset of a channel: X of all channels stands before Y. */
static float slot_offset(const struct eu_message *message, bool y, u32 lane)
{
	u32 regs = gen9_field(&message->desc, GEN9_PI_SIMD16) ? 2 : 1;

	return (float)(s32)sample_payload_lane(message, y ? regs : 0, lane) * SIXTEENTH;
}

/* Places that a message asks for, in the pixels of a subspan. */
static bool interpolated_places(const struct render_pixels *pixels,
				const struct eu_message *message, u32 i,
				const struct pixel_subspan *span, depth_v4 *x, depth_v4 *y)
{
	u32 p, data = gen9_field(&message->desc, GEN9_PI_DATA), sample = data >> 4;
	float dx = 0.5f, dy = 0.5f;

	switch (gen9_field(&message->desc, GEN9_PI_TYPE)) {
	case GEN9_PI_SHARED_OFFSET:
		dx += (float)offset(data) * SIXTEENTH;
		dy += (float)offset(data >> 4) * SIXTEENTH;
		break;
	case GEN9_PI_SAMPLE:
		if (sample >= pixels->samples)
			sample = 0;
		dx = (float)pixels->position[sample][0] / RASTER_ONE;
		dy = (float)pixels->position[sample][1] / RASTER_ONE;
		break;
	case GEN9_PI_PER_SLOT_OFFSET:
		break;
	default:
		return false;
	}
	*x = (depth_v4){ 0 };
	*y = *x;
	for (p = 0; p < GEN9_SUBSPAN; p++) {
		(*x)[p] = span->x + (p & 1) + dx;
		(*y)[p] = span->y + (p >> 1) + dy;
		if (gen9_field(&message->desc, GEN9_PI_TYPE) != GEN9_PI_PER_SLOT_OFFSET)
			continue;
		(*x)[p] += slot_offset(message, false, GEN9_SUBSPAN * i + p);
		(*y)[p] += slot_offset(message, true, GEN9_SUBSPAN * i + p);
	}
	return true;
}

static int interpolate(struct render_pixels *pixels, const struct eu_message *message)
{
	u32 count = gen9_field(&message->desc, GEN9_PI_SIMD16) ? 4 : 2;
	u32 first = gen9_field(&message->desc, GEN9_PI_SLOT_GROUP) * 4 +
		    message->group % 16 / GEN9_SUBSPAN;
	bool slots = gen9_field(&message->desc, GEN9_PI_TYPE) == GEN9_PI_PER_SLOT_OFFSET;
	bool linear = gen9_field(&message->desc, GEN9_PI_LINEAR);
	depth_v4 x, y, b[2];
	u32 i, p;

	if (message->dst_regs < count ||
	    (slots && message->src_regs + message->ex_src_regs < count) ||
	    first + count > PIXEL_THREAD_SUBSPANS)
		return render_unsupported(pixels->render, "form of a pixel interpolator message");
	for (i = 0; i < count; i++) {
		union eu_reg *dst = &message->dst[i / 2 * 2];

		if (!interpolated_places(pixels, message, i, &pixels->spans[first + i], &x, &y))
			return render_unsupported(pixels->render, "pixel interpolator message");
		pixel_barycentrics(&pixels->planes, linear, x, y, b);
		for (p = 0; p < GEN9_SUBSPAN; p++) {
			if (!(message->mask >> (GEN9_SUBSPAN * i + p) & 1))
				continue;
			dst[0].f[i % 2 * GEN9_SUBSPAN + p] = b[0][p];
			dst[1].f[i % 2 * GEN9_SUBSPAN + p] = b[1][p];
		}
	}
	return 0;
}

static int thread_send(void *client, struct eu_thread *thread, const struct eu_message *message)
{
	struct render_pixels *pixels = client;

	switch (message->sfid) {
	case GEN9_SFID_RENDER_CACHE:
		return gen9_field(&message->desc, GEN9_RT_TYPE) == GEN9_RT_READ ?
		       pixel_read_message(pixels, message) : pixel_target_message(pixels, message);
	case GEN9_SFID_PIXEL_INTERPOLATOR:
		return interpolate(pixels, message);
	default:
		return render_stage_send(&pixels->stage, message);
	}
}

static int thread_poll(void *client)
{
	const struct render_pixels *pixels = client;

	return render_stage_poll(&pixels->stage);
}

static const struct eu_client_ops thread_ops = {
	.send = thread_send,
	.poll = thread_poll,
};

/* Take the narrowest kernel that has all subspans that wait. */
static u32 choose(const struct pixel_shader *shader, u32 queued)
{
	u32 i;

	for (i = 0; i < PIXEL_PS_WIDTHS - 1; i++)
		if (shader->kernel[i].program && 2u << i >= queued)
			break;
	return i;
}

/*
 * Give the thread the subspans that wait. Those that are missing have no pixels. Messages may ask
 * for subspans beyond the thread: these must not be of earlier threads.
 */
static void take_spans(struct render_pixels *pixels, u32 count)
{
	u32 i;

	for (i = pixels->queued; i < count; i++) {
		pixels->spans[i] = pixels->spans[0];
		pixels->spans[i].mask = 0;
		pixels->spans[i].cover = 0;
		pixels->spans[i].hidden = 0;
		pixels->spans[i].inner = 0;
	}
	memset(&pixels->spans[count], 0,
	       (PIXEL_THREAD_SUBSPANS - count) * sizeof(pixels->spans[0]));
	pixels->span_count = count;
	pixels->queued = 0;
	pixels->tested = 0;
}

int pixel_thread_run(struct render_pixels *pixels)
{
	const struct pixel_shader *shader = &pixels->shader;
	struct eu_thread *thread = &pixels->thread;
	u32 width = choose(shader, pixels->queued), i;

	take_spans(pixels, 2u << width);
	thread->dispatch_mask = 0;
	thread->vector_mask = 0;
	for (i = 0; i < pixels->span_count; i++) {
		u32 mask = pixels->spans[i].mask;

		thread->dispatch_mask |= mask << GEN9_SUBSPAN * i;
		thread->vector_mask |= (mask ? GEN9_SUBSPAN_ALL : 0) << GEN9_SUBSPAN * i;
		pixels->invocations += pixel_count(mask);
	}
	if (!shader->vector_mask)
		thread->vector_mask = thread->dispatch_mask;
	thread->float_mode = shader->alt_float;
	thread->cr0 = shader->cr0;
	thread->ops = &thread_ops;
	thread->client = pixels;
	pixel_payload(pixels, thread->grf, 8u << width, shader->kernel[width].first_grf);
	eu_thread_init(thread);
	return render_stage_run(&pixels->stage, shader->kernel[width].program, thread);
}
