// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decode EU instructions, native (16 bytes) and compacted (8 bytes). Every pattern of bits is
 * possible: a guest writes kernels. What has no meaning on Gen9 is invalid. Takes no lock.
 */
#include "eu/decode.h"
#include "eu/bits.h"
#include "eu/compact.h"
#include "gen9/eu_op_rows.h"

/* Types of operands by their encoding; EU_TYPES: invalid. */
#define ENCODED_TYPES	16u

static const u8 register_types[ENCODED_TYPES] = {
	[GEN9_EU_TYPE_UD] = EU_UD, [GEN9_EU_TYPE_D] = EU_D, [GEN9_EU_TYPE_UW] = EU_UW,
	[GEN9_EU_TYPE_W] = EU_W, [GEN9_EU_TYPE_UB] = EU_UB, [GEN9_EU_TYPE_B] = EU_B,
	[GEN9_EU_TYPE_DF] = EU_DF, [GEN9_EU_TYPE_F] = EU_F, [GEN9_EU_TYPE_UQ] = EU_UQ,
	[GEN9_EU_TYPE_Q] = EU_Q, [GEN9_EU_TYPE_HF] = EU_HF,
	[GEN9_EU_TYPE_HF + 1 ... ENCODED_TYPES - 1] = EU_TYPES,
};

static const u8 immediate_types[ENCODED_TYPES] = {
	[GEN9_EU_TYPE_UD] = EU_UD, [GEN9_EU_TYPE_D] = EU_D, [GEN9_EU_TYPE_UW] = EU_UW,
	[GEN9_EU_TYPE_W] = EU_W, [GEN9_EU_IMM_UV] = EU_UV, [GEN9_EU_IMM_VF] = EU_VF,
	[GEN9_EU_IMM_V] = EU_V, [GEN9_EU_TYPE_F] = EU_F, [GEN9_EU_TYPE_UQ] = EU_UQ,
	[GEN9_EU_TYPE_Q] = EU_Q, [GEN9_EU_IMM_DF] = EU_DF, [GEN9_EU_IMM_HF] = EU_HF,
	[GEN9_EU_IMM_HF + 1 ... ENCODED_TYPES - 1] = EU_TYPES,
};

#define ENCODED_TYPES3	8u

static const u8 three_types[ENCODED_TYPES3] = {
	[GEN9_EU_3SRC_F] = EU_F, [GEN9_EU_3SRC_D] = EU_D, [GEN9_EU_3SRC_UD] = EU_UD,
	[GEN9_EU_3SRC_DF] = EU_DF, [GEN9_EU_3SRC_HF] = EU_HF,
	[GEN9_EU_3SRC_HF + 1 ... ENCODED_TYPES3 - 1] = EU_TYPES,
};

static const u8 files[] = {
	[GEN9_EU_FILE_ARF] = EU_ARF, [GEN9_EU_FILE_GRF] = EU_GRF, [2] = EU_NONE,
	[GEN9_EU_FILE_IMM] = EU_IMM,
};

/* Places of the fields of source 0 and source 1. */
static const struct source_fields {
	u16 file;
	u16 type;
	u16 addr_imm9;
	u8 part;
} source_fields[2] = {
	{ GEN9_EU_SRC0_FILE, GEN9_EU_SRC0_TYPE, GEN9_EU_SRC0_ADDR_IMM9, GEN9_EU_SRC0_PART },
	{ GEN9_EU_SRC1_FILE, GEN9_EU_SRC1_TYPE, GEN9_EU_SRC1_ADDR_IMM9, GEN9_EU_SRC1_PART },
};

static const struct gen9_eu_op_row *row_of(u32 op)
{
	return &gen9_eu_op_rows[op % GEN9_EU_OPS];
}

/* A stride of 0, or a power of two: 0 is 0, and n is 2 ^ (n - 1). */
static u32 stride(u32 encoded)
{
	return encoded ? 1u << (encoded - 1) : 0;
}

static void set_scalar(struct eu_operand *operand)
{
	operand->vstride = 0;
	operand->width = 1;
	operand->hstride = 0;
}

