/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The number of vGPUs that a pGPU takes: one budget of weights for all types together, and one host
 * window of the GGTT for each vGPU.
 */
#ifndef FACET_CAPACITY_H
#define FACET_CAPACITY_H

#include "port.h"

struct facet_type;

/**
 * struct facet_capacity - Budget of a pGPU. The caller serializes all calls: the kernel front end
 * by &facet_parent.lock (kernel/mdev.c).
 * @used: sum of the weights of the types of all vGPUs that exist; at most facet_capacity_total()
 * @windows: host windows of the pGPU's GGTT that no vGPU has
 */
struct facet_capacity {
	u32 used;
	u32 windows;
};

/**
 * facet_capacity_init() - Make the budget of a pGPU without vGPUs.
 * @capacity: the budget
 * @windows: host windows of its GGTT: facet_gpu_windows()
 *
 * Context: any; takes no lock; does not sleep. Nobody else uses @capacity.
 */
void facet_capacity_init(struct facet_capacity *capacity, u32 windows);

/**
 * facet_capacity_total() - Return the budget of an empty pGPU.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: weight of the smallest type times its number of instances, in units of
 * &facet_type.weight.
 */
u32 facet_capacity_total(void);

/**
 * facet_capacity_charge() - Charge a new vGPU to the budget.
 * @capacity: budget of the pGPU
 * @type: type of the vGPU: its weight is charged, whatever the vGPU's weight knob says
 *
 * Context: any; takes no lock; does not sleep. The caller serializes all calls for @capacity: the
 * kernel front end by &facet_parent.lock.
 * Return: 0; -ENOSPC: the rest of the budget is smaller than the type's weight, or no window is
 * left; nothing is charged.
 */
int facet_capacity_charge(struct facet_capacity *capacity, const struct facet_type *type);

/**
 * facet_capacity_uncharge() - Return a vGPU's part to the budget.
 * @capacity: budget of the pGPU
 * @type: type that a facet_capacity_charge() returned 0 for; once for each such call, not checked
 *
 * Context: any; takes no lock; does not sleep. The caller serializes all calls for @capacity: the
 * kernel front end by &facet_parent.lock.
 */
void facet_capacity_uncharge(struct facet_capacity *capacity, const struct facet_type *type);

/**
 * facet_capacity_available() - Count the vGPUs of a type that still fit.
 * @capacity: budget of the pGPU
 * @type: type of the vGPUs
 *
 * Context: any; takes no lock; does not sleep. The caller serializes all calls for @capacity: the
 * kernel front end by &facet_parent.lock.
 * Return: number of calls of facet_capacity_charge() with this type that would succeed in a row.
 */
u32 facet_capacity_available(const struct facet_capacity *capacity,
			     const struct facet_type *type);

#endif
