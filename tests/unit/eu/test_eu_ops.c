// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare the EU interpreter with its scalar twin: a row for each opcode and its types, with random
 * and edge values, all sizes, modifiers, masks, and every way to execute an instruction.
 */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/eu_send_defs.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/eu_scalar.h"

#define ROUNDS		24
#define DST		40	/* registers of the operands */
#define SRC0		8
#define SRC1		16
#define SRC2		24
#define KEEP		(GEN9_EU_CR0_DENORM_DF | GEN9_EU_CR0_DENORM_F | GEN9_EU_CR0_DENORM_HF)

/* What a row's instructions can have. */
enum { SAT = 1, COND = 2, NEED_COND = 4, PRED = 8, MODS = 16, SCALARS = 32, IMM = 64, ACC = 128 };

struct row {
	const char *name;
	u8 op;
	u8 dst;
	u8 src[3];
	u8 count;
	u32 may;
	u8 math;
};

#define U1(op, d, a, may)	{ #op " " #d " " #a, GEN9_EU_##op, EU_##d, { EU_##a }, 1, may, 0 }
#define B2(op, d, a, b, may) \
	{ #op " " #d " " #a " " #b, GEN9_EU_##op, EU_##d, { EU_##a, EU_##b }, 2, may, 0 }
#define T3(op, d, may) \
	{ #op " " #d, GEN9_EU_##op, EU_##d, { EU_##d, EU_##d, EU_##d }, 3, may, 0 }
#define M2(fn, d) \
	{ #fn " " #d, GEN9_EU_MATH, EU_##d, { EU_##d, EU_##d }, 2, PRED, GEN9_EU_MATH_##fn }
#define ALL	(SAT | COND | PRED | MODS | SCALARS | IMM)
#define INT	(COND | PRED | MODS | SCALARS | IMM)
#define BITS	(PRED | SCALARS)
#define CMPS	(NEED_COND | PRED | MODS | SCALARS | IMM)

static const struct row rows[] = {
	U1(MOV, F, F, ALL), U1(MOV, UD, UD, ALL), U1(MOV, D, D, ALL), U1(MOV, UW, UW, ALL),
	U1(MOV, W, W, ALL), U1(MOV, UB, UB, ALL), U1(MOV, B, B, ALL), U1(MOV, DF, DF, ALL),
	U1(MOV, UQ, UQ, ALL & ~MODS), U1(MOV, Q, Q, ALL & ~MODS), U1(MOV, HF, HF, ALL),
	U1(MOV, F, D, ALL), U1(MOV, F, UD, ALL), U1(MOV, F, W, ALL), U1(MOV, F, UW, ALL),
	U1(MOV, F, UB, ALL),
	U1(MOV, F, HF, ALL), U1(MOV, HF, F, ALL), U1(MOV, D, F, ALL), U1(MOV, UD, F, ALL),
	U1(MOV, W, F, ALL), U1(MOV, UB, F, ALL), U1(MOV, Q, F, ALL), U1(MOV, UQ, F, ALL),
	U1(MOV, DF, F, ALL), U1(MOV, F, DF, ALL), U1(MOV, DF, D, ALL), U1(MOV, DF, UD, ALL),
	U1(MOV, D, DF, ALL), U1(MOV, UD, DF, ALL), U1(MOV, Q, DF, ALL), U1(MOV, UQ, DF, ALL),
	U1(MOV, F, Q, ALL & ~MODS), U1(MOV, F, UQ, ALL & ~MODS), U1(MOV, DF, Q, ALL & ~MODS),
	U1(MOV, DF, UQ, ALL & ~MODS), U1(MOV, Q, D, ALL), U1(MOV, UQ, UD, INT),
	U1(MOV, D, Q, ALL & ~MODS),
	U1(MOV, UD, UQ, ALL & ~MODS), U1(MOV, UW, D, ALL), U1(MOV, B, D, ALL), U1(MOV, UB, D, ALL),
	U1(MOV, D, UD, ALL), U1(MOV, UD, D, ALL), U1(MOV, D, UW, ALL), U1(MOV, UD, W, ALL),
	B2(SEL, F, F, F, SAT | PRED | MODS | SCALARS | IMM), B2(SEL, UD, UD, UD, BITS | IMM),
	B2(SEL, D, D, D, BITS | IMM | MODS), B2(SEL, DF, DF, DF, PRED | MODS),
	B2(SEL, UQ, UQ, UQ, PRED), B2(SEL, Q, Q, Q, PRED), B2(SEL, HF, HF, HF, PRED),
	U1(NOT, UD, UD, INT), U1(NOT, D, D, INT), U1(NOT, UQ, UQ, INT & ~IMM),
	B2(AND, UD, UD, UD, INT), B2(AND, D, D, D, INT), B2(AND, UW, UW, UW, INT),
	B2(AND, UQ, UQ, UQ, COND | PRED), B2(AND, UD, UD, D, INT), B2(AND, UD, UW, UW, INT),
	B2(OR, UD, UD, UD, INT), B2(OR, UD, UW, UD, INT), B2(OR, D, D, D, INT),
	B2(XOR, UD, UD, UD, INT), B2(XOR, D, D, D, INT), B2(XOR, Q, Q, Q, COND | PRED),
	B2(SHL, UD, UD, UD, COND | BITS | IMM), B2(SHL, D, D, UD, COND | BITS | IMM),
	B2(SHL, Q, Q, UD, PRED), B2(SHL, UW, UW, UW, PRED | IMM), B2(SHL, D, W, D, PRED),
	B2(SHR, UD, UD, UD, COND | BITS | IMM), B2(SHR, UQ, UQ, UD, PRED),
	B2(SHR, UW, UW, UW, PRED), B2(SHR, D, D, D, PRED), B2(SHR, UD, UD, D, PRED),
	B2(ASR, D, D, UD, COND | BITS | IMM), B2(ASR, Q, Q, UD, PRED), B2(ASR, D, W, D, PRED),
	B2(ASR, D, D, D, COND | BITS | IMM), B2(ASR, UD, UD, UD, PRED),
	B2(CMP, F, F, F, CMPS), B2(CMP, D, D, D, CMPS), B2(CMP, UD, UD, UD, CMPS),
	B2(CMP, DF, DF, DF, CMPS & ~IMM), B2(CMP, UQ, UQ, UQ, NEED_COND | PRED),
	B2(CMP, Q, Q, Q, NEED_COND | PRED), B2(CMP, HF, HF, HF, NEED_COND | PRED | MODS),
	B2(CMP, UW, UW, UW, NEED_COND | PRED), B2(CMP, W, W, W, CMPS), B2(CMP, UD, F, F, CMPS),
	B2(CMPN, F, F, F, CMPS), B2(CMPN, DF, DF, DF, NEED_COND | PRED),
	B2(CMPN, D, D, D, CMPS),
	T3(CSEL, F, NEED_COND | MODS | SCALARS | PRED),
	U1(BFREV, UD, UD, BITS), T3(BFE, UD, BITS), T3(BFE, D, BITS), T3(BFI2, UD, BITS),
	T3(BFI2, D, BITS), B2(BFI1, UD, D, D, BITS), B2(BFI1, UD, UD, UD, BITS | IMM),
	B2(ADD, F, F, F, ALL), B2(ADD, D, D, D, ALL), B2(ADD, UD, UD, UD, ALL),
	B2(ADD, W, W, W, ALL), B2(ADD, UW, UW, UW, ALL), B2(ADD, UB, UB, UB, ALL & ~IMM),
	B2(ADD, DF, DF, DF, ALL & ~IMM), B2(ADD, Q, Q, Q, PRED), B2(ADD, UQ, UQ, UQ, PRED),
	B2(ADD, HF, HF, HF, PRED | MODS | SAT), B2(ADD, F, D, D, ALL),
	B2(ADD, D, D, UD, PRED | IMM),
	B2(ADD, D, D, W, ALL), B2(ADD, UD, UW, UW, ALL), B2(ADD, Q, D, D, PRED | MODS),
	B2(MUL, F, F, F, ALL), B2(MUL, D, D, D, INT & ~COND),
	B2(MUL, UD, UD, UD, PRED | SCALARS | IMM),
	B2(MUL, D, D, W, ALL), B2(MUL, UD, UD, UW, SAT | PRED | SCALARS | IMM),
	B2(MUL, DF, DF, DF, ALL & ~IMM), B2(MUL, HF, HF, HF, PRED | MODS),
	B2(MUL, Q, D, D, PRED), B2(MUL, UQ, UD, UD, PRED), B2(MUL, W, W, W, ALL),
	B2(AVG, D, D, D, ALL), B2(AVG, UD, UD, UD, PRED | SCALARS), B2(AVG, W, W, W, PRED),
	U1(FRC, F, F, ALL), U1(RNDU, F, F, ALL), U1(RNDD, F, F, ALL), U1(RNDE, F, F, ALL),
	U1(RNDZ, F, F, ALL), U1(RNDD, DF, DF, PRED), U1(RNDE, DF, DF, PRED),
	U1(LZD, UD, UD, BITS), U1(FBH, UD, UD, BITS), U1(FBH, UD, D, BITS), U1(FBL, UD, UD, BITS),
	U1(CBIT, UD, UD, BITS),
	B2(MAC, D, D, D, PRED | ACC), B2(MACH, D, D, D, PRED | ACC),
	B2(MACH, UD, UD, UD, PRED | ACC),
	B2(ADDC, UD, UD, UD, PRED | SCALARS | ACC), B2(SUBB, UD, UD, UD, PRED | SCALARS | ACC),
	B2(PLN, F, F, F, SAT | PRED), B2(LINE, F, F, F, SAT | PRED),
	T3(MAD, F, SAT | COND | PRED | MODS | SCALARS), T3(MAD, DF, PRED | MODS),
	U1(NOT, Q, Q, INT & ~IMM), B2(AND, UQ, UW, UW, COND | PRED),
	B2(OR, UD, UD, D, INT), B2(OR, UD, UD, UW, INT & ~MODS), B2(XOR, UD, UD, D, INT),
	B2(SHR, UQ, UW, UW, PRED), B2(ADD, HF, HF, HF, PRED | COND), B2(MUL, DF, DF, DF, PRED),
	M2(INT_QUOTIENT, UD), M2(INT_QUOTIENT, D), M2(INT_REMAINDER, UD), M2(INT_REMAINDER, D),
	T3(MAD, D, PRED | SCALARS), T3(LRP, F, SAT | COND | PRED | MODS | SCALARS),
};

static u64 seed = 1;

static u32 rnd(u32 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(seed >> 33) % n;
}

static const u32 edges_f[] = {
	0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001,
	0x00000001, 0x807fffff, 0x00800000, 0x7f7fffff, 0x3f000000, 0x4b000000, 0x4effffff,
	0x4f000000, 0xcf000000, 0x4f800000, 0x5f000000, 0x3effffff, 0xb3000000, 0x40200000,
	0x40600000, 0xc0200000,
};

static const u16 edges_hf[] = { 0, 0x8000, 0x3c00, 0x7c00, 0x7e00, 1, 0x3ff, 0x400, 0x7bff };

static const u64 edges_q[] = {
	0, 1, ~0ull, 0x80000000, 0x7fffffff, 0x8000, 0x7fff, 0x80, 0x7f, 1ull << 63, ~0ull >> 1,
	0xffff, 31, 32, 33,
};

static const u8 source_registers[] = { SRC0, SRC1, SRC2 };

static u64 edge(u32 type)
{
	double df;
	float f;
	u32 bits = edges_f[rnd(ARRAY_SIZE(edges_f))];
	u64 wide;

	switch (type) {
	case EU_F:
		return bits;
	case EU_DF:
		memcpy(&f, &bits, sizeof(f));
		df = f;
		memcpy(&wide, &df, sizeof(wide));
		return wide;
	case EU_HF:
		return edges_hf[rnd(ARRAY_SIZE(edges_hf))];
	default:
		return edges_q[rnd(ARRAY_SIZE(edges_q))];
	}
}

static u64 value(u32 type)
{
	union { float f; u32 ud; double df; u64 uq; } v = { .uq = 0 };

	if (rnd(4) == 0)
		return edge(type);
	if (rnd(8) == 0 || !(type == EU_F || type == EU_DF || type == EU_HF))
		return (u64)rnd(0x7fffffff) << 33 ^ (u64)rnd(0x7fffffff) << 7 ^ rnd(256);
	if (type == EU_HF)
		return 0x3000 + rnd(0x2000) + 0x8000 * rnd(2);
	if (type == EU_F) {
		v.f = ((float)rnd(2000001) - 1000000) / (rnd(2) ? 1000 : 999983);
		return v.ud;
	}
	v.df = ((double)rnd(2000001) - 1000000) / (rnd(2) ? 1000 : 999983);
	return v.uq;
}

static void fill(struct eu_scalar *s, const struct row *row)
{
	u32 i, k, at;

	for (i = 0; i < GEN9_EU_GRF_FILE_BYTES; i++)
		s->grf[i] = (u8)rnd(256);
	for (k = 0; k < row->count; k++) {
		u32 size = eu_type_bytes(row->src[k]);

		for (i = 0; i < 64; i++) {
			u64 v = value(row->src[k]);

			at = source_registers[k] * 32 + i * size;
			memcpy(s->grf + at, &v, size);
		}
	}
	for (i = 0; i < GEN9_EU_LANES; i++)
		s->acc[i] = (u64)rnd(0x7fffffff) << 20 ^ rnd(0x7fffffff);
	s->flag[0] = rnd(0x7fffffff) << 1 ^ rnd(256);
	s->flag[1] = rnd(0x7fffffff) << 1 ^ rnd(256);
	s->cr0 = rnd(2) ? KEEP : 0;
	s->enabled = rnd(3) ? ~0u : rnd(0x7fffffff);
}

static bool is_float(u32 type)
{
	return type == EU_F || type == EU_DF || type == EU_HF;
}

/* Regions with strides that Mesa emits. */
static const struct {
	u8 vstride;
	u8 width;
	u8 hstride;
} regions[] = {
	{ 8, 4, 2 }, { 4, 4, 1 }, { 8, 4, 1 }, { 4, 4, 0 }, { 8, 2, 4 }, { 1, 4, 0 }, { 16, 8, 2 },
	{ 32, 8, 4 }, { 2, 2, 0 }, { 2, 2, 1 }, { 16, 16, 1 }, { 1, 8, 0 }, { 2, 1, 0 },
	{ 4, 1, 0 },
};

/* Return an operand with one of the regions, if it fits in 8 registers. */
static struct eu_operand strided(u32 type, u32 nr, u32 n)
{
	u32 i = rnd(ARRAY_SIZE(regions)), width = regions[i].width;

	if (width > n || n / width * regions[i].vstride * eu_type_bytes(type) > 8 * 32)
		return eu_rig_grf(type, nr);
	return eu_rig_region(type, nr, 0, regions[i].vstride, width, regions[i].hstride);
}

static struct eu_operand source(const struct row *row, u32 k, u32 n)
{
	u32 nr = source_registers[k], type = row->src[k], size = eu_type_bytes(type);
	struct eu_operand o = eu_rig_grf(type, nr);
	bool last = k + 1 == row->count;

	if (row->op == GEN9_EU_PLN || row->op == GEN9_EU_LINE)
		return k ? o : eu_rig_scalar(type, nr, 16 * rnd(2));
	if (row->may & SCALARS && rnd(4) == 0)
		o = eu_rig_scalar(type, nr, size * rnd(32 / size));
	else if (row->may & IMM && last && size > 1 && rnd(4) == 0)
		o = eu_rig_imm(type, value(type) & (~0ull >> (64 - 8 * size)));
	else if (row->count < 3 && rnd(3) == 0)
		o = strided(type, nr, n);
	if (row->may & MODS && o.file != EU_IMM) {
		o.negate = rnd(3) == 0;
		o.abs = rnd(5) == 0 && !(row->op >= GEN9_EU_NOT && row->op <= GEN9_EU_XOR);
	}
	return o;
}

static struct eu_inst instruction(const struct row *row)
{
	u32 least = row->op == GEN9_EU_PLN || row->op == GEN9_EU_LINE ? 3 : 0;
	u32 size = max(eu_type_bytes(row->dst), eu_type_bytes(row->src[0]));
	u32 n = 1u << (least + rnd((size == 8 ? 4 : size == 4 ? 5 : 6) - least)), i;
	struct eu_inst inst = eu_rig_inst(row->op, n, eu_rig_grf(row->dst, DST));

	inst.src_count = row->count;
	inst.align16 = row->count == 3;
	for (i = 0; i < row->count; i++) {
		inst.src[i] = source(row, i, n);
		if (inst.align16 && inst.src[i].width != 1)
			inst.src[i].vstride = inst.src[i].width = 4;
	}
	inst.group = n < 32 ? n * rnd(32 / n) / 8 * 8 : 0;
	inst.mask_disable = rnd(3) == 0;
	inst.flag = rnd(4) & (inst.group || n == 32 ? 2 : 3);
	inst.math = row->math;
	if (rnd(8) == 0)
		inst.dst.nr = (u8)(SRC0 + rnd(3));
	if (row->may & PRED && rnd(2)) {
		inst.pred = 1 + rnd(13);
		inst.pred_invert = rnd(2);
	}
	if (row->op == GEN9_EU_SEL && !inst.pred)
		inst.cond = rnd(2) ? GEN9_EU_COND_GE : GEN9_EU_COND_L;
	if (row->may & NEED_COND || (row->may & COND && rnd(3) == 0))
		inst.cond = 1 + rnd(6);
	inst.saturate = row->may & SAT && rnd(3) == 0;
	if (row->op == GEN9_EU_CMP && rnd(2))
		inst.dst = eu_rig_null(row->dst);
	if (!inst.align16 && inst.dst.file == EU_GRF && rnd(4) == 0 && n * size * 2 <= 64)
		inst.dst.hstride = 2;
	inst.acc_write = row->may & ACC;
	return inst;
}

static void run(const struct eu_inst *inst, const struct eu_scalar *s, struct eu_thread *t,
		enum eu_rig_way way)
{
	struct eu_inst insts[] = { *inst, eu_rig_eot() };
	struct eu_program *p = eu_rig_program(insts, 2, way);

	assert_non_null(p);
	memset(t, 0, sizeof(*t));
	eu_rig_thread(t, s->enabled);
	t->cr0 = s->cr0;
	memcpy(t->grf, s->grf, sizeof(t->grf));
	eu_thread_init(t);
	memcpy(t->exec.acc, s->acc, sizeof(s->acc));
	memcpy(t->exec.flag, s->flag, sizeof(s->flag));
	assert_int_equal(eu_thread_run(p, t), EU_END);
	eu_program_destroy(p);
}

static bool is_nan(u32 type, const u8 *at)
{
	u16 hf;
	float f;
	double df;

	memcpy(&hf, at, sizeof(hf));
	if (type == EU_HF)
		return (hf & 0x7fff) > 0x7c00;
	memcpy(&f, at, sizeof(f));
	if (type == EU_F)
		return f != f;
	memcpy(&df, at, sizeof(df));
	return df != df;
}

/* All bytes are equal, but for the bits of a NaN that was computed. */
static bool equal(const struct eu_inst *inst, const struct eu_scalar *s, const struct eu_thread *t)
{
	u32 size = eu_type_bytes(inst->dst.type), i;
	const u8 *grf = (const u8 *)t->grf;

	for (i = 0; i < GEN9_EU_GRF_FILE_BYTES; i += size) {
		if (!memcmp(s->grf + i, grf + i, size))
			continue;
		if (inst->op == GEN9_EU_CMP || inst->op == GEN9_EU_CMPN ||
		    !is_float(inst->dst.type) || !is_nan(inst->dst.type, grf + i) ||
		    !is_nan(inst->dst.type, s->grf + i)) {
			print_message("# byte %u: 0x%02x%02x%02x%02x not 0x%02x%02x%02x%02x\n", i,
				      grf[i + 3], grf[i + 2], grf[i + 1], grf[i], s->grf[i + 3],
				      s->grf[i + 2], s->grf[i + 1], s->grf[i]);
			return false;
		}
	}
	if (memcmp(s->flag, t->exec.flag, sizeof(s->flag))) {
		print_message("# flags 0x%x 0x%x not 0x%x 0x%x\n", t->exec.flag[0],
			      t->exec.flag[1], s->flag[0], s->flag[1]);
		return false;
	}
	return !memcmp(s->acc, t->exec.acc, sizeof(s->acc));
}

static void show(const char *name, const struct eu_inst *inst, enum eu_rig_way way)
{
	u32 i;

	print_message("# %s: n %u way %u pred %u%s cond %u sat %u flag %u group %u nomask %u\n",
		      name, inst->exec_size, way, inst->pred, inst->pred_invert ? "!" : "",
		      inst->cond, inst->saturate, inst->flag, inst->group, inst->mask_disable);
	for (i = 0; i < inst->src_count; i++)
		print_message("# src%u file %u <%u;%u,%u> -%u |%u| imm 0x%llx\n", i,
			      inst->src[i].file, inst->src[i].vstride, inst->src[i].width,
			      inst->src[i].hstride, inst->src[i].negate, inst->src[i].abs,
			      inst->src[i].imm);
}

static void each_row_equals_the_twin(void **state)
{
	u32 i, round, way, wrong = 0;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (round = 0; round < ROUNDS; round++) {
			struct eu_inst inst = instruction(&rows[i]);
			struct eu_scalar before, after;

			memset(&before, 0, sizeof(before));
			fill(&before, &rows[i]);
			after = before;
			eu_scalar_exec(&after, &inst);
			for (way = 0; way < EU_RIG_WAYS; way++) {
				static struct eu_thread t;

				if (!eu_rig_has(way))
					continue;
				run(&inst, &before, &t, way);
				if (equal(&inst, &after, &t))
					continue;
				show(rows[i].name, &inst, way);
				wrong++;
				round = ROUNDS;
				break;
			}
		}
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_equals_the_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
