// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules for decoded EU instructions. Rules marked "refuse" hold for all that the interpreter gets:
 * they keep every access of an operand or a message within the registers that a thread has. Takes
 * no lock.
 */
#include "eu/validate.h"
#include "eu/bits.h"
#include "eu/decode.h"
#include "gen9/eu_encoding.h"
#include "gen9/message_defs.h"

/* The architecture registers of each kind. */
static const u8 arf_counts[] = {
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_NULL)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_ADDRESS)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_ACCUMULATOR)] = 2,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_FLAG)] = 2,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_CHANNEL_ENABLE)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_MESSAGE_CONTROL)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_STACK_POINTER)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_STATE)] = 2,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_CONTROL)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_NOTIFICATION)] = 2,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_IP)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_TDR)] = 1,
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_TIMESTAMP)] = 1,
};

static bool is_null(const struct eu_operand *operand)
{
	return operand->file == EU_ARF && !operand->indirect && operand->nr == GEN9_EU_ARF_NULL;
}

static bool is_direct_grf(const struct eu_operand *operand)
{
	return operand->file == EU_GRF && !operand->indirect;
}

/* Return operand @index of those that count: the sources, then the destination; or NULL. */
static const struct eu_operand *operand_of(const struct eu_inst *inst, u32 index)
{
	if (index < inst->src_count)
		return &inst->src[index];
	return index == inst->src_count ? &inst->dst : NULL;
}

typedef bool operand_rule(const struct eu_inst *inst, const struct eu_operand *operand);

static bool any_operand(const struct eu_inst *inst, operand_rule *broken)
{
	const struct eu_operand *operand;
	u32 i;

	for (i = 0; (operand = operand_of(inst, i)); i++)
		if (broken(inst, operand))
			return true;
	return false;
}

static bool any_source(const struct eu_inst *inst, operand_rule *broken)
{
	u32 i;

	for (i = 0; i < inst->src_count; i++)
		if (broken(inst, &inst->src[i]))
			return true;
	return false;
}

/* --- rules that the interpreter depends on ---------------------------------------------------- */

static bool no_register(const struct eu_inst *inst, const struct eu_operand *operand)
{
	u32 kind = GEN9_EU_ARF_INDEX(operand->nr);

	if (is_direct_grf(operand))
		return operand->nr >= GEN9_EU_GRF_COUNT;
	if (operand->file != EU_ARF || is_null(operand))
		return false;
	return kind >= ARRAY_SIZE(arf_counts) || (operand->nr & 15) >= arf_counts[kind];
}

static bool register_number(const struct eu_inst *inst)
{
	return any_operand(inst, no_register);
}

static bool is_misaligned(const struct eu_inst *inst, const struct eu_operand *operand)
{
	u32 bytes = eu_type_bytes(operand->type);

	if (operand->file != EU_GRF && operand->file != EU_ARF)
		return false;
	return !operand->indirect && !is_null(operand) && bytes && operand->subnr % bytes;
}

static bool subregister_alignment(const struct eu_inst *inst)
{
	return any_operand(inst, is_misaligned);
}

/* Return the offset behind the last byte of an operand, from the beginning of its register. */
static u32 end_of(const struct eu_inst *inst, const struct eu_operand *operand, bool dst)
{
	u32 bytes = eu_type_bytes(operand->type), lanes = inst->exec_size;
	u32 width = operand->width < lanes ? operand->width : lanes;
	u32 rows, last;

	if (dst)
		return operand->subnr + ((lanes - 1) * operand->hstride + 1) * bytes;
	rows = width ? lanes / width : 1;
	last = (rows - 1) * operand->vstride + (width ? width - 1 : 0) * operand->hstride;
	return operand->subnr + (last + 1) * bytes;
}

