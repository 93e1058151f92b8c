// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test each MI command, PIPE_CONTROL and MI_FLUSH_DW, from a ring (privileged) and from a PPGTT
 * batch (not privileged).
 */
#include "tests/unit/softgpu/sgpu_engines.h"

#include "gen9/pipe_control_defs.h"

#define LRM	0x14800002u
#define PC	0x7a000004u

static u64 data64(const struct sgpu_rig *rig)
{
	return rig->data[0] | (u64)rig->data[1] << 32;
}

static u64 refused(struct sgpu_rig *rig)
{
	struct softgpu_stats stats;

	sgpu_rig_stats(rig, &stats);
	return stats.refused;
}

static void store_data_imm_stores_dwords_and_qwords(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, SDI, D, 0, 0x11111111, SDI | 1 | GEN9_SDI_QWORD, D + 8, 0, 2, 3,
		   SDI | 1 | GEN9_SDI_QWORD, D + 20, 0, 4, 5);
	assert_int_equal(rig->data[0], 0x11111111);
	assert_int_equal(rig->data[1], 0);
	assert_int_equal(rig->data[2], 2);
	assert_int_equal(rig->data[3], 3);
	assert_int_equal(rig->data[5], 4);
	assert_int_equal(rig->data[6], 5);
	in_ring(rig, SDI | GGTT, D, 0, 77, SDI, D, 0, 78);
	assert_int_equal(rig->gdata[0], 77);
	assert_int_equal(rig->data[0], 78);
}

static void store_data_imm_stores_all_data_of_a_long_command(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, (SDI + 7) | GEN9_SDI_QWORD, D, 0, 1, 2, 3, 4, 5, 6, 7, 8,
		   SDI + 2, D + 0x40, 0, 9, 10, 11);
	assert_memory_equal(rig->data, ((u32[]){ 1, 2, 3, 4, 5, 6, 7, 8, 0 }), 36);
	assert_memory_equal(&rig->data[16], ((u32[]){ 9, 10, 11, 0 }), 16);
}

static void store_data_index_is_relative_to_the_status_page_of_the_context(void **state)
{
	struct sgpu_rig *rig = *state;

	in_ring(rig, 0x10800001 | GEN9_SDX_PER_PROCESS, 0x40, 5);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0x40), 5);
}

/* Stores by index that do not name the context's page go to no page of the GGTT. */
static void the_status_page_of_an_engine_is_its_own(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 *page[] = { (u32 *)rig->pphwsp, (u32 *)rig->hwsp, rig->gdata };
	u32 i, k;

	/* MI_REPORT_HEAD */
	in_ring(rig, 0x10800001, 0x44, 0x600d, 0x03800000, 0x10800001, 0xfffffff4, 0x600d);
	for (i = 0; i < ARRAY_SIZE(page); i++)
		for (k = 0; k < PAGE_SIZE / sizeof(u32); k++)
			assert_int_equal(page[i][k], 0);
}

static void registers_move_by_lri_srm_lrm_and_lrr(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[4] = 0xcafe;
	user_batch(rig, 0x11000003, GPR(rig, 0), 0x1234, GPR(rig, 0) + 4, 0x5678,
		   SRM, GPR(rig, 0), D, 0, SRM, GPR(rig, 0) + 4, D + 4, 0,
		   LRM, GPR(rig, 1), D + 16, 0, 0x15000001, GPR(rig, 1), GPR(rig, 2),
		   SRM, GPR(rig, 2), D + 8, 0);
	assert_int_equal(rig->data[0], 0x1234);
	assert_int_equal(rig->data[1], 0x5678);
	assert_int_equal(rig->data[2], 0xcafe);
}

