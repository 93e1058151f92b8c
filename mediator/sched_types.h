/* SPDX-License-Identifier: GPL-2.0-only */
/* The scheduler from inside: shared by sched.c, sched_event.c and sched_ready.c, by no other. */
#ifndef FACET_SCHED_TYPES_H
#define FACET_SCHED_TYPES_H

#include "port.h"
#include "mediator/sched.h"

#define SCHED_COOKIE_SLOT_BITS	8

enum { SCHED_DEPTH_MAX = 4 };

/**
 * struct sched_ready - Who waits for an engine.
 * @first: the least served; of equal ones who has waited longest
 * @turns: how many have entered so far
 */
struct sched_ready {
	struct facet_sched_entity *first;
	u64 turns;
};

/* The lock is held; of who is in, the virtual time stays as it is. */
void sched_ready_enter(struct sched_ready *ready, struct facet_sched_entity *entity);
void sched_ready_leave(struct sched_ready *ready, struct facet_sched_entity *entity);

/** sched_ready_has() - Whether it is in. */
static inline bool sched_ready_has(const struct facet_sched_entity *entity)
{
	return entity->link;
}

/**
 * struct sched_engine - One engine.
 * @ready: who has work that waits
 * @slots: what the pGPU has
 * @left_ns: when the last job left that had started
 * @floor: virtual time below which nobody starts: time asleep is not saved up
 * @regs: pairs that are loaded
 * @reg_count: how many
 */
struct sched_engine {
	struct sched_ready ready;
	struct facet_sched_job *slots[SCHED_DEPTH_MAX];
	u64 left_ns;
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
 * @telling: how many owners are being told; read with acquire
 * @told: woken when @telling falls
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
	u32 telling;
	wait_queue_head_t told;
	struct sched_engine engines[PGPU_ENGINES];
};

/**
 * facet_sched_entity_update() - Among those with work that waits, or not: after every change of
 * what decides that. The lock is held.
 */
void facet_sched_entity_update(struct facet_sched_entity *entity);

/* Virtual time is busy time scaled so that the default weight counts it as it is. */
#define SCHED_WEIGHT_UNIT	100ull

/** facet_sched_virtual() - What so much time of an engine is to an entity. */
static inline u64 facet_sched_virtual(const struct facet_sched_entity *entity, u64 ns)
{
	return ns * SCHED_WEIGHT_UNIT / entity->weight;
}

/**
 * facet_sched_raise_floor() - The floor follows the least served of those that work, as they
 * stand at the moment. @leaving: NULL, or one more. The lock is held.
 */
void facet_sched_raise_floor(struct facet_sched *sched, struct sched_engine *engine,
			     const struct facet_sched_entity *leaving);

/** facet_sched_run() - Fill, supervise, arm: after every change. The lock is held. */
void facet_sched_run(struct facet_sched *sched);

/** facet_sched_preempt_job() - It is to give way. The lock is held. */
void facet_sched_preempt_job(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_head_valid() - Whether a place that a pGPU names is in the job's piece of a ring. */
bool facet_sched_head_valid(const struct facet_sched_job *job, u32 head);

/** facet_sched_see_job() - Have &facet_sched_job.seen up to date. The lock is held. */
void facet_sched_see_job(struct facet_sched *sched, struct facet_sched_job *job);

/** facet_sched_cancel_job() - It is to end. The lock is held. */
void facet_sched_cancel_job(struct facet_sched *sched, struct facet_sched_job *job);

#endif
