/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that the command streamer shares with a process that executes commands of the units
 * (units.h). One side writes the request, the other the result. Neither side reads what it writes,
 * and the process has no right to write a request.
 *
 * A request is a sequence of entries: commands and flushes. There is one request at a time. The
 * command streamer fills it in, then increments its number. The process executes the entries, fills
 * in the result, then writes the same number there. Each number is written with release semantics,
 * and read with acquire semantics.
 */
#ifndef SOFTGPU_REMOTE_LAYOUT_H
#define SOFTGPU_REMOTE_LAYOUT_H

#include "port.h"

#define SGPU_REMOTE_REGS		64u	/* registers that travel (remote_regs.h) */
#define SGPU_REMOTE_STATE_BYTES		8064u	/* a state of the units: two pages of an image */
#define SGPU_REMOTE_ENTRY_DWORDS	8192u	/* entries of a request, with their headers */
#define SGPU_REMOTE_LEFT		16u	/* contexts that may have left a command */

/**
 * enum sgpu_remote_begin - The context that the entries of a request are for.
 * @SGPU_REMOTE_SAME: that of the last request
 * @SGPU_REMOTE_NEW: a new one
 * @SGPU_REMOTE_STATE: one that begins with the state in the request
 */
enum sgpu_remote_begin {
	SGPU_REMOTE_SAME,
	SGPU_REMOTE_NEW,
	SGPU_REMOTE_STATE,
};

/* The header of an entry: kind << 24 | dwords behind it. */
#define SGPU_REMOTE_COMMAND		1u	/* a command */
#define SGPU_REMOTE_FLUSH		2u	/* one dword: dword 1 of a PIPE_CONTROL */
#define SGPU_REMOTE_KIND_SHIFT		24
#define SGPU_REMOTE_LENGTH_MASK		0xffffffu

/**
 * enum sgpu_remote_code - What became of a request.
 * @SGPU_REMOTE_DONE: all entries are executed
 * @SGPU_REMOTE_INVALID: a command is invalid or not implemented; those behind it are not executed
 * @SGPU_REMOTE_LEFT_COMMAND: the last command is left in the middle, and can go on
 */
enum sgpu_remote_code {
	SGPU_REMOTE_DONE,
	SGPU_REMOTE_INVALID,
	SGPU_REMOTE_LEFT_COMMAND,
};

/**
 * struct sgpu_remote_request - A request, written by the command streamer.
 * @seq: number of the request; 0: none so far
 * @give_way: number of the request that is to leave its command; changes while the request runs
 * @cancel: number of the request that is to end without any more effect; changes likewise
 * @begin: enum sgpu_remote_begin
 * @save: 1: the result is to have the state of the context
 * @context: GGTT address of the image of the context; its number, for the process
 * @owner: owner of the context
 * @translations: number of the translations; changes while the request runs
 * @progress: number of the command that goes on, the last one; 0: it begins
 * @drops: entries of @drop
 * @entry_dwords: dwords of @entries
 * @drop: contexts that have left a command which never goes on
 * @regs: values of the registers that travel, by their rows (remote_regs.h)
 * @state: state of the context, with @begin SGPU_REMOTE_STATE
 * @entries: the entries, one behind the other
 */
struct sgpu_remote_request {
	u32 seq;
	u32 give_way;
	u32 cancel;
	u32 begin;
	u32 save;
	u32 context;
	u64 owner;
	u64 translations;
	u64 progress;
	u32 drops;
	u32 entry_dwords;
	u32 drop[SGPU_REMOTE_LEFT];
	u32 regs[SGPU_REMOTE_REGS];
	u32 state[SGPU_REMOTE_STATE_BYTES / sizeof(u32)];
	u32 entries[SGPU_REMOTE_ENTRY_DWORDS];
};

/**
 * struct sgpu_remote_result - A result, written by the process. The command streamer reads each
 * field once, and believes none.
 * @seq: number of the request that is done; 0: none so far
 * @code: enum sgpu_remote_code
 * @progress: SGPU_REMOTE_LEFT_COMMAND: number of the command, never 0
 * @regs: values of the registers that travel
 * @state: state of the context, if the request asks for it
 */
struct sgpu_remote_result {
	u32 seq;
	u32 code;
	u64 progress;
	u32 regs[SGPU_REMOTE_REGS];
	u32 state[SGPU_REMOTE_STATE_BYTES / sizeof(u32)];
};

/* Bytes of each of the two areas of shared memory. */
#define SGPU_REMOTE_REQUEST_BYTES	ALIGN(sizeof(struct sgpu_remote_request), PAGE_SIZE)
#define SGPU_REMOTE_RESULT_BYTES	ALIGN(sizeof(struct sgpu_remote_result), PAGE_SIZE)

#endif
