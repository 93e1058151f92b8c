// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes of guest memory during the audit. A callback changes memory exactly while the mediator
 * copies it, or a second thread rewrites memory all the time.
 */
#include "classes.h"
#include "core.h"

#include <sched.h>

#include "device/denied.h"
#include "gen9/context_defs.h"
#include "gen9/irq_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/pins.h"
#include "mediator/vgpu.h"

#define DATA	((u32)HOSTILE_DATA_VA)
#define END	GEN9_MI_BATCH_BUFFER_END

/* The change: a dword at an address, for the time of a copy. */
static struct {
	u64 gpa;
	u32 at;
	u32 bad;
	bool back;
} flip;

static u32 *flip_word(struct fake_host *host)
{
	return (u32 *)(host->mem + flip.gpa + flip.at);
}

/* Copy guest memory, with the other value in place. */
static int flip_read(void *data, u64 gpa, void *buf, size_t len)
{
	u64 at = flip.gpa + flip.at;
	bool hit = flip.gpa && gpa <= at && at + 4 <= gpa + len;
	u32 *word = flip_word(data);
	u32 good = *word;
	int ret;

	if (hit)
		WRITE_ONCE(*word, flip.bad);
	ret = fake_host_ops.read(data, gpa, buf, len);
	if (hit && flip.back)
		WRITE_ONCE(*word, good);
	return ret;
}

static u64 gpa_of(struct hostile *h, const void *p)
{
	return (const u8 *)p - h->evil->host.mem;
}

static void flip_set(struct hostile *h, const u32 *word, u32 bad)
{
	flip.gpa = gpa_of(h, word) & ~4095ull;
	flip.at = gpa_of(h, word) & 4095;
	flip.bad = bad;
	flip.back = true;
	core_ops(h)->read = flip_read;
}

/*
 * The ring has a valid store. While the ring is copied, its address is one of the host's shadows.
 */
static void ring_flips(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 at, gva;

	hostile_page(h, &gva, 0);
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	at = context.emit / 4;
	MINI_EMIT(&context, 0x10400002, gva, 0, 1);
	mini_request_end(&context);
	flip_set(h, &context.ring[at + 1], HOSTILE_WINDOW);
	hostile_submit(&context);
	hostile_settle(h);
	flip.gpa = 0;
	hostile_refused(h, &context, 0x10400002);
}

/* A command crosses two pages of a batch. The second half changes after the first was copied. */
static void batch_flips(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 2);
	u32 gva = mini_ggtt_map(h->evil, gpa, 2);
	u32 *batch = mini_ptr(h->evil, gpa);
	u32 own;

	hostile_page(h, &own, 0);
	batch[1023] = 0x10400002;
	batch[1024] = own;
	batch[1026] = 1;
	batch[1027] = END;
	hostile_context(h, &context, PGPU_VCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, gva, 0, 0);
	mini_request_end(&context);
	flip_set(h, &batch[1024], HOSTILE_WINDOW);
	hostile_submit(&context);
	hostile_settle(h);
	flip.gpa = 0;
	hostile_refused(h, &context, 0x10400002);
}

/**
 * struct flip_image - A dword of the image and its value during the copy.
 * @dword: index of the dword
 * @bad: the value
 */
struct flip_image {
	u32 dword;
	u32 bad;
};

static void image_flips(struct hostile *h, const void *arg)
{
	const struct flip_image *image = arg;
	struct mini_context context;

	hostile_context(h, &context, PGPU_VECS);
	mini_request(&context);
	flip_set(h, &context.image[image->dword], image->bad);
	hostile_submit(&context);
	hostile_settle(h);
	flip.gpa = 0;
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* A GGTT entry changes while its page is being pinned. */
static struct hostile *pinning;
static u32 pinning_gva;
static u64 pinning_to;

static int pin_flips(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	struct hostile *h = pinning;
	int ret = fake_host_ops.pin(data, gfns, n, frames);

	pinning = NULL;
	if (h)
		mini_ggtt_set(h->evil, pinning_gva, pinning_to | GEN9_PTE_PRESENT);
	return ret;
}

static void entry_flips(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva;
	u32 *first = hostile_page(h, &gva, 0);
	u64 second = mini_alloc(h->evil, 1);

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x10400002, gva, 0, 0x600d);
	mini_request_end(&context);
	pinning = h;
	pinning_gva = gva;
	pinning_to = second;
	core_ops(h)->pin = pin_flips;
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(!pinning && !first[0]);
	EXPECT(*(u32 *)mini_ptr(h->evil, second) == 0x600d);
}

/* The guest's second thread */

static u32 racer_seed;

