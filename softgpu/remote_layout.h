/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that the command streamer shares with a process that executes commands of the units
 * (units.h). One side writes the request, the other the result. Neither side reads what it writes,
 * and the process has no right to write a request.
 *
 * A request is one command that executes, with the state of its context: the command streamer keeps
 * what only sets state (pgpu/pipeline_state.h). There is one request at a time. The command
 * streamer fills it in, then increments its number. The process executes the command, fills in the
 * result, then writes the same number there. Each number is written with release semantics, and
 * read with acquire semantics.
 */
#ifndef SOFTGPU_REMOTE_LAYOUT_H
#define SOFTGPU_REMOTE_LAYOUT_H

#include "pgpu/pipeline_state.h"
#include "port.h"
#include "softgpu/units.h"

#define SGPU_REMOTE_REGS		64u	/* registers that travel (remote_regs.h) */
#define SGPU_REMOTE_LEFT		16u	/* contexts that may have left a command */

/**
 * enum sgpu_remote_code - What became of a request.
 * @SGPU_REMOTE_DONE: the command is executed
 * @SGPU_REMOTE_INVALID: the command is invalid or not implemented
 * @SGPU_REMOTE_LEFT_COMMAND: the command has given way. With %SGPU_UNITS_PLACE in its progress any
 *	process can go on with it, else this process alone
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
 * @settle: 1: the command must end at its next place, since the vGPU is to be saved
 * @begin: 1: the context has begun since the last request
 * @flush: flags of the flushes before the command: dword 1 of PIPE_CONTROLs, or-ed
 * @context: GGTT address of the image of the context; its number, for the process
 * @owner: owner of the context
 * @translations: number of the translations; changes while the request runs
 * @progress: progress of the command that goes on (units.h); 0: it begins
 * @drops: entries of @drop
 * @drop: contexts that have left a command which never goes on
 * @regs: values of the registers that travel, by their rows (remote_regs.h)
 * @state: state of the context
 * @dwords: length of the command
 * @dw: the command
 */
struct sgpu_remote_request {
	u32 seq;
	u32 give_way;
	u32 cancel;
	u32 settle;
	u32 begin;
	u32 flush;
	u32 context;
	u64 owner;
	u64 translations;
	u64 progress;
	u32 drops;
	u32 drop[SGPU_REMOTE_LEFT];
	u32 regs[SGPU_REMOTE_REGS];
	struct pgpu_pipeline_state state;
	u32 dwords;
	u32 dw[SGPU_CMD_DWORDS];
};

/**
 * struct sgpu_remote_result - A result, written by the process. The command streamer reads each
 * field once, and believes none.
 * @seq: number of the request that is done; 0: none so far
 * @code: enum sgpu_remote_code
 * @progress: SGPU_REMOTE_LEFT_COMMAND: progress of the command (units.h), never 0
 * @regs: values of the registers that travel
 */
struct sgpu_remote_result {
	u32 seq;
	u32 code;
	u64 progress;
	u32 regs[SGPU_REMOTE_REGS];
};

/* Bytes of each of the two areas of shared memory. */
#define SGPU_REMOTE_REQUEST_BYTES	ALIGN(sizeof(struct sgpu_remote_request), PAGE_SIZE)
#define SGPU_REMOTE_RESULT_BYTES	ALIGN(sizeof(struct sgpu_remote_result), PAGE_SIZE)

#endif
