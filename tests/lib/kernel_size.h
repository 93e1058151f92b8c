/* SPDX-License-Identifier: GPL-2.0-only */
/* What memory takes in the kernel's allocator, for figures of docs/dev/memory.md. */
#ifndef KERNEL_SIZE_H
#define KERNEL_SIZE_H

#include "port.h"

#define KERNEL_KIB	1024ull
#define KERNEL_MIB	(1024 * KERNEL_KIB)

/*
 * Round a size as the kernel's allocator does. It has caches for powers of two, and for 96 and 192
 * bytes. Larger sizes are a power of two of pages.
 */
static inline u64 kernel_size(u64 n)
{
	if (n > 64 && n <= 96)
		return 96;
	if (n > 128 && n <= 192)
		return 192;
	return max(roundup_pow_of_two(n), 8ull);
}

/* Return bytes as whole MiB, rounded up. */
static inline u64 kernel_mib(u64 bytes)
{
	return DIV_ROUND_UP(bytes, KERNEL_MIB);
}

#endif
