/* SPDX-License-Identifier: GPL-2.0-only */
/* The pages that a worker of facet-engine may reach, by their bus addresses. */
#ifndef FACET_UENGINE_GRANTS_H
#define FACET_UENGINE_GRANTS_H

#include <linux/rwsem.h>
#include <linux/types.h>

struct uengine_leaf;

/**
 * struct uengine_grants - The pages of a worker.
 * @lock: Protects pages that a worker maps: a fault holds it for reading while it maps a page that
 *	is granted, and a thread that takes a grant back holds it for writing. Lock order: inside
 *	&mm_struct.mmap_lock; last leaf
 * @leaves: arrays of grants, by bus address; NULL: none is granted there. Never removed before the
 *	end
 */
struct uengine_grants {
	struct rw_semaphore lock;
	struct uengine_leaf **leaves;
};

/**
 * uengine_grants_init() - Initialise an empty set.
 * @grants: overwritten
 *
 * Context: process context; may sleep; takes no lock.
 * Return: 0; -ENOMEM: no memory; uengine_grants_exit() frees the rest.
 */
int uengine_grants_init(struct uengine_grants *grants);

/**
 * uengine_grants_exit() - Free a set.
 * @grants: the set, also after a failed uengine_grants_init(); nobody uses it any more
 *
 * Context: process context; may sleep; takes no lock.
 */
void uengine_grants_exit(struct uengine_grants *grants);

/**
 * uengine_grants_grow() - Allocate what uengine_grants_add() needs for pages.
 * @grants: the set
 * @entries: array of @n entries of sgpu_walk_entries()
 * @n: number of entries
 *
 * The memory is charged to the calling process's cgroup.
 *
 * Context: process context; may sleep; takes no lock.
 * Return: 0; -ENOMEM: no memory.
 */
int uengine_grants_grow(struct uengine_grants *grants, const u64 *entries, u32 n);

/**
 * uengine_grants_add() - Grant pages.
 * @grants: the set
 * @entries: array of @n entries of sgpu_walk_entries(); absent ones are skipped
 * @n: number of entries
 *
 * Context: any; takes no lock; does not sleep. Bits are set atomically.
 * Return: 0; -EAGAIN: call uengine_grants_grow() first; nothing is granted.
 */
int uengine_grants_add(struct uengine_grants *grants, const u64 *entries, u32 n);

/**
 * uengine_grants_has() - Test if a page is granted.
 * @grants: the set
 * @bus: bus address, any value
 * @write: test for writes
 *
 * Context: any; takes no lock.
 * Return: true: it is.
 */
bool uengine_grants_has(const struct uengine_grants *grants, u64 bus, bool write);

/**
 * uengine_grants_revoke() - Take the grant of a page back.
 * @grants: the set
 * @bus: bus address, any value
 *
 * At the return no fault maps the page any more. The caller unmaps it then.
 *
 * Context: process context; may sleep. Takes &uengine_grants.lock, if the page was granted.
 * Return: true: the page was granted, and may be mapped.
 */
bool uengine_grants_revoke(struct uengine_grants *grants, u64 bus);

/**
 * uengine_grants_wait_faults() - Wait until faults that are under way have mapped their pages.
 * @grants: the set
 *
 * Context: process context; may sleep. Takes &uengine_grants.lock.
 */
void uengine_grants_wait_faults(struct uengine_grants *grants);

/**
 * uengine_grants_clear() - Take all grants back.
 * @grants: the set
 *
 * Context: process context; may sleep. Takes &uengine_grants.lock.
 */
void uengine_grants_clear(struct uengine_grants *grants);

#endif
