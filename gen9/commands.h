/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of Gen9's command streamers: opcodes, lengths and engines. The software engine
 * decodes commands by these tables, and the mediator's audit finds its rules by them. Fields inside
 * commands are in gen9/mi_defs.h, gen9/blt_defs.h and gen9/pipe_control_defs.h.
 *
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions), as in Mesa's
 * src/intel/genxml/gen90.xml. Names and length fields that Mesa lacks are from i915:
 * i915_cmd_parser.c, gt/intel_gpu_commands.h, gvt/cmd_parser.c.
 */
#ifndef GEN9_COMMANDS_H
#define GEN9_COMMANDS_H

#include "port.h"

/**
 * enum gen9_engine - The command streamers, in the order of enum pgpu_engine.
 * @GEN9_RCS: The render engine.
 * @GEN9_BCS: The blitter.
 * @GEN9_VCS: The video engine.
 * @GEN9_VECS: The video enhancement engine.
 * @GEN9_ENGINES: Number of engines.
 */
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

/** enum gen9_cmd_id - Commands that software handles separately. */
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
	GEN9_CMD_UNLISTED,	/* without a public name; its pipeline gives its length */

	GEN9_CMD_IDS,
};

/* Flags of a command. */
#define GEN9_CMD_PRIVILEGED	(1u << 0)	/* the hardware makes it a NOOP in a PPGTT batch */
#define GEN9_CMD_GGTT_BIT	(1u << 1)	/* dw0 bit 22 asks for GGTT: privileged if set */
/* The engine may be preempted at its end. Commands that wait are such points while they wait. */
#define GEN9_CMD_ARBITRATION	(1u << 2)
/* Draws, dispatches and clears: the command is more than state, and may take any time. */
#define GEN9_CMD_LASTS		(1u << 3)

/**
 * enum gen9_cmd_space - Page tables that translate the addresses of a command.
 * @GEN9_SPACE_PPGTT: The PPGTT of the context.
 * @GEN9_SPACE_EITHER: The PPGTT or the GGTT; a bit of the command selects it.
 * @GEN9_SPACE_GGTT: The GGTT.
 */
enum gen9_cmd_space {
	GEN9_SPACE_PPGTT,
	GEN9_SPACE_EITHER,
	GEN9_SPACE_GGTT,
};

/**
 * enum gen9_cmd_extent - Length of the memory access at each address of a command.
 * @GEN9_EXTENT_FIELDS: Other fields of the command, or state that it names, give the length.
 * @GEN9_EXTENT_BYTES: &gen9_cmd.bytes bytes at most.
 * @GEN9_EXTENT_DATA: As many dwords as follow the address in the command, at least one.
 * @GEN9_EXTENT_BATCH: Commands up to the end of their batch.
 * @GEN9_EXTENT_SURFACE: Rows of pixels. The command or its setup command has pitch and height.
 * @GEN9_EXTENT_BASE: The address is a base. Offsets in later commands give the length.
 */
enum gen9_cmd_extent {
	GEN9_EXTENT_FIELDS,
	GEN9_EXTENT_BYTES,
	GEN9_EXTENT_DATA,
	GEN9_EXTENT_BATCH,
	GEN9_EXTENT_SURFACE,
	GEN9_EXTENT_BASE,
};

/* Length of the longest command that any row can give, in dwords. */
#define GEN9_CMD_MAX_DWORDS	0x10001u

/**
 * struct gen9_cmd - One command, or a range of commands with the same rules.
 * @name: name in the PRM
 * @mask: bits of the first dword that identify the command
 * @value: value of these bits
 * @length_mask: bits of the first dword that hold the length; 0: the length is fixed
 * @bias: length in dwords = (first dword & @length_mask) + @bias
 * @id: enum gen9_cmd_id
 * @engines: engines that know the command, mask of GEN9_ON_*
 * @flags: GEN9_CMD_PRIVILEGED, GEN9_CMD_GGTT_BIT, GEN9_CMD_ARBITRATION, GEN9_CMD_LASTS
 * @space: enum gen9_cmd_space of all its addresses
 * @stride: distance in dwords at which the addresses repeat, up to the command's end; 0: the
 *	addresses do not repeat
 * @extent: enum gen9_cmd_extent of all its addresses
 * @bytes: bytes that a command of %GEN9_EXTENT_BYTES accesses at each address, at most
 * @addresses: indices of the dwords where an address begins; 0 ends the list. NULL: the command has
 *	no address. An offset from the base of another command is not an address.
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
 * @rows: rows in ascending order of &gen9_cmd.value; opcodes without a name are zeroed rows
 * @count: number of rows
 */
struct gen9_cmd_table {
	const struct gen9_cmd *rows;
	u32 count;
};

/**
 * enum gen9_cmd_kind - Tables of commands.
 * @GEN9_KIND_MI: MI commands of all engines.
 * @GEN9_KIND_2D: 2D commands of BCS.
 * @GEN9_KIND_RCS: 3D, GPGPU and media commands of RCS.
 * @GEN9_KIND_VCS: Commands of VCS.
 * @GEN9_KIND_VECS: Commands of VECS.
 * @GEN9_KINDS: Number of tables.
 */
enum gen9_cmd_kind {
	GEN9_KIND_MI,
	GEN9_KIND_2D,
	GEN9_KIND_RCS,
	GEN9_KIND_VCS,
	GEN9_KIND_VECS,
	GEN9_KINDS,
};

/* All tables, for callers that list commands. To find one command, call gen9_cmd_find(). */
extern const struct gen9_cmd_table *const gen9_cmd_tables[GEN9_KINDS];

/**
 * gen9_cmd_find() - Find the command that a first dword encodes.
 * @engine: enum gen9_engine; any other value finds nothing
 * @dw0: first dword, any value
 *
 * The time is constant for MI and 2D commands, and logarithmic in the size of the table for others.
 * Source: PRM SKL Vol. 2a (Command Reference: Instructions); Mesa src/intel/genxml/gen90.xml.
 *
 * Context: any, also atomic; takes no lock; does not sleep. The tables are constant.
 * Return: a constant row, which is never freed. A 3D or media opcode without a name gets a row with
 * GEN9_CMD_UNLISTED, if the engine has the opcode's pipeline. NULL: the engine has no such command:
 * another engine's, an MI or 2D opcode without a name, or an unknown command type.
 */
const struct gen9_cmd *gen9_cmd_find(u32 engine, u32 dw0);

/**
 * gen9_cmd_opcode() - Return the opcode bits of a first dword.
 * @dw0: first dword, any value; no engine need know the command
 *
 * The opcode of MI commands is in bits 31:23, that of 2D commands in bits 31:22. 3D, GPGPU and
 * media commands have it in bits 31:16. Other command types have bits 31:29 only. Source: PRM SKL
 * Vol. 2a, "Command Header".
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: @dw0 with all other bits cleared.
 */
u32 gen9_cmd_opcode(u32 dw0);

/**
 * gen9_cmd_length() - Return the length of a command.
 * @cmd: row that gen9_cmd_find() returned for @dw0, not NULL
 * @dw0: first dword
 *
 * The length can be too short for the fields of the command. Missing fields count as zero. Source:
 * as gen9_cmd_find().
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: length in dwords, the first dword included: 1 to GEN9_CMD_MAX_DWORDS (65537).
 */
static inline u32 gen9_cmd_length(const struct gen9_cmd *cmd, u32 dw0)
{
	return (dw0 & cmd->length_mask) + cmd->bias;
}

#endif
