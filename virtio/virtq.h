/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A split virtqueue, as the device sees it. Rings, tables and buffers are memory of the driver,
 * which may change while the device reads it. So each field is read once, checked, and then used.
 *
 * A queue has one user at a time. Its owner has a lock of its own.
 */
#ifndef FACET_VIRTQ_H
#define FACET_VIRTQ_H

#include "port.h"

#define FACET_VIRTQ_SEGMENTS	1024u	/* most buffers of a request */
#define FACET_VIRTQ_WALK	4096u	/* most descriptors of a table that a chain may have */

/**
 * struct facet_virtq_memory_ops - The memory of the driver, by addresses of the device.
 * @read: copy @len bytes from @address. Return: 0; FACET_HOST_RETRY: the memory is unavailable for
 *	the moment; -EFAULT: there is no such memory. May sleep
 * @write: copy @len bytes to @address. Return: as @read. May sleep
 * @load16: read two aligned bytes at once. What is read later is not older. Return: as @read
 * @store16: write two aligned bytes at once. What was written before is visible first. Return: as
 *	@read
 */
struct facet_virtq_memory_ops {
	int (*read)(void *memory, u64 address, void *buf, size_t len);
	int (*write)(void *memory, u64 address, const void *buf, size_t len);
	int (*load16)(void *memory, u64 address, u16 *value);
	int (*store16)(void *memory, u64 address, u16 value);
};

/**
 * struct facet_virtq_setup - What the driver has chosen for a queue.
 * @size: number of descriptors, a power of two up to VIRTQ_SIZE_MAX
 * @desc: address of the table of descriptors
 * @avail: address of the driver area
 * @used: address of the device area
 * @event_idx: VIRTIO_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_F_INDIRECT_DESC was negotiated
 */
struct facet_virtq_setup {
	u32 size;
	u64 desc;
	u64 avail;
	u64 used;
	bool event_idx;
	bool indirect;
};

/**
 * struct facet_virtq - A queue. Its user reads no member.
 * @ops: the driver's memory
 * @memory: first argument of each op
 * @setup: what the driver has chosen
 * @avail: number of the next chain to take, modulo 2^16
 * @used: number of the next chain to return, modulo 2^16
 * @signalled: @used at the last result of facet_virtq_must_signal()
 */
struct facet_virtq {
	const struct facet_virtq_memory_ops *ops;
	void *memory;
	struct facet_virtq_setup setup;
	u16 avail;
	u16 used;
	u16 signalled;
};

/**
 * struct facet_virtq_segment - A buffer of a chain.
 * @address: address of the device
 * @len: bytes
 */
struct facet_virtq_segment {
	u64 address;
	u32 len;
};

/**
 * struct facet_virtq_chain - The buffers of a request. Those that the device reads come first.
 * @head: number of the first descriptor
 * @long_chain: the chain has more buffers than there are here: of each direction, the first ones
 *	are here
 * @readable: number of buffers that the device reads
 * @writable: number of buffers behind them that the device writes
 * @segments: the buffers
 */
struct facet_virtq_chain {
	u16 head;
	bool long_chain;
	u32 readable;
	u32 writable;
	struct facet_virtq_segment segments[FACET_VIRTQ_SEGMENTS];
};

/**
 * facet_virtq_setup_valid() - Check what a driver has chosen for a queue.
 * @setup: the choice, any values
 * @max_size: largest size that the device has offered
 *
 * Context: any; takes no lock.
 * Return: true: the size is a power of two up to @max_size, the areas are aligned, and none wraps.
 */
bool facet_virtq_setup_valid(const struct facet_virtq_setup *setup, u32 max_size);

/**
 * facet_virtq_init() - Begin with an empty queue.
 * @q: the queue, overwritten
 * @ops: the driver's memory; outlives the queue
 * @memory: first argument of each op
 * @setup: a valid choice (facet_virtq_setup_valid()); copied
 *
 * Context: any; takes no lock.
 */
void facet_virtq_init(struct facet_virtq *q, const struct facet_virtq_memory_ops *ops, void *memory,
		      const struct facet_virtq_setup *setup);

/**
 * struct facet_virtq_position - How far a queue is.
 * @avail: number of the next chain to take, modulo 2^16
 * @used: number of the next chain to return, modulo 2^16
 * @signalled: @used at the last result of facet_virtq_must_signal()
 * @head: first descriptor of the request that is the device's; 0: there is none
 */
struct facet_virtq_position {
	u16 avail;
	u16 used;
	u16 signalled;
	u16 head;
};

/**
 * facet_virtq_save() - Return how far a queue is.
 * @q: the queue, from which no request is taken
 *
 * Context: any; takes no lock.
 * Return: the position. Its head is 0.
 */
