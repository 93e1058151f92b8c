// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks copied commands by the table of audit_table.c. A privileged batch is
 * copied page by page as far as the walk gets, appended to the copy as another
 * segment; jumps between segments are patched when the place of the copy is
 * known. A batch that is met twice is one segment, so loops end. A register that commands may
 * not access is replaced in the copy: it reads 0 and takes no write, as it does by MMIO.
 *
 * Called by the vGPU's worker through workload.c and context.c; takes no lock.
 */
#include "mediator/audit/audit.h"
#include "gen9/commands.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "device/regs.h"

enum { AUDIT_ALIGN_DWORDS = 16 };	/* segments begin on a cache line */

/* A field that a short command lacks counts as zero. */
static u32 field(const u32 *dw, u32 n, u32 i)
{
	return i < n ? dw[i] : 0;
}

/* Bytes that a command touches at an address whose lower half is in @dword; 0 if no row says it. */
static u64 extent(const struct gen9_cmd *cmd, u32 dword, u32 n)
{
	u32 after = dword + 2u;

	switch (cmd->extent) {
	case GEN9_EXTENT_BYTES:
		return cmd->bytes;
	case GEN9_EXTENT_DATA:
		return n > after ? (n - after) * sizeof(u32) : sizeof(u32);
	default:
		return 0;
	}
}

static int check_address(struct facet_audit *audit, const struct gen9_cmd *cmd,
			 const struct facet_audit_address *address, const u32 *dw, u32 n)
{
	u64 mask = address->mask ? address->mask : GEN9_MI_ADDRESS_MASK;
	u64 len = extent(cmd, address->dword, n);
	u64 gva;

	if (!(field(dw, n, address->ggtt_dword) & address->ggtt))
		return 0;
	gva = field(dw, n, address->dword) | (u64)field(dw, n, address->dword + 1u) << 32;
	return len ? facet_audit_check_ggtt(audit, gva & mask, len) : -EPERM;
}

/* The register that dword @i of a command names; -EPERM: the command ends before it. */
static int check_reg(struct facet_audit *audit, u32 *dw, u32 n, u32 i, u32 flag)
{
	if (i >= n)
		return -EPERM;
	if (!facet_audit_reg_allowed(audit, dw[i], flag))
		dw[i] = GEN9_MI_VOID_REGISTER;
	return 0;
}

static int check_regs(struct facet_audit *audit, u32 regs, u32 *dw, u32 n)
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

static int check_command(struct facet_audit *audit, const struct gen9_cmd *cmd, u32 place,
			 u32 *dw, u32 n)
{
	const struct facet_audit_rule *rule = facet_audit_rule_of(cmd->id);
	u32 i;
	int ret;

	if (port_check(AUDIT_RULE, !rule) || port_check(AUDIT_PLACE, !(rule->places & place)) ||
	    port_check(AUDIT_FORBIDDEN_BIT, dw[0] & rule->forbid0))
		return -EPERM;
	for (i = 0; i < ARRAY_SIZE(rule->address); i++) {
		ret = check_address(audit, cmd, &rule->address[i], dw, n);
		if (ret)
			return ret;
	}
	ret = check_regs(audit, rule->regs, dw, n);
	if (ret)
		return ret;
	return rule->check ? rule->check(audit, cmd, dw, n) : 0;
}

/* The segment of a batch: known, or a new one that is still to be walked. */
static int find_segment(struct facet_audit *audit, u64 gva, u32 place, u32 *out)
{
	u32 i;

	for (i = 0; i < audit->n_segments; i++) {
		if (audit->segments[i].gva == gva && audit->segments[i].place == place) {
			*out = i;
			return 0;
		}
	}
	if (port_check(AUDIT_SEGMENTS, i == FACET_AUDIT_SEGMENTS))
		return -E2BIG;
	audit->segments[i] = (struct facet_segment){ .gva = gva, .place = place };
	audit->n_segments++;
	*out = i;
	return 0;
}

/*
 * struct jump - What an MI_BATCH_BUFFER_START says.
 * @target: address of the batch
 * @user: the batch lies in the PPGTT
 * @place: FACET_AUDIT_* of the batch, if it lies in the GGTT
 * @leaves: nothing behind the command runs in its segment
 */
struct jump {
	u64 target;
	u32 place;
	bool user;
	bool leaves;
};

/*
 * Decode a jump in a segment at @place. In a batch, a start that is not of the second level leaves
 * the segment for good, unless a predicate may keep it from starting.
 */
static struct jump jump_decode(u32 place, const u32 *dw, u32 n)
{
	bool second = place != FACET_AUDIT_RING && (dw[0] & GEN9_BB_START_SECOND_LEVEL);
	bool chained = place == FACET_AUDIT_BATCH2 || (place == FACET_AUDIT_BATCH && !second);

	return (struct jump){
		.target = (field(dw, n, 1) | (u64)field(dw, n, 2) << 32) & GEN9_MI_ADDRESS_MASK,
		.place = second || place == FACET_AUDIT_BATCH2 ? FACET_AUDIT_BATCH2 :
								 FACET_AUDIT_BATCH,
		.user = dw[0] & GEN9_BB_START_PPGTT,
		.leaves = chained && !(dw[0] & GEN9_BB_START_PREDICATE),
	};
}

/* Patch the address at @dw to that of a segment's copy, when the place of the copy is known. */
static int add_patch(struct facet_audit *audit, const u32 *dw, u32 segment)
{
	if (port_check(AUDIT_PATCHES, audit->n_patches == ARRAY_SIZE(audit->patches)))
		return -E2BIG;
	audit->patches[audit->n_patches++] = (struct facet_audit_patch){
		.dword = dw - audit->code, .segment = segment,
	};
	return 0;
}

