// SPDX-License-Identifier: GPL-2.0-only
/*
 * A worker process of facet-engine (worker_process.h): the end of the requests, with a render
 * engine. The process has one thread. Memory of the guest is a window over bus addresses. The
 * module translates graphics addresses, and maps what it has translated.
 */
#include "engine/service/worker_process.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "engine/remote_end.h"
#include "engine/render_units.h"
#include "engine/service/sandbox.h"
#include "kernel/uapi/facet_engine.h"
#include "port.h"

#define BLOCKS		64u	/* blocks of addresses whose translations are kept */
#define BLOCK_SHIFT	21	/* log2 of the bytes of a block */
#define BLOCK_PAGES	512u
#define NO_BLOCK	(~0ull)

static_assert(BLOCK_PAGES <= FACET_ENGINE_PAGES);

/**
 * struct block - Translations of 2 MiB of addresses.
 * @number: the addresses >> BLOCK_SHIFT, or NO_BLOCK
 * @translations: number of the translations for which @entries hold
 * @entries: entries of FACET_ENGINE_TRANSLATE
 */
struct block {
	u64 number;
	u64 translations;
	u64 entries[BLOCK_PAGES];
};

/**
 * struct worker - A worker.
 * @fd: its descriptor
 * @end: its end of the requests
 * @units: the render engine
 * @request: the request
 * @result: the result
 * @window: first byte of the window
 * @blocks: translations, by the low bits of their numbers
 */
struct worker {
	int fd;
	struct remote_end end;
	struct render_units *units;
	const struct sgpu_remote_request *request;
	struct sgpu_remote_result *result;
	u8 *window;
	struct block blocks[BLOCKS];
};

/* --- memory --------------------------------------------------------------------------------- */

static bool translate(const struct worker *w, u64 number, u64 *entries)
{
	struct facet_engine_translate translation = {
		.va = number << BLOCK_SHIFT,
		.pages = (u64)(uintptr_t)entries,
		.count = BLOCK_PAGES,
	};
	int ret;

	do {
		ret = ioctl(w->fd, FACET_ENGINE_TRANSLATE, &translation);
	} while (ret && errno == EINTR);
	return !ret;
}

/* Return the translations of a block. NULL: the module gives none. */
static const struct block *find_block(struct worker *w, u64 number)
{
	struct block *block = &w->blocks[number % BLOCKS];
	u64 translations = READ_ONCE(w->request->translations);

	if (block->number == number && block->translations == translations)
		return block;
	block->number = number;
	block->translations = translations;
	if (translate(w, number, block->entries))
		return block;
	block->number = NO_BLOCK;
	return NULL;
}

static u8 *worker_page(void *arg, u64 va, bool write)
{
	struct worker *w = arg;
	const struct block *block = find_block(w, va >> BLOCK_SHIFT);
	u64 entry = block ? block->entries[(va >> PAGE_SHIFT) % BLOCK_PAGES] : 0;

	if (!(entry & FACET_ENGINE_PRESENT) || (write && !(entry & FACET_ENGINE_WRITABLE)))
		return NULL;
	return w->window + (entry & ~(u64)(PAGE_SIZE - 1));
}

/* Another context has other page tables. */
static void forget_blocks(struct worker *w)
{
	u32 i;

	for (i = 0; i < BLOCKS; i++)
		w->blocks[i].number = NO_BLOCK;
}

static u64 worker_now(void *arg)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000ull + (u64)now.tv_nsec;
}

static const struct remote_end_ops end_ops = {
	.page = worker_page,
	.now = worker_now,
};

/* --- life ----------------------------------------------------------------------------------- */

static void *map(int fd, u64 offset, u64 bytes, int prot)
{
	void *at = mmap(NULL, bytes, prot, MAP_SHARED | MAP_NORESERVE, fd, (off_t)offset);

	return at == MAP_FAILED ? NULL : at;
}

static int worker_start(struct worker *w)
{
	w->request = map(w->fd, FACET_ENGINE_REQUEST, SGPU_REMOTE_REQUEST_BYTES, PROT_READ);
	w->result = map(w->fd, FACET_ENGINE_RESULT, SGPU_REMOTE_RESULT_BYTES,
			PROT_READ | PROT_WRITE);
	w->window = map(w->fd, FACET_ENGINE_WINDOW, FACET_ENGINE_WINDOW_BYTES,
			PROT_READ | PROT_WRITE);
	if (!w->request || !w->result || !w->window)
		return -errno;
	remote_end_init(&w->end, &end_ops, w, w->request, w->result);
	w->units = render_units_create(&w->end.host, &render_engine_ops);
	if (!w->units)
		return -ENOMEM;
	w->end.unit_ops = render_units_softgpu_ops(w->units);
	w->end.units = w->units;
	return 0;
}

/* Execute requests until the vGPU is gone. */
static int worker_serve(struct worker *w)
{
	for (;;) {
		if (ioctl(w->fd, FACET_ENGINE_NEXT, &w->end.seq) && errno != EINTR)
			return errno == ENODEV || errno == ENOENT ? 0 : -errno;
		if (!remote_end_waits(&w->end))
			continue;
		if (w->request->begin)
			forget_blocks(w);
		remote_end_execute(&w->end);
	}
}

int worker_run(int fd)
{
	struct worker *w = calloc(1, sizeof(*w));
	int ret = w ? 0 : -ENOMEM;

	if (w) {
		w->fd = fd;
		forget_blocks(w);
		ret = worker_start(w);
	}
	if (!ret)
		ret = sandbox_enter(fd);
	if (!ret)
		ret = worker_serve(w);
	if (ret)
		pr_err("a worker ends: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
