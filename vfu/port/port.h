/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language and locks of the OS-free folders, for user space. Names of the kernel have the
 * kernel's meaning here, so that kernel/port/port.h is little more than a list of includes. Nothing
 * here depends on a GPU. Functions that have the kernel's names are described in the kernel.
 */
#ifndef FACET_PORT_H
#define FACET_PORT_H

#include <emmintrin.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef unsigned __int128 u128;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

#define S64_MAX			((s64)(~0ull >> 1))

#define BIT(n)			(1ul << (n))
#define BIT_ULL(n)		(1ull << (n))
#define GENMASK(h, l)		((~0ul >> (63 - (h))) & (~0ul << (l)))
#define GENMASK_ULL(h, l)	((~0ull >> (63 - (h))) & (~0ull << (l)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define IS_ALIGNED(x, a)	(((x) & ((__typeof__(x))(a) - 1)) == 0)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define lower_32_bits(n)	((u32)(n))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define min(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
#define max(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define swap(a, b) do { __typeof__(a) _t = (a); (a) = (b); (b) = _t; } while (0)
#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define static_assert		_Static_assert
#define fallthrough		__attribute__((__fallthrough__))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __must_check		__attribute__((warn_unused_result))
#define __acquires(lock)	/* for sparse, in kernel builds */
#define __releases(lock)
#define __maybe_unused		__attribute__((unused))
#define EXPORT_SYMBOL_GPL(sym)	struct port_unused_##sym

/*
 * Checks that confine a guest, by name (mediator/base/mediator_checks.h, *_checks.h). Here
 * port_check() is its condition, true for what must not be, and port_mask() is its mask.
 * tests/hostile has a port that can switch a check off, and so has tests/host for the modules.
 */
#define port_check(name, cond)		(cond)
#define port_mask(name, value, mask)	((value) & (mask))

/**
 * port_index_mask() - Return a mask for an index, without a branch.
 * @index: the index, below 2^63
 * @size: number of entries, below 2^63
 *
 * Context: any; takes no lock.
 * Return: all 64 bits ones: @index < @size; 0: @index is out of range.
 */
static inline u64 port_index_mask(u64 index, u64 size)
{
	__asm__ volatile("" : "+r"(index));	/* hides @index from the optimiser */
	return (u64)((s64)(index - size) >> 63);
}

/**
 * port_index() - Bound an index that a guest chooses, also under speculation.
 * @index: the index, any value; stays if it is below @size
 * @size: number of entries, at least 1 and below 2^63
 *
 * If a processor speculates past the comparison, the index is 0. kernel/port/port.h says more.
 *
 * Context: any; takes no lock.
 * Return: true: *@index < @size; false: *@index is out of range and unchanged.
 */
static inline bool port_index(u64 *index, u64 size)
{
	if (*index >= size)
		return false;
	*index &= port_index_mask(*index, size);
	return true;
}

static inline u32 ilog2(u64 v)
{
	return 63 - __builtin_clzll(v | 1);
}

static inline bool is_power_of_2(u64 v)
{
	return v && !(v & (v - 1));
}

/* @v at least 1 */
static inline u64 roundup_pow_of_two(u64 v)
{
	return is_power_of_2(v) ? v : 2ull << ilog2(v);
}

static inline u32 hweight32(u32 v)
{
	return __builtin_popcount(v);
}

/* Memory order and shared words */
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#define wmb()			_mm_sfence()
#define prefetch(p)		__builtin_prefetch(p)
#define prefetchw(p)		__builtin_prefetch(p, 1)
#define OPTIMIZER_HIDE_VAR(v)	__asm__("" : "=r"(v) : "0"(v))
#define xchg(p, v)		__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define cmpxchg(p, o, n) ({ __typeof__(*(p)) _o = (o); \
	__atomic_compare_exchange_n(p, &_o, n, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); _o; })

typedef struct { s64 counter; } atomic64_t;
#define ATOMIC64_INIT(v)	{ (v) }

static inline s64 atomic64_read(const atomic64_t *a)
{
	return __atomic_load_n(&a->counter, __ATOMIC_RELAXED);
}

