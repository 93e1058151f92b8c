// SPDX-License-Identifier: GPL-2.0-only
/*
 * A split virtqueue (virtq.h). The control and cursor queues of virtio-gpu call this file, in the
 * vGPU's worker, which serializes them. Takes no lock.
 *
 * The driver is the enemy. It may change rings and tables at any time: each field is read once.
 */
#include "virtio/virtq.h"

#include "virtio/virtio_defs.h"

/**
 * struct desc - A descriptor, in the machine's byte order.
 * @address: address of the buffer
 * @len: its length in bytes
 * @flags: VIRTQ_DESC_*
 * @next: number of the next descriptor, with VIRTQ_DESC_NEXT
 */
struct desc {
	u64 address;
	u32 len;
	u16 flags;
	u16 next;
};

static_assert(sizeof(struct desc) == VIRTQ_DESC_BYTES, "a descriptor is copied as it is");

/**
 * struct table - A table of descriptors.
 * @address: its address
 * @size: number of descriptors
 * @left: descriptors of it that a chain may still have
 * @indirect: a descriptor names the table
 */
struct table {
	u64 address;
	u32 size;
	u32 left;
	bool indirect;
};

/* --- set-up --------------------------------------------------------------------------------- */

static bool wraps(u64 address, u64 bytes)
{
	return bytes && address + bytes - 1 < address;
}

static u64 avail_event_address(const struct facet_virtq_setup *setup)
{
	return setup->used + VIRTQ_USED_RING + (u64)VIRTQ_USED_ENTRY * setup->size;
}

static u64 used_event_address(const struct facet_virtq_setup *setup)
{
	return setup->avail + VIRTQ_AVAIL_RING + (u64)VIRTQ_AVAIL_ENTRY * setup->size;
}

/* Test if the areas of a queue are aligned. */
static bool areas_aligned(const struct facet_virtq_setup *setup)
{
	return IS_ALIGNED(setup->desc, (u64)VIRTQ_DESC_ALIGN) &&
	       IS_ALIGNED(setup->avail, (u64)VIRTQ_AVAIL_ALIGN) &&
	       IS_ALIGNED(setup->used, (u64)VIRTQ_USED_ALIGN);
}

/* Test if an area of a queue wraps. The event of the other side lies behind each ring. */
static bool area_wraps(const struct facet_virtq_setup *setup)
{
	return wraps(setup->desc, (u64)VIRTQ_DESC_BYTES * setup->size) ||
	       wraps(setup->avail, used_event_address(setup) + sizeof(u16) - setup->avail) ||
	       wraps(setup->used, avail_event_address(setup) + sizeof(u16) - setup->used);
}

bool facet_virtq_setup_valid(const struct facet_virtq_setup *setup, u32 max_size)
{
	return !port_check(VIRTQ_SIZE, !is_power_of_2(setup->size) || setup->size > max_size) &&
	       !port_check(VIRTQ_ALIGNED, !areas_aligned(setup)) &&
	       !port_check(VIRTQ_WRAP, area_wraps(setup));
}

void facet_virtq_init(struct facet_virtq *q, const struct facet_virtq_memory_ops *ops, void *memory,
		      const struct facet_virtq_setup *setup)
{
	*q = (struct facet_virtq){ .ops = ops, .memory = memory, .setup = *setup };
}

struct facet_virtq_position facet_virtq_save(const struct facet_virtq *q)
{
	return (struct facet_virtq_position){
		.avail = q->avail, .used = q->used, .signalled = q->signalled,
	};
}

int facet_virtq_restore(struct facet_virtq *q, const struct facet_virtq_position *position)
{
	if (port_check(VIRTQ_HEAD, position->head >= q->setup.size))
		return -EINVAL;
	q->avail = position->avail;
	q->used = position->used;
	q->signalled = position->signalled;
	return 0;
}

/* --- requests ------------------------------------------------------------------------------- */

/*
 * Find the place of the next buffer of a chain. A long chain keeps its first buffers, which have
 * the head of its command. The other half of the places is for the response.
 * Return: false: there is no place.
 */
