// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules for the commands in what the audit copies: a guest's ring, its privileged batches, and its
 * user batches on an engine that does not police them. There is one row for each command. A
 * command without a row fails the workload. So does a command whose row has only a reason for the
 * refusal. The engine translates addresses of 3D, GPGPU and 2D commands by the context's PPGTT,
 * also in the ring. So the audit checks only the kind of these commands.
 * docs/reference/generated/commands.md is generated from these rows and from the rows in gen9/.
 *
 * Used by audit.c. Constant data; no lock.
 */
#include "mediator/audit/audit.h"
#include "device/regs.h"
#include "gen9/commands.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"

#define RING	FACET_AUDIT_RING
#define BATCHES	(FACET_AUDIT_BATCH | FACET_AUDIT_BATCH2)
#define USER	FACET_AUDIT_USERS
/* KERNEL: places of commands of a guest's kernel. EACH: these, and copied user batches. */
#define KERNEL	(RING | BATCHES | FACET_AUDIT_CONTEXT | FACET_AUDIT_PER_CTX)
#define EACH	(KERNEL | USER)

/* Return dword @i of a command of @n dwords. A dword behind its end counts as zero. */
static u32 dword(const u32 *dw, u32 n, u32 i)
{
	return i < n ? dw[i] : 0;
}

/**
 * struct post_sync - A post-sync operation of a flush.
 * @flags: the dword that has the operation
 * @i: index of the address's lower half
 * @mask: valid bits of the address
 * @ggtt: the address is in the GGTT
 * @index: the address is an offset in a status page
 */
struct post_sync {
	u32 flags;
	u32 i;
	u64 mask;
	bool ggtt;
	bool index;
};

static bool has_post_sync(const struct post_sync *ps)
{
	return ((ps->flags >> GEN9_POST_SYNC_SHIFT) & GEN9_POST_SYNC_MASK) != GEN9_POST_SYNC_NONE;
}

/*
 * Keep a store by index inside its status page. The PRM does not say what an engine does with bits
 * of the address above the offset, so the copy has none.
 */
static void keep_index(u32 *dw, u32 n, u32 i, u32 offset)
{
	if (i < n)
		dw[i] = port_mask(AUDIT_INDEX, dw[i], offset);
	if (i + 1 < n)
		dw[i + 1] = port_mask(AUDIT_INDEX, dw[i + 1], 0);
}

/*
 * Check the address of a post-sync operation, if the operation stores to the GGTT. Return: 0; else
 * as facet_audit_operand().
 */
static int check_post_sync(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw, u32 n,
			   const struct post_sync *ps)
{
	if (!has_post_sync(ps))
		return 0;
	if (ps->index) {
		keep_index(dw, n, ps->i, GEN9_POST_SYNC_INDEX_MASK);
		return 0;
	}
	/* A PPGTT address, where the context's own page tables decide. */
	if (!port_check(AUDIT_POST_SYNC, ps->ggtt))
		return 0;
	return facet_audit_operand(audit, dw, n, ps->i, ps->mask, cmd->bytes);
}

static struct post_sync flush_dw_post_sync(const u32 *dw, u32 n)
{
	return (struct post_sync){
		.flags = dw[0], .i = 1, .mask = GEN9_FLUSH_DW_ADDRESS_MASK,
		.ggtt = dword(dw, n, 1) & GEN9_FLUSH_DW_USE_GGTT,
		.index = dw[0] & GEN9_FLUSH_DW_STORE_INDEX,
	};
}

static int check_flush_dw(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw,
			  u32 n)
{
	const struct post_sync ps = flush_dw_post_sync(dw, n);

	return check_post_sync(audit, cmd, dw, n, &ps);
}

static bool flush_dw_is_global(const u32 *dw, u32 n)
{
	const struct post_sync ps = flush_dw_post_sync(dw, n);

	return has_post_sync(&ps) && (ps.ggtt || ps.index);
}

static struct post_sync pipe_control_post_sync(const u32 *dw, u32 n)
{
	u32 flags = dword(dw, n, 1);

	return (struct post_sync){
		.flags = flags, .i = 2, .mask = GEN9_PIPE_CONTROL_ADDRESS_MASK,
		.ggtt = flags & GEN9_PIPE_CONTROL_USE_GGTT,
		.index = flags & GEN9_PIPE_CONTROL_STORE_INDEX,
	};
}

