// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program under the hooks of the preload library: show frames, and check the clocks and waits.
 * With --forever it prints a line for each frame, until the hooks end it. Exit status 1: a clock is
 * wrong.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S	1000000000ll
#define WAIT_READS	10000000	/* more reads than the hooks need for a step */

static long long now_ns(clockid_t id)
{
	struct timespec time;

	clock_gettime(id, &time);
	return time.tv_sec * NS_PER_S + time.tv_nsec;
}

static int check(int good, const char *what)
{
	if (!good)
		printf("# wrong: %s\n", what);
	return good;
}

/* Other clocks of the same time. */
static int check_agreement(void)
{
	long long now = now_ns(CLOCK_REALTIME), day_us, utc_ns;
	struct timeval day;
	struct timespec utc;

	gettimeofday(&day, NULL);
	timespec_get(&utc, TIME_UTC);
	day_us = day.tv_sec * NS_PER_S / 1000 + day.tv_usec;
	utc_ns = utc.tv_sec * NS_PER_S + utc.tv_nsec;
	return check(day_us == now / 1000, "gettimeofday") &&
	       check(utc_ns == now, "timespec_get") &&
	       check(time(NULL) == now / NS_PER_S, "time");
}

#define DAY_NS		(86400 * NS_PER_S)
#define SHORT_NS	1000000ll

static struct timespec timespec_of(long long ns)
{
	return (struct timespec){ .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
}

/* The clock goes on by the time of each sleep: a day passes at once. */
static int check_sleeps(void)
{
	struct timespec day = timespec_of(DAY_NS), at;
	long long began = now_ns(CLOCK_MONOTONIC);

	nanosleep(&day, NULL);
	if (!check(now_ns(CLOCK_MONOTONIC) == began + DAY_NS, "nanosleep"))
		return 0;
	clock_nanosleep(CLOCK_MONOTONIC, 0, &day, NULL);
	at = timespec_of(now_ns(CLOCK_REALTIME) + DAY_NS);
	clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL);
	if (!check(now_ns(CLOCK_MONOTONIC) == began + 3 * DAY_NS, "clock_nanosleep"))
		return 0;
	/* A time that is over. */
	clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL);
	usleep(500000);
	sleep(3);
	return check(now_ns(CLOCK_MONOTONIC) == began + 3 * DAY_NS + 7 * NS_PER_S / 2,
		     "usleep, sleep");
}

/* Waits for what does not come: they end, and the clock has come to their end. */
static int check_waits(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
	long long began = now_ns(CLOCK_REALTIME);
	struct timespec at = timespec_of(began + SHORT_NS);
	sem_t sem;

	sem_init(&sem, 0, 0);
	if (!check(sem_timedwait(&sem, &at) == -1 && errno == ETIMEDOUT, "sem_timedwait"))
		return 0;
	at = timespec_of(began + 2 * SHORT_NS);
	pthread_mutex_lock(&mutex);
	if (!check(pthread_cond_timedwait(&cond, &mutex, &at) == ETIMEDOUT, "cond_timedwait"))
		return 0;
	at = timespec_of(began + 3 * SHORT_NS);
	if (!check(pthread_mutex_timedlock(&mutex, &at) == ETIMEDOUT, "mutex_timedlock"))
		return 0;
	poll(NULL, 0, 1);
	return check(now_ns(CLOCK_REALTIME) == began + 4 * SHORT_NS, "the time after waits");
}

/* Another thread: its sleep takes real time, and the clock stands. */
static void *sleep_elsewhere(void *arg)
{
	struct timespec rest = timespec_of(SHORT_NS);
	long long *moved = arg, began = now_ns(CLOCK_MONOTONIC);

	nanosleep(&rest, NULL);
	*moved = now_ns(CLOCK_MONOTONIC) - began;
	return NULL;
}

static int check_other_thread(void)
{
	long long moved = -1;
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_elsewhere, &moved))
		return 0;
	pthread_join(thread, NULL);
	return check(moved == 0, "a thread without frames moves the clock");
}

int main(int argc, char **argv)
{
	typedef unsigned int (*swap_fn)(void *display, void *surface);
	/* No library offers the function: the hook shows a frame and returns 0. */
	swap_fn swap = dlsym(RTLD_DEFAULT, "eglSwapBuffers");
	long long began, frame;
	int i;

	if (!check(swap != NULL, "there is no hook"))
		return 1;
	while (argc > 1 && !strcmp(argv[1], "--forever")) {
		puts("frame");
		swap(NULL, NULL);
	}
	began = now_ns(CLOCK_MONOTONIC);
	if (!check(now_ns(CLOCK_MONOTONIC) == began, "the clock moves without a frame"))
		return 1;
	for (i = 1; i <= 60; i++) {
		swap(NULL, NULL);
		frame = now_ns(CLOCK_MONOTONIC) - began;
		if (!check(frame == i * NS_PER_S / 60, "a frame is not 1/60 s"))
			return 1;
	}
	if (!check_agreement() || !check_sleeps() || !check_waits() || !check_other_thread() ||
	    !check_agreement())
		return 1;
	began = now_ns(CLOCK_MONOTONIC);
	for (i = 0; i < WAIT_READS && now_ns(CLOCK_MONOTONIC) == began; i++)
		;
	return !check(i < WAIT_READS, "a program that waits for a time waits forever");
}
