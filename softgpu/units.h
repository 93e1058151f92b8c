/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The render engine's units, as the command streamer sees them. A front end in user space gives
 * them to its software GPU (softgpu_set_units()). Without units, commands of the 3D, GPGPU and
 * media pipelines have no effect. facet_softgpu.ko has none.
 *
 * Units know their host by the first part alone. The command streamer calls the second part.
 */
#ifndef SOFTGPU_UNITS_H
#define SOFTGPU_UNITS_H

#include "port.h"
#include "softgpu/image.h"

struct sgpu_engine;
struct softgpu;

#define SGPU_CMD_DWORDS		264u	/* dwords kept of the longest command */

/*
 * Set in the progress of a command that ended at a place: other units of the same kind can go on
 * from there, with the same state and registers. Any other number but 0 names a command of which
 * the units still keep a part.
 */
#define SGPU_UNITS_PLACE	(1ull << 63)

/**
 * softgpu_progress_is_kept() - Test if the units keep a part of a command, by its progress.
 * @progress: progress of a command that has given way; 0: the command begins
 *
 * Context: any; takes no lock.
 * Return: true: no other units can go on with it.
 */
static inline bool softgpu_progress_is_kept(u64 progress)
{
	return progress && !(progress & SGPU_UNITS_PLACE);
}

/* --- for units ------------------------------------------------------------------------------ */

/**
 * struct softgpu_unit_host_ops - The calls of the units to their host: the command streamer, or its
 * stand-in in another process. All take the host as their first argument. The thread of the units
 * calls them.
 * @context: name the context that runs: the number of its owner, and the GGTT address of its image
 * @page: return the memory of a page of the PPGTT of the context that runs. @va is an address in
 *	the page, any value. @write: for writes. Return: the first byte of the page, valid until
 *	@translations changes; NULL: @va does not translate, or @write is true and the page is
 *	read-only
 * @translations: return a number that changes when pages lose their addresses, and only grows. A
 *	change of the context does not change it
 * @reg_read: read a register for a command, by its MMIO offset, any value. Return: the value; 0:
 *	commands cannot reach such a register
 * @reg_write: write a register for a command, with the ring's rights. The write to a register that
 *	commands cannot reach is dropped and counted. For a masked register bits 31:16 enable bits
 *	15:0
 * @now: return monotonic time in nanoseconds
 * @charge: charge work to the slice, in units of softgpu_set_slice(), any value
 * @stopped: test if a command must stop and return -EINTR, to continue later: a request waits, or
 *	the slice is used up. For use in &softgpu_unit_ops.command
 * @give_way: let the host obey requests to give way inside a command, or not: then such requests
 *	wait, but cancels and the end of the slice do not. It obeys at first. Units that refuse obey
 *	again when their command ends
 * @settles: test if a command must end at its next place, since the vGPU is to be saved. Polls do
 *	not ask this
 * @owner_exists: test if an owner is known: owner_add() has added it, and owner_del() has not
 *	removed it. The software GPU takes &sgpu_ggtts.lock, a last leaf
 */
struct softgpu_unit_host_ops {
	void (*context)(void *host, u64 *owner, u32 *context);
	u8 *(*page)(void *host, u64 va, bool write);
	u64 (*translations)(void *host);
	u32 (*reg_read)(void *host, u32 offset);
	void (*reg_write)(void *host, u32 offset, u32 value);
	u64 (*now)(void *host);
	void (*charge)(void *host, u32 cost);
	bool (*stopped)(void *host);
	void (*give_way)(void *host, bool obey);
	bool (*settles)(void *host);
	bool (*owner_exists)(void *host, u64 owner);
};

/**
 * struct softgpu_unit_host - The host of units.
 * @ops: its operations
 * @host: their first argument
 */
struct softgpu_unit_host {
	const struct softgpu_unit_host_ops *ops;
	void *host;
};

/**
 * struct softgpu_unit_ops - The operations of the units. The thread of the render engine calls all
 * of them but @renew. None takes a lock of the software GPU that its host holds.
 *
 * Units that work in another thread return -EINPROGRESS where they have not done yet what is asked.
 * They kick the engine (&softgpu_host_ops.kick) when they have, and the host asks again. Meanwhile
 * the host asks nothing else, but for @drop.
 * @command: execute a command of the 3D, GPGPU or media pipeline, of @n dwords at @dw, at most
 *	SGPU_CMD_DWORDS. @progress is 0, or the number that the units wrote there with -EINTR
 *	(%SGPU_UNITS_PLACE). A saved position may hold any other number. Return: 0; -EINVAL: the
 *	command is invalid or not implemented, and the context stops; -EINTR: the host said that it
 *	must stop or settles, call again with the same command when this context runs again;
 *	-EINPROGRESS: call again with the same command and @progress; -EALREADY: the same, but soon
 *	if no kick comes; -EBUSY: nothing has begun, call again soon; -ENODEV: nobody executes
 *	commands of this context, and the command has no effect; -EIO: the units are lost, and with
 *	them the work
 * @flush: execute the flushes of a PIPE_CONTROL with @flags in dword 1
 * @load: begin a context. @state is what @save wrote, or any other bytes; NULL: a new context. A
 *	command that the last context has left stays with that context
 * @set_state: NULL, or replace the state of the context that runs, before @command: for hosts that
 *	keep the state (pgpu/pipeline_state.h)
 * @save: copy the state of the context that ends or is preempted, of @state_bytes
 * @drop: forget a command that the context of @owner at GGTT address @context has left, or that
 *	they execute: it never goes on. The context may have left none. Return: 0; -EINPROGRESS:
 *	they still execute the command; they end it within a bounded time
 * @sweep: forget the commands of owners that the host does not know
 * @renew: NULL, or called when pages of an owner have lost their addresses: &pgpu_ops.invalidate.
 *	Any thread calls it; it does not sleep
 * @state_bytes: size of the state, at most SGPU_UNITS_STATE_MAX
 * @state_layout: identifies what @save writes. A state with another number is not loaded
 */
