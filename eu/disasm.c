// SPDX-License-Identifier: GPL-2.0-only
/*
 * Show decoded EU instructions as text, in the notation of Mesa's disassembler. Operands stand in
 * columns. Takes no lock.
 */
#include "eu/disasm.h"
#include "eu/decode.h"
#include "eu/text.h"
#include "gen9/eu_encoding.h"

static const char *const type_names[EU_TYPES] = {
	[EU_UD] = "UD", [EU_D] = "D", [EU_UW] = "UW", [EU_W] = "W", [EU_UB] = "UB", [EU_B] = "B",
	[EU_DF] = "DF", [EU_F] = "F", [EU_UQ] = "UQ", [EU_Q] = "Q", [EU_HF] = "HF", [EU_V] = "V",
	[EU_UV] = "UV", [EU_VF] = "VF",
};

static const char *const conditions[] = {
	"", ".z", ".nz", ".g", ".ge", ".l", ".le", ".7", ".o", ".u",
};

static const char *const predicates[] = {
	".none", "", ".anyv", ".allv", ".any2h", ".all2h", ".any4h", ".all4h", ".any8h", ".all8h",
	".any16h", ".all16h", ".any32h", ".all32h",
};

static const char *const math_functions[] = {
	[GEN9_EU_MATH_INV] = "inv", [GEN9_EU_MATH_LOG] = "log", [GEN9_EU_MATH_EXP] = "exp",
	[GEN9_EU_MATH_SQRT] = "sqrt", [GEN9_EU_MATH_RSQ] = "rsq", [GEN9_EU_MATH_SIN] = "sin",
	[GEN9_EU_MATH_COS] = "cos", [GEN9_EU_MATH_FDIV] = "fdiv", [GEN9_EU_MATH_POW] = "pow",
	[GEN9_EU_MATH_INT_DIV_MOD] = "intdivmod", [GEN9_EU_MATH_INT_QUOTIENT] = "intdiv",
	[GEN9_EU_MATH_INT_REMAINDER] = "intmod", [GEN9_EU_MATH_INVM] = "invm",
	[GEN9_EU_MATH_RSQRTM] = "rsqrtm",
};

static const char *const thread_controls[] = { "", " atomic", " switch", " ?" };
static const char *const dependencies[] = { "", " NoDDClr", " NoDDChk", " NoDDClr,NoDDChk" };

/* Architecture registers by their kind. */
static const char *const arf_names[GEN9_EU_ARF_KINDS] = {
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_ADDRESS)] = "a",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_ACCUMULATOR)] = "acc",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_FLAG)] = "f",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_CHANNEL_ENABLE)] = "mask",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_STATE)] = "sr",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_CONTROL)] = "cr",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_NOTIFICATION)] = "n",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_TDR)] = "tdr",
	[GEN9_EU_ARF_INDEX(GEN9_EU_ARF_TIMESTAMP)] = "tm",
};

#define COLUMN_DST	16u
#define COLUMN_SRC(n)	(32u + 16u * (n))
#define COLUMN_UIP	38u
#define COLUMN_OPTIONS	64u
#define COLUMN_DESC	64u
#define COLUMN_EX_DESC	80u

#define NAME(names, index) \
	((index) < ARRAY_SIZE(names) && (names)[index] ? (names)[index] : "?")

/* Return true for a register that is shown without region and type. */
static bool is_bare(const struct eu_operand *operand)
{
	u32 kind = GEN9_EU_ARF_KIND(operand->nr);

	return operand->file == EU_ARF && !operand->indirect &&
	       (kind == GEN9_EU_ARF_IP || kind == GEN9_EU_ARF_TDR);
}

static void add_register(struct eu_text *text, const struct eu_operand *operand)
{
	const char *name = arf_names[GEN9_EU_ARF_INDEX(operand->nr)];

	if (operand->file != EU_ARF)
		eu_text_add(text, "g%u", operand->nr);
	else if (GEN9_EU_ARF_KIND(operand->nr) == GEN9_EU_ARF_IP)
		eu_text_add(text, "ip");
	else if (GEN9_EU_ARF_KIND(operand->nr) == GEN9_EU_ARF_NULL)
		eu_text_add(text, "null");
	else if (name)
		eu_text_add(text, "%s%u", name, operand->nr & 15);
	else
		eu_text_add(text, "ARF%u", operand->nr);
}

/* Add the register, and the subregister in elements: always if @always, else if it is not 0. */
static void add_place(struct eu_text *text, const struct eu_operand *operand, bool always)
{
	u32 bytes = eu_type_bytes(operand->type);

	if (operand->indirect) {
		eu_text_add(text, "g[a0");
		if (operand->addr_subnr)
			eu_text_add(text, ".%u", operand->addr_subnr);
		if (operand->addr_imm)
			eu_text_add(text, " %d", operand->addr_imm);
		eu_text_add(text, "]");
		return;
	}
	add_register(text, operand);
	if ((operand->subnr && !is_bare(operand)) || always)
		eu_text_add(text, ".%u", bytes ? operand->subnr / bytes : operand->subnr);
}

