// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the command audit on almost correct streams. Some commands have one wrong bit or one wrong
 * dword. The commands stand in a ring and in batches that start each other. The test walks the
 * accepted copy as an engine would, and checks the rules of an audited copy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/commands.h"
#include "gen9/mi_defs.h"
#include "pgpu/pgpu.h"
#include "tests/lib/audit_rig.h"

#define OWNED		0x10000000ull	/* the guest owns GGTT addresses below this */
#define WINDOW		0xe0000000u
#define RING_DWORDS	64u
#define BATCHES		16u
#define BATCH_GVA(i)	(0x20000u + (i) * BATCH_BYTES)
#define BATCH_BYTES	0x400u
#define MEMORY		0x40000u
#define ROUNDS		4000u
#define BATCH_END	0x05000000u
#define CLOSED		0x20a8u		/* a register that no row opens */

static const struct facet_reg rows[] = {
	{ .name = "BOTH", .offset = 0x2580, .flags = FACET_REG_CMD_READ | FACET_REG_CMD_WRITE },
};

static struct {
	u32 ring[RING_DWORDS];
	u32 memory[MEMORY / 4];
	u32 seed;
} fixture;

/* Good commands of the render engine. @reg, @address: index of a register or GGTT address. */
static const struct good {
	u32 n;
	u32 reg;
	u32 address;
	u32 dw[6];
} good[] = {
	{ 1, 0, 0, { 0x00000000 } },
	{ 1, 0, 0, { 0x02800000 } },
	{ 3, 1, 0, { 0x11000001, 0x2580, 5 } },
	{ 4, 1, 2, { 0x12400002, 0x2580, 0x5000, 0 } },
	{ 4, 1, 2, { 0x14c00002, 0x2580, 0x5000, 0 } },
	{ 3, 2, 0, { 0x15000001, 0x2580, 0x2580 } },
	{ 4, 0, 1, { 0x10400002, 0x5000, 0, 1 } },
	{ 5, 0, 1, { 0x10600003, 0x5000, 0, 1, 2 } },
	{ 6, 0, 2, { 0x7a000004, 0x01104000, 0x5100, 0, 1, 0 } },
	{ 6, 2, 0, { 0x7a000004, 0x00804000, 0x2580, 0, 1, 0 } },
	{ 2, 0, 0, { 0x78140000, 0 } },
	{ 3, 0, 0, { 0x18800101, 0x12345678, 0 } },
};

static u32 any(u32 n)
{
	fixture.seed = fixture.seed * 1664525 + 1013904223;
	return (u32)((u64)(fixture.seed ^ fixture.seed >> 13) * n >> 32);
}

static bool owned(void *arg, u64 gva, u64 len)
{
	return gva < OWNED && len <= OWNED - gva;
}

static int read_memory(void *arg, u64 gva, void *buf, size_t len)
{
	if (gva + len > MEMORY)
		return -EFAULT;
	memcpy(buf, (u8 *)fixture.memory + gva, len);
	return 0;
}

static void ignored(void *arg, u32 reg, bool write)
{
	assert_int_not_equal(reg, 0x2580);
}

static const struct facet_audit_ops ops = {
	.owned = owned, .read = read_memory, .alias = audit_rig_alias,
	.refused = audit_rig_refused, .ignored = ignored,
};

static int setup(void **state)
{
	memset(&fixture, 0, sizeof(fixture));
	fixture.seed = 1;
	return audit_rig_create(rows, ARRAY_SIZE(rows));
}

static int teardown(void **state)
{
	audit_rig_destroy();
	return 0;
}

/* Write one command. One in @wrong has a wrong bit or address. Return: its dwords. */
static u32 put_command(u32 *dw, u32 wrong)
{
	const struct good *g = &good[any(ARRAY_SIZE(good))];
	u32 jump = any(8);

	if (!jump) {
		dw[0] = 0x18800001 | (any(2) ? GEN9_BB_START_SECOND_LEVEL : 0);
		dw[1] = BATCH_GVA(any(BATCHES));
		dw[2] = 0;
		return 3;
	}
	memcpy(dw, g->dw, g->n * sizeof(u32));
	if (g->reg && !any(3))
		dw[g->reg] = CLOSED;
	if (!any(wrong))
		dw[any(g->n)] ^= BIT(any(32));
	if (g->address && !any(wrong))
		dw[g->address] = WINDOW;
	return g->n;
}

