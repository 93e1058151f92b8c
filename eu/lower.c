// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lower an instruction to an op: resolve its operands to offsets inside the register file, and
 * choose its functions. What cannot be resolved inside the register file is refused here, so that
 * nothing is checked when the op executes. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "Register Region", "Execution Data Types", "Immediate Values".
 * SMOV as kernels of Intel's OpenCL compiler use it.
 */
#include "eu/program.h"

#include "eu/decode.h"
#include "eu/float_bits.h"

#define ARF_BYTES	((u32)sizeof(union eu_arf))
#define VF_BITS		8	/* bits of an element of a VF immediate */
#define V_BITS		4	/* bits of an element of a V or UV immediate */

/* Return the float of a restricted float of 8 bits: sign, 3 bits of exponent, 4 of fraction. */
static float vf_value(u8 vf)
{
	u32 bits = (u32)(vf & 0x80) << 24;

	if (vf & 0x7f)
		bits |= ((u32)(vf >> 4 & 7) + EU_F_BIAS - 3) << EU_F_MANT_BITS |
			(u32)(vf & 0xf) << (EU_F_MANT_BITS - 4);
	return eu_float_of_bits(bits);
}

static void imm_vector(const struct eu_operand *o, struct eu_access *a, union eu_imm *imm)
{
	u32 i, v;

	for (i = 0; i < ARRAY_SIZE(imm->f); i++) {
		if (o->type == EU_VF) {
			imm->f[i] = vf_value((u8)(o->imm >> i % 4 * VF_BITS));
			continue;
		}
		v = (u32)(o->imm >> i * V_BITS) & 0xf;
		imm->d[i] = o->type == EU_V && v & 8 ? (s32)v - 16 : (s32)v;
	}
	for (i = 0; i < GEN9_EU_LANES; i++)
		a->at[i] = (u16)(i % ARRAY_SIZE(imm->f) * sizeof(float));
	a->type = o->type == EU_VF ? EU_F : EU_D;
}

/* Integers of up to 32 bits become those of 32 bits: the value counts alone. */
static void imm_scalar(const struct eu_operand *o, struct eu_access *a, union eu_imm *imm)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(imm->ud); i++)
		imm->ud[i] = (u32)o->imm;
	if (o->type == EU_W || o->type == EU_UW) {
		for (i = 0; i < ARRAY_SIZE(imm->ud); i++)
			imm->ud[i] = o->type == EU_W ? (u32)(s16)o->imm : (u16)o->imm;
		a->type = o->type == EU_W ? EU_D : EU_UD;
	}
	if (eu_type_bytes(o->type) == sizeof(u64))
		imm->uq[0] = o->imm;
}

static void resolve_imm(const struct eu_operand *o, struct eu_access *a, union eu_imm *imm)
{
	a->place = EU_AT_IMM;
	if (o->type == EU_V || o->type == EU_UV || o->type == EU_VF)
		imm_vector(o, a, imm);
	else
		imm_scalar(o, a, imm);
}

/*
 * Instructions of the macros of division and square root name special accumulators, in the bits of
 * swizzles, of the stride and of the write mask. These accumulators hold more bits of exponents.
 * Here they do not count, since INVM and RSQRTM give the macro's result.
 */
static bool is_macro(const struct eu_inst *inst)
{
	return inst->align16 && (inst->op == GEN9_EU_MADM ||
				 (inst->op == GEN9_EU_MATH &&
				  (inst->math == GEN9_EU_MATH_INVM ||
				   inst->math == GEN9_EU_MATH_RSQRTM)));
}

/* Return the byte offset of element @i of a region from the first. */
static u32 region_offset(const struct eu_operand *o, bool swizzles, u32 i)
{
	u32 width = max((u32)o->width, 1u), row = i / width, column = i % width;
	u32 vstride = o->vstride == EU_VXH ? 0 : o->vstride;

	if (swizzles && width == 4)
		column = o->swizzle >> 2 * column & 3;
	return (row * vstride + column * o->hstride) * eu_type_bytes(o->type);
}

static void resolve_indirect(const struct eu_operand *o, struct eu_access *a)
{
	a->place = EU_AT_INDIRECT;
	a->addr = o->addr_subnr;
	a->addr_step = o->vstride == EU_VXH;
	a->width = (u8)max((u32)o->width, 1u);
	a->imm = o->addr_imm;
}

