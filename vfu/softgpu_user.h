/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user-space front end of the software GPU: either one pthread per engine, or nothing moves
 * until the caller steps it (for tests that must repeat exactly).
 */
#ifndef FACET_SOFTGPU_USER_H
#define FACET_SOFTGPU_USER_H

#include "port.h"

struct pgpu;
struct softgpu;
struct softgpu_user;

/**
 * enum softgpu_user_mode - Who runs the engines.
 * @SOFTGPU_USER_THREADS: a pthread each; time is CLOCK_MONOTONIC
 * @SOFTGPU_USER_STEP: softgpu_user_step(); time stands still but for 1 us a
 *	step and softgpu_user_advance(). &pgpu_ops.idle steps by itself.
 */
enum softgpu_user_mode {
	SOFTGPU_USER_THREADS,
	SOFTGPU_USER_STEP,
};

/** softgpu_user_create() - Engines and their threads. Return: NULL on failure. */
struct softgpu_user *softgpu_user_create(enum softgpu_user_mode mode);

/** softgpu_user_destroy() - Ends the threads; nothing may be queued. @user may be NULL. */
void softgpu_user_destroy(struct softgpu_user *user);

/** softgpu_user_pgpu() - The seam, for facet_gpu_create(). */
struct pgpu *softgpu_user_pgpu(struct softgpu_user *user);

/** softgpu_user_softgpu() - The engine itself, for its statistics. */
struct softgpu *softgpu_user_softgpu(struct softgpu_user *user);

/**
 * softgpu_user_step() - One slice of each engine, in their order. Step mode only.
 * @user: from softgpu_user_create()
 *
 * Return: whether any engine has more to do at once. An engine that polls memory
 * (a semaphore, a spinning batch) does not count: nothing moves until it changes.
 */
bool softgpu_user_step(struct softgpu_user *user);

/**
 * softgpu_user_set_help() - Say what other threads do while one waits for the engines.
 * @user: from softgpu_user_create(), in step mode
 * @help: called behind each step of a wait, on the thread that waits, with the locks that it holds;
 *	NULL: nothing
 * @arg: its argument
 *
 * Context: nobody waits for the engines.
 */
void softgpu_user_set_help(struct softgpu_user *user, void (*help)(void *arg), void *arg);

/** softgpu_user_run() - Step until no engine has more to do at once. Step mode only. */
void softgpu_user_run(struct softgpu_user *user);

/** softgpu_user_advance() - Let time pass. Step mode only. */
void softgpu_user_advance(struct softgpu_user *user, u64 ns);

#endif
