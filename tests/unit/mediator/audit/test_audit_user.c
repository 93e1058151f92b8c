// SPDX-License-Identifier: GPL-2.0-only
/* Test the copies of user batches, for a blitter that does not police them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/mi_defs.h"
#include "pgpu/pgpu.h"
#include "tests/lib/audit_rig.h"

#define USER_VA		0x7fff00000000ull	/* user memory of USER_BYTES begins there */
#define USER_BYTES	0x100000u
#define COPY_GVA	0xe0000000u
#define VOID		GEN9_MI_VOID_REGISTER
#define END		GEN9_MI_BATCH_BUFFER_END

/* A jump of the ring to a user batch at byte @at of user memory. */
#define CALL(at)	0x18800101, (u32)USER_VA + (at), (u32)(USER_VA >> 32)
#define TO(at)		(u32)USER_VA + (at), (u32)(USER_VA >> 32)

#define USERS		(FACET_REG_CMD_READ | FACET_REG_CMD_WRITE | FACET_REG_CMD_USER)

static const struct facet_reg rows[] = {
	{ .name = "USERS", .offset = 0x22600, .flags = USERS },
	{ .name = "READ", .offset = 0x22358, .flags = FACET_REG_CMD_READ | FACET_REG_CMD_USER },
	{ .name = "KERNELS", .offset = 0x22094,
	  .flags = FACET_REG_CMD_READ | FACET_REG_CMD_WRITE },
};

static struct {
	u32 user[USER_BYTES / 4];
	u32 reads;
} fixture;

static bool owned(void *arg, u64 gva, u64 len)
{
	return true;
}

/* No batch in the GGTT may be read here. */
static int read_none(void *arg, u64 gva, void *buf, size_t len)
{
	return -EIO;
}

static int read_user(void *arg, u64 va, void *buf, size_t len)
{
	fixture.reads++;
	if (va < USER_VA || va - USER_VA + len > USER_BYTES)
		return -EFAULT;
	memcpy(buf, (u8 *)fixture.user + (va - USER_VA), len);
	return 0;
}

static const struct facet_audit_ops ops = {
	.owned = owned, .read = read_none, .read_user = read_user, AUDIT_RIG_OPS,
};

static int group_setup(void **state)
{
	return audit_rig_create(rows, ARRAY_SIZE(rows));
}

static int group_teardown(void **state)
{
	audit_rig_destroy();
	return 0;
}

static int setup(void **state)
{
	memset(&fixture, 0, sizeof(fixture));
	audit_rig_clear();
	return 0;
}

static int audit(const u32 *dw, u32 n)
{
	audit_rig_begin(PGPU_BCS, FACET_USER_BATCHES_COPIED, &ops);
	return audit_rig_ring(dw, n);
}

#define AUDIT(...) ({								\
	const u32 _dw[] = { __VA_ARGS__ };					\
	audit(_dw, ARRAY_SIZE(_dw));						\
})

#define PUT(at, ...) do {							\
	const u32 _dw[] = { __VA_ARGS__ };					\
	memcpy((u8 *)fixture.user + (at), _dw, sizeof(_dw));			\
} while (0)

static const u32 *segment_code(u32 i)
{
	return &audit_rig.code[audit_rig.audit.segments[i].first];
}

static void user_batch_is_copied_and_the_jump_goes_to_the_copy(void **state)
{
	PUT(0x100, 0x10000002, 0x5000, 0, 7, END);
	assert_int_equal(AUDIT(CALL(0x100)), 0);
	assert_int_equal(audit_rig.audit.n_segments, 2);
	assert_true(audit_rig.audit.segments[1].gva == USER_VA + 0x100);
	assert_int_equal(audit_rig.audit.segments[1].count, 5);
	facet_audit_patch(&audit_rig.audit, COPY_GVA);
	/* The copy is in the GGTT. */
	assert_int_equal(audit_rig.code[0], 0x18800001);
	assert_int_equal(audit_rig.code[1], COPY_GVA + audit_rig.audit.segments[1].first * 4);
	assert_int_equal(audit_rig.code[2], 0);
	/* Later writes of the guest do not reach the copy. */
	fixture.user[0x10c / 4] = 8;
	assert_int_equal(segment_code(1)[3], 7);
}

struct case_of_a_user {
	const char *name;
	u32 n;
	u32 dw[10];
	u32 want[10];
};