static void the_ring_may_write_any_register_a_batch_only_its_own(void **state)
{
	struct sgpu_rig *rig = *state;

	in_ring(rig, LRI, FREE_REG(rig), 0xabc);
	user_batch(rig, LRI, FREE_REG(rig), 0xdef, SRM, FREE_REG(rig), D, 0);
	assert_int_equal(rig->data[0], 0xabc);
	assert_int_equal(refused(rig), 1);
	in_ring(rig, LRI, bases[rig->engine] + GEN9_RING_FORCE_TO_NONPRIV + 8, FREE_REG(rig));
	user_batch(rig, LRI, FREE_REG(rig), 0xdef, SRM, FREE_REG(rig), D, 0);
	assert_int_equal(rig->data[0], 0xdef);
}

/* Each pair of MI_LOAD_REGISTER_IMM is checked by itself. A user batch may read any register. */
static void a_user_batch_reads_any_register_and_its_other_writes_are_noops(void **state)
{
	struct sgpu_rig *rig = *state;

	in_ring(rig, LRI, FREE_REG(rig), 5);
	rig->data[8] = 0xbad;
	user_batch(rig, 0x11000005, GPR(rig, 0), 1, FREE_REG(rig), 0xbad, GPR(rig, 1), 2,
		   LRM, FREE_REG(rig), D + 32, 0, 0x15000001, GPR(rig, 0), FREE_REG(rig),
		   0x15000001, FREE_REG(rig), GPR(rig, 2),
		   SRM, FREE_REG(rig), D, 0, SRM, GPR(rig, 0), D + 4, 0,
		   SRM, GPR(rig, 1), D + 8, 0, SRM, GPR(rig, 2), D + 12, 0);
	assert_int_equal(rig->data[0], 5);
	assert_int_equal(rig->data[1], 1);
	assert_int_equal(rig->data[2], 2);
	assert_int_equal(rig->data[3], 5);
	assert_int_equal(refused(rig), 3);
}

/* The audit writes this register in the place of registers that commands may not access. */
static void the_void_register_reads_zero_and_takes_no_write(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[0] = 1;
	rig->data[1] = 1;
	in_ring(rig, LRI, GEN9_MI_VOID_REGISTER, 5, SRM, GEN9_MI_VOID_REGISTER, D, 0);
	user_batch(rig, LRI, GEN9_MI_VOID_REGISTER, 5, SRM, GEN9_MI_VOID_REGISTER, D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 0);
}

static void another_engines_registers_are_out_of_reach(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 other = bases[(rig->engine + 1) % 4] + 0x540;

	rig->data[0] = 1;
	in_ring(rig, LRI, other, 5, SRM, other, D, 0, LRI, 0x7ffffc, 5, SRM, 0x7ffffc, D + 4, 0);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 0);
}

static void masked_registers_change_only_the_bits_named(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, LRI, 0x7004, 0xffff00f0, LRI, 0x7004, 0x00300021, SRM, 0x7004, D, 0);
	assert_int_equal(rig->data[0], 0x00e0);
}

static void copy_mem_mem_copies_a_dword(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[3] = 99;
	rig->gdata[1] = 98;
	user_batch(rig, 0x17000003, D, 0, D + 12, 0);
	assert_int_equal(rig->data[0], 99);
	in_ring(rig, 0x17000003 | GEN9_COPY_SRC_GGTT, D, 0, D + 4, 0,
		0x17000003 | GEN9_COPY_DST_GGTT, D, 0, D + 12, 0);
	assert_int_equal(rig->data[0], 98);
	assert_int_equal(rig->gdata[0], 99);
	user_batch(rig, 0x17000003 | GEN9_COPY_SRC_GGTT, D + 16, 0, D + 4, 0,
		   0x17000003 | GEN9_COPY_DST_GGTT, D, 0, D, 0);
	assert_int_equal(rig->data[4], 0);
	assert_int_equal(rig->gdata[0], 99);
	assert_int_equal(refused(rig), 2);
}

