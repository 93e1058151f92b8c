/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shadow_lock, and how long it is held. A guest decides how much there is to do under it, so each
 * hold counts its steps: entries, pins and tables that it looks at one by one. What has more to do
 * than FACET_SHADOW_STEPS lets go and goes on in another hold.
 *
 * The longest piece that is begun within the bound and not cut is that of FACET_SHADOW_PIECE steps.
 */
#ifndef FACET_SHADOW_LOCK_H
#define FACET_SHADOW_LOCK_H

#include "port.h"
#include "mediator/base/vgpu_types.h"

#define FACET_SHADOW_STEPS	8192u
#define FACET_SHADOW_PIECE	4096u

/**
 * facet_shadow_lock() - Take shadow_lock.
 * @vgpu: whose
 *
 * Context: may sleep. mmio_lock may be held.
 */
static inline void facet_shadow_lock(struct facet_vgpu *vgpu)
{
	mutex_lock(&vgpu->shadow_lock);
	vgpu->shadow_steps = 0;
}

/**
 * facet_shadow_unlock() - Let go of shadow_lock.
 * @vgpu: whose
 *
 * Context: shadow_lock held.
 */
static inline void facet_shadow_unlock(struct facet_vgpu *vgpu)
{
	vgpu->shadow_longest = max(vgpu->shadow_longest, vgpu->shadow_steps);
	mutex_unlock(&vgpu->shadow_lock);
}

/**
 * facet_shadow_step() - Count steps of this hold.
 * @vgpu: whose
 * @n: how many
 *
 * Context: shadow_lock held.
 */
static inline void facet_shadow_step(struct facet_vgpu *vgpu, u32 n)
{
	vgpu->shadow_steps += n;
}

/**
 * facet_shadow_resched() - Let go of shadow_lock and take it again: another hold begins.
 * @vgpu: whose
 *
 * Context: shadow_lock held; may sleep.
 */
static inline void facet_shadow_resched(struct facet_vgpu *vgpu)
{
	facet_shadow_unlock(vgpu);
	cond_resched();
	facet_shadow_lock(vgpu);
}

/**
 * facet_shadow_need_resched() - Ask whether this hold is to end: its next piece belongs to another one.
 * @vgpu: whose
 *
 * Context: shadow_lock held.
 * Return: true: it is to end.
 */
static inline bool facet_shadow_need_resched(const struct facet_vgpu *vgpu)
{
	return vgpu->shadow_steps >= FACET_SHADOW_STEPS;
}

#endif
