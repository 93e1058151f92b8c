// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages with an address for each channel (port_types.h): scattered and untyped reads and writes.
 * A message is a struct scatter: the place, addresses, and elements of each channel. The engine's
 * thread calls this file. Takes no lock.
 */
#include "sample/payload.h"
#include "sample/place.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

/**
 * struct scatter - What a message does.
 * @place: the bytes that addresses count from
 * @lanes: channels: 8 or 16
 * @reg: first register of the addresses
 * @qwords: addresses have 64 bits
 * @unit: bytes that an address counts
 * @align: addresses are rounded down to so many bytes, a power of two
 * @bytes: bytes of an element: 1, 2, 4, 8
 * @count: elements of a channel, one behind the other in memory, from @reg on in registers
 * @off: elements that are left out, in memory and registers: bits
 */
struct scatter {
	struct sample_place place;
	u32 lanes;
	u32 reg;
	bool qwords;
	u32 unit;
	u32 align;
	u32 bytes;
	u32 count;
	u32 off;
};

static u64 lane_offset(const struct scatter *scatter, const struct eu_message *message, u32 lane)
{
	u64 address = scatter->qwords ? sample_payload_qword(message, scatter->reg, lane) :
				       sample_payload_lane(message, scatter->reg, lane);

	return address * scatter->unit & ~((u64)scatter->align - 1);
}

/* Registers of one element, or address, of all channels */
static u32 element_regs(const struct scatter *scatter, bool qwords)
{
	return scatter->lanes / SAMPLE_LANES * (qwords ? 2 : 1);
}

static void lane_read(const struct scatter *scatter, const struct eu_message *message, u32 lane)
{
	u64 offset = lane_offset(scatter, message, lane), value;
	u32 i, reg = 0;

	for (i = 0; i < scatter->count; i++) {
		if (scatter->off & BIT(i))
			continue;
		value = 0;
		sample_place_read(&scatter->place, offset + i * scatter->bytes, &value,
				  scatter->bytes);
		if (scatter->bytes == sizeof(u64))
			sample_result_qword(message, reg, lane, value);
		else
			sample_result_lane(message, reg, lane, (u32)value);
		reg += element_regs(scatter, scatter->bytes == sizeof(u64));
	}
}

static void lane_write(const struct scatter *scatter, const struct eu_message *message, u32 lane)
{
	u32 i, reg = scatter->reg + element_regs(scatter, scatter->qwords);
	u64 offset = lane_offset(scatter, message, lane), value;

	for (i = 0; i < scatter->count; i++) {
		if (scatter->off & BIT(i))
			continue;
		value = scatter->bytes == sizeof(u64) ?
			sample_payload_qword(message, reg, lane) :
			sample_payload_lane(message, reg, lane);
		sample_place_write(&scatter->place, offset + i * scatter->bytes, &value,
				   scatter->bytes);
		reg += element_regs(scatter, scatter->bytes == sizeof(u64));
	}
}

static int scatter_run(const struct scatter *scatter, const struct eu_message *message, bool write)
{
	u32 lane;

	for (lane = 0; lane < scatter->lanes; lane++) {
		if (!(message->mask & BIT(lane)))
			continue;
		if (write)
			lane_write(scatter, message, lane);
		else
			lane_read(scatter, message, lane);
	}
	return 0;
}

/* Messages of data cache 0 */
static int scattered(const struct sample_bindings *bindings, const struct eu_message *message,
		     u32 unit, u32 size, bool write)
{
	struct scatter scatter = {
		.lanes = gen9_field(&message->desc, GEN9_DP_SCATTERED_16) ? 16 : 8,
		.reg = gen9_field(&message->desc, GEN9_MSG_HEADER),
		.unit = unit,
		.align = 1,
		.bytes = BIT(size),
		.count = 1,
	};
	int err = sample_place_get(bindings, message, &scatter.place);

	if (!err && scatter.bytes > sizeof(u32))
		err = sample_unit_refuse(bindings, "data port: size of a scattered element");
	return err ? err : scatter_run(&scatter, message, write);
}

int sample_port_dword_read(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	return scattered(bindings, message, sizeof(u32), ilog2(sizeof(u32)), false);
}

int sample_port_dword_write(const struct sample_bindings *bindings,
			    const struct eu_message *message)
{
	return scattered(bindings, message, sizeof(u32), ilog2(sizeof(u32)), true);
}