static int resolve_src(const struct eu_inst *inst, u32 index, struct eu_access *a,
		       union eu_imm *imm)
{
	const struct eu_operand *o = &inst->src[index];
	u32 size = eu_type_bytes(o->type), first, limit, i;

	a->type = o->type;
	a->negate = o->negate;
	a->abs = o->abs;
	if (!size || o->file == EU_NONE || (o->file == EU_IMM && !imm))
		return -EINVAL;
	if (o->file == EU_IMM) {
		resolve_imm(o, a, imm);
		return 0;
	}
	a->place = o->file == EU_ARF ? EU_AT_ARF : EU_AT_GRF;
	a->arf = o->nr;
	first = o->file == EU_ARF ? o->subnr : o->nr * GEN9_EU_GRF_BYTES + o->subnr;
	limit = o->file == EU_ARF ? ARF_BYTES : GEN9_EU_GRF_FILE_BYTES;
	if (o->file == EU_ARF && !eu_arf_readable(o->nr))
		return -EINVAL;
	if (o->indirect) {
		resolve_indirect(o, a);
		first = 0;
	}
	for (i = 0; i < inst->exec_size; i++) {
		u32 at = first + region_offset(o, inst->align16 && !is_macro(inst), i);

		if (at + size > limit || at % size)
			return -EINVAL;
		a->at[i] = (u16)at;
	}
	return 0;
}

static int resolve_dst(const struct eu_inst *inst, struct eu_access *a)
{
	const struct eu_operand *o = &inst->dst;
	u32 size = eu_type_bytes(o->type), first = o->nr * GEN9_EU_GRF_BYTES + o->subnr;
	u32 hstride = is_macro(inst) ? 1 : o->hstride, limit = GEN9_EU_GRF_FILE_BYTES, i;

	a->type = o->type;
	a->arf = o->nr;
	if (!size || o->type == EU_V || o->type == EU_UV || o->type == EU_VF)
		return -EINVAL;
	if (o->file == EU_ARF && GEN9_EU_ARF_KIND(o->nr) == GEN9_EU_ARF_NULL)
		return 0;
	if (o->file == EU_ARF) {
		a->place = EU_AT_ARF;
		first = o->subnr;
		limit = ARF_BYTES;
		if (!eu_arf_writable(o->nr))
			return -EINVAL;
	} else if (o->file == EU_GRF && o->indirect) {
		resolve_indirect(o, a);
		a->addr_step = 0;
		first = 0;
	} else {
		a->place = EU_AT_GRF;
	}
	for (i = 0; i < inst->exec_size; i++) {
		u32 at = first + i * hstride * size;

		if (at + size > limit || at % size)
			return -EINVAL;
		a->at[i] = (u16)at;
	}
	return hstride || inst->exec_size == 1 ? 0 : -EINVAL;
}

/*
 * The first source of LINE and PLN is a plane, four floats: lanes 0 to 3 of the first load. The
 * second source of PLN is pairs of registers, one pair for 8 channels: loads 1 and 2.
 */
static int resolve_plane(const struct eu_inst *inst, const struct eu_isa *isa,
			 struct eu_slow *slow)
{
	struct eu_access *plane = &slow->src[0], *u = &slow->src[1], *v = &slow->src[2];
	u32 first = plane->at[0], pair = u->at[0], i;

	if (plane->place != EU_AT_GRF || inst->src[0].type != EU_F || inst->src[1].type != EU_F ||
	    first + 16 > GEN9_EU_GRF_FILE_BYTES || inst->exec_size < 4)
		return -EINVAL;
	for (i = 0; i < inst->exec_size; i++)
		plane->at[i] = (u16)(first + i % 4 * sizeof(float));
	slow->load[0] = isa->load(EU_F, EU_CLASS_F, EU_SPREAD);
	if (inst->op != GEN9_EU_PLN)
		return 0;
	if (u->place != EU_AT_GRF ||
	    pair + DIV_ROUND_UP(inst->exec_size, 8u) * 64 > GEN9_EU_GRF_FILE_BYTES)
		return -EINVAL;
	*v = *u;
	for (i = 0; i < inst->exec_size; i++) {
		u->at[i] = (u16)(pair + i / 8 * 64 + i % 8 * sizeof(float));
		v->at[i] = (u16)(u->at[i] + GEN9_EU_GRF_BYTES);
	}
	slow->src_count = 3;
	slow->load[1] = slow->load[0];
	slow->load[2] = slow->load[0];
	return 0;
}

