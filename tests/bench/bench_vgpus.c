// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure many vGPUs at work together, compared with one alone that cycles through the same
 * buffers. Both sides move the same bytes of the same memory. Measure also the host memory of an
 * idle vGPU that has run work. The engine has a processor of its own; guests and mediator share the
 * other.
 */
#include <malloc.h>
#include <sched.h>
#include <sys/mman.h>

#include "gen9/mi_defs.h"
#include "mediator/type.h"
#include "tests/bench/bench.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/mini.h"

#define ROUNDS		15u
#define REQUESTS	2048u	/* in a round, of all guests together */
#define IN_FLIGHT	4u	/* of each guest */
#define BUFFER		(512 * KIB)
#define WIDTH		512u	/* pixels of 4 bytes */
#define SRC_VA		0x40000000ull
#define DST_VA		0x80000000ull
#define BATCH_VA	0x100000000ull
#define GUEST_PAGES	1024u	/* pages besides buffers and batches */
#define LARGE		(1ull << 21)	/* alignment of guest memory */
#define TICK_US		500
#define MANY_PINS	4096u	/* limit of pins; the buffers take a quarter of it */
#define MANY_SHADOWS	512u
#define HERE		1u
#define ENGINES		0u
#define IDLE_GUESTS	8u
#define IDLE_PAGES	65536u

#define GROUP		((u64)IN_FLIGHT * BUFFER)
#define OWN(groups)	ALIGN(((u64)GUEST_PAGES + (groups) * IN_FLIGHT) * PAGE_SIZE, LARGE)
#define CHUNK		(OWN(1) + 2 * GROUP)

/*
 * struct pool - Guest memory of both sides. They share the buffers, since memory differs in speed.
 * First comes the own memory of the guest that is alone, then a chunk for each of many guests. A
 * chunk has the guest's own memory, a group of buffers to read, and a group to write.
 * @map: the mapping
 * @bytes: its length
 * @memory: the aligned memory in @map
 * @n: number of chunks
 */
struct pool {
	void *map;
	u64 bytes;
	u8 *memory;
	u32 n;
};

/*
 * struct player - A guest at work.
 * @guest: the guest
 * @vm: its page tables
 * @context: its context
 * @buffers: number of buffers that it cycles through
 * @next: the next buffer
 * @left: requests that are left in this round
 */
struct player {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	u32 buffers;
	u32 next;
	u32 left;
};

struct stage {
	struct mini_machine *machine;
	struct player *players;
	u32 n;
};

static void pool_init(struct pool *pool, u32 n)
{
	pool->n = n;
	pool->bytes = OWN(n) + n * CHUNK + LARGE;
	pool->map = mmap(NULL, pool->bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pool->map == MAP_FAILED)
		abort();
	pool->memory = (u8 *)ALIGN((uintptr_t)pool->map, LARGE);
}

static void map_group(struct player *p, u64 va, u64 gpa)
{
	u32 at;

	memset(mini_ptr(p->guest, gpa), 1, GROUP);
	for (at = 0; at < GROUP; at += PAGE_SIZE)
		mini_vm_map(&p->vm, va + at, gpa + at, MINI_PTE);
}

/* Write one batch in each page. Each batch copies one buffer. */
static void map_batches(struct player *p)
{
	u64 gpa = mini_alloc(p->guest, p->buffers);
	u32 i;

	for (i = 0; i < p->buffers; i++) {
		struct mini_batch batch = { .dw = mini_ptr(p->guest, gpa + i * PAGE_SIZE) };

		mini_copy_blit(&batch, DST_VA + i * BUFFER, SRC_VA + i * BUFFER, WIDTH * 4, WIDTH,
			       BUFFER / 4 / WIDTH);
		MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
		mini_vm_map(&p->vm, BATCH_VA + i * PAGE_SIZE, gpa + i * PAGE_SIZE, MINI_PTE);
	}
}

/* The largest type, whose limits allow all buffers. */
static const struct facet_type *type_alone(void)
{
	return &facet_types[gen9_type_count() - 1];
}

/* The smallest type, with limits that fit a player, so that many vGPUs fit into the pGPU's map. */
static const struct facet_type *type_of_many(void)
{
	static struct facet_type type;

	type = facet_types[0];
	type.max_pinned_pages = MANY_PINS;
	type.max_shadow_pages = MANY_SHADOWS;
	return &type;
}

/* Create a player. @gpa: address of its first group of buffers. */
static void player_init(struct player *p, struct mini_machine *machine,
			const struct facet_type *type, u32 groups, u64 gpa)
{
	u32 i;

	p->guest = mini_guest_create(machine, type);
	p->buffers = groups * IN_FLIGHT;
	mini_vm_create(p->guest, &p->vm);
	for (i = 0; i < groups; i++, gpa += CHUNK) {
		map_group(p, SRC_VA + i * GROUP, gpa);
		map_group(p, DST_VA + i * GROUP, gpa + GROUP);
	}
	map_batches(p);
	mini_context_create(p->guest, &p->context, PGPU_BCS, &p->vm, 16384);
}

/* Create one player with all buffers, or @pool->n players with a group each. */
static void stage_init(struct stage *s, const struct pool *pool, bool alone)
{
	u64 before = OWN(pool->n);
	u32 i;

	bench_processor(ENGINES);
	s->machine = mini_machine_create(MINI_THREADS);
	bench_processor(HERE);
	s->machine->tracking = true;
	WRITE_ONCE(s->machine->tick_us, TICK_US);
	s->n = alone ? 1 : pool->n;
	s->players = bench_alloc(s->n, sizeof(*s->players));
	s->machine->memory = pool->memory;
	s->machine->memory_pages = (before + pool->n * CHUNK) / PAGE_SIZE;
	if (alone)
		player_init(s->players, s->machine, type_alone(), pool->n, before + OWN(1));
	for (i = 0; !alone && i < s->n; i++) {
		s->machine->memory = pool->memory + before + i * CHUNK;
		s->machine->memory_pages = CHUNK / PAGE_SIZE;
		player_init(&s->players[i], s->machine, type_of_many(), 1, OWN(1));
	}
}