struct facet_virtq_position facet_virtq_save(const struct facet_virtq *q);

/**
 * facet_virtq_restore() - Let a queue go on where another one was.
 * @q: the queue, from facet_virtq_init()
 * @position: any values
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the queue has no such head.
 */
int facet_virtq_restore(struct facet_virtq *q, const struct facet_virtq_position *position);

/**
 * facet_virtq_add_buffer() - Append a buffer to a request.
 * @chain: the request
 * @address: address of the device, any value
 * @len: bytes, any value
 * @write: the device writes it
 *
 * A request that has FACET_VIRTQ_SEGMENTS buffers becomes long.
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: the buffer wraps, or the device reads it and writes one before it.
 */
int facet_virtq_add_buffer(struct facet_virtq_chain *chain, u64 address, u32 len, bool write);

/**
 * facet_virtq_ahead() - Return how many requests the driver has added that nobody has taken.
 * @q: the queue
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: the number, at most the size; FACET_HOST_RETRY: memory is unavailable for the moment;
 * another errno: the device needs a reset.
 */
int facet_virtq_ahead(const struct facet_virtq *q);

/**
 * facet_virtq_take() - Take the next request.
 * @q: the queue
 * @chain: gets the request; undefined after an error
 *
 * The request stays the device's until facet_virtq_return(). After FACET_HOST_RETRY the request is
 * still the driver's, and the next call takes it.
 *
 * A chain longer than the queue breaks the rules (section 2.7.5.3.1), but the device can go on: the
 * chain ends, and so it has a place for a response. Linux makes such chains, in tables of their
 * own. The response to a long chain is an error. A loop has no end and no such place.
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0; -ENOENT: there is none; FACET_HOST_RETRY: memory is unavailable for the moment;
 * -EINVAL: the driver has broken the rules, and the device needs a reset: an index is beyond the
 * queue, a chain is a loop or has more than FACET_VIRTQ_WALK descriptors of a table, a buffer wraps
 * or follows one of the other direction, or a table of descriptors is in another one; another errno
 * of the ops: the queue is in no memory, and the device needs a reset.
 */
int facet_virtq_take(struct facet_virtq *q, struct facet_virtq_chain *chain);

/**
 * facet_virtq_return() - Give a request back to the driver.
 * @q: the queue
 * @head: &facet_virtq_chain.head of the request
 * @written: bytes that the device has written into its buffers
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0; FACET_HOST_RETRY: memory is unavailable for the moment: call again; another errno: the
 * device needs a reset.
 */
int facet_virtq_return(struct facet_virtq *q, u16 head, u32 written);

/**
 * facet_virtq_must_signal() - Tell if the driver wants an interrupt for what was returned.
 * @q: the queue
 * @signal: gets: the driver wants one; unchanged after an error
 *
 * A second call without a request that was returned meanwhile gives no.
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0; FACET_HOST_RETRY: memory is unavailable for the moment; another errno: the device
 * needs a reset.
 */
int facet_virtq_must_signal(struct facet_virtq *q, bool *signal);

/**
 * facet_virtq_wait() - Ask the driver for a notification of the next request.
 * @q: the queue, from which nothing was to be taken
 *
 * The driver may have added a request at the same time: then the user takes it first.
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0: the driver notifies the device; -EALREADY: there is a request; FACET_HOST_RETRY:
 * memory is unavailable for the moment; another errno: the device needs a reset.
 */
int facet_virtq_wait(struct facet_virtq *q);

/**
 * facet_virtq_read() - Copy bytes from the buffers that the device reads.
 * @q: the queue
 * @chain: a request that was taken
 * @offset: first byte, counted through these buffers
 * @buf: gets @len bytes; undefined after an error
 * @len: number of bytes
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0; -ENODATA: the buffers are shorter; FACET_HOST_RETRY, or another errno of the ops.
 */
int facet_virtq_read(const struct facet_virtq *q, const struct facet_virtq_chain *chain, u64 offset,
		     void *buf, u32 len);

/**
 * facet_virtq_write() - Copy bytes to the buffers that the device writes.
 * @q: the queue
 * @chain: a request that was taken
 * @buf: @len bytes
 * @len: number of bytes
 *
 * Context: process context; takes the locks of @q's ops. May sleep for the driver's memory.
 * Return: 0; -ENOSPC: the buffers are shorter, and nothing was written; FACET_HOST_RETRY: a part
 * may have been written, and the same write again is safe; another errno of the ops.
 */
int facet_virtq_write(const struct facet_virtq *q, const struct facet_virtq_chain *chain,
		      const void *buf, u32 len);

#endif