static void batches_nest_once_and_chain(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *b2 = rig->batch2;

	/* A second-level batch returns behind its start. */
	memcpy(b2, (u32[]){ SDI, D, 0, 1, BBE }, 20);
	user_batch(rig, 0x18c00101, (u32)RIG_BATCH2, RIG_BATCH2 >> 32, SDI, D + 4, 0, 2);
	assert_int_equal(rig->data[0], 1);
	assert_int_equal(rig->data[1], 2);
	/* A chained batch does not return. */
	user_batch(rig, 0x18800101, (u32)RIG_BATCH2, RIG_BATCH2 >> 32, SDI, D + 8, 0, 3);
	assert_int_equal(rig->data[2], 0);
	/* A user batch cannot start a batch with more privileges than its own. */
	memcpy(b2, (u32[]){ SDI | GGTT, D, 0, 1, BBE }, 20);
	user_batch(rig, 0x18c00001, (u32)RIG_BATCH2, RIG_BATCH2 >> 32);
	assert_int_equal(rig->gdata[0], 0);
	assert_int_equal(refused(rig), 1);
}

static void a_ggtt_batch_is_privileged_what_it_starts_in_the_ppgtt_is_not(void **state)
{
	struct sgpu_rig *rig = *state;

	memcpy(rig->batch2, (u32[]){ SDI | GGTT, D + 4, 0, 1, BBE }, 20);
	memcpy(rig->gbatch, (u32[]){ SDI | GGTT, D, 0, 1, 0x18c00101, (u32)RIG_BATCH2,
	       RIG_BATCH2 >> 32, SDI | GGTT, D + 8, 0, 1, BBE }, 48);
	sgpu_rig_emit_batch(rig, RIG_GBATCH, false);
	sgpu_rig_complete(rig);
	assert_int_equal(rig->gdata[0], 1);
	assert_int_equal(rig->gdata[1], 0);
	assert_int_equal(rig->gdata[2], 1);
}

static void conditional_end_compares_memory_with_data(void **state)
{
	/* compare op, memory, data, whether the batch continues */
	static const u32 cases[][4] = {
		{ 0, 5, 4, 1 }, { 0, 4, 4, 0 }, { 1, 4, 4, 1 }, { 1, 3, 4, 0 }, { 2, 3, 4, 1 },
		{ 2, 4, 4, 0 }, { 3, 4, 4, 1 }, { 3, 5, 4, 0 }, { 4, 4, 4, 1 }, { 4, 5, 4, 0 },
		{ 5, 5, 4, 1 }, { 5, 4, 4, 0 },
	};
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig->data[0] = cases[i][1];
		rig->data[4] = 0;
		user_batch(rig, 0x1b200002 | cases[i][0] << 12, cases[i][2], D, 0,
			   SDI, D + 16, 0, 1);
		assert_int_equal(rig->data[4], cases[i][3]);
	}
	rig->data[0] = 0xff05;
	rig->data[1] = 0x00ff;
	rig->data[4] = 0;
	user_batch(rig, 0x1b280002 | 4 << 12, 5, D, 0, SDI, D + 16, 0, 1);
	assert_int_equal(rig->data[4], 1);
}

static void semaphore_wait_waits_for_its_comparison(void **state)
{
	/* compare op, data, a value that fails the comparison, a value that passes */
	static const u32 cases[][4] = {
		{ 0, 4, 4, 5 }, { 1, 4, 3, 4 }, { 2, 4, 4, 3 }, { 3, 4, 5, 4 }, { 4, 4, 5, 4 },
		{ 5, 4, 4, 5 },
	};
	struct sgpu_rig *rig = *state;
	u32 i, ctl;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig->data[0] = cases[i][2];
		rig_emit(rig, 0x0e008002 | cases[i][0] << 12, cases[i][1], D, 0);
		sgpu_rig_submit(rig, 0);
		softgpu_user_run(rig->user);
		assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_STARTED);
		assert_int_equal(rig->pgpu->ops->reg_read(rig->pgpu, bases[rig->engine] +
							  GEN9_RING_CTL, &ctl), 0);
		assert_true(ctl & GEN9_RING_CTL_WAIT_SEMAPHORE);
		rig->data[0] = cases[i][3];
		softgpu_user_run(rig->user);
		assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_COMPLETE);
	}
}

