// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charging of kernel memory: the kernel memory of a vGPU is charged to the control group of its
 * VMM. A VMM with a limit fills page tables until the kernel kills it. A neighbour without a limit
 * works all the time. TAP on stdout.
 *
 *   facet-host-charged UUID NEIGHBOUR GROUP   GROUP: an empty folder of cgroup2 with memory.max set
 *   facet-host-charged shot UUID GROUP        charged_screenshot.c; the limit is not reached
 */
#include "charged.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "gen9/gtt_defs.h"
#include "guest_client.h"
#include "mediator/type.h"
#include "submit.h"
#include "tests/lib/mini.h"

#define RAM_SIZE	(64u << 20)
#define RING_SIZE	4096u
#define PATIENCE_MS	20000u

#define STEP		256u		/* tables that one request reaches first */
#define TABLES		7680u		/* facet-1 may have 8192 shadow pages */
#define TABLE_SPAN	0x200000ull	/* bytes of addresses that one page table covers */
#define TABLES_VA	0x100000000ull

/* Tables at two measurements: the group's memory has to grow by each table between them. */
#define FIRST_LOOK	STEP
#define SECOND_LOOK	(FIRST_LOOK + 1024u)
#define LEAST_BYTES	(3u * GEN9_PAGE_SIZE)
#define MOST_BYTES	(13u << 10)
/* A debug kernel keeps additional memory beside each object. */
#define MOST_CHECKED	(2u * MOST_BYTES)
#define LEFT_MOST	(1u << 20)	/* bytes of kernel memory that may stay charged */

/* --- the VMM with a limit ----------------------------------------------------------------- */

static struct client client;

static struct mini_guest *guest_on(const char *uuid)
{
	if (!guest_client_open(&client, uuid, RAM_SIZE))
		return NULL;
	return mini_guest_create(mini_machine_create(MINI_STEP), facet_types);
}

/* Run a request to its end and wait until the engine is idle. */
static bool runs(struct mini_context *context)
{
	u32 ms;

	mini_request(context);
	mini_flush(context);
	for (ms = 0; ms < PATIENCE_MS; ms++) {
		mini_irq(context->guest);
		if (READ_ONCE(*context->timeline) == context->seqno && context->engine->idle)
			return true;
		usleep(1000);
	}
	return false;
}

/* Make more and more tables in the group @group. Report each step to @socket, await its answer. */
static int vmm(const char *uuid, const char *group, int socket)
{
	struct mini_context context;
	struct mini_guest *guest;
	struct mini_vm vm;
	u32 n = 0;
	u64 page;
	char byte;

	if (!write_file("0", "%s/cgroup.procs", group))
		return 1;
	guest = guest_on(uuid);
	if (!guest)
		return 1;
	mini_vm_create(guest, &vm);
	mini_context_create(guest, &context, PGPU_BCS, &vm, RING_SIZE);
	page = mini_alloc(guest, 1);
	while (n < TABLES) {
		mini_vm_map(&vm, TABLES_VA + n * TABLE_SPAN, page, MINI_PTE);
		if (++n % STEP)
			continue;
		if (!runs(&context) || write(socket, &n, sizeof(n)) != sizeof(n) ||
		    read(socket, &byte, 1) != 1)
			return 1;
	}
	return 0;
}

/* --- the observer ------------------------------------------------------------------------- */

uint64_t group_number(const char *group, const char *file, const char *name)
{
	char path[160];
	long found;

	snprintf(path, sizeof(path), "%s/%s", group, file);
	found = file_number(path, name);
	return found < 0 ? 0 : found;
}

static bool neighbour_works(struct client *c)
{
	submit_start(c);
	return submit_done(c, PATIENCE_MS);
}

static bool opens(struct client *c, const char *uuid)
{
	if (client_open(c, uuid, RAM_SIZE) || client_map(c, 0, RAM_SIZE))
		return false;
	submit_prepare(c);
	return neighbour_works(c);
}

/* struct looks - The group's memory at two measurements, and the progress of the VMM. */
struct looks {
	u64 first;
	u64 second;
	u32 tables;
	u32 neighbour_failed;
};

/* Observe the VMM until its end. Return: its exit status. */
static int look_on(pid_t pid, int socket, const char *group, struct client *neighbour,
		   struct looks *looks)
{
	int status = 0;

	while (read(socket, &looks->tables, sizeof(looks->tables)) == sizeof(looks->tables)) {
		if (looks->tables == FIRST_LOOK)
			looks->first = group_number(group, "memory.stat", "kernel");
		if (looks->tables == SECOND_LOOK)
			looks->second = group_number(group, "memory.stat", "kernel");
		looks->neighbour_failed += !neighbour_works(neighbour);
		if (write(socket, "", 1) != 1)
			break;
	}
	waitpid(pid, &status, 0);
	return status;
}

static bool group_is_empty(const char *group)
{
	u32 ms = 0;

	while (group_number(group, "memory.stat", "kernel") > LEFT_MOST && ms++ < PATIENCE_MS)
		usleep(1000);
	return group_number(group, "memory.stat", "kernel") <= LEFT_MOST;
}

static void check(const char *uuid, const char *group, struct client *neighbour, pid_t pid,
		  int socket)
{
	struct looks looks = {};
	int status = look_on(pid, socket, group, neighbour, &looks);
	u64 each = (looks.second - looks.first) / (SECOND_LOOK - FIRST_LOOK);
	u64 most = patience(1) > 1 ? MOST_CHECKED : MOST_BYTES;
	struct client again;

	ok(looks.first && looks.second > looks.first && each >= LEAST_BYTES && each <= most,
	   "a shadow page is %llu bytes of the kernel's memory in the VMM's group",
	   (unsigned long long)each);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && looks.tables < TABLES,
	   "the VMM is killed at its group's limit (after %u tables, status %#x)", looks.tables,
	   (unsigned int)status);
	ok(group_number(group, "memory.events", "oom_kill") == 1,
	   "by the kernel, which killed one process");
	ok(!looks.neighbour_failed && neighbour_works(neighbour),
	   "a neighbour works all the while, and afterwards (%u failures)", looks.neighbour_failed);
	ok(group_is_empty(group), "the group's memory is free again");
	ok(opens(&again, uuid), "the vGPU can be opened anew, and a request runs");
	client_close(&again);
}

int main(int argc, char **argv)
{
	struct client neighbour;
	int pair[2];
	pid_t pid;

	if (argc != 4) {
		fprintf(stderr, "facet-host-charged UUID NEIGHBOUR GROUP, or shot UUID GROUP\n");
		return 2;
	}
	if (!strcmp(argv[1], "shot"))
		return program_screenshot(argv[2], argv[3]);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return 1;
	pid = fork();
	if (!pid) {
		close(pair[0]);
		/* Wait until the neighbour has its vGPU open. */
		if (read(pair[1], &(char){ 0 }, 1) != 1)
			_exit(1);
		_exit(vmm(argv[1], argv[3], pair[1]));
	}
	close(pair[1]);
	if (ok(opens(&neighbour, argv[2]), "a neighbour has its vGPU open") &&
	    write(pair[0], "", 1) == 1)
		check(argv[1], argv[3], &neighbour, pid, pair[0]);
	client_close(&neighbour);
	return ok_status();
}