static void add_type(struct eu_text *text, const struct eu_operand *operand)
{
	eu_text_add(text, "%s", NAME(type_names, operand->type));
}

static void add_writemask(struct eu_text *text, u32 mask)
{
	u32 i;

	if (mask == 0xf)
		return;
	eu_text_add(text, ".");
	for (i = 0; i < 4; i++)
		if (mask >> i & 1)
			eu_text_add(text, "%c", "xyzw"[i]);
}

static void add_swizzle(struct eu_text *text, u32 swizzle)
{
	u32 i, first = swizzle & 3, count = 4;

	if (swizzle == EU_SWIZZLE_XYZW)
		return;
	if (swizzle == first * 0x55)
		count = 1;
	eu_text_add(text, ".");
	for (i = 0; i < count; i++)
		eu_text_add(text, "%c", "xyzw"[swizzle >> 2 * i & 3]);
}

static void add_dst(struct eu_text *text, const struct eu_inst *inst)
{
	const struct eu_operand *dst = &inst->dst;

	eu_text_pad(text, COLUMN_DST);
	add_place(text, dst, false);
	if (is_bare(dst))
		return;
	eu_text_add(text, "<%u>", dst->hstride);
	add_writemask(text, dst->writemask);
	add_type(text, dst);
}

static void add_immediate(struct eu_text *text, const struct eu_operand *src)
{
	u32 low = (u32)src->imm;

	switch (src->type) {
	case EU_D:
		eu_text_add(text, "%dD", (s32)low);
		break;
	case EU_W:
		eu_text_add(text, "%dW", (s16)low);
		break;
	case EU_UW:
	case EU_HF:
		eu_text_add(text, "0x%04x%s", low, NAME(type_names, src->type));
		break;
	case EU_F:
	case EU_VF:
		eu_text_add(text, "0x%x%s", low, NAME(type_names, src->type));
		break;
	case EU_UQ:
	case EU_Q:
	case EU_DF:
		eu_text_add(text, "0x%08x%08x%s", (u32)(src->imm >> 32), low,
			    NAME(type_names, src->type));
		break;
	default:
		eu_text_add(text, "0x%08x%s", low, NAME(type_names, src->type));
	}
}

static bool is_logic(u32 op)
{
	return op == GEN9_EU_AND || op == GEN9_EU_OR || op == GEN9_EU_XOR || op == GEN9_EU_NOT;
}

static void add_src(struct eu_text *text, const struct eu_inst *inst, const struct eu_operand *src)
{
	bool three = inst->src_count == 3, scalar = !src->vstride && !src->hstride;

	if (src->file == EU_IMM) {
		add_immediate(text, src);
		return;
	}
	if (src->negate)
		eu_text_add(text, is_logic(inst->op) ? "~" : "-");
	if (src->abs)
		eu_text_add(text, "(abs)");
	add_place(text, src, three && scalar);
	if (is_bare(src))
		return;
	if (inst->align16 && !three)
		eu_text_add(text, "<%u>", src->vstride);
	else if (src->vstride == EU_VXH)
		eu_text_add(text, "<VxH,%u,%u>", src->width, src->hstride);
	else
		eu_text_add(text, "<%u,%u,%u>", src->vstride, src->width, src->hstride);
	if (inst->align16)
		add_swizzle(text, src->swizzle);
	add_type(text, src);
}

/* The flag register follows a condition that writes it. */
static void add_condition(struct eu_text *text, const struct eu_inst *inst)
{
	if (!inst->cond)
		return;
	eu_text_add(text, "%s", NAME(conditions, inst->cond));
	if (inst->op != GEN9_EU_SEL && inst->op != GEN9_EU_CSEL && inst->op != GEN9_EU_IF &&
	    inst->op != GEN9_EU_WHILE)
		eu_text_add(text, ".f%u.%u", inst->flag >> 1, inst->flag & 1);
}

static void add_opcode(struct eu_text *text, const struct eu_inst *inst)
{
	const char *name = eu_op_name(inst->op);

	if (inst->pred)
		eu_text_add(text, "(%cf%u.%u%s) ", inst->pred_invert ? '-' : '+', inst->flag >> 1,
			    inst->flag & 1, NAME(predicates, inst->pred));
	eu_text_add(text, "%s", name ? name : "illegal");
	if (inst->saturate)
		eu_text_add(text, ".sat");
	if (inst->op == GEN9_EU_MATH)
		eu_text_add(text, " %s", NAME(math_functions, inst->math));
	add_condition(text, inst);
	if (inst->op != GEN9_EU_NOP)
		eu_text_add(text, "(%u)", inst->exec_size);
}

