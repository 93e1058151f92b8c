/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The language and locks of the OS-free folders, for user space. It gives the
 * kernel's own names the kernel's own meaning, so that kernel/port/port.h is
 * little more than a list of includes. Nothing here knows a GPU.
 */
#ifndef FACET_PORT_H
#define FACET_PORT_H

#include <emmintrin.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
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
#define __acquires(lock)		/* these two for sparse, which sees the kernel's locks only */
#define __releases(lock)
#define __maybe_unused		__attribute__((unused))
#define EXPORT_SYMBOL_GPL(sym)	struct port_unused_##sym

/*
 * What keeps a guest in its place, by name (checks.h of mediator, softgpu and display): here
 * the condition, true for what is not to be, or the mask, alone. tests/hostile has a port that
 * can switch one off.
 */
#define port_check(name, cond)		(cond)
#define port_mask(name, value, mask)	((value) & (mask))

/* All ones where @index < @size, else 0; without a branch. Both below 2^63. */
static inline u64 port_index_mask(u64 index, u64 size)
{
	__asm__ volatile("" : "+r"(index));	/* the compiler knows nothing of it from here on */
	return (u64)((s64)(index - size) >> 63);
}

/* Bound an index that a guest chooses: see kernel/port/port.h. */
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

/* Locks and checks: release and debug builds have different ones, by the include path. */
void port_mutex_init(pthread_mutex_t *m);
#include "port_locks.h"

/* @wakes: how often somebody was woken */
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

/* Return: @wakes now, for port_wait(). */
static inline u64 port_wait_begin(wait_queue_head_t *wq)
{
	u64 wakes;

	pthread_mutex_lock(&wq->m);
	wakes = wq->wakes;
	pthread_mutex_unlock(&wq->m);
	return wakes;
}

/* Sleep until somebody was woken since @wakes. */
static inline void port_wait(wait_queue_head_t *wq, u64 wakes)
{
	pthread_mutex_lock(&wq->m);
	while (wq->wakes == wakes)
		pthread_cond_wait(&wq->c, &wq->m);
	pthread_mutex_unlock(&wq->m);
}

static inline u64 port_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

/* Sleep until somebody was woken since @wakes, or until port_clock_ms() is @end. */
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

/* Return: whether @cond holds; false: @timeout has passed without it. */
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

/* Memory. All of it zeroed; sizes may come from a product, hence the array form. */
#define port_zalloc(size)	({ might_alloc(); calloc(1, size); })
#define port_calloc(n, size)	({ might_alloc(); calloc(n, size); })

static inline void port_free(void *p)
{
	port_check_free(p);
	free(p);
}

static inline void memset64(u64 *p, u64 v, size_t n)
{
	__asm__ volatile("rep stosq" : "+D"(p), "+c"(n) : "a"(v) : "memory");
}

/* Past the caches; ordered against later stores by wmb(). */
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

/* Inline, as a call for each page would cost a twentieth. */
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

static inline void *port_page_alloc(void)
{
	void *p;

	might_alloc();
	p = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
	return p ? memset(p, 0, PAGE_SIZE) : NULL;
}

static inline void port_page_free(void *p)
{
	free(p);
}

/*
 * Frames: the opaque name by which pages travel over the seams. In user space
 * an address divided by the page size, in the kernel a page frame number.
 */
static inline void *port_frame_to_ptr(u64 frame)
{
	return (void *)(uintptr_t)(frame << PAGE_SHIFT);
}

static inline u64 port_ptr_to_frame(const void *p)
{
	return (u64)(uintptr_t)p >> PAGE_SHIFT;
}

/* Log: one line each, where a person can act. The rate limit is the kernel's. */
#define pr_err(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_warn(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_info(...)			fprintf(stderr, "facet: " __VA_ARGS__)
#define pr_warn_ratelimited(...)	port_warn_ratelimited(__VA_ARGS__)
#define pr_debug(...)			((void)0)

__printf(1, 2) void port_warn_ratelimited(const char *fmt, ...);

/* A number that nobody can foretell. */
u64 get_random_u64(void);

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

/* Its place among the others is not to be used any more: an entry is no empty list. */
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

/*
 * References that a lock of the owner's guards. What has none may be kept, and found again, so
 * that the first one is no fault.
 */
static inline void port_ref_get(u32 *refs)
{
	port_check_ref_get(*refs);
	++*refs;
}

/* Return: whether it was the last one. */
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
