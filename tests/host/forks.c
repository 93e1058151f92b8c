// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that has opened a vGPU forks. The child has the descriptor, but another memory map and
 * no worker: the worker belongs to the opener. The first child uses the vGPU while the opener runs.
 * The second child uses the vGPU after the opener has ended: then no work goes on, and nothing
 * hangs. TAP on stdout.
 */
#include "owner.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen9/gtt_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "submit.h"

#define BAR0		VFIO_PCI_BAR0_REGION_INDEX
#define BAR2		VFIO_PCI_BAR2_REGION_INDEX
#define PAGE		GEN9_PAGE_SIZE
#define STILL_MS	500
#define PAUSES		100

/* A page of the aperture, and the two guest pages that it shows by turns. No request uses them. */
#define SHOWN_INDEX	0x300u
#define PAGE_A		0x400000u
#define PAGE_B		(PAGE_A + PAGE)
#define VALUE_A		0xa0a0a0a0u
#define VALUE_B		0xb0b0b0b0u
#define VALUE_STORED	0xc0c0c0c0u

/**
 * struct inherited - The objects that a child inherits from the opener.
 * @c: the device, its container, and guest memory. The memory is a file that both processes share
 * @bar2: page SHOWN_INDEX of the aperture, mapped by the opener
 */
struct inherited {
	struct client c;
	volatile uint32_t *bar2;
};

static volatile uint32_t *memory(struct client *c, uint32_t gpa)
{
	return (volatile uint32_t *)(c->ram + gpa);
}

static bool registers_answer(struct client *c)
{
	return client_read(c, BAR0, GEN9_PVINFO, 8) == GEN9_PVINFO_MAGIC;
}

/* --- the first child ---------------------------------------------------------------------- */

/* Change the entry of the page through the mapped GGTT, then flush the GGTT. */
static void entry_store(struct client *c, volatile uint64_t *ptes, uint32_t gpa)
{
	ptes[SHOWN_INDEX] = gpa | GEN9_PTE_PRESENT;
	client_write(c, BAR0, GEN9_GFX_FLUSH, 4, 1);
}

static void use_mappings(struct inherited *in)
{
	struct vfio_region_sparse_mmap_area area = {};
	struct client *c = &in->c;
	volatile uint32_t *bar2;
	volatile uint64_t *ptes;

	ok(in->bar2[0] == VALUE_A,
	   "the opener's mapping of the aperture shows guest memory to its child");
	bar2 = client_mmap(c, BAR2, SHOWN_INDEX * PAGE, PAGE);
	ok(bar2[0] == VALUE_A, "so does one that the child makes");
	/* VFIO copies the opener's memory for threads of the opener only. */
	ok(!client_read(c, BAR2, SHOWN_INDEX * PAGE, 4),
	   "a trapped read by the child finds nothing");
	bar2[1] = VALUE_STORED;
	ok(memory(c, PAGE_A)[1] == VALUE_STORED, "what the child stores there is in memory");
	ok(client_areas(c, BAR0, &area, 1) && area.offset == GEN9_GGTT_PTES,
	   "the child finds what of BAR0 can be mapped");
	ptes = client_mmap(c, BAR0, area.offset, area.size);
	entry_store(c, ptes, PAGE_B);
	ok(bar2[0] == VALUE_B && in->bar2[0] == VALUE_B,
	   "an entry that the child stores there counts for both mappings");
	entry_store(c, ptes, PAGE_A);
}

/* A pause reports ended work, if the calling thread can copy the opener's memory. */
static bool requests_run_through_pauses(struct client *c)
{
	int i, fd;

	for (i = 0; i < PAUSES; i++) {
		submit_prepare(c);
		submit_start(c);
		if (client_set_state(c, VFIO_DEVICE_STATE_RUNNING_P2P, &fd) ||
		    client_set_state(c, VFIO_DEVICE_STATE_RUNNING, &fd) ||
		    !submit_done(c, PATIENCE_MS))
			return false;
	}
	return true;
}

