/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory between pages that cannot be accessed. Sanitizers do not see gathers of vectors and other
 * code without checks: an access beyond its memory faults here.
 *
 * While guards are on, port_calloc() and port_zalloc() of the tested code give such memory. The
 * program is linked with --wrap=calloc and --wrap=free. One thread.
 */
#ifndef TESTS_FUZZ_GUARD_H
#define TESTS_FUZZ_GUARD_H

#include "port.h"

/**
 * enum guard_side - The side on which memory ends where a guard begins.
 * @GUARD_OFF: allocations are the C library's
 * @GUARD_END: memory ends at a guard, but for 15 bytes that AddressSanitizer poisons
 * @GUARD_BEGIN: memory begins behind a guard
 */
enum guard_side {
	GUARD_OFF,
	GUARD_END,
	GUARD_BEGIN,
};

#define GUARD_SCRATCHES	4u

/**
 * guard_side() - Set how the next allocations are placed.
 * @side: the side
 *
 * Context: any.
 * Return: the side so far.
 */
enum guard_side guard_side(enum guard_side side);

/**
 * guard_alloc() - Allocate zeros between guards.
 * @bytes: number of bytes, at least 1
 * @side: GUARD_END or GUARD_BEGIN
 *
 * Context: any. Ends the process without memory.
 * Return: the memory, for guard_free().
 */
void *guard_alloc(size_t bytes, enum guard_side side);

/**
 * guard_free() - Free memory. It cannot be accessed until it is allocated again.
 * @memory: of guard_alloc(), or NULL
 *
 * Context: any.
 */
void guard_free(void *memory);

/**
 * guard_scratch() - Return memory that ends where a guard begins, without an allocation.
 * @which: number of the memory, below GUARD_SCRATCHES
 * @bytes: number of bytes, at most a page
 *
 * Context: any.
 * Return: the memory, with any contents, until the next call with the same @which.
 */
void *guard_scratch(u32 which, size_t bytes);

/**
 * guard_owns() - Test if memory is one of guard_alloc().
 * @memory: any pointer
 *
 * Context: any.
 * Return: true: guard_free() frees it.
 */
bool guard_owns(const void *memory);

#endif
