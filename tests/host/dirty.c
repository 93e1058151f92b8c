// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-dirty UUID yes|no: the record of written pages by VFIO (DMA logging), without a VMM.
 * The second argument says whether the kernel can have one. Compares reports with guest memory:
 * each page that the vGPU has changed must be in a report. Then it is a hostile VMM. The record is
 * on at its end. Prints TAP.
 */
#include "client.h"
#include "logging.h"
#include "submit.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#define RAM_SIZE	(32u << 20)
#define PAGE		4096u
#define PAGES		(RAM_SIZE / PAGE)
#define PATIENCE_MS	patience(5000)
#define BAR2		VFIO_PCI_BAR2_REGION_INDEX
#define APERTURE_PAGE	0x700u		/* page of guest memory, and of BAR2 */
#define STARTS		20
#define START_MS	45	/* 50 ms from one start to the next; a jiffy may be missing */
#define RACES		300

static uint64_t bits[PAGES / 64];

/* Get a report on all of memory. Return: the number of written pages, or a negative errno. */
static int report(struct client *c)
{
	unsigned int i, n = 0;
	int ret;

	memset(bits, 0, sizeof(bits));
	ret = log_report(c, 0, RAM_SIZE, PAGE, bits);
	for (i = 0; i < PAGES / 64; i++)
		n += __builtin_popcountll(bits[i]);
	return ret ? ret : (int)n;
}

static bool has(unsigned int page)
{
	return bits[page / 64] >> page % 64 & 1;
}

/* --- what is reported ----------------------------------------------------------------------- */

/*
 * Let the engine wait in a request, note what memory has then, and let it end. Return: the number
 * of pages that have changed; each must be in the report. -1: one is not.
 */
static int request(struct client *c, uint8_t *before)
{
	int changed = 0, n;
	unsigned int page;

	submit_prepare(c);
	submit_start_waiting(c);
	if (!submit_waits(c, PATIENCE_MS) || report(c) < 0)
		return -1;
	memcpy(before, c->ram, RAM_SIZE);
	submit_release(c);
	if (!submit_done(c, PATIENCE_MS))
		return -1;
	n = report(c);
	for (page = 0; page < PAGES; page++) {
		if (!memcmp(before + page * PAGE, c->ram + page * PAGE, PAGE))
			continue;
		changed++;
		if (!has(page)) {
			printf("# page %x has changed\n", page);
			return -1;
		}
	}
	printf("# %d pages have changed, %d are reported\n", changed, n);
	return changed;
}

static void requests(struct client *c)
{
	uint8_t *before = malloc(RAM_SIZE);
	bool good = true;
	int i;

	ok(log_start(c, 0, RAM_SIZE) == PAGE, "a record is started");
	ok(report(c) >= 0, "and reports");
	for (i = 0; i < 20 && good; i++)
		good = request(c, before) >= 3;
	ok(good, "each page that a request changes is reported, %d times", i);
	report(c);
	ok(report(c) == 0, "an idle vGPU writes nothing");
	free(before);
}

static void aperture(struct client *c)
{
	volatile uint32_t *bar2;

	ggtt_set(c, APERTURE_PAGE, APERTURE_PAGE * PAGE);
	report(c);
	client_write(c, BAR2, APERTURE_PAGE * PAGE, 4, 1);
	ok(report(c) == 1 && has(APERTURE_PAGE), "a trapped store to the aperture is reported");
	bar2 = client_mmap(c, BAR2, APERTURE_PAGE * PAGE, PAGE);
	bar2[0] = 2;
	ok(report(c) > 0 && has(APERTURE_PAGE), "so is one to a mapped aperture");
	report(c);
	ok(report(c) == 0, "which is not reported again");
	bar2[1] = 3;
	ok(report(c) > 0 && has(APERTURE_PAGE) && c->ram[APERTURE_PAGE * PAGE + 4] == 3,
	   "before the next store to it");
	/* The entry goes, and with it the mapping. */
	bar2[2] = 4;
	ggtt_clear(c, APERTURE_PAGE);
	ok(report(c) > 0 && has(APERTURE_PAGE), "nor is one lost whose entry has gone");
	munmap((void *)bar2, PAGE);
}

/* A VMM may ask for a part, for larger pages, and for what is not in the record. */
static void parts(struct client *c)
{
	uint64_t some[PAGES / 64] = {};
	unsigned int page = APERTURE_PAGE;

	ggtt_set(c, page, page * PAGE);
	client_write(c, BAR2, page * PAGE, 4, 5);
	ok(!log_report(c, 0, page * PAGE, PAGE, some) && !some[page / 64] &&
	   !log_report(c, (page + 64) * PAGE, 64 * PAGE, PAGE, some) && !some[0],
	   "a report on other pages leaves a page alone");
	ok(!log_report(c, page * PAGE, 64 * PAGE, PAGE, some) && some[0] == 1,
	   "a report on a part has it");
	client_write(c, BAR2, page * PAGE + 8, 4, 6);
	memset(some, 0, sizeof(some));
	ok(!log_report(c, 0, RAM_SIZE, 16 * PAGE, some) &&
	   some[page / 16 / 64] == 1ull << page / 16 % 64, "a report in pages of 64 KiB, too");
	memset(some, 0, sizeof(some));
	ok(!log_report(c, RAM_SIZE, RAM_SIZE, PAGE, some) && !some[0], "there is nothing above");
	client_write(c, BAR2, page * PAGE + 8, 4, 7);
	ok(!ioctl(c->device, VFIO_DEVICE_RESET) && report(c) > 0 && has(page),
	   "a reset of the vGPU loses nothing");
	ok(!log_stop(c) && report(c) == -EINVAL, "a record that has ended reports nothing");
	ok(log_start(c, 0, RAM_SIZE) == PAGE && report(c) == 0, "and begins anew");
}

