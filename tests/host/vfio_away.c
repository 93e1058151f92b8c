// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses to guest memory that is unmapped: their cost, and the pages that are mapped again
 * afterwards.
 */
#include <errno.h>
#include <linux/vfio.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"
#include "submit.h"
#include "vfio.h"

#define SCREEN		0x800000u
#define COLOR		0xc0000000u
#define MOVE_US		50000
#define NO_MEMORY	(2 * RAM_SIZE)	/* guest physical address without memory */
#define NO_PAGES	1024u
#define HALF		(RAM_SIZE / 2)
#define SOON_US		500000u	/* half of FACET_UNMAP_HISTORY_NS, on any host */

static void *give_back(void *c)
{
	usleep(MOVE_US);
	return client_map(c, 0, RAM_SIZE) ? c : NULL;
}

/* Unmap and map all guest memory, so that Facet forgets which pages were mapped. */
static bool forget_pages(struct client *c)
{
	uint64_t at = client_region(c, BAR2).offset;
	uint32_t value;

	client_unmap(c, 0, RAM_SIZE);
	while (pread(c->device, &value, sizeof(value), at) == -1 && errno == EAGAIN)
		;
	return !client_map(c, 0, RAM_SIZE);
}

/*
 * Unmap memory while the record of mapped pages has only some pages of the screen. None is pinned.
 */
void test_dmabuf_of_memory_that_moves(struct client *c)
{
	struct vfio_device_gfx_plane_info info, again;
	pthread_t thread;
	bool forgotten;
	void *bad;
	int fd;

	ggtt_set(c, 0, PAGE_A);
	forgotten = forget_pages(c);
	show_screen(c, SCREEN, SCREEN, COLOR);
	ok(forgotten && wait_shown(c, VFIO_GFX_PLANE_TYPE_DMABUF, &info) &&
	   client_read(c, BAR2, SCREEN, 4) == COLOR, "the screen's first page answers");
	client_unmap(c, 0, RAM_SIZE);
	pthread_create(&thread, NULL, give_back, c);
	fd = ioctl(c->device, VFIO_DEVICE_GET_GFX_DMABUF, &info.dmabuf_id);
	pthread_join(thread, &bad);
	ok(!bad && fd >= 0, "a screen whose memory is away for a moment gives a dma-buf");
	close(fd);
	ok(!query(c, VFIO_GFX_PLANE_TYPE_DMABUF, &again) && again.dmabuf_id == info.dmabuf_id,
	   "and is not copied from then on");
}

#define A		0xaaaa0000u
#define B		0xbbbb0000u

/* Unmap memory when the record has only the last of three pages behind the aperture. */
void test_stores_to_memory_that_moves(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, 3 * PAGE), *ram;
	bool forgotten = forget_pages(c);
	pthread_t thread;
	unsigned int i;
	void *bad;

	fill(c, PAGE_A, 0, 3 * PAGE);
	for (i = 0; i < 3; i++)
		ggtt_set(c, i, PAGE_A + i * PAGE);
	client_read(c, BAR2, 2 * PAGE, 4);
	client_unmap(c, 0, RAM_SIZE);
	pthread_create(&thread, NULL, give_back, c);
	bar2[0] = A;
	bar2[PAGE / 4] = B;
	pthread_join(thread, &bad);
	ram = (volatile uint32_t *)(c->ram + PAGE_A);
	ok(forgotten && !bad && ram[0] == A && ram[PAGE / 4] == B,
	   "stores to the aperture while memory is away for a moment reach it (%#x, %#x)", ram[0],
	   ram[PAGE / 4]);
	munmap((void *)bar2, 3 * PAGE);
}

/*
 * A touch of the aperture must not map a neighbouring page whose memory is unmapped. The record of
 * mapped pages has that page, so Facet would wait for it for one second.
 */
void test_a_page_beside_memory_that_went(struct client *c)
{
	volatile uint32_t *bar2 = client_mmap(c, BAR2, 0, 2 * PAGE);
	uint64_t began, took;
	uint32_t got;
	bool split;

	client_unmap(c, 0, RAM_SIZE);
	split = !client_map(c, 0, HALF) && !client_map(c, HALF, HALF);
	fill(c, PAGE_A, 0, PAGE);
	ggtt_set(c, 0, PAGE_A);
	ggtt_set(c, 1, HALF + PAGE_A);
	client_read(c, BAR2, PAGE, 4);
	client_unmap(c, HALF, HALF);
	began = client_now_us();
	bar2[0] = A;
	took = client_now_us() - began;
	got = *(volatile uint32_t *)(c->ram + PAGE_A);
	ok(split && got == A && took < SOON_US,
	   "a page of the aperture does not wait for its neighbours' memory (%llu us)",
	   (unsigned long long)took);
	munmap((void *)bar2, 2 * PAGE);
	client_unmap(c, 0, HALF);
	client_map(c, 0, RAM_SIZE);
}

int program_absent(const char *uuid)
{
	volatile uint32_t *bar2;
	struct client c;
	unsigned int i, blank = 0;
	long calls;

	if (client_open(&c, uuid, RAM_SIZE))
		return 1;
	ok(!client_map(&c, 0, RAM_SIZE), "guest memory can be given");
	bar2 = client_mmap(&c, BAR2, 0, NO_PAGES * PAGE);
	for (i = 0; i < NO_PAGES; i++)
		ggtt_set(&c, i, NO_MEMORY + i * PAGE);
	calls = client_debugfs(uuid, "pins", "pin_calls");
	/* Alternate between two places, so that no access follows its neighbour. */
	for (i = 0; i < NO_PAGES; i++)
		blank += !bar2[(i % 2 * NO_PAGES / 2 + i / 2) * PAGE / 4];
	ok(blank == NO_PAGES, "pages of the aperture that are no memory are blank (%u)", blank);
	calls = client_debugfs(uuid, "pins", "pin_calls") - calls;
	/*
	 * Facet asks for the pages together, then one by one for the reason, then once at each
	 * touch.
	 */
	ok(calls >= NO_PAGES && calls <= 3 * NO_PAGES,
	   "and cost VFIO one to three calls each (%ld)", calls);
	munmap((void *)bar2, NO_PAGES * PAGE);
	client_close(&c);
	return ok_status();
}
