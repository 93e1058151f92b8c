// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charging of screenshots: the VMM is charged for the memory that Facet allocates to read guest
 * memory, although another process asks for the screenshot (kernel/screenshot.c). Each row of the
 * picture lies in 128 MiB of guest memory of its own. So the front end needs a leaf of 4 KiB for
 * each row in its record of mapped pages (mediator/mapped_pages.h).
 */
#include "charged.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"
#include "gen9/gtt_defs.h"
#include "gen9/plane_defs.h"
#include "head.h"
#include "kernel/uapi/facet.h"
#include "submit.h"
#include "tools/lib/uuid.h"

#define ROWS		1024u
#define LEAF_BYTES	4096u			/* size of a leaf of the record */
#define LEAF_SPAN	(128ull << 20)		/* bytes of guest memory that a leaf covers */
#define EXPECTED	((int64_t)ROWS * LEAF_BYTES)
/* The kernel updates a group's counters after 64 pages on each processor. */
#define LAG		(EXPECTED / 4)
/* The kernel adds up the processors' counters every 2 s. Source: Linux 6.12, mm/memcontrol.c. */
#define FLUSH_S		3u
#define FLUSHES		10u
/* Costs of a screenshot that failed: more than any. */
#define FAILED		INT64_MAX
#define MOST		(EXPECTED + LAG)
/* A debug kernel keeps additional memory beside each leaf, and frees late. */
#define MOST_CHECKED	(8 * EXPECTED)

/* A row is a page. The width counts pixels of 4 bytes. */
static const struct head_picture picture = {
	.gva = 0x800000, .width = GEN9_PAGE_SIZE / 4, .height = ROWS, .stride = GEN9_PAGE_SIZE,
	.format = GEN9_FORMAT_XRGB8888,
};

/* Map guest memory and GGTT entries: each row of the picture is a page far from the next one. */
static bool spread(struct client *c)
{
	uint64_t gpa;
	uint32_t i;

	for (i = 0; i < ROWS; i++) {
		gpa = (i + 1) * LEAF_SPAN;
		if (client_map_at(c, gpa, c->ram + i * GEN9_PAGE_SIZE, GEN9_PAGE_SIZE))
			return false;
		ggtt_set(c, picture.gva / GEN9_PAGE_SIZE + i, gpa);
	}
	return true;
}

/* Show the picture, report to @socket, and wait to be killed. */
static int vmm(const char *uuid, const char *group, int socket)
{
	struct client c;

	if (!write_file("0", "%s/cgroup.procs", group) ||
	    client_open(&c, uuid, ROWS * GEN9_PAGE_SIZE) || !spread(&c))
		return 1;
	head_paint(&c, &picture, 0);
	head_on(&c, picture.width, picture.height);
	head_flip(&c, &picture, true);
	if (write(socket, "", 1) != 1)
		return 1;
	for (;;)
		pause();
}

static bool screenshot(int control, const char *uuid)
{
	struct facet_screenshot shot = { .argsz = sizeof(shot) };

	if (!uuid_parse_text(uuid, shot.uuid) || ioctl(control, FACET_SCREENSHOT, &shot))
		return false;
	close(shot.fd);
	return shot.width == picture.width && shot.height == ROWS;
}

/* Return the kernel memory of a group, when it does not change any more. */
static int64_t kernel_memory(const char *group)
{
	int64_t before, now = group_number(group, "memory.stat", "kernel");
	unsigned int i = 0;

	do {
		before = now;
		sleep(FLUSH_S);
		now = group_number(group, "memory.stat", "kernel");
	} while (now != before && ++i < FLUSHES);
	return now;
}

/*
 * Take a screenshot. Return: bytes of kernel memory that it adds to the VMM's group; or FAILED.
 */
static int64_t costs(int control, const char *uuid, const char *group)
{
	int64_t before = kernel_memory(group);

	if (!screenshot(control, uuid))
		return FAILED;
	return kernel_memory(group) - before;
}

int program_screenshot(const char *uuid, const char *group)
{
	int control = open("/dev/facet", O_RDWR | O_CLOEXEC), pair[2], status;
	int64_t first, second;
	char byte;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return 1;
	pid = fork();
	if (!pid)
		_exit(vmm(uuid, group, pair[1]));
	close(pair[1]);
	if (!ok(pid > 0 && control >= 0 && read(pair[0], &byte, 1) == 1,
		"a VMM shows a picture whose rows lie far apart"))
		return 1;
	first = costs(control, uuid, group);
	second = costs(control, uuid, group);
	ok(first >= EXPECTED - LAG && first < (patience(1) > 1 ? MOST_CHECKED : MOST),
	   "what another process's screenshot allocates is charged to the VMM (%lld bytes)",
	   (long long)first);
	/* KASAN frees late: there the second one may need more, or less than nothing. */
	if (patience(1) == 1)
		ok(llabs(second) <= LAG, "a second one needs nothing more (%lld bytes)",
		   (long long)second);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(control);
	return ok_status();
}
