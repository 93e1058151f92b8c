/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Graphics memory of a test: one range of pages. Other pages read zeros, and writes to them go to a
 * sink.
 */
#ifndef TESTS_MEMORY_RIG_H
#define TESTS_MEMORY_RIG_H

#include "port.h"
#include "sample/memory.h"

/**
 * struct memory_rig - The memory.
 * @va: graphics address of the first page
 * @bytes: the pages
 * @pages: number of pages
 * @reversed: the last page comes first in @bytes, so that no code can rely on neighbours
 * @generation: generation of translations
 * @translations: number of translations
 * @zeros: what other pages read
 * @sink: where writes to other pages go
 */
struct memory_rig {
	u64 va;
	u8 *bytes;
	u32 pages;
	bool reversed;
	u64 generation;
	u32 translations;
	u8 zeros[PAGE_SIZE];
	u8 sink[PAGE_SIZE];
};

static inline u8 *memory_rig_page(void *host, u64 va, bool write)
{
	struct memory_rig *rig = host;
	u64 page = (va - rig->va) / PAGE_SIZE;

	rig->translations++;
	if (page >= rig->pages)
		return write ? rig->sink : rig->zeros;
	return rig->bytes + (rig->reversed ? rig->pages - 1 - page : page) * PAGE_SIZE;
}

static inline u64 memory_rig_generation(void *host)
{
	const struct memory_rig *rig = host;

	return rig->generation;
}

static const struct sample_memory_ops memory_rig_ops = {
	.page = memory_rig_page,
	.generation = memory_rig_generation,
};

#endif
