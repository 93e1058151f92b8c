// SPDX-License-Identifier: GPL-2.0-only
/* Has a data race. tests/nightly/tsan.sh checks with it that ThreadSanitizer reports one. */
#include <pthread.h>
#include <stddef.h>

static int shared;

static void *count(void *arg)
{
	shared++;
	return arg;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, count, NULL))
		return 1;
	shared++;
	pthread_join(thread, NULL);
	return shared != 2;
}
