// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VMM unmaps and remaps all guest memory every 50 ms while the guest works. Rings, contexts, page
 * tables and status pages go with the rest of the memory. The test counts the guest's commands
 * (tests/lib/counted.h), like tests/mini/test_moving_memory.c, but through the modules. TAP on
 * stdout.
 *
 *   facet-host-moving UUID SECONDS
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "gen9/gtt_defs.h"
#include "guest_client.h"
#include "tests/lib/counted.h"

#define RAM_SIZE	(32u << 20)
#define PERIOD_US	((u64)patience(50) * 1000)
#define AWAY_STEP_US	((u64)patience(5) * 1000)
/* In each period, memory is unmapped for 0 to 15 ms and for the time of the calls. */
#define AWAY_STEPS	4u
#define PAUSE_US	200u
#define PATIENCE_US	20000000u
#define UNREPORTED_US	((u64)patience(2500) * 1000)	/* after it no range counts as just gone */
#define MOVES_A_SECOND	(10 / patience(1))		/* half of the moves of a full period */

static struct client client;

/* --- the VMM ------------------------------------------------------------------------------ */

struct vmm {
	bool stop;
	u32 moves;
	u32 failed;
	u64 longest_us;
};

static void move(struct vmm *vmm)
{
	u64 began = client_now_us(), took;

	vmm->failed += !!client_unmap(&client, 0, RAM_SIZE);
	usleep(vmm->moves % AWAY_STEPS * AWAY_STEP_US);
	vmm->failed += !!client_map(&client, 0, RAM_SIZE);
	took = client_now_us() - began;
	if (took > vmm->longest_us)
		vmm->longest_us = took;
	vmm->moves++;
}

static void *vmm_thread(void *arg)
{
	struct vmm *vmm = arg;
	u64 next = client_now_us(), now;

	while (!__atomic_load_n(&vmm->stop, __ATOMIC_ACQUIRE)) {
		next += PERIOD_US;
		now = client_now_us();
		if (next > now)
			usleep(next - now);
		else
			next = now;
		move(vmm);
	}
	return NULL;
}

/* --- the guest ---------------------------------------------------------------------------- */

/* Do one round of the guest: submit a part of its commands, let the others gather. */
static bool guest_round(struct counted *load, u32 round)
{
	if (!counted_emit(load, round % COUNTED_WORKS))
		return false;
	counted_submit(load, round % COUNTED_ENGINES);
	usleep(PAUSE_US);
	return counted_poll(load);
}

/* Run everything submitted, and one more request of each context, with all memory present. */
static bool drain(struct counted *load)
{
	u64 end = client_now_us() + PATIENCE_US;
	u32 i;

	for (i = 0; i < COUNTED_WORKS; i++) {
		if (!counted_emit(load, i))
			return false;
	}
	while (!counted_done(load) && client_now_us() < end) {
		for (i = 0; i < COUNTED_ENGINES; i++)
			counted_submit(load, i);
		usleep(PAUSE_US);
		if (!counted_poll(load))
			return false;
	}
	return counted_done(load) && counted_check(load);
}

/* --- statistics of the host --------------------------------------------------------------- */

static FILE *open_file(const char *format, const char *uuid, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), format, uuid, name);
	return fopen(path, "r");
}

/* Count the vGPU's statistics that end with this name and are not 0. -1: there is no such line. */
static int nonzero(const char *uuid, const char *name)
{
	FILE *f = open_file("/sys/bus/mdev/devices/%s/facet/%s", uuid, "statistics");
	char line[128], engine[16], got[32];
	unsigned long long value;
	int found = 0, count = 0;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%15s %31s %llu", engine, got, &value) != 3 &&
		    sscanf(line, "%31s %llu", got, &value) != 2)
			continue;
		if (strcmp(got, name))
			continue;
		found++;
		count += !!value;
	}
	if (f)
		fclose(f);
	return found ? count : -1;
}

