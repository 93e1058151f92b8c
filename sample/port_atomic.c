// SPDX-License-Identifier: GPL-2.0-only
/*
 * Atomic messages on buffers, shared local memory and addresses of 64 bits (port_types.h).
 * Operations beyond a place have no effect and return 0. The engine's thread calls this file. Takes
 * no lock.
 */
#include "sample/atomics.h"
#include "sample/payload.h"
#include "sample/place.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

/**
 * struct port_atomic - An atomic message.
 * @place: the bytes that addresses count from
 * @atomic: the operation
 * @lanes: channels: 8 or 16
 * @reg: first register of the addresses
 * @qwords: addresses have 64 bits
 * @operands: number of operands
 */
struct port_atomic {
	struct sample_place place;
	struct sample_atomic atomic;
	u32 lanes;
	u32 reg;
	bool qwords;
	u32 operands;
};

static u64 place_atomic(const struct sample_place *place, u64 offset,
			const struct sample_atomic *atomic)
{
	u64 va;

	offset &= ~place->ignored & ~((u64)atomic->bytes - 1);
	if (offset >= place->bytes || place->bytes - offset < atomic->bytes)
		return 0;
	if (place->slm)
		return sample_atomic_run(atomic, place->slm + offset, place->slm + offset);
	va = (place->base + offset) & ~((u64)atomic->bytes - 1);
	return sample_atomic_run(atomic, sample_window_at(place->windows, va, false),
				 sample_window_at(place->windows, va, true));
}

static void lane_atomic(const struct port_atomic *message_atomic,
			const struct eu_message *message, u32 lane)
{
	const struct port_atomic *a = message_atomic;
	u32 registers = a->lanes / SAMPLE_LANES, i;
	struct sample_atomic atomic = a->atomic;
	bool wide = atomic.bytes == sizeof(u64);
	u32 reg = a->reg + registers * (a->qwords ? 2 : 1);
	u64 offset = a->qwords ? sample_payload_qword(message, a->reg, lane) :
				 sample_payload_lane(message, a->reg, lane), value;

	for (i = 0; i < a->operands; i++, reg += registers * (wide ? 2 : 1))
		atomic.src[i] = wide ? sample_payload_qword(message, reg, lane) :
				       sample_payload_lane(message, reg, lane);
	value = place_atomic(&a->place, offset, &atomic);
	if (!gen9_field(&message->desc, GEN9_DP_ATOMIC_RETURN))
		return;
	if (wide)
		sample_result_qword(message, 0, lane, value);
	else
		sample_result_lane(message, 0, lane, (u32)value);
}

static int run(const struct sample_bindings *bindings, const struct eu_message *message,
	       struct port_atomic *atomic)
{
	u32 lane, field = atomic->atomic.is_float ? GEN9_DP_ATOMIC_FLOAT_OP : GEN9_DP_ATOMIC_OP;
	int operands;

	atomic->atomic.op = gen9_field(&message->desc, field);
	operands = sample_atomic_operands(atomic->atomic.op, atomic->atomic.is_float);
	if (operands < 0)
		return sample_unit_refuse(bindings, "data port: atomic operation");
	atomic->operands = (u32)operands;
	atomic->reg = gen9_field(&message->desc, GEN9_MSG_HEADER);
	for (lane = 0; lane < atomic->lanes; lane++)
		if (message->mask & BIT(lane))
			lane_atomic(atomic, message, lane);
	return 0;
}

static int untyped(const struct sample_bindings *bindings, const struct eu_message *message,
		   bool is_float)
{
	struct port_atomic atomic = {
		.atomic = { .is_float = is_float, .bytes = sizeof(u32) },
		.lanes = gen9_field(&message->desc, GEN9_DP_ATOMIC_SIMD8) ? 8 : 16,
	};
	int err = sample_place_get(bindings, message, &atomic.place);

	return err ? err : run(bindings, message, &atomic);
}

int sample_port_untyped_atomic(const struct sample_bindings *bindings,
			       const struct eu_message *message)
{
	return untyped(bindings, message, false);
}

int sample_port_untyped_float_atomic(const struct sample_bindings *bindings,
				     const struct eu_message *message)
{
	return untyped(bindings, message, true);
}

int sample_port_a64_atomic(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	bool wide = gen9_field(&message->desc, GEN9_DP_A64_QWORDS);
	struct port_atomic atomic = {
		.place = sample_place_everywhere(bindings),
		.atomic = { .bytes = wide ? sizeof(u64) : sizeof(u32) },
		.lanes = 8,
		.qwords = true,
	};

	return run(bindings, message, &atomic);
}

int sample_port_a64_float_atomic(const struct sample_bindings *bindings,
				 const struct eu_message *message)
{
	struct port_atomic atomic = {
		.place = sample_place_everywhere(bindings),
		.atomic = { .is_float = true, .bytes = sizeof(u32) },
		.lanes = 8,
		.qwords = true,
	};

	return run(bindings, message, &atomic);
}
