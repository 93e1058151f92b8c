// SPDX-License-Identifier: GPL-2.0-only
/* Hostile workers: the node, the descriptor, its areas, and translations (rogue.h). */
#include "rogue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/host/client.h"

#define NOWHERE		((void *)8)
#define UNKNOWN		_IO('e', 99)
/*
 * Pages that a worker tries around a granted one: fewer on a slow kernel, since a worker that does
 * not give way for 2 s is lost, on any kernel.
 */
#define NEAR_PAGES	((u32)(512 / patience(1)))
#define TABLES_KIB	2048		/* upper levels of such a walk have 768, the lowest 4096 */
#define STEPS		1024u		/* of a walk over the whole window */

/* --- the node ----------------------------------------------------------------------------- */

static void second_opener(struct rogue *r)
{
	rogue_want(r, rogue_fails(open("/dev/" FACET_ENGINE_NAME, O_RDWR), EBUSY),
		   "the node was opened twice");
}

static long create(struct rogue *r, u64 owner, u32 api, pid_t vmm)
{
	const struct facet_engine_worker argument = {
		.owner = owner, .api = api, .pid = vmm,
	};

	return ioctl(r->node, FACET_ENGINE_WORKER, &argument);
}

static void another_api(struct rogue *r)
{
	u64 owner = r->shared->owner[0];

	rogue_want(r, rogue_fails(create(r, owner, FACET_ENGINE_API + 1, 0), EPROTO), "api + 1");
	rogue_want(r, rogue_fails(create(r, owner, 0, 0), EPROTO), "api 0");
}

static void another_vmm(struct rogue *r)
{
	const pid_t others[] = { 1, -1, getpid(), getppid() };
	u64 owner = r->shared->owner[0];
	u32 i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		rogue_want(r, rogue_fails(create(r, owner, FACET_ENGINE_API, others[i]), ESRCH),
			   "a process that is no VMM");
	fd = create(r, owner, FACET_ENGINE_API, r->shared->vmm);
	rogue_want(r, fd >= 0, "the VMM");
	close(fd);
}

static void unknown_calls(struct rogue *r)
{
	u32 seq = 0;

	rogue_want(r, rogue_fails(ioctl(r->node, UNKNOWN, &seq), ENOTTY), "of the node");
	rogue_want(r, rogue_fails(ioctl(r->node, FACET_ENGINE_NEXT, &seq), ENOTTY),
		   "of a worker, for the node");
	rogue_want(r, rogue_fails(ioctl(r->fd, UNKNOWN, &seq), ENOTTY), "of a worker");
	rogue_want(r, rogue_fails(ioctl(r->fd, FACET_ENGINE_WORKER, &seq), ENOTTY),
		   "of the node, for a worker");
}

static void bad_pointers(struct rogue *r)
{
	rogue_want(r, rogue_fails(ioctl(r->node, FACET_ENGINE_WORKER, NOWHERE), EFAULT), "node");
	rogue_want(r, rogue_fails(ioctl(r->fd, FACET_ENGINE_NEXT, NOWHERE), EFAULT), "next");
	rogue_want(r, rogue_fails(ioctl(r->fd, FACET_ENGINE_TRANSLATE, NOWHERE), EFAULT),
		   "translate");
}

static void short_read(struct rogue *r)
{
	struct facet_engine_vgpu vgpu;

	rogue_want(r, rogue_fails(read(r->node, &vgpu, sizeof(vgpu) - 1), EINVAL), "read");
}

static void no_such_vgpu(struct rogue *r)
{
	const u64 owners[] = { 0, ~0ull, r->shared->owner[0] + r->shared->owner[1] + 1 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(owners); i++)
		rogue_want(r, rogue_fails(create(r, owners[i], FACET_ENGINE_API, 0), ENOENT),
			   "a descriptor");
}

/* --- areas -------------------------------------------------------------------------------- */

static void *map(struct rogue *r, u64 offset, size_t bytes, int prot, int kind)
{
	return mmap(NULL, bytes, prot, kind | MAP_NORESERVE, r->fd, (off_t)offset);
}

