// SPDX-License-Identifier: GPL-2.0-only
/* What an address and a register in a command must be: used by the walk, and by rules of the table. */
#include "mediator/audit.h"

#include "gen9/mi.h"
#include "mediator/regs.h"

int facet_audit_ggtt(struct facet_audit *audit, u64 gva, u64 len)
{
	return port_check(AUDIT_ADDRESS, !audit->ops->owned(audit->arg, gva, len)) ? -EPERM : 0;
}

int facet_audit_reg(struct facet_audit *audit, u32 reg, u32 flag)
{
	u32 offset = reg & GEN9_MI_REGISTER_MASK;

	return port_check(AUDIT_REGISTER,
			  !facet_regmap_command(audit->map, audit->engine, offset, flag)) ?
		-EPERM : 0;
}
