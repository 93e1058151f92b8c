/* SPDX-License-Identifier: GPL-2.0-only */
/* A buffer, its model, and messages to the data ports, in the address space of a test. */
#ifndef SAMPLE_PORTS_H
#define SAMPLE_PORTS_H

#include "sample_states.h"

#define BYTES	4096u	/* of the buffer; memory behind it has other bytes */
#define PATTERN	0xa5a5a5a5u
#define BUFFER	3u	/* entry of the binding table */

/* The address space, and what the buffer must hold */
struct port {
	struct rig rig;
	u8 model[BYTES];
	u8 slm[BYTES] __attribute__((aligned(8)));
	u32 seed;
};

static inline void port_open(struct port *port)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], i;

	rig_open(&port->rig);
	port->seed = 11;
	for (i = 0; i < BYTES; i++)
		port->model[i] = (u8)rig_random(&port->seed);
	rig_put(&port->rig, STATES_DATA, port->model, BYTES);
	memcpy(port->slm, port->model, BYTES);
	for (i = 0; i < BYTES; i++)
		*rig_at(&port->rig, STATES_DATA + BYTES + i) = 0xee;
	buffer_state(dw, GEN9_FORMAT_RAW, STATES_DATA, BYTES, 1);
	bind(&port->rig, BUFFER, dw);
	port->rig.bindings.slm = port->slm;
	port->rig.bindings.slm_bytes = BYTES;
	port->rig.bindings.general_base = STATES_DATA - 0x1000;
}

static inline void port_close(struct port *port)
{
	u8 bytes[BYTES];
	u32 i;

	rig_get(&port->rig, STATES_DATA, bytes, BYTES);
	assert_memory_equal(bytes, port->model, BYTES);
	for (i = 0; i < BYTES; i++)
		assert_int_equal(*rig_at(&port->rig, STATES_DATA + BYTES + i), 0xee);
	rig_close(&port->rig);
}

static inline void send(struct port *port, struct letter *letter)
{
	assert_int_equal(sample_data_port(&port->rig.bindings, &letter->message), 0);
}

static inline u32 descriptor(u32 type, u32 index, bool header)
{
	u32 desc = 0;

	set_field(&desc, GEN9_DP_TYPE, type);
	set_field(&desc, GEN9_MSG_INDEX, index);
	set_field(&desc, GEN9_MSG_HEADER, header);
	return desc;
}

/* A dword of the buffer; beyond it 0 */
static inline u32 model_dword(const struct port *port, u64 offset)
{
	u32 value = 0;

	if (offset + 4 <= BYTES)
		memcpy(&value, port->model + offset, 4);
	return value;
}

/* Addresses in the buffer, at its end and beyond it */
static inline u32 some_offset(struct port *port, u32 align)
{
	u32 value = rig_random(&port->seed);

	switch (value >> 16 & 7) {
	case 0:
		return 0xfffffff0u + (value & 15 & ~(align - 1));
	case 1:
		return BYTES - 16 + (value & 31 & ~(align - 1));
	default:
		return value % BYTES & ~(align - 1);
	}
}

static inline void model_write(u8 *model, u64 offset, u64 value, u32 bytes)
{
	u32 i;

	for (i = 0; i < bytes; i++)
		if (offset + i < BYTES)
			model[offset + i] = (u8)(value >> 8 * i);
}

#endif
