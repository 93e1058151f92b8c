// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test several guests on one pGPU, with the threads of a real front end: a worker per vGPU, a
 * thread per engine, a thread per guest. The test compares each guest's blits with the CPU's copy.
 * Meanwhile other guests hang, reset, lose memory or write random values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <unistd.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"

#define BATCH_VA	0x100000000ull
#define SRC_VA		0x200000ull
#define DST_VA		0x400000ull
#define PITCH		1024u
#define WIDTH		256u
#define HEIGHT		32u
#define PAGES		(PITCH * HEIGHT / 4096u)
#define RUBBISH_PAGES	64u

/* A guest that blits by two contexts in turn. */
struct blitter {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context[2];
	u64 src, dst[2], batch;
	u32 rounds;
	u32 mismatches;
	u32 lost;
	u32 seed;
};

static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void blitter_setup(struct blitter *b, struct mini_machine *machine, u32 rounds)
{
	struct mini_batch batch;
	u32 i;

	b->guest = mini_guest_create(machine, &facet_types[0]);
	b->rounds = rounds;
	b->seed = machine->n_guests;
	mini_vm_create(b->guest, &b->vm);
	b->src = mini_alloc(b->guest, PAGES);
	b->dst[0] = mini_alloc(b->guest, PAGES);
	b->dst[1] = mini_alloc(b->guest, PAGES);
	b->batch = mini_alloc(b->guest, 1);
	for (i = 0; i < PAGES; i++) {
		mini_vm_map(&b->vm, SRC_VA + i * 4096, b->src + i * 4096, MINI_PTE);
		mini_vm_map(&b->vm, DST_VA + i * 4096, b->dst[0] + i * 4096, MINI_PTE);
	}
	mini_vm_map(&b->vm, BATCH_VA, b->batch, MINI_PTE);
	batch = (struct mini_batch){ .dw = mini_ptr(b->guest, b->batch) };
	mini_copy_blit(&batch, DST_VA, SRC_VA, PITCH, WIDTH, HEIGHT);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	for (i = 0; i < 2; i++)
		mini_context_create(b->guest, &b->context[i], PGPU_BCS, &b->vm, 8192);
}

/*
 * Blit once, and compare. Change page tables first, so that the destination changes every two
 * rounds.
 */
static void blit_once(struct blitter *b, u32 round)
{
	struct mini_context *context = &b->context[round % 2];
	u32 *src = mini_ptr(b->guest, b->src);
	u64 dst = b->dst[round / 2 % 2];
	u32 i;

	for (i = 0; i < PAGES; i++)
		mini_vm_map(&b->vm, DST_VA + i * 4096, dst + i * 4096, MINI_PTE);

	for (i = 0; i < PITCH * HEIGHT / 4; i++)
		src[i] = next_random(&b->seed);
	mini_request_batch(context, BATCH_VA);
	mini_elsp(context, true, NULL);
	if (!mini_wait(context) || !mini_wait_idle(context->engine))
		b->lost++;
	else if (memcmp(src, mini_ptr(b->guest, dst), PITCH * HEIGHT))
		b->mismatches++;
}

static void *blitter_thread(void *arg)
{
	struct blitter *b = arg;
	u32 i;

	for (i = 0; i < b->rounds && !b->lost; i++)
		blit_once(b, i);
	return NULL;
}

static void assert_blits(const struct blitter *b)
{
	assert_int_equal(b->lost, 0);
	assert_int_equal(b->mismatches, 0);
}

/* The initial state of a test says whether the front end reports writes to page tables. */
static struct mini_machine *machine_create(void *const *state)
{
	struct mini_machine *machine = mini_machine_create(MINI_THREADS);

	machine->tracking = *(const bool *)*state;
	return machine;
}

