/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address space for tests of sample/: RIG_BYTES bytes at RIG_VA, and nothing elsewhere. Its
 * pages lie in reversed order in memory, so that no code can rely on neighbours.
 */
#ifndef SAMPLE_RIG_H
#define SAMPLE_RIG_H

#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "sample/unit.h"
#include "sample/window.h"
#include "tests/lib/memory_rig.h"

#define RIG_VA		0x100000000ull
#define RIG_PAGES	8192u
#define RIG_BYTES	(RIG_PAGES * PAGE_SIZE)

/* The address space and the engine of a test. */
struct rig {
	struct memory_rig space;
	u32 refused;
	u32 polls;
	bool cancel;
	const char *why;
	struct sample_memory memory;
	struct sample_windows *windows;
	struct sample_bindings bindings;
};

static inline void rig_unsupported(void *host, const char *what)
{
	struct rig *rig = host;

	rig->refused++;
	rig->why = what;
}

static inline int rig_poll(void *host)
{
	struct rig *rig = host;

	rig->polls++;
	return rig->cancel ? -ECANCELED : 0;
}

static inline void rig_open(struct rig *rig)
{
	*rig = (struct rig){
		.space = { .va = RIG_VA, .pages = RIG_PAGES, .reversed = true },
		.memory = { .ops = &memory_rig_ops, .host = &rig->space },
	};
	rig->space.bytes = calloc(RIG_PAGES, PAGE_SIZE);
	assert_non_null(rig->space.bytes);
	rig->windows = sample_windows_create(&rig->memory);
	assert_non_null(rig->windows);
	rig->bindings.unit = sample_unit_create(rig->windows, rig_unsupported, rig_poll, rig);
	assert_non_null(rig->bindings.unit);
}

static inline void rig_close(struct rig *rig)
{
	u32 i;

	for (i = 0; i < PAGE_SIZE; i++)
		assert_int_equal(rig->space.zeros[i], 0);
	sample_unit_destroy(rig->bindings.unit);
	sample_windows_destroy(rig->windows);
	free(rig->space.bytes);
}

static inline u8 *rig_at(struct rig *rig, u64 va)
{
	return memory_rig_page(&rig->space, va & ~(u64)(PAGE_SIZE - 1), false) +
	       (va & (PAGE_SIZE - 1));
}

static inline void rig_put(struct rig *rig, u64 va, const void *from, u32 bytes)
{
	u32 i;

	for (i = 0; i < bytes; i++)
		*rig_at(rig, va + i) = ((const u8 *)from)[i];
}

static inline void rig_get(struct rig *rig, u64 va, void *to, u32 bytes)
{
	u32 i;

	for (i = 0; i < bytes; i++)
		((u8 *)to)[i] = *rig_at(rig, va + i);
}

/* The same numbers in each run */
static inline u32 rig_random(u32 *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8 ^ *state << 16;
}

#endif
