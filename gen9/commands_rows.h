/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the rows of the command tables are written; for gen9/commands*.c alone.
 */
#ifndef GEN9_COMMANDS_ROWS_H
#define GEN9_COMMANDS_ROWS_H

#include "gen9/commands.h"

extern const struct gen9_cmd_table gen9_rcs_commands;
extern const struct gen9_cmd_table gen9_vcs_commands;
extern const struct gen9_cmd_table gen9_vecs_commands;

/* Addresses of a row: PPGTT, the same every so many dwords, as a bit says, GGTT. */
#define AT(...)		.addresses = (const u8 []){ __VA_ARGS__, 0 }
#define EVERY(n, ...)	AT(__VA_ARGS__), .stride = (n)
#define EITHER(...)	AT(__VA_ARGS__), .space = GEN9_SPACE_EITHER
#define GLOBAL(...)	AT(__VA_ARGS__), .space = GEN9_SPACE_GGTT

/* What lies there: GEN9_EXTENT_*; where nothing is said, GEN9_EXTENT_FIELDS. */
#define BYTES(n)	.extent = GEN9_EXTENT_BYTES, .bytes = (n)
#define EXTENT(what)	.extent = GEN9_EXTENT_##what

#define GFX_OPCODE_SHIFT	16

/* Commands of type 3: @op is bits 31:16, @lmask the length field, @b what is added to it. */
#define GFX_ROW(op, label, lmask, b, cmd_id, on, ...)				\
	{ .name = label, .mask = 0xffff0000u, .value = (u32)(op) << GFX_OPCODE_SHIFT, \
	  .length_mask = (lmask), .bias = (b), .id = (cmd_id), .engines = (on), __VA_ARGS__ }

#endif
