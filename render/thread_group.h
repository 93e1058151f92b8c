/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The threads of a compute group, or one media thread: payloads, barriers, messages. All threads of
 * a group run by turns in the engine's thread: one runs until it ends or waits at a barrier.
 */
#ifndef RENDER_THREAD_GROUP_H
#define RENDER_THREAD_GROUP_H

#include "eu/eu.h"
#include "port.h"
#include "render/stage.h"

struct render_group;

/**
 * struct render_dispatch - What all groups of a dispatch have in common.
 * @render: the engine
 * @stage: bindings, for messages
 * @program: the kernel
 * @descriptor: number of its interface descriptor
 * @samplers: Sampler State Pointer of the descriptor, bits 31:5
 * @binding_table: Binding Table Pointer of the descriptor, bits 15:5
 * @scratch: scratch space of the first thread: an offset from the general state base
 * @scratch_size: code of the scratch space of a thread: 1 KiB << @scratch_size
 * @alt: the threads begin in ALT mode
 * @cr0: control register with which the threads begin
 * @slm_bytes: shared local memory of a group
 * @constants: graphics address of the constants: those for all threads first
 * @constant_bytes: bytes at @constants; those behind them read 0
 * @thread_first: the payload has the constants of the thread before those for all threads
 * @cross_regs: registers of constants for all threads
 * @thread_regs: registers of constants for each thread, which follow
 * @inline_data: media: inline data behind the constants
 * @inline_dwords: dwords at @inline_data
 * @indirect: media: graphics address of data behind the inline data
 * @indirect_bytes: bytes at @indirect
 * @threads: threads of a group, at most GEN9_GROUP_THREADS_MAX
 * @width: threads across
 * @height: threads down
 * @mask: channels of a thread
 * @right: channels of the last thread across
 * @bottom: channels of the last thread down
 */
struct render_dispatch {
	struct render *render;
	struct render_stage stage;
	const struct eu_program *program;
	u32 descriptor;
	u32 samplers;
	u32 binding_table;
	u64 scratch;
	u32 scratch_size;
	bool alt;
	u32 cr0;
	u32 slm_bytes;
	u64 constants;
	u32 constant_bytes;
	bool thread_first;
	u32 cross_regs;
	u32 thread_regs;
	const u32 *inline_data;
	u32 inline_dwords;
	u64 indirect;
	u32 indirect_bytes;
	u32 threads;
	u32 width;
	u32 height;
	u32 mask;
	u32 right;
	u32 bottom;
};

/**
 * render_group_create() - Make room for the threads and the shared local memory of a group.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the group, for render_group_destroy(); NULL: no memory.
 */
struct render_group *render_group_create(void);

/**
 * render_group_destroy() - Free a group.
 * @group: of render_group_create(), or NULL; it does not run
 *
 * Context: may sleep; takes no lock.
 */
void render_group_destroy(struct render_group *group);

/**
 * render_group_begin() - Begin a dispatch.
 * @group: room for a group
 * @dispatch: the dispatch, which its caller has bounded; @dispatch->stage.bindings gets the shared
 *	local memory
 *
 * Shared local memory is zero for each group.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: a payload does not fit into the registers; counted.
 */
int render_group_begin(struct render_group *group, struct render_dispatch *dispatch);

/**
 * render_group_run() - Run a group to its end.
 * @group: room for a group
 * @dispatch: the dispatch of render_group_begin()
 * @id: X, Y, Z of the group
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: a thread is invalid, or uses what is not implemented; -ECANCELED:
 * &render_host_ops.poll said so.
 */
int render_group_run(struct render_group *group, const struct render_dispatch *dispatch,
		     const u32 id[3]);

/**
 * render_group_mask() - Return the channels of a thread.
 * @dispatch: the dispatch
 * @thread: number of the thread in the group
 *
 * Context: any; takes no lock.
 * Return: a bit for each channel that the thread has.
 */
u32 render_group_mask(const struct render_dispatch *dispatch, u32 thread);

#endif