static s16 address_immediate(u32 ninth, u32 low)
{
	return eu_signed(ninth << (GEN9_EU_ADDR_IMM_BITS - 1) | low, GEN9_EU_ADDR_IMM_BITS);
}

static int decode_dst(const struct eu_code_bits *code, struct eu_inst *inst)
{
	struct eu_operand *dst = &inst->dst;

	dst->file = files[eu_get(code, GEN9_EU_DST_FILE)];
	dst->type = register_types[eu_get(code, GEN9_EU_DST_TYPE)];
	dst->hstride = stride(eu_get(code, GEN9_EU_DST_HSTRIDE));
	dst->indirect = eu_get(code, GEN9_EU_DST_INDIRECT);
	if (dst->type == EU_TYPES || (dst->file != EU_GRF && dst->file != EU_ARF))
		return -EINVAL;
	if (dst->indirect) {
		if (dst->file != EU_GRF || inst->align16)
			return -EINVAL;
		dst->addr_subnr = eu_get(code, GEN9_EU_DST_ADDR_SUBNR);
		dst->addr_imm = address_immediate(eu_get(code, GEN9_EU_DST_ADDR_IMM9),
						  eu_get(code, GEN9_EU_DST_ADDR_IMM));
		return 0;
	}
	dst->nr = eu_get(code, GEN9_EU_DST_NR);
	if (inst->align16) {
		dst->subnr = eu_get(code, GEN9_EU_DST_HALF) * GEN9_EU_HALF_BYTES;
		dst->writemask = eu_get(code, GEN9_EU_DST_WRITEMASK);
	} else {
		dst->subnr = eu_get(code, GEN9_EU_DST_SUBNR);
	}
	return 0;
}

/* An immediate of 64 bits needs the bits of source 1. */
static int decode_immediate(const struct eu_code_bits *code, u32 index, struct eu_operand *src)
{
	u64 value = eu_get(code, GEN9_EU_IMM32);

	if (eu_type_bytes(src->type) == 8) {
		if (index)
			return -EINVAL;
		value = eu_get(code, GEN9_EU_IMM64);
	} else if (eu_type_bytes(src->type) == 2 && src->type != EU_V && src->type != EU_UV) {
		value = (u16)value;
	}
	set_scalar(src);
	src->imm = value;
	return 0;
}

static int decode_region(const struct eu_code_bits *code, u32 part, bool align16,
			 struct eu_operand *src)
{
	u32 vstride = eu_get(code, eu_part(part, GEN9_EU_SRC_VSTRIDE));
	u32 width = eu_get(code, eu_part(part, GEN9_EU_SRC_WIDTH));
	bool vxh = vstride == GEN9_EU_VSTRIDE_VXH && src->indirect && !align16;

	if (vstride > GEN9_EU_VSTRIDE_MAX && !vxh)
		return -EINVAL;
	src->vstride = vxh ? EU_VXH : stride(vstride);
	if (align16) {
		src->width = 4;
		src->hstride = 1;
		src->swizzle = eu_get(code, eu_part(part, GEN9_EU_SRC_SWIZZLE_XY)) |
			       eu_get(code, eu_part(part, GEN9_EU_SRC_SWIZZLE_ZW)) << 4;
		return 0;
	}
	if (width > GEN9_EU_WIDTH_MAX)
		return -EINVAL;
	src->width = 1u << width;
	src->hstride = stride(eu_get(code, eu_part(part, GEN9_EU_SRC_HSTRIDE)));
	return 0;
}

