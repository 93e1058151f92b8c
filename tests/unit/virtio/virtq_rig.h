/* SPDX-License-Identifier: GPL-2.0-only */
/* A virtqueue in the memory of a driver that the test plays. */
#ifndef VIRTQ_RIG_H
#define VIRTQ_RIG_H

#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "mediator/host.h"
#include "virtio/virtio_defs.h"
#include "virtio/virtq.h"

#define RIG_BYTES	0x40000u	/* of the driver's memory */
#define RIG_SIZE	16u		/* of the queue */
#define RIG_DESC	0x1000u
#define RIG_AVAIL	0x2000u
#define RIG_USED	0x3000u
#define RIG_USED_EVENT	(RIG_AVAIL + VIRTQ_AVAIL_RING + VIRTQ_AVAIL_ENTRY * RIG_SIZE)
#define RIG_AVAIL_EVENT	(RIG_USED + VIRTQ_USED_RING + VIRTQ_USED_ENTRY * RIG_SIZE)

/**
 * struct virtq_rig - A queue and its driver.
 * @q: the queue
 * @chain: a request
 * @avail: requests that the driver has added
 * @late: number of the access from now on that comes to late memory; ~0: none
 * @result: result of the last access that failed
 * @memory: the driver's memory, from address 0 on
 */
struct virtq_rig {
	struct facet_virtq q;
	struct facet_virtq_chain chain;
	u16 avail;
	u32 late;
	int result;
	u8 memory[RIG_BYTES];
};

/* Return 0 or the result of an access that cannot be done. */
static inline int rig_access(struct virtq_rig *f, u64 address, size_t len)
{
	f->result = 0;
	if (!f->late)
		f->result = FACET_HOST_RETRY;
	else if (address >= RIG_BYTES || len > RIG_BYTES - address)
		f->result = -EFAULT;
	if (f->late != ~0u)
		f->late--;
	return f->result;
}

static inline int rig_read(void *memory, u64 address, void *buf, size_t len)
{
	struct virtq_rig *f = memory;
	int ret = rig_access(f, address, len);

	if (!ret)
		memcpy(buf, &f->memory[address], len);
	return ret;
}

static inline int rig_write(void *memory, u64 address, const void *buf, size_t len)
{
	struct virtq_rig *f = memory;
	int ret = rig_access(f, address, len);

	if (!ret)
		memcpy(&f->memory[address], buf, len);
	return ret;
}

static inline int rig_load16(void *memory, u64 address, u16 *value)
{
	return rig_read(memory, address, value, sizeof(*value));
}

static inline int rig_store16(void *memory, u64 address, u16 value)
{
	return rig_write(memory, address, &value, sizeof(value));
}

static const struct facet_virtq_memory_ops rig_ops = {
	.read = rig_read,
	.write = rig_write,
	.load16 = rig_load16,
	.store16 = rig_store16,
};

static inline void rig_put16(struct virtq_rig *f, u32 address, u16 value)
{
	memcpy(&f->memory[address], &value, sizeof(value));
}

static inline u16 rig_get16(const struct virtq_rig *f, u32 address)
{
	u16 value;

	memcpy(&value, &f->memory[address], sizeof(value));
	return value;
}

static inline u32 rig_get32(const struct virtq_rig *f, u32 address)
{
	u32 value;

	memcpy(&value, &f->memory[address], sizeof(value));
	return value;
}

/* Begin with an empty queue. */
static inline void rig_setup(struct virtq_rig *f, bool event_idx, bool indirect)
{
	const struct facet_virtq_setup setup = {
		RIG_SIZE, RIG_DESC, RIG_AVAIL, RIG_USED, event_idx, indirect,
	};

	facet_virtq_init(&f->q, &rig_ops, f, &setup);
}

static inline int rig_create(void **state)
{
	struct virtq_rig *f = calloc(1, sizeof(*f));

	f->late = ~0u;
	rig_setup(f, true, true);
	*state = f;
	return 0;
}

static inline int rig_destroy(void **state)
{
	free(*state);
	return 0;
}

/* Write a descriptor to an address. */
static inline void rig_desc_at(struct virtq_rig *f, u32 at, u64 address, u32 len, u16 flags,
			       u16 next)
{
	memcpy(&f->memory[at], &address, sizeof(address));
	memcpy(&f->memory[at + 8], &len, sizeof(len));
	rig_put16(f, at + 12, flags);
	rig_put16(f, at + 14, next);
}

/* Write a descriptor of the queue's table. */
static inline void rig_desc(struct virtq_rig *f, u32 number, u64 address, u32 len, u16 flags,
			    u16 next)
{
	rig_desc_at(f, RIG_DESC + number * VIRTQ_DESC_BYTES, address, len, flags, next);
}

/* Add the chain that begins at a descriptor. */
static inline void rig_offer(struct virtq_rig *f, u16 head)
{
	rig_put16(f, RIG_AVAIL + VIRTQ_AVAIL_RING + VIRTQ_AVAIL_ENTRY * (f->avail % RIG_SIZE),
		  head);
	rig_put16(f, RIG_AVAIL + VIRTQ_AVAIL_IDX, ++f->avail);
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
	return rig_get16(f, RIG_USED + VIRTQ_USED_IDX);
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