static int child_that_uses_it(struct inherited *in)
{
	ok(registers_answer(&in->c),
	   "a child of the process that opened a vGPU can read registers");
	ok(request_runs(&in->c, PATIENCE_MS), "a request of the child's runs");
	use_mappings(in);
	ok(request_runs(&in->c, PATIENCE_MS), "so does another one");
	ok(requests_run_through_pauses(&in->c), "and each of many that the child pauses");
	return ok_status();
}

/* --- the second child --------------------------------------------------------------------- */

/**
 * struct turns - Pipes by which the processes report their progress.
 * @born: the opener writes the second child's process id
 * @leave: the second child closes it: the opener has to end
 * @gone: one byte: the whole opener has ended
 */
struct turns {
	int born[2];
	int leave[2];
	int gone[2];
};

static int child_that_stays(struct inherited *in, struct turns *turns)
{
	struct client *c = &in->c;
	char byte;

	submit_start_waiting(c);
	ok(submit_waits(c, PATIENCE_MS), "work of another child runs, and the opener ends");
	ok(in->bar2[0] == VALUE_A, "the child has a page of the aperture mapped");
	close(turns->leave[1]);
	if (read(turns->gone[0], &byte, 1) != 1)
		return 1;
	submit_release(c);
	ok(!submit_done(c, STILL_MS), "nobody is told of the end of the work then");
	ok(registers_answer(c), "the child can still read registers");
	ok(in->bar2[0] == VALUE_A, "and the page that it has mapped");
	ok(!ioctl(c->device, VFIO_DEVICE_RESET), "it can reset the vGPU");
	submit_prepare(c);
	submit_start(c);
	ok(!submit_done(c, STILL_MS), "work that begins after that stands still");
	return ok_status();
}

/* --- the opener and the observer ----------------------------------------------------------- */

static bool opened(struct inherited *in, const char *uuid)
{
	if (!open_with_memory(&in->c, uuid) || !request_runs(&in->c, PATIENCE_MS))
		return false;
	memory(&in->c, PAGE_A)[0] = VALUE_A;
	memory(&in->c, PAGE_B)[0] = VALUE_B;
	ggtt_set(&in->c, SHOWN_INDEX, PAGE_A);
	in->bar2 = client_mmap(&in->c, BAR2, SHOWN_INDEX * PAGE, PAGE);
	return in->bar2[0] == VALUE_A;
}

static int opener(const char *uuid, struct turns *turns)
{
	struct inherited in;
	char byte;
	pid_t pid;

	if (!ok(opened(&in, uuid), "a process opens a vGPU and forks"))
		return 1;
	pid = fork();
	if (!pid)
		_exit(child_that_uses_it(&in));
	ok(pid > 0 && ends_by_itself(pid), "the child ends");
	ok(request_runs(&in.c, PATIENCE_MS), "and requests of the opener run as before");
	pid = fork();
	if (!pid)
		_exit(child_that_stays(&in, turns));
	close(turns->leave[1]);
	if (pid < 0 || write(turns->born[1], &pid, sizeof(pid)) != sizeof(pid))
		return 1;
	/* Wait for the end of the pipe. */
	return read(turns->leave[0], &byte, 1) ? 1 : ok_status();
}

/* Check that both processes end by themselves, the opener first. */
static void look_on(pid_t pid, struct turns *turns)
{
	pid_t child = 0;

	if (!ok(read(turns->born[0], &child, sizeof(child)) == sizeof(child),
		"the opener has a second child")) {
		end(pid);
		return;
	}
	ok(ends_by_itself(pid), "the opener ends while its child has the vGPU open");
	if (write(turns->gone[1], "", 1) != 1 || !ok(ends_by_itself(child), "so does the child"))
		end(child);
}

int program_forks(const char *uuid)
{
	struct turns turns;
	struct client c;
	pid_t pid;

	/* When the opener has ended, its child becomes a child of this process. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) || pipe(turns.born) || pipe(turns.leave) ||
	    pipe(turns.gone))
		return 1;
	pid = fork();
	if (!pid)
		_exit(opener(uuid, &turns));
	close(turns.born[1]);
	close(turns.leave[1]);
	look_on(pid, &turns);
	ok(opens_soon(&c, uuid) && request_runs(&c, PATIENCE_MS),
	   "then the vGPU can be opened anew, and a request runs");
	client_close(&c);
	return ok_status();
}
