/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The software Gen9 GPU: a pGPU (pgpu/pgpu.h) without hardware. This folder is OS-free: a front end
 * (kernel/, vfu/) gives the GPU a clock and one thread per engine.
 */
#ifndef SOFTGPU_H
#define SOFTGPU_H

#include "port.h"
#include "gen9/commands.h"
#include "pgpu/pgpu.h"

struct softgpu;

/**
 * struct softgpu_host_ops - The calls that the software GPU makes to its front end.
 * @kick: let the thread of @engine call softgpu_engine_run() soon. Several kicks may become one.
 * Context: any; the caller may hold locks; must not sleep.
 * @now_ns: return monotonic time in nanoseconds. Context: any.
 * @help: NULL: each engine has a thread. Else call softgpu_engine_run() for each engine.
 *	&pgpu_ops.idle calls this again and again until its wait is over.
 * @owner_added: NULL, or called when &pgpu_ops.owner_add has added an owner, in its thread
 * @owner_gone: NULL, or called when &pgpu_ops.owner_del removes an owner, in its thread
 * @unmapping: NULL, or called with an array of @n bus addresses before &pgpu_ops.unmap and
 *	.page_free remove them from the map, in their thread: processes must not reach these pages
 *	any more when it returns. May sleep
 * @idle: NULL, or called at the end of &pgpu_ops.idle, in its thread: processes that the owner has
 *	lost must not access memory any more when it returns. May sleep
 * @taken: NULL, or called by &pgpu_ops.take_stores with an array of @n bus addresses, in its
 *	thread. It takes page i of each bit i of @stored from processes of the owner. When it
 *	returns, they store to the page only if sgpu_bus_record() was called for it again. May sleep
 * @process: NULL, or &pgpu_ops.process
 * @draws: NULL: a GPU draws if it has units; else &pgpu_ops.draws
 */
struct softgpu_host_ops {
	void (*kick)(void *host, u32 engine);
	u64 (*now_ns)(void *host);
	void (*help)(void *host);
	void (*owner_added)(void *host, u64 owner);
	void (*owner_gone)(void *host, u64 owner);
	void (*unmapping)(void *host, const u64 *bus, u32 n);
	void (*idle)(void *host, u64 owner);
	void (*taken)(void *host, u64 owner, const u64 *bus, u32 n, u64 stored);
	void (*process)(void *host, u64 owner, struct pgpu_process *process);
	bool (*draws)(void *host);
};

/**
 * enum softgpu_next - The next action of an engine's thread after softgpu_engine_run().
 * @SOFTGPU_SLEEP: sleep until the next kick
 * @SOFTGPU_AGAIN: let other threads run, then call softgpu_engine_run() again
 * @SOFTGPU_POLL: wait for memory to change: call again after SOFTGPU_POLL_US, or at a kick
 */
enum softgpu_next {
	SOFTGPU_SLEEP,
	SOFTGPU_AGAIN,
	SOFTGPU_POLL,
};

/* Pause after SOFTGPU_POLL, in microseconds. */
#define SOFTGPU_POLL_US		50u

/*
 * SOFTGPU_STEP_BYTES - Most bytes between two checks of an engine for requests to preempt or
 * cancel. An engine checks before each command, and in a blit at least once in so many bytes. The
 * longest step is a line of Y tiles of the widest fill.
 */
#define SOFTGPU_STEP_BYTES	(4u << 20)

/**
 * softgpu_engine_run() - Run one slice of an engine's work.
 * @sg: GPU of softgpu_create()
 * @engine: enum pgpu_engine; any other value does nothing
 *
 * The call first ends cancelled submissions. Then it starts or continues the first one of the
 * queue. It takes about a millisecond at most with the default slice, and reports events to the
 * client.
 *
 * Context: the engine's thread, one thread at a time for each engine; no spinlock held; may sleep.
 * If &softgpu_host_ops.help calls it, the thread that waits in &pgpu_ops.idle may hold mutexes.
 * Takes &sgpu_engine.lock and &sgpu_notified_owners.lock, one after the other. Calls the client
 * with neither of them: an event of the mediator takes &facet_sched.lock, with &sgpu_engine.lock in
 * it, and &facet_device.lock, with these two in it and the front end's locks of set_irq
 * (&facet_irqs.lock in kernel/, &vfu_irqs.lock in vfu/), arm_timer and kick; a store barrier takes
 * &facet_gpu.lock. &softgpu_host_ops.kick takes &user_engine.lock in vfu/. The client does not
 * sleep.
 * Return: the next action of the thread. SOFTGPU_AGAIN: the slice is over, a request interrupts the
 * work, or a submission has ended or faulted. SOFTGPU_POLL: a command waits for memory or for the
 * client's store barrier, or batches loop without effect. SOFTGPU_SLEEP: the engine has no work,
 * has faulted, or does not exist.
 */
