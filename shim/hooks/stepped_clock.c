// SPDX-License-Identifier: GPL-2.0-only
/*
 * A clock that steps 1/60 s per frame. Programs call the functions of libc below. The library
 * itself is linked with --wrap for clock_gettime(3): its own calls read the real clock. Takes no
 * locks; the number of steps is atomic. Waits are in stepped_wait.c.
 */
#include "shim/hooks/stepped_clock.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "shim/facet_run.h"

#define EXPORT		__attribute__((visibility("default")))

#define NS_PER_S	1000000000ull
#define FRAMES_PER_S	60u
/* Times of the first frame: of all monotonic clocks, and of the real-time clock (2026-01-01). */
#define MONOTONIC_S	1000
#define REALTIME_S	1767225600
/*
 * A program that waits for a time and shows no frame gets a step after this number of reads. Else
 * the program would wait forever.
 */
#define READS_PER_STEP	100000u

static atomic_ullong steps;
static atomic_ullong waited_ns;	/* time that waits have added */
static atomic_uint reads;
static atomic_int frame_thread;	/* 0: no frame yet */

/* Libraries that keep the real clock. */
static const char *const drivers[] = {
	"libgallium", "libvulkan", "libEGL_mesa", "libGLX_mesa", "libgbm", "libdrm",
	"libRusticlOpenCL", "libigdrcl", "iris_dri", "libfacet-run",
};

int __wrap_clock_gettime(clockid_t id, struct timespec *time);

typedef int (*clock_gettime_fn)(clockid_t id, struct timespec *time);

/* The real function, which makes no system call; NULL: not found. */
static _Atomic(clock_gettime_fn) real_clock_gettime;

__attribute__((constructor)) static void find_clock_gettime(void)
{
	atomic_store(&real_clock_gettime,
		     (clock_gettime_fn)dlvsym(RTLD_NEXT, "clock_gettime", "GLIBC_2.17"));
}

/* The engine reads the clock at each poll. Before the constructor a system call reads it. */
int __wrap_clock_gettime(clockid_t id, struct timespec *time)
{
	clock_gettime_fn real = atomic_load(&real_clock_gettime);

	return real ? real(id, time) : (int)syscall(SYS_clock_gettime, id, time);
}

/* Each .so file with a driver has one of the names above, whatever its version. */
static bool is_driver(const void *caller)
{
	struct dl_find_object object;
	const char *base;
	size_t i;

	if (_dl_find_object((void *)caller, &object))
		return false;
	base = strrchr(object.dlfo_link_map->l_name, '/');
	for (i = 0; base && i < sizeof(drivers) / sizeof(*drivers); i++)
		if (!strncmp(base + 1, drivers[i], strlen(drivers[i])))
			return true;
	return false;
}

static bool enabled;

__attribute__((constructor)) static void read_environment(void)
{
	enabled = getenv(FACET_RUN_CLOCK);
}

bool stepped_clock_is_for(const void *caller)
{
	return enabled && !is_driver(caller);
}

static void step(void)
{
	atomic_store(&reads, 0);
	atomic_fetch_add(&steps, 1);
}

void stepped_clock_step(void)
{
	atomic_store(&frame_thread, gettid());
	step();
}

bool stepped_clock_add(uint64_t ns)
{
	int thread = atomic_load(&frame_thread);

	if (gettid() != (thread ? thread : getpid()))
		return false;
	atomic_fetch_add(&waited_ns, ns);
	return true;
}

static struct timespec time_since(time_t start_s)
{
	uint64_t n, ns;

	if (atomic_fetch_add(&reads, 1) == READS_PER_STEP)
		step();
	n = atomic_load(&steps);
	ns = n % FRAMES_PER_S * NS_PER_S / FRAMES_PER_S + atomic_load(&waited_ns);
	return (struct timespec){
		.tv_sec = start_s + n / FRAMES_PER_S + ns / NS_PER_S,
		.tv_nsec = ns % NS_PER_S,
	};
}

bool stepped_clock_read(clockid_t id, struct timespec *time)
{
	switch (id) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI:
		*time = time_since(REALTIME_S);
		return true;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*time = time_since(MONOTONIC_S);
		return true;
	default:
		return false;
	}
}

clockid_t stepped_clock_of(const struct timespec *time)
{
	return time->tv_sec < REALTIME_S / 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

EXPORT int clock_gettime(clockid_t id, struct timespec *time)
{
	if (stepped_clock_is_for(__builtin_return_address(0)) && stepped_clock_read(id, time))
		return 0;
	return __wrap_clock_gettime(id, time);
}

EXPORT int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	struct timespec now;

	if (stepped_clock_is_for(__builtin_return_address(0)))
		now = time_since(REALTIME_S);
	else
		__wrap_clock_gettime(CLOCK_REALTIME, &now);
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}

EXPORT time_t time(time_t *result)
{
	struct timespec now;

	if (stepped_clock_is_for(__builtin_return_address(0)))
		now = time_since(REALTIME_S);
	else
		__wrap_clock_gettime(CLOCK_REALTIME, &now);
	if (result)
		*result = now.tv_sec;
	return now.tv_sec;
}

EXPORT int timespec_get(struct timespec *time, int base)
{
	if (base != TIME_UTC)
		return 0;
	if (stepped_clock_is_for(__builtin_return_address(0)))
		*time = time_since(REALTIME_S);
	else
		__wrap_clock_gettime(CLOCK_REALTIME, time);
	return base;
}
