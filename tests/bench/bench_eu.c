// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the EU interpreter: processor time of an instruction for 8 channels, at 16 channels that
 * all execute.
 */
#include "tests/bench/bench.h"
#include "tests/lib/eu_rig.h"

#define REPEATS		1024u	/* instructions of a program */
#define ROUNDS		51u
#define CHANNELS	16u

struct bench {
	struct eu_program *program;
	struct eu_thread thread;
};

struct row {
	const char *name;
	struct eu_inst inst;
};

static void run(void *arg)
{
	struct bench *b = arg;

	eu_thread_init(&b->thread);
	eu_thread_run(b->program, &b->thread);
}

static void measure(const struct row *row)
{
	struct bench *b = bench_alloc(1, sizeof(*b));
	struct eu_inst *insts = bench_alloc(REPEATS + 1, sizeof(*insts));
	double ns[ROUNDS];
	u32 i, k;

	for (i = 0; i < REPEATS; i++)
		insts[i] = row->inst;
	insts[REPEATS] = eu_rig_eot();
	b->program = eu_rig_program(insts, REPEATS + 1, eu_rig_has(EU_RIG_AVX2_FAST) ?
				    EU_RIG_AVX2_FAST : EU_RIG_BASE_FAST);
	eu_rig_thread(&b->thread, 0xffff);
	for (i = 0; i < ROUNDS; i++) {
		u64 begin = bench_cpu_ns();

		for (k = 0; k < 16; k++)
			run(b);
		ns[i] = (double)(bench_cpu_ns() - begin) / (16.0 * REPEATS * CHANNELS / 8);
	}
	bench_result(row->name, bench_median(ns, ROUNDS), "ns",
		     "processor time for 8 channels, median of 51 rounds of 16384 instructions");
	eu_program_destroy(b->program);
	free(insts);
	free(b);
}

static struct eu_inst pln(void)
{
	return eu_rig_binary(GEN9_EU_PLN, CHANNELS, eu_rig_grf(EU_F, 40),
			     eu_rig_scalar(EU_F, 8, 0), eu_rig_grf(EU_F, 16));
}

static struct eu_inst math(u32 function)
{
	struct eu_inst inst = eu_rig_unary(GEN9_EU_MATH, CHANNELS, eu_rig_grf(EU_F, 40),
					   eu_rig_grf(EU_F, 8));

	inst.math = (u8)function;
	return inst;
}

int main(int argc, char **argv)
{
	struct eu_operand dst = eu_rig_grf(EU_F, 40), a = eu_rig_grf(EU_F, 8);
	struct eu_operand b = eu_rig_grf(EU_F, 16), c = eu_rig_scalar(EU_F, 24, 0);
	struct row rows[] = {
		{ "eu_mov", eu_rig_unary(GEN9_EU_MOV, CHANNELS, dst, a) },
		{ "eu_add", eu_rig_binary(GEN9_EU_ADD, CHANNELS, dst, a, b) },
		{ "eu_mad", eu_rig_three(GEN9_EU_MAD, CHANNELS, dst, a, b, c) },
		{ "eu_cmp", eu_rig_binary(GEN9_EU_CMP, CHANNELS, eu_rig_null(EU_F), a, b) },
		{ "eu_pln", pln() },
		{ "eu_rsq", math(GEN9_EU_MATH_RSQ) },
		{ "eu_exp", math(GEN9_EU_MATH_EXP) },
		{ "eu_general", eu_rig_binary(GEN9_EU_ADD, CHANNELS, eu_rig_grf(EU_D, 40),
					      eu_rig_grf(EU_W, 8), eu_rig_grf(EU_W, 16)) },
		{ "eu_general_df", eu_rig_binary(GEN9_EU_ADD, CHANNELS, eu_rig_grf(EU_DF, 40),
						 eu_rig_grf(EU_DF, 8), eu_rig_grf(EU_DF, 16)) },
		{ "eu_general_to_w", eu_rig_unary(GEN9_EU_MOV, CHANNELS, eu_rig_grf(EU_W, 40), a) },
		{ "eu_general_strided",
		  eu_rig_binary(GEN9_EU_MUL, CHANNELS, eu_rig_grf(EU_UD, 40),
				eu_rig_grf(EU_UD, 8),
				eu_rig_region(EU_UW, 16, 0, 16, 8, 2)) },
	};
	u32 i;

	rows[3].inst.cond = GEN9_EU_COND_L;
	bench_begin(argc, argv, "the EU interpreter, one instruction at a time");
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		measure(&rows[i]);
	return bench_end();
}
