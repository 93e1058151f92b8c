/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The render engine's units, as the command streamer sees them. A front end in user space gives
 * them to its software GPU (softgpu_set_units()). Without units, commands of the 3D, GPGPU and
 * media pipelines have no effect. facet_softgpu.ko has none.
 *
 * Units reach the software GPU by the functions of the first part alone. The command streamer calls
 * those of the second part.
 */
#ifndef SOFTGPU_UNITS_H
#define SOFTGPU_UNITS_H

#include "port.h"
#include "softgpu/image.h"

struct sgpu_engine;
struct softgpu;

#define SGPU_CMD_DWORDS		264u	/* dwords kept of the longest command */

/* --- for units ------------------------------------------------------------------------------ */

/**
 * struct softgpu_unit_ops - The operations of the units. The thread of the render engine calls all
 * of them. None takes a lock of the software GPU.
 * @command: execute a command of the 3D, GPGPU or media pipeline, of @n dwords at @dw, at most
 *	SGPU_CMD_DWORDS. @progress is 0, or the number that the units wrote there with -EINTR. A
 *	saved position may hold any other number. Return: 0; -EINVAL: the command is invalid or not
 *	implemented, and the context stops; -EINTR: sgpu_units_stopped() was true, call again with
 *	the same command when this context runs again
 * @flush: execute the flushes of a PIPE_CONTROL with @flags in dword 1
 * @load: begin a context. @state is what @save wrote, or any other bytes; NULL: a new context. A
 *	command that the last context has left stays with that context
 * @save: copy the state of the context that ends or is preempted, of @state_bytes
 * @drop: forget a command that the context of @owner at GGTT address @context has left: it never
 *	goes on. The context may have left none
 * @sweep: forget the commands of owners that sgpu_units_owner_exists() does not know
 * @state_bytes: size of the state, at most SGPU_UNITS_STATE_MAX
 */
struct softgpu_unit_ops {
	int (*command)(void *units, struct sgpu_engine *e, const u32 *dw, u32 n, u64 *progress);
	void (*flush)(void *units, u32 flags);
	void (*load)(void *units, struct sgpu_engine *e, const void *state);
	void (*save)(void *units, void *state);
	void (*drop)(void *units, u64 owner, u32 context);
	void (*sweep)(void *units, struct sgpu_engine *e);
	u32 state_bytes;
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
 * sgpu_units_owner_exists() - Test if an owner is known, for &softgpu_unit_ops.sweep.
 * @e: the render engine
 * @owner: number of an owner, any value
 *
 * Context: the engine's thread. Takes &sgpu_ggtts.lock, a last leaf; does not sleep.
 * Return: true: owner_add() has added the owner, and owner_del() has not removed it.
 */
bool sgpu_units_owner_exists(struct sgpu_engine *e, u64 owner);

/**
 * sgpu_units_context() - Name the context that runs.
 * @e: the render engine
 * @owner: gets the number of its owner
 * @context: gets the GGTT address of its image
 *
 * Context: the engine's thread, in &softgpu_unit_ops.command or .load; takes no lock.
 */
void sgpu_units_context(const struct sgpu_engine *e, u64 *owner, u32 *context);

/**
 * sgpu_units_page() - Return the memory of a page of the PPGTT of the context that runs.
 * @e: the render engine
 * @va: graphics address in the page, any value
 * @write: true: for writes
 *
 * Context: the engine's thread; takes no lock.
 * Return: first byte of the page, valid until sgpu_units_translations() changes; NULL: @va does not
 * translate, or @write is true and the page is read-only.
 */
u8 *sgpu_units_page(struct sgpu_engine *e, u64 va, bool write);

/**
 * sgpu_units_translations() - Return a number that changes when pages lose their addresses.
 * @e: the render engine
 *
 * A change of the context does not change the number.
 *
 * Context: any; takes no lock.
 * Return: the number. It only grows.
 */
u64 sgpu_units_translations(const struct sgpu_engine *e);

/**
 * sgpu_units_reg_read() - Read a register for a command of the units.
 * @e: the render engine
 * @offset: MMIO offset in bytes, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: the value; 0: commands cannot reach such a register.
 */
u32 sgpu_units_reg_read(struct sgpu_engine *e, u32 offset);

/**
 * sgpu_units_reg_write() - Write a register for a command of the units, with the ring's rights.
 * @e: the render engine
 * @offset: MMIO offset in bytes, any value; the write to a register that commands cannot reach is
 *	dropped and counted
 * @value: the value; for a masked register bits 31:16 enable bits 15:0
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_units_reg_write(struct sgpu_engine *e, u32 offset, u32 value);

/**
 * sgpu_units_now() - Return the clock of the software GPU's front end.
 * @e: the render engine
 *
 * Context: any; takes no lock.
 * Return: monotonic time in nanoseconds.
 */
u64 sgpu_units_now(const struct sgpu_engine *e);

/**
 * sgpu_units_charge() - Charge work to the slice.
 * @e: the render engine
 * @cost: units of softgpu_set_slice(), any value
 *
 * Context: the engine's thread; takes no lock.
 */
void sgpu_units_charge(struct sgpu_engine *e, u32 cost);

/**
 * sgpu_units_stopped() - Test if a command must stop and return -EINTR, to continue later.
 * @e: the render engine
 *
 * Context: the engine's thread, in &softgpu_unit_ops.command; takes no lock.
 * Return: true: a request waits, or the slice is used up.
 */
bool sgpu_units_stopped(struct sgpu_engine *e);

/**
 * sgpu_units_give_way() - Let the engine obey requests to give way inside a command, or not.
 * @e: the render engine
 * @obey: false: requests to give way wait, but cancels and the end of the slice do not
 *
 * An engine obeys at first. Units that refuse obey again when their command ends.
 *
 * Context: the engine's thread, in &softgpu_unit_ops.command; takes no lock.
 */
void sgpu_units_give_way(struct sgpu_engine *e, bool obey);

/* --- for the command streamer --------------------------------------------------------------- */

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
 * -EINTR: sgpu_units_stopped() was true, call again, with @e->pos.progress kept.
 */
int sgpu_units_command(struct sgpu_engine *e, u32 n);

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
 */
void sgpu_units_drop(struct sgpu_engine *e, u64 owner, u32 context);

/**
 * sgpu_units_owner_gone() - Note that an owner has been removed.
 * @sg: the GPU, with or without units
 *
 * The render engine's thread forgets soon what the units keep of the owner.
 *
 * Context: process context; takes the locks of &softgpu_host_ops.kick.
 */
void sgpu_units_owner_gone(struct softgpu *sg);

/**
 * sgpu_units_sweep() - Forget the commands of removed owners, if sgpu_units_owner_gone() says so.
 * @e: the engine, with or without units
 *
 * Context: the engine's thread. Takes &sgpu_ggtts.lock, a last leaf.
 */
void sgpu_units_sweep(struct sgpu_engine *e);

#endif