/* Write commands of at most @most dwords. Return: dwords written. */
static u32 put_stream(u32 *dw, u32 most, u32 wrong)
{
	u32 n = 0;

	while (n + 6 <= most)
		n += put_command(dw + n, wrong);
	return n;
}

static void put_batches(u32 wrong)
{
	u32 i, n;

	for (i = 0; i < BATCHES; i++) {
		n = put_stream(&fixture.memory[BATCH_GVA(i) / 4], 8 + any(40), wrong);
		fixture.memory[BATCH_GVA(i) / 4 + n] = BATCH_END;
	}
}

static int run(const u32 *ring, u32 n)
{
	audit_rig.refusals = 0;
	audit_rig_begin(PGPU_RCS, FACET_USER_BATCHES_IN_PLACE, &ops);
	return audit_rig_ring(ring, n);
}

static void expect_register(u32 reg)
{
	if (reg != 0x2580 && reg != GEN9_MI_VOID_REGISTER)
		fail_msg("register %#x is left in the copy", reg);
}

/*
 * Expect that the guest owns the address. @i: dword of its lower half. Dwords that a command of @n
 * dwords lacks count as zero.
 */
static void expect_address(const u32 *dw, u32 n, u32 i, u32 bytes)
{
	u64 low = i < n ? dw[i] : 0, high = i + 1 < n ? dw[i + 1] : 0;
	u64 gva = (low | high << 32) & 0x0000fffffffffffcull;

	if (!owned(NULL, gva, bytes))
		fail_msg("command %08x reaches %llx", dw[0], gva);
}

/*
 * Expect that a command does no harm, by the meaning of its fields in the PRM (SKL Vol. 2a). @n:
 * its dwords
 */
static void expect_harmless(const u32 *dw, u32 n)
{
	u32 i;

	switch (dw[0] >> 23) {
	case 0x22:
		for (i = 1; i < n; i += 2)
			expect_register(dw[i] & GEN9_MI_REGISTER_MASK);
		break;
	case 0x24:
	case 0x29:
		expect_register(dw[1] & GEN9_MI_REGISTER_MASK);
		if (dw[0] & GEN9_MI_USE_GGTT)
			expect_address(dw, n, 2, 4);
		break;
	case 0x2a:
		expect_register(dw[1] & GEN9_MI_REGISTER_MASK);
		expect_register(dw[2] & GEN9_MI_REGISTER_MASK);
		break;
	case 0x20:
		if (dw[0] & GEN9_MI_USE_GGTT)
			expect_address(dw, n, 1, n > 3 ? 4 * (n - 3) : 4);
		break;
	case 0x7a000000 >> 23:
		if ((dw[0] & 0xffff0000) != 0x7a000000)
			break;
		if (n > 2 && dw[1] & BIT(23))
			expect_register(dw[2] & GEN9_MI_REGISTER_MASK);
		if ((dw[1] & 0xc000) && (dw[1] & BIT(24)) && !(dw[1] & BIT(21)))
			expect_address(dw, n, 2, 8);
		break;
	}
}

static const struct facet_audit_patch *patch_at(u32 dword)
{
	u32 i;

	for (i = 0; i < audit_rig.audit.n_patches; i++)
		if (audit_rig.audit.patches[i].dword == dword)
			return &audit_rig.audit.patches[i];
	return NULL;
}

/* Expect that a privileged jump leads to the begin of a segment. */
static void expect_jump(const u32 *code, u32 at)
{
	const struct facet_audit_patch *patch = patch_at(at + 1);

	if (code[at] & GEN9_BB_START_PPGTT)
		return;
	assert_non_null(patch);
	assert_in_range(patch->segment, 1, audit_rig.audit.n_segments - 1);
	assert_int_equal(code[at + 1], WINDOW + 4 * audit_rig.audit.segments[patch->segment].first);
	assert_int_equal(code[at + 2], 0);
}

/*
 * Commands end at the end of their segment. MI_BATCH_BUFFER_END follows a batch, whatever its last
 * command is.
 */
