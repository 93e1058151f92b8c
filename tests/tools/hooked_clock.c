// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program under the hooks of the preload library: show frames, and check the clocks. With
 * --forever it shows frames until the hooks end it. Exit status 1: a clock is wrong.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

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
	struct timeval day;
	struct timespec utc;

	gettimeofday(&day, NULL);
	timespec_get(&utc, TIME_UTC);
	return check(day.tv_sec * NS_PER_S + day.tv_usec * 1000 == now_ns(CLOCK_REALTIME) / 1000 * 1000,
		     "gettimeofday") &&
	       check(utc.tv_sec * NS_PER_S + utc.tv_nsec == now_ns(CLOCK_REALTIME), "timespec_get") &&
	       check(time(NULL) == now_ns(CLOCK_REALTIME) / NS_PER_S, "time");
}

int main(int argc, char **argv)
{
	/* No library offers the function: the hook shows a frame and returns 0. */
	unsigned int (*swap)(void *, void *) = dlsym(RTLD_DEFAULT, "eglSwapBuffers");
	long long began, frame;
	int i;

	if (!check(swap != NULL, "there is no hook"))
		return 1;
	while (argc > 1 && !strcmp(argv[1], "--forever"))
		swap(NULL, NULL);
	began = now_ns(CLOCK_MONOTONIC);
	if (!check(now_ns(CLOCK_MONOTONIC) == began, "the clock moves without a frame"))
		return 1;
	for (i = 1; i <= 60; i++) {
		swap(NULL, NULL);
		frame = now_ns(CLOCK_MONOTONIC) - began;
		if (!check(frame == i * NS_PER_S / 60, "a frame is not 1/60 s"))
			return 1;
	}
	if (!check_agreement())
		return 1;
	began = now_ns(CLOCK_MONOTONIC);
	for (i = 0; i < WAIT_READS && now_ns(CLOCK_MONOTONIC) == began; i++)
		;
	return !check(i < WAIT_READS, "a program that waits for a time waits forever");
}