/*
 * Decide about a jump. User batches run in place where the engine polices them. Others are walked
 * in a copy, and the jump goes there. @dw: the address in the command.
 */
static int check_jump(struct facet_audit *audit, const struct jump *jump, const u32 *dw)
{
	u32 segment;
	int ret;

	if (jump->user)
		return port_check(AUDIT_USER_BATCH, !audit->user_batch_safe) ? -EOPNOTSUPP : 0;
	ret = find_segment(audit, jump->target, jump->place, &segment);
	return ret ? ret : add_patch(audit, dw, segment);
}

static bool ends_by_length(const struct facet_segment *segment)
{
	return segment->place & (FACET_AUDIT_RING | FACET_AUDIT_CONTEXT);
}

/* Have at least @want dwords of the segment, the last of the copy; up to a page at a time. */
static int segment_read(struct facet_audit *audit, struct facet_segment *segment, u32 want)
{
	while (segment->count < want) {
		u64 gva = segment->gva + segment->count * sizeof(u32);
		u32 bytes = GEN9_PAGE_SIZE - (gva & (GEN9_PAGE_SIZE - 1));
		int ret;

		/* Copied whole: the command is cut short. */
		if (port_check(AUDIT_CUT_SHORT, ends_by_length(segment)))
			return -EPERM;
		if (port_check(AUDIT_DWORDS, segment->first + segment->count +
			       bytes / sizeof(u32) > FACET_AUDIT_DWORDS))
			return -E2BIG;
		ret = facet_audit_check_ggtt(audit, gva, bytes);
		if (!ret)
			ret = audit->ops->read(audit->arg, gva,
					       &audit->code[segment->first + segment->count],
					       bytes);
		if (ret)
			return ret;
		segment->count += bytes / sizeof(u32);
	}
	return 0;
}

/* A jump of @n dwords in a segment at @place. @done: the segment ends with it. */
static int walk_jump(struct facet_audit *audit, u32 place, const u32 *dw, u32 n, bool *done)
{
	const struct jump jump = jump_decode(place, dw, n);

	if (port_check(AUDIT_JUMP_SHORT, n < 3))
		return -EPERM;
	*done = jump.leaves;
	return check_jump(audit, &jump, &dw[1]);
}

/* The command at @at, whose first dword is there. @done: the segment ends with it. */
static int audit_command(struct facet_audit *audit, struct facet_segment *segment, u32 *at,
		      bool *done)
{
	u32 *dw = &audit->code[segment->first + *at];
	const struct gen9_cmd *cmd = gen9_cmd_find(audit->engine, dw[0]);
	u32 n;
	int ret;

	if (port_check(AUDIT_KNOWN, !cmd))
		return -EPERM;
	n = gen9_cmd_length(cmd, dw[0]);
	ret = segment_read(audit, segment, *at + n);
	if (!ret)
		ret = check_command(audit, cmd, segment->place, dw, n);
	if (!ret && cmd->id == GEN9_CMD_MI_BATCH_BUFFER_START)
		ret = walk_jump(audit, segment->place, dw, n, done);
	if (cmd->id == GEN9_CMD_MI_BATCH_BUFFER_END)
		*done = true;
	*at += n;
	return ret;
}

/* One command at @at, or what is to be one. @done: the segment ends with it. */
static int walk_command(struct facet_audit *audit, struct facet_segment *segment, u32 *at,
			bool *done)
{
	int ret;

	audit->acthd = segment->gva + *at * sizeof(u32);
	audit->place = segment->place;
	audit->ipehr = 0;
	ret = segment_read(audit, segment, *at + 1);
	if (ret)
		return ret;
	audit->ipehr = audit->code[segment->first + *at];
	ret = audit_command(audit, segment, at, done);
	if (ret)
		audit->ops->refused(audit->arg, audit->engine, audit->ipehr);
	return ret;
}

/*
 * What was read behind the last command is not run, whatever becomes of that one:
 * MI_SET_PREDICATE turns jumps, too, into NOOPs. Return: 0 or -E2BIG.
 */
static int close_batch(struct facet_audit *audit, struct facet_segment *segment, u32 count)
{
	u32 end = segment->first + count;

	if (port_check(AUDIT_CLOSE, end >= FACET_AUDIT_DWORDS))
		return -E2BIG;
	audit->code[end] = GEN9_MI_BATCH_BUFFER_END;
	segment->count = count;
	audit->used = ALIGN(end + 1, AUDIT_ALIGN_DWORDS);
	return 0;
}

static int walk_segment(struct facet_audit *audit, struct facet_segment *segment)
{
	bool done = false;
	u32 at = 0;
	int ret;

	if (!ends_by_length(segment))
		segment->first = audit->used;
	while (!done && !(ends_by_length(segment) && at >= segment->count)) {
		ret = walk_command(audit, segment, &at, &done);
		if (ret)
			return ret;
		cond_resched();
	}
	return ends_by_length(segment) ? 0 : close_batch(audit, segment, at);
}

int facet_audit_run(struct facet_audit *audit)
{
	u32 i;
	int ret;

	for (i = 0; i < audit->n_segments; i++) {
		ret = walk_segment(audit, &audit->segments[i]);
		if (ret)
			return ret;
	}
	return 0;
}

void facet_audit_patch(struct facet_audit *audit, u32 base)
{
	u32 i;

	for (i = 0; i < audit->n_patches; i++) {
		const struct facet_audit_patch *patch = &audit->patches[i];

		audit->code[patch->dword] =
			base + audit->segments[patch->segment].first * sizeof(u32);
		audit->code[patch->dword + 1] = 0;
	}
}
