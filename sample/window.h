/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Windows: translated pages of an address space. A window has the pages of 2 MiB of graphics
 * addresses; each page is translated at its first use. Windows are a cache of bounded size. All
 * units of a render engine share one set of windows: the sampler, data ports, render targets,
 * vertex fetch. No pointer from here is kept over a poll.
 *
 * The engine's thread calls this file. Takes no lock.
 */
#ifndef SAMPLE_WINDOW_H
#define SAMPLE_WINDOW_H

#include "port.h"
#include "sample/memory.h"

#define SAMPLE_WINDOW_SHIFT	21u	/* log2 of the bytes of a window */
#define SAMPLE_WINDOW_PAGES	512u
#define SAMPLE_WINDOWS		256u	/* most windows, a power of two */
#define SAMPLE_VA_MASK		GENMASK_ULL(47, 0)

/**
 * struct sample_window - A window.
 * @key: address bits above the window, and bit 0: writes; ~0: none
 * @pages: first byte of each page; NULL: not translated
 */
struct sample_window {
	u64 key;
	u8 *pages[SAMPLE_WINDOW_PAGES];
};

/**
 * struct sample_windows - The windows of an address space.
 * @memory: the address space
 * @generation: &sample_memory_ops.generation that the pages belong to
 * @work: work of translations since sample_windows_work(), in units of about a nanosecond
 * @window: the windows, by a hash of &sample_window.key
 */
struct sample_windows {
	struct sample_memory memory;
	u64 generation;
	u32 work;
	struct sample_window window[SAMPLE_WINDOWS];
};

/**
 * sample_windows_create() - Create windows on an address space.
 * @memory: the address space; copied
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the windows, for sample_windows_destroy(); NULL: no memory.
 */
struct sample_windows *sample_windows_create(const struct sample_memory *memory);

/**
 * sample_windows_destroy() - Free windows.
 * @windows: of sample_windows_create(), or NULL
 *
 * Context: may sleep; takes no lock.
 */
void sample_windows_destroy(struct sample_windows *windows);

/**
 * sample_windows_refresh() - Forget pages whose translation changed.
 * @windows: the windows
 *
 * The caller calls this first: after each poll, and at the start of each command.
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_windows_refresh(struct sample_windows *windows);

/**
 * sample_windows_work() - Return the work of translations since the last call.
 * @windows: the windows
 *
 * Callers that count the work of messages or stages add this: a guest chooses how many pages they
 * reach.
 *
 * Context: the engine's thread; takes no lock.
 * Return: an estimate, in units of about a nanosecond, as EU_POLL_WORK.
 */
static inline u32 sample_windows_work(struct sample_windows *windows)
{
	u32 work = windows->work;

	windows->work = 0;
	return work;
}

/**
 * sample_window_fill() - Translate a page and return its first byte. For sample_window_at().
 * @windows: the windows
 * @va: graphics address, any value
 * @write: for writes
 *
 * Context: the engine's thread; takes no lock.
 * Return: the page's first byte; never NULL.
 */
u8 *sample_window_fill(struct sample_windows *windows, u64 va, bool write);

/**
 * sample_window_slot() - Return the place of a window in &sample_windows.window.
 * @key: &sample_window.key
 *
 * Context: any; takes no lock.
 * Return: an index below SAMPLE_WINDOWS.
 */
static inline u32 sample_window_slot(u64 key)
{
	return (u32)((key ^ key >> 8 ^ key >> 16) & (SAMPLE_WINDOWS - 1));
}

/**
 * sample_window_at() - Return the memory of a graphics address.
 * @windows: the windows
 * @va: graphics address, any value; bits above 47 do not count
 * @write: for writes
 *
 * Context: the engine's thread; takes no lock.
 * Return: pointer to the byte at @va, never NULL, valid to the end of its page until the next
 * poll. Pages without a translation read zeros, and writes to them have no effect.
 */
static inline u8 *sample_window_at(struct sample_windows *windows, u64 va, bool write)
{
	u64 key = (va & SAMPLE_VA_MASK) >> SAMPLE_WINDOW_SHIFT << 1 | write;
	const struct sample_window *window = &windows->window[sample_window_slot(key)];
	u8 *page = window->pages[(va >> PAGE_SHIFT) & (SAMPLE_WINDOW_PAGES - 1)];

	if (unlikely(window->key != key || !page))
		page = sample_window_fill(windows, va, write);
	return page + (va & (PAGE_SIZE - 1));
}

/**
 * sample_window_read() - Copy from graphics memory.
 * @windows: the windows
 * @va: graphics address, any value
 * @to: gets the bytes
 * @bytes: number of bytes, any value
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_window_read(struct sample_windows *windows, u64 va, void *to, u32 bytes);

/**
 * sample_window_write() - Copy to graphics memory.
 * @windows: the windows
 * @va: graphics address, any value
 * @from: the bytes
 * @bytes: number of bytes, any value
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_window_write(struct sample_windows *windows, u64 va, const void *from, u32 bytes);

#endif
