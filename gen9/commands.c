// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of the MI and 2D commands, and the search in all tables (gen9/commands.h). The
 * software engine calls the search for each command that it runs. The mediator calls the search for
 * each command that it audits. Constant data; no lock.
 */
#include "gen9/commands_rows.h"
#include "gen9/mi_defs.h"

#define TYPE_SHIFT	29
#define TYPE_MI		0u
#define TYPE_2D		2u
#define TYPE_GFX	3u

#define MI_OPCODE_SHIFT	23
#define MI_OPCODES	64u
#define XY_OPCODE_SHIFT	22
#define XY_OPCODES	128u
#define GFX_PIPE_SHIFT	27
#define GFX_PIPES	4u

#define PRIV	GEN9_CMD_PRIVILEGED
#define GGTT	GEN9_CMD_GGTT_BIT

/* A command of one dword; @op: bits 28:23 */
#define MI_SHORT(op, cmd, on, fl)						\
	[op] = { .name = #cmd, .mask = 0xff800000u, .value = (u32)(op) << MI_OPCODE_SHIFT, \
		 .bias = 1, .id = GEN9_CMD_##cmd, .engines = (on), .flags = (fl) }

/* A command whose length in dwords is the length field plus 2. */
#define MI_LONG(op, cmd, lmask, on, fl, ...)					\
	[op] = { .name = #cmd, .mask = 0xff800000u, .value = (u32)(op) << MI_OPCODE_SHIFT, \
		 .length_mask = (lmask), .bias = 2, .id = GEN9_CMD_##cmd,	\
		 .engines = (on), .flags = (fl), ##__VA_ARGS__ }

static const struct gen9_cmd mi_commands[MI_OPCODES] = {
	MI_SHORT(0x00, MI_NOOP, GEN9_ON_ALL, 0),
	MI_SHORT(0x01, MI_SET_PREDICATE, GEN9_ON_ALL, 0),
	MI_SHORT(0x02, MI_USER_INTERRUPT, GEN9_ON_ALL, PRIV),
	MI_SHORT(0x03, MI_WAIT_FOR_EVENT, GEN9_ON_ALL, PRIV),
	MI_SHORT(0x04, MI_FLUSH, GEN9_ON_ALL, 0),
	MI_SHORT(0x05, MI_ARB_CHECK, GEN9_ON_ALL, GEN9_CMD_ARBITRATION),
	MI_SHORT(0x06, MI_RS_CONTROL, GEN9_ON_RCS, 0),
	MI_SHORT(0x07, MI_REPORT_HEAD, GEN9_ON_ALL, PRIV),
	MI_SHORT(0x08, MI_ARB_ON_OFF, GEN9_ON_ALL, PRIV),
	MI_SHORT(0x09, MI_URB_ATOMIC_ALLOC, GEN9_ON_RCS, 0),
	MI_SHORT(0x0a, MI_BATCH_BUFFER_END, GEN9_ON_ALL, 0),
	MI_SHORT(0x0b, MI_SUSPEND_FLUSH, GEN9_ON_ALL, PRIV),
	MI_SHORT(0x0c, MI_PREDICATE, GEN9_ON_RCS, 0),
	MI_SHORT(0x0d, MI_TOPOLOGY_FILTER, GEN9_ON_RCS, 0),
	MI_SHORT(0x0e, MI_SET_APPID, GEN9_ON_ALL, 0),
	MI_SHORT(0x0f, MI_RS_CONTEXT, GEN9_ON_RCS, 0),
	MI_LONG(0x12, MI_LOAD_SCAN_LINES_INCL, 0x3f, GEN9_ON_RCS | GEN9_ON_BCS, PRIV),
	MI_LONG(0x13, MI_LOAD_SCAN_LINES_EXCL, 0x3f, GEN9_ON_RCS | GEN9_ON_BCS, PRIV),
	MI_LONG(0x14, MI_DISPLAY_FLIP, 0xff, GEN9_ON_RCS | GEN9_ON_BCS, PRIV, GLOBAL(2, 3),
		EXTENT(SURFACE)),
	MI_LONG(0x18, MI_SET_CONTEXT, 0xff, GEN9_ON_RCS, PRIV, GLOBAL(1)),
	MI_LONG(0x1a, MI_MATH, 0xff, GEN9_ON_ALL, 0),
	MI_LONG(0x1b, MI_SEMAPHORE_SIGNAL, 0xff, GEN9_ON_ALL, GGTT),
	MI_LONG(0x1c, MI_SEMAPHORE_WAIT, 0xff, GEN9_ON_ALL, GGTT, EITHER(2), BYTES(4)),
	MI_LONG(0x1d, MI_FORCE_WAKEUP, 0xff, GEN9_ON_ALL, PRIV),
	MI_LONG(0x20, MI_STORE_DATA_IMM, 0x3ff, GEN9_ON_ALL, GGTT, EITHER(1), EXTENT(DATA)),
	MI_LONG(0x21, MI_STORE_DATA_INDEX, 0xff, GEN9_ON_ALL, PRIV),
	MI_LONG(0x22, MI_LOAD_REGISTER_IMM, 0xff, GEN9_ON_ALL, 0),
	MI_LONG(0x23, MI_UPDATE_GTT, 0x3ff, GEN9_ON_ALL, PRIV, GLOBAL(1), EXTENT(DATA)),
	MI_LONG(0x24, MI_STORE_REGISTER_MEM, 0xff, GEN9_ON_ALL, GGTT, EITHER(2), BYTES(4)),
	MI_LONG(0x26, MI_FLUSH_DW, 0x3f, GEN9_ON_XCS, 0, EITHER(1), BYTES(8)),
	MI_LONG(0x27, MI_CLFLUSH, 0x3ff, GEN9_ON_RCS, GGTT, EITHER(1)),
	MI_LONG(0x28, MI_REPORT_PERF_COUNT, 0x3f, GEN9_ON_RCS, 0, EITHER(1),
		BYTES(GEN9_PERF_REPORT_BYTES)),
	MI_LONG(0x29, MI_LOAD_REGISTER_MEM, 0xff, GEN9_ON_ALL, GGTT, EITHER(2), BYTES(4)),
	MI_LONG(0x2a, MI_LOAD_REGISTER_REG, 0xff, GEN9_ON_ALL, 0),
	MI_LONG(0x2b, MI_RS_STORE_DATA_IMM, 0xff, GEN9_ON_RCS, PRIV, AT(1), BYTES(4)),
	MI_LONG(0x2c, MI_LOAD_URB_MEM, 0xff, GEN9_ON_RCS, PRIV, AT(2), BYTES(4)),
	MI_LONG(0x2d, MI_STORE_URB_MEM, 0xff, GEN9_ON_RCS, PRIV, AT(2), BYTES(4)),
	MI_LONG(0x2e, MI_COPY_MEM_MEM, 0xff, GEN9_ON_ALL, 0, EITHER(1, 3), BYTES(4)),
	MI_LONG(0x2f, MI_ATOMIC, 0xff, GEN9_ON_ALL, GGTT, EITHER(1), BYTES(16)),
	MI_LONG(0x31, MI_BATCH_BUFFER_START, 0xff, GEN9_ON_ALL, 0, EITHER(1), EXTENT(BATCH)),
	MI_LONG(0x36, MI_CONDITIONAL_BATCH_BUFFER_END, 0xff, GEN9_ON_ALL, GGTT, EITHER(2),
		BYTES(8)),
};

/*
 * @op: bits 28:22. The order of the fields is that of the older commands with 32-bit addresses
 * (i915 gvt/cmd_parser.c, ADDR_FIX_*). Since Gen8 an address has two dwords, and moves the fields
 * behind it by one dword. Source: PRM BDW and SKL Vol. 11; XY_SRC_COPY_BLT and XY_COLOR_BLT in
 * Mesa's genxml.
 */
#define XY(op, cmd, cmd_id, ...)						\
	[op] = { .name = #cmd, .mask = 0xffc00000u,				\
		 .value = TYPE_2D << TYPE_SHIFT | (u32)(op) << XY_OPCODE_SHIFT,	\
		 .length_mask = 0xff, .bias = 2, .id = GEN9_CMD_##cmd_id,	\
		 .engines = GEN9_ON_BCS, .extent = GEN9_EXTENT_SURFACE, ##__VA_ARGS__ }

static const struct gen9_cmd xy_commands[XY_OPCODES] = {
	XY(0x01, XY_SETUP_BLT, XY_OTHER, AT(4, 8)),
	XY(0x03, XY_SETUP_CLIP_BLT, XY_OTHER),
	XY(0x11, XY_SETUP_MONO_PATTERN_SL_BLT, XY_OTHER, AT(4)),
	XY(0x24, XY_PIXEL_BLT, XY_OTHER),
	XY(0x25, XY_SCANLINES_BLT, XY_OTHER),
	XY(0x26, XY_TEXT_BLT, XY_OTHER, AT(3)),
	XY(0x31, XY_TEXT_IMMEDIATE_BLT, XY_OTHER),
	XY(0x40, COLOR_BLT, XY_OTHER, AT(3)),
	XY(0x42, XY_FAST_COPY_BLT, XY_FAST_COPY_BLT, AT(4, 8)),
	XY(0x43, SRC_COPY_BLT, XY_OTHER, AT(3, 6)),
	XY(0x50, XY_COLOR_BLT, XY_COLOR_BLT, AT(4)),
	XY(0x51, XY_PAT_BLT, XY_OTHER, AT(4, 6)),
	XY(0x52, XY_MONO_PAT_BLT, XY_OTHER, AT(4)),
	XY(0x53, XY_SRC_COPY_BLT, XY_SRC_COPY_BLT, AT(4, 8)),
	XY(0x54, XY_MONO_SRC_COPY_BLT, XY_OTHER, AT(4, 6)),
	XY(0x55, XY_FULL_BLT, XY_OTHER, AT(4, 8, 10)),
	XY(0x56, XY_FULL_MONO_SRC_BLT, XY_OTHER, AT(4, 6, 10)),
	XY(0x57, XY_FULL_MONO_PATTERN_BLT, XY_OTHER, AT(4, 8)),
	XY(0x58, XY_FULL_MONO_PATTERN_MONO_SRC_BLT, XY_OTHER, AT(4, 6)),
	XY(0x59, XY_MONO_PAT_FIXED_BLT, XY_OTHER, AT(4)),
	XY(0x71, XY_MONO_SRC_COPY_IMMEDIATE_BLT, XY_OTHER, AT(4)),
	XY(0x72, XY_PAT_BLT_IMMEDIATE, XY_PAT_BLT_IMMEDIATE, AT(4)),
	XY(0x73, XY_SRC_COPY_CHROMA_BLT, XY_OTHER, AT(4, 8)),
	XY(0x74, XY_FULL_IMMEDIATE_PATTERN_BLT, XY_OTHER, AT(4, 8)),
	XY(0x75, XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT, XY_OTHER, AT(4, 6)),
	XY(0x76, XY_PAT_CHROMA_BLT, XY_OTHER, AT(4, 6)),
	XY(0x77, XY_PAT_CHROMA_BLT_IMMEDIATE, XY_OTHER, AT(4)),
};

static const struct gen9_cmd_table mi_table = { mi_commands, ARRAY_SIZE(mi_commands) };
static const struct gen9_cmd_table xy_table = { xy_commands, ARRAY_SIZE(xy_commands) };

const struct gen9_cmd_table *const gen9_cmd_tables[GEN9_KINDS] = {
	[GEN9_KIND_MI] = &mi_table,
	[GEN9_KIND_2D] = &xy_table,
	[GEN9_KIND_RCS] = &gen9_rcs_commands,
	[GEN9_KIND_VCS] = &gen9_vcs_commands,
	[GEN9_KIND_VECS] = &gen9_vecs_commands,
};

static const struct gen9_cmd_table *const gfx_tables[GEN9_ENGINES] = {
	[GEN9_RCS] = &gen9_rcs_commands,
	[GEN9_VCS] = &gen9_vcs_commands,
	[GEN9_VECS] = &gen9_vecs_commands,
};

/*
 * The length of commands without a name depends on their pipeline, bits 28:27. 0 is common, 1 is
 * single dword, 2 is media, 3 is 3D. With the length, an engine can skip an unnamed command in a
 * user batch.
 */
#define PIPE(pipe, label, lmask, b, on)						\
	[pipe] = { .name = label, .mask = 0xf8000000u,				\
		   .value = TYPE_GFX << TYPE_SHIFT | (u32)(pipe) << GFX_PIPE_SHIFT, \
		   .length_mask = (lmask), .bias = (b), .id = GEN9_CMD_UNLISTED, \
		   .engines = (on) }

static const struct gen9_cmd pipe_commands[GEN9_ENGINES][GFX_PIPES] = {
	[GEN9_RCS] = {
		PIPE(0, "GFX common", 0xff, 2, GEN9_ON_RCS),
		PIPE(1, "GFX single dword", 0, 1, GEN9_ON_RCS),
		PIPE(2, "GFX media", 0xffff, 2, GEN9_ON_RCS),
		PIPE(3, "GFX 3D", 0xff, 2, GEN9_ON_RCS),
	},
	[GEN9_VCS] = {
		PIPE(1, "MFX single dword", 0, 1, GEN9_ON_VCS),
		PIPE(2, "MFX", 0xfff, 2, GEN9_ON_VCS),
	},
	[GEN9_VECS] = {
		PIPE(2, "VEBOX", 0xfff, 2, GEN9_ON_VECS),
	},
};

/* Commands with media opcode (bits 26:24) 6 have a length field of 16 bits, not 12. */
#define MFX_LONG_MASK	0xff000000u
#define MFX_LONG_VALUE	0x76000000u

static const struct gen9_cmd mfx_long = {
	.name = "MFX long", .mask = MFX_LONG_MASK, .value = MFX_LONG_VALUE, .length_mask = 0xffff,
	.bias = 2, .id = GEN9_CMD_UNLISTED, .engines = GEN9_ON_VCS,
};

/* Search a table in ascending order for a first dword; NULL: the table has no row for @dw0. */
static const struct gen9_cmd *find_named(const struct gen9_cmd_table *table, u32 dw0)
{
	u32 low = 0, high = table ? table->count : 0;

	while (low < high) {
		u32 mid = (low + high) / 2;
		const struct gen9_cmd *cmd = &table->rows[mid];

		if ((dw0 & cmd->mask) == cmd->value)
			return cmd;
		if ((dw0 & cmd->mask) < cmd->value)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* Find a 3D, GPGPU or media command. The row of an unnamed command depends on its pipeline. */
static const struct gen9_cmd *find_gfx(u32 engine, u32 dw0)
{
	const struct gen9_cmd *cmd = find_named(gfx_tables[engine], dw0);

	if (cmd)
		return cmd;
	if (engine == GEN9_VCS && (dw0 & MFX_LONG_MASK) == MFX_LONG_VALUE)
		return &mfx_long;
	return &pipe_commands[engine][(dw0 >> GFX_PIPE_SHIFT) % GFX_PIPES];
}

const struct gen9_cmd *gen9_cmd_find(u32 engine, u32 dw0)
{
	const struct gen9_cmd *cmd;

	if (engine >= GEN9_ENGINES)
		return NULL;
	switch (dw0 >> TYPE_SHIFT) {
	case TYPE_MI:
		cmd = &mi_commands[(dw0 >> MI_OPCODE_SHIFT) % MI_OPCODES];
		break;
	case TYPE_2D:
		cmd = &xy_commands[(dw0 >> XY_OPCODE_SHIFT) % XY_OPCODES];
		break;
	case TYPE_GFX:
		cmd = find_gfx(engine, dw0);
		break;
	default:
		return NULL;
	}
	return cmd->engines & BIT(engine) ? cmd : NULL;
}
EXPORT_SYMBOL_GPL(gen9_cmd_find);

static u32 clear_below(u32 dw0, u32 shift)
{
	return dw0 >> shift << shift;
}

u32 gen9_cmd_opcode(u32 dw0)
{
	switch (dw0 >> TYPE_SHIFT) {
	case TYPE_MI:
		return clear_below(dw0, MI_OPCODE_SHIFT);
	case TYPE_2D:
		return clear_below(dw0, XY_OPCODE_SHIFT);
	case TYPE_GFX:
		return clear_below(dw0, GEN9_OP_SHIFT);
	default:
		return clear_below(dw0, TYPE_SHIFT);
	}
}