/**
 * struct racer - A thread that alternates between two values.
 * @thread: the thread
 * @word: the dword that it writes
 * @good: the valid value
 * @bad: the other value
 * @runs: the thread has written at least once
 * @stop: the thread must end
 */
struct racer {
	pthread_t thread;
	u32 *word;
	u32 good;
	u32 bad;
	bool runs;
	bool stop;
};

/* Write bursts that end with either value. So other threads meet both, also on one processor. */
static void *racer_thread(void *arg)
{
	struct racer *racer = arg;
	u32 seed = (u32)(uintptr_t)pthread_self() ^ racer_seed++;
	u32 i;

	while (!__atomic_load_n(&racer->stop, __ATOMIC_ACQUIRE)) {
		seed = seed * 1664525u + 1013904223u;
		for (i = seed >> 16 & 0xff; i; i--)
			WRITE_ONCE(*racer->word, i & 1 ? racer->good : racer->bad);
		WRITE_ONCE(*racer->word, seed >> 30 & 1 ? racer->good : racer->bad);
		__atomic_store_n(&racer->runs, true, __ATOMIC_RELEASE);
		sched_yield();
	}
	return NULL;
}

static void racer_start(struct racer *racer, u32 *word, u32 bad)
{
	*racer = (struct racer){ .word = word, .good = *word, .bad = bad };
	EXPECT(!pthread_create(&racer->thread, NULL, racer_thread, racer));
	while (!__atomic_load_n(&racer->runs, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void racer_end(struct racer *racer)
{
	__atomic_store_n(&racer->stop, true, __ATOMIC_RELEASE);
	pthread_join(racer->thread, NULL);
	WRITE_ONCE(*racer->word, racer->good);
}

#define RACES	4000u
#define SEEN	3u		/* number of times that each outcome must occur */

static bool over(const void *arg)
{
	const struct mini_context *context = arg;

	return context->engine->errors || hostile_reg(context, GEN9_RING_ESR) ||
	       READ_ONCE(*context->timeline) == context->seqno;
}

/*
 * Submit requests until both outcomes have occurred several times: refused and done. Each request
 * has a context of its own. @prepare makes the request and returns the dword that the racer writes.
 */
static void race(struct hostile *h, u32 *(*prepare)(struct hostile *h, struct mini_context *c),
		 u32 bad, const u32 *forbidden)
{
	struct mini_context context;
	u32 refused = 0, done = 0, i;
	u32 *word;
	u64 gpa = h->evil->next_gpa;
	u32 gva = h->evil->next_gva;
	struct racer racer;

	for (i = 0; i < RACES && (refused < SEEN || done < SEEN); i++) {
		h->evil->next_gpa = gpa;
		h->evil->next_gva = gva;
		word = prepare(h, &context);
		*context.timeline = 0;	/* memory of the previous context */
		racer_start(&racer, word, bad);
		hostile_submit(&context);
		EXPECT(hostile_until(h, over, &context));
		if (hostile_reg(&context, GEN9_RING_ESR)) {
			refused++;
			EXPECT(hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_INSTRUCTION);
		} else {
			done++;
		}
		racer_end(&racer);
		EXPECT(!forbidden || !READ_ONCE(*forbidden));
		context.engine->errors = 0;
		mini_reset_engine(context.engine);
	}
	EXPECT(refused >= SEEN && done >= SEEN);
}

static u32 *race_flag;
static u32 race_flag_gva, race_own_gva;

/* The racer changes the address of a store to a host shadow. A second store follows the bad one. */
static u32 *race_ring_prepare(struct hostile *h, struct mini_context *context)
{
	u32 at;

	hostile_context(h, context, PGPU_BCS);
	mini_request_begin(context);
	at = context->emit / 4;
	MINI_EMIT(context, 0x10400002, race_own_gva, 0, 1);
	mini_request_end(context);
	return &context->ring[at + 1];
}

static void race_ring(struct hostile *h, const void *arg)
{
	hostile_page(h, &race_own_gva, 0);
	race(h, race_ring_prepare, HOSTILE_WINDOW, NULL);
}

static u32 *race_batch_prepare(struct hostile *h, struct mini_context *context)
{
	u32 gva;
	u32 *batch = hostile_page(h, &gva, 0);
	const u32 dw[] = { 0x10400002, race_own_gva, 0, 1, END };

	memcpy(batch, dw, sizeof(dw));
	hostile_context(h, context, PGPU_VCS);
	mini_request_begin(context);
	MINI_EMIT(context, 0x18800001, gva, 0, 0);
	mini_request_end(context);
	return &batch[1];
}

static void race_batch(struct hostile *h, const void *arg)
{
	hostile_page(h, &race_own_gva, 0);
	race(h, race_batch_prepare, HOSTILE_WINDOW, NULL);
}

static u32 *race_image_prepare(struct hostile *h, struct mini_context *context)
{
	hostile_context(h, context, PGPU_VECS);
	mini_request(context);
	return &context->image[GEN9_CTX_RING_TAIL];
}

static void race_image(struct hostile *h, const void *arg)
{
	race(h, race_image_prepare, 0x2000, NULL);
}

/* The racer makes a table's entry one of a large page. The fake large page leads to @race_flag. */
static u32 *race_tables_prepare(struct hostile *h, struct mini_context *context)
{
	u64 fake = gpa_of(h, race_flag) - 4096;
	u32 *data;
	u64 *table, next;

	mini_vm_create(h->evil, &h->vm);
	data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	data[0] = 0;
	next = *(u64 *)mini_ptr(h->evil, h->vm.pml4) & GEN9_PTE_ADDR_MASK;
	next = *(u64 *)mini_ptr(h->evil, next) & GEN9_PTE_ADDR_MASK;
	table = mini_ptr(h->evil, next);
	((u64 *)mini_ptr(h->evil, fake))[HOSTILE_DATA_VA >> 12 & 511] =
		gpa_of(h, race_flag) | MINI_PTE;
	*hostile_page(h, NULL, HOSTILE_BATCH_VA) = 0;
	hostile_context(h, context, PGPU_BCS);
	mini_request_begin(context);
	MINI_EMIT(context, 0x10000002, DATA, 0, 1);
	mini_request_end(context);
	race_flag_gva = (u32)fake | 0x83;
	return (u32 *)&table[HOSTILE_DATA_VA >> 21 & 511];
}

static void race_tables(struct hostile *h, const void *arg)
{
	u64 fake = mini_alloc(h->evil, 2);
	struct mini_context context;
	struct racer racer;
	u64 gpa = h->evil->next_gpa;
	u32 gva = h->evil->next_gva;
	u32 *word, i, faults = 0;

	race_flag = mini_ptr(h->evil, fake + 4096);
	for (i = 0; i < RACES && faults < SEEN; i++) {
		h->evil->next_gpa = gpa;
		h->evil->next_gva = gva;
		word = race_tables_prepare(h, &context);
		*context.timeline = 0;
		racer_start(&racer, word, race_flag_gva);
		hostile_submit(&context);
		EXPECT(hostile_until(h, over, &context));
		faults += hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_PAGE;
		racer_end(&racer);
		EXPECT(!READ_ONCE(*race_flag));
		context.engine->errors = 0;
		mini_reset_engine(context.engine);
	}
	EXPECT(faults >= SEEN);
	mini_vm_create(h->evil, &h->vm);
}

static const struct flip_image tail_flips = { GEN9_CTX_RING_TAIL, 0x2000 };
static const struct flip_image ring_off_flips = { GEN9_CTX_RING_CTL, 0x1000 };
static const struct flip_image root_flips = { GEN9_CTX_PDP0_L, 0x101008 };

static const struct hostile_case toctou_cases[] = {
	CASE(ring_flips, AUDIT_ADDRESS, "a store of the ring is another while it is copied",
		HOSTILE_STOPS),
	CASE(batch_flips, AUDIT_ADDRESS,
		"a command's second half changes after its first was copied",
	     HOSTILE_STOPS),
	CASE_ARG("tail_flips", image_flips, &tail_flips, RING_TAIL,
		 "the tail is beyond the ring while the image is copied", HOSTILE_STOPS),
	CASE_ARG("ring_off_flips", image_flips, &ring_off_flips, RING_VALID,
		 "the ring is off while the image is copied", HOSTILE_STOPS),
	CASE_ARG("root_flips", image_flips, &root_flips, PPGTT_PML4,
		 "the root is none while the image is copied", HOSTILE_STOPS),
	CASE(entry_flips, GGTT_CHANGED, "a GGTT entry changes while its page is pinned",
	     "what it names last counts"),
	CASE(race_ring, AUDIT_ADDRESS, "a second thread rewrites an address in the ring",
	     "the engine stops at it, or the request ends"),
	CASE(race_batch, AUDIT_ADDRESS, "a second thread rewrites an address in a privileged batch",
	     "the engine stops at it, or the request ends"),
	CASE(race_image, RING_TAIL, "a second thread rewrites the tail in the image",
	     "the engine stops, or the request ends"),
	CASE(race_tables, PPGTT_LARGE, "a second thread rewrites a table's entry",
	     "a page fault, or the request ends"),
};

HOSTILE_CLASS(hostile_toctou, "changes during audit", false, toctou_cases);