static void atomics_compute_and_return_the_old_value(void **state)
{
	/* opcode, old, operand 1, operand 2, new, returned */
	static const u32 cases[][6] = {
		{ 0x01, 0xf0, 0x3c, 0, 0x30, 0xf0 }, { 0x02, 0xf0, 0x0c, 0, 0xfc, 0xf0 },
		{ 0x03, 0xf0, 0xff, 0, 0x0f, 0xf0 }, { 0x04, 1, 2, 0, 2, 1 },
		{ 0x05, ~0u, 0, 0, 0, ~0u }, { 0x06, 0, 0, 0, ~0u, 0 },
		{ 0x07, 5, 6, 0, 11, 5 }, { 0x08, 5, 6, 0, ~0u, 5 }, { 0x09, 5, 6, 0, 1, 5 },
		{ 0x0a, 5, ~0u, 0, 5, 5 }, { 0x0b, 5, ~0u, 0, ~0u, 5 },
		{ 0x0c, 5, ~0u, 0, ~0u, 5 }, { 0x0d, 5, ~0u, 0, 5, 5 },
		{ 0x0e, 5, 5, 9, 9, 5 }, { 0x0e, 5, 6, 9, 5, 5 }, { 0x0f, 5, 0, 0, 4, 4 },
	};
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rig->data[0] = cases[i][1];
		rig->data[1] = 0x77;
		user_batch(rig, 0x17850009 | cases[i][0] << 8, D, 0, cases[i][2], cases[i][3],
			   0, 0, 0, 0, 0, 0, SRM, GPR(rig, 4), D + 8, 0);
		assert_int_equal(rig->data[0], cases[i][4]);
		assert_int_equal(rig->data[1], 0x77);
		assert_int_equal(rig->data[2], cases[i][5]);
	}
}

static void qword_atomics_use_both_halves_and_registers(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[0] = ~0u;
	rig->data[1] = 1;
	user_batch(rig, 0x17840009 | 0x27 << 8, D, 0, 1, 0, 3, 0, 0, 0, 0, 0);
	assert_true(data64(rig) == 0x500000000ull);
	user_batch(rig, 0x11000007, GPR(rig, 0), 7, GPR(rig, 0) + 4, 0, GPR(rig, 2), 0,
		   GPR(rig, 2) + 4, 0, 0x17800001 | 0x27 << 8, D, 0);
	assert_true(data64(rig) == 0x500000007ull);
}

#define ALU(op, a, b)	((u32)(op) << 20 | (a) << 10 | (b))

static u64 math(struct sgpu_rig *rig, u64 a, u64 b, u32 op, u32 store, u32 from)
{
	user_batch(rig, 0x11000007, GPR(rig, 0), (u32)a, GPR(rig, 0) + 4, (u32)(a >> 32),
		   GPR(rig, 1), (u32)b, GPR(rig, 1) + 4, (u32)(b >> 32),
		   0x0d000003, ALU(GEN9_ALU_LOAD, GEN9_ALU_SRCA, 0),
		   ALU(GEN9_ALU_LOAD, GEN9_ALU_SRCB, 1), ALU(op, 0, 0), ALU(store, 15, from),
		   SRM, GPR(rig, 15), D, 0, SRM, GPR(rig, 15) + 4, D + 4, 0);
	return data64(rig);
}

