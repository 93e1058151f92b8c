/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waits for guest memory that is away for the moment: a host op answered FACET_HOST_RETRY
 * (mediator/host.h). Whoever called the op gives up what it holds, and tries again when the
 * vGPU's timer has kicked the worker.
 *
 * Callers: retire.c (what a guest is to be told), elsp.c (what a guest has submitted), execlist.c
 * (page tables after a dma_unmap). All fields change under vgpu->dev.lock.
 */
#ifndef FACET_RETRY_H
#define FACET_RETRY_H

#include "port.h"

struct facet_vgpu;

/* Guest memory may be away for so long before the guest is told of an error. */
#define FACET_RETRY_MAX_NS	1000000000ull

/* Time between two tries. */
#define FACET_RETRY_INTERVAL_NS	2000000ull

/**
 * struct facet_retry - One wait. All zero: nobody waits.
 * @since_ns: time of the first answer "later"; 0: nobody waits
 * @next_ns: time before which nobody tries again
 */
struct facet_retry {
	u64 since_ns;
	u64 next_ns;
};

/**
 * facet_retry_begin() - Begin a wait, or go on with it after another answer "later".
 * @vgpu: the vGPU whose memory is away
 * @later: the wait
 *
 * Context: vgpu->dev.lock held. When the lock is dropped, the caller calls facet_retry_arm().
 * Return: true: try again later; false: FACET_RETRY_MAX_NS are over, and the wait has ended.
 */
bool facet_retry_begin(const struct facet_vgpu *vgpu, struct facet_retry *later);

/**
 * facet_retry_keep() - Begin a wait, or go on with it, however long it has lasted.
 * @vgpu: the vGPU whose memory is away
 * @later: the wait. It ends by facet_retry_end(); one that was not tried for FACET_RETRY_MAX_NS
 *	begins anew
 *
 * Context: vgpu->dev.lock held. When the lock is dropped, the caller calls facet_retry_arm().
 * Return: for how long the wait has lasted, nanoseconds.
 */
u64 facet_retry_keep(const struct facet_vgpu *vgpu, struct facet_retry *later);

/**
 * facet_retry_expired() - Tell whether a wait has lasted as long as one may.
 * @vgpu: the vGPU whose memory is away
 * @later: the wait
 *
 * Context: vgpu->dev.lock held.
 * Return: true: the next try does without the memory.
 */
bool facet_retry_expired(const struct facet_vgpu *vgpu, const struct facet_retry *later);

/**
 * facet_retry_arm() - Have the worker kicked when the next try is due.
 * @vgpu: the vGPU
 *
 * Context: any, but not under vgpu->dev.lock.
 */
void facet_retry_arm(struct facet_vgpu *vgpu);

/**
 * facet_retry_due() - Tell whether a try is due.
 * @vgpu: the vGPU
 * @later: the wait
 *
 * Context: vgpu->dev.lock held.
 * Return: true if nobody waits, or if the time of the next try has come.
 */
bool facet_retry_due(const struct facet_vgpu *vgpu, const struct facet_retry *later);

/**
 * facet_retry_pending() - Tell whether somebody waits.
 * @later: the wait
 *
 * Context: vgpu->dev.lock held.
 * Return: true between facet_retry_begin() or facet_retry_keep() and the end of the wait.
 */
static inline bool facet_retry_pending(const struct facet_retry *later)
{
	return later->since_ns != 0;
}

/**
 * facet_retry_end() - End a wait: the op was done, or nobody needs it any more.
 * @later: the wait
 *
 * Context: vgpu->dev.lock held.
 */
static inline void facet_retry_end(struct facet_retry *later)
{
	*later = (struct facet_retry){ 0 };
}

#endif
