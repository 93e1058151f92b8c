// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who waits for an engine: a pairing heap of entities by a key (virtual time, or when a throttled
 * one goes on). Entering costs the same
 * however many wait, leaving their logarithm in the long run. That is what a guest can have the
 * others' engines wait for: it enters and leaves with each of its jobs, however short.
 *
 * Called with the scheduler's lock held; takes none.
 */
#include "mediator/sched/sched_types.h"

static bool before(const struct facet_sched_entity *a, const struct facet_sched_entity *b)
{
	return a->key != b->key ? a->key < b->key : a->turn < b->turn;
}

/* Two heaps become one; their roots have no siblings. */
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

/* A list of siblings becomes one heap: in pairs from its begin, then from its end. */
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
	entity->turn = ++ready->turns;
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