static int decode_register(const struct eu_code_bits *code, const struct source_fields *fields,
			   bool align16, struct eu_operand *src)
{
	u32 part = fields->part, low;

	src->abs = eu_get(code, eu_part(part, GEN9_EU_SRC_ABS));
	src->negate = eu_get(code, eu_part(part, GEN9_EU_SRC_NEGATE));
	src->indirect = eu_get(code, eu_part(part, GEN9_EU_SRC_INDIRECT));
	if (src->indirect) {
		if (src->file != EU_GRF || align16)
			return -EINVAL;
		src->addr_subnr = eu_get(code, eu_part(part, GEN9_EU_SRC_ADDR_SUBNR));
		low = eu_get(code, eu_part(part, GEN9_EU_SRC_ADDR_IMM));
		src->addr_imm = address_immediate(eu_get(code, fields->addr_imm9), low);
	} else {
		src->nr = eu_get(code, eu_part(part, GEN9_EU_SRC_NR));
		src->subnr = align16 ?
			eu_get(code, eu_part(part, GEN9_EU_SRC_HALF)) * GEN9_EU_HALF_BYTES :
			eu_get(code, eu_part(part, GEN9_EU_SRC_SUBNR));
	}
	return decode_region(code, part, align16, src);
}

static int decode_src(const struct eu_code_bits *code, struct eu_inst *inst, u32 index)
{
	const struct source_fields *fields = &source_fields[index];
	struct eu_operand *src = &inst->src[index];
	u32 type = eu_get(code, fields->type);

	src->file = files[eu_get(code, fields->file)];
	src->type = src->file == EU_IMM ? immediate_types[type] : register_types[type];
	if (src->file == EU_NONE || src->type == EU_TYPES)
		return -EINVAL;
	if (src->file == EU_IMM)
		return decode_immediate(code, index, src);
	return decode_register(code, fields, inst->align16, src);
}

/* Destination and up to two sources. Only the last source can be an immediate. */
static int decode_basic(const struct eu_code_bits *code, struct eu_inst *inst, u32 sources)
{
	int err;

	if (inst->op == GEN9_EU_MATH) {
		inst->math = inst->cond;
		inst->cond = GEN9_EU_COND_NONE;
		inst->src_count = gen9_eu_math_sources[inst->math % GEN9_EU_MATH_FUNCTIONS];
		if (!inst->src_count)
			return -EINVAL;
	} else {
		inst->src_count = sources;
	}
	err = decode_dst(code, inst);
	if (err || !sources)
		return err;
	err = decode_src(code, inst, 0);
	if (err || sources == 1)
		return err;
	if (inst->src[0].file == EU_IMM)
		return inst->src_count == 1 ? 0 : -EINVAL;
	return decode_src(code, inst, 1);
}

static int decode_three_src(const struct eu_code_bits *code, u32 index, struct eu_operand *src)
{
	u32 part = GEN9_EU_3SRC_PART + index * GEN9_EU_3SRC_PART_BITS;
	u32 pair = eu_get(code, GEN9_EU_3SRC_MODIFIERS) >> 2 * index;

	src->file = EU_GRF;
	src->nr = eu_get(code, eu_part(part, GEN9_EU_3SRC_NR));
	src->subnr = eu_get(code, eu_part(part, GEN9_EU_3SRC_SUBNR)) * 4 +
		     eu_get(code, eu_part(part, GEN9_EU_3SRC_SUBNR_WORD)) * 2;
	src->abs = pair & GEN9_EU_3SRC_ABS;
	src->negate = pair & GEN9_EU_3SRC_NEGATE;
	src->swizzle = EU_SWIZZLE_XYZW;
	if (eu_get(code, eu_part(part, GEN9_EU_3SRC_REPLICATE))) {
		set_scalar(src);
		return eu_type_bytes(src->type) == 8 ? -EINVAL : 0;
	}
	src->vstride = 4;
	src->width = 4;
	src->hstride = 1;
	src->swizzle = eu_get(code, eu_part(part, GEN9_EU_3SRC_SWIZZLE));
	return 0;
}

/* The type of sources 1 and 2 has a bit of its own if source 0 is a float of up to 32 bits. */
static u32 three_type(const struct eu_code_bits *code, u32 type, u32 half)
{
	if (type != EU_F && type != EU_HF)
		return type;
	return eu_get(code, half) ? EU_HF : EU_F;
}

