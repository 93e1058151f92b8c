// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of the command audit. It checks copied commands by the table in audit_table.c. The walk
 * copies a privileged batch page by page, as far as its commands go. Each batch becomes a segment
 * of the copy. facet_audit_patch() patches the jumps between segments, once the GGTT address of
 * the copy is known. A batch that two jumps name is one segment, so a loop of batches ends.
 * Commands may not access some registers. The copy then names a register that reads 0 and ignores
 * writes, as the forbidden register does by MMIO.
 *
 * Called by the vGPU's worker, or in its place, through workload.c and context.c. Takes no lock.
 */
#include "mediator/audit/audit.h"
#include "device/regs.h"
#include "gen9/commands.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"

enum {
	AUDIT_ALIGN_DWORDS = 16,	/* a batch begins on a cache line of 64 bytes */
};

/* Return dword @i of a command of @n dwords. A dword behind its end counts as zero. */
static u32 field(const u32 *dw, u32 n, u32 i)
{
	return i < n ? dw[i] : 0;
}

/*
 * Return how many bytes a command of @n dwords accesses at an address. The lower half of the
 * address is in @dword. 0: the command's row in gen9/ gives no number.
 */
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

/*
 * Check one address field of a command. Return: 0; -EPERM: the length of the access is unknown;
 * else as facet_audit_operand().
 */
static int check_address(struct facet_audit *audit, const struct gen9_cmd *cmd,
			 const struct facet_audit_address *address, u32 *dw, u32 n)
{
	u64 mask = address->mask ? address->mask : GEN9_MI_ADDRESS_MASK;
	u64 len = extent(cmd, address->dword, n);

	if (!(field(dw, n, address->ggtt_dword) & address->ggtt))
		return 0;
	if (!len)
		return -EPERM;
	if (dw[0] & address->qword)
		len = max(len, (u64)sizeof(u64));
	return facet_audit_operand(audit, dw, n, address->dword, mask, len);
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

/*
 * Check a command of @n dwords in a segment at @place, but not a jump's target. Return: 0; -EPERM:
 * the command has no rule, or its rule forbids what the command contains.
 */
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

/*
 * Find the segment of a batch, or add a new segment for the walk. @out: its index. Return: 0;
 * -E2BIG: there are FACET_AUDIT_SEGMENTS already.
 */
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
 * struct jump - The decoded fields of an MI_BATCH_BUFFER_START.
 * @target: address of the batch, bytes
 * @place: enum facet_audit_place of the batch, if the batch is in the GGTT
 * @user: the batch is in the PPGTT
 * @leaves: no command behind the jump runs in its segment
 */
struct jump {
	u64 target;
	u32 place;
	bool user;
	bool leaves;
};

/*
 * Decode a jump in a segment at @place. In a batch, a jump without the second-level bit leaves the
 * segment for good. A predicate may disable a jump, so a predicated jump does not leave.
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

/*
 * Add a patch: facet_audit_patch() writes the address of a segment to @dw. Return: 0; -E2BIG: the
 * table of patches is full.
 */
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
 * Check a jump. A user batch runs in place, if the engine refuses privileged operations there. A
 * privileged batch gets a segment, and the jump goes to its copy. @dw: the address in the command.
 * Return: 0; -EOPNOTSUPP: a user batch on another engine; -E2BIG: too many segments or patches.
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

/* Query whether a segment ends by its length, and not by an MI_BATCH_BUFFER_END. */
static bool ends_by_length(const struct facet_segment *segment)
{
	return segment->place & (FACET_AUDIT_RING | FACET_AUDIT_CONTEXT);
}

/*
 * Copy a segment, the last in the copy, until @segment->count is at least @want dwords. Each read
 * ends at the end of a guest page. Return: 0; -EPERM: a command is longer than its segment, or an
 * address is not the guest's; -E2BIG: the copy is full; or an errno of &facet_audit_ops.read.
 */
static int segment_read(struct facet_audit *audit, struct facet_segment *segment, u32 want)
{
	while (segment->count < want) {
		u64 gva = segment->gva + segment->count * sizeof(u32);
		u32 bytes = GEN9_PAGE_SIZE - (gva & (GEN9_PAGE_SIZE - 1));
		int ret;

		/* The copy of this segment is complete: its last command is cut off. */
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

/* Check a jump of @n dwords in a segment at @place. @done: set to true if the segment ends here. */
static int walk_jump(struct facet_audit *audit, u32 place, const u32 *dw, u32 n, bool *done)
{
	const struct jump jump = jump_decode(place, dw, n);

	if (port_check(AUDIT_JUMP_SHORT, n < 3))
		return -EPERM;
	*done = jump.leaves;
	return check_jump(audit, &jump, &dw[1]);
}

/*
 * Check the command at dword @at of a segment, and move @at behind it. The copy has the first dword
 * of the command already. @done: set to true if the segment ends with the command.
 */
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

/*
 * Read and check the command at dword @at of a segment, and report a refusal. @done: set to true
 * if the segment ends with the command.
 */
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
 * End the copy of a batch with an MI_BATCH_BUFFER_END behind its last command. The page that was
 * read has unchecked dwords there. MI_SET_PREDICATE can turn a last command that jumps into a
 * NOOP, and the engine would run these dwords. Return: 0; -E2BIG: the copy is full.
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

/* Walk one segment to its end. Return: as facet_audit_run(). */
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
