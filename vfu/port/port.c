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

void port_warn_ratelimited(const char *fmt, ...)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static time_t since;
	static int count;
	struct timespec now;
	va_list ap;

	clock_gettime(CLOCK_MONOTONIC, &now);
	pthread_mutex_lock(&lock);
	if (now.tv_sec - since >= WARN_SECONDS) {
		since = now.tv_sec;
		count = 0;
	}
	if (count++ < WARN_BURST) {
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

/* getrandom() returns 8 bytes at once, or the system has no random numbers. */
u64 get_random_u64(void)
{
	u64 v;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		abort();
	return v;
}
