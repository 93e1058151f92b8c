// SPDX-License-Identifier: GPL-2.0-only
/* Encode EU instructions: the inverse of eu/decode.c. Written from gen9/eu_encoding.h alone. */
#include "tests/lib/eu_encode.h"
#include "eu/bits.h"
#include "gen9/eu_op_rows.h"

/* Encodings of types: of a register, an immediate, an operand of three sources. */
static const struct {
	u8 reg;
	u8 imm;
	u8 three;
} types[EU_TYPES] = {
	[EU_UD] = { 0, 0, 2 }, [EU_D] = { 1, 1, 1 }, [EU_UW] = { 2, 2, 0 }, [EU_W] = { 3, 3, 0 },
	[EU_UB] = { 4, 0, 0 }, [EU_B] = { 5, 0, 0 }, [EU_DF] = { 6, 10, 3 }, [EU_F] = { 7, 7, 0 },
	[EU_UQ] = { 8, 8, 0 }, [EU_Q] = { 9, 9, 0 }, [EU_HF] = { 10, 11, 4 }, [EU_V] = { 0, 6, 0 },
	[EU_UV] = { 0, 4, 0 }, [EU_VF] = { 0, 5, 0 },
};

static u32 log2_of(u32 value)
{
	return value ? 31 - __builtin_clz(value) : 0;
}

static u32 stride(u32 elements)
{
	if (elements == EU_VXH)
		return GEN9_EU_VSTRIDE_VXH;
	return elements ? 1 + log2_of(elements) : 0;
}

static u32 file(u32 file)
{
	if (file == EU_GRF)
		return GEN9_EU_FILE_GRF;
	return file == EU_IMM ? GEN9_EU_FILE_IMM : GEN9_EU_FILE_ARF;
}

static void put_dst(struct eu_code_bits *to, const struct eu_inst *inst)
{
	const struct eu_operand *dst = &inst->dst;

	eu_put(to, GEN9_EU_DST_FILE, file(dst->file));
	eu_put(to, GEN9_EU_DST_TYPE, types[dst->type].reg);
	eu_put(to, GEN9_EU_DST_HSTRIDE, stride(dst->hstride));
	eu_put(to, GEN9_EU_DST_INDIRECT, dst->indirect);
	if (dst->indirect) {
		eu_put(to, GEN9_EU_DST_ADDR_SUBNR, dst->addr_subnr);
		eu_put(to, GEN9_EU_DST_ADDR_IMM, dst->addr_imm);
		eu_put(to, GEN9_EU_DST_ADDR_IMM9, dst->addr_imm >> 9);
		return;
	}
	eu_put(to, GEN9_EU_DST_NR, dst->nr);
	if (!inst->align16) {
		eu_put(to, GEN9_EU_DST_SUBNR, dst->subnr);
		return;
	}
	eu_put(to, GEN9_EU_DST_WRITEMASK, dst->writemask);
	eu_put(to, GEN9_EU_DST_HALF, dst->subnr / GEN9_EU_HALF_BYTES);
}

static void put_register(struct eu_code_bits *to, const struct eu_inst *inst,
			 const struct eu_operand *src, u32 part, u32 addr_imm9)
{
	eu_put(to, eu_part(part, GEN9_EU_SRC_ABS), src->abs);
	eu_put(to, eu_part(part, GEN9_EU_SRC_NEGATE), src->negate);
	eu_put(to, eu_part(part, GEN9_EU_SRC_INDIRECT), src->indirect);
	if (src->indirect) {
		eu_put(to, eu_part(part, GEN9_EU_SRC_ADDR_SUBNR), src->addr_subnr);
		eu_put(to, eu_part(part, GEN9_EU_SRC_ADDR_IMM), src->addr_imm);
		eu_put(to, addr_imm9, src->addr_imm >> 9);
	} else {
		eu_put(to, eu_part(part, GEN9_EU_SRC_NR), src->nr);
		if (!inst->align16)
			eu_put(to, eu_part(part, GEN9_EU_SRC_SUBNR), src->subnr);
	}
	eu_put(to, eu_part(part, GEN9_EU_SRC_VSTRIDE), stride(src->vstride));
	if (inst->align16) {
		eu_put(to, eu_part(part, GEN9_EU_SRC_HALF), src->subnr / GEN9_EU_HALF_BYTES);
		eu_put(to, eu_part(part, GEN9_EU_SRC_SWIZZLE_XY), src->swizzle);
		eu_put(to, eu_part(part, GEN9_EU_SRC_SWIZZLE_ZW), src->swizzle >> 4);
		return;
	}
	eu_put(to, eu_part(part, GEN9_EU_SRC_WIDTH), log2_of(src->width));
	eu_put(to, eu_part(part, GEN9_EU_SRC_HSTRIDE), stride(src->hstride));
}

