/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Uses of objects by requests, of this process and of others. A request that reads an object waits
 * for earlier ones that write it; a request that writes it waits for all earlier ones. Of its own
 * requests a process knows each one. Of those of other processes it knows the numbers in the
 * control page. All functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_USE_H
#define FACET_SHIM_USE_H

#include "port.h"

struct shim_bo;
struct shim_foreign;
struct shim_use;

/**
 * shim_use_queue() - Note that a request that uses an object is queued.
 * @use: the use
 *
 * Context: with &shim.lock.
 */
void shim_use_queue(struct shim_use *use);

/**
 * shim_use_end() - Note that a request that uses an object has ended.
 * @use: a use of shim_use_queue()
 *
 * Context: with &shim.lock.
 */
void shim_use_end(struct shim_use *use);

/**
 * shim_use_ready() - Test if the earlier requests of this process that a use waits for have ended.
 * @use: a use of shim_use_queue()
 *
 * Context: with &shim.lock.
 * Return: true: they have.
 */
bool shim_use_ready(const struct shim_use *use);

/**
 * shim_bo_share() - Tell other processes of the requests that use an object which they now get.
 * @bo: the object
 *
 * Context: with &shim.lock.
 */
void shim_bo_share(struct shim_bo *bo);

/**
 * shim_bo_busy() - Test if requests of this process use an object.
 * @bo: the object
 * @writes_only: look at requests that write it alone
 *
 * Context: with &shim.lock.
 * Return: true: they do.
 */
bool shim_bo_busy(const struct shim_bo *bo, bool writes_only);

/**
 * shim_bo_foreign() - List the requests of other processes that use an object.
 * @bo: the object
 * @writes_only: list requests that write it alone
 * @list: gets at most SHIM_SHARERS entries, one for each process
 *
 * Context: with &shim.lock.
 * Return: number of entries.
 */
u32 shim_bo_foreign(struct shim_bo *bo, bool writes_only, struct shim_foreign *list);

/**
 * shim_foreign_done() - Test if requests of another process have ended, or their process has.
 * @foreign: the requests
 *
 * Context: with &shim.lock.
 * Return: true: they have.
 */
bool shim_foreign_done(const struct shim_foreign *foreign);

/**
 * shim_uses_forget() - Leave the entries of shared objects to the parent, in a child of fork().
 *
 * Context: with &shim.lock.
 */
void shim_uses_forget(void);

/**
 * shim_bo_settle() - Wait until no request uses an object, here and in other processes.
 * @bo: the object; the caller has a reference
 * @writes_only: wait for requests that write it alone
 * @deadline_ns: shim_now_ns() at which the wait ends; S64_MAX: never
 *
 * A process whose requests do not end by shim_foreign_deadline() is reported, and no longer waited
 * for.
 *
 * Context: with &shim.lock, which it drops while it sleeps.
 * Return: 0; -ETIME: the time has come.
 */
int shim_bo_settle(struct shim_bo *bo, bool writes_only, u64 deadline_ns);

#endif