static void math_has_sixty_four_bits_and_flags(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 st = GEN9_ALU_STORE, accu = GEN9_ALU_ACCU;

	assert_true(math(rig, ~0u, 1, GEN9_ALU_ADD, st, accu) == 0x100000000ull);
	assert_true(math(rig, ~0ull, 1, GEN9_ALU_ADD, st, GEN9_ALU_CF) == ~0ull);
	assert_true(math(rig, ~0ull, 1, GEN9_ALU_ADD, st, GEN9_ALU_ZF) == ~0ull);
	assert_true(math(rig, 5, 6, GEN9_ALU_SUB, st, accu) == ~0ull);
	assert_true(math(rig, 5, 6, GEN9_ALU_SUB, st, GEN9_ALU_CF) == ~0ull);
	assert_true(math(rig, 6, 5, GEN9_ALU_SUB, st, GEN9_ALU_ZF) == 0);
	assert_true(math(rig, 0xf0, 0x3c, GEN9_ALU_AND, st, accu) == 0x30);
	assert_true(math(rig, 0xf0, 0x3c, GEN9_ALU_OR, st, accu) == 0xfc);
	assert_true(math(rig, 0xf0, 0x3c, GEN9_ALU_XOR, st, accu) == 0xcc);
	assert_true(math(rig, 1, 2, GEN9_ALU_ADD, GEN9_ALU_STOREINV, accu) == ~3ull);
	user_batch(rig, 0x0d000003, ALU(GEN9_ALU_LOAD0, GEN9_ALU_SRCA, 0),
		   ALU(GEN9_ALU_LOAD1, GEN9_ALU_SRCB, 0), ALU(GEN9_ALU_XOR, 0, 0),
		   ALU(st, 3, accu), SRM, GPR(rig, 3), D, 0, SRM, GPR(rig, 3) + 4, D + 4, 0);
	assert_true(data64(rig) == ~0ull);
	user_batch(rig, 0x0d000003, ALU(GEN9_ALU_LOADINV, GEN9_ALU_SRCA, 3),
		   ALU(GEN9_ALU_LOAD0, GEN9_ALU_SRCB, 0), ALU(GEN9_ALU_ADD, 0, 0),
		   ALU(st, 3, accu), SRM, GPR(rig, 3), D, 0, SRM, GPR(rig, 3) + 4, D + 4, 0);
	assert_true(data64(rig) == 0);
}

static u32 predicate(struct sgpu_rig *rig, u32 bits, u32 src0, u32 src1)
{
	user_batch(rig, 0x11000003, GEN9_PREDICATE_SRC0, src0, GEN9_PREDICATE_SRC1, src1,
		   0x06000000 | bits, SRM, GEN9_PREDICATE_RESULT, D, 0);
	return rig->data[0];
}

static void predicate_loads_and_combines(void **state)
{
	struct sgpu_rig *rig = *state;

	assert_int_equal(predicate(rig, 2 << 6 | 2, 7, 7), 1);
	assert_int_equal(predicate(rig, 0 << 6 | 2, 7, 8), 1);
	assert_int_equal(predicate(rig, 2 << 6 | 1 << 3 | 2, 7, 8), 0);
	assert_int_equal(predicate(rig, 3 << 6 | 2 << 3 | 2, 7, 8), 1);
	assert_int_equal(predicate(rig, 2 << 6 | 3 << 3 | 0, 0, 0), 0);
	assert_int_equal(predicate(rig, 2 << 6 | 1, 0, 0), 0);
	assert_int_equal(predicate(rig, 2 << 6 | 3, 7, 7), 1);
}

static void a_predicated_batch_start_and_store_depend_on_the_result(void **state)
{
	struct sgpu_rig *rig = *state;

	memcpy(rig->batch2, (u32[]){ SDI, D + 8, 0, 1, BBE }, 20);
	user_batch(rig, 0x06000000 | 2 << 6 | 1, 0x18c08101, (u32)RIG_BATCH2, RIG_BATCH2 >> 32,
		   LRI, GPR(rig, 0), 5, SRM | GEN9_SRM_PREDICATE, GPR(rig, 0), D + 12, 0);
	assert_int_equal(rig->data[2], 0);
	assert_int_equal(rig->data[3], 0);
	user_batch(rig, 0x06000000 | 2 << 6 | 0, 0x18c08101, (u32)RIG_BATCH2, RIG_BATCH2 >> 32,
		   LRI, GPR(rig, 0), 5, SRM | GEN9_SRM_PREDICATE, GPR(rig, 0), D + 12, 0);
	assert_int_equal(rig->data[2], 1);
	assert_int_equal(rig->data[3], 5);
}

