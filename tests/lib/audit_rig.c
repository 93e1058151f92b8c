// SPDX-License-Identifier: GPL-2.0-only
/* The command audit without a mediator; see audit_rig.h. */
#include "tests/lib/audit_rig.h"

#include "device/regs.h"
#include "gen9/gtt_defs.h"

struct audit_rig audit_rig;

int audit_rig_create(const struct facet_reg *rows, u32 n)
{
	const struct facet_reg_block block = { .rows = rows, .count = n };
	const struct facet_reg_block *const blocks[] = { &block };

	return facet_reg_map_create(blocks, 1, &audit_rig.map);
}

void audit_rig_destroy(void)
{
	facet_reg_map_destroy(audit_rig.map);
	port_free(audit_rig.audit.operands);
	memset(&audit_rig, 0, sizeof(audit_rig));
}

void audit_rig_clear(void)
{
	struct facet_reg_map *map = audit_rig.map;

	port_free(audit_rig.audit.operands);
	memset(&audit_rig, 0, sizeof(audit_rig));
	audit_rig.map = map;
}

struct facet_audit *audit_rig_begin(u32 engine, enum facet_audit_user_batches user_batches,
				    const struct facet_audit_ops *ops)
{
	struct facet_audit *audit = &audit_rig.audit;

	port_free(audit->operands);
	memset(audit, 0, sizeof(*audit));
	audit->engine = engine;
	audit->user_batches = user_batches;
	audit->map = audit_rig.map;
	audit->ops = ops;
	audit->code = audit_rig.code;
	return audit;
}

int audit_rig_ring(const u32 *dw, u32 n)
{
	struct facet_audit *audit = &audit_rig.audit;

	memcpy(audit_rig.code, dw, n * sizeof(u32));
	audit->used = ALIGN(n, AUDIT_RIG_ROOM);
	audit->n_segments = 1;
	audit->segments[0] = (struct facet_segment){
		.gva = AUDIT_RIG_RING, .count = n, .place = FACET_AUDIT_RING,
	};
	return facet_audit_run(audit);
}

int audit_rig_alias(void *arg, u32 gva, u64 len, u32 *to)
{
	audit_rig.aliases++;
	audit_rig.alias_len = len;
	*to = audit_rig.window ? audit_rig.window | (gva & (GEN9_PAGE_SIZE - 1)) : gva;
	return 0;
}

void audit_rig_refused(void *arg, u32 engine, u32 dw0)
{
	audit_rig.refusals++;
	audit_rig.refused_engine = engine;
	audit_rig.refused = dw0;
}

void audit_rig_ignored(void *arg, u32 reg, bool write)
{
	audit_rig.ignored_reads += !write;
	audit_rig.ignored_writes += write;
	audit_rig.ignored = reg;
}