static inline void atomic64_set(atomic64_t *a, s64 v)
{
	__atomic_store_n(&a->counter, v, __ATOMIC_RELAXED);
}

static inline void atomic64_add(s64 v, atomic64_t *a)
{
	__atomic_fetch_add(&a->counter, v, __ATOMIC_RELAXED);
}

static inline void atomic64_inc(atomic64_t *a)
{
	atomic64_add(1, a);
}

static inline void atomic64_dec(atomic64_t *a)
{
	atomic64_add(-1, a);
}

static inline s64 atomic64_add_return(s64 v, atomic64_t *a)
{
	return __atomic_add_fetch(&a->counter, v, __ATOMIC_SEQ_CST);
}

static inline s64 atomic64_inc_return(atomic64_t *a)
{
	return atomic64_add_return(1, a);
}

static inline s64 atomic64_dec_return(atomic64_t *a)
{
	return atomic64_add_return(-1, a);
}

/**
 * port_mutex_init() - Initialise a mutex with priority inheritance.
 * @m: the mutex, uninitialised; pthread_mutex_destroy() ends it
 *
 * Context: any thread; takes no lock; does not sleep.
 */
void port_mutex_init(pthread_mutex_t *m);
#include "port_locks.h"

/* @m protects @wakes, the number of calls of wake_up_all(). */
typedef struct { pthread_mutex_t m; pthread_cond_t c; u64 wakes; } wait_queue_head_t;

static inline void init_waitqueue_head(wait_queue_head_t *wq)
{
	pthread_mutex_init(&wq->m, NULL);
	pthread_cond_init(&wq->c, NULL);
	wq->wakes = 0;
}

static inline void wake_up_all(wait_queue_head_t *wq)
{
	pthread_mutex_lock(&wq->m);
	wq->wakes++;
	pthread_cond_broadcast(&wq->c);
	pthread_mutex_unlock(&wq->m);
}

/**
 * port_wait_begin() - Return the number of wakes so far, for port_wait().
 * @wq: the queue, initialised
 *
 * The caller reads its condition afterwards. So a wake in between is not lost.
 *
 * Context: any thread, not under @wq->m; takes @wq->m for a moment.
 * Return: number of calls of wake_up_all() for @wq.
 */
static inline u64 port_wait_begin(wait_queue_head_t *wq)
{
	u64 wakes;

	pthread_mutex_lock(&wq->m);
	wakes = wq->wakes;
	pthread_mutex_unlock(&wq->m);
	return wakes;
}

/**
 * port_wait() - Sleep until the queue is woken.
 * @wq: the queue, initialised
 * @wakes: number from port_wait_begin(). A wake since then ends the wait at once.
 *
 * The condition may still be false at the return: the caller reads it again.
 *
 * Context: any thread, no spinlock held, not under @wq->m; sleeps, without a limit. Takes @wq->m,
 * and drops it while it sleeps.
 */
static inline void port_wait(wait_queue_head_t *wq, u64 wakes)
{
	pthread_mutex_lock(&wq->m);
	while (wq->wakes == wakes)
		pthread_cond_wait(&wq->c, &wq->m);
	pthread_mutex_unlock(&wq->m);
}

/**
 * port_clock_ms() - Return the clock of port_wait_until().
 *
 * Context: any thread; takes no lock; does not sleep.
 * Return: CLOCK_MONOTONIC in milliseconds, rounded down.
 */
static inline u64 port_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

/**
 * port_wait_until() - Sleep until the queue is woken, or until a time.
 * @wq: the queue, initialised
 * @wakes: number from port_wait_begin(). A wake since then ends the wait at once.
 * @end: port_clock_ms() at which the wait ends, in milliseconds; a time that has passed ends it at
 *	once
 *
 * The function does not tell which of both has ended the wait.
 *
 * Context: any thread, no spinlock held, not under @wq->m; sleeps until @end at most. Takes @wq->m,
 * and drops it while it sleeps.
 */
static inline void port_wait_until(wait_queue_head_t *wq, u64 wakes, u64 end)
{
	const struct timespec at = {
		.tv_sec = (time_t)(end / 1000), .tv_nsec = (long)(end % 1000) * 1000000,
	};
	int ret = 0;

	pthread_mutex_lock(&wq->m);
	while (!ret && wq->wakes == wakes)
		ret = pthread_cond_clockwait(&wq->c, &wq->m, CLOCK_MONOTONIC, &at);
	pthread_mutex_unlock(&wq->m);
}

