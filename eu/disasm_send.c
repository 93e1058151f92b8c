// SPDX-License-Identifier: GPL-2.0-only
/*
 * Show the meaning of messages: target, type, surface, lengths. The words are those of Mesa's
 * disassembler, so that both texts can be compared. Takes no lock.
 */
#include "eu/bits.h"
#include "eu/text.h"
#include "gen9/data_port_defs.h"
#include "gen9/message_defs.h"
#include "gen9/sampler_defs.h"

#define COLUMN_MESSAGE	28u

static const char *const targets[16] = {
	[GEN9_SFID_NULL] = "null", [GEN9_SFID_SAMPLER] = "sampler", [GEN9_SFID_GATEWAY] = "gateway",
	[GEN9_SFID_DATA_CACHE_RO] = "dp_sampler", [GEN9_SFID_RENDER_CACHE] = "render",
	[GEN9_SFID_URB] = "urb", [GEN9_SFID_THREAD_SPAWNER] = "thread_spawner",
	[GEN9_SFID_VME] = "vme", [GEN9_SFID_CONSTANT_CACHE] = "const",
	[GEN9_SFID_DATA_CACHE_0] = "data", [GEN9_SFID_PIXEL_INTERPOLATOR] = "pixel interp",
	[GEN9_SFID_DATA_CACHE_1] = "dp data 1", [GEN9_SFID_CRE] = "cre",
};

static const char *const sampler_types[32] = {
	"sample", "sample_b", "sample_l", "sample_c", "sample_d", "sample_b_c", "sample_l_c", "ld",
	"gather4", "lod", "resinfo", "sampleinfo", [16] = "gather4_c", "gather4_po",
	"gather4_po_c", [20] = "sample_d_c", [24] = "sample_lz", "sample_c_lz", "ld_lz",
	[28] = "ld2dms_w", "ld_mcs", "ld2dms", "ld2dss",
};

static const char *const sampler_simd[] = { "SIMD4x2", "SIMD8", "SIMD16", "SIMD32/64" };

static const char *const render_subtypes[8] = {
	"SIMD16", "SIMD16/RepData", "SIMD8/DualSrcLow", "SIMD8/DualSrcHigh", "SIMD8",
	"SIMD8/ImageWrite", [7] = "SIMD16/RepData-111",
};

static const char *const urb_ops[16] = {
	[4] = "atomic mov", "atomic inc", "atomic add", "SIMD8 write", "SIMD8 read",
};

static const char *const gateway_functions[8] = {
	"open", "close", "forward msg", "get timestamp", "barrier msg", "update state",
	"mmio read/write",
};

static const char *const interpolator_types[] = {
	"per_message_offset", "sample_position", "centroid", "per_slot_offset",
};

/* Messages of a data port: how their control field is shown. */
enum control {
	CONTROL_NUMBER,
	CONTROL_BLOCK,
	CONTROL_ATOMIC,		/* operation */
	CONTROL_ATOMIC_SIMD,	/* SIMD mode and operation */
	CONTROL_ATOMIC_FLOAT,	/* SIMD mode and operation on floats */
	CONTROL_CHANNELS,	/* SIMD mode and mask of channels */
};

struct port_row {
	const char *name;
	u8 control;
};

static const struct port_row port0[32] = {
	[0] = { "DC OWORD block read", CONTROL_BLOCK },
	[1] = { "DC unaligned OWORD block read", CONTROL_NUMBER },
	[2] = { "DC OWORD dual block read", CONTROL_NUMBER },
	[3] = { "DC DWORD scattered read", CONTROL_NUMBER },
	[4] = { "DC byte scattered read", CONTROL_NUMBER },
	[5] = { "DC untyped surface read", CONTROL_NUMBER },
	[6] = { "DC untyped atomic", CONTROL_ATOMIC },
	[7] = { "DC mfence", CONTROL_NUMBER },
	[8] = { "DC OWORD block write", CONTROL_BLOCK },
	[10] = { "DC OWORD dual block write", CONTROL_NUMBER },
	[11] = { "DC DWORD scatterd write", CONTROL_NUMBER },
	[12] = { "DC byte scattered write", CONTROL_NUMBER },
	[13] = { "DC untyped surface write", CONTROL_NUMBER },
};