static void put_src(struct eu_code_bits *to, const struct eu_inst *inst,
		    const struct eu_operand *src, u32 index)
{
	bool imm = src->file == EU_IMM;

	eu_put(to, index ? GEN9_EU_SRC1_FILE : GEN9_EU_SRC0_FILE, file(src->file));
	eu_put(to, index ? GEN9_EU_SRC1_TYPE : GEN9_EU_SRC0_TYPE,
	       imm ? types[src->type].imm : types[src->type].reg);
	if (imm && eu_type_bytes(src->type) == 8)
		eu_put(to, GEN9_EU_IMM64, src->imm);
	else if (imm)
		eu_put(to, GEN9_EU_IMM32, src->imm);
	else
		put_register(to, inst, src, index ? GEN9_EU_SRC1_PART : GEN9_EU_SRC0_PART,
			     index ? GEN9_EU_SRC1_ADDR_IMM9 : GEN9_EU_SRC0_ADDR_IMM9);
}

static void put_three(struct eu_code_bits *to, const struct eu_inst *inst)
{
	u32 i, part, pair;
	const struct eu_operand *src;

	eu_put(to, GEN9_EU_3SRC_DST_NR, inst->dst.nr);
	eu_put(to, GEN9_EU_3SRC_DST_SUBNR, inst->dst.subnr / 4);
	eu_put(to, GEN9_EU_3SRC_DST_TYPE, types[inst->dst.type].three);
	eu_put(to, GEN9_EU_3SRC_DST_WRITEMASK, inst->dst.writemask);
	eu_put(to, GEN9_EU_3SRC_SRC_TYPE, types[inst->src[0].type].three);
	eu_put(to, GEN9_EU_3SRC_SRC1_HALF, inst->src[1].type == EU_HF);
	eu_put(to, GEN9_EU_3SRC_SRC2_HALF, inst->src[2].type == EU_HF);
	for (i = 0; i < 3; i++) {
		part = GEN9_EU_3SRC_PART + i * GEN9_EU_3SRC_PART_BITS;
		src = &inst->src[i];
		pair = (src->abs ? GEN9_EU_3SRC_ABS : 0) | (src->negate ? GEN9_EU_3SRC_NEGATE : 0);
		eu_put(to, GEN9_EU_3SRC_MODIFIERS,
		       eu_get(to, GEN9_EU_3SRC_MODIFIERS) | pair << 2 * i);
		eu_put(to, eu_part(part, GEN9_EU_3SRC_REPLICATE), !src->vstride);
		eu_put(to, eu_part(part, GEN9_EU_3SRC_SWIZZLE), src->swizzle);
		eu_put(to, eu_part(part, GEN9_EU_3SRC_SUBNR), src->subnr / 4);
		eu_put(to, eu_part(part, GEN9_EU_3SRC_SUBNR_WORD), src->subnr / 2 % 2);
		eu_put(to, eu_part(part, GEN9_EU_3SRC_NR), src->nr);
	}
}

static const struct eu_operand a0 = { .file = EU_ARF, .type = EU_UD, .nr = GEN9_EU_ARF_ADDRESS,
				      .width = 1 };

static void put_send(struct eu_code_bits *to, const struct eu_inst *inst)
{
	put_dst(to, inst);
	eu_put(to, GEN9_EU_SRC0_FILE, GEN9_EU_FILE_GRF);
	eu_put(to, GEN9_EU_SRC0_TYPE, types[inst->src[0].type].reg);
	eu_put(to, eu_part(GEN9_EU_SRC0_PART, GEN9_EU_SRC_NR), inst->src[0].nr);
	if (inst->desc_reg) {
		put_src(to, inst, &a0, 1);
	} else {
		eu_put(to, GEN9_EU_SRC1_FILE, GEN9_EU_FILE_IMM);
		eu_put(to, GEN9_EU_SEND_DESC, inst->desc);
	}
	eu_put(to, GEN9_EU_SEND_EX_DESC_19_16, inst->ex_desc >> 16);
	eu_put(to, GEN9_EU_SEND_EX_DESC_23_20, inst->ex_desc >> 20);
	eu_put(to, GEN9_EU_SEND_EX_DESC_27_24, inst->ex_desc >> 24);
	eu_put(to, GEN9_EU_SEND_EX_DESC_31_28, inst->ex_desc >> 28);
}