/* As in the kernel @cond is read with no lock of the queue held, and must not sleep. */
#define wait_event(wq, cond) do {			\
	might_sleep();					\
	for (;;) {					\
		u64 port_wakes = port_wait_begin(&(wq));\
		bool port_done;				\
							\
		non_block_start();			\
		port_done = (cond);			\
		non_block_end();			\
		if (port_done)				\
			break;				\
		port_wait(&(wq), port_wakes);		\
	}						\
} while (0)

#define msecs_to_jiffies(ms)	((u64)(ms))

/* Value: true if @cond holds; false if @timeout has passed without it. */
#define wait_event_timeout(wq, cond, timeout) ({		\
	const u64 port_end = port_clock_ms() + (timeout);	\
	bool port_true;						\
								\
	might_sleep();						\
	for (;;) {						\
		u64 port_wakes = port_wait_begin(&(wq));	\
		bool port_late = port_clock_ms() >= port_end;	\
								\
		non_block_start();				\
		port_true = (cond);				\
		non_block_end();				\
		if (port_true || port_late)			\
			break;					\
		port_wait_until(&(wq), port_wakes, port_end);	\
	}							\
	port_true;						\
})

#define cond_resched()		might_sleep()

/* Zeroed memory. Sizes may come from a product, hence the array form. */
#define port_zalloc(size)	({ might_alloc(); calloc(1, size); })
#define port_calloc(n, size)	({ might_alloc(); calloc(n, size); })

/**
 * port_free() - Free memory of port_zalloc() or port_calloc().
 * @p: the memory; NULL: nothing happens
 *
 * Debug builds end the process in two cases. @p contains a lock that this thread holds. Or @p is
 * larger than a page, and this thread must not sleep.
 *
 * Context: any, but for more than a page as vfree(): no spinlock held, may sleep. Takes no lock.
 */
static inline void port_free(void *p)
{
	port_check_free(p);
	free(p);
}

/**
 * port_free_zeroed() - Zero and free memory of port_zalloc() or port_calloc().
 * @p: the memory; NULL: nothing happens
 * @size: its bytes, as they were asked for
 *
 * Context: as port_free().
 */
static inline void port_free_zeroed(void *p, size_t size)
{
	if (p)
		explicit_bzero(p, size);
	port_free(p);
}

static inline void memset64(u64 *p, u64 v, size_t n)
{
	__asm__ volatile("rep stosq" : "+D"(p), "+c"(n) : "a"(v) : "memory");
}

/* Bypasses the caches; wmb() orders these stores before later ones. */
static inline void memcpy_flushcache(void *to, const void *from, size_t n)
{
	__m128i *d = (__m128i *)to;
	const __m128i *s = (const __m128i *)from;
	size_t i;

	if (((uintptr_t)to | n) & 15) {
		memcpy(to, from, n);
		return;
	}
	for (i = 0; i < n / 16; i++)
		_mm_stream_si128(d + i, _mm_loadu_si128(s + i));
}

#define PAGE_SIZE		4096ul
#define PAGE_SHIFT		12

/* Inline, since a call for each page would take 5 percent more time. */
static inline void copy_page(void *to, const void *from)
{
	__m128i *d = (__m128i *)to;
	const __m128i *s = (const __m128i *)from;
	size_t i;

	for (i = 0; i < PAGE_SIZE / sizeof(*d); i += 4) {
		__m128i a = _mm_loadu_si128(s + i), b = _mm_loadu_si128(s + i + 1);
		__m128i x = _mm_loadu_si128(s + i + 2), y = _mm_loadu_si128(s + i + 3);

		_mm_storeu_si128(d + i, a);
		_mm_storeu_si128(d + i + 1, b);
		_mm_storeu_si128(d + i + 2, x);
		_mm_storeu_si128(d + i + 3, y);
	}
}

/**
 * port_page_alloc() - Allocate a zeroed page.
 *
 * Debug builds end the process if this thread must not sleep.
 *
 * Context: any thread, no spinlock held; takes no lock; may sleep for memory.
 * Return: PAGE_SIZE bytes, page aligned, for port_page_free(); NULL: no memory.
 */
