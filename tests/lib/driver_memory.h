/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of a virtio driver that a test plays. Memory may be late or gone. A rig has it as its
 * first member. So the address of the rig is the first argument of the ops.
 */
#ifndef DRIVER_MEMORY_H
#define DRIVER_MEMORY_H

#include "port.h"

#include "mediator/host.h"
#include "virtio/virtio_defs.h"
#include "virtio/virtq.h"

#define DRIVER_BYTES	0x400000u

/**
 * struct driver_memory - The driver's memory.
 * @late: number of the access from now on that comes to late memory; ~0: none
 * @gone: addresses of memory that is late for ever, from the first up to, but not with, the second
 * @lost: result of an access to @gone: FACET_HOST_RETRY, or the errno of memory that was unmapped
 * @lost_of_several: result of an access to @gone and to other pages; 0: @lost
 * @fault: errno of an access to no memory
 * @touch: called before each access of the device; NULL: nothing is
 * @read: bytes that the device has read
 * @result: result of the last access
 * @bytes: the memory, from address 0 on
 */
struct driver_memory {
	u32 late;
	u64 gone[2];
	int lost;
	int lost_of_several;
	int fault;
	void (*touch)(struct driver_memory *memory);
	u64 read;
	int result;
	u8 bytes[DRIVER_BYTES] __attribute__((aligned(8)));
};

/* Bytes of whole pages in which a rig of @bytes can have its memory begin at a page. */
static inline size_t driver_place_bytes(size_t bytes)
{
	return PAGE_SIZE + ALIGN(bytes, PAGE_SIZE);
}

/* Return where a rig lies in @pages (driver_place_bytes()), so that its memory begins at a page. */
static inline void *driver_place(void *pages)
{
	return (u8 *)pages + PAGE_SIZE - offsetof(struct driver_memory, bytes) % PAGE_SIZE;
}

static inline void driver_init(struct driver_memory *memory)
{
	memory->late = ~0u;
	memory->lost = FACET_HOST_RETRY;
	memory->fault = -EFAULT;
}

/* --- ops of the device ---------------------------------------------------------------------- */

/* Return the result of an access to memory that is gone. */
static inline int driver_lost(const struct driver_memory *memory, u64 address, size_t len)
{
	bool several = address >> PAGE_SHIFT != (address + len - 1) >> PAGE_SHIFT;

	return several && memory->lost_of_several ? memory->lost_of_several : memory->lost;
}

static inline int driver_access(struct driver_memory *memory, u64 address, size_t len)
{
	bool gone = address < memory->gone[1] && address + len > memory->gone[0];
	bool late = !memory->late;

	if (memory->touch)
		memory->touch(memory);
	if (memory->late != ~0u)
		memory->late--;
	memory->result = 0;
	if (late)
		memory->result = FACET_HOST_RETRY;
	else if (gone)
		memory->result = driver_lost(memory, address, len);
	else if (address >= DRIVER_BYTES || len > DRIVER_BYTES - address)
		memory->result = memory->fault;
	return memory->result;
}

static inline int driver_read(void *host, u64 address, void *buf, size_t len)
{
	struct driver_memory *memory = host;
	int ret = driver_access(memory, address, len);

	memory->read += len;
	if (!ret)
		memcpy(buf, &memory->bytes[address], len);
	return ret;
}

static inline int driver_write(void *host, u64 address, const void *buf, size_t len)
{
	struct driver_memory *memory = host;
	int ret = driver_access(memory, address, len);

	if (!ret)
		memcpy(&memory->bytes[address], buf, len);
	return ret;
}

static inline int driver_load16(void *host, u64 address, u16 *value)
{
	return driver_read(host, address, value, sizeof(*value));
}

static inline int driver_store16(void *host, u64 address, u16 value)
{
	return driver_write(host, address, &value, sizeof(value));
}

#define DRIVER_MEMORY_OPS {				\
	.read = driver_read,			\
	.write = driver_write,			\
	.load16 = driver_load16,			\
	.store16 = driver_store16,		\
}

/* --- the driver ----------------------------------------------------------------------------- */

/* Let memory from an address on be late for ever. No bytes: all memory is there again. */
static inline void driver_lose(struct driver_memory *memory, u64 address, u64 bytes)
{
	memory->gone[0] = address;
	memory->gone[1] = bytes ? address + bytes : 0;
}

static inline void driver_put16(struct driver_memory *memory, u32 address, u16 value)
{
	memcpy(&memory->bytes[address], &value, sizeof(value));
}

static inline u16 driver_get16(const struct driver_memory *memory, u32 address)
{
	u16 value;

	memcpy(&value, &memory->bytes[address], sizeof(value));
	return value;
}

/* Write a descriptor to an address. */
static inline void driver_desc(struct driver_memory *memory, u32 at, u64 address, u32 len,
			       u16 flags, u16 next)
{
	memcpy(&memory->bytes[at], &address, sizeof(address));
	memcpy(&memory->bytes[at + 8], &len, sizeof(len));
	driver_put16(memory, at + 12, flags);
	driver_put16(memory, at + 14, next);
}

#endif