static bool segment_place(struct facet_virtq_chain *chain, bool write, u64 *n)
{
	const u32 most = ARRAY_SIZE(chain->segments);

	*n = chain->readable + chain->writable;
	if (!port_check(VIRTQ_LONG, !port_index(n, most)))
		return true;
	chain->long_chain = true;
	if (!write || chain->writable)
		return false;
	chain->readable = most / 2;
	*n = chain->readable;
	return true;
}

int facet_virtq_add_buffer(struct facet_virtq_chain *chain, u64 address, u32 len, bool write)
{
	u64 n;

	if (port_check(VIRTQ_ORDER, !write && chain->writable) ||
	    port_check(VIRTQ_WRAP, wraps(address, len)))
		return -EINVAL;
	if (!segment_place(chain, write, &n))
		return 0;
	chain->segments[n] = (struct facet_virtq_segment){ address, len };
	if (write)
		chain->writable++;
	else
		chain->readable++;
	return 0;
}

/* Make a table. A chain that visits more descriptors than the table has is a loop. */
static struct table table_of(u64 address, u32 size, bool indirect)
{
	return (struct table){
		.address = address,
		.size = size,
		.left = min(size, FACET_VIRTQ_WALK),
		.indirect = indirect,
	};
}

/* Go to the table that a descriptor names. Return: 0 or -EINVAL. */
static int enter_table(const struct facet_virtq *q, struct table *table, const struct desc *desc)
{
	if (port_check(VIRTQ_NESTED, table->indirect) || !q->setup.indirect ||
	    (desc->flags & VIRTQ_DESC_NEXT) ||
	    port_check(VIRTQ_TABLE, !desc->len || desc->len % VIRTQ_DESC_BYTES) ||
	    port_check(VIRTQ_WRAP, wraps(desc->address, desc->len)))
		return -EINVAL;
	*table = table_of(desc->address, desc->len / VIRTQ_DESC_BYTES, true);
	return 0;
}

/* Read a descriptor. */
static int read_desc(const struct facet_virtq *q, struct table *table, u64 number,
		     struct desc *desc)
{
	if (port_check(VIRTQ_INDEX, !port_index(&number, table->size)) ||
	    port_check(VIRTQ_LOOP, !table->left))
		return -EINVAL;
	table->left--;
	return q->ops->read(q->memory, table->address + number * VIRTQ_DESC_BYTES, desc,
			    sizeof(*desc));
}

/* Collect the buffers of a chain that begins at @chain->head. */
static int walk(const struct facet_virtq *q, struct facet_virtq_chain *chain)
{
	struct table table = table_of(q->setup.desc, q->setup.size, false);
	u32 number = chain->head;
	struct desc desc;
	int ret;

	/* A loop ends where the table has no more descriptors. */
	for (;;) {
		ret = read_desc(q, &table, number, &desc);
		if (ret)
			return ret;
		if (desc.flags & VIRTQ_DESC_INDIRECT) {
			ret = enter_table(q, &table, &desc);
			number = 0;
		} else {
			ret = facet_virtq_add_buffer(chain, desc.address, desc.len,
						     desc.flags & VIRTQ_DESC_WRITE);
			if (!(desc.flags & VIRTQ_DESC_NEXT))
				return ret;
			number = desc.next;
		}
		if (ret)
			return ret;
	}
}

int facet_virtq_ahead(const struct facet_virtq *q)
{
	u16 index;
	int ret = q->ops->load16(q->memory, q->setup.avail + VIRTQ_AVAIL_IDX, &index);

	if (ret)
		return ret;
	index -= q->avail;
	return port_check(VIRTQ_AHEAD, index > q->setup.size) ? -EINVAL : index;
}

static u64 ring_place(const struct facet_virtq *q, u16 index)
{
	return index & (q->setup.size - 1);
}

