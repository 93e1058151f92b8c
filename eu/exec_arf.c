// SPDX-License-Identifier: GPL-2.0-only
/*
 * Architecture registers as operands of the general way. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "ARF Registers".
 */
#include "eu/eu_op.h"
#include "gen9/eu_defs.h"

#define DWORD_BITS	32

/* An accumulator holds whole values; operands of @bytes each take their low bytes. */
static void acc_read(const struct eu_thread *t, u32 nr, u32 bytes, union eu_arf *to)
{
	u32 first = nr & 1 ? GEN9_EU_GRF_BYTES / bytes : 0;
	u32 n = min(GEN9_EU_LANES - first, (u32)sizeof(*to) / bytes), i;

	for (i = 0; i < n; i++)
		memcpy(to->ub + i * bytes, &t->exec.acc[first + i], bytes);
}

void eu_arf_read(const struct eu_thread *t, const struct eu_access *a, union eu_arf *to)
{
	u64 clock;

	memset(to, 0, sizeof(*to));
	switch (GEN9_EU_ARF_KIND(a->arf)) {
	case GEN9_EU_ARF_ADDRESS:
		memcpy(to, t->exec.address, sizeof(t->exec.address));
		break;
	case GEN9_EU_ARF_ACCUMULATOR:
		acc_read(t, a->arf, eu_type_bytes(a->type), to);
		break;
	case GEN9_EU_ARF_FLAG:
		to->ud[0] = t->exec.flag[a->arf & 1];
		break;
	case GEN9_EU_ARF_CHANNEL_ENABLE:
		to->ud[0] = t->exec.enabled;
		break;
	case GEN9_EU_ARF_STATE:
		to->ud[GEN9_EU_SR0_DMASK] = t->dispatch_mask;
		to->ud[GEN9_EU_SR0_VMASK] = t->vector_mask;
		break;
	case GEN9_EU_ARF_CONTROL:
		to->ud[0] = t->exec.cr0;
		break;
	case GEN9_EU_ARF_TIMESTAMP:
		clock = __builtin_ia32_rdtsc();
		to->ud[0] = (u32)clock;
		to->ud[1] = (u32)(clock >> DWORD_BITS);
		break;
	default:
		break;
	}
}

void eu_arf_write(struct eu_thread *t, const struct eu_access *a, const union eu_arf *from)
{
	switch (GEN9_EU_ARF_KIND(a->arf)) {
	case GEN9_EU_ARF_ADDRESS:
		memcpy(t->exec.address, from, sizeof(t->exec.address));
		break;
	case GEN9_EU_ARF_FLAG:
		t->exec.flag[a->arf & 1] = from->ud[0];
		break;
	case GEN9_EU_ARF_CONTROL:
		t->exec.cr0 = from->ud[0];
		t->exec.csr = eu_modes_csr(t->exec.cr0, false);
		_mm_setcsr(t->exec.csr);
		break;
	default:
		break;
	}
}

void eu_acc_store(struct eu_thread *t, const struct eu_op *op, u32 mask, const union eu_lanes *v)
{
	const struct eu_access *dst = &op->slow->dst;
	u32 first = 0, i;

	if (dst->place == EU_AT_ARF)
		first = dst->at[0] / eu_type_bytes(dst->type) +
			(dst->arf & 1 ? GEN9_EU_GRF_BYTES / eu_type_bytes(dst->type) : 0);
	for (i = 0; i < op->slow->inst->exec_size; i++)
		if (mask >> i & 1)
			t->exec.acc[(first + i) % GEN9_EU_LANES] =
				op->slow->class == EU_CLASS_F ? v->ud[i] : v->uq[i];
}

bool eu_arf_readable(u32 nr)
{
	u32 kind = GEN9_EU_ARF_KIND(nr);

	return kind <= GEN9_EU_ARF_TIMESTAMP && kind != GEN9_EU_ARF_STACK_POINTER;
}

bool eu_arf_writable(u32 nr)
{
	switch (GEN9_EU_ARF_KIND(nr)) {
	case GEN9_EU_ARF_NULL:
	case GEN9_EU_ARF_ADDRESS:
	case GEN9_EU_ARF_ACCUMULATOR:
	case GEN9_EU_ARF_FLAG:
	case GEN9_EU_ARF_CONTROL:
	case GEN9_EU_ARF_NOTIFICATION:
	case GEN9_EU_ARF_STATE:
	case GEN9_EU_ARF_TIMESTAMP:
		return true;
	default:
		return false;
	}
}
