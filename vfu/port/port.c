// SPDX-License-Identifier: GPL-2.0-only
/*
 * The user-space port's functions that are not inline: rate-limited log, mutexes, random numbers.
 * Called from any thread. port_warn_ratelimited() has a lock of its own.
 */
#include "port.h"

#include <stdarg.h>
#include <sys/random.h>
#include <time.h>

enum { WARN_BURST = 10, WARN_SECONDS = 5 };

/* Count a message. Return: it may be printed. */
static bool may_print(struct port_ratelimit *limit)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - limit->since >= WARN_SECONDS) {
		if (limit->dropped)
			pr_warn("%u messages like the next one were dropped\n", limit->dropped);
		*limit = (struct port_ratelimit){ .since = now.tv_sec };
	}
	if (limit->printed >= WARN_BURST) {
		limit->dropped++;
		return false;
	}
	limit->printed++;
	return true;
}

void port_warn_ratelimited(struct port_ratelimit *limit, const char *fmt, ...)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	va_list ap;

	pthread_mutex_lock(&lock);
	if (may_print(limit)) {
		va_start(ap, fmt);
		fputs("facet: ", stderr);
		vfprintf(stderr, fmt, ap);
		va_end(ap);
	}
	pthread_mutex_unlock(&lock);
}

void port_mutex_init(pthread_mutex_t *m)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(m, &attr);
	pthread_mutexattr_destroy(&attr);
}

static u64 rotate(u64 v, u32 n)
{
	return v << n | v >> (64 - n);
}

/* Do @n rounds on the state. */
static void sip_rounds(u64 v[4], u32 n)
{
	while (n--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

u64 port_prf(const u64 key[2], u64 a, u64 b)
{
	/* The last word has the length in its highest byte: 16. */
	const u64 words[] = { a, b, 16ull << 56 };
	u64 v[] = {
		key[0] ^ 0x736f6d6570736575ull, key[1] ^ 0x646f72616e646f6dull,
		key[0] ^ 0x6c7967656e657261ull, key[1] ^ 0x7465646279746573ull,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		v[3] ^= words[i];
		sip_rounds(v, 2);
		v[0] ^= words[i];
	}
	v[2] ^= 0xff;
	sip_rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* getrandom() returns 8 bytes at once, or the system has no random numbers. */
/* SipHash-2-4 (Aumasson and Bernstein): rotate a word left by @n bits, 1 to 63. */
u64 get_random_u64(void)
{
	u64 v;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		abort();
	return v;
}
