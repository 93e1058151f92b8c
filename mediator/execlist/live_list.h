/* SPDX-License-Identifier: GPL-2.0-only */
/* The list of an engine's workloads that have been started and are not retired. */
#ifndef FACET_LIVE_LIST_H
#define FACET_LIVE_LIST_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;
struct facet_workload;

/**
 * facet_live_list_last() - Find the last workload of a context that is not retired.
 * @engine: the engine
 * @desc: descriptor of the context
 *
 * Context: vgpu->dev.lock held; or the worker, or in its place, since no other adds and removes work.
 * Return: the workload, which the caller may change; NULL: none.
 */
struct facet_workload *facet_live_list_last(const struct facet_engine *engine, u64 desc);

/** facet_live_list_count() - How many such workloads a context has. vgpu->dev.lock held. */
u32 facet_live_list_count(const struct facet_engine *engine, u64 desc);

/** facet_live_list_remove() - Take a workload off the live list. vgpu->dev.lock held. */
void facet_live_list_remove(struct facet_engine *engine, struct facet_workload *workload);

/** facet_live_list_update_oldest() - After a workload was queued or ended. vgpu->dev.lock held. */
void facet_live_list_update_oldest(struct facet_vgpu *vgpu);

#endif