static void set_predicate_turns_commands_into_noops(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, 0x0080000f, SDI, D, 0, 1, 0x00800000, SDI, D + 4, 0, 2,
		   LRI, GEN9_PREDICATE_RESULT_2, 1, 0x00800002, SDI, D + 8, 0, 3,
		   0x00800001, SDI, D + 12, 0, 4, 0x0080000f);
	assert_int_equal(rig->data[0], 0);
	assert_int_equal(rig->data[1], 2);
	assert_int_equal(rig->data[2], 0);
	assert_int_equal(rig->data[3], 4);
	in_ring(rig, SDI, D + 16, 0, 5);
	assert_int_equal(rig->data[4], 5);
}

static void report_perf_count_writes_identity_time_and_zeros(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	memset(rig->data, 0xff, 4096);
	user_batch(rig, 0x14000002, D, 0, 0x1d1d);
	assert_int_equal(rig->data[0], 0x1d1d);
	assert_int_not_equal(rig->data[1], 0);
	for (i = 2; i < 64; i++)
		assert_int_equal(rig->data[i], 0);
	assert_int_equal(rig->data[64], ~0u);
	user_batch(rig, 0x14000002, D | GEN9_PERF_USE_GGTT, 0, 7);
	assert_int_equal(rig->gdata[0], 0);
	in_ring(rig, 0x14000002, D | GEN9_PERF_USE_GGTT, 0, 7);
	assert_int_equal(rig->gdata[0], 7);
}

static void pipe_control_has_every_post_sync_mode(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PC, 1 << 14, D, 0, 0x11, 0x22);
	assert_true(data64(rig) == 0x2200000011ull);
	user_batch(rig, 0x11000003, GEN9_PS_DEPTH_COUNT, 0x1234, GEN9_PS_DEPTH_COUNT + 4, 5,
		   PC, 2 << 14, D, 0, 0x11, 0x22);
	assert_true(data64(rig) == 0x500001234ull);
	rig->data[0] = rig->data[1] = 0;
	user_batch(rig, PC, 3 << 14, D, 0, 0x11, 0x22);
	assert_true(data64(rig) >= 12000 && data64(rig) < 13000);	/* 1 ms at 12 MHz */
	rig->data[0] = 9;
	user_batch(rig, PC, 0, D, 0, 0x11, 0x22);
	assert_int_equal(rig->data[0], 9);
	in_ring(rig, PC, 1 << 14 | GEN9_PIPE_CONTROL_USE_GGTT, D, 0, 0x33, 0x44,
		PC, 1 << 14 | GEN9_PIPE_CONTROL_STORE_INDEX, 0xd0, 0, 0x55, 0);
	assert_int_equal(rig->gdata[0], 0x33);
	assert_int_equal(rig->gdata[1], 0x44);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0xd0), 0x55);
}

static void pipe_control_writes_a_register_or_memory_but_not_both(void **state)
{
	struct sgpu_rig *rig = *state;
	const u32 flags = 1 << 14 | GEN9_PIPE_CONTROL_MMIO_WRITE | GEN9_PIPE_CONTROL_USE_GGTT;

	/* There is no memory at the address that has the register's offset. */
	in_ring(rig, PC, flags, D | 0x2600, 0, 0x33, 0, SRM, 0x2600, D, 0);
	assert_int_equal(rig->data[0], 0x33);
	user_batch(rig, PC, flags & ~GEN9_PIPE_CONTROL_USE_GGTT, 0x2600, 0, 0x44, 0,
		   SRM, 0x2600, D, 0);
	assert_int_equal(rig->data[0], 0x33);
}

static void pipe_control_of_a_batch_reaches_no_global_address(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, PC, 1 << 14 | GEN9_PIPE_CONTROL_USE_GGTT, D, 0, 0x33, 0x44,
		   PC, 3 << 14 | GEN9_PIPE_CONTROL_STORE_INDEX, 0xd0, 0, 0x55, 0,
		   PC, 2 << 14 | GEN9_PIPE_CONTROL_USE_GGTT, D, 0, 0x33, 0x44);
	assert_int_equal(rig->gdata[0], 0);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0xd0), 0);
	assert_int_equal(refused(rig), 3);
}