static void expect_segment(const u32 *code, const struct facet_segment *segment)
{
	u32 end = segment->first + segment->count;
	u32 at = segment->first;

	assert_true(end < FACET_AUDIT_DWORDS);
	while (at < end) {
		const struct gen9_cmd *cmd = gen9_cmd_find(PGPU_RCS, code[at]);
		u32 n;

		assert_non_null(cmd);
		assert_int_not_equal(cmd->id, GEN9_CMD_UNLISTED);
		n = gen9_cmd_length(cmd, code[at]);
		assert_true(at + n <= end);
		expect_harmless(&code[at], n);
		if (cmd->id == GEN9_CMD_MI_BATCH_BUFFER_START)
			expect_jump(code, at);
		if (cmd->id == GEN9_CMD_MI_BATCH_BUFFER_END)
			assert_true(segment->place != FACET_AUDIT_RING && at + n == end);
		at += n;
	}
	if (segment->place != FACET_AUDIT_RING)
		assert_int_equal(code[end], BATCH_END);
}

/* Segments follow each other in the used part of the copy, each aligned to a cache line. */
static void expect_copy(const u32 *code)
{
	const struct facet_audit *a = &audit_rig.audit;
	u32 next = AUDIT_RIG_ROOM;
	u32 i;

	assert_in_range(a->n_segments, 1, FACET_AUDIT_SEGMENTS);
	assert_true(a->n_patches <= FACET_AUDIT_SEGMENTS);
	for (i = 0; i < a->n_segments; i++) {
		if (i) {
			assert_int_equal(a->segments[i].first, next);
			assert_int_equal(next % 16, 0);
			next = ALIGN(next + a->segments[i].count + 1, 16u);
		}
		expect_segment(code, &a->segments[i]);
	}
	assert_int_equal(a->used, next);
}

/* Expect that the audit names a command in one of its segments. */
static void expect_refusal(int ret)
{
	const struct facet_audit *a = &audit_rig.audit;
	bool inside = false;
	u32 i;

	assert_true(ret == -EPERM || ret == -E2BIG || ret == -EFAULT);
	for (i = 0; i < a->n_segments; i++) {
		const struct facet_segment *segment = &a->segments[i];

		inside |= a->place == segment->place && a->acthd - segment->gva <=
			  segment->count * sizeof(u32) && IS_ALIGNED(a->acthd, (u64)4);
	}
	assert_true(inside);
	assert_true(audit_rig.refusals <= 1);
	if (ret == -EPERM && a->ipehr)
		assert_int_equal(audit_rig.refusals, 1);
}

static void what_passes_is_harmless_and_whole(void **state)
{
	u32 round, n, passed = 0, jumped = 0, stopped = 0;
	int ret;

	for (round = 0; round < ROUNDS; round++) {
		put_batches(200);
		n = put_stream(fixture.ring, RING_DWORDS, 40);
		ret = run(fixture.ring, n);
		if (ret) {
			expect_refusal(ret);
			stopped++;
			continue;
		}
		facet_audit_patch(&audit_rig.audit, WINDOW);
		expect_copy(audit_rig.code);
		passed++;
		jumped += audit_rig.audit.n_segments > 2;
	}
	/* The sample has enough of each for a meaningful test. */
	assert_in_range(passed, ROUNDS / 8, ROUNDS);
	assert_in_range(jumped, ROUNDS / 16, ROUNDS);
	assert_in_range(stopped, ROUNDS / 8, ROUNDS);
}

/* A restore audits a saved copy again: the audit passes its own output unchanged. */
static void what_has_passed_passes_again_unchanged(void **state)
{
	u32 round, n, passed = 0;

	for (round = 0; round < ROUNDS; round++) {
		n = put_stream(fixture.ring, RING_DWORDS, 40);
		if (run(fixture.ring, n) || audit_rig.audit.n_segments > 1)
			continue;
		memcpy(fixture.ring, audit_rig.code, n * sizeof(u32));
		assert_int_equal(run(fixture.ring, n), 0);
		assert_memory_equal(fixture.ring, audit_rig.code, n * sizeof(u32));
		passed++;
	}
	assert_in_range(passed, 20, ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_passes_is_harmless_and_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(what_has_passed_passes_again_unchanged, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
