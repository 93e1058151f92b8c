// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guards (guard.h). A range of addresses is reserved once. A block is pages of it, with a page that
 * cannot be accessed in front; the next block's is behind. Free blocks of a size are used again,
 * the one that is free longest first.
 */
#include "tests/fuzz/guard.h"

#include <sys/mman.h>

#include "tests/fuzz/die.h"

#ifdef FUZZ_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, bytes)	((void)(at), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes)	((void)(at), (void)(bytes))
#endif

#define RANGE_BYTES	(64ull << 30)
#define RANGE_PAGES	(RANGE_BYTES / PAGE_SIZE)
#define SIZES		20u		/* blocks of up to 2^19 pages */
#define CALLOC_ALIGN		16u		/* of calloc() */

/* A block, by the number of its first page. Pages inside of a block have none. */
struct block {
	u32 next;	/* in the list of free blocks; 0: none */
	u8 size;	/* log2 of its pages */
	bool used;
};

static u8 *range;
static struct block *blocks;
static u32 first_unused = 1, head[SIZES], tail[SIZES];
static enum guard_side side_now;

static void reserve(void)
{
	range = mmap(NULL, RANGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		     0);
	blocks = mmap(NULL, RANGE_PAGES * sizeof(*blocks), PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	fuzz_check(range != MAP_FAILED && blocks != MAP_FAILED, "no addresses for guards");
}

static u32 log2_pages(size_t bytes)
{
	u32 size = 0;

	while ((size_t)PAGE_SIZE << size < bytes)
		size++;
	return size;
}

static u32 take(u32 size)
{
	u32 page = head[size];

	if (page) {
		head[size] = blocks[page].next;
		return page;
	}
	page = first_unused;
	first_unused += (1u << size) + 1;
	fuzz_check(first_unused < RANGE_PAGES, "no pages between guards");
	blocks[page].size = (u8)size;
	return page;
}

void *guard_alloc(size_t bytes, enum guard_side side)
{
	size_t rounded = (bytes + CALLOC_ALIGN - 1) & ~(size_t)(CALLOC_ALIGN - 1), space;
	u32 size = log2_pages(bytes), page;
	u8 *at;

	if (!range)
		reserve();
	fuzz_check(size < SIZES, "an allocation of %zu bytes", bytes);
	page = take(size);
	space = (size_t)PAGE_SIZE << size;
	at = range + (size_t)page * PAGE_SIZE;
	fuzz_check(!mprotect(at, space, PROT_READ | PROT_WRITE), "mprotect of %zu bytes", space);
	blocks[page].used = true;
	ASAN_POISON_MEMORY_REGION(at, space);
	if (side == GUARD_END)
		at += space - rounded;
	ASAN_UNPOISON_MEMORY_REGION(at, bytes);
	memset(at, 0, bytes);
	return at;
}

bool guard_owns(const void *memory)
{
	return range && (const u8 *)memory - range < RANGE_BYTES && (const u8 *)memory >= range;
}

void guard_free(void *memory)
{
	u32 page;
	u8 *at;

	if (!memory)
		return;
	page = (u32)(((u8 *)memory - range) / PAGE_SIZE);
	/* Memory may begin at any page of its block. */
	while (!blocks[page].used)
		fuzz_check(page--, "free of memory that is not allocated");
	at = range + (size_t)page * PAGE_SIZE;
	ASAN_UNPOISON_MEMORY_REGION(at, (size_t)PAGE_SIZE << blocks[page].size);
	fuzz_check(!mprotect(at, (size_t)PAGE_SIZE << blocks[page].size, PROT_NONE), "mprotect");
	blocks[page].used = false;
	blocks[page].next = 0;
	if (head[blocks[page].size])
		blocks[tail[blocks[page].size]].next = page;
	else
		head[blocks[page].size] = page;
	tail[blocks[page].size] = page;
}

void *guard_scratch(u32 which, size_t bytes)
{
	static u8 *pages[GUARD_SCRATCHES];

	fuzz_check(bytes <= PAGE_SIZE, "%zu bytes for a page", bytes);
	if (!pages[which])
		pages[which] = guard_alloc(PAGE_SIZE, GUARD_END);
	return pages[which] + PAGE_SIZE - bytes;
}

enum guard_side guard_side(enum guard_side side)
{
	enum guard_side before = side_now;

	side_now = side;
	return before;
}

/* --- the port's allocations ------------------------------------------------------------------ */

void __real_free(void *memory);
void __wrap_free(void *memory);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_calloc(size_t n, size_t size)
{
	size_t bytes;

	if (side_now == GUARD_OFF)
		return __real_calloc(n, size);
	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return guard_alloc(max(bytes, (size_t)1), side_now);
}

void __wrap_free(void *memory)
{
	if (guard_owns(memory))
		guard_free(memory);
	else
		__real_free(memory);
}

/* The strict port asks for the size of what it frees. */
size_t __real_malloc_usable_size(void *memory);
size_t __wrap_malloc_usable_size(void *memory);

size_t __wrap_malloc_usable_size(void *memory)
{
	return guard_owns(memory) ? PAGE_SIZE : __real_malloc_usable_size(memory);
}