static bool refused(struct rogue *r, u64 offset, size_t bytes, int prot, int kind, int error)
{
	return map(r, offset, bytes, prot, kind) == MAP_FAILED && errno == error;
}

static void request_for_writes(struct rogue *r)
{
	rogue_want(r, refused(r, FACET_ENGINE_REQUEST, PAGE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_SHARED, EACCES), "mapped for writes");
}

static void request_is_read_only(struct rogue *r)
{
	void *at = (void *)r->request;

	rogue_want(r, rogue_fails(mprotect(at, PAGE_SIZE, PROT_READ | PROT_WRITE), EACCES),
		   "made writable");
	rogue_want(r, rogue_store(at, 1) == SIGSEGV, "written");
}

static void request_by_force(struct rogue *r)
{
	int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	u32 word = 7;

	rogue_want(r, memory >= 0, "no /proc/self/mem");
	rogue_want(r, pwrite(memory, &word, sizeof(word), (off_t)(uintptr_t)r->request) < 0,
		   "written by /proc/self/mem");
	close(memory);
}

static const u64 areas[] = { FACET_ENGINE_REQUEST, FACET_ENGINE_RESULT, FACET_ENGINE_WINDOW };

/* Since 6.16 Linux itself refuses to map any anonymous inode to be executed, with EPERM. */
static void no_code(struct rogue *r)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(areas); i++)
		rogue_want(r, map(r, areas[i], PAGE_SIZE, PROT_READ | PROT_EXEC, MAP_SHARED) ==
				      MAP_FAILED && (errno == EINVAL || errno == EPERM),
			   "mapped to execute");
}

static void no_code_later(struct rogue *r)
{
	void *at;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(areas); i++) {
		at = map(r, areas[i], PAGE_SIZE, PROT_READ, MAP_SHARED);
		rogue_want(r, rogue_fails(mprotect(at, PAGE_SIZE, PROT_READ | PROT_EXEC), EACCES),
			   "made executable");
	}
}

static void no_copies(struct rogue *r)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(areas); i++)
		rogue_want(r, refused(r, areas[i], PAGE_SIZE, PROT_READ, MAP_PRIVATE, EINVAL),
			   "mapped as a copy");
}

static void between_areas(struct rogue *r)
{
	const u64 end = FACET_ENGINE_WINDOW + FACET_ENGINE_WINDOW_BYTES;
	const struct {
		u64 offset, bytes;
	} rows[] = {
		{ PAGE_SIZE, PAGE_SIZE },
		{ FACET_ENGINE_RESULT - PAGE_SIZE, PAGE_SIZE },
		{ FACET_ENGINE_RESULT + PAGE_SIZE, PAGE_SIZE },
		{ FACET_ENGINE_WINDOW - PAGE_SIZE, 2 * PAGE_SIZE },
		{ FACET_ENGINE_REQUEST, FACET_ENGINE_RESULT + PAGE_SIZE },
		{ FACET_ENGINE_RESULT, SGPU_REMOTE_RESULT_BYTES + PAGE_SIZE },
		{ end, PAGE_SIZE },
		{ end - PAGE_SIZE, 2 * PAGE_SIZE },
		{ FACET_ENGINE_WINDOW, FACET_ENGINE_WINDOW_BYTES + PAGE_SIZE },
		{ 1ull << 62, PAGE_SIZE },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		rogue_want(r, map(r, rows[i].offset, rows[i].bytes, PROT_READ, MAP_SHARED) ==
			   MAP_FAILED, "mapped");
}

static void no_growth(struct rogue *r)
{
	void *last = map(r, FACET_ENGINE_WINDOW, PAGE_SIZE, PROT_READ, MAP_SHARED);

	rogue_want(r, mremap(last, PAGE_SIZE, 2 * PAGE_SIZE, MREMAP_MAYMOVE) == MAP_FAILED,
		   "the window grew");
	rogue_want(r, mremap(r->result, PAGE_SIZE, 1u << 20, MREMAP_MAYMOVE) == MAP_FAILED,
		   "the result grew");
	rogue_want(r, mremap((void *)r->request, SGPU_REMOTE_REQUEST_BYTES, 1u << 20,
			     MREMAP_MAYMOVE) == MAP_FAILED, "the request grew");
}

/* The mapping of the window has "dd", don't dump, in its flags. */
static void no_dump(struct rogue *r)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	unsigned long from = 0, at, end, window = (unsigned long)r->window;
	bool found = false;
	char line[256], dash;

	rogue_want(r, maps, "no smaps");
	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx%c%lx", &at, &dash, &end) == 3 && dash == '-')
			from = at;
		found |= from == window && !strncmp(line, "VmFlags:", 8) && strstr(line, " dd");
	}
	if (maps)
		fclose(maps);
	rogue_want(r, found, "dumps have it");
}

