// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared local memory of the render engine (slm.h). The engine's thread calls this file for
 * commands. Takes no lock.
 */
#include "softgpu/slm.h"

#include "gen9/gpgpu_defs.h"
#include "gen9/pipe_control_defs.h"
#include "softgpu/cmd.h"
#include "softgpu/walk.h"

#define SLM_DWORDS	(GEN9_SLM_BYTES / (u32)sizeof(u32))
#define COST_SHIFT	6	/* dwords for one unit of a slice: 256 bytes, as in a blit */
#define CLEARS		(GEN9_PIPE_CONTROL_FLUSH_L3 | GEN9_PIPE_CONTROL_CS_STALL)

int sgpu_slm_init(struct sgpu_engine *e)
{
	if (e->id != PGPU_RCS || !e->sg->pgpu.caps->slm_stays)
		return 0;
	e->slm = port_calloc(SLM_DWORDS, sizeof(*e->slm));
	return e->slm ? 0 : -ENOMEM;
}

void sgpu_slm_exit(struct sgpu_engine *e)
{
	port_free(e->slm);
}

void sgpu_slm_flush(struct sgpu_engine *e, u32 flags)
{
	if ((flags & CLEARS) != CLEARS || !e->slm_used)
		return;
	memset(e->slm, 0, GEN9_SLM_BYTES);
	e->slm_used = false;
	sgpu_charge(e, SLM_DWORDS >> COST_SHIFT);
}

/* Exchange a dword of memory with one of SLM. Return: as sgpu_gpgpu_walker(). */
static int exchange(struct sgpu_engine *e, u64 va, u32 *slm)
{
	u32 value;
	int ret = sgpu_walk_read32(e, SGPU_PPGTT, va, &value);

	if (!ret)
		ret = sgpu_walk_write32(e, SGPU_PPGTT, va, *slm);
	if (!ret)
		*slm = value;
	return ret;
}

int sgpu_gpgpu_walker(struct sgpu_engine *e, u32 n)
{
	u64 va = e->cmd[GEN9_WALKER_DATA_START] & GEN9_WALKER_DATA_START_MASK;
	u32 bytes = e->cmd[GEN9_WALKER_DATA_LENGTH] & GEN9_WALKER_DATA_LENGTH_MASK;
	u32 dwords = bytes / (u32)sizeof(u32);
	int ret = 0;
	u32 i;

	if (!e->slm || !dwords)
		return sgpu_cmd_no_effect(e, GEN9_CMD_GPGPU_WALKER);
	e->slm_used = true;
	for (i = 0; !ret && i < dwords; i++)
		ret = exchange(e, va + i * sizeof(u32), &e->slm[i % SLM_DWORDS]);
	sgpu_charge(e, dwords >> COST_SHIFT);
	return ret;
}
