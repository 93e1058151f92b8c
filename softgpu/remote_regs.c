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
 * struct reg_range - Registers in a row.
 * @offset: MMIO offset of the first one, in bytes
 * @dwords: their number
 * @writable: commands of the units write them
 */
struct reg_range {
	u32 offset;
	u32 dwords;
	bool writable;
};

#define SO_COUNTERS	8u	/* dwords: 64 bits for each of four streams */

static const struct reg_range ranges[] = {
	{ GEN9_CS_DEBUG_MODE2, 1, false },
	{ GEN9_CS_INVOCATION_COUNT, 2, true },
	{ GEN9_HS_INVOCATION_COUNT, 2, true },
	{ GEN9_DS_INVOCATION_COUNT, 2, true },
	{ GEN9_IA_VERTICES_COUNT, 2, true },
	{ GEN9_IA_PRIMITIVES_COUNT, 2, true },
	{ GEN9_VS_INVOCATION_COUNT, 2, true },
	{ GEN9_GS_INVOCATION_COUNT, 2, true },
	{ GEN9_GS_PRIMITIVES_COUNT, 2, true },
	{ GEN9_CL_INVOCATION_COUNT, 2, true },
	{ GEN9_CL_PRIMITIVES_COUNT, 2, true },
	{ GEN9_PS_INVOCATION_COUNT, 2, true },
	{ GEN9_PS_DEPTH_COUNT, 2, true },
	{ GEN9_PREDICATE_RESULT, 1, false },
	{ GEN9_3DPRIM_START_VERTEX, 5, false },
	{ GEN9_GPGPU_DISPATCHDIM_X, 3, false },
	{ GEN9_SO_NUM_PRIMS_WRITTEN, SO_COUNTERS, true },
	{ GEN9_SO_PRIM_STORAGE_NEEDED, SO_COUNTERS, true },
	{ GEN9_SO_WRITE_OFFSET, 4, true },
};

u32 sgpu_remote_reg_rows(void)
{
	u32 rows = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++)
		rows += ranges[i].dwords;
	return rows;
}

u32 sgpu_remote_reg_offset(u32 row, bool *writable)
{
	u32 i = 0;

	while (row >= ranges[i].dwords)
		row -= ranges[i++].dwords;
	*writable = ranges[i].writable;
	return ranges[i].offset + row * (u32)sizeof(u32);
}

u32 sgpu_remote_reg_row(u32 offset)
{
	u32 row = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ranges); i++) {
		u32 dword = (offset - ranges[i].offset) / (u32)sizeof(u32);

		if (offset >= ranges[i].offset && dword < ranges[i].dwords)
			return row + dword;
		row += ranges[i].dwords;
	}
	return row;
}
