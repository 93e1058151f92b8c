/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests: batches from EXECBUFFER2 to their end. An engine runs one request at a time. Of the
 * requests whose fences have happened, the highest priority goes first, then the oldest request.
 * Those of a context run in their order. All functions are called with &shim.lock.
 */
#ifndef FACET_SHIM_REQUEST_H
#define FACET_SHIM_REQUEST_H

#include "port.h"

struct pgpu_event;
struct shim_bo;
struct shim_ctx;
struct shim_fence;
struct shim_request;

/**
 * shim_request_new() - Make a request.
 * @ctx: the context
 * @slot: index of the context's engine
 * @n_bos: most objects that it will have
 * @n_deps: most fences that it will wait for
 *
 * Context: with &shim.lock.
 * Return: the request, for shim_request_queue() or shim_request_drop(); NULL: no memory.
 */
struct shim_request *shim_request_new(struct shim_ctx *ctx, u32 slot, u32 n_bos, u32 n_deps);

/**
 * shim_request_add_bo() - Add an object.
 * @rq: the request
 * @bo: the object; the request takes a reference
 * @writes: the batch writes it
 * @async: do not wait for other requests that use it
 *
 * Context: with &shim.lock.
 * Return: 0; -ENOMEM.
 */
int shim_request_add_bo(struct shim_request *rq, struct shim_bo *bo, bool writes, bool async);

/**
 * shim_request_add_dep() - Let the request wait for a fence.
 * @rq: the request
 * @fence: the fence; one that has happened is not added
 *
 * Context: with &shim.lock.
 */
void shim_request_add_dep(struct shim_request *rq, struct shim_fence *fence);

/**
 * shim_request_queue() - Queue a request, and run it when it is ready.
 * @rq: the request; shim_requests_reap() frees it after its end
 *
 * Context: with &shim.lock.
 */
void shim_request_queue(struct shim_request *rq);

/**
 * shim_request_drop() - Free a request that was not queued.
 * @rq: the request
 *
 * Context: with &shim.lock.
 */
void shim_request_drop(struct shim_request *rq);

/**
 * shim_requests_throttle() - Wait while too many requests are queued.
 *
 * Context: with &shim.lock, which it drops while it sleeps.
 */
void shim_requests_throttle(void);

/**
 * shim_requests_run() - Start requests that have become ready.
 *
 * Context: with &shim.lock.
 */
void shim_requests_run(void);

/**
 * shim_requests_reap() - Free requests that have ended.
 *
 * Context: with &shim.lock, not in an event of the engine.
 */
void shim_requests_reap(void);

/**
 * shim_requests_poll() - Look for requests that hang, and start those that have become ready.
 *
 * Context: the keeper, with &shim.lock.
 * Return: time until the next look that is needed, in nanoseconds; S64_MAX: none is.
 */
u64 shim_requests_poll(void);

/**
 * shim_request_event() - Handle an event of the pGPU.
 * @event: the event
 *
 * Context: an engine's thread, with &shim.lock.
 */
void shim_request_event(const struct pgpu_event *event);

/**
 * shim_requests_forget() - Forget all requests, in a child of fork().
 *
 * Context: with &shim.lock.
 */
void shim_requests_forget(void);

#endif