static bool operand_beyond_file(const struct eu_inst *inst)
{
	const struct eu_operand *operand;
	u32 i, end;

	if (eu_op_is_send(inst->op))
		return false;
	for (i = 0; (operand = operand_of(inst, i)); i++) {
		if (!is_direct_grf(operand))
			continue;
		end = end_of(inst, operand, operand == &inst->dst);
		if (inst->op == GEN9_EU_PLN && i == 1)
			end = GEN9_EU_PLN_REGS * GEN9_EU_GRF_BYTES * inst->exec_size / 8;
		if (operand->nr * GEN9_EU_GRF_BYTES + end > GEN9_EU_GRF_FILE_BYTES)
			return true;
	}
	return false;
}

static bool channels_beyond_thread(const struct eu_inst *inst)
{
	return inst->group + inst->exec_size > GEN9_EU_LANES;
}

static bool condition(const struct eu_inst *inst)
{
	return inst->cond == GEN9_EU_COND_RESERVED || inst->cond > GEN9_EU_COND_U;
}

static bool predicate(const struct eu_inst *inst)
{
	if (!inst->align16)
		return inst->pred > GEN9_EU_PRED_ALL32H;
	return inst->pred > GEN9_EU_PRED_SEQUENTIAL && inst->pred != GEN9_EU_PRED_ANY4H &&
	       inst->pred != GEN9_EU_PRED_ALL4H;
}

static bool thread_control(const struct eu_inst *inst)
{
	return inst->thread_switch > GEN9_EU_THREAD_SWITCH;
}

static u32 message_length(const struct eu_inst *inst)
{
	return gen9_field(&inst->desc, GEN9_MSG_LENGTH);
}

static u32 response_length(const struct eu_inst *inst)
{
	return gen9_field(&inst->desc, GEN9_MSG_RESPONSE_LENGTH);
}

static bool is_sends(const struct eu_inst *inst)
{
	return inst->op == GEN9_EU_SENDS || inst->op == GEN9_EU_SENDSC;
}

static u32 second_length(const struct eu_inst *inst)
{
	if (!is_sends(inst))
		return 0;
	return gen9_field(&inst->ex_desc, GEN9_MSG_EX_LENGTH);
}

static bool message_destination(const struct eu_inst *inst)
{
	const struct eu_operand *dst = &inst->dst;
	bool is_grf = is_direct_grf(dst);

	if (!eu_op_is_send(inst->op))
		return false;
	/* Without a response a destination does not count: kernels of IGT name an accumulator. */
	if (!is_grf && !is_null(dst))
		return inst->desc_reg || response_length(inst);
	if (inst->desc_reg)
		return is_grf && dst->subnr;
	if (!is_grf)
		return response_length(inst);
	return dst->subnr || dst->nr + response_length(inst) > GEN9_EU_GRF_COUNT;
}

static bool message_payload(const struct eu_inst *inst)
{
	const struct eu_operand *second = &inst->src[1];
	u32 length = second_length(inst);

	if (!eu_op_is_send(inst->op))
		return false;
	if (!is_direct_grf(&inst->src[0]) || inst->src[0].subnr)
		return true;
	if (!inst->desc_reg && (!message_length(inst) ||
				inst->src[0].nr + message_length(inst) > GEN9_EU_GRF_COUNT))
		return true;
	if (!is_sends(inst))
		return false;
	if (!is_direct_grf(second))
		return !is_null(second) || length;
	return second->subnr || second->nr + length > GEN9_EU_GRF_COUNT;
}

/* --- rules of the PRM ------------------------------------------------------------------------- */

static bool source_is_null(const struct eu_inst *inst)
{
	u32 i;

	if (eu_op_is_send(inst->op))
		return false;
	for (i = 0; i < inst->src_count; i++)
		if (is_null(&inst->src[i]))
			return true;
	return false;
}

