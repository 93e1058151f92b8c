/* SPDX-License-Identifier: GPL-2.0-only */
/* A virtqueue in the memory of a driver that the test plays. */
#ifndef VIRTQ_RIG_H
#define VIRTQ_RIG_H

#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/lib/driver_memory.h"

#define RIG_SIZE	16u		/* of the queue */
#define RIG_DESC	0x1000u
#define RIG_AVAIL	0x2000u
#define RIG_USED	0x3000u
#define RIG_USED_EVENT	(RIG_AVAIL + VIRTQ_AVAIL_RING + VIRTQ_AVAIL_ENTRY * RIG_SIZE)
#define RIG_AVAIL_EVENT	(RIG_USED + VIRTQ_USED_RING + VIRTQ_USED_ENTRY * RIG_SIZE)

/**
 * struct virtq_rig - A queue and its driver.
 * @memory: the driver's memory
 * @q: the queue
 * @chain: a request
 * @avail: requests that the driver has added
 */
struct virtq_rig {
	struct driver_memory memory;
	struct facet_virtq q;
	struct facet_virtq_chain chain;
	u16 avail;
};

static const struct facet_virtq_memory_ops rig_ops = DRIVER_MEMORY_OPS;

static inline u32 rig_get32(const struct virtq_rig *f, u32 address)
{
	u32 value;

	memcpy(&value, &f->memory.bytes[address], sizeof(value));
	return value;
}

/* Begin with an empty queue. */
static inline void rig_setup(struct virtq_rig *f, bool event_idx, bool indirect)
{
	const struct facet_virtq_setup setup = {
		.size = RIG_SIZE,
		.desc = RIG_DESC,
		.avail = RIG_AVAIL,
		.used = RIG_USED,
		.event_idx = event_idx,
		.indirect = indirect,
	};

	facet_virtq_init(&f->q, &rig_ops, &f->memory, &setup);
}

static inline int rig_create(void **state)
{
	struct virtq_rig *f = calloc(1, sizeof(*f));

	driver_init(&f->memory);
	rig_setup(f, true, true);
	*state = f;
	return 0;
}

static inline int rig_destroy(void **state)
{
	free(*state);
	return 0;
}

/* Write a descriptor of the queue's table. */
static inline void rig_desc(struct virtq_rig *f, u32 number, u64 address, u32 len, u16 flags,
			    u16 next)
{
	driver_desc(&f->memory, RIG_DESC + number * VIRTQ_DESC_BYTES, address, len, flags, next);
}

/* Add the chain that begins at a descriptor. */
static inline void rig_offer(struct virtq_rig *f, u16 head)
{
	driver_put16(&f->memory, RIG_AVAIL + VIRTQ_AVAIL_RING +
		     VIRTQ_AVAIL_ENTRY * (f->avail % RIG_SIZE), head);
	driver_put16(&f->memory, RIG_AVAIL + VIRTQ_AVAIL_IDX, ++f->avail);
}

/* Add a request of one buffer that the device reads. */
static inline void rig_one(struct virtq_rig *f, u16 head)
{
	rig_desc(f, head, 0x8000, 8, 0, 0);
	rig_offer(f, head);
}

/* Return the number of requests that came back. */
static inline u16 rig_used(const struct virtq_rig *f)
{
	return driver_get16(&f->memory, RIG_USED + VIRTQ_USED_IDX);
}

/* Add a request, take it and give it back. */
static inline void rig_serve_one(struct virtq_rig *f)
{
	rig_one(f, f->avail % RIG_SIZE);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(facet_virtq_return(&f->q, f->chain.head, 0), 0);
}

static inline bool rig_signals(struct virtq_rig *f)
{
	bool signal = false;

	assert_int_equal(facet_virtq_must_signal(&f->q, &signal), 0);
	return signal;
}

#endif
