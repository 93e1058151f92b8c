// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the GGTT as a guest reads and writes them by traps, and as a restore does. mmio_lock
 * held.
 */
#include "mediator/ggtt.h"

#include "gen9/regs.h"
#include "mediator/ggtt_map.h"
#include "mediator/record.h"
#include "mediator/vgpu_types.h"

int facet_ggtt_pte_write(struct facet_vgpu *vgpu, u32 index, u64 pte)
{
	u64 old;
	int ret = facet_ggtt_ptes_write(vgpu, index, &pte, 1, &old);

	if (ret < 0)
		return ret;
	facet_ggtt_map_store(vgpu, index, pte);
	return 0;
}

void facet_ggtt_trap_read(struct facet_vgpu *vgpu, u32 offset, void *buf, u32 len)
{
	u8 bytes[sizeof(u64)];

	facet_ggtt_map_sync(vgpu);
	put_unaligned_le64(facet_ggtt_pte_read(vgpu, offset / sizeof(u64)), bytes);
	memcpy(buf, &bytes[offset % sizeof(u64)], len);
}

void facet_ggtt_trap_write(struct facet_vgpu *vgpu, u32 offset, const void *buf, u32 len)
{
	u32 index = offset / sizeof(u64);
	u8 bytes[sizeof(u64)];

	facet_ggtt_map_sync(vgpu);
	put_unaligned_le64(facet_ggtt_pte_read(vgpu, index), bytes);
	memcpy(&bytes[offset % sizeof(u64)], buf, len);
	if (facet_ggtt_pte_write(vgpu, index, get_unaligned_le64(bytes)))
		facet_record_access(vgpu, GEN9_GGTT_PTES, true);
}