static bool eot_payload(const struct eu_inst *inst)
{
	if (!eu_op_is_send(inst->op) || !inst->eot)
		return false;
	return inst->src[0].nr < GEN9_EU_EOT_FIRST_NR ||
	       (is_sends(inst) && is_direct_grf(&inst->src[1]) &&
		inst->src[1].nr < GEN9_EU_EOT_FIRST_NR);
}

static bool payloads_overlap(const struct eu_inst *inst)
{
	u32 first = inst->src[0].nr, second = inst->src[1].nr;
	u32 lengths[2] = { message_length(inst), second_length(inst) };

	if (!is_sends(inst) || !is_direct_grf(&inst->src[1]))
		return false;
	if (inst->desc_reg)
		lengths[0] = 1;
	if (inst->ex_desc_reg)
		lengths[1] = 1;
	return first <= second ? second < first + lengths[0] : first < second + lengths[1];
}

/* Only instructions with regions in align1: not sends, not three sources. */
static bool has_regions(const struct eu_inst *inst)
{
	return !inst->align16 && !eu_op_is_send(inst->op) && inst->src_count < 3;
}

static bool has_region(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_regions(inst) && (src->file == EU_GRF || src->file == EU_ARF);
}

static bool is_too_wide(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_region(inst, src) && src->width > inst->exec_size;
}

static bool width_above_size(const struct eu_inst *inst)
{
	return any_source(inst, is_too_wide);
}

static bool has_idle_hstride(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_region(inst, src) && src->width == 1 && src->hstride;
}

static bool width_1_stride(const struct eu_inst *inst)
{
	return any_source(inst, has_idle_hstride);
}

static bool has_odd_row(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_region(inst, src) && src->vstride != EU_VXH && src->hstride &&
	       src->width == inst->exec_size && src->vstride != src->width * src->hstride;
}

static bool row_stride(const struct eu_inst *inst)
{
	return any_source(inst, has_odd_row);
}

static bool has_idle_stride(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_region(inst, src) && src->vstride != EU_VXH && inst->exec_size == 1 &&
	       src->width == 1 && (src->vstride || src->hstride);
}

static bool scalar_stride(const struct eu_inst *inst)
{
	return any_source(inst, has_idle_stride);
}

static bool has_no_stride(const struct eu_inst *inst, const struct eu_operand *src)
{
	return has_region(inst, src) && !src->vstride && !src->hstride && src->width != 1;
}

static bool zero_strides(const struct eu_inst *inst)
{
	return any_source(inst, has_no_stride);
}

static bool crosses_register(const struct eu_inst *inst, const struct eu_operand *src)
{
	u32 bytes = eu_type_bytes(src->type), row, first, last;

	if (!has_region(inst, src) || !is_direct_grf(src) || !src->width)
		return false;
	for (row = 0; row < inst->exec_size / src->width; row++) {
		first = src->subnr + row * src->vstride * bytes;
		last = first + (src->width - 1) * src->hstride * bytes + bytes - 1;
		if (first / GEN9_EU_GRF_BYTES != last / GEN9_EU_GRF_BYTES)
			return true;
	}
	return false;
}

static bool region_crosses_register(const struct eu_inst *inst)
{
	return any_source(inst, crosses_register);
}

static bool spans_three(const struct eu_inst *inst, const struct eu_operand *operand)
{
	bool dst = operand == &inst->dst;

	if (!has_regions(inst) || !is_direct_grf(operand) || inst->op == GEN9_EU_PLN)
		return false;
	return end_of(inst, operand, dst) > 2 * GEN9_EU_GRF_BYTES;
}

static bool more_than_two_registers(const struct eu_inst *inst)
{
	return any_operand(inst, spans_three);
}

static bool destination_stride_0(const struct eu_inst *inst)
{
	return has_regions(inst) && inst->dst.file != EU_NONE && !is_null(&inst->dst) &&
	       !inst->dst.hstride;
}

static bool has_odd_vstride(const struct eu_inst *inst, const struct eu_operand *src)
{
	return src->file != EU_IMM && src->vstride != 0 && src->vstride != 2 && src->vstride != 4;
}

