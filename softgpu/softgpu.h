/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The software Gen9 GPU: a physical GPU (pgpu/pgpu.h) without hardware. It is OS-free; a front end
 * (kernel/, vfu/) gives it a clock and one thread per engine.
 */
#ifndef SOFTGPU_H
#define SOFTGPU_H

#include "port.h"
#include "gen9/commands.h"
#include "pgpu/pgpu.h"

struct softgpu;

/**
 * struct softgpu_host_ops - What the engine needs of its front end.
 * @kick: softgpu_engine_run() has work for @engine: let its thread run soon.
 *	Any context, locks of the caller may be held; several kicks may become one.
 * @now_ns: monotonic time. Any context.
 * @help: NULL where each engine has a thread; else &pgpu_ops.idle calls it again
 *	and again until the wait is over: it runs softgpu_engine_run() for all.
 */
struct softgpu_host_ops {
	void (*kick)(void *host, u32 engine);
	u64 (*now_ns)(void *host);
	void (*help)(void *host);
};

/** enum softgpu_next - What an engine's thread does after softgpu_engine_run(). */
enum softgpu_next {
	SOFTGPU_SLEEP,	/* nothing to do until the next kick */
	SOFTGPU_AGAIN,	/* more to do: call again, after letting others run */
	SOFTGPU_POLL,	/* waits for memory to change: call again in some 50 us, or at a kick */
};

/** The pause that fits SOFTGPU_POLL. */
#define SOFTGPU_POLL_US		50u

/**
 * SOFTGPU_STEP_BYTES - An engine looks for requests to give way before each command, and in a blit
 * at least once in so many bytes: the longest step is a line of Y tiles of the widest fill.
 */
#define SOFTGPU_STEP_BYTES	(4u << 20)

/**
 * softgpu_engine_run() - One slice of an engine's work.
 * @sg: from softgpu_create()
 * @engine: enum pgpu_engine
 *
 * Called by one thread at a time for each engine; may sleep; takes about a
 * millisecond at most. Reports events from here.
 */
enum softgpu_next softgpu_engine_run(struct softgpu *sg, u32 engine);

/**
 * softgpu_create() - A pGPU with all four engines.
 * @ops: stays valid until softgpu_destroy()
 * @host: handed to @ops
 *
 * May sleep. Return: NULL when memory lacks.
 */
struct softgpu *softgpu_create(const struct softgpu_host_ops *ops, void *host);

/** softgpu_destroy() - Nothing queued, no thread left in softgpu_engine_run(). May sleep. */
void softgpu_destroy(struct softgpu *sg);

/**
 * softgpu_set_slice() - How much one softgpu_engine_run() does.
 * @sg: from softgpu_create()
 * @budget: commands, or 256 bytes of a blit each; at least 1. The default is about
 *	a millisecond; 1 makes each step a single command, for tests.
 */
void softgpu_set_slice(struct softgpu *sg, u32 budget);

/** softgpu_pgpu() - The seam. */
struct pgpu *softgpu_pgpu(struct softgpu *sg);

/**
 * struct softgpu_stats - What an engine did since it was made.
 * @submissions: taken up
 * @completed: reached their tail
 * @preempted: put aside
 * @cancelled: ended by cancel
 * @faults: stopped by a command or an address
 * @commands: executed, by enum gen9_cmd_id; runs of MI_NOOP count once
 * @no_effect: parsed by length only, by enum gen9_cmd_id (3D, media, rare 2D)
 * @refused: privileged operations of non-privileged batches made NOOPs
 * @dropped_registers: writes to registers that are not there or not theirs
 * @blit_bytes: written by 2D commands
 */
struct softgpu_stats {
	u64 submissions;
	u64 completed;
	u64 preempted;
	u64 cancelled;
	u64 faults;
	u64 commands[GEN9_CMD_IDS];
	u64 no_effect[GEN9_CMD_IDS];
	u64 refused;
	u64 dropped_registers;
	u64 blit_bytes;
};

/** softgpu_stats() - Snapshot; fields may be of slightly different moments. Any context. */
void softgpu_stats(const struct softgpu *sg, u32 engine, struct softgpu_stats *stats);

#endif