static int decode_three(const struct eu_code_bits *code, struct eu_inst *inst)
{
	u32 type = three_types[eu_get(code, GEN9_EU_3SRC_SRC_TYPE)], i;
	struct eu_operand *dst = &inst->dst;
	int err;

	dst->file = EU_GRF;
	dst->type = three_types[eu_get(code, GEN9_EU_3SRC_DST_TYPE)];
	dst->nr = eu_get(code, GEN9_EU_3SRC_DST_NR);
	dst->subnr = eu_get(code, GEN9_EU_3SRC_DST_SUBNR) * 4;
	dst->hstride = 1;
	dst->writemask = eu_get(code, GEN9_EU_3SRC_DST_WRITEMASK);
	if (!inst->align16 || type == EU_TYPES || dst->type == EU_TYPES)
		return -EINVAL;
	inst->src_count = 3;
	inst->src[0].type = type;
	inst->src[1].type = three_type(code, type, GEN9_EU_3SRC_SRC1_HALF);
	inst->src[2].type = three_type(code, type, GEN9_EU_3SRC_SRC2_HALF);
	for (i = 0; i < inst->src_count; i++) {
		err = decode_three_src(code, i, &inst->src[i]);
		if (err)
			return err;
	}
	return 0;
}

static void set_message(const struct eu_code_bits *code, struct eu_inst *inst)
{
	inst->sfid = inst->cond;
	inst->cond = GEN9_EU_COND_NONE;
	inst->saturate = false;
	inst->eot = eu_get(code, GEN9_EU_SEND_EOT);
}

/* A payload is whole registers. The bits of its region belong to the extended descriptor. */
static void set_payload(struct eu_operand *src, u32 file, u32 nr, u32 subnr)
{
	memset(src, 0, sizeof(*src));
	src->file = file;
	src->type = EU_UD;
	src->nr = nr;
	src->subnr = subnr;
	src->vstride = 8;
	src->width = 8;
	src->hstride = 1;
	src->swizzle = EU_SWIZZLE_XYZW;
	src->writemask = 0xf;
}

static int decode_send(const struct eu_code_bits *code, struct eu_inst *inst)
{
	u32 part = GEN9_EU_SRC0_PART;
	struct eu_operand a0;
	int err;

	set_message(code, inst);
	err = decode_dst(code, inst);
	if (err)
		return err;
	if (eu_get(code, GEN9_EU_SRC0_FILE) != GEN9_EU_FILE_GRF ||
	    eu_get(code, eu_part(part, GEN9_EU_SRC_INDIRECT)))
		return -EINVAL;
	set_payload(&inst->src[0], EU_GRF, eu_get(code, eu_part(part, GEN9_EU_SRC_NR)), 0);
	inst->src[0].type = register_types[eu_get(code, GEN9_EU_SRC0_TYPE)];
	if (inst->src[0].type == EU_TYPES)
		return -EINVAL;
	inst->src_count = 1;
	inst->ex_desc = eu_get(code, GEN9_EU_SEND_EX_DESC_19_16) << 16 |
			eu_get(code, GEN9_EU_SEND_EX_DESC_23_20) << 20 |
			eu_get(code, GEN9_EU_SEND_EX_DESC_27_24) << 24 |
			eu_get(code, GEN9_EU_SEND_EX_DESC_31_28) << 28;
	if (eu_get(code, GEN9_EU_SRC1_FILE) == GEN9_EU_FILE_IMM) {
		inst->desc = eu_get(code, GEN9_EU_SEND_DESC);
		return 0;
	}
	inst->desc_reg = true;
	err = decode_src(code, inst, 1);
	a0 = inst->src[1];
	memset(&inst->src[1], 0, sizeof(inst->src[1]));
	if (err || a0.file != EU_ARF || a0.nr != GEN9_EU_ARF_ADDRESS || a0.subnr)
		return -EINVAL;
	return 0;
}