static void flush_dw_has_every_post_sync_mode(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[1] = 0x99;
	user_batch(rig, 0x13004002, D, 0, 0x11);
	assert_int_equal(rig->data[0], 0x11);
	assert_int_equal(rig->data[1], 0x99);
	user_batch(rig, 0x13004003, D, 0, 0x12, 0x34);
	assert_true(data64(rig) == 0x3400000012ull);
	rig->data[0] = rig->data[1] = 0;
	user_batch(rig, 0x1300c002, D, 0, 0);
	assert_true(data64(rig) >= 12000 && data64(rig) < 13000);
	in_ring(rig, 0x13004002, D | GEN9_FLUSH_DW_USE_GGTT, 0, 0x44, 0x13204082, 0xd0, 0, 0x55);
	assert_int_equal(rig->gdata[0], 0x44);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0xd0), 0x55);
	user_batch(rig, 0x13004002, D | GEN9_FLUSH_DW_USE_GGTT, 0, 0x66, 0x13204002, 0xd0, 0, 7,
		   0x1300c002, (D + 64) | GEN9_FLUSH_DW_USE_GGTT, 0, 0);
	assert_int_equal(rig->gdata[0], 0x44);
	assert_int_equal(rig->gdata[16], 0);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0xd0), 0x55);
	assert_int_equal(refused(rig), 3);
}

static void privileged_commands_of_a_batch_are_noops(void **state)
{
	struct sgpu_rig *rig = *state;

	user_batch(rig, GEN9_MI_USER_INTERRUPT, 0x04000000, 0x03800000, SDI | GGTT, D, 0, 1,
		   SRM | GGTT, GPR(rig, 0), D, 0, 0x17c40009 | 0x04 << 8, D, 0, 1, 0, 0, 0, 0, 0,
		   0, 0, 0x10a00001, 0x40, 1, 0x0e408002 | 4 << 12, 1, D, 0,
		   0x14c00002, GPR(rig, 0), D, 0, 0x1b600002, 5, D, 0, SDI, D, 0, 42);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_USER_IRQ), 0);
	assert_int_equal(rig->gdata[0], 0);
	assert_int_equal(*(u32 *)(rig->pphwsp + 0x40), 0);
	assert_int_equal(rig->data[0], 42);
	assert_int_equal(refused(rig), 10);
}

static void timestamps_run_at_twelve_megahertz(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 reg = bases[rig->engine] + GEN9_RING_TIMESTAMP;
	u32 first, live;

	user_batch(rig, SRM, reg, D, 0);
	first = rig->data[0];
	softgpu_user_advance(rig->user, 1000000000);
	user_batch(rig, SRM, reg, D, 0);
	assert_in_range(rig->data[0] - first, 12000000, 12001000);
	assert_int_equal(rig->pgpu->ops->reg_read(rig->pgpu, reg, &live), 0);
	assert_true(live >= rig->data[0]);
}

static void commands_read_the_clock_with_the_offset_of_their_submission(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 reg = bases[rig->engine] + GEN9_RING_TIMESTAMP_U;
	u32 live;

	rig->clock_offset = 0x600000000ull;
	user_batch(rig, SRM, reg, D, 0);
	assert_int_equal(rig->data[0], rig->pgpu->caps->clock_offset ? 6 : 0);
	assert_int_equal(rig->pgpu->ops->reg_read(rig->pgpu, reg, &live), 0);
	assert_int_equal(live, 0);
}

static void commands_of_other_pipelines_are_skipped_and_counted(void **state)
{
	struct sgpu_rig *rig = *state;
	struct softgpu_stats stats;

	user_batch(rig, 0x69040300, 0x680b0001, 0x61010002, 1, 2, 3, 0x7b000005, 1, 2, 3, 4, 5, 6,
		   0x70000001, 0xdeadbeef, 0xdeadbeef, SDI, D, 0, 1);
	assert_int_equal(rig->data[0], 1);
	sgpu_rig_stats(rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_PIPELINE_SELECT], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_STATE_BASE_ADDRESS], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_3DPRIMITIVE], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_3D_OTHER], 2);
}

