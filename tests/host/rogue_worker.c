// SPDX-License-Identifier: GPL-2.0-only
/* What hostile workers have in common (rogue.h). */
#include "rogue.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define UNTIL_MS	2000u

static sigjmp_buf landing;
static volatile sig_atomic_t caught;

void rogue_says(struct rogue_shared *shared, const char *what)
{
	if (!shared->wrong[0] || shared->only_late)
		snprintf(shared->wrong, sizeof(shared->wrong), "%s", what);
	shared->only_late = false;
}

void rogue_says_late(struct rogue_shared *shared, const char *what)
{
	if (shared->wrong[0])
		return;
	snprintf(shared->wrong, sizeof(shared->wrong), "%s", what);
	shared->only_late = true;
}

void rogue_want(struct rogue *r, bool holds, const char *what)
{
	if (!holds)
		rogue_says(r->shared, what);
}

bool rogue_fails(long ret, int error)
{
	return ret == -1 && errno == error;
}

bool rogue_within(const u32 *word, u32 value, u32 ms)
{
	for (; ms && __atomic_load_n(word, __ATOMIC_ACQUIRE) != value; ms--)
		usleep(1000);
	return __atomic_load_n(word, __ATOMIC_ACQUIRE) == value;
}

bool rogue_until(const u32 *word, u32 value)
{
	return rogue_within(word, value, UNTIL_MS);
}

/* --- the descriptor ----------------------------------------------------------------------- */

static void *map(int fd, u64 offset, u64 bytes, int prot)
{
	void *at = mmap(NULL, bytes, prot, MAP_SHARED | MAP_NORESERVE, fd, (off_t)offset);

	return at == MAP_FAILED ? NULL : at;
}

bool rogue_open(struct rogue *r)
{
	const struct facet_engine_worker argument = {
		.owner = r->shared->owner[0],
		.api = FACET_ENGINE_API,
	};

	r->seq = 0;
	r->fd = ioctl(r->node, FACET_ENGINE_WORKER, &argument);
	if (r->fd < 0)
		return false;
	r->request = map(r->fd, FACET_ENGINE_REQUEST, SGPU_REMOTE_REQUEST_BYTES, PROT_READ);
	r->result = map(r->fd, FACET_ENGINE_RESULT, SGPU_REMOTE_RESULT_BYTES,
			PROT_READ | PROT_WRITE);
	r->window = map(r->fd, FACET_ENGINE_WINDOW, FACET_ENGINE_WINDOW_BYTES,
			PROT_READ | PROT_WRITE);
	return r->request && r->result && r->window;
}

void rogue_map_again(struct rogue *r)
{
	mmap(r->window, FACET_ENGINE_WINDOW_BYTES, PROT_READ | PROT_WRITE,
	     MAP_SHARED | MAP_NORESERVE | MAP_FIXED, r->fd, (off_t)FACET_ENGINE_WINDOW);
}

/* The number is not that of a request near this one: the call does not wait. */
static bool tell(struct rogue *r)
{
	u32 other = r->request->seq ^ 0x80000000u;

	return !ioctl(r->fd, FACET_ENGINE_NEXT, &other);
}

bool rogue_attach(struct rogue *r)
{
	return tell(r);
}

bool rogue_await(struct rogue *r)
{
	while (READ_ONCE(r->request->seq) == r->seq)
		if (ioctl(r->fd, FACET_ENGINE_NEXT, &r->seq) && errno != EINTR)
			return false;
	r->seq = smp_load_acquire(&r->request->seq);
	return true;
}

void rogue_answer(struct rogue *r, u32 code, u64 progress)
{
	memcpy(r->result->regs, r->request->regs, sizeof(r->result->regs));
	r->result->code = code;
	r->result->progress = progress;
	smp_store_release(&r->result->seq, r->seq);
	tell(r);
}

void rogue_give_way(struct rogue *r)
{
	if (READ_ONCE(r->request->give_way) == r->seq && r->result->seq != r->seq)
		rogue_answer(r, SGPU_REMOTE_LEFT_COMMAND, 1);
	r->seq = smp_load_acquire(&r->request->seq);
}

void rogue_go_on(struct rogue *r)
{
	r->seq = smp_load_acquire(&r->request->seq);	/* a child may have answered others */
	if (r->result->seq == r->seq)
		rogue_await(r);
}

/* --- memory ------------------------------------------------------------------------------- */

u64 rogue_translate(struct rogue *r, u64 va)
{
	u64 entry = 0;
	const struct facet_engine_translate argument = {
		.va = va, .pages = (uintptr_t)&entry, .count = 1,
	};

	return ioctl(r->fd, FACET_ENGINE_TRANSLATE, &argument) ? 0 : entry;
}

volatile u64 *rogue_at(const struct rogue *r, u64 entry)
{
	return (volatile u64 *)(r->window + (entry & ~(u64)(PAGE_SIZE - 1)));
}

static void land(int signal)
{
	caught = signal;
	siglongjmp(landing, 1);
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = land };

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	caught = 0;
}

int rogue_load(volatile u64 *at, u64 *value)
{
	catch_signals();
	if (!sigsetjmp(landing, 1))
		*value = *at;
	return caught;
}

int rogue_store(volatile u64 *at, u64 value)
{
	catch_signals();
	if (!sigsetjmp(landing, 1))
		*at = value;
	return caught;
}