/* Count pages of the window that can be loaded. */
static u32 reachable(struct rogue *r, u64 from, u64 step, u32 n)
{
	u32 i, found = 0;
	u64 value;

	for (i = 0; i < n; i++, from += step)
		if (from < FACET_ENGINE_WINDOW_BYTES)
			found += rogue_load(rogue_at(r, from), &value) != SIGBUS;
	return found;
}

static void nothing_granted(struct rogue *r)
{
	u64 at, step = FACET_ENGINE_WINDOW_BYTES / STEPS;
	long before = file_number("/proc/self/status", "VmPTE:");

	rogue_want(r, !reachable(r, 0, step, STEPS), "a page was read");
	for (at = 0; at < FACET_ENGINE_WINDOW_BYTES; at += 64 * step)
		rogue_want(r, rogue_store(rogue_at(r, at), 1) == SIGBUS, "a page was written");
	rogue_want(r, file_number("/proc/self/status", "VmPTE:") - before < TABLES_KIB,
		   "the kernel keeps page tables for what was not granted");
}

/* --- translations ------------------------------------------------------------------------- */

static void one_granted(struct rogue *r)
{
	u64 entry = rogue_translate(r, RIG_DATA), near = NEAR_PAGES / 2 * PAGE_SIZE;

	rogue_want(r, entry & FACET_ENGINE_PRESENT, "no translation");
	rogue_want(r, reachable(r, entry > near ? (entry & -(u64)PAGE_SIZE) - near : 0, PAGE_SIZE,
				NEAR_PAGES) == 1, "pages beside the one that was asked for");
}

/* Another descriptor of the same vGPU has no page that this one has. */
static void granted_to_another(struct rogue *r)
{
	u64 entry = rogue_translate(r, RIG_DATA), value;
	struct rogue other = *r;

	rogue_want(r, !rogue_load(rogue_at(r, entry), &value), "not read");
	rogue_want(r, rogue_open(&other), "no second descriptor");
	rogue_want(r, rogue_load(rogue_at(&other, entry), &value) == SIGBUS, "read");
}

static long translate(struct rogue *r, u64 va, u32 count, u64 *to, u32 reserved)
{
	const struct facet_engine_translate argument = {
		.va = va, .pages = (uintptr_t)to, .count = count, .reserved = reserved,
	};

	return ioctl(r->fd, FACET_ENGINE_TRANSLATE, &argument);
}

static void counts(struct rogue *r)
{
	u64 entries[FACET_ENGINE_PAGES + 1];

	entries[0] = ROGUE_GARBAGE;
	rogue_want(r, !translate(r, RIG_DATA, 0, entries, 0) && entries[0] == ROGUE_GARBAGE, "0");
	rogue_want(r, rogue_fails(translate(r, 0, FACET_ENGINE_PAGES + 1, entries, 0), EINVAL),
		   "one more than a call allows");
	rogue_want(r, rogue_fails(translate(r, RIG_DATA, 1, entries, 1), EINVAL), "reserved");
	entries[FACET_ENGINE_PAGES] = ROGUE_GARBAGE;
	rogue_want(r, !translate(r, RIG_DATA, FACET_ENGINE_PAGES, entries, 0) &&
		   entries[0] && entries[FACET_ENGINE_PAGES] == ROGUE_GARBAGE, "the most");
}