int facet_virtq_take(struct facet_virtq *q, struct facet_virtq_chain *chain)
{
	int ret = facet_virtq_ahead(q);

	if (ret <= 0)
		return ret ? ret : -ENOENT;
	chain->readable = 0;
	chain->writable = 0;
	chain->long_chain = false;
	ret = q->ops->load16(q->memory, q->setup.avail + VIRTQ_AVAIL_RING +
			     VIRTQ_AVAIL_ENTRY * ring_place(q, q->avail), &chain->head);
	if (!ret)
		ret = walk(q, chain);
	if (!ret)
		q->avail++;
	return ret;
}

int facet_virtq_return(struct facet_virtq *q, u16 head, u32 written)
{
	const u32 entry[] = { head, written };
	int ret = q->ops->write(q->memory, q->setup.used + VIRTQ_USED_RING +
				VIRTQ_USED_ENTRY * ring_place(q, q->used), entry, sizeof(entry));

	static_assert(sizeof(entry) == VIRTQ_USED_ENTRY, "an entry is an id and a length");
	if (!ret)
		ret = q->ops->store16(q->memory, q->setup.used + VIRTQ_USED_IDX, q->used + 1);
	if (!ret)
		q->used++;
	return ret;
}

/* --- notifications -------------------------------------------------------------------------- */

int facet_virtq_must_signal(struct facet_virtq *q, bool *signal)
{
	u16 word, returned = q->used - q->signalled;
	bool wanted;
	int ret;

	smp_mb();	/* the driver sees what was returned, or we see what it waits for */
	ret = q->ops->load16(q->memory, q->setup.event_idx ? used_event_address(&q->setup) :
			     q->setup.avail + VIRTQ_AVAIL_FLAGS, &word);
	if (ret)
		return ret;
	if (q->setup.event_idx)
		wanted = (u16)(q->used - word - 1) < returned;	/* @word is among the returned */
	else
		wanted = !(word & VIRTQ_AVAIL_NO_INTERRUPT);
	*signal = returned && wanted;
	q->signalled = q->used;
	return 0;
}

int facet_virtq_wait(struct facet_virtq *q)
{
	int ret = 0;

	if (q->setup.event_idx)
		ret = q->ops->store16(q->memory, avail_event_address(&q->setup), q->avail);
	if (ret)
		return ret;
	smp_mb();	/* the driver sees what we wait for, or we see its request */
	ret = facet_virtq_ahead(q);
	return ret > 0 ? -EALREADY : ret;
}

/* --- buffers -------------------------------------------------------------------------------- */

int facet_virtq_read(const struct facet_virtq *q, const struct facet_virtq_chain *chain, u64 offset,
		     void *buf, u32 len)
{
	const struct facet_virtq_segment *segment = chain->segments;
	u8 *to = buf;
	u32 i, part;
	int ret;

	for (i = 0; len && i < chain->readable; i++, segment++) {
		if (offset >= segment->len) {
			offset -= segment->len;
			continue;
		}
		part = min(len, (u32)(segment->len - offset));
		ret = q->ops->read(q->memory, segment->address + offset, to, part);
		if (ret)
			return ret;
		to += part;
		len -= part;
		offset = 0;
	}
	return len ? -ENODATA : 0;
}

/* Return the bytes that the buffers hold which the device writes. */
static u64 room(const struct facet_virtq_chain *chain)
{
	u64 bytes = 0;
	u32 i;

	for (i = 0; i < chain->writable; i++)
		bytes += chain->segments[chain->readable + i].len;
	return bytes;
}

int facet_virtq_write(const struct facet_virtq *q, const struct facet_virtq_chain *chain,
		      const void *buf, u32 len)
{
	const struct facet_virtq_segment *segment = &chain->segments[chain->readable];
	const u8 *from = buf;
	u32 part;
	int ret;

	if (port_check(VIRTQ_ROOM, len > room(chain)))
		return -ENOSPC;
	for (; len; segment++, from += part, len -= part) {
		part = min(len, segment->len);
		if (!part)
			continue;
		ret = q->ops->write(q->memory, segment->address, from, part);
		if (ret)
			return ret;
	}
	return 0;
}