static int check_pipe_control(struct facet_audit *audit, const struct gen9_cmd *cmd,
			      u32 *dw, u32 n)
{
	const struct post_sync ps = pipe_control_post_sync(dw, n);

	if (!(ps.flags & GEN9_PIPE_CONTROL_MMIO_WRITE)) {
		/* By index and with a GGTT address, the page would be the engine's own. */
		if (ps.index)
			dw[1] = port_mask(AUDIT_INDEX, dw[1], ~GEN9_PIPE_CONTROL_USE_GGTT);
		return check_post_sync(audit, cmd, dw, n, &ps);
	}
	/*
	 * The command writes a register in place of memory. An engine without that form would store
	 * to memory, at the register's number: let it be that of the guest's own PPGTT.
	 */
	dw[1] &= ~(GEN9_PIPE_CONTROL_USE_GGTT | GEN9_PIPE_CONTROL_STORE_INDEX);
	/* Without the register write the command is only a flush. */
	if (!facet_audit_reg_allowed(audit, dword(dw, n, 2), FACET_REG_CMD_WRITE))
		dw[1] &= ~(GEN9_PIPE_CONTROL_MMIO_WRITE |
			   GEN9_POST_SYNC_MASK << GEN9_POST_SYNC_SHIFT);
	return 0;
}

/*
 * Check that the page is that of the context: the engine's own is the pGPU's. Check the end of the
 * data: a quadword at the last dword would leave the status page.
 */
static int check_store_data_index(struct facet_audit *audit, const struct gen9_cmd *cmd,
				  u32 *dw, u32 n)
{
	u32 bytes = n > GEN9_SDX_DATA_DWORD ? (n - GEN9_SDX_DATA_DWORD) * sizeof(u32) : sizeof(u32);

	if (port_check(AUDIT_STORE_INDEX, !(dw[0] & GEN9_SDX_PER_PROCESS)))
		return -EPERM;
	dw[1] = port_mask(AUDIT_INDEX, dw[1], GEN9_SDX_OFFSET_MASK);
	return (dw[1] & GEN9_SDX_OFFSET_MASK) + bytes > GEN9_PAGE_SIZE ? -EPERM : 0;
}

/*
 * Make the command an MI_NOOP on engines that obey it: a guest could switch arbitration off, and
 * keep others from the engine.
 */
static int check_arb_on_off(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw, u32 n)
{
	if (port_check(AUDIT_ARBITRATION, audit->arbitrates))
		dw[0] = 0;
	return 0;
}

/*
 * Make the command MI_NOOPs, always. MI_WAIT_FOR_EVENT waits for a pipe of the pGPU, and
 * MI_LOAD_SCAN_LINES sets up such a wait (PRM SKL Vol. 2a). No pipe of the pGPU shows a guest's
 * screen, so the wait would not end.
 */
static int check_display_wait(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 *dw, u32 n)
{
	if (port_check(AUDIT_DISPLAY_WAIT, n))
		memset(dw, 0, n * sizeof(*dw));
	return 0;
}

