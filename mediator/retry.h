/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Retries for guest memory that is unavailable for the moment: a host op returned FACET_HOST_RETRY
 * (mediator/host.h). The caller of the op gives up what it holds. It tries again when the vGPU's
 * timer has kicked the worker.
 *
 * Callers: retire.c (reports to the guest), elsp_port.c (submissions of the guest), execlist.c
 * (page tables after a dma_unmap). There all fields change under &facet_device.lock. The worker of
 * a virtio-gpu (virtio/virtio_gpu.c) has waits of its own, and calls the functions that take a
 * time.
 */
#ifndef FACET_RETRY_H
#define FACET_RETRY_H

#include "port.h"

struct facet_vgpu;

/* Time after which the guest gets an error for unavailable memory, nanoseconds. */
#define FACET_RETRY_MAX_NS	1000000000ull

/* Time between two tries, nanoseconds. */
#define FACET_RETRY_INTERVAL_NS	2000000ull

/**
 * struct facet_retry - One wait. All zero: nobody waits.
 * @since_ns: time of the first FACET_HOST_RETRY, nanoseconds; 0: nobody waits
 * @next_ns: time before which nobody tries again, nanoseconds
 */
struct facet_retry {
	u64 since_ns;
	u64 next_ns;
};

/**
 * facet_retry_active_at() - Tell whether a wait goes on.
 * @retry: the wait; this function does not change it
 * @now_ns: the time, nanoseconds
 *
 * Context: any; the owner of @retry serializes; takes no lock; does not sleep.
 * Return: true: it goes on. false: nobody waits, or the wait was due and not tried for
 * FACET_RETRY_MAX_NS.
 */
static inline bool facet_retry_active_at(const struct facet_retry *retry, u64 now_ns)
{
	return retry->since_ns && now_ns <= retry->next_ns + FACET_RETRY_MAX_NS;
}

/**
 * facet_retry_expired_at() - Tell whether a wait has lasted for FACET_RETRY_MAX_NS.
 * @retry: the wait; this function does not change it
 * @now_ns: the time, nanoseconds
 *
 * Context: as facet_retry_active_at().
 * Return: true: the next try does without the memory. false: the wait is younger, or does not go
 * on.
 */
static inline bool facet_retry_expired_at(const struct facet_retry *retry, u64 now_ns)
{
	return facet_retry_active_at(retry, now_ns) &&
	       now_ns - retry->since_ns >= FACET_RETRY_MAX_NS;
}

/**
 * facet_retry_due_at() - Tell whether a try is due.
 * @retry: the wait; this function does not change it
 * @now_ns: the time, nanoseconds
 *
 * Context: as facet_retry_active_at().
 * Return: true: nobody waits, or the time of the next try has come. false: that time is to come.
 */
static inline bool facet_retry_due_at(const struct facet_retry *retry, u64 now_ns)
{
	return !retry->since_ns || now_ns >= retry->next_ns;
}

/**
 * facet_retry_keep_at() - Begin a wait, or continue it, however long it has lasted.
 * @retry: the wait. One that was due and not tried for FACET_RETRY_MAX_NS begins anew
 * @now_ns: the time, nanoseconds, not 0
 *
 * The next try is due after FACET_RETRY_INTERVAL_NS.
 *
 * Context: as facet_retry_active_at().
 * Return: time that the wait has lasted, nanoseconds; 0: it begins now.
 */
static inline u64 facet_retry_keep_at(struct facet_retry *retry, u64 now_ns)
{
	if (!facet_retry_active_at(retry, now_ns))
		retry->since_ns = now_ns;
	retry->next_ns = now_ns + FACET_RETRY_INTERVAL_NS;
	return now_ns - retry->since_ns;
}

/**
 * facet_retry_begin() - Begin a wait, or continue it after another FACET_HOST_RETRY.
 * @vgpu: the vGPU whose memory is unavailable
 * @retry: the wait. One that was due and not tried for FACET_RETRY_MAX_NS begins anew
 *
 * The next try is due after FACET_RETRY_INTERVAL_NS. If the result is true, the caller calls
 * facet_retry_arm() after it has dropped the lock.
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 * Return: true: try again later; false: FACET_RETRY_MAX_NS are over, and the wait has ended.
 */
bool facet_retry_begin(const struct facet_vgpu *vgpu, struct facet_retry *retry);

/**
 * facet_retry_keep() - Begin a wait, or continue it, however long it has lasted.
 * @vgpu: the vGPU whose memory is unavailable
 * @retry: the wait. It ends by facet_retry_end(). One that was due and not tried for
 *	FACET_RETRY_MAX_NS begins anew
 *
 * The next try is due after FACET_RETRY_INTERVAL_NS. The caller calls facet_retry_arm() after it
 * has dropped the lock.
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 * Return: time that the wait has lasted, nanoseconds; 0: it begins now.
 */
u64 facet_retry_keep(const struct facet_vgpu *vgpu, struct facet_retry *retry);

/**
 * facet_retry_expired() - Tell whether a wait has lasted for FACET_RETRY_MAX_NS.
 * @vgpu: the vGPU whose memory is unavailable
 * @retry: the wait; this function does not change it
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 * Return: true: the next try does without the memory. false: the wait is younger, nobody waits, or
 * the wait was due and not tried for FACET_RETRY_MAX_NS.
 */
bool facet_retry_expired(const struct facet_vgpu *vgpu, const struct facet_retry *retry);

/**
 * facet_retry_arm() - Arm the timer that kicks the worker when the next try is due.
 * @vgpu: the vGPU
 *
 * All waits of the vGPU have that one timer. It fires FACET_RETRY_INTERVAL_NS from now, in place of
 * an earlier deadline. It calls facet_progress_kick(). While timers are paused, it does not fire.
 *
 * Context: any, but not under &facet_device.lock: takes it. In it calls &facet_host_ops.arm_timer,
 * which may take a leaf lock of the front end. Does not sleep.
 */
void facet_retry_arm(struct facet_vgpu *vgpu);

/**
 * facet_retry_due() - Tell whether a try is due.
 * @vgpu: the vGPU
 * @retry: the wait; this function does not change it
 *
 * Context: &facet_device.lock held; takes no lock; does not sleep.
 * Return: true: nobody waits, or the time of the next try has come. false: that time is to come.
 */
bool facet_retry_due(const struct facet_vgpu *vgpu, const struct facet_retry *retry);

/**
 * facet_retry_pending() - Tell whether somebody waits.
 * @retry: the wait
 *
 * Context: any; &facet_device.lock serializes; takes no lock; does not sleep.
 * Return: true: a wait has begun and not ended, also one whose time is over.
 */
static inline bool facet_retry_pending(const struct facet_retry *retry)
{
	return retry->since_ns != 0;
}

/**
 * facet_retry_end() - End a wait: the op was done, or nobody needs it any more.
 * @retry: the wait; one that has ended stays so
 *
 * The timer stays armed. It then kicks the worker once without need.
 *
 * Context: any; &facet_device.lock serializes; takes no lock; does not sleep.
 */
static inline void facet_retry_end(struct facet_retry *retry)
{
	*retry = (struct facet_retry){ 0 };
}

#endif