static int decode_sends(const struct eu_code_bits *code, struct eu_inst *inst)
{
	u32 part = GEN9_EU_SRC0_PART;

	set_message(code, inst);
	if (eu_get(code, GEN9_EU_DST_INDIRECT) ||
	    eu_get(code, eu_part(part, GEN9_EU_SRC_INDIRECT)))
		return -EINVAL;
	set_payload(&inst->dst, eu_get(code, GEN9_EU_SENDS_DST_FILE) ? EU_GRF : EU_ARF,
		    eu_get(code, GEN9_EU_DST_NR),
		    eu_get(code, GEN9_EU_DST_HALF) * GEN9_EU_HALF_BYTES);
	set_payload(&inst->src[0], EU_GRF, eu_get(code, eu_part(part, GEN9_EU_SRC_NR)),
		    eu_get(code, eu_part(part, GEN9_EU_SRC_HALF)) * GEN9_EU_HALF_BYTES);
	set_payload(&inst->src[1], eu_get(code, GEN9_EU_SENDS_SRC1_FILE) ? EU_GRF : EU_ARF,
		    eu_get(code, GEN9_EU_SENDS_SRC1_NR), 0);
	inst->src_count = 2;
	inst->desc_reg = eu_get(code, GEN9_EU_SENDS_DESC_IN_REG);
	inst->ex_desc_reg = eu_get(code, GEN9_EU_SENDS_EX_DESC_IN_REG);
	if (!inst->desc_reg)
		inst->desc = eu_get(code, GEN9_EU_SEND_DESC);
	if (inst->ex_desc_reg)
		inst->ex_desc_subnr = eu_get(code, GEN9_EU_SENDS_EX_DESC_SUBNR);
	else
		inst->ex_desc = eu_get(code, GEN9_EU_SENDS_EX_DESC_31_16) << 16 |
				eu_get(code, GEN9_EU_SENDS_EX_DESC_9_6) << 6;
	return 0;
}

/* The distance counts from the next instruction. In a register, it is added when executed. */
static int decode_jump(const struct eu_code_bits *code, struct eu_inst *inst)
{
	inst->jip = inst->bytes;
	if (eu_get(code, GEN9_EU_SRC1_FILE) == GEN9_EU_FILE_IMM) {
		inst->jip = (s32)((u32)inst->jip + (u32)eu_get(code, GEN9_EU_JIP));
		return 0;
	}
	if (decode_src(code, inst, 1))
		return -EINVAL;
	inst->src[0] = inst->src[1];
	memset(&inst->src[1], 0, sizeof(inst->src[1]));
	inst->src_count = 1;
	return 0;
}

static int decode_form(const struct eu_code_bits *code, struct eu_inst *inst)
{
	const struct gen9_eu_op_row *row = row_of(inst->op);
	int err;

	switch (row->form) {
	case GEN9_EU_FORM_PLAIN:
		return 0;
	case GEN9_EU_FORM_BASIC:
		return decode_basic(code, inst, row->sources);
	case GEN9_EU_FORM_THREE:
		return decode_three(code, inst);
	case GEN9_EU_FORM_SEND:
		return decode_send(code, inst);
	case GEN9_EU_FORM_SENDS:
		return decode_sends(code, inst);
	case GEN9_EU_FORM_JIP_UIP:
		inst->uip = eu_get(code, GEN9_EU_UIP);
		inst->jip = eu_get(code, GEN9_EU_JIP);
		return 0;
	case GEN9_EU_FORM_JIP:
		inst->jip = eu_get(code, GEN9_EU_JIP);
		return 0;
	case GEN9_EU_FORM_JMPI:
		return decode_jump(code, inst);
	case GEN9_EU_FORM_CALL:
		err = decode_dst(code, inst);
		return err ? err : decode_jump(code, inst);
	case GEN9_EU_FORM_RET:
		inst->src_count = row->sources;
		return decode_src(code, inst, 0);
	default:
		return -EINVAL;
	}
}