static void a_walker_changes_memory_only_where_slm_is(void **state)
{
	struct sgpu_rig *rig = *state;

	rig->data[0] = 9;
	user_batch(rig, 0x7105000d, 0, 4, D, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	assert_int_equal(rig->data[0], rig->pgpu->caps->slm_stays ? 0 : 9);
}

static void a_command_may_lie_across_pages(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 *b = rig->batch + 1022;

	memcpy(b, (u32[]){ SDI, D, 0, 0x5555, BBE }, 20);
	sgpu_rig_run_batch(rig);
	assert_int_equal(rig->data[0], 0x5555);
}

static void the_ring_wraps(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	for (i = 0; i < 3 * RIG_RING_SIZE / 1024; i++) {
		rig_emit(rig, SDI, D, 0, i);
		while (rig->tail % 1024)
			rig_emit(rig, 0);
		sgpu_rig_complete(rig);
		assert_int_equal(rig->data[0], i);
		assert_int_equal(sgpu_rig_last(rig)->head, rig->tail);
	}
}

static const struct engine_test table[] = {
	TEST(store_data_imm_stores_dwords_and_qwords, ALL),
	TEST(store_data_imm_stores_all_data_of_a_long_command, ALL),
	TEST(store_data_index_is_relative_to_the_status_page_of_the_context, ALL),
	TEST(the_status_page_of_an_engine_is_its_own, ALL),
	TEST(registers_move_by_lri_srm_lrm_and_lrr, ALL),
	TEST(the_ring_may_write_any_register_a_batch_only_its_own, ALL | POLICED),
	TEST(a_user_batch_reads_any_register_and_its_other_writes_are_noops, ALL | POLICED),
	TEST(the_void_register_reads_zero_and_takes_no_write, ALL),
	TEST(another_engines_registers_are_out_of_reach, ALL),
	TEST(masked_registers_change_only_the_bits_named, RCS),
	TEST(copy_mem_mem_copies_a_dword, ALL | POLICED),
	TEST(batches_nest_once_and_chain, ALL | POLICED),
	TEST(a_ggtt_batch_is_privileged_what_it_starts_in_the_ppgtt_is_not, ALL | POLICED),
	TEST(conditional_end_compares_memory_with_data, ALL),
	TEST(semaphore_wait_waits_for_its_comparison, ALL),
	TEST(atomics_compute_and_return_the_old_value, ALL),
	TEST(qword_atomics_use_both_halves_and_registers, ALL),
	TEST(math_has_sixty_four_bits_and_flags, ALL),
	TEST(predicate_loads_and_combines, RCS),
	TEST(a_predicated_batch_start_and_store_depend_on_the_result, RCS),
	TEST(set_predicate_turns_commands_into_noops, RCS),
	TEST(report_perf_count_writes_identity_time_and_zeros, RCS),
	TEST(pipe_control_has_every_post_sync_mode, RCS),
	TEST(pipe_control_writes_a_register_or_memory_but_not_both, RCS),
	TEST(pipe_control_of_a_batch_reaches_no_global_address, RCS),
	TEST(flush_dw_has_every_post_sync_mode, XCS | POLICED),
	TEST(privileged_commands_of_a_batch_are_noops, ALL | POLICED),
	TEST(timestamps_run_at_twelve_megahertz, ALL),
	TEST(commands_read_the_clock_with_the_offset_of_their_submission, ALL),
	TEST(commands_of_other_pipelines_are_skipped_and_counted, RCS),
	TEST(a_walker_changes_memory_only_where_slm_is, RCS),
	TEST(a_command_may_lie_across_pages, ALL),
	TEST(the_ring_wraps, ALL),
};

int main(void)
{
	return run_on_engines("softgpu_mi", table, ARRAY_SIZE(table));
}
