/* SPDX-License-Identifier: GPL-2.0-only */
/* The scheduler from inside: shared by sched.c and sched_event.c, by no other. */
#ifndef FACET_SCHED_TYPES_H
#define FACET_SCHED_TYPES_H

#include "port.h"
#include "mediator/sched.h"

#define SCHED_COOKIE_SLOT_BITS	8

enum { SCHED_DEPTH_MAX = 4 };

/**
 * struct sched_engine - One engine.
 * @ready: who has work that waits, the least served first: an event costs the same however
 *	many there are
 * @slots: what the pGPU has
 * @floor: virtual time below which nobody starts: time asleep is not saved up
 * @regs: pairs that are loaded
 * @reg_count: how many
 */
struct sched_engine {
	struct list_head ready;
	struct facet_sched_job *slots[SCHED_DEPTH_MAX];
	u64 floor;
	u32 regs[2 * FACET_SCHED_REGS];
	u32 reg_count;
};

/**
 * struct facet_sched - The scheduler of a pGPU.
 * @pgpu: whose
 * @ops: its face
 * @host: first argument of @ops
 * @depth: slots in use per engine
 * @cookies: given out so far
 * @armed: the deadline that the face knows
 * @lock: guards everything below, all entities and all jobs
 * @failed: jobs that the pGPU refused; their owners are told by the timer
 * @engines: by enum pgpu_engine
 */
struct facet_sched {
	struct pgpu *pgpu;
	const struct facet_gpu_host_ops *ops;
	void *host;
	u32 depth;
	u64 cookies;
	u64 armed;
	spinlock_t lock;
	struct list_head failed;
	struct sched_engine engines[PGPU_ENGINES];
};

/**
 * facet_sched_entity_update() - On the list of those with work that waits, or off it: after
 * every change of what decides that. The lock is held.
 */
void facet_sched_entity_update(struct facet_sched_entity *entity);

/** facet_sched_run() - Fill, supervise, arm: after every change. The lock is held. */
void facet_sched_run(struct facet_sched *sched);

/** facet_sched_preempt_job() - It is to give way. The lock is held. */
void facet_sched_preempt_job(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_see_job() - Have &facet_sched_job.seen up to date. The lock is held. */
void facet_sched_see_job(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_cancel_job() - It is to end. The lock is held. */
void facet_sched_cancel_job(struct facet_sched *sched, struct facet_sched_job *job);

#endif