static void stage_exit(struct stage *s)
{
	mini_machine_destroy(s->machine);
	free(s->players);
}

static bool player_done(const struct player *p)
{
	return __atomic_load_n(p->context.timeline, __ATOMIC_ACQUIRE) == p->context.seqno;
}

/* Take interrupts and submit requests. Return: the guest had something to do. */
static bool player_go(struct player *p)
{
	u32 done = __atomic_load_n(p->context.timeline, __ATOMIC_ACQUIRE);
	bool did = false;

	mini_irq(p->guest);
	while (p->left && p->context.seqno - done < IN_FLIGHT) {
		mini_request_batch(&p->context, BATCH_VA + p->next * PAGE_SIZE);
		p->next = (p->next + 1) % p->buffers;
		p->left--;
		did = true;
	}
	return mini_flush(&p->context) || did;
}

/* Run a round with equal requests for all players. Return: nanoseconds per request. */
static double stage_round(struct stage *s)
{
	u64 start = bench_ns();
	bool busy = true;
	u32 i;

	for (i = 0; i < s->n; i++)
		s->players[i].left = REQUESTS / s->n;
	while (busy) {
		bool did = false;

		busy = false;
		for (i = 0; i < s->n; i++) {
			did |= player_go(&s->players[i]);
			busy |= s->players[i].left || !player_done(&s->players[i]);
		}
		if (!did)
			sched_yield();
	}
	return (double)(bench_ns() - start) / REQUESTS;
}

/*
 * Create a side and run a round. There are as many buffers in all as requests in the rings. So no
 * request finds bytes in the caches that another one of the same submission has put there.
 */
static void side_init(struct stage *s, const struct pool *pool, bool alone)
{
	stage_init(s, pool, alone);
	stage_round(s);
}

/* Collect the rounds' ratios, with either side created first, since that may place it better. */
static void compare(u32 n, bool alone_first, double *ratios)
{
	struct stage first, second;
	double one, other;
	struct pool pool;
	u32 i;

	pool_init(&pool, n);
	side_init(&first, &pool, alone_first);
	side_init(&second, &pool, !alone_first);
	for (i = 0; i < ROUNDS; i++) {
		one = stage_round(&first);
		other = stage_round(&second);
		ratios[i] = alone_first ? one / other : other / one;
	}
	bench_say("%u vGPUs: at last %.0f ns a request %s, %.0f %s", n, one,
		  alone_first ? "alone" : "together", other, alone_first ? "together" : "alone");
	stage_exit(&first);
	stage_exit(&second);
	munmap(pool.map, pool.bytes);
}

static double together(u32 n)
{
	double ratios[2 * ROUNDS];

	compare(n, true, ratios);
	compare(n, false, ratios + ROUNDS);
	return bench_median(ratios, 2 * ROUNDS);
}

static u64 allocated(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/*
 * Return the memory of an idle vGPU in KiB, after a request on each engine. Memory that stands for
 * the guest is not counted.
 */
static double idle_kib(void)
{
	struct mini_machine *machine = mini_machine_create(MINI_STEP);
	struct mini_context context;
	struct mini_guest *guest;
	struct mini_vm vm;
	u64 before, after;
	u32 i, engine;

	machine->memory_pages = IDLE_PAGES;
	mini_guest_create(machine, &facet_types[0]);
	before = allocated();
	for (i = 0; i < IDLE_GUESTS; i++) {
		guest = mini_guest_create(machine, &facet_types[0]);
		mini_vm_create(guest, &vm);
		for (engine = 0; engine < PGPU_ENGINES; engine++) {
			mini_context_create(guest, &context, engine, &vm, 4096);
			mini_request(&context);
			mini_flush(&context);
			if (!mini_wait(&context) || !mini_wait_idle(context.engine))
				abort();
		}
	}
	after = allocated() - IDLE_GUESTS * (sizeof(*guest) + IDLE_PAGES *
		(sizeof(*guest->host.pin_count) + sizeof(*guest->host.notify)));
	mini_machine_destroy(machine);
	return (double)(after - before) / IDLE_GUESTS / KIB;
}

int main(int argc, char **argv)
{
	static const char how[] =
		"together / one alone that cycles through as many buffers; copies "
		"of 512 KiB, median of 30 rounds' ratios in turns of 2048 requests, "
		"with either side made first";
	/* The pGPU's GGTT has windows for 64 vGPUs. */
	static const u32 counts[] = { 1, 4, 16, 64 };
	double ratio = 0;
	u32 i;

	bench_begin(argc, argv, "many vGPUs together");
	bench_curve("vgpus", "vGPUs together beside one alone", "vGPUs", "throughput / alone",
		    false);
	bench_result("idle_vgpu_kib", idle_kib(), "KiB",
		     "host memory of a vGPU that has run a request on each engine, beside the "
		     "guest's own pages; allocations of user space, mean of 8");
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		ratio = together(counts[i]);
		bench_point("vgpus", "together", counts[i], ratio);
	}
	bench_result("vgpus_64_vs_1_throughput", ratio, "ratio", how);
	return bench_end();
}