static void huge_counts(struct rogue *r)
{
	u64 entry;

	rogue_want(r, rogue_fails(translate(r, 0, 1u << 31, &entry, 0), EINVAL), "2^31");
	rogue_want(r, rogue_fails(translate(r, 0, ~0u, &entry, 0), EINVAL), "~0");
}

static void beyond(struct rogue *r)
{
	const u64 bases[] = {
		1ull << 48, 1ull << 63, -(u64)PAGE_SIZE, ~0ull, RIG_DATA | 1ull << 48,
	};
	u64 entries[FACET_ENGINE_PAGES];
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		rogue_want(r, !translate(r, bases[i], 1, entries, 0) && !entries[0], "a page");
		/* The addresses wrap around to 0, where the guest has pages of its own at most. */
		rogue_want(r, !translate(r, bases[i], FACET_ENGINE_PAGES, entries, 0),
			   "a call that wraps");
		for (j = 0; i < 2 && j < FACET_ENGINE_PAGES; j++)
			rogue_want(r, !entries[j], "a page beyond the address space");
	}
}

static void bad_array(struct rogue *r)
{
	rogue_want(r, rogue_fails(translate(r, RIG_DATA, 1, NOWHERE, 0), EFAULT), "no array");
	rogue_want(r, rogue_fails(translate(r, RIG_DATA, 8, (u64 *)r->request, 0), EFAULT),
		   "the request as the array");
	rogue_want(r, rogue_fails(translate(r, RIG_DATA, 1, (u64 *)r->window, 0), EFAULT),
		   "the window as the array");
}

static void without_request(struct rogue *r)
{
	struct rogue other = *r;
	u64 entry;

	rogue_want(r, rogue_open(&other), "no second descriptor");
	rogue_want(r, rogue_fails(translate(&other, RIG_DATA, 1, &entry, 0), ENOENT), "before");
	rogue_await(r);
	rogue_want(r, rogue_fails(translate(&other, RIG_DATA, 1, &entry, 0), ENOENT), "another's");
	rogue_want(r, rogue_translate(r, RIG_DATA), "none while it executes");
	rogue_answer(r, SGPU_REMOTE_DONE, 0);
	usleep(300000);
	rogue_want(r, rogue_fails(translate(r, RIG_DATA, 1, &entry, 0), ENOENT), "behind");
}

static void absent(struct rogue *r)
{
	rogue_want(r, !rogue_translate(r, ROGUE_ABSENT), "a page");
}

static void read_only(struct rogue *r)
{
	u64 entry = rogue_translate(r, ROGUE_READ_ONLY), value = 0;
	volatile u64 *at = rogue_at(r, entry);
	void *page = (void *)at;

	rogue_want(r, entry && !(entry & FACET_ENGINE_WRITABLE), "not granted so");
	rogue_want(r, rogue_store(at, 1) == SIGBUS, "written");
	rogue_want(r, !rogue_load(at, &value) && value == ROGUE_OLD, "not read");
	rogue_want(r, rogue_store(at, 1) == SIGBUS, "written when it was mapped");
	mprotect(page, PAGE_SIZE, PROT_READ);
	mprotect(page, PAGE_SIZE, PROT_READ | PROT_WRITE);
	rogue_want(r, rogue_store(at, 1) == SIGBUS, "written behind mprotect");
	rogue_want(r, !rogue_load(at, &value) && value == ROGUE_OLD, "changed");
}

static void advice(struct rogue *r)
{
	const int advices[] = {
		MADV_DONTNEED, MADV_FREE, MADV_REMOVE, MADV_HUGEPAGE, MADV_MERGEABLE,
		MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_WILLNEED,
		MADV_DOFORK, MADV_DODUMP, MADV_HWPOISON,
	};
	volatile u64 *at = rogue_at(r, rogue_translate(r, ROGUE_READ_ONLY));
	u64 value = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(advices); i++) {
		rogue_load(at, &value);
		madvise((void *)at, PAGE_SIZE, advices[i]);
		rogue_want(r, !rogue_load(at, &value) && value == ROGUE_OLD, "the page changed");
		rogue_want(r, rogue_store(at, 1) == SIGBUS, "the page was written");
	}
	rogue_want(r, rogue_fails(madvise((void *)at, PAGE_SIZE, MADV_DOFORK), EINVAL),
		   "a fork may have the window");
}

