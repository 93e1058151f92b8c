// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waits of programs with the stepped clock. Programs call the functions of libc below, on any
 * thread. Takes no locks.
 *
 * - A sleep of the thread that shows frames ends at once: the clock goes on by its time. So a frame
 *   has the same time in each run.
 * - A wait of that thread for an event takes real time. If it times out, the clock goes on.
 * - Waits of other threads take real time, and the clock stands. Times of the stepped clock become
 *   times of the real clock.
 *
 * Timers of the kernel (timerfd, timer_create, alarm) keep the real clock.
 */
#include "shim/hooks/stepped_clock.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#define EXPORT		__attribute__((visibility("default")))
#define NS_PER_S	1000000000ll
#define NS_PER_MS	1000000ll
#define NS_PER_US	1000ll

/* The function behind a hook. All threads find the same one. */
#define REAL(name) ({							\
	static __typeof__(&name) real_;					\
	if (!__atomic_load_n(&real_, __ATOMIC_RELAXED))			\
		__atomic_store_n(&real_, (__typeof__(&name))dlsym(RTLD_NEXT, #name),	\
				 __ATOMIC_RELAXED);			\
	__atomic_load_n(&real_, __ATOMIC_RELAXED);			\
})

#define IS_STEPPED()	stepped_clock_is_for(__builtin_return_address(0))

static int64_t ns_of(const struct timespec *time)
{
	return time->tv_sec * NS_PER_S + time->tv_nsec;
}

static struct timespec timespec_of(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
}

static bool is_valid(const struct timespec *time)
{
	return time->tv_sec >= 0 && time->tv_sec < INT64_MAX / NS_PER_S - 1 &&
	       time->tv_nsec >= 0 && time->tv_nsec < NS_PER_S;
}

/* Return the time until a deadline of the stepped clock; 0: it is over. */
static int64_t until(clockid_t id, const struct timespec *deadline)
{
	struct timespec now;
	int64_t ns;

	if (!stepped_clock_read(id, &now))
		return 0;
	ns = ns_of(deadline) - ns_of(&now);
	return ns > 0 ? ns : 0;
}

/* --- sleeps --------------------------------------------------------------------------------- */

/* Sleep. @ns: how long. Return: 0, or the errno of the real sleep. */
static int sleep_ns(int64_t ns, struct timespec *rest)
{
	struct timespec real = timespec_of(ns);

	if (stepped_clock_add(ns))
		return 0;
	return REAL(clock_nanosleep)(CLOCK_MONOTONIC, 0, &real, rest);
}

EXPORT int clock_nanosleep(clockid_t id, int flags, const struct timespec *time,
			   struct timespec *rest)
{
	struct timespec now;

	if (!IS_STEPPED() || !is_valid(time) || !stepped_clock_read(id, &now))
		return REAL(clock_nanosleep)(id, flags, time, rest);
	if (flags & TIMER_ABSTIME)
		return sleep_ns(until(id, time), NULL);
	return sleep_ns(ns_of(time), rest);
}

EXPORT int nanosleep(const struct timespec *time, struct timespec *rest)
{
	int error;

	if (!IS_STEPPED() || !is_valid(time))
		return REAL(nanosleep)(time, rest);
	error = sleep_ns(ns_of(time), rest);
	if (!error)
		return 0;
	errno = error;
	return -1;
}

EXPORT int usleep(useconds_t us)
{
	int error;

	if (!IS_STEPPED())
		return REAL(usleep)(us);
	error = sleep_ns(us * NS_PER_US, NULL);
	if (!error)
		return 0;
	errno = error;
	return -1;
}

EXPORT unsigned int sleep(unsigned int seconds)
{
	struct timespec rest = { 0 };

	if (!IS_STEPPED())
		return REAL(sleep)(seconds);
	return sleep_ns(seconds * NS_PER_S, &rest) ? rest.tv_sec + !!rest.tv_nsec : 0;
}

/* --- waits for descriptors ------------------------------------------------------------------ */

/* Let the clock go on if a wait has timed out. Return: @ready. */
static int waited(int ready, int64_t ns)
{
	if (!ready && ns > 0)
		stepped_clock_add(ns);
	return ready;
}

EXPORT int poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	int ready = REAL(poll)(fds, n, timeout_ms);

	return IS_STEPPED() ? waited(ready, timeout_ms * NS_PER_MS) : ready;
}

EXPORT int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
	int ready = REAL(ppoll)(fds, n, timeout, mask);

	return timeout && IS_STEPPED() ? waited(ready, ns_of(timeout)) : ready;
}

EXPORT int epoll_wait(int fd, struct epoll_event *events, int n, int timeout_ms)
{
	int ready = REAL(epoll_wait)(fd, events, n, timeout_ms);

	return IS_STEPPED() ? waited(ready, timeout_ms * NS_PER_MS) : ready;
}

EXPORT int select(int n, fd_set *in, fd_set *out, fd_set *except, struct timeval *timeout)
{
	int64_t ns = timeout ? timeout->tv_sec * NS_PER_S + timeout->tv_usec * NS_PER_US : 0;
	int ready = REAL(select)(n, in, out, except, timeout);

	return IS_STEPPED() ? waited(ready, ns) : ready;
}

/* --- waits for other threads ---------------------------------------------------------------- */

/* Make a deadline of the real clock of one of the stepped clock. Return: the time until then. */
static int64_t real_deadline(clockid_t id, const struct timespec *deadline, struct timespec *real)
{
	int64_t ns = until(id, deadline);

	clock_gettime(id, real);
	*real = timespec_of(ns_of(real) + ns);
	return ns;
}

EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
				  const struct timespec *restrict deadline)
{
	struct timespec real;
	int64_t ns;
	int ret;

	if (!IS_STEPPED() || !is_valid(deadline))
		return REAL(pthread_cond_timedwait)(cond, mutex, deadline);
	/* The clock is an attribute of @cond, which nobody can read. */
	ns = real_deadline(stepped_clock_of(deadline), deadline, &real);
	ret = REAL(pthread_cond_timedwait)(cond, mutex, &real);
	waited(ret != ETIMEDOUT, ns);
	return ret;
}

EXPORT int pthread_cond_clockwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
				  clockid_t id, const struct timespec *restrict deadline)
{
	struct timespec real;
	int64_t ns;
	int ret;

	if (!IS_STEPPED() || !is_valid(deadline))
		return REAL(pthread_cond_clockwait)(cond, mutex, id, deadline);
	ns = real_deadline(id, deadline, &real);
	ret = REAL(pthread_cond_clockwait)(cond, mutex, id, &real);
	waited(ret != ETIMEDOUT, ns);
	return ret;
}

EXPORT int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex,
				   const struct timespec *restrict deadline)
{
	struct timespec real;
	int64_t ns;
	int ret;

	if (!IS_STEPPED() || !is_valid(deadline))
		return REAL(pthread_mutex_timedlock)(mutex, deadline);
	ns = real_deadline(CLOCK_REALTIME, deadline, &real);
	ret = REAL(pthread_mutex_timedlock)(mutex, &real);
	waited(ret != ETIMEDOUT, ns);
	return ret;
}

EXPORT int sem_timedwait(sem_t *restrict sem, const struct timespec *restrict deadline)
{
	struct timespec real;
	int64_t ns;
	int ret;

	if (!IS_STEPPED() || !is_valid(deadline))
		return REAL(sem_timedwait)(sem, deadline);
	ns = real_deadline(CLOCK_REALTIME, deadline, &real);
	ret = REAL(sem_timedwait)(sem, &real);
	waited(!ret || errno != ETIMEDOUT, ns);
	return ret;
}