#define PLAIN(id, where) \
	[GEN9_CMD_##id] = { .places = (where) }
#define REFUSED(id, reason) \
	[GEN9_CMD_##id] = { .why = (reason) }

static const struct facet_audit_rule audit_rules[GEN9_CMD_IDS] = {
	PLAIN(MI_NOOP, EACH),
	PLAIN(MI_SET_PREDICATE, EACH),
	PLAIN(MI_USER_INTERRUPT, KERNEL),
	[GEN9_CMD_MI_WAIT_FOR_EVENT] = { .places = KERNEL, .check = check_display_wait },
	PLAIN(MI_FLUSH, EACH),
	PLAIN(MI_ARB_CHECK, EACH),
	PLAIN(MI_RS_CONTROL, KERNEL),
	[GEN9_CMD_MI_ARB_ON_OFF] = { .places = KERNEL, .check = check_arb_on_off },
	PLAIN(MI_URB_ATOMIC_ALLOC, KERNEL),
	PLAIN(MI_BATCH_BUFFER_END, BATCHES | FACET_AUDIT_PER_CTX | USER),
	PLAIN(MI_SUSPEND_FLUSH, KERNEL),
	PLAIN(MI_PREDICATE, KERNEL),
	PLAIN(MI_TOPOLOGY_FILTER, KERNEL),
	PLAIN(MI_SET_APPID, EACH),
	PLAIN(MI_RS_CONTEXT, KERNEL),
	[GEN9_CMD_MI_LOAD_SCAN_LINES_INCL] = { .places = KERNEL, .check = check_display_wait },
	[GEN9_CMD_MI_LOAD_SCAN_LINES_EXCL] = { .places = KERNEL, .check = check_display_wait },
	PLAIN(MI_MATH, EACH),
	PLAIN(STATE_BASE_ADDRESS, KERNEL),
	PLAIN(PIPELINE_SELECT, KERNEL),
	PLAIN(3DPRIMITIVE, KERNEL),
	PLAIN(GPGPU_WALKER, KERNEL),
	PLAIN(3D_OTHER, KERNEL),
	PLAIN(XY_COLOR_BLT, RING | BATCHES | USER),
	PLAIN(XY_SRC_COPY_BLT, RING | BATCHES | USER),
	PLAIN(XY_FAST_COPY_BLT, RING | BATCHES | USER),
	PLAIN(XY_PAT_BLT_IMMEDIATE, RING | BATCHES | USER),
	[GEN9_CMD_XY_OTHER] = {
		.places = USER, .why = "stock drivers have it in user batches at most",
	},

	/* A guest's commands write BB_OFFSET: with it, a jump would leave the copy. */
	[GEN9_CMD_MI_BATCH_BUFFER_START] = {
		.places = RING | BATCHES | USER, .forbid0 = GEN9_BB_START_ADD_OFFSET,
	},
	[GEN9_CMD_MI_SEMAPHORE_WAIT] = {
		.places = EACH, .forbid0 = GEN9_SEMAPHORE_REGISTER_POLL,
		.address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 2 } },
	},
	[GEN9_CMD_MI_STORE_DATA_IMM] = {
		.places = EACH,
		.address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 1, .qword = GEN9_SDI_QWORD } },
	},
	[GEN9_CMD_MI_STORE_DATA_INDEX] = { .places = KERNEL, .check = check_store_data_index },
	[GEN9_CMD_MI_LOAD_REGISTER_IMM] = { .places = EACH, .regs = FACET_REGS_LRI },
	[GEN9_CMD_MI_LOAD_REGISTER_REG] = { .places = EACH, .regs = FACET_REGS_MOVE },
	[GEN9_CMD_MI_STORE_REGISTER_MEM] = {
		.places = EACH, .regs = FACET_REGS_READ1,
		.address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 2 } },
	},
	[GEN9_CMD_MI_LOAD_REGISTER_MEM] = {
		.places = EACH, .regs = FACET_REGS_WRITE1,
		.address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 2 } },
	},
	[GEN9_CMD_MI_FLUSH_DW] = {
		.places = EACH, .check = check_flush_dw, .global = flush_dw_is_global,
	},
	[GEN9_CMD_PIPE_CONTROL] = { .places = KERNEL, .check = check_pipe_control },
	[GEN9_CMD_MI_REPORT_PERF_COUNT] = {
		.places = KERNEL,
		.address = { { .ggtt = GEN9_PERF_USE_GGTT, .ggtt_dword = 1, .dword = 1,
			       .mask = GEN9_PERF_ADDRESS_MASK } },
	},
	[GEN9_CMD_MI_COPY_MEM_MEM] = {
		.places = EACH,
		.address = { { .ggtt = GEN9_COPY_DST_GGTT, .dword = 1 },
			     { .ggtt = GEN9_COPY_SRC_GGTT, .dword = 3 } },
	},
	[GEN9_CMD_MI_ATOMIC] = {
		.places = EACH, .address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 1 } },
	},
	[GEN9_CMD_MI_CONDITIONAL_BATCH_BUFFER_END] = {
		.places = BATCHES | USER,
		.address = { { .ggtt = GEN9_MI_USE_GGTT, .dword = 2 } },
	},

	REFUSED(MI_REPORT_HEAD, "stores where a register says; stock drivers have no use for it"),
	REFUSED(MI_DISPLAY_FLIP, "the display is virtual: planes are flipped by registers"),
	REFUSED(MI_SET_CONTEXT, "contexts change by execlists alone"),
	REFUSED(MI_SEMAPHORE_SIGNAL, "may wake what waits in the context of another guest"),
	REFUSED(MI_FORCE_WAKEUP, "power wells are shared by all guests"),
	REFUSED(MI_UPDATE_GTT, "would write the pGPU's GGTT past the mediator"),
	REFUSED(MI_CLFLUSH,
		"which lines it flushes is not worked out; stock drivers have no use for it"),
	REFUSED(MI_RS_STORE_DATA_IMM,
		"what it may touch is unclear; stock drivers have no use for it"),
	REFUSED(MI_LOAD_URB_MEM, "what it may touch is unclear; stock drivers have no use for it"),
	REFUSED(MI_STORE_URB_MEM, "what it may touch is unclear; stock drivers have no use for it"),
	REFUSED(MFX_OTHER, "stock drivers have it in user batches at most"),
	REFUSED(VEBOX_OTHER, "stock drivers have it in user batches at most"),
	REFUSED(UNLISTED, "no such command is known"),
};

const struct facet_audit_rule *facet_audit_rule_of(u32 id)
{
	return id < ARRAY_SIZE(audit_rules) && audit_rules[id].places ? &audit_rules[id] : NULL;
}

const char *facet_audit_refusal(u32 id)
{
	return id < ARRAY_SIZE(audit_rules) ? audit_rules[id].why : NULL;
}
