// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies between graphics memory and the engine (memory.h). The engine's thread calls this file.
 * Takes no lock.
 */
#include "sample/memory.h"

static u32 bytes_here(u64 va, u32 bytes)
{
	return min(bytes, (u32)(PAGE_SIZE - (va & (PAGE_SIZE - 1))));
}

void sample_memory_read(const struct sample_memory *memory, u64 va, void *to, u32 bytes)
{
	u8 *at = to;
	u32 n;

	for (; bytes; bytes -= n, at += n, va += n) {
		n = bytes_here(va, bytes);
		memcpy(at, memory->ops->page(memory->host, va, false) + (va & (PAGE_SIZE - 1)), n);
	}
}

void sample_memory_write(const struct sample_memory *memory, u64 va, const void *from, u32 bytes)
{
	const u8 *at = from;
	u32 n;

	for (; bytes; bytes -= n, at += n, va += n) {
		n = bytes_here(va, bytes);
		memcpy(memory->ops->page(memory->host, va, true) + (va & (PAGE_SIZE - 1)), at, n);
	}
}
