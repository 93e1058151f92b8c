/* SPDX-License-Identifier: GPL-2.0-only */
/* The live list of an engine: its workloads that are queued or run, or have ended unreported. */
#ifndef FACET_LIVE_LIST_H
#define FACET_LIVE_LIST_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;
struct facet_workload;

/**
 * facet_live_list_last() - Find the last workload of a context that is not retired.
 * @engine: the engine
 * @desc: descriptor of the context; its LRCA counts
 *
 * The function ignores workloads of an older epoch.
 *
 * Context: &facet_device.lock held, or the worker or a pause in its place: no other thread adds or
 * removes workloads.
 * Return: the workload, which the caller may change; NULL: the context has none.
 */
struct facet_workload *facet_live_list_last(const struct facet_engine *engine, u64 desc);

/**
 * facet_live_list_count() - Count the workloads of a context that are not retired.
 * @engine: the engine
 * @desc: descriptor of the context; its LRCA counts
 *
 * Context: &facet_device.lock held; does not sleep.
 * Return: the number of workloads of the engine's epoch.
 */
u32 facet_live_list_count(const struct facet_engine *engine, u64 desc);

/**
 * facet_live_list_cut() - Find the last workload of a context, if its ring goes on behind it.
 * @engine: the engine
 * @desc: descriptor of the context; its LRCA counts; 0: no context
 *
 * Context: as facet_live_list_last().
 * Return: the workload, which has a rest (facet_workload_has_rest()); NULL: there is none, or it
 * has failed, or the guest has replaced its execlist.
 */
struct facet_workload *facet_live_list_cut(const struct facet_engine *engine, u64 desc);

/**
 * facet_live_list_withdraw() - Take a workload back that has not begun.
 * @engine: the engine
 * @workload: a workload on its list
 * @withdrawn: gets the workload, for facet_live_list_free_withdrawn()
 *
 * The caller calls facet_live_list_update_oldest() when it has withdrawn all that it wants to.
 *
 * Context: &facet_device.lock held; takes &facet_sched.lock. Does not sleep.
 * Return: true: the workload is on @withdrawn; false: it is not queued, has begun or ended, or is
 * of an older epoch, and nothing has changed.
 */
bool facet_live_list_withdraw(struct facet_engine *engine, struct facet_workload *workload,
			      struct list_head *withdrawn);

/**
 * facet_live_list_free_withdrawn() - Free workloads that were withdrawn.
 * @withdrawn: list of facet_live_list_withdraw(); of no use afterwards
 *
 * Context: worker; no lock held. Takes shadow_lock, the locks of the pGPU's ops, and
 * &facet_sched.lock, as facet_workload_free(). May sleep for the mutex and to free memory.
 */
void facet_live_list_free_withdrawn(struct list_head *withdrawn);

/**
 * facet_live_list_remove() - Take a workload off the live list.
 * @engine: the engine
 * @workload: a workload on its list; it is on no list afterwards
 *
 * Context: &facet_device.lock held, or worker and engines are stopped (facet_execlists_kill());
 * does not sleep.
 */
void facet_live_list_remove(struct facet_engine *engine, struct facet_workload *workload);

/**
 * facet_live_list_update_oldest() - Compute facet_progress_oldest() from the live lists again.
 * @vgpu: the vGPU
 *
 * A caller has queued, ended or removed a workload.
 *
 * Context: &facet_device.lock held; does not sleep.
 */
void facet_live_list_update_oldest(struct facet_vgpu *vgpu);

#endif
