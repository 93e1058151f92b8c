// SPDX-License-Identifier: GPL-2.0-only
/*
 * GGTT operands of copied commands. The copy gets the address of an alias slot in place of the
 * guest's. The guest's address is recorded, for reports and for saved copies. Called by the vGPU's
 * worker, or in its place. Takes no lock.
 */
#include "mediator/audit/audit.h"

#include "gen9/gtt_defs.h"

#define OPERANDS_FIRST	64u	/* operands of the first list */

/* Record an operand. Return: 0; -E2BIG: there are too many; -ENOMEM. */
static int add_operand(struct facet_audit *audit, const u32 *dw, u32 gva)
{
	u32 room = audit->operand_room ? 2 * audit->operand_room : OPERANDS_FIRST;
	struct facet_audit_operand *operands;

	if (port_check(AUDIT_OPERANDS, audit->n_operands == FACET_AUDIT_OPERANDS))
		return -E2BIG;
	if (audit->n_operands == audit->operand_room) {
		operands = port_calloc(room, sizeof(*operands));
		if (!operands)
			return -ENOMEM;
		if (audit->n_operands)
			memcpy(operands, audit->operands, audit->n_operands * sizeof(*operands));
		port_free(audit->operands);
		audit->operands = operands;
		audit->operand_room = room;
	}
	audit->operands[audit->n_operands++] = (struct facet_audit_operand){
		.dword = dw - audit->code, .gva = gva,
	};
	return 0;
}

int facet_audit_operand(struct facet_audit *audit, u32 *dw, u32 n, u32 i, u64 mask, u64 len)
{
	u64 gva = ((i < n ? dw[i] : 0) | (u64)(i + 1 < n ? dw[i + 1] : 0) << 32) & mask;
	int ret = facet_audit_check_ggtt(audit, gva, len);
	u32 to;

	if (ret)
		return ret;
	/* An engine would read the missing half as 0, an address of nobody's. */
	if (port_check(AUDIT_OPERAND_SHORT, i >= n))
		return -EPERM;
	ret = audit->ops->alias(audit->arg, gva, len, &to);
	if (!ret)
		ret = add_operand(audit, &dw[i], gva);
	if (ret)
		return ret;
	if (!port_check(AUDIT_REPLACED, true))
		return 0;
	dw[i] = (dw[i] & ~lower_32_bits(mask)) | to;
	if (i + 1 < n)
		dw[i + 1] = 0;
	return 0;
}

int facet_audit_take_operands(const struct facet_audit *audit,
			      struct facet_audit_operands *operands)
{
	*operands = (struct facet_audit_operands){ 0 };
	if (!audit->n_operands)
		return 0;
	operands->list = port_calloc(audit->n_operands, sizeof(*operands->list));
	if (!operands->list)
		return -ENOMEM;
	operands->n = audit->n_operands;
	memcpy(operands->list, audit->operands, operands->n * sizeof(*operands->list));
	return 0;
}

void facet_audit_restore_operands(const struct facet_audit_operands *operands, u32 *code,
				  u32 dwords)
{
	const u32 offset = GEN9_PAGE_SIZE - 1;
	u32 i;

	for (i = 0; i < operands->n; i++) {
		const struct facet_audit_operand *operand = &operands->list[i];

		if (operand->dword < dwords)
			code[operand->dword] = (code[operand->dword] & offset) |
					       (operand->gva & ~offset);
	}
}
