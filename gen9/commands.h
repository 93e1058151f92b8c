/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of Gen9's command streamers: how to tell them apart, how long
 * they are, which engine knows them. Shared by the software engine, which
 * parses by it, and the mediator's audit, which allows by it. Fields inside
 * commands: gen9/mi_defs.h, gen9/blt_defs.h, gen9/pipe_control_defs.h.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions), as Mesa has it in
 * src/intel/genxml/gen90.xml; names and length fields that only the kernel knows
 * are from i915: i915_cmd_parser.c, gt/intel_gpu_commands.h, gvt/cmd_parser.c.
 */
#ifndef GEN9_COMMANDS_H
#define GEN9_COMMANDS_H

#include "port.h"

/** enum gen9_engine - The command streamers, in the order of the pGPU seam. */
enum gen9_engine {
	GEN9_RCS,
	GEN9_BCS,
	GEN9_VCS,
	GEN9_VECS,
	GEN9_ENGINES,
};

#define GEN9_ON_RCS	(1u << GEN9_RCS)
#define GEN9_ON_BCS	(1u << GEN9_BCS)
#define GEN9_ON_VCS	(1u << GEN9_VCS)
#define GEN9_ON_VECS	(1u << GEN9_VECS)
#define GEN9_ON_XCS	(GEN9_ON_BCS | GEN9_ON_VCS | GEN9_ON_VECS)
#define GEN9_ON_ALL	(GEN9_ON_RCS | GEN9_ON_XCS)

/** enum gen9_cmd_id - What software can want to tell apart. */
enum gen9_cmd_id {
	GEN9_CMD_INVALID,

	GEN9_CMD_MI_NOOP,
	GEN9_CMD_MI_SET_PREDICATE,
	GEN9_CMD_MI_USER_INTERRUPT,
	GEN9_CMD_MI_WAIT_FOR_EVENT,
	GEN9_CMD_MI_FLUSH,
	GEN9_CMD_MI_ARB_CHECK,
	GEN9_CMD_MI_RS_CONTROL,
	GEN9_CMD_MI_REPORT_HEAD,
	GEN9_CMD_MI_ARB_ON_OFF,
	GEN9_CMD_MI_URB_ATOMIC_ALLOC,
	GEN9_CMD_MI_BATCH_BUFFER_END,
	GEN9_CMD_MI_SUSPEND_FLUSH,
	GEN9_CMD_MI_PREDICATE,
	GEN9_CMD_MI_TOPOLOGY_FILTER,
	GEN9_CMD_MI_SET_APPID,
	GEN9_CMD_MI_RS_CONTEXT,
	GEN9_CMD_MI_LOAD_SCAN_LINES_INCL,
	GEN9_CMD_MI_LOAD_SCAN_LINES_EXCL,
	GEN9_CMD_MI_DISPLAY_FLIP,
	GEN9_CMD_MI_SET_CONTEXT,
	GEN9_CMD_MI_MATH,
	GEN9_CMD_MI_SEMAPHORE_SIGNAL,
	GEN9_CMD_MI_SEMAPHORE_WAIT,
	GEN9_CMD_MI_FORCE_WAKEUP,
	GEN9_CMD_MI_STORE_DATA_IMM,
	GEN9_CMD_MI_STORE_DATA_INDEX,
	GEN9_CMD_MI_LOAD_REGISTER_IMM,
	GEN9_CMD_MI_UPDATE_GTT,
	GEN9_CMD_MI_STORE_REGISTER_MEM,
	GEN9_CMD_MI_FLUSH_DW,
	GEN9_CMD_MI_CLFLUSH,
	GEN9_CMD_MI_REPORT_PERF_COUNT,
	GEN9_CMD_MI_LOAD_REGISTER_MEM,
	GEN9_CMD_MI_LOAD_REGISTER_REG,
	GEN9_CMD_MI_RS_STORE_DATA_IMM,
	GEN9_CMD_MI_LOAD_URB_MEM,
	GEN9_CMD_MI_STORE_URB_MEM,
	GEN9_CMD_MI_COPY_MEM_MEM,
	GEN9_CMD_MI_ATOMIC,
	GEN9_CMD_MI_BATCH_BUFFER_START,
	GEN9_CMD_MI_CONDITIONAL_BATCH_BUFFER_END,

	GEN9_CMD_XY_COLOR_BLT,
	GEN9_CMD_XY_SRC_COPY_BLT,
	GEN9_CMD_XY_FAST_COPY_BLT,
	GEN9_CMD_XY_PAT_BLT_IMMEDIATE,
	GEN9_CMD_XY_OTHER,	/* the remaining 2D commands */

	GEN9_CMD_PIPE_CONTROL,
	GEN9_CMD_STATE_BASE_ADDRESS,
	GEN9_CMD_PIPELINE_SELECT,
	GEN9_CMD_3DPRIMITIVE,
	GEN9_CMD_GPGPU_WALKER,
	GEN9_CMD_3D_OTHER,	/* the remaining 3D, GPGPU and media commands of RCS */
	GEN9_CMD_MFX_OTHER,	/* MFX, HCP, HuC, VDENC, SFC */
	GEN9_CMD_VEBOX_OTHER,	/* VEBOX, SFC */
	GEN9_CMD_UNLISTED,	/* named by nobody; its length goes by its pipeline */