int sample_port_byte_read(const struct sample_bindings *bindings, const struct eu_message *message)
{
	return scattered(bindings, message, 1,
			 gen9_field(&message->desc, GEN9_DP_SCATTERED_SIZE), false);
}

int sample_port_byte_write(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	return scattered(bindings, message, 1,
			 gen9_field(&message->desc, GEN9_DP_SCATTERED_SIZE), true);
}

/* Set what untyped messages have in common. */
static int untyped(const struct sample_bindings *bindings, const struct eu_message *message,
		   struct scatter *scatter)
{
	u32 mode = gen9_field(&message->desc, GEN9_DP_SURFACE_MODE);

	if (mode != GEN9_DP_SURFACE_SIMD8 && mode != GEN9_DP_SURFACE_SIMD16)
		return sample_unit_refuse(bindings, "data port: SIMD4x2");
	scatter->lanes = mode == GEN9_DP_SURFACE_SIMD16 ? 16 : 8;
	scatter->reg = gen9_field(&message->desc, GEN9_MSG_HEADER);
	scatter->unit = 1;
	scatter->align = sizeof(u32);
	scatter->bytes = sizeof(u32);
	scatter->count = 4;
	scatter->off = gen9_field(&message->desc, GEN9_DP_SURFACE_OFF);
	return 0;
}

static int untyped_buffer(const struct sample_bindings *bindings,
			  const struct eu_message *message, bool write)
{
	struct scatter scatter = {};
	int err = untyped(bindings, message, &scatter);

	if (!err)
		err = sample_place_get(bindings, message, &scatter.place);
	return err ? err : scatter_run(&scatter, message, write);
}

int sample_port_untyped_read(const struct sample_bindings *bindings,
			     const struct eu_message *message)
{
	return untyped_buffer(bindings, message, false);
}

int sample_port_untyped_write(const struct sample_bindings *bindings,
			      const struct eu_message *message)
{
	return untyped_buffer(bindings, message, true);
}

static int a64_untyped(const struct sample_bindings *bindings, const struct eu_message *message,
		       bool write)
{
	struct scatter scatter = { .place = sample_place_everywhere(bindings), .qwords = true };
	int err = untyped(bindings, message, &scatter);

	return err ? err : scatter_run(&scatter, message, write);
}

int sample_port_a64_untyped_read(const struct sample_bindings *bindings,
				 const struct eu_message *message)
{
	return a64_untyped(bindings, message, false);
}

int sample_port_a64_untyped_write(const struct sample_bindings *bindings,
				  const struct eu_message *message)
{
	return a64_untyped(bindings, message, true);
}

/* Bytes: an element of 1, 2, 4 or 8 bytes. Else 1, 2, 4 or 8 elements of the unit */
static int a64_scattered(const struct sample_bindings *bindings, const struct eu_message *message,
			 bool write)
{
	u32 unit = gen9_field(&message->desc, GEN9_DP_A64_UNIT);
	u32 count = BIT(gen9_field(&message->desc, GEN9_DP_A64_COUNT));
	struct scatter scatter = {
		.place = sample_place_everywhere(bindings),
		.lanes = gen9_field(&message->desc, GEN9_DP_A64_16) ? 16 : 8,
		.reg = gen9_field(&message->desc, GEN9_MSG_HEADER),
		.qwords = true,
		.unit = 1,
		.align = 1,
	};

	switch (unit) {
	case GEN9_A64_BYTES:
		scatter.bytes = count;
		scatter.count = 1;
		break;
	case GEN9_A64_DWORDS:
	case GEN9_A64_QWORDS:
		scatter.bytes = unit == GEN9_A64_QWORDS ? sizeof(u64) : sizeof(u32);
		scatter.count = count;
		break;
	default:
		return sample_unit_refuse(bindings, "data port: unit of a scattered element");
	}
	return scatter_run(&scatter, message, write);
}

int sample_port_a64_scattered_read(const struct sample_bindings *bindings,
				   const struct eu_message *message)
{
	return a64_scattered(bindings, message, false);
}

int sample_port_a64_scattered_write(const struct sample_bindings *bindings,
				    const struct eu_message *message)
{
	return a64_scattered(bindings, message, true);
}