/* --- a hostile VMM -------------------------------------------------------------------------- */

static void hostile_starts(struct client *c)
{
	static log_range_t many[257];
	const log_range_t overlap[] = { { 0, 2 * PAGE }, { PAGE, PAGE } };
	const log_range_t apart[] = { { PAGE, PAGE }, { 0, PAGE }, { RAM_SIZE, PAGE } };
	unsigned int i;

	for (i = 0; i < 257; i++)
		many[i] = (log_range_t){ .iova = 2ull * i * PAGE, .length = PAGE };
	ok(log_start(c, 0, RAM_SIZE) == -EBUSY, "a second start is refused");
	ok(!log_stop(c) && !log_stop(c), "a second stop does nothing");
	ok(report(c) == -EINVAL, "there is no report without a start");
	ok(log_start(c, ~0ull - PAGE + 1, 2 * PAGE) == -EOVERFLOW, "a range that wraps is refused");
	ok(log_start(c, 0, 1ull << 62) == -E2BIG && log_start(c, 0, ~0xfffull) == -E2BIG,
	   "one that is huge");
	ok(log_start(c, PAGE, 0) < 0 && log_start(c, 0, 0) < 0, "one without pages");
	ok(log_ranges(c, overlap, 2, PAGE) == -EINVAL, "ranges that overlap");
	ok(log_ranges(c, many, 257, PAGE) == -E2BIG && log_ranges(c, many, ~0u, PAGE) == -E2BIG &&
	   log_ranges(c, many, 0, PAGE) == -EINVAL, "too many, and none");
	ok(log_ranges(c, NULL, 1, PAGE) == -EFAULT, "those that are not there");
	ok(report(c) == -EINVAL, "no refused start has begun a record");
	ok(log_ranges(c, many, 256, PAGE) == PAGE && !log_stop(c), "the most ranges are taken");
	ok(log_ranges(c, apart, 3, PAGE) == PAGE && !log_stop(c), "in any order");
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

/* Each start makes engines of all vGPUs forget translations. */
static void starts_have_a_pace(struct client *c)
{
	uint64_t began = now_ms();
	bool good = true;
	int i;

	for (i = 0; i <= STARTS; i++)
		good &= log_start(c, 0, RAM_SIZE) == PAGE && !log_stop(c);
	ok(good && now_ms() - began >= STARTS * START_MS, "no more than 20 starts in a second");
}

static void hostile_reports(struct client *c)
{
	uint64_t some[8] = {};

	ok(log_start(c, 0, RAM_SIZE) == PAGE, "a record is on");
	ok(log_report(c, 0, PAGE, 1, some) == -EINVAL && log_report(c, 0, PAGE, 3 * PAGE, some) ==
	   -EINVAL, "pages of a size that makes no sense are refused");
	ok(log_report(c, ~0ull - PAGE, 2 * PAGE, PAGE, some) == -EOVERFLOW, "a range that wraps");
	ok(log_report(c, 0, RAM_SIZE, PAGE, NULL) <= 0, "a bitmap that is not there does no harm");
	ok(log_report(c, PAGE + 17, PAGE - 3, PAGE, some) <= 0, "odd addresses do no harm");
}

static void *races(void *arg)
{
	struct client *c = arg;
	uint64_t some[PAGES / 64];
	int i;

	for (i = 0; i < RACES; i++) {
		log_start(c, 0, RAM_SIZE);
		log_report(c, 0, RAM_SIZE, PAGE, some);
		if (i % 3 == 0)
			log_stop(c);
	}
	return NULL;
}

/* Starts, stops and reports come from three threads, while work goes on and memory goes. */
static void race(struct client *c)
{
	pthread_t threads[3];
	bool good = true;
	int i;

	for (i = 0; i < 3; i++)
		good &= !pthread_create(&threads[i], NULL, races, c);
	for (i = 0; i < 10; i++) {
		submit_prepare(c);
		submit_start(c);
		good &= submit_done(c, PATIENCE_MS);
		good &= !client_unmap(c, 0, RAM_SIZE) && !client_map(c, 0, RAM_SIZE);
	}
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	ok(good, "the vGPU works while three threads start, stop and ask");
	log_stop(c);
	ok(log_start(c, 0, RAM_SIZE) == PAGE && report(c) >= 0, "then a record works as before");
}

/* --- a kernel without ----------------------------------------------------------------------- */

static void without(struct client *c)
{
	ok(log_start(c, 0, RAM_SIZE) == -ENOTTY, "this kernel has no record of written pages");
	ok(report(c) == -ENOTTY && log_stop(c) == -ENOTTY, "nor reports, nor an end");
}

int main(int argc, char **argv)
{
	struct client c;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3)
		return 2;
	if (!ok(!client_open(&c, argv[1], RAM_SIZE) && !client_map(&c, 0, RAM_SIZE),
		"a vGPU is there"))
		return 1;
	if (!strcmp(argv[2], "no")) {
		without(&c);
		return ok_status();
	}
	requests(&c);
	aperture(&c);
	parts(&c);
	hostile_starts(&c);
	starts_have_a_pace(&c);
	hostile_reports(&c);
	race(&c);
	return ok_status();
}
