/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shadow_lock, and how long it is held. A guest decides how much there is to do under it. So each
 * hold counts its steps: entries, pins and tables that it handles one by one. After
 * FACET_SHADOW_STEPS, a caller drops the lock and continues in another hold.
 *
 * A piece of work that has begun within that bound is not cut. The longest such piece has
 * FACET_SHADOW_PIECE steps.
 */
#ifndef FACET_SHADOW_LOCK_H
#define FACET_SHADOW_LOCK_H

#include "port.h"
#include "mediator/base/vgpu_types.h"

#define FACET_SHADOW_STEPS	8192u
#define FACET_SHADOW_PIECE	4096u

/**
 * facet_shadow_lock() - Take shadow_lock, and begin to count steps.
 * @vgpu: the vGPU
 *
 * Context: process context, also a page fault; may sleep for the lock. The caller may hold
 * mmio_lock or &mm_struct.mmap_lock, and locks outside these (docs/dev/locking.md). It holds no
 * spinlock, and of the vGPU's mutexes neither shadow_lock nor &facet_detiled.lock, &ggtt_map.lock
 * or one of zap_aperture.
 */
static inline void facet_shadow_lock(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->shadow_lock);
	vgpu->shadow_steps = 0;
}

/**
 * facet_shadow_unlock() - Drop shadow_lock.
 * @vgpu: the vGPU
 *
 * The function updates @vgpu->shadow_longest, the most steps that a hold has had.
 *
 * Context: process context; shadow_lock held, by facet_shadow_lock(); takes no lock; does not
 * sleep.
 */
static inline void facet_shadow_unlock(struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	vgpu->shadow_longest = max(vgpu->shadow_longest, vgpu->shadow_steps);
	mutex_unlock(&vgpu->shadow_lock);
}

/**
 * facet_shadow_step() - Count steps of this hold.
 * @vgpu: the vGPU
 * @n: number of steps: entries, pins and tables that the caller handles one by one
 *
 * Context: process context; shadow_lock held; takes no lock; does not sleep.
 */
static inline void facet_shadow_step(struct facet_vgpu *vgpu, u32 n)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	vgpu->shadow_steps += n;
}

/**
 * facet_shadow_resched() - Drop shadow_lock and take it again, so that another hold begins.
 * @vgpu: the vGPU
 *
 * Others may change all that the lock protects meanwhile. The count of steps begins at 0.
 *
 * Context: process context; shadow_lock held, and no lock inside it; may sleep for the lock and in
 * cond_resched().
 */
static inline void facet_shadow_resched(struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	facet_shadow_unlock(vgpu);
	cond_resched();
	facet_shadow_lock(vgpu);
}

/**
 * facet_shadow_need_resched() - Tell whether this hold has to end before the next piece of work.
 * @vgpu: the vGPU
 *
 * Context: process context; shadow_lock held; takes no lock; does not sleep.
 * Return: true: the hold has counted FACET_SHADOW_STEPS or more. false: another piece of at most
 * FACET_SHADOW_PIECE steps may begin.
 */
static inline bool facet_shadow_need_resched(const struct facet_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	return vgpu->shadow_steps >= FACET_SHADOW_STEPS;
}

#endif