static void put_sends(struct eu_code_bits *to, const struct eu_inst *inst)
{
	eu_put(to, GEN9_EU_SENDS_DST_FILE, inst->dst.file == EU_GRF);
	eu_put(to, GEN9_EU_DST_NR, inst->dst.nr);
	eu_put(to, GEN9_EU_DST_HALF, inst->dst.subnr / GEN9_EU_HALF_BYTES);
	eu_put(to, eu_part(GEN9_EU_SRC0_PART, GEN9_EU_SRC_NR), inst->src[0].nr);
	eu_put(to, eu_part(GEN9_EU_SRC0_PART, GEN9_EU_SRC_HALF),
	       inst->src[0].subnr / GEN9_EU_HALF_BYTES);
	eu_put(to, GEN9_EU_SENDS_SRC1_FILE, inst->src[1].file == EU_GRF);
	eu_put(to, GEN9_EU_SENDS_SRC1_NR, inst->src[1].nr);
	eu_put(to, GEN9_EU_SENDS_DESC_IN_REG, inst->desc_reg);
	eu_put(to, GEN9_EU_SENDS_EX_DESC_IN_REG, inst->ex_desc_reg);
	if (!inst->desc_reg)
		eu_put(to, GEN9_EU_SEND_DESC, inst->desc);
	if (inst->ex_desc_reg) {
		eu_put(to, GEN9_EU_SENDS_EX_DESC_SUBNR, inst->ex_desc_subnr);
		return;
	}
	eu_put(to, GEN9_EU_SENDS_EX_DESC_31_16, inst->ex_desc >> 16);
	eu_put(to, GEN9_EU_SENDS_EX_DESC_9_6, inst->ex_desc >> 6);
}

static void put_jump(struct eu_code_bits *to, const struct eu_inst *inst)
{
	if (inst->src_count) {
		put_src(to, inst, &inst->src[0], 1);
		return;
	}
	eu_put(to, GEN9_EU_SRC1_FILE, GEN9_EU_FILE_IMM);
	eu_put(to, GEN9_EU_JIP, (u32)inst->jip - inst->bytes);
}

static void put_controls(struct eu_code_bits *to, const struct eu_inst *inst)
{
	eu_put(to, GEN9_EU_OPCODE, inst->op);
	eu_put(to, GEN9_EU_ACCESS_MODE, inst->align16);
	eu_put(to, GEN9_EU_NO_DD, inst->no_dd);
	eu_put(to, GEN9_EU_NIBBLE, inst->group / GEN9_EU_NIBBLE_LANES);
	eu_put(to, GEN9_EU_QUARTER, inst->group / GEN9_EU_QUARTER_LANES);
	eu_put(to, GEN9_EU_THREAD_CONTROL, inst->thread_switch);
	eu_put(to, GEN9_EU_PRED, inst->pred);
	eu_put(to, GEN9_EU_PRED_INVERT, inst->pred_invert);
	eu_put(to, GEN9_EU_EXEC_SIZE, log2_of(inst->exec_size));
	eu_put(to, GEN9_EU_COND, inst->cond | inst->math | inst->sfid);
	eu_put(to, GEN9_EU_ACC_WRITE, inst->acc_write || inst->branch_ctrl);
	eu_put(to, GEN9_EU_SATURATE, inst->saturate);
	eu_put(to, GEN9_EU_FLAG, inst->flag);
	eu_put(to, GEN9_EU_MASK_DISABLE, inst->mask_disable);
}

static void put_form(struct eu_code_bits *to, const struct eu_inst *inst)
{
	u32 form = gen9_eu_op_rows[inst->op % GEN9_EU_OPS].form;

	switch (form) {
	case GEN9_EU_FORM_BASIC:
		put_dst(to, inst);
		if (inst->src[0].file != EU_NONE)
			put_src(to, inst, &inst->src[0], 0);
		if (inst->src[1].file != EU_NONE)
			put_src(to, inst, &inst->src[1], 1);
		break;
	case GEN9_EU_FORM_THREE:
		put_three(to, inst);
		break;
	case GEN9_EU_FORM_SEND:
		put_send(to, inst);
		eu_put(to, GEN9_EU_SEND_EOT, inst->eot);
		break;
	case GEN9_EU_FORM_SENDS:
		put_sends(to, inst);
		eu_put(to, GEN9_EU_SEND_EOT, inst->eot);
		break;
	case GEN9_EU_FORM_JIP_UIP:
		eu_put(to, GEN9_EU_UIP, inst->uip);
		eu_put(to, GEN9_EU_JIP, inst->jip);
		break;
	case GEN9_EU_FORM_JIP:
		eu_put(to, GEN9_EU_JIP, inst->jip);
		break;
	case GEN9_EU_FORM_CALL:
		put_dst(to, inst);
		put_jump(to, inst);
		break;
	case GEN9_EU_FORM_JMPI:
		put_jump(to, inst);
		break;
	case GEN9_EU_FORM_RET:
		put_src(to, inst, &inst->src[0], 0);
		break;
	}
}

void eu_encode(const struct eu_inst *inst, u8 code[GEN9_EU_INST_BYTES])
{
	struct eu_code_bits to = { { 0, 0 } };

	put_controls(&to, inst);
	put_form(&to, inst);
	memcpy(code, &to, sizeof(to));
}
