/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of tests of the back half: pages from RIG_BASE on. Other pages read zeros, and writes to
 * them go to a sink.
 */
#ifndef PIXEL_MEMORY_RIG_H
#define PIXEL_MEMORY_RIG_H

#include "port.h"
#include "sample/memory.h"
#include "sample/window.h"

#define RIG_BASE	0x10000000ull
#define RIG_PAGES	256u

/**
 * struct rig - Memory.
 * @bytes: its pages
 * @zero: what other pages read
 * @sink: where writes to other pages go
 */
struct rig {
	u8 bytes[RIG_PAGES * PAGE_SIZE];
	u8 zero[PAGE_SIZE];
	u8 sink[PAGE_SIZE];
};

static inline u8 *rig_page(void *host, u64 va, bool write)
{
	struct rig *rig = host;

	if (va >= RIG_BASE && va < RIG_BASE + sizeof(rig->bytes))
		return rig->bytes + ((va - RIG_BASE) & ~(u64)(PAGE_SIZE - 1));
	return write ? rig->sink : rig->zero;
}

static inline u64 rig_generation(void *host)
{
	return 1;
}

static const struct sample_memory_ops rig_ops = {
	.page = rig_page,
	.generation = rig_generation,
};

#endif
