/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Charge memory that a kernel thread allocates for a vGPU to the VMM's cgroup. The core's
 * allocations ask for accounting (kernel/port/port.h); a kernel thread has no cgroup of its own to
 * charge.
 */
#ifndef FACET_CHARGE_H
#define FACET_CHARGE_H

#include <linux/memcontrol.h>
#include <linux/sched/mm.h>

/**
 * struct facet_charge - A stretch of a thread whose allocations are charged to another cgroup.
 * @memcg: cgroup that is charged
 * @before: the one active before; NULL: the thread's own
 */
struct facet_charge {
	struct mem_cgroup *memcg;
	struct mem_cgroup *before;
};

/**
 * facet_charge_begin() - Charge this thread's allocations to a VMM's cgroup.
 * @charge: state of the stretch, the caller's memory until facet_charge_end()
 * @mm: memory map of the VMM; the caller holds a reference of it (mmgrab() is enough)
 *
 * Only allocations with __GFP_ACCOUNT are charged. If the process has exited, nobody is charged.
 *
 * Context: process context. Takes no lock. Stretches nest.
 */
static inline void facet_charge_begin(struct facet_charge *charge, struct mm_struct *mm)
{
	charge->memcg = get_mem_cgroup_from_mm(mm);
	charge->before = set_active_memcg(charge->memcg);
}

/**
 * facet_charge_end() - Charge allocations as before facet_charge_begin().
 * @charge: state of facet_charge_begin() in this thread
 *
 * Context: process context. Takes no lock.
 */
static inline void facet_charge_end(struct facet_charge *charge)
{
	set_active_memcg(charge->before);
	mem_cgroup_put(charge->memcg);
}

#endif
