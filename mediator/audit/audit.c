// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of the command audit. It checks copied commands by the table in audit_table.c. The walk
 * copies a batch page by page, as far as its commands go. Each batch becomes a segment
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
#include "mediator/host.h"
#include "pgpu/pgpu.h"

enum {
	AUDIT_ALIGN_DWORDS = 16,	/* a batch begins on a cache line of 64 bytes */
	RING_ALIGN_DWORDS = 2,		/* RING_TAIL counts quadwords */
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
	u64 len;

	if (!(field(dw, n, address->ggtt_dword) & address->ggtt))
		return 0;
	len = extent(cmd, address->dword, n);
	if (!len)
		return -EPERM;
	if (dw[0] & address->qword)
		len = max(len, (u64)sizeof(u64));
	return facet_audit_operand(audit, dw, n, address->dword, mask, len);
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

	if (place & FACET_AUDIT_USERS) {
		facet_audit_user_command(audit, cmd, dw, n);
		return 0;
	}
	if (port_check(AUDIT_RULE, !rule) || port_check(AUDIT_PLACE, !(rule->places & place)) ||
	    port_check(AUDIT_FORBIDDEN_BIT, dw[0] & rule->forbid0))
		return -EPERM;
	for (i = 0; i < ARRAY_SIZE(rule->address) && rule->address[i].ggtt; i++) {
		ret = check_address(audit, cmd, &rule->address[i], dw, n);
		if (ret)
			return ret;
	}
	if (rule->regs != FACET_REGS_NONE) {
		ret = facet_audit_check_regs(audit, rule->regs, dw, n);
		if (ret)
			return ret;
	}
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
 * @place: enum facet_audit_place of the batch, if the audit copies it
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
 * segment for good. A predicate may disable a jump, so a predicated jump does not leave. What a
 * user batch starts is a user batch.
 */
static struct jump jump_decode(u32 place, const u32 *dw, u32 n)
{
	bool deep = place & (FACET_AUDIT_BATCH2 | FACET_AUDIT_USER2);
	bool second = place != FACET_AUDIT_RING && (dw[0] & GEN9_BB_START_SECOND_LEVEL);
	bool chained = place != FACET_AUDIT_RING && (deep || !second);
	bool user = port_check(AUDIT_USER_STAYS, place & FACET_AUDIT_USERS) ||
		    (dw[0] & GEN9_BB_START_PPGTT);
	u32 first_level = user ? FACET_AUDIT_USER : FACET_AUDIT_BATCH;
	u32 second_level = user ? FACET_AUDIT_USER2 : FACET_AUDIT_BATCH2;