static u32 class_of(const struct eu_inst *inst)
{
	u32 class = EU_CLASS_Q, i;

	for (i = 0; i < inst->src_count; i++) {
		u32 type = inst->src[i].type;

		if (type == EU_DF)
			return EU_CLASS_DF;
		if (type == EU_F || type == EU_HF || type == EU_VF)
			class = EU_CLASS_F;
		else if (type == EU_UQ && class == EU_CLASS_Q)
			class = EU_CLASS_UQ;
	}
	return class;
}

static bool is_logic(u32 op)
{
	return op == GEN9_EU_NOT || op == GEN9_EU_AND || op == GEN9_EU_OR || op == GEN9_EU_XOR;
}

static u32 integer_of(u32 type)
{
	static const u8 integer[] = { [1] = EU_UB, [2] = EU_UW, [4] = EU_UD, [8] = EU_UQ };

	return integer[eu_type_bytes(type)];
}

/* A move of HF to HF, or a selection, keeps all bits. Floats of other types do so anyway. */
static bool is_raw_half(const struct eu_inst *inst)
{
	u32 i;

	if (inst->cond || inst->saturate || inst->dst.type != EU_HF ||
	    (inst->op != GEN9_EU_MOV && inst->op != GEN9_EU_SEL))
		return false;
	for (i = 0; i < inst->src_count; i++)
		if (inst->src[i].type != EU_HF || inst->src[i].negate || inst->src[i].abs)
			return false;
	return true;
}

/* Return the layout of an operand: enum eu_layout. */
static u32 layout_of(const struct eu_access *a, u32 n)
{
	u32 size = eu_type_bytes(a->type), same = 1, in_row = 1;

	if (a->place == EU_AT_INDIRECT)
		return EU_SPREAD;
	while (same < n && a->at[same] == a->at[0])
		same++;
	while (in_row < n && a->at[in_row] == a->at[0] + in_row * size)
		in_row++;
	return same == n ? EU_SCALAR : in_row == n ? EU_IN_ROW : EU_SPREAD;
}

/* Choose the functions that store the result. */
static void lower_store(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_slow *slow)
{
	bool compares = inst->op == GEN9_EU_CMP || inst->op == GEN9_EU_CMPN;
	u32 type = compares ? integer_of(slow->dst.type) : slow->dst.type;
	u32 class = compares ? EU_CLASS_Q : slow->class;

	slow->store = isa->store(type, class, EU_SPREAD);
	slow->store_all = isa->store(type, class, layout_of(&slow->dst, inst->exec_size));
}

static int lower_alu(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_op *op,
		     struct eu_slow *slow)
{
	bool raw = is_raw_half(inst);
	u32 i;
	int err;

	slow->class = (u8)(raw ? EU_CLASS_Q : class_of(inst));
	slow->logic = is_logic(inst->op);
	err = resolve_dst(inst, &slow->dst);
	for (i = 0; !err && i < inst->src_count; i++) {
		err = resolve_src(inst, i, &slow->src[i], &op->imm);
		if (err)
			return err;
		if (raw)
			slow->src[i].type = EU_UW;
		slow->load[i] = isa->load(slow->src[i].type, slow->class,
					  layout_of(&slow->src[i], inst->exec_size));
		if (!slow->load[i])
			return -EINVAL;
	}
	slow->src_count = inst->src_count;
	if (inst->op == GEN9_EU_PLN || inst->op == GEN9_EU_LINE)
		err = err ? err : resolve_plane(inst, isa, slow);
	if (raw)
		slow->dst.type = EU_UW;
	lower_store(inst, isa, slow);
	slow->compute = isa->compute(inst, slow->class);
	return !err && slow->store && slow->compute ? 0 : -EINVAL;
}

/*
 * SMOV moves in the channels whose bits are set in the second source. A compiler makes one of each
 * channel, whose destination is at an address of its own.
 */
static int lower_smov(const struct eu_inst *inst, struct eu_op *op, struct eu_slow *slow)
{
	if (inst->src[1].file != EU_IMM)
		return -EINVAL;
	op->lanes &= (u32)inst->src[1].imm;
	slow->src_count = 1;
	return 0;
}