enum softgpu_next softgpu_engine_run(struct softgpu *sg, u32 engine);

/**
 * enum softgpu_model - The kinds of GPU that the software GPU can be.
 * @SOFTGPU_PRIVATE: each owner has a GGTT of its own, and an engine preempts work at any command
 * @SOFTGPU_LIKE_HARDWARE: does what a Gen9 GPU does, and no more. There is one GGTT for all.
 *	Engines preempt work at arbitration points only, and obey MI_ARB_ON_OFF. User interrupts
 *	are merged. The blitter executes user batches with all rights. Pages of a render image must
 *	be as an engine saved them. Waits for a display never end. An inhibited restore keeps the
 *	last context's registers. Shared local memory keeps the last context's bytes
 *	(softgpu/slm.h), and each start runs the indirect context batch. For tests: the mediator
 *	has to keep guests apart as on hardware
 */
enum softgpu_model {
	SOFTGPU_PRIVATE,
	SOFTGPU_LIKE_HARDWARE,
};

/**
 * softgpu_create() - Create a GPU with all four engines.
 * @ops: the front end; valid until softgpu_destroy()
 * @host: first argument of @ops
 * @model: the kind of GPU
 *
 * The GPU has no client and no work. It does not call @ops before a client uses it.
 *
 * Context: process context; takes no lock; may sleep for memory.
 * Return: the GPU, for softgpu_destroy(); NULL: no memory, and nothing is left to be freed.
 */
struct softgpu *softgpu_create(const struct softgpu_host_ops *ops, void *host,
			       enum softgpu_model model);

/**
 * softgpu_destroy() - Free a GPU.
 * @sg: GPU of softgpu_create(), not NULL; no work is queued, and no thread is in
 *	softgpu_engine_run(). The client has closed it, and has freed its pages
 *
 * Context: process context, no spinlock held; takes no lock; may sleep.
 */
void softgpu_destroy(struct softgpu *sg);

/**
 * softgpu_set_slice() - Set the amount of work of one softgpu_engine_run().
 * @sg: GPU of softgpu_create()
 * @budget: units of one command or 256 bytes of a blit; 0 means 1. The default is SGPU_SLICE, about
 *	a millisecond. With 1 each step is a single command, for tests.
 *
 * Holds for all engines. Slices that start afterwards use @budget.
 *
 * Context: any; takes no lock; does not sleep.
 */
void softgpu_set_slice(struct softgpu *sg, u32 budget);

/**
 * softgpu_pgpu() - Return the pGPU that the mediator uses.
 * @sg: GPU of softgpu_create()
 *
 * Context: any; takes no lock.
 * Return: the pGPU, a part of @sg: never NULL, valid until softgpu_destroy().
 */
struct pgpu *softgpu_pgpu(struct softgpu *sg);

/**
 * struct softgpu_stats - Counts of an engine since softgpu_create().
 * @submissions: submissions that were started
 * @completed: submissions that reached their tail
 * @preempted: submissions that were preempted
 * @cancelled: submissions that were cancelled or lost
 * @faults: submissions that a command or an address stopped
 * @commands: commands that were executed, by enum gen9_cmd_id; a run of MI_NOOP counts once
 * @no_effect: commands that were parsed by length only, by enum gen9_cmd_id (3D, media, rare 2D)
 * @refused: privileged operations of non-privileged batches that became NOOPs
 * @dropped_registers: register writes that were dropped: no such register, or not allowed
 * @blit_bytes: bytes written by 2D commands
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

/**
 * softgpu_stats() - Copy the counts of an engine.
 * @sg: GPU of softgpu_create()
 * @engine: enum pgpu_engine; any other value gives zeroes
 * @stats: gets the counts, written in full; fields may be of slightly different moments
 *
 * Context: any; takes no lock; does not sleep. The engine may run meanwhile.
 */
void softgpu_stats(const struct softgpu *sg, u32 engine, struct softgpu_stats *stats);

#endif
