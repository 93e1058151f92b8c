/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The software GPU in a process. Either each engine has a pthread, or the caller steps the engines,
 * for tests that must repeat exactly.
 */
#ifndef FACET_SOFTGPU_USER_H
#define FACET_SOFTGPU_USER_H

#include "port.h"
#include "softgpu/softgpu.h"

struct pgpu;
struct softgpu_user;

/**
 * enum softgpu_user_mode - The way in which engines run.
 * @SOFTGPU_USER_THREADS: each engine has a pthread; the time is CLOCK_MONOTONIC
 * @SOFTGPU_USER_STEP: softgpu_user_step() runs the engines, and &pgpu_ops.idle calls it. The time
 *	moves by 1 us with each step and by softgpu_user_advance() only.
 */
enum softgpu_user_mode {
	SOFTGPU_USER_THREADS,
	SOFTGPU_USER_STEP,
};

/**
 * softgpu_user_create() - Create a software GPU, and in thread mode the threads of its engines.
 * @mode: way in which the engines run
 * @model: the kind of GPU
 *
 * Context: any thread; no lock held. May sleep for memory and new threads. After an error takes
 * &user_engine.lock of each started thread, and waits for its end.
 * Return: the GPU; NULL: no memory, or no thread.
 */
struct softgpu_user *softgpu_user_create(enum softgpu_user_mode mode, enum softgpu_model model);

/**
 * softgpu_user_destroy() - End the threads and free the GPU.
 * @user: GPU of softgpu_user_create(), with no work queued; NULL does nothing
 *
 * Context: any thread but an engine's; no lock held. Takes &user_engine.lock of each started
 * thread, one after the other, and waits for its end. May sleep for that.
 */
void softgpu_user_destroy(struct softgpu_user *user);

/**
 * softgpu_user_pgpu() - Return the pGPU for facet_gpu_create().
 * @user: GPU of softgpu_user_create()
 *
 * Context: any; takes no lock.
 * Return: the pGPU, valid until softgpu_user_destroy().
 */
struct pgpu *softgpu_user_pgpu(struct softgpu_user *user);

/**
 * softgpu_user_softgpu() - Return the software GPU, for its statistics.
 * @user: GPU of softgpu_user_create()
 *
 * Context: any; takes no lock.
 * Return: the software GPU, valid until softgpu_user_destroy().
 */
struct softgpu *softgpu_user_softgpu(struct softgpu_user *user);

/**
 * softgpu_user_step() - Run one slice of each engine, in their order.
 * @user: GPU of softgpu_user_create(), in step mode
 *
 * Context: one thread at a time; no spinlock held. Takes &sgpu_engine.lock and
 * &sgpu_notified_owners.lock, one after the other. Calls the client with neither of them: an event
 * of the mediator takes &facet_sched.lock, with &sgpu_engine.lock in it, and &facet_device.lock,
 * with these two in it and the front end's locks of set_irq, arm_timer and kick; a store barrier
 * takes &facet_gpu.lock. May sleep as softgpu_engine_run().
 * Return: true: an engine has more to do at once. An engine that polls memory (a semaphore, a
 * spinning batch) does not count, since nothing happens before the memory changes.
 */
bool softgpu_user_step(struct softgpu_user *user);

/**
 * softgpu_user_set_help() - Set a function that does other threads' work while one waits for
 * engines.
 * @user: GPU of softgpu_user_create(), in step mode
 * @help: called after each step of a wait, on the waiting thread, with the locks of that thread
 *	held; NULL: nothing
 * @arg: argument of @help
 *
 * Context: any; takes no lock. Nobody waits for the engines meanwhile.
 */
void softgpu_user_set_help(struct softgpu_user *user, void (*help)(void *arg), void *arg);

/**
 * softgpu_user_run() - Step until no engine has more to do at once.
 * @user: GPU of softgpu_user_create(), in step mode
 *
 * Context: one thread at a time; no spinlock held. Takes &sgpu_engine.lock and
 * &sgpu_notified_owners.lock, one after the other. Calls the client with neither of them: an event
 * of the mediator takes &facet_sched.lock, with &sgpu_engine.lock in it, and &facet_device.lock,
 * with these two in it and the front end's locks of set_irq, arm_timer and kick; a store barrier
 * takes &facet_gpu.lock. May sleep as softgpu_engine_run().
 */
void softgpu_user_run(struct softgpu_user *user);

/**
 * softgpu_user_advance() - Advance the clock.
 * @user: GPU of softgpu_user_create(), in step mode
 * @ns: nanoseconds
 *
 * Context: the thread that steps; takes no lock.
 */
void softgpu_user_advance(struct softgpu_user *user, u64 ns);

#endif
