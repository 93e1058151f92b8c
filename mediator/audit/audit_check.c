// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks of GGTT addresses and registers in commands. Called by the walk (audit.c) and by rules of
 * the table (audit_table.c). execlist/context.c checks the address of an indirect context. Takes no
 * lock.
 */
#include "mediator/audit/audit.h"

#include "device/regs.h"
#include "gen9/mi_defs.h"

int facet_audit_check_ggtt(struct facet_audit *audit, u64 gva, u64 len)
{
	return port_check(AUDIT_ADDRESS, !audit->ops->owned(audit->arg, gva, len)) ? -EPERM : 0;
}

bool facet_audit_reg_allowed(struct facet_audit *audit, u32 reg, u32 flag)
{
	u32 offset = reg & GEN9_MI_REGISTER_MASK;

	if (!port_check(AUDIT_REGISTER,
			!facet_reg_map_allows(audit->map, audit->engine, offset, flag)))
		return true;
	/* An earlier audit of this copy has put the void register there: not a guest's access. */
	if (offset != GEN9_MI_VOID_REGISTER &&
	    !facet_reg_map_allows(audit->map, audit->engine, offset, FACET_REG_CMD_IGNORED))
		audit->ops->ignored(audit->arg, offset, flag == FACET_REG_CMD_WRITE);
	return false;
}