static bool align16_stride(const struct eu_inst *inst)
{
	if (!inst->align16 || eu_op_is_send(inst->op) || eu_op_is_branch(inst->op))
		return false;
	if (inst->dst.file != EU_NONE && !is_null(&inst->dst) && inst->dst.hstride != 1)
		return true;
	return any_source(inst, has_odd_vstride);
}

/* No conversion between 64 bits and bytes, nor between 64 bits and HF. */
static bool conversion_64_bits(const struct eu_inst *inst)
{
	u32 i, to, from;

	if (!has_regions(inst) || inst->dst.file == EU_NONE || inst->exec_size == 1)
		return false;
	to = inst->dst.type;
	for (i = 0; i < inst->src_count; i++) {
		from = inst->src[i].type;
		if (eu_type_bytes(from) == 8 && (eu_type_bytes(to) == 1 || to == EU_HF))
			return true;
		if (eu_type_bytes(to) == 8 && (eu_type_bytes(from) == 1 || from == EU_HF))
			return true;
	}
	return false;
}

static bool vector_immediate(const struct eu_inst *inst)
{
	const struct eu_operand *last;
	u32 step;

	if (eu_op_is_send(inst->op) || !inst->src_count || inst->src_count > 2)
		return false;
	last = &inst->src[inst->src_count - 1];
	if (last->file != EU_IMM || last->type < EU_V)
		return false;
	step = inst->dst.hstride * eu_type_bytes(inst->dst.type);
	return step != (last->type == EU_VF ? 4 : 2) || inst->dst.subnr % GEN9_EU_HALF_BYTES;
}

/* --- the table -------------------------------------------------------------------------------- */

/**
 * struct rule - A rule.
 * @name: its name
 * @refuse: the interpreter depends on it
 * @broken: tell if an instruction breaks it
 */
struct rule {
	const char *name;
	bool refuse;
	bool (*broken)(const struct eu_inst *inst);
};

static const struct rule rules[] = {
	{ "register-number", true, register_number },
	{ "subregister-alignment", true, subregister_alignment },
	{ "operand-beyond-file", true, operand_beyond_file },
	{ "channels-beyond-thread", true, channels_beyond_thread },
	{ "condition", true, condition },
	{ "predicate", true, predicate },
	{ "thread-control", true, thread_control },
	{ "message-destination", true, message_destination },
	{ "message-payload", true, message_payload },
	{ "source-is-null", false, source_is_null },
	{ "eot-payload", false, eot_payload },
	{ "payloads-overlap", false, payloads_overlap },
	{ "width-above-size", false, width_above_size },
	{ "width-1-stride", false, width_1_stride },
	{ "row-stride", false, row_stride },
	{ "scalar-stride", false, scalar_stride },
	{ "zero-strides", false, zero_strides },
	{ "region-crosses-register", false, region_crosses_register },
	{ "more-than-two-registers", false, more_than_two_registers },
	{ "destination-stride-0", false, destination_stride_0 },
	{ "align16-stride", false, align16_stride },
	{ "conversion-64-bits", false, conversion_64_bits },
	{ "vector-immediate", false, vector_immediate },
};

u64 eu_validate(const struct eu_inst *inst)
{
	u64 broken = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].broken(inst))
			broken |= 1ull << i;
	return broken;
}

bool eu_validate_refused(const struct eu_inst *inst)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].refuse && rules[i].broken(inst))
			return true;
	return false;
}

const char *eu_rule_name(u32 rule)
{
	return rule < ARRAY_SIZE(rules) ? rules[rule].name : NULL;
}

int eu_decode(const void *code, u32 bytes, struct eu_inst *inst)
{
	int err = eu_decode_fields(code, bytes, inst);

	if (!err && eu_validate_refused(inst))
		err = -EINVAL;
	return err;
}