static inline void *port_page_alloc(void)
{
	void *p;

	might_alloc();
	p = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
	return p ? memset(p, 0, PAGE_SIZE) : NULL;
}

/**
 * port_page_free() - Free a page of port_page_alloc().
 * @p: the page; NULL: nothing happens
 *
 * Context: any; takes no lock; does not sleep.
 */
static inline void port_page_free(void *p)
{
	free(p);
}

/**
 * port_frame_to_ptr() - Return the address of a frame.
 * @frame: the frame, from port_ptr_to_frame() or &facet_host_ops.pin
 *
 * A frame is the opaque name by which a page passes the interfaces between folders. In user space a
 * frame is an address divided by the page size, in the kernel a page frame number.
 *
 * Context: any; takes no lock.
 * Return: first byte of the page, valid as long as the page is allocated or pinned.
 */
static inline void *port_frame_to_ptr(u64 frame)
{
	return (void *)(uintptr_t)(frame << PAGE_SHIFT);
}

/**
 * port_ptr_to_frame() - Return the frame of a page.
 * @p: an address in the page; any byte of it
 *
 * Context: any; takes no lock.
 * Return: the frame, for port_frame_to_ptr().
 */
static inline u64 port_ptr_to_frame(const void *p)
{
	return (u64)(uintptr_t)p >> PAGE_SHIFT;
}

/**
 * struct port_ratelimit - How often one place in the code prints. Zeroed: not so far.
 * @since: start of the 5 seconds that count, in seconds of CLOCK_MONOTONIC
 * @printed: messages since then
 * @dropped: messages that were dropped since then
 */
struct port_ratelimit {
	time_t since;
	u32 printed;
	u32 dropped;
};

/*
 * Messages of one line, for cases where a person can act. The rate limit is the kernel's: each
 * place in the code has its own.
 */
#define pr_err(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_warn(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_info(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_warn_ratelimited(...)					\
	do {								\
		static struct port_ratelimit limit_;			\
		port_warn_ratelimited(&limit_, __VA_ARGS__);		\
	} while (0)
#define pr_debug(...)			((void)0)

/**
 * port_warn_ratelimited() - Print a warning on stderr, at most 10 in 5 seconds.
 * @limit: the limit of the caller's place in the code
 * @fmt: format as for printf(), of a whole line. "facet: " is put before it
 * @...: arguments of @fmt
 *
 * Further warnings are dropped. Their number is printed before the next one.
 *
 * Context: any thread; takes a mutex of its own, a last leaf. May block for stderr.
 */
__printf(2, 3) void port_warn_ratelimited(struct port_ratelimit *limit, const char *fmt, ...);

/* Return a random number that nobody can predict. */
u64 get_random_u64(void);

/**
 * port_prf() - Compute a pseudo-random function of two numbers: SipHash-2-4.
 * @key: two numbers that nobody else knows
 * @a: the first number
 * @b: the second number
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF".
 *
 * Context: any; takes no lock; does not sleep.
 * Return: a number that nobody can tell from a random one without the key.
 */
u64 port_prf(const u64 key[2], u64 a, u64 b);

