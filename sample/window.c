// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows (window.h). The engine's thread calls this file. Takes no lock.
 */
#include "sample/window.h"

#define NO_KEY		(~0ull)
#define FILL_WORK	512u	/* of a translation, and of a page that no cache has */

static void forget(struct sample_windows *windows)
{
	u32 i;

	for (i = 0; i < SAMPLE_WINDOWS; i++)
		windows->window[i].key = NO_KEY;
}

struct sample_windows *sample_windows_create(const struct sample_memory *memory)
{
	struct sample_windows *windows = port_zalloc(sizeof(*windows));

	if (!windows)
		return NULL;
	windows->memory = *memory;
	windows->generation = memory->ops->generation(memory->host);
	forget(windows);
	return windows;
}

void sample_windows_destroy(struct sample_windows *windows)
{
	port_free(windows);
}

void sample_windows_refresh(struct sample_windows *windows)
{
	u64 generation = windows->memory.ops->generation(windows->memory.host);

	if (generation == windows->generation)
		return;
	windows->generation = generation;
	forget(windows);
}

u8 *sample_window_fill(struct sample_windows *windows, u64 va, bool write)
{
	u64 key = (va & SAMPLE_VA_MASK) >> SAMPLE_WINDOW_SHIFT << 1 | write;
	struct sample_window *window = &windows->window[sample_window_slot(key)];
	u8 **page = &window->pages[(va >> PAGE_SHIFT) & (SAMPLE_WINDOW_PAGES - 1)];

	windows->work += FILL_WORK;
	if (window->key != key) {
		memset(window->pages, 0, sizeof(window->pages));
		window->key = key;
	}
	if (!*page)
		*page = windows->memory.ops->page(windows->memory.host,
						  va & SAMPLE_VA_MASK & ~(u64)(PAGE_SIZE - 1),
						  write);
	return *page;
}

static u32 bytes_here(u64 va, u32 bytes)
{
	return min(bytes, (u32)(PAGE_SIZE - (va & (PAGE_SIZE - 1))));
}

void sample_window_read(struct sample_windows *windows, u64 va, void *to, u32 bytes)
{
	u8 *at = to;
	u32 n;

	for (; bytes; bytes -= n, at += n, va += n) {
		n = bytes_here(va, bytes);
		memcpy(at, sample_window_at(windows, va, false), n);
	}
}

void sample_window_write(struct sample_windows *windows, u64 va, const void *from, u32 bytes)
{
	const u8 *at = from;
	u32 n;

	for (; bytes; bytes -= n, at += n, va += n) {
		n = bytes_here(va, bytes);
		memcpy(sample_window_at(windows, va, true), at, n);
	}
}