	GEN9_CMD_IDS,
};

/* Flags of a command. */
#define GEN9_CMD_PRIVILEGED	(1u << 0)	/* the hardware makes it a NOOP in a PPGTT batch */
#define GEN9_CMD_GGTT_BIT	(1u << 1)	/* dw0 bit 22 asks for GGTT: privileged if set */

/** enum gen9_cmd_space - Which page tables the addresses of a command go through. */
enum gen9_cmd_space {
	GEN9_SPACE_PPGTT,	/* the context's */
	GEN9_SPACE_EITHER,	/* a bit of the command says which */
	GEN9_SPACE_GGTT,
};

/** enum gen9_cmd_extent - How much lies at each address of a command. */
enum gen9_cmd_extent {
	GEN9_EXTENT_FIELDS,	/* as its other fields, or state that it names, say */
	GEN9_EXTENT_BYTES,	/* &gen9_cmd.bytes, at most */
	GEN9_EXTENT_DATA,	/* as many dwords as follow the address in the command, at least one */
	GEN9_EXTENT_BATCH,	/* commands, to the end of their batch */
	GEN9_EXTENT_SURFACE,	/* rows of pixels: pitch and height are in the command or in its setup */
	GEN9_EXTENT_BASE,	/* what offsets from it reach */
};

/* The longest command that any rule can give, in dwords. */
#define GEN9_CMD_MAX_DWORDS	0x10001u

/**
 * struct gen9_cmd - One command, or a range of commands with one rule.
 * @name: as in the PRM
 * @mask: bits of the first dword that tell it
 * @value: what they are
 * @length_mask: bits of the first dword that hold its length, 0: fixed length
 * @bias: total dwords = (dw0 & @length_mask) + @bias
 * @id: enum gen9_cmd_id
 * @engines: mask of GEN9_ON_*
 * @flags: GEN9_CMD_*
 * @space: enum gen9_cmd_space of all its addresses
 * @stride: 0, or after how many dwords the addresses come again, to the command's end
 * @extent: enum gen9_cmd_extent of all its addresses
 * @bytes: what a command of %GEN9_EXTENT_BYTES touches at each address, at most
 * @addresses: dwords where an address begins, ends with 0; NULL: it has none. Offsets from
 *	a base that another command gave are no addresses.
 */
struct gen9_cmd {
	const char *name;
	u32 mask;
	u32 value;
	u32 length_mask;
	u8 bias;
	u8 id;
	u8 engines;
	u8 flags;
	u8 space;
	u8 stride;
	u8 extent;
	u16 bytes;
	const u8 *addresses;
};

/**
 * struct gen9_cmd_table - The named commands of one kind.
 * @rows: ascending by @value; those without a name are holes
 * @count: how many
 */
struct gen9_cmd_table {
	const struct gen9_cmd *rows;
	u32 count;
};

/** enum gen9_cmd_kind - Which tables there are. */
enum gen9_cmd_kind {
	GEN9_KIND_MI,
	GEN9_KIND_2D,
	GEN9_KIND_RCS,		/* 3D, GPGPU, media */
	GEN9_KIND_VCS,
	GEN9_KIND_VECS,
	GEN9_KINDS,
};

/* All of them, for who lists them; who has a command asks gen9_cmd_find(). */
extern const struct gen9_cmd_table *const gen9_cmd_tables[GEN9_KINDS];

/**
 * gen9_cmd_find() - The command that a first dword stands for.
 * @engine: enum gen9_engine; any other value finds nothing
 * @dw0: first dword, any value
 *
 * Any context; time is constant for MI and 2D commands, logarithmic for others.
 * Return: a row of the tables, or GEN9_CMD_UNLISTED for 3D and media opcodes without
 * a name; NULL when this engine knows no such command.
 */
const struct gen9_cmd *gen9_cmd_find(u32 engine, u32 dw0);

/**
 * gen9_cmd_opcode() - The bits of a first dword that tell commands apart; the others are 0.
 * @dw0: first dword, any value, of a command that an engine may know or not
 *
 * Any context. MI: bits 31:23, 2D: bits 31:22, 3D, GPGPU and media: bits 31:16, those of no
 * client: bits 31:29 (PRM SKL Vol. 2a, "Command Header").
 */
u32 gen9_cmd_opcode(u32 dw0);

/**
 * gen9_cmd_length() - Dwords of a command, the first one included.
 * @cmd: what gen9_cmd_find() gave for @dw0
 * @dw0: first dword
 *
 * At least 1, at most GEN9_CMD_MAX_DWORDS. A command may be shorter than the
 * fields that its meaning needs: the missing ones count as zero.
 */
static inline u32 gen9_cmd_length(const struct gen9_cmd *cmd, u32 dw0)
{
	return (dw0 & cmd->length_mask) + cmd->bias;
}

#endif