/* A child has the descriptor, and no window. */
static void forks(struct rogue *r)
{
	volatile u64 *at = rogue_at(r, rogue_translate(r, RIG_DATA));
	int status = 0;
	pid_t child;
	u64 value;

	rogue_want(r, !rogue_load(at, &value), "not read");
	child = fork();
	if (!child)
		_exit(rogue_load(at, &value) == SIGSEGV ? 0 : 1);
	waitpid(child, &status, 0);
	rogue_want(r, child > 0 && !status, "a child has the window");
}

const struct rogue_case rogue_map_cases[] = {
	{ .name = "the node has one opener", .act = second_opener,
	  .checks = "ENGINE_OPENER" },
	{ .name = "another api gets no descriptor", .act = another_api,
	  .checks = "ENGINE_API" },
	{ .name = "nobody pays for a vGPU but the process that has opened it", .act = another_vmm,
	  .checks = "ENGINE_VMM" },
	{ .name = "unknown calls are refused", .act = unknown_calls, .checks = "ENGINE_CALL" },
	{ .name = "pointers to nothing are refused", .act = bad_pointers },
	{ .name = "a read of less than an entry is refused", .act = short_read,
	  .checks = "ENGINE_READ" },
	{ .name = "a vGPU that is not there gets no worker", .act = no_such_vgpu },
	{ .name = "the request is not mapped for writes", .act = request_for_writes,
	  .checks = "REQUEST_WRITE" },
	{ .name = "the request cannot be written", .act = request_is_read_only,
	  .checks = "REQUEST_MAYWRITE" },
	{ .name = "the request cannot be written by force", .act = request_by_force },
	{ .name = "no area is mapped to be executed", .act = no_code, .checks = "AREA_EXEC" },
	{ .name = "no area becomes executable", .act = no_code_later,
	  .checks = "AREA_MAYEXEC" },
	{ .name = "no area can be copied on write", .act = no_copies, .checks = "AREA_SHARED" },
	{ .name = "nothing is mapped between the areas", .act = between_areas,
	  .checks = "WINDOW_BOUND" },
	{ .name = "the window is left out of dumps", .act = no_dump, .checks = "WINDOW_DUMP" },
	{ .name = "no area grows", .act = no_growth },
	{ .name = "a worker without a request reaches no page", .act = nothing_granted,
	  .checks = "WINDOW_GRANTED" },
	{ .name = "a page is granted alone", .act = one_granted, .end = ROGUE_ENDS },
	{ .name = "a page is granted to one worker", .act = granted_to_another,
	  .end = ROGUE_ENDS, .checks = "WINDOW_GRANTED" },
	{ .name = "counts of translations have bounds", .act = counts, .end = ROGUE_ENDS,
	  .checks = "TRANSLATE_COUNT TRANSLATE_RESERVED" },
	/* Without TRANSLATE_COUNT the kernel would warn of the allocation. */
	{ .name = "huge counts of translations are refused",
	  .act = huge_counts, .end = ROGUE_ENDS },
	{ .name = "addresses beyond the address space have no page",
	  .act = beyond, .end = ROGUE_ENDS },
	{ .name = "translations go to memory that the worker may write",
	  .act = bad_array, .end = ROGUE_ENDS },
	{ .name = "nothing is translated without a request",
	  .act = without_request, .end = ROGUE_ANY, .early = true, .checks = "REMOTE_IDLE" },
	{ .name = "an absent page has no translation", .act = absent, .end = ROGUE_ENDS },
	{ .name = "a read-only page cannot be written", .act = read_only, .end = ROGUE_ENDS,
	  .checks = "GRANT_RIGHT WINDOW_READ_ONLY WINDOW_MKWRITE" },
	{ .name = "advice changes no page and no right", .act = advice, .end = ROGUE_ENDS,
	  .checks = "WINDOW_IO" },
	{ .name = "a child has no window", .act = forks, .end = ROGUE_ENDS,
	  .checks = "WINDOW_COPY" },
	{ }
};