static const struct port_row port1[32] = {
	[1] = { "untyped surface read", CONTROL_CHANNELS },
	[2] = { "DC untyped atomic op", CONTROL_ATOMIC_SIMD },
	[3] = { "DC untyped 4x2 atomic op", CONTROL_ATOMIC },
	[4] = { "DC media block read", CONTROL_NUMBER },
	[5] = { "DC typed surface read", CONTROL_CHANNELS },
	[6] = { "DC typed atomic", CONTROL_ATOMIC_SIMD },
	[7] = { "DC typed 4x2 atomic op", CONTROL_ATOMIC },
	[9] = { "DC untyped surface write", CONTROL_CHANNELS },
	[10] = { "DC media block write", CONTROL_NUMBER },
	[11] = { "DC atomic counter op", CONTROL_ATOMIC_SIMD },
	[12] = { "DC 4x2 atomic counter op", CONTROL_ATOMIC },
	[13] = { "DC typed surface write", CONTROL_CHANNELS },
	[16] = { "DC A64 scattered read", CONTROL_NUMBER },
	[17] = { "DC A64 untyped surface read", CONTROL_CHANNELS },
	[18] = { "DC A64 untyped atomic op", CONTROL_ATOMIC },
	[20] = { "DC A64 oword block read", CONTROL_BLOCK },
	[21] = { "DC A64 oword block write", CONTROL_BLOCK },
	[25] = { "DC A64 untyped surface write", CONTROL_CHANNELS },
	[26] = { "DC A64 scattered write", CONTROL_NUMBER },
	[27] = { "DC untyped atomic float op", CONTROL_ATOMIC_FLOAT },
	[29] = { "DC A64 untyped atomic float op", CONTROL_ATOMIC_FLOAT },
};

static const char *const atomics[16] = {
	[1] = "and", "or", "xor", "mov", "inc", "dec", "add", "sub", "revsub", "imax", "imin",
	"umax", "umin", "cmpwr", "predec",
};

static const char *const float_atomics[16] = { [1] = "fmax", "fmin", "fcmpwr", "fadd" };
static const char *const block_owords[8] = { "1-low", "1-high", "2", "4", "8" };
static const char *const channel_simd[] = { "4x2", "16", "8", "?" };

static const char *name(const char *known)
{
	return known ? known : "?";
}

static void add_sampler(struct eu_text *text, u32 desc)
{
	eu_text_add(text, " %s %s%s Surface = %u Sampler = %u",
		    name(sampler_types[gen9_field(&desc, GEN9_SM_TYPE)]),
		    sampler_simd[gen9_field(&desc, GEN9_SM_SIMD)],
		    gen9_field(&desc, GEN9_SM_RETURN_16) ? " HP" : "",
		    gen9_field(&desc, GEN9_MSG_INDEX), gen9_field(&desc, GEN9_SM_SAMPLER));
}

static void add_render(struct eu_text *text, u32 desc)
{
	u32 type = gen9_field(&desc, GEN9_RT_TYPE);

	if (type == GEN9_RT_WRITE)
		eu_text_add(text, " RT write %s%s%s",
			    name(render_subtypes[gen9_field(&desc, GEN9_RT_CONTROL)]),
			    gen9_field(&desc, GEN9_RT_SLOT_GROUP) ? " Hi" : "",
			    gen9_field(&desc, GEN9_RT_LAST) ? " LastRT" : "");
	else
		eu_text_add(text, " %s MsgCtrl = 0x%x",
			    type == GEN9_RT_READ ? "RT read" : "?",
			    gen9_field(&desc, GEN9_DP_CONTROL));
	eu_text_add(text, " Surface = %u", gen9_field(&desc, GEN9_MSG_INDEX));
}

static void add_urb(struct eu_text *text, u32 desc)
{
	u32 op = gen9_field(&desc, GEN9_URB_OPCODE);

	eu_text_add(text, " offset %u %s", gen9_field(&desc, GEN9_URB_OFFSET), name(urb_ops[op]));
	if (gen9_field(&desc, GEN9_URB_SLOT_OFFSET))
		eu_text_add(text, " per-slot");
	if (gen9_field(&desc, GEN9_URB_CHANNEL_MASK))
		eu_text_add(text, op == GEN9_URB_SIMD8_WRITE || op == GEN9_URB_SIMD8_READ ?
			    " masked" : " interleave");
}