struct softgpu_unit_ops {
	int (*command)(void *units, const u32 *dw, u32 n, u64 *progress);
	void (*flush)(void *units, u32 flags);
	void (*load)(void *units, const void *state);
	void (*set_state)(void *units, const void *state);
	void (*save)(void *units, void *state);
	int (*drop)(void *units, u64 owner, u32 context);
	void (*sweep)(void *units);
	void (*renew)(void *units, u64 owner);
	u32 state_bytes;
	u32 state_layout;
};

/* Most bytes of a state: the pages behind page 1, less 32 dwords: number of saves, mark and sum. */
#define SGPU_UNITS_STATE_MAX						\
	((u32)((SGPU_IMAGE_PAGES - 1) * PAGE_SIZE - 32 * sizeof(u32)))

/**
 * softgpu_set_units() - Give a software GPU the units of its render engine.
 * @sg: GPU of softgpu_create(), without a client so far
 * @ops: the operations, valid until softgpu_destroy()
 * @units: first argument of @ops
 *
 * Images of render contexts get pages for the state of the units: &pgpu_caps.context_pages changes.
 * So no mediator may know the GPU yet.
 *
 * Context: process context; takes no lock; may sleep for memory.
 * Return: 0; -EINVAL: the state is too large; -EBUSY: the GPU has units; -ENOMEM: no memory.
 */
int softgpu_set_units(struct softgpu *sg, const struct softgpu_unit_ops *ops, void *units);

/**
 * softgpu_unit_host() - Return the host of a software GPU's units: its command streamer.
 * @sg: GPU of softgpu_create()
 *
 * Context: any; takes no lock.
 * Return: the host, never NULL, valid until softgpu_destroy(). Units may call it in their
 * operations alone.
 */
const struct softgpu_unit_host *softgpu_unit_host(const struct softgpu *sg);

/* --- for the command streamer --------------------------------------------------------------- */

/**
 * sgpu_units_init() - Make the command streamer a host of units.
 * @sg: the GPU, in softgpu_create()
 *
 * Context: process context; takes no lock.
 */
void sgpu_units_init(struct softgpu *sg);

/**
 * sgpu_units_take() - Test if the units execute a command.
 * @e: the engine, with or without units
 * @id: enum gen9_cmd_id
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: sgpu_units_command() executes the command.
 */
bool sgpu_units_take(const struct sgpu_engine *e, u32 id);

/**
 * sgpu_units_command() - Let the units execute the command in @e->cmd.
 * @e: the engine; sgpu_units_take() is true for the command
 * @n: length of the command in dwords
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: 0; -EINVAL: the command is invalid, not implemented, or longer than SGPU_CMD_DWORDS;
 * -EINTR: the engine is to stop, call again, with @e->pos.progress kept; -EINPROGRESS: call again
 * behind the next kick; -EALREADY: call again behind the next kick, or soon; -EBUSY: nothing has
 * begun, call again soon; -ENODEV: the command has no effect; -EIO: the units are lost.
 */
int sgpu_units_command(struct sgpu_engine *e, u32 n);

/**
 * sgpu_units_keep() - Test if the units keep a part of the current command.
 * @e: the engine, with or without units
 *
 * During the batches of a restore, the current command is that of the position behind them.
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: no other units can go on with it.
 */
bool sgpu_units_keep(const struct sgpu_engine *e);

/**
 * sgpu_units_flush() - Tell the units of a PIPE_CONTROL.
 * @e: the engine, with or without units
 * @flags: dword 1 of the PIPE_CONTROL
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_units_flush(struct sgpu_engine *e, u32 flags);

/**
 * sgpu_units_new() - Let the units begin a new context.
 * @e: the engine, with or without units
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_units_new(struct sgpu_engine *e);

/**
 * sgpu_units_drop() - Forget a command that a context has left, since it never goes on.
 * @e: the engine, with or without units
 * @owner: owner of the context
 * @context: GGTT address of its image
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: the units have forgotten it; false: they still execute it, call again soon.
 */
bool sgpu_units_drop(struct sgpu_engine *e, u64 owner, u32 context);

/**
 * sgpu_units_renew() - Tell the units that pages have lost their addresses.
 * @sg: the GPU, with or without units; its &softgpu.tlb_seq has changed
 * @owner: owner of the addresses, any value
 *
 * Context: any; does not sleep.
 */
void sgpu_units_renew(struct softgpu *sg, u64 owner);

/**
 * sgpu_units_to_sweep() - Note that the units keep what nobody needs: of an owner that has been
 * removed, for example.
 * @sg: the GPU, with or without units
 *
 * The render engine's thread soon calls &softgpu_unit_ops.sweep.
 *
 * Context: any; takes the locks of &softgpu_host_ops.kick.
 */
void sgpu_units_to_sweep(struct softgpu *sg);

/**
 * sgpu_units_sweep() - Let the units forget what nobody needs, if sgpu_units_to_sweep() says so.
 * @e: the engine, with or without units
 *
 * Context: the engine's thread. Takes &sgpu_ggtts.lock, a last leaf.
 */
void sgpu_units_sweep(struct sgpu_engine *e);

#endif