/* Unaligned little-endian access */
static inline u16 get_unaligned_le16(const void *p)
{
	u16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline u32 get_unaligned_le32(const void *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline u64 get_unaligned_le64(const void *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void put_unaligned_le16(u16 v, void *p)
{
	memcpy(p, &v, sizeof(v));
}

static inline void put_unaligned_le32(u32 v, void *p)
{
	memcpy(p, &v, sizeof(v));
}

static inline void put_unaligned_le64(u64 v, void *p)
{
	memcpy(p, &v, sizeof(v));
}

/* The same, big-endian */
static inline u32 get_unaligned_be32(const void *p)
{
	return __builtin_bswap32(get_unaligned_le32(p));
}

static inline void put_unaligned_be32(u32 v, void *p)
{
	put_unaligned_le32(__builtin_bswap32(v), p);
}

/* Doubly linked lists, by the kernel's names. */
struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_POISON1		((struct list_head *)0x100)
#define LIST_POISON2		((struct list_head *)0x122)

static inline void INIT_LIST_HEAD(struct list_head *l)
{
	WRITE_ONCE(l->next, l);
	l->prev = l;
}

/**
 * port_list_insert() - Insert an entry between two neighbours.
 * @n: the entry, on no list; its pointers need no value
 * @before: entry, or head, before the place
 * @after: entry, or head, behind the place
 *
 * Debug builds end the process if @before and @after are no neighbours, if @before was deleted, or
 * if @n is near the place already.
 *
 * Context: any; takes no lock; does not sleep. The caller's lock over the list serializes.
 */
static inline void port_list_insert(struct list_head *n, struct list_head *before,
				    struct list_head *after)
{
	port_check_list_add(n, before, after);
	n->prev = before;
	n->next = after;
	WRITE_ONCE(before->next, n);
	after->prev = n;
}

static inline void list_add(struct list_head *n, struct list_head *head)
{
	port_list_insert(n, head, head->next);
}

static inline void list_add_tail(struct list_head *n, struct list_head *head)
{
	port_list_insert(n, head->prev, head);
}

/**
 * port_list_remove() - Unlink an entry from its neighbours. @n keeps its pointers.
 * @n: the entry, on a list
 *
 * Debug builds end the process if @n was deleted or never added, or if a neighbour does not point
 * back to it.
 *
 * Context: any; takes no lock; does not sleep. The caller's lock over the list serializes.
 */
static inline void port_list_remove(struct list_head *n)
{
	port_check_list_del(n);
	WRITE_ONCE(n->prev->next, n->next);
	n->next->prev = n->prev;
}

static inline void list_del_init(struct list_head *n)
{
	port_list_remove(n);
	INIT_LIST_HEAD(n);
}

/* The pointers become invalid: the entry is not an empty list afterwards. */
static inline void list_del(struct list_head *n)
{
	port_list_remove(n);
	n->next = LIST_POISON1;
	n->prev = LIST_POISON2;
}

static inline void list_move_tail(struct list_head *n, struct list_head *head)
{
	list_del_init(n);
	list_add_tail(n, head);
}

static inline bool list_empty(const struct list_head *l)
{
	port_check_list_used(l);
	return READ_ONCE(l->next) == l;
}

static inline void list_splice_tail_init(struct list_head *from, struct list_head *to)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	INIT_LIST_HEAD(from);
}

/**
 * port_ref_get() - Take a reference.
 * @refs: the count, below 2^32 - 1. The first reference of a counted object is no error.
 *
 * Debug builds end the process if the count would overflow.
 *
 * Context: any; takes no lock; does not sleep. The owner serializes access to the count, by a lock
 * or since one thread alone uses it.
 */
static inline void port_ref_get(u32 *refs)
{
	port_check_ref_get(*refs);
	++*refs;
}

/**
 * port_ref_put() - Drop a reference.
 * @refs: the count, at least 1
 *
 * Debug builds end the process if the count is 0.
 *
 * Context: any; takes no lock; does not sleep. The owner serializes access to the count, by a lock
 * or since one thread alone uses it.
 * Return: true: this was the last reference, and the caller frees the object; false: others are
 * left.
 */
static inline bool port_ref_put(u32 *refs)
{
	port_check_ref_put(*refs);
	return !--*refs;
}

#define list_entry(p, t, m)		container_of(p, t, m)
#define list_first_entry(h, t, m)	list_entry((h)->next, t, m)
#define list_first_entry_or_null(h, t, m) (list_empty(h) ? NULL : list_first_entry(h, t, m))
#define list_last_entry(h, t, m)	list_entry((h)->prev, t, m)
#define list_next_entry(p, m)		list_entry((p)->m.next, __typeof__(*(p)), m)
#define list_for_each_entry(p, h, m) \
	for (p = list_entry((h)->next, __typeof__(*p), m); &p->m != (h); p = list_next_entry(p, m))
#define list_for_each_entry_safe(p, n, h, m) \
	for (p = list_entry((h)->next, __typeof__(*p), m), n = list_next_entry(p, m); \
	     &p->m != (h); p = n, n = list_next_entry(n, m))

#endif
