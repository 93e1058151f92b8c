// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-guest-busy: keeps the copy engine busy. It queues so many batches of copies that the queue
 * is never empty.
 *
 *   facet-guest-busy [--seconds N] [--depth BATCHES]
 *
 * It ends after N seconds, or at SIGTERM. It reports once when the queue is full for the first
 * time, then once a second, and once at the end. At the end it compares the last copy with its
 * source. Exit status: 0 if they are the same.
 */
#include "command.h"
#include "gem.h"
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define PITCH		4096u
#define ROWS		256u
#define ROWS_AT_ONCE	16u	/* rows of one command: another guest gets the engine after it */
#define PASSES		64u	/* passes over the surface in a batch */
#define BATCH_BYTES	65536u
#define DEPTH_MAX	64u
#define WAIT_NS		60000000000ll

static volatile sig_atomic_t enough;

static void on_term(int number)
{
	(void)number;
	enough = 1;
}

struct run {
	struct gem gem;
	struct gem_bo from, to;
	struct gem_bo batches[DEPTH_MAX];
	uint32_t bytes;		/* size of each batch */
	uint64_t submitted, done;
};

static int buffer_make(struct run *run, uint64_t size, struct gem_bo *bo)
{
	int rc = gem_create(&run->gem, size, bo);

	if (!rc)
		rc = gem_map_bo(&run->gem, bo, GEM_MAP_WB);
	if (!rc)
		rc = gem_prepare(&run->gem, bo, GEM_MAP_WB, 1);
	return rc;
}

static int surface_make(struct run *run, struct gem_bo *bo, uint32_t seed)
{
	uint32_t *pixels, i;
	int rc = buffer_make(run, PITCH * ROWS, bo);

	if (rc)
		return rc;
	pixels = bo->map;
	for (i = 0; i < PITCH * ROWS / 4; i++)
		pixels[i] = seed + i * 2654435761u;
	return 0;
}

static int batch_make(struct run *run, struct gem_bo *bo)
{
	const struct blt_side from = { .address = run->from.address, .pitch = PITCH };
	const struct blt_side to = { .address = run->to.address, .pitch = PITCH };
	struct batch b = { .room = BATCH_BYTES / 4 };
	uint32_t pass, row;
	int rc = buffer_make(run, BATCH_BYTES, bo);

	if (rc)
		return rc;
	b.dwords = bo->map;
	for (pass = 0; pass < PASSES; pass++)
		for (row = 0; row < ROWS; row += ROWS_AT_ONCE)
			emit_src_copy_blt(&b, &to,
					  &(struct rect){ 0, row, PITCH / 4, row + ROWS_AT_ONCE },
					  &from, 0, row, 4);
	emit_flush(&b);
	emit_end(&b);
	run->bytes = b.count * 4;
	return batch_ok(&b) ? 0 : -E2BIG;
}

static int submit(struct run *run, uint32_t depth)
{
	const struct gem_bo *bos[] = { &run->from, &run->to };
	int rc = gem_exec(&run->gem, &gem_engines[GEM_BCS], &run->batches[run->submitted % depth],
			  run->bytes, bos, 2);

	run->submitted += !rc;
	return rc;
}

static int wait_for_oldest(struct run *run, uint32_t depth)
{
	int rc = gem_wait(&run->gem, &run->batches[run->done % depth], WAIT_NS);

	run->done += !rc;
	return rc;
}

static int keep_busy(struct run *run, uint32_t depth, uint64_t seconds)
{
	double start, told;
	int rc = 0;

	while (!rc && run->submitted < depth)
		rc = submit(run, depth);
	if (rc)
		return rc;
	report("busy", "\"depth\":%u", depth);
	start = told = now();
	while (!rc && !enough && now() - start < seconds) {
		rc = wait_for_oldest(run, depth);
		if (!rc)
			rc = submit(run, depth);
		if (now() - told >= 1) {
			told = now();
			report("progress", "\"batches\":%llu", (unsigned long long)run->done);
		}
	}
	while (!rc && run->done < run->submitted)
		rc = wait_for_oldest(run, depth);
	return rc;
}

static int run_all(struct run *run, uint32_t depth, uint64_t seconds)
{
	uint32_t i;
	int rc = gem_open(&run->gem, 0);

	if (!rc)
		rc = surface_make(run, &run->from, 1);
	if (!rc)
		rc = surface_make(run, &run->to, 2);
	for (i = 0; !rc && i < depth; i++)
		rc = batch_make(run, &run->batches[i]);
	if (!rc)
		rc = keep_busy(run, depth, seconds);
	if (!rc)
		rc = gem_prepare(&run->gem, &run->to, GEM_MAP_WB, 0);
	if (!rc && memcmp(run->from.map, run->to.map, PITCH * ROWS))
		rc = -EILSEQ;
	return rc;
}

int main(int argc, char **argv)
{
	uint64_t seconds = 10, depth = 24;
	static struct run run;
	int i, rc;

	for (i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--seconds"))
			seconds = number(argv[i + 1]);
		else if (!strcmp(argv[i], "--depth"))
			depth = number(argv[i + 1]);
		else
			break;
	}
	if (i < argc || depth < 2 || depth > DEPTH_MAX) {
		complain("usage: facet-guest-busy [--seconds N] [--depth 2..%u]", DEPTH_MAX);
		return 2;
	}
	sigaction(SIGTERM,
		  &(struct sigaction){ .sa_handler = on_term, .sa_flags = SA_RESTART }, NULL);
	rc = run_all(&run, (uint32_t)depth, seconds);
	report("busy-end", "\"batches\":%llu,\"bytes\":%llu,\"error\":\"%s\"",
	       (unsigned long long)run.done,
	       (unsigned long long)run.done * PASSES * PITCH * ROWS, rc ? strerror(-rc) : "");
	return rc != 0;
}
