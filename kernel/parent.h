/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU as the mdev core sees it: the parent device, its types and how many are in use. */
#ifndef FACET_PARENT_H
#define FACET_PARENT_H

#include <linux/types.h>

struct facet_mtype;

/**
 * facet_mtype_take() - Charge a new vGPU to the budget of its parent.
 * @mtype: type of the vGPU
 *
 * Context: Process context. Takes &facet_parent.lock (a spinlock).
 * Return: 0; -ENOSPC when vGPUs of this and other types leave no room for it.
 */
int facet_mtype_take(struct facet_mtype *mtype);

/**
 * facet_mtype_give() - Return a vGPU's part of the budget.
 * @mtype: type of the vGPU
 *
 * Context: Process context. Takes &facet_parent.lock (a spinlock).
 */
void facet_mtype_give(struct facet_mtype *mtype);

/**
 * facet_mtype_available() - Count the vGPUs of a type that still can be made.
 * @mtype: the type
 *
 * Context: Process context. Takes &facet_parent.lock (a spinlock).
 * Return: what vGPUs of all types together leave to this one.
 */
u32 facet_mtype_available(struct facet_mtype *mtype);

int facet_parents_init(void);
void facet_parents_exit(void);

#endif
