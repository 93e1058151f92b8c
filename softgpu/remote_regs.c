// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers that travel between the command streamer and a process (remote_regs.h). Both sides
 * call this file. Takes no lock.
 */
#include "softgpu/remote_regs.h"

#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"
#include "gen9/state_media.h"
#include "gen9/state_pixel.h"
#include "softgpu/remote_layout.h"

/**
 * struct reg_row - A register that travels.
 * @offset: MMIO offset in bytes
 * @writable: commands of the units write it
 */
struct reg_row {
	u32 offset;
	bool writable;
};

#define INPUT(offset)		{ offset, false }
#define COUNTER(offset)		{ offset, true }, { (offset) + 4, true }	/* 64 bits */
#define COUNTERS(offset)	COUNTER(offset), COUNTER((offset) + 8),			\
				COUNTER((offset) + 16), COUNTER((offset) + 24)	/* of 4 streams */
#define OFFSETS(offset)		COUNTER(offset), COUNTER((offset) + 8)	/* of 4 buffers */

static const struct reg_row rows[] = {
	INPUT(GEN9_CS_DEBUG_MODE2),
	COUNTER(GEN9_CS_INVOCATION_COUNT),
	COUNTER(GEN9_HS_INVOCATION_COUNT),
	COUNTER(GEN9_DS_INVOCATION_COUNT),
	COUNTER(GEN9_IA_VERTICES_COUNT),
	COUNTER(GEN9_IA_PRIMITIVES_COUNT),
	COUNTER(GEN9_VS_INVOCATION_COUNT),
	COUNTER(GEN9_GS_INVOCATION_COUNT),
	COUNTER(GEN9_GS_PRIMITIVES_COUNT),
	COUNTER(GEN9_CL_INVOCATION_COUNT),
	COUNTER(GEN9_CL_PRIMITIVES_COUNT),
	COUNTER(GEN9_PS_INVOCATION_COUNT),
	COUNTER(GEN9_PS_DEPTH_COUNT),
	INPUT(GEN9_PREDICATE_RESULT),
	INPUT(GEN9_3DPRIM_START_VERTEX),
	INPUT(GEN9_3DPRIM_VERTEX_COUNT),
	INPUT(GEN9_3DPRIM_INSTANCE_COUNT),
	INPUT(GEN9_3DPRIM_START_INSTANCE),
	INPUT(GEN9_3DPRIM_BASE_VERTEX),
	INPUT(GEN9_GPGPU_DISPATCHDIM_X),
	INPUT(GEN9_GPGPU_DISPATCHDIM_Y),
	INPUT(GEN9_GPGPU_DISPATCHDIM_Z),
	COUNTERS(GEN9_SO_NUM_PRIMS_WRITTEN),
	COUNTERS(GEN9_SO_PRIM_STORAGE_NEEDED),
	OFFSETS(GEN9_SO_WRITE_OFFSET),
};

static_assert(ARRAY_SIZE(rows) <= SGPU_REMOTE_REGS, "each register has room in a request");

u32 sgpu_remote_reg_rows(void)
{
	return ARRAY_SIZE(rows);
}

u32 sgpu_remote_reg_offset(u32 row, bool *writable)
{
	*writable = rows[row].writable;
	return rows[row].offset;
}

u32 sgpu_remote_reg_row(u32 offset)
{
	u32 row;

	for (row = 0; row < ARRAY_SIZE(rows) && rows[row].offset != offset; row++)
		;
	return row;
}