/* The fields that all instructions have. */
static int decode_controls(const struct eu_code_bits *code, struct eu_inst *inst)
{
	bool bit28 = eu_get(code, GEN9_EU_ACC_WRITE);
	u32 size = eu_get(code, GEN9_EU_EXEC_SIZE), i;

	inst->exec_size = size > GEN9_EU_EXEC_SIZE_MAX ? 1 : 1u << size;
	inst->group = eu_get(code, GEN9_EU_QUARTER) * GEN9_EU_QUARTER_LANES +
		      eu_get(code, GEN9_EU_NIBBLE) * GEN9_EU_NIBBLE_LANES;
	inst->mask_disable = eu_get(code, GEN9_EU_MASK_DISABLE);
	inst->align16 = eu_get(code, GEN9_EU_ACCESS_MODE);
	inst->no_dd = eu_get(code, GEN9_EU_NO_DD);
	inst->pred = eu_get(code, GEN9_EU_PRED);
	inst->pred_invert = eu_get(code, GEN9_EU_PRED_INVERT);
	inst->flag = eu_get(code, GEN9_EU_FLAG);
	inst->cond = eu_get(code, GEN9_EU_COND);
	inst->saturate = eu_get(code, GEN9_EU_SATURATE);
	inst->thread_switch = eu_get(code, GEN9_EU_THREAD_CONTROL);
	if (row_of(inst->op)->kind == GEN9_EU_KIND_FLOW)
		inst->branch_ctrl = bit28;
	else
		inst->acc_write = bit28;
	inst->dst.writemask = 0xf;
	for (i = 0; i < ARRAY_SIZE(inst->src); i++) {
		inst->src[i].swizzle = EU_SWIZZLE_XYZW;
		inst->src[i].writemask = 0xf;
	}
	return size > GEN9_EU_EXEC_SIZE_MAX ? -EINVAL : 0;
}

/* Take the bits of an instruction, and expand them if needed. */
static int fetch(const void *code, u32 bytes, struct eu_inst *inst, struct eu_code_bits *bits)
{
	memset(inst, 0, sizeof(*inst));
	memset(bits, 0, sizeof(*bits));
	if (bytes < GEN9_EU_COMPACT_BYTES)
		return -ENODATA;
	memcpy(bits, code, GEN9_EU_COMPACT_BYTES);
	inst->op = eu_get(bits, GEN9_EU_OPCODE);
	if (eu_get(bits, GEN9_EU_COMPACTED)) {
		inst->bytes = GEN9_EU_COMPACT_BYTES;
		eu_expand(bits->word[0], row_of(inst->op)->form == GEN9_EU_FORM_THREE, bits);
		return 0;
	}
	if (bytes < GEN9_EU_INST_BYTES)
		return -ENODATA;
	memcpy(bits, code, GEN9_EU_INST_BYTES);
	inst->bytes = GEN9_EU_INST_BYTES;
	return 0;
}

/* A compacted immediate has 13 bits. Only an operand of up to 32 bits can get it. */
static bool is_wide_compacted(const struct eu_inst *inst)
{
	return inst->bytes == GEN9_EU_COMPACT_BYTES && inst->src[0].file == EU_IMM &&
	       eu_type_bytes(inst->src[0].type) == 8;
}

int eu_decode_fields(const void *code, u32 bytes, struct eu_inst *inst)
{
	struct eu_code_bits bits;
	int err = fetch(code, bytes, inst, &bits);

	if (!err)
		err = decode_controls(&bits, inst);
	if (!err)
		err = decode_form(&bits, inst);
	if (!err && is_wide_compacted(inst))
		err = -EINVAL;
	return err;
}

const char *eu_op_name(u32 op)
{
	const char *title = eu_op_title(op);

	return title ? title + sizeof(GEN9_EU_TITLE) - 1 : NULL;
}

const char *eu_op_title(u32 op)
{
	return op < GEN9_EU_OPS ? gen9_eu_op_rows[op].title : NULL;
}

u32 eu_op_is_branch(u32 op)
{
	u32 form = op < GEN9_EU_OPS ? gen9_eu_op_rows[op].form : GEN9_EU_FORM_NONE;

	if (form == GEN9_EU_FORM_JIP_UIP)
		return 2;
	return form == GEN9_EU_FORM_JIP || form == GEN9_EU_FORM_JMPI;
}

u32 eu_op_kind(u32 op)
{
	return op < GEN9_EU_OPS ? gen9_eu_op_rows[op].kind : GEN9_EU_KIND_NONE;
}

bool eu_op_is_send(u32 op)
{
	return eu_op_kind(op) == GEN9_EU_KIND_SEND;
}
