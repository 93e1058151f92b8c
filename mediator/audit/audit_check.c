// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks of GGTT addresses and registers in commands. Called by the walk (audit.c, audit_user.c)
 * and by rules of the table (audit_table.c). execlist/context.c checks the address of an indirect
 * context. Takes no lock.
 */
#include "mediator/audit/audit.h"

#include "device/regs.h"
#include "gen9/mi_defs.h"

int facet_audit_check_ggtt(struct facet_audit *audit, u64 gva, u64 len)
{
	return port_check(AUDIT_ADDRESS, !audit->ops->owned(audit->arg, gva, len)) ? -EPERM : 0;
}

/* Query whether the row of a register has @flag, and in a user batch FACET_REG_CMD_USER, too. */
static bool reg_open(const struct facet_audit *audit, u32 offset, u32 flag)
{
	if (!facet_reg_map_allows(audit->map, audit->engine, offset, flag))
		return false;
	return !(audit->place & FACET_AUDIT_USERS) ||
	       !port_check(AUDIT_USER_REGISTER,
			   !facet_reg_map_allows(audit->map, audit->engine, offset,
						 FACET_REG_CMD_USER));
}

bool facet_audit_reg_allowed(struct facet_audit *audit, u32 reg, u32 flag)
{
	u32 offset = reg & GEN9_MI_REGISTER_MASK;

	if (!port_check(AUDIT_REGISTER, !reg_open(audit, offset, flag)))
		return true;
	/*
	 * An earlier audit of this copy has put the void register there: not a guest's access. What
	 * users do is not counted, as on engines that police them.
	 */
	if (!(audit->place & FACET_AUDIT_USERS) && offset != GEN9_MI_VOID_REGISTER &&
	    !facet_reg_map_allows(audit->map, audit->engine, offset, FACET_REG_CMD_IGNORED))
		audit->ops->ignored(audit->arg, offset, flag == FACET_REG_CMD_WRITE);
	return false;
}

/*
 * Check the register that dword @i of a command names, and replace a forbidden one. Return: 0;
 * -EPERM: the command ends before dword @i.
 */
static int check_reg(struct facet_audit *audit, u32 *dw, u32 n, u32 i, u32 flag)
{
	if (i >= n)
		return -EPERM;
	if (!facet_audit_reg_allowed(audit, dw[i], flag))
		dw[i] = GEN9_MI_VOID_REGISTER;
	return 0;
}

int facet_audit_check_regs(struct facet_audit *audit, u32 regs, u32 *dw, u32 n)
{
	u32 i;
	int ret = 0;

	switch (regs) {
	case FACET_REGS_LRI:
		for (i = 1; !ret && i < n; i += 2)
			ret = check_reg(audit, dw, n, i, FACET_REG_CMD_WRITE);
		return ret;
	case FACET_REGS_READ1:
		return check_reg(audit, dw, n, 1, FACET_REG_CMD_READ);
	case FACET_REGS_WRITE1:
		return check_reg(audit, dw, n, 1, FACET_REG_CMD_WRITE);
	case FACET_REGS_MOVE:
		ret = check_reg(audit, dw, n, 1, FACET_REG_CMD_READ);
		return ret ? ret : check_reg(audit, dw, n, 2, FACET_REG_CMD_WRITE);
	default:
		return 0;
	}
}