#define SKIPPED	{ 0 }

static const struct case_of_a_user cases[] = {
	/* Commands that stay as they are */
	{ "store to the PPGTT", 4, { 0x10000002, 0x5000, 0, 1 }, { 0x10000002, 0x5000, 0, 1 } },
	{ "atomic in the PPGTT", 3, { 0x17800001, 0x5000, 0 }, { 0x17800001, 0x5000, 0 } },
	{ "copy in the PPGTT", 5, { 0x17000003, 1, 2, 3, 4 }, { 0x17000003, 1, 2, 3, 4 } },
	{ "FLUSH_DW to the PPGTT", 4, { 0x13004002, 0x5000, 0, 1 }, { 0x13004002, 0x5000, 0, 1 } },
	{ "FLUSH_DW alone", 4, { 0x13000002, 4, 0, 1 }, { 0x13000002, 4, 0, 1 } },
	{ "semaphore in the PPGTT", 4, { 0x0e004002, 1, 0x5000, 0 },
	  { 0x0e004002, 1, 0x5000, 0 } },
	{ "end by a condition", 4, { 0x1b200002, 1, 0x5000, 0 }, { 0x1b200002, 1, 0x5000, 0 } },
	{ "blit", 10, { 0x54f00008, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
	  { 0x54f00008, 1, 2, 3, 4, 5, 6, 7, 8, 9 } },
	{ "setup blit", 10, { 0x40400008, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
	  { 0x40400008, 1, 2, 3, 4, 5, 6, 7, 8, 9 } },
	{ "LRI of a user's", 3, { 0x11000001, 0x22600, 5 }, { 0x11000001, 0x22600, 5 } },
	{ "SRM of a timestamp", 4, { 0x12000002, 0x22358, 0x5000, 0 },
	  { 0x12000002, 0x22358, 0x5000, 0 } },

	/* Privileged commands */
	{ "user interrupt", 1, { 0x01000000 }, SKIPPED },
	{ "arbitration", 1, { 0x04000000 }, SKIPPED },
	{ "store by index", 3, { 0x10a00001, 0x80, 1 }, SKIPPED },
	{ "UPDATE_GTT", 4, { 0x11800002, 0x5000, 0, 1 }, SKIPPED },
	{ "display flip", 3, { 0x0a000001, 0, 0x5000 }, SKIPPED },
	{ "semaphore signal", 2, { 0x0d800000, 0 }, SKIPPED },
	{ "a jump by a register", 3, { 0x18810101, 0x5000, 0 }, SKIPPED },
	{ "semaphore on a register", 4, { 0x0e010002, 0, 0x22600, 0 }, SKIPPED },

	/* Commands with a GGTT address */
	{ "store to the GGTT", 4, { 0x10400002, 0x5000, 0, 1 }, SKIPPED },
	{ "SRM to the GGTT", 4, { 0x12400002, 0x22600, 0x5000, 0 }, SKIPPED },
	{ "LRM from the GGTT", 4, { 0x14c00002, 0x22600, 0x5000, 0 }, SKIPPED },
	{ "atomic in the GGTT", 3, { 0x17c00001, 0x5000, 0 }, SKIPPED },
	{ "copy to the GGTT", 5, { 0x17200003, 1, 2, 3, 4 }, SKIPPED },
	{ "copy from the GGTT", 5, { 0x17400003, 1, 2, 3, 4 }, SKIPPED },
	{ "FLUSH_DW to the GGTT", 4, { 0x13004002, 0x5004, 0, 1 }, SKIPPED },
	{ "FLUSH_DW by index", 4, { 0x13204002, 0x80, 0, 1 }, SKIPPED },
	{ "FLUSH_DW of the time to the GGTT", 4, { 0x1300c002, 0x5004, 0, 1 }, SKIPPED },
	{ "semaphore in the GGTT", 4, { 0x0e404002, 1, 0x5000, 0 }, SKIPPED },
	{ "end by a condition in the GGTT", 4, { 0x1b600002, 1, 0x5000, 0 }, SKIPPED },

	/* Registers */
	{ "LRI of a kernel's", 3, { 0x11000001, 0x22094, 5 }, { 0x11000001, VOID, 5 } },
	{ "LRI of two", 5, { 0x11000003, 0x22600, 5, 0x22094, 6 },
	  { 0x11000003, 0x22600, 5, VOID, 6 } },
	{ "LRI of one to read", 3, { 0x11000001, 0x22358, 5 }, { 0x11000001, VOID, 5 } },
	{ "SRM of a kernel's", 4, { 0x12000002, 0x22094, 0x5000, 0 },
	  { 0x12000002, VOID, 0x5000, 0 } },
	{ "LRR from a kernel's", 3, { 0x15000001, 0x22094, 0x22600 },
	  { 0x15000001, VOID, 0x22600 } },
	{ "LRR without a destination", 2, { 0x15000000, 0x22600 }, SKIPPED },
};

static void commands_of_users_are_kept_skipped_or_lose_a_register(void **state)
{
	u32 i, again;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct case_of_a_user *c = &cases[i];

		/* The audit passes its own output unchanged, as a saved state contains it. */
		for (again = 0; again < 2; again++) {
			memcpy(fixture.user, again ? c->want : c->dw, c->n * sizeof(u32));
			fixture.user[c->n] = END;
			if (AUDIT(CALL(0)))
				fail_msg("%s: the workload fails", c->name);
			if (memcmp(segment_code(1), c->want, c->n * sizeof(u32)))
				fail_msg("%s: %08x %08x %08x", c->name, segment_code(1)[0],
					 segment_code(1)[1], segment_code(1)[2]);
			assert_int_equal(segment_code(1)[c->n], END);
		}
	}
	assert_int_equal(audit_rig.aliases, 0);
}

static void what_a_user_batch_starts_is_a_user_batch(void **state)
{
	/* The ring's own read of the GGTT fails here. */
	PUT(0, 0x18800001, TO(0x1000));
	PUT(0x1000, 0x11000001, 0x22094, 1, END);
	assert_int_equal(AUDIT(CALL(0)), 0);
	assert_int_equal(audit_rig.audit.n_segments, 3);
	assert_int_equal(audit_rig.audit.segments[2].place, FACET_AUDIT_USER);
	assert_int_equal(segment_code(2)[1], VOID);
}

static void second_level_returns_and_is_policed(void **state)
{
	PUT(0, 0x18c00101, TO(0x1000), 0x10000002, 0x5000, 0, 1, END);
	PUT(0x1000, 0x10400002, 0x5000, 0, 1, 0x18800101, TO(0x2000));
	PUT(0x2000, 0x01000000, END);
	assert_int_equal(AUDIT(CALL(0)), 0);
	assert_int_equal(audit_rig.audit.n_segments, 4);
	assert_int_equal(audit_rig.audit.segments[2].place, FACET_AUDIT_USER2);
	assert_int_equal(audit_rig.audit.segments[3].place, FACET_AUDIT_USER2);
	assert_int_equal(segment_code(1)[0], 0x18c00001);
	assert_int_equal(segment_code(1)[3], 0x10000002);
	assert_int_equal(segment_code(2)[0], 0);
	assert_int_equal(segment_code(3)[0], 0);
}

static void a_loop_of_user_batches_is_walked_once(void **state)
{
	PUT(0, 0x02800000, 0x18800101, TO(0x1000));
	PUT(0x1000, 0x18800101, TO(0));
	assert_int_equal(AUDIT(CALL(0)), 0);
	assert_int_equal(audit_rig.audit.n_segments, 3);
	assert_int_equal(audit_rig.audit.n_patches, 3);
}

static void one_address_can_be_a_user_batch_and_a_second_level(void **state)
{
	PUT(0, 0x18c00101, TO(0), END);
	assert_int_equal(AUDIT(CALL(0)), 0);
	assert_int_equal(audit_rig.audit.n_segments, 3);
}

static void an_unknown_command_fails_at_its_own_address(void **state)
{
	PUT(0, 0, 0xdeadbeef, END);
	assert_int_equal(AUDIT(CALL(0)), -EPERM);
	assert_int_equal(audit_rig.audit.ipehr, 0xdeadbeef);
	assert_true(audit_rig.audit.acthd == USER_VA + 4);
	assert_int_equal(facet_audit_pgpu_place(audit_rig.audit.place), PGPU_IN_PPGTT_BATCH);
	assert_int_equal(audit_rig.refusals, 1);
}

static void a_user_batch_without_memory_fails(void **state)
{
	assert_int_equal(AUDIT(0x18800101, 0x1000, 0), -EFAULT);
	assert_int_equal(audit_rig.refusals, 0);
}

static void a_user_batch_that_is_too_long_is_no_refusal_yet(void **state)
{
	u32 most = FACET_AUDIT_DWORDS - 1024;

	/* The batch and its end fit exactly. */
	fixture.user[most - 2] = END;
	assert_int_equal(AUDIT(CALL(0)), 0);
	fixture.user[most - 2] = 0;
	assert_int_equal(AUDIT(CALL(0)), -E2BIG);
	assert_true(fixture.reads <= 2 * FACET_AUDIT_DWORDS / 1024);
	assert_int_equal(audit_rig.refusals, 0);
}

static void many_user_batches_are_too_many(void **state)
{
	u32 dw[3 * (FACET_AUDIT_SEGMENTS + 1)];
	u32 i;

	for (i = 0; i <= FACET_AUDIT_SEGMENTS; i++) {
		const u32 call[] = { CALL(i * 64) };

		fixture.user[i * 16] = END;
		memcpy(&dw[3 * i], call, sizeof(call));
	}
	assert_int_equal(audit(dw, 3 * (FACET_AUDIT_SEGMENTS - 1)), 0);
	assert_int_equal(audit(dw, 3 * FACET_AUDIT_SEGMENTS), -E2BIG);
}

#define MOVE	0x15000001, 0x22600, 0x22600	/* MI_LOAD_REGISTER_REG */
#define STORE	0x10000002, 0x5000, 0, 1	/* MI_STORE_DATA_IMM */

static void a_ring_is_cut_between_commands_at_an_even_dword_near_its_middle(void **state)
{
	static const struct {
		u32 dw[16], n, cut;
	} rings[] = {
		{ { 0, 0, 0, 0, 0, 0 }, 6, 2 },
		{ { 0, 0, 0, 0, 0, 0, 0, 0 }, 8, 4 },
		{ { STORE, MOVE, 0 }, 8, 4 },
		{ { MOVE, STORE, MOVE }, 10, 0 },
		{ { 0, STORE, MOVE, MOVE }, 11, 8 },	/* none in the first half */
		{ { MOVE }, 3, 0 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rings); i++) {
		assert_int_equal(audit(rings[i].dw, rings[i].n), 0);
		assert_int_equal(audit_rig.audit.cut, rings[i].cut);
		audit_rig.audit.cut = 0;
		facet_audit_find_cut(&audit_rig.audit);
		assert_int_equal(audit_rig.audit.cut, rings[i].cut);
	}
}

/* The audit puts MI_NOOPs in its place. They are no places to cut. */
static void a_ring_is_not_cut_inside_a_command_that_the_audit_replaces(void **state)
{
	const u32 lines = 0x09000000;

	assert_int_equal(AUDIT(MOVE, lines, 0x00100020, MOVE, MOVE), 0);
	assert_int_equal(audit_rig.audit.code[3], 0);
	assert_int_equal(audit_rig.audit.cut, 8);
}

static void a_ring_is_not_cut_behind_an_unknown_command(void **state)
{
	assert_int_equal(AUDIT(0, 0, 0xdeadbeef, 0, 0, 0, 0, 0, 0, 0), -EPERM);
	assert_int_equal(audit_rig.audit.cut, 2);
	audit_rig.audit.cut = 0;
	facet_audit_find_cut(&audit_rig.audit);
	assert_int_equal(audit_rig.audit.cut, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, setup)
		TEST(user_batch_is_copied_and_the_jump_goes_to_the_copy),
		TEST(commands_of_users_are_kept_skipped_or_lose_a_register),
		TEST(what_a_user_batch_starts_is_a_user_batch),
		TEST(second_level_returns_and_is_policed),
		TEST(a_loop_of_user_batches_is_walked_once),
		TEST(one_address_can_be_a_user_batch_and_a_second_level),
		TEST(an_unknown_command_fails_at_its_own_address),
		TEST(a_user_batch_without_memory_fails),
		TEST(a_user_batch_that_is_too_long_is_no_refusal_yet),
		TEST(many_user_batches_are_too_many),
		TEST(a_ring_is_cut_between_commands_at_an_even_dword_near_its_middle),
		TEST(a_ring_is_not_cut_inside_a_command_that_the_audit_replaces),
		TEST(a_ring_is_not_cut_behind_an_unknown_command),
#undef TEST
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
