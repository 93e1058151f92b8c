/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of tests of the back half: pages from RIG_BASE on.
 */
#ifndef PIXEL_MEMORY_RIG_H
#define PIXEL_MEMORY_RIG_H

#include "port.h"
#include "sample/window.h"
#include "tests/lib/memory_rig.h"

#define RIG_BASE	0x10000000ull
#define RIG_PAGES	256u

/**
 * struct rig - Memory.
 * @bytes: its pages
 * @space: address space with @bytes
 */
struct rig {
	u8 bytes[RIG_PAGES * PAGE_SIZE];
	struct memory_rig space;
};

/* Clear the memory. Return: its address space. */
static inline struct sample_memory rig_memory(struct rig *rig)
{
	memset(rig, 0, sizeof(*rig));
	rig->space.va = RIG_BASE;
	rig->space.bytes = rig->bytes;
	rig->space.pages = RIG_PAGES;
	return (struct sample_memory){ .ops = &memory_rig_ops, .host = &rig->space };
}

#endif