/* The fast way has offsets of operands and masks of modifiers at hand. */
static void lower_fast(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_op *op)
{
	const struct eu_slow *slow = op->slow;
	eu_exec_fn fast;
	u32 i;

	for (i = 0; i < inst->src_count; i++) {
		const struct eu_access *a = &slow->src[i];
		bool is_float = a->type == EU_F;

		op->at[i] = a->at[0];
		op->keep[i] = a->abs && is_float ? EU_F_ABS : ~0u;
		op->flip[i] = a->negate ? (is_float ? EU_F_SIGN : ~0u) : 0;
	}
	op->at[3] = slow->dst.at[0];
	fast = isa->fast(inst, op);
	if (fast)
		op->body = fast;
}

/* A branch by a register, and CALL, which has two dwords of a register as destination. */
static int lower_branch(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_slow *slow)
{
	const struct eu_operand *dst = &inst->dst;
	int err;

	if (inst->op == GEN9_EU_CALL)
		return dst->file == EU_GRF && !dst->indirect && dst->nr < GEN9_EU_GRF_COUNT &&
			dst->subnr % sizeof(u64) == 0 && dst->subnr < GEN9_EU_GRF_BYTES &&
			!inst->src_count ? 0 : -EINVAL;
	if (inst->src_count != 1)
		return inst->op == GEN9_EU_RET ? -EINVAL : 0;
	err = resolve_src(inst, 0, &slow->src[0], NULL);
	if (err || slow->src[0].place == EU_AT_INDIRECT || slow->src[0].negate || slow->src[0].abs)
		return -EINVAL;
	slow->load[0] = isa->load(slow->src[0].type, EU_CLASS_Q, EU_SCALAR);
	return slow->load[0] ? 0 : -EINVAL;
}

static int lower_control(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_op *op,
			 struct eu_slow *slow)
{
	op->body = eu_control_fn(inst->op);
	if (!op->body)
		return -EINVAL;
	return eu_op_kind(inst->op) == GEN9_EU_KIND_FLOW ? lower_branch(inst, isa, slow) : 0;
}

static void lower_controls(const struct eu_inst *inst, struct eu_op *op)
{
	u32 n = inst->exec_size, i;

	op->lanes = n == GEN9_EU_LANES ? ~0u : (1u << n) - 1;
	if (inst->align16 && inst->dst.writemask != 0xf && !is_macro(inst))
		for (i = 0; i < n; i++)
			if (!(inst->dst.writemask >> i % 4 & 1))
				op->lanes &= ~(1u << i);
	op->no_mask = inst->mask_disable ? ~0u : 0;
	op->blocks = (u8)DIV_ROUND_UP(n, 8u);
	op->group = inst->group;
	op->pred = inst->pred;
	op->pred_invert = inst->pred_invert;
	op->flag = inst->flag >> 1 & 1;
	op->flag_shift = ((inst->flag & 1) * 16 + inst->group) % 32;
	op->cond = inst->op == GEN9_EU_SEL ? GEN9_EU_COND_NONE : inst->cond;
	op->saturate = inst->saturate;
	op->decorated = inst->pred || op->cond || inst->saturate;
}

int eu_lower(const struct eu_inst *inst, const struct eu_isa *isa, struct eu_op *op,
	     struct eu_slow *slow)
{
	u32 n = inst->exec_size;
	int err;

	if (!n || n > GEN9_EU_LANES || !is_power_of_2(n) || inst->group + n > GEN9_EU_LANES ||
	    inst->pred > GEN9_EU_PRED_ALL32H || inst->src_count > ARRAY_SIZE(inst->src))
		return -EINVAL;
	lower_controls(inst, op);
	slow->inst = inst;
	op->slow = slow;
	if (eu_op_kind(inst->op) == GEN9_EU_KIND_ALU) {
		err = lower_alu(inst, isa, op, slow);
		if (!err && inst->op == GEN9_EU_SMOV)
			err = lower_smov(inst, op, slow);
		slow->mid = isa->mid;
		op->body = isa->mid;
		if (!err && !inst->acc_write)
			lower_fast(inst, isa, op);
	} else {
		err = lower_control(inst, isa, op, slow);
		slow->mid = op->body;
	}
	op->exec = op->body;
	op->mid = slow->mid;
	return err;
}
