// SPDX-License-Identifier: GPL-2.0-only
/*
 * Predicates of instructions. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "Predication".
 */
#include "eu/eu_op.h"
#include "gen9/eu_defs.h"

/* Replace each group of 1 << @shift bits by ones if any (@all: if all) of its bits are ones. */
static u32 horizontal(u32 bits, u32 shift, bool all)
{
	u32 n = 1u << shift, mask = n == 32 ? ~0u : (1u << n) - 1, result = 0, i;

	for (i = 0; i < 32; i += n) {
		u32 group = bits >> i & mask;

		if (all ? group == mask : group != 0)
			result |= mask << i;
	}
	return result;
}

u32 eu_pred_bits(const struct eu_thread *t, const struct eu_op *op)
{
	const u32 *flag = t->exec.flag;
	u32 bits = flag[op->flag], at = op->pred - GEN9_EU_PRED_ANY2H;

	if (op->pred == GEN9_EU_PRED_ANYV)
		bits = flag[0] | flag[1];
	else if (op->pred == GEN9_EU_PRED_ALLV)
		bits = flag[0] & flag[1];
	bits >>= op->flag_shift;
	if (op->pred >= GEN9_EU_PRED_ANY2H)
		bits = horizontal(bits, at / 2 + 1, at % 2);
	return op->pred_invert ? ~bits : bits;
}
