/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store barrier: work of some owners asks the client before the guest can learn of earlier
 * stores (&pgpu_ops.notify_stores).
 */
#ifndef SOFTGPU_STORE_BARRIER_H
#define SOFTGPU_STORE_BARRIER_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * sgpu_store_barrier_init() - Initialise the set of notified owners.
 * @sg: the GPU, zeroed
 *
 * Context: any; takes no lock.
 */
void sgpu_store_barrier_init(struct softgpu *sg);

/**
 * sgpu_store_barrier_notify() - Add an owner to the notified ones or remove it
 * (&pgpu_ops.notify_stores).
 * @sg: the GPU
 * @owner: the owner
 * @on: true: add; false: remove
 *
 * Context: any; takes &sgpu_notified_owners.lock; does not sleep.
 * Return: 0; -ENOSPC: SGPU_NOTIFIED_OWNERS owners are notified.
 */
int sgpu_store_barrier_notify(struct softgpu *sg, u64 owner, bool on);

/**
 * sgpu_store_barrier_run() - Set the owner of the work that the engine runs from now on.
 * @e: the engine
 * @owner: the owner
 *
 * Context: the engine's thread; takes &sgpu_notified_owners.lock.
 */
void sgpu_store_barrier_run(struct sgpu_engine *e, u64 owner);

/**
 * sgpu_store_barrier_ask() - Ask the client if the current command may run, for
 * sgpu_store_barrier_pass() alone.
 * @e: the engine
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: true: the command may run.
 */
bool sgpu_store_barrier_ask(struct sgpu_engine *e);

/**
 * sgpu_store_barrier_pass() - Test if a command may run by which the guest may learn of earlier
 * stores.
 * @e: the engine
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: true: the command may run; false: the command must wait, and the caller asks again later.
 */
static inline bool sgpu_store_barrier_pass(struct sgpu_engine *e)
{
	smp_mb();	/* stores before @notified: pairs with sgpu_store_barrier_notify() */
	if (unlikely(READ_ONCE(e->notified)))
		return sgpu_store_barrier_ask(e);
	return true;
}

#endif