static void add_control(struct eu_text *text, u32 desc, u32 how, bool port0_style)
{
	u32 op = gen9_field(&desc, GEN9_DP_ATOMIC_OP);
	u32 simd = gen9_field(&desc, GEN9_DP_ATOMIC_SIMD8) ? 8 : 16;

	switch (how) {
	case CONTROL_BLOCK:
		eu_text_add(text, "owords = %s, aligned = %u",
			    name(block_owords[gen9_field(&desc, GEN9_DP_BLOCK_SIZE)]),
			    gen9_field(&desc, GEN9_DP_BLOCK_ALIGNED));
		break;
	case CONTROL_ATOMIC:
		eu_text_add(text, "%s", name(atomics[op]));
		break;
	case CONTROL_ATOMIC_SIMD:
		eu_text_add(text, "SIMD%u, %s", simd, name(atomics[op]));
		break;
	case CONTROL_ATOMIC_FLOAT:
		eu_text_add(text, "SIMD%u, %s", simd, name(float_atomics[op]));
		break;
	case CONTROL_CHANNELS:
		eu_text_add(text, "SIMD%s, Mask = 0x%x",
			    channel_simd[gen9_field(&desc, GEN9_DP_SURFACE_MODE)],
			    gen9_field(&desc, GEN9_DP_SURFACE_OFF));
		break;
	default:
		eu_text_add(text, port0_style ? "%u" : "0x%x", gen9_field(&desc, GEN9_DP_CONTROL));
	}
}

static void add_port(struct eu_text *text, u32 desc, bool first)
{
	const struct port_row *row = &(first ? port0 : port1)[gen9_field(&desc, GEN9_DP_TYPE)];

	eu_text_add(text, " ( %s, %s %u, ", name(row->name), first ? "bti" : "Surface =",
		    gen9_field(&desc, GEN9_MSG_INDEX));
	add_control(text, desc, row->control, first);
	eu_text_add(text, ")");
}

static void add_meaning(struct eu_text *text, u32 sfid, u32 desc)
{
	u32 type;

	switch (sfid) {
	case GEN9_SFID_SAMPLER:
		add_sampler(text, desc);
		break;
	case GEN9_SFID_RENDER_CACHE:
		add_render(text, desc);
		break;
	case GEN9_SFID_URB:
		add_urb(text, desc);
		break;
	case GEN9_SFID_DATA_CACHE_0:
	case GEN9_SFID_DATA_CACHE_1:
		add_port(text, desc, sfid == GEN9_SFID_DATA_CACHE_0);
		break;
	case GEN9_SFID_CONSTANT_CACHE:
	case GEN9_SFID_DATA_CACHE_RO:
		eu_text_add(text, " (bti %u, msg_ctrl %u, msg_type %u)",
			    gen9_field(&desc, GEN9_MSG_INDEX), gen9_field(&desc, GEN9_DP_CONTROL),
			    gen9_field(&desc, GEN9_DP_TYPE));
		break;
	case GEN9_SFID_GATEWAY:
		type = gen9_field(&desc, GEN9_GATEWAY_FUNCTION);
		eu_text_add(text, " (%s)", name(gateway_functions[type]));
		break;
	case GEN9_SFID_PIXEL_INTERPOLATOR:
		eu_text_add(text, " (%s, %s, 0x%02x)",
			    gen9_field(&desc, GEN9_PI_LINEAR) ? "linear" : "persp",
			    interpolator_types[gen9_field(&desc, GEN9_PI_TYPE)],
			    gen9_field(&desc, GEN9_PI_DATA));
		break;
	case GEN9_SFID_THREAD_SPAWNER:
		break;
	default:
		eu_text_add(text, "unsupported shared function ID %u", sfid);
	}
}

void eu_disasm_message(struct eu_text *text, const struct eu_inst *inst)
{
	bool sends = inst->op == GEN9_EU_SENDS || inst->op == GEN9_EU_SENDSC;

	eu_text_pad(text, COLUMN_MESSAGE);
	eu_text_add(text, "%s MsgDesc:", name(targets[inst->sfid & 15]));
	if (inst->desc_reg) {
		eu_text_add(text, " indirect");
	} else {
		add_meaning(text, inst->sfid, inst->desc);
		eu_text_add(text, " mlen %u", gen9_field(&inst->desc, GEN9_MSG_LENGTH));
	}
	if (sends && !inst->ex_desc_reg)
		eu_text_add(text, " ex_mlen %u",
			    gen9_field(&inst->ex_desc, GEN9_MSG_EX_LENGTH));
	if (!inst->desc_reg)
		eu_text_add(text, " rlen %u", gen9_field(&inst->desc, GEN9_MSG_RESPONSE_LENGTH));
}
