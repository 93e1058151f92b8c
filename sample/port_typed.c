// SPDX-License-Identifier: GPL-2.0-only
/*
 * Typed messages (port_types.h): texels of textures and typed buffers, in 8 channels. Reads beyond
 * the surface return 0; writes and operations beyond it have no effect. The engine's thread calls
 * this file. Takes no lock.
 */
#include "sample/atomics.h"
#include "sample/payload.h"
#include "sample/port_types.h"
#include "sample/texel.h"
#include "sample/unit_state.h"

#define CHANNELS	4u
#define COORDINATES	4u	/* u, v, r, and the level */
#define TEXEL_BYTES	16u	/* of the largest format of typed messages */

/**
 * struct typed - A typed message.
 * @surface: the surface
 * @reg: first register of the coordinates
 * @data: first register behind the coordinates
 * @mask: enabled channels, 8 bits
 */
struct typed {
	const struct sample_surface *surface;
	u32 reg;
	u32 data;
	u32 mask;
};

/*
 * @data_regs: registers behind the coordinates. @high: of 16 channels, the upper 8. @writes: the
 * message writes texels
 */
static int typed_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     u32 data_regs, bool high, bool writes, struct typed *typed)
{
	u32 regs = message->src_regs + message->ex_src_regs;
	int err = sample_unit_message_surface(bindings, message, writes, &typed->surface);

	if (err)
		return err;
	if (typed->surface->format->bytes > TEXEL_BYTES || typed->surface->samples > 1)
		return sample_unit_refuse(bindings, "data port: typed surface");
	typed->reg = gen9_field(&message->desc, GEN9_MSG_HEADER);
	if (regs < typed->reg + data_regs + 1)
		return sample_unit_refuse(bindings, "data port: message length");
	typed->data = regs - data_regs;
	typed->mask = message->mask >> (high && message->exec_size > SAMPLE_LANES ?
					SAMPLE_LANES : 0);
	return 0;
}

static bool lane_texel(const struct typed *typed, const struct eu_message *message, u32 lane,
		       u64 *va)
{
	u32 at[COORDINATES] = {}, i;

	for (i = 0; i < COORDINATES && typed->reg + i < typed->data; i++)
		at[i] = sample_payload_lane(message, typed->reg + i, lane);
	return sample_surface_texel(typed->surface, at[COORDINATES - 1], at, 0, va);
}

static bool is_high(const struct eu_message *message)
{
	return gen9_field(&message->desc, GEN9_DP_SURFACE_MODE) == GEN9_DP_TYPED_HIGH;
}

static void lane_read(const struct sample_bindings *bindings, const struct eu_message *message,
		      const struct typed *typed, u32 lane)
{
	u32 off = gen9_field(&message->desc, GEN9_DP_SURFACE_OFF), channel, reg = 0;
	const struct sample_format *format = typed->surface->format;
	union sample_texel texel = {};
	u8 bytes[TEXEL_BYTES];
	u64 va;

	if (lane_texel(typed, message, lane, &va)) {
		sample_window_read(bindings->unit->windows, va, bytes, format->bytes);
		sample_texel_unpack(format, bytes, &texel);
	}
	for (channel = 0; channel < CHANNELS; channel++)
		if (!(off & BIT(channel)))
			sample_result_lane(message, reg++, lane, texel.u[channel]);
}

int sample_port_typed_read(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	struct typed typed;
	int err = typed_get(bindings, message, 0, is_high(message), false, &typed);
	u32 lane;

	if (err)
		return err;
	if (!(typed.surface->format->uses & SAMPLE_USE_READ))
		return sample_unit_refuse(bindings, "data port: format of a typed read");
	for (lane = 0; lane < SAMPLE_LANES; lane++)
		if (typed.mask & BIT(lane))
			lane_read(bindings, message, &typed, lane);
	return 0;
}

static void lane_write(const struct sample_bindings *bindings, const struct eu_message *message,
		       const struct typed *typed, u32 lane)
{
	u32 off = gen9_field(&message->desc, GEN9_DP_SURFACE_OFF), channel, reg = typed->data;
	const struct sample_format *format = typed->surface->format;
	union sample_texel texel = {};
	u8 bytes[TEXEL_BYTES];
	u64 va;

	if (!lane_texel(typed, message, lane, &va))
		return;
	if (off) {
		sample_window_read(bindings->unit->windows, va, bytes, format->bytes);
		sample_texel_unpack(format, bytes, &texel);
	}
	for (channel = 0; channel < CHANNELS; channel++)
		if (!(off & BIT(channel)))
			texel.u[channel] = sample_payload_lane(message, reg++, lane);
	if (sample_texel_pack(format, &texel, bytes))
		sample_window_write(bindings->unit->windows, va, bytes, format->bytes);
}

int sample_port_typed_write(const struct sample_bindings *bindings,
			    const struct eu_message *message)
{
	u32 off = gen9_field(&message->desc, GEN9_DP_SURFACE_OFF), lane;
	struct typed typed;
	int err = typed_get(bindings, message, CHANNELS - hweight32(off), is_high(message), true,
			    &typed);

	if (err)
		return err;
	if (!(typed.surface->format->uses & SAMPLE_USE_WRITE))
		return sample_unit_refuse(bindings, "data port: format of a typed write");
	for (lane = 0; lane < SAMPLE_LANES; lane++)
		if (typed.mask & BIT(lane))
			lane_write(bindings, message, &typed, lane);
	return 0;
}

static void lane_atomic(const struct sample_bindings *bindings, const struct eu_message *message,
			const struct typed *typed, u32 op, u32 operands, u32 lane)
{
	struct sample_atomic atomic = { .op = op, .bytes = sizeof(u32) };
	struct sample_windows *windows = bindings->unit->windows;
	u64 va, value = 0;
	u32 i;

	for (i = 0; i < operands; i++)
		atomic.src[i] = sample_payload_lane(message, typed->data + i, lane);
	if (lane_texel(typed, message, lane, &va)) {
		va &= ~(u64)(sizeof(u32) - 1);
		value = sample_atomic_run(&atomic, sample_window_at(windows, va, false),
					  sample_window_at(windows, va, true));
	}
	if (gen9_field(&message->desc, GEN9_DP_ATOMIC_RETURN))
		sample_result_lane(message, 0, lane, (u32)value);
}

int sample_port_typed_atomic(const struct sample_bindings *bindings,
			     const struct eu_message *message)
{
	u32 op = gen9_field(&message->desc, GEN9_DP_ATOMIC_OP), lane;
	int operands = sample_atomic_operands(op, false), err;
	struct typed typed;

	if (operands < 0)
		return sample_unit_refuse(bindings, "data port: atomic operation");
	err = typed_get(bindings, message, (u32)operands,
			gen9_field(&message->desc, GEN9_DP_ATOMIC_SIMD8), true, &typed);
	if (err)
		return err;
	if (typed.surface->format->bytes != sizeof(u32))
		return sample_unit_refuse(bindings, "data port: format of a typed atomic");
	for (lane = 0; lane < SAMPLE_LANES; lane++)
		if (typed.mask & BIT(lane))
			lane_atomic(bindings, message, &typed, op, (u32)operands, lane);
	return 0;
}