	return (struct jump){
		.target = (field(dw, n, 1) | (u64)field(dw, n, 2) << 32) & GEN9_MI_ADDRESS_MASK,
		.place = second || deep ? second_level : first_level,
		.user = user,
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
 * Check a jump, the command at @dw. A user batch runs in place, if the engine polices it. Any other
 * batch gets a segment, and the jump goes to its copy, which is in the GGTT. Return: 0;
 * -EOPNOTSUPP: a user batch that may not run; -E2BIG: too many segments or patches.
 */
static int check_jump(struct facet_audit *audit, const struct jump *jump, u32 *dw)
{
	u32 segment;
	int ret;

	if (jump->user && !port_check(AUDIT_USER_BATCH,
				      audit->user_batches != FACET_USER_BATCHES_IN_PLACE))
		return 0;
	if (jump->user && audit->user_batches == FACET_USER_BATCHES_REFUSED)
		return -EOPNOTSUPP;
	ret = find_segment(audit, jump->target, jump->place, &segment);
	if (ret)
		return ret;
	dw[0] &= ~GEN9_BB_START_PPGTT;
	return add_patch(audit, &dw[1], segment);
}

/* Query whether a segment ends by its length, and not by an MI_BATCH_BUFFER_END. */
static bool ends_by_length(const struct facet_segment *segment)
{
	return segment->place & (FACET_AUDIT_RING | FACET_AUDIT_CONTEXT);
}

/*
 * Read @bytes bytes of a batch at @place. Return: 0; -EPERM: an address is not the guest's; or an
 * errno of &facet_audit_ops.read or &facet_audit_ops.read_user.
 */
static int batch_read(struct facet_audit *audit, u32 place, u64 gva, u32 *to, u32 bytes)
{
	int ret;

	if (place & FACET_AUDIT_USERS)
		return audit->ops->read_user(audit->arg, gva, to, bytes);
	ret = facet_audit_check_ggtt(audit, gva, bytes);
	return ret ? ret : audit->ops->read(audit->arg, gva, to, bytes);
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
		ret = batch_read(audit, segment->place, gva,
				 &audit->code[segment->first + segment->count], bytes);
		if (ret)
			return ret;
		segment->count += bytes / sizeof(u32);
	}
	return 0;
}

/* Check a jump of @n dwords in a segment at @place. @done: set to true if the segment ends here. */
static int walk_jump(struct facet_audit *audit, u32 place, u32 *dw, u32 n, bool *done)
{
	const struct jump jump = jump_decode(place, dw, n);

	if (port_check(AUDIT_JUMP_SHORT, n < 3))
		return -EPERM;
	*done = jump.leaves;
	return check_jump(audit, &jump, dw);
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
	/* In a user batch, MI_NOOPs may have replaced the jump. */
	if (!ret && dw[0] && cmd->id == GEN9_CMD_MI_BATCH_BUFFER_START)
		ret = walk_jump(audit, segment->place, dw, n, done);
	if (cmd->id == GEN9_CMD_MI_BATCH_BUFFER_END)
		*done = true;
	*at += n;
	return ret;
}

/*
 * Note that a command begins at dword @at of the ring: the ring may be cut there. The walk notes
 * it, because a check may change the command. The last such place in the first half of the ring is
 * the best, else the first one behind that. Return: true: a later place may be better.
 */
static bool note_cut(struct facet_audit *audit, const struct facet_segment *ring, u32 at)
{
	bool better = at <= ring->count / 2 || !audit->cut;

	if (at && better && IS_ALIGNED(ring->first + at, RING_ALIGN_DWORDS))
		audit->cut = at;
	return better;
}

/*
 * Read and check the command at dword @at of a segment, and report a refusal. @done: set to true
 * if the segment ends with the command.
 */
static int walk_command(struct facet_audit *audit, struct facet_segment *segment, u32 *at,
			bool *done)
{
	int ret;

	if (segment->place == FACET_AUDIT_RING)
		note_cut(audit, segment, *at);
	audit->acthd = segment->gva + *at * sizeof(u32);
	audit->place = segment->place;
	audit->ipehr = 0;
	ret = segment_read(audit, segment, *at + 1);
	if (ret)
		return ret;
	audit->ipehr = audit->code[segment->first + *at];
	ret = audit_command(audit, segment, at, done);
	/*
	 * A piece that is too long is no error yet: the caller may make it shorter. Nor is memory
	 * that is unavailable for the moment.
	 */
	if (ret && ret != -E2BIG && ret != FACET_HOST_RETRY)
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

u32 facet_audit_pgpu_place(u32 place)
{
	switch (place) {
	case 0:
	case FACET_AUDIT_RING:
		return PGPU_IN_RING;
	case FACET_AUDIT_USER:
	case FACET_AUDIT_USER2:
		return PGPU_IN_PPGTT_BATCH;
	default:
		return PGPU_IN_GGTT_BATCH;
	}
}

void facet_audit_find_cut(struct facet_audit *audit)
{
	const struct facet_segment *ring = &audit->segments[0];
	u32 at = 0;

	while (at < ring->count && note_cut(audit, ring, at)) {
		u32 dw0 = audit->code[ring->first + at];
		const struct gen9_cmd *cmd = gen9_cmd_find(audit->engine, dw0);

		if (!cmd)
			return;
		at += gen9_cmd_length(cmd, dw0);
	}
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
