// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entities that wait for an engine: a pairing heap, ordered by a key. The key is the virtual time,
 * or the time at which a throttled entity may run again. The cost to enter is constant. The
 * amortised cost to leave is the logarithm of the number of entities. The bound matters: a guest
 * causes these operations with each of its jobs, under a lock that all guests share.
 *
 * Called by sched.c and sched_entity.c, with &facet_sched.lock held.
 */
#include "mediator/sched/sched_types.h"

/* Order two entities: by key, then by the time of entering. */
static bool before(const struct facet_sched_entity *a, const struct facet_sched_entity *b)
{
	return a->key != b->key ? a->key < b->key : a->entry < b->entry;
}

/* Meld two heaps. Their roots have no siblings. Return: the root of the new heap. */
static struct facet_sched_entity *meld(struct facet_sched_entity *a, struct facet_sched_entity *b)
{
	if (!a || !b)
		return a ? a : b;
	if (before(b, a)) {
		struct facet_sched_entity *first = b;

		b = a;
		a = first;
	}
	b->sibling = a->child;
	if (b->sibling)
		b->sibling->link = &b->sibling;
	b->link = &a->child;
	a->child = b;
	return a;
}

/*
 * Meld a list of siblings to one heap, in two passes. The first pass melds pairs from the start of
 * the list. The second pass melds the pairs from the end.
 */
static struct facet_sched_entity *meld_siblings(struct facet_sched_entity *list)
{
	struct facet_sched_entity *pairs = NULL, *heap = NULL;
	struct facet_sched_entity *a, *b;

	while (list) {
		a = list;
		b = a->sibling;
		list = b ? b->sibling : NULL;
		a->sibling = NULL;
		if (b)
			b->sibling = NULL;
		a = meld(a, b);
		a->sibling = pairs;
		pairs = a;
	}
	while (pairs) {
		a = pairs;
		pairs = a->sibling;
		a->sibling = NULL;
		heap = meld(heap, a);
	}
	return heap;
}

static void set_first(struct sched_ready *ready, struct facet_sched_entity *first)
{
	ready->first = first;
	if (first)
		first->link = &ready->first;
}

void facet_sched_ready_enter(struct sched_ready *ready, struct facet_sched_entity *entity, u64 key)
{
	entity->key = key;
	entity->entry = ++ready->entries;
	entity->child = NULL;
	entity->sibling = NULL;
	set_first(ready, meld(ready->first, entity));
}

void facet_sched_ready_leave(struct sched_ready *ready, struct facet_sched_entity *entity)
{
	struct facet_sched_entity *children = meld_siblings(entity->child);

	if (ready->first == entity) {
		set_first(ready, children);
	} else {
		*entity->link = entity->sibling;
		if (entity->sibling)
			entity->sibling->link = entity->link;
		set_first(ready, meld(ready->first, children));
	}
	entity->link = NULL;
}