static bool debugfs_is_empty(const char *uuid, const char *name)
{
	FILE *f = open_file("/sys/kernel/debug/facet/%s/%s", uuid, name);
	char line[128];
	bool empty = f;

	while (f && fgets(line, sizeof(line), f)) {
		printf("# %s: %s", name, line);
		empty = false;
	}
	if (f)
		fclose(f);
	return empty;
}

static void check_host(const char *uuid)
{
	long kib;

	ok(!nonzero(uuid, "resets") && !nonzero(uuid, "hangs"), "no engine was reset, none hung");
	ok(debugfs_is_empty(uuid, "refused"), "no command was refused");
	ok(debugfs_is_empty(uuid, "ignored") && debugfs_is_empty(uuid, "unlisted"),
	   "no register was used in vain");
	kib = client_locked_kib();
	ok(kib > 0, "pages of the guest are pinned (%ld KiB)", kib);
	client_unmap(&client, 0, RAM_SIZE);
	kib = client_locked_kib();
	ok(!kib, "with no guest memory nothing is (%ld KiB)", kib);
}

/* Let the guest work while memory moves. Return: each round of the guest was right. */
static bool run(struct counted *load, struct vmm *vmm, u32 seconds)
{
	u64 end = client_now_us() + seconds * 1000000ull;
	bool good = true;
	pthread_t thread;
	u32 round = 0;

	if (pthread_create(&thread, NULL, vmm_thread, vmm))
		return false;
	while (good && client_now_us() < end)
		good = guest_round(load, round++);
	__atomic_store_n(&vmm->stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	return good;
}

/*
 * Unmap memory while the guest is idle, and again while none of the memory is pinned. VFIO does not
 * notify Facet in the second case. Work that begins meanwhile waits for the memory.
 */
static void check_unreported(struct counted *load)
{
	bool good;
	u32 i;

	ok(!client_unmap(&client, 0, RAM_SIZE) && !client_map(&client, 0, RAM_SIZE),
	   "memory moves while the guest is idle");
	usleep(UNREPORTED_US);
	ok(!client_locked_kib() && !client_unmap(&client, 0, RAM_SIZE),
	   "and goes once more, with no page pinned");
	for (i = 0, good = true; i < COUNTED_WORKS && good; i++)
		good = guest_round(load, i);
	usleep(PERIOD_US);
	ok(good && !counted_done(load), "work that begins meanwhile waits");
	ok(!client_map(&client, 0, RAM_SIZE) && drain(load) && !load->errors && !load->resets,
	   "and ends without an error when memory is back (%s)", counted_why(load));
}

int main(int argc, char **argv)
{
	u32 seconds = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct counted load;
	struct vmm vmm = {};

	if (!seconds) {
		fprintf(stderr, "facet-host-moving UUID SECONDS\n");
		return 2;
	}
	if (!ok(guest_client_open(&client, argv[1], RAM_SIZE),
		"a vGPU can be opened and given memory"))
		return 1;
	counted_start(&load, mini_machine_create(MINI_STEP));
	ok(run(&load, &vmm, seconds) && drain(&load), "each command ran once (%s)",
	   counted_why(&load));
	printf("# %llu requests, memory went away %u times in %u s, for %llu us at most\n",
	       (unsigned long long)counted_requests(&load), vmm.moves, seconds,
	       (unsigned long long)vmm.longest_us);
	ok(!load.errors && !load.resets, "the guest met no engine error (%u)", load.errors);
	ok(!vmm.failed, "memory went and came back each time (%u failures)", vmm.failed);
	ok(vmm.moves >= MOVES_A_SECOND * seconds, "at least %u times a second (%u in %u s)",
	   MOVES_A_SECOND, vmm.moves, seconds);
	ok(counted_requests(&load) > seconds, "and the guest worked all the while");
	check_unreported(&load);
	check_host(argv[1]);
	mini_machine_destroy(load.machine);
	client_close(&client);
	return ok_status();
}