static void add_group(struct eu_text *text, const struct eu_inst *inst)
{
	u32 nibble = inst->group / GEN9_EU_NIBBLE_LANES;

	if (inst->exec_size < 8 || nibble % 2)
		eu_text_add(text, " %uN", nibble + 1);
	else if (inst->exec_size == 8)
		eu_text_add(text, " %uQ", nibble / 2 + 1);
	else if (inst->exec_size == 16)
		eu_text_add(text, " %uH", nibble / 4 + 1);
}

static void add_options(struct eu_text *text, const struct eu_inst *inst)
{
	if (inst->op == GEN9_EU_NOP)
		return;
	eu_text_add(text, "{ %s", inst->align16 ? "align16" : "align1");
	if (inst->mask_disable)
		eu_text_add(text, " WE_all");
	eu_text_add(text, "%s", NAME(dependencies, inst->no_dd));
	add_group(text, inst);
	if (inst->bytes == GEN9_EU_COMPACT_BYTES)
		eu_text_add(text, " compacted");
	eu_text_add(text, "%s", NAME(thread_controls, inst->thread_switch));
	if (inst->branch_ctrl)
		eu_text_add(text, " BranchCtrl");
	if (inst->acc_write)
		eu_text_add(text, " AccWrEnable");
	if (inst->eot)
		eu_text_add(text, " EOT");
	eu_text_add(text, " }");
}

/* A payload of SENDS has no region. */
static void add_payload(struct eu_text *text, const struct eu_operand *operand)
{
	add_register(text, operand);
	if (operand->subnr)
		eu_text_add(text, ".1");
	eu_text_add(text, "UD");
}

static void add_descriptors(struct eu_text *text, const struct eu_inst *inst)
{
	eu_text_pad(text, COLUMN_DESC);
	if (inst->desc_reg)
		eu_text_add(text, "a0<0>UD");
	else
		eu_text_add(text, "0x%08x", inst->desc);
	eu_text_pad(text, COLUMN_EX_DESC);
	if (!inst->ex_desc_reg)
		eu_text_add(text, "0x%08x", inst->ex_desc);
	else if (inst->ex_desc_subnr)
		eu_text_add(text, "a0.%u<0>UD", inst->ex_desc_subnr);
	else
		eu_text_add(text, "a0<0>UD");
}

static void add_send(struct eu_text *text, const struct eu_inst *inst)
{
	if (inst->op == GEN9_EU_SENDS || inst->op == GEN9_EU_SENDSC) {
		eu_text_pad(text, COLUMN_DST);
		add_payload(text, &inst->dst);
		eu_text_pad(text, COLUMN_SRC(0));
		add_payload(text, &inst->src[0]);
		eu_text_pad(text, COLUMN_SRC(1));
		add_payload(text, &inst->src[1]);
		add_descriptors(text, inst);
	} else {
		add_dst(text, inst);
		eu_text_pad(text, COLUMN_SRC(0));
		add_src(text, inst, &inst->src[0]);
		eu_text_pad(text, COLUMN_SRC(1));
		if (inst->desc_reg)
			eu_text_add(text, "a0<0,1,0>UD");
		else
			eu_text_add(text, "0x%08x", inst->desc | (u32)inst->eot << 31);
	}
	eu_text_line(text);
	eu_disasm_message(text, inst);
}

static void add_branch(struct eu_text *text, const struct eu_inst *inst, u32 offset)
{
	if (inst->dst.file != EU_NONE)
		add_dst(text, inst);
	eu_text_pad(text, COLUMN_DST);
	eu_text_add(text, "JIP: %s0x%x", inst->src_count ? "register + " : "",
		    offset + (u32)inst->jip);
	if (inst->src_count)
		add_src(text, inst, &inst->src[0]);
	if (eu_op_is_branch(inst->op) < 2)
		return;
	eu_text_pad(text, COLUMN_UIP);
	eu_text_add(text, "UIP: 0x%x", offset + (u32)inst->uip);
}

/* MATH has a second operand even if its function has no second source. */
static void add_operands(struct eu_text *text, const struct eu_inst *inst)
{
	u32 i;

	if (inst->dst.file != EU_NONE)
		add_dst(text, inst);
	for (i = 0; i < ARRAY_SIZE(inst->src); i++) {
		if (inst->src[i].file == EU_NONE)
			break;
		eu_text_pad(text, COLUMN_SRC(i));
		add_src(text, inst, &inst->src[i]);
	}
}

u32 eu_disasm(const struct eu_inst *inst, u32 offset, char *text, u32 size)
{
	struct eu_text to = { .at = text, .size = size };

	text[0] = 0;
	add_opcode(&to, inst);
	if (eu_op_is_send(inst->op))
		add_send(&to, inst);
	else if (eu_op_is_branch(inst->op) || inst->op == GEN9_EU_CALL ||
		 inst->op == GEN9_EU_CALLA)
		add_branch(&to, inst, offset);
	else
		add_operands(&to, inst);
	eu_text_pad(&to, COLUMN_OPTIONS);
	add_options(&to, inst);
	return to.length;
}
