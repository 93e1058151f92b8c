// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scheduled events and random numbers of facet-sim. Events are in a binary heap, earliest first.
 * Each event knows its index in the heap, so that it can be moved or cancelled. machine.c,
 * engines.c and clients.c call these functions.
 */
#include "machine_types.h"

#define HEAP_ARITY	2u

static void heap_put(struct machine *m, u32 at, struct event *event)
{
	m->heap[at] = event;
	event->at = at;
}

static void heap_up(struct machine *m, u32 at, struct event *event)
{
	for (; at > 1 && m->heap[at / HEAP_ARITY]->ns > event->ns; at /= HEAP_ARITY)
		heap_put(m, at, m->heap[at / HEAP_ARITY]);
	heap_put(m, at, event);
}

static void heap_down(struct machine *m, u32 at, struct event *event)
{
	u32 child;

	for (; (child = at * HEAP_ARITY) <= m->heap_count; at = child) {
		if (child < m->heap_count && m->heap[child + 1]->ns < m->heap[child]->ns)
			child++;
		if (m->heap[child]->ns >= event->ns)
			break;
		heap_put(m, at, m->heap[child]);
	}
	heap_put(m, at, event);
}

void sim_event_cancel(struct machine *m, struct event *event)
{
	struct event *last;
	u32 at = event->at;

	if (!at)
		return;
	event->at = 0;
	last = m->heap[m->heap_count--];
	if (last == event)
		return;
	heap_up(m, at, last);
	heap_down(m, last->at, last);
}

void sim_event_at(struct machine *m, struct event *event, u64 ns)
{
	sim_event_cancel(m, event);
	if (ns == SIM_NEVER)
		return;
	event->ns = max(ns, m->now);
	heap_up(m, ++m->heap_count, event);
}

/* --- random numbers ----------------------------------------------------------------------- */

#define RANDOM_MAX	0x7fffffffu	/* largest random number */

/* Return the next random number, 0 to RANDOM_MAX: Knuth's MMIX generator, its upper bits. */
static u32 next_random(struct machine *m)
{
	m->seed = m->seed * 6364136223846793005ull + 1442695040888963407ull;
	return m->seed >> 33;
}

u64 sim_random_ns(struct machine *m, u64 ns, u32 jitter)
{
	double most = ns * (jitter / 100.0);

	return most ? ns - most + 2 * most * next_random(m) / RANDOM_MAX : ns;
}
