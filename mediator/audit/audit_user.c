// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands of copied user batches. The blitter of Gen9 executes user batches with all rights.
 * So the audit takes out of the copy what other engines ignore. A user batch may hold any 2D
 * command: 2D commands have PPGTT addresses. audit.c calls this file for each command. Takes no
 * lock.
 *
 * Source: CVE-2019-0155; i915 i915_cmd_parser.c (gen9_blt_cmds, gen9_blt_regs).
 */
#include "mediator/audit/audit.h"

#include "gen9/commands.h"

/* Query whether a command has a GGTT address, or stores by index into a status page. */
static bool is_global(const struct facet_audit_rule *rule, const u32 *dw, u32 n)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rule->address); i++) {
		const struct facet_audit_address *address = &rule->address[i];

		if (address->ggtt_dword < n && (dw[address->ggtt_dword] & address->ggtt))
			return true;
	}
	return rule->global && rule->global(dw, n);
}

void facet_audit_user_command(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw,
			      u32 n)
{
	const struct facet_audit_rule *rule = facet_audit_rule_of(cmd->id);
	bool refused = !rule || port_check(AUDIT_USER_PLACE, !(rule->places & audit->place)) ||
		       (dw[0] & rule->forbid0) ||
		       port_check(AUDIT_USER_GLOBAL, is_global(rule, dw, n)) ||
		       facet_audit_check_regs(audit, rule->regs, dw, n);

	/* A zeroed dword is an MI_NOOP. */
	if (refused)
		memset(dw, 0, n * sizeof(*dw));
}
