/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Macros for rows of the command tables, for gen9/commands*.c alone.
 */
#ifndef GEN9_COMMANDS_ROWS_H
#define GEN9_COMMANDS_ROWS_H

#include "gen9/commands.h"
#include "gen9/op_3d_defs.h"

extern const struct gen9_cmd_table gen9_rcs_commands;
extern const struct gen9_cmd_table gen9_vcs_commands;
extern const struct gen9_cmd_table gen9_vecs_commands;

/*
 * Dwords where the addresses of a row begin. AT: PPGTT addresses. EVERY: PPGTT addresses that
 * repeat every @n dwords. EITHER: a bit selects PPGTT or GGTT. GLOBAL: GGTT addresses.
 */
#define AT(...)		.addresses = (const u8 []){ __VA_ARGS__, 0 }
#define EVERY(n, ...)	AT(__VA_ARGS__), .stride = (n)
#define EITHER(...)	AT(__VA_ARGS__), .space = GEN9_SPACE_EITHER
#define GLOBAL(...)	AT(__VA_ARGS__), .space = GEN9_SPACE_GGTT

/* Length of the access at each address: GEN9_EXTENT_*. The default is GEN9_EXTENT_FIELDS. */
#define BYTES(n)	.extent = GEN9_EXTENT_BYTES, .bytes = (n)
#define EXTENT(what)	.extent = GEN9_EXTENT_##what

/*
 * Commands of type 3. @op: bits 31:16. @lmask: bits of the length field. @b: length in dwords minus
 * the length field.
 */
#define GFX_ROW(op, label, lmask, b, cmd_id, on, ...)				\
	{ .name = label, .mask = 0xffff0000u, .value = (u32)(op) << GEN9_OP_SHIFT, \
	  .length_mask = (lmask), .bias = (b), .id = (cmd_id), .engines = (on), __VA_ARGS__ }

#endif