static void guests_blit_side_by_side(void **state)
{
	enum { GUESTS = 3 };
	struct mini_machine *machine = machine_create(state);
	struct blitter b[GUESTS] = { 0 };
	pthread_t thread[GUESTS];
	u32 i;

	for (i = 0; i < GUESTS; i++)
		blitter_setup(&b[i], machine, 200);
	for (i = 0; i < GUESTS; i++)
		pthread_create(&thread[i], NULL, blitter_thread, &b[i]);
	for (i = 0; i < GUESTS; i++)
		pthread_join(thread[i], NULL);
	for (i = 0; i < GUESTS; i++)
		assert_blits(&b[i]);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

/* One guest runs a batch without end on the engine that the other guest needs. */
static void hog_delays_by_slices_only(void **state)
{
	struct mini_machine *machine = machine_create(state);
	struct blitter b = { 0 }, hog = { 0 };
	struct mini_batch batch;
	u32 i;

	blitter_setup(&b, machine, 20);
	blitter_setup(&hog, machine, 0);
	batch = (struct mini_batch){ .dw = mini_ptr(hog.guest, hog.batch) };
	MINI_BATCH(&batch, 0x18800101, lower_32_bits(BATCH_VA), upper_32_bits(BATCH_VA));
	mini_request_batch(&hog.context[0], BATCH_VA);
	mini_elsp(&hog.context[0], true, NULL);
	for (i = 0; i < 5000 && hog.context[0].engine->pending; i++) {
		mini_wait_irq(hog.guest, 1000);
		mini_irq(hog.guest);
	}
	blitter_thread(&b);
	assert_blits(&b);
	assert_int_not_equal(*hog.context[0].timeline, hog.context[0].seqno);
	/* The work was preempted and resumed. A reset can end it. */
	mini_irq(hog.guest);
	assert_int_equal(hog.context[0].engine->logged, 1);
	mini_reset_engine(hog.context[0].engine);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

struct nuisance {
	struct blitter blitter;
	bool stop;
};

static bool nuisance_stop(struct nuisance *n)
{
	return __atomic_load_n(&n->stop, __ATOMIC_ACQUIRE);
}

static void *resetter_thread(void *arg)
{
	struct nuisance *n = arg;
	struct blitter *b = &n->blitter;
	u32 i;

	for (i = 0; !nuisance_stop(n); i++) {
		struct mini_context *context = &b->context[i % 2];

		mini_request_batch(context, BATCH_VA);
		mini_elsp(context, true, NULL);
		if (i % 3)
			usleep(next_random(&b->seed) % 300);
		mini_reset_engine(context->engine);
		context->image[GEN9_CTX_RING_HEAD] = context->emit;
	}
	return NULL;
}

static void *unmapper_thread(void *arg)
{
	struct nuisance *n = arg;
	struct blitter *b = &n->blitter;
	u32 i;

	for (i = 0; !nuisance_stop(n) || b->lost; i++) {
		mini_request_batch(&b->context[0], BATCH_VA);
		mini_elsp(&b->context[0], true, NULL);
		facet_vgpu_dma_unmap(b->guest->vgpu, b->dst[0], PAGES * 4096);
		if (!mini_wait(&b->context[0]))
			b->lost++;
	}
	return NULL;
}

/*
 * Write random values to registers, GGTT entries, context images and the first pages of memory of
 * one guest.
 */
static void *rubbish_thread(void *arg)
{
	static const u32 bases[] = { GEN9_RCS_BASE, GEN9_BCS_BASE, GEN9_VCS_BASE, GEN9_VECS_BASE };
	struct nuisance *n = arg;
	struct blitter *b = &n->blitter;
	u32 *mem = mini_ptr(b->guest, 0x100000);
	u32 words = RUBBISH_PAGES * 1024;
	u32 i;

	while (!nuisance_stop(n)) {
		u32 r = next_random(&b->seed);
		u32 value = next_random(&b->seed) << 16 ^ next_random(&b->seed);
		u32 base = bases[r % 4];

		switch ((r >> 4) % 8) {
		case 0:
			mini_write(b->guest, next_random(&b->seed) % GEN9_MMIO_SIZE & ~3u, value);
			break;
		case 1:
			mini_write(b->guest, base + (next_random(&b->seed) % 0x800 & ~3u), value);
			break;
		case 2:
			mini_ggtt_set(b->guest, next_random(&b->seed) % 0x4000000 & ~0xfffu,
				      (u64)value << (r % 16));
			break;
		case 3:
			for (i = 0; i < 64; i++) {
				u32 *at = &mem[next_random(&b->seed) % words];

				WRITE_ONCE(*at, value * i);
				fake_host_wrote(&b->guest->host, at, sizeof(*at));
			}
			break;
		case 4:
			WRITE_ONCE(b->context[r % 2].image[next_random(&b->seed) % 0x50], value);
			break;
		default:
			mini_request_batch(&b->context[r % 2], BATCH_VA);
			mini_elsp(&b->context[r % 2], r & 64,
				  r & 128 ? &b->context[!(r % 2)] : NULL);
			if (r & 256)
				mini_write(b->guest, GEN9_GDRST, value & 0x1f);
			break;
		}
	}
	return NULL;
}

static void blits_beside(void *const *state, void *(*thread)(void *))
{
	struct mini_machine *machine = machine_create(state);
	struct nuisance n = { 0 };
	struct blitter b = { 0 };
	pthread_t id;

	blitter_setup(&b, machine, 150);
	blitter_setup(&n.blitter, machine, 0);
	pthread_create(&id, NULL, thread, &n);
	blitter_thread(&b);
	__atomic_store_n(&n.stop, true, __ATOMIC_RELEASE);
	pthread_join(id, NULL);
	assert_blits(&b);
	assert_int_equal(n.blitter.lost, 0);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

static void resets_of_one_guest_leave_the_other(void **state)
{
	blits_beside(state, resetter_thread);
}

static void revoked_memory_of_one_guest_leaves_the_other(void **state)
{
	blits_beside(state, unmapper_thread);
}

static void rubbish_of_one_guest_leaves_the_other(void **state)
{
	blits_beside(state, rubbish_thread);
}

static bool tracking[] = { false, true };

int main(void)
{
#define TEST(test) \
		{ #test ", compared", test, NULL, NULL, &tracking[0] }, \
		{ #test ", watched", test, NULL, NULL, &tracking[1] }
	const struct CMUnitTest tests[] = {
		TEST(guests_blit_side_by_side),
		TEST(hog_delays_by_slices_only),
		TEST(resets_of_one_guest_leave_the_other),
		TEST(revoked_memory_of_one_guest_leaves_the_other),
		TEST(rubbish_of_one_guest_leaves_the_other),
	};

	return cmocka_run_group_tests_name("many guests", tests, NULL, NULL);
}
