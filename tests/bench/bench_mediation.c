// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the cost of mediation: the same requests on the same engine, in turns through a vGPU and
 * directly through the pGPU interface. Both sides keep some requests in the ring. They submit all
 * of them whenever one of the two places in the queue is free, as i915 does. The engine has a
 * processor of its own on both sides; guest and mediator share the other processor. Both address
 * spaces have 128 page-table pages.
 */
#include "engine/render_units.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/type.h"
#include "tests/bench/bench.h"
#include "tests/lib/mini.h"
#include "tests/lib/sgpu_rig.h"
#include "tests/unit/engine/long_kernel.h"

#define ROUNDS		41
#define SRC_VA		0x40000000ull
#define DST_VA		0x60000000ull
#define MORE_VA		0x200000000ull	/* one page in each further last-level table */
#define TABLE_SPAN	0x200000ull
#define TABLES		128u
#define TABLES_BEFORE	9u	/* PML4, PDPs, PDs, and last-level tables of surfaces and batch */
#define DEPTH		2u	/* submissions that the engine accepts */
#define IN_FLIGHT	8u	/* requests in the ring */
#define BATCH_PAGES	4u
#define REQUEST_BYTES	256u
#define TICK_US		2000	/* interval of timers, which no request here needs */
#define ALONE_ROUNDS	101u
#define ALONE_NS	2000000u
#define HERE		1u
#define ENGINES		0u

/*
 * struct work - A kind of request.
 * @name: name of its results
 * @bytes: bytes of each blit
 * @blits: blits in a request
 * @requests: requests in a round
 * @loops: loops of the kernel that a request dispatches; 0: requests are blits
 */
struct work {
	const char *name;
	u32 bytes;
	u32 blits;
	u32 requests;
	u32 loops;
};

static u32 engine_of(const struct work *work)
{
	return work->loops ? PGPU_RCS : PGPU_BCS;
}

static u32 surface_bytes(const struct work *work)
{
	return max(4096u, work->bytes * work->blits);
}

static void fill_blits(u32 *dw, const struct work *work)
{
	struct mini_batch batch = { .dw = dw };
	u32 width = work->bytes > 65536 ? 1024 : 32;
	u32 i, at;

	for (i = 0; i < work->blits; i++) {
		at = i * work->bytes;
		mini_copy_blit(&batch, DST_VA + at, SRC_VA + at, width * 4, width,
			       work->bytes / 4 / width);
	}
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

/* Fill the batch, and the memory that it names: see long_kernel.h. */
static void fill_batch(struct sgpu_rig *memory, const struct work *work)
{
	if (!work->loops) {
		fill_blits(memory->batch, work);
		return;
	}
	long_kernel_write(memory, work->loops);
	long_kernel_batch(memory);
}

/*
 * struct plain - The side without the mediator.
 * @rig: the engine
 * @event: signals the end of a submission
 * @units: the render engine; NULL: none
 * @queued: submissions in the engine's queue, under rig.lock
 * @submissions: number of submissions
 * @seqno: seqno of the last request
 * @submitted: seqno of the last submitted request
 * @src: source of the blits
 * @dst: target of the blits
 */

struct plain {
	struct sgpu_rig rig;
	pthread_cond_t event;
	struct render_units *units;
	u32 queued;
	u32 submissions;
	u32 seqno;
	u32 submitted;
	void *src, *dst;
};

static void plain_event(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	struct plain *plain = rig->hook_data;

	pthread_mutex_lock(&rig->lock);
	rig->event_count = 0;
	if (event->type == PGPU_EV_COMPLETE)
		plain->queued--;
	pthread_mutex_unlock(&rig->lock);
	pthread_cond_signal(&plain->event);
}

static int plain_give(struct softgpu_user *user, void *arg)
{
	struct plain *plain = arg;

	plain->units = render_units_give(softgpu_user_softgpu(user), &render_engine_ops);
	return plain->units ? 0 : -ENOMEM;
}

static void plain_init(struct plain *plain, const struct work *work, bool threads)
{
	u32 bytes = surface_bytes(work), i;

	bench_processor(ENGINES);
	sgpu_rig_init_units(&plain->rig, engine_of(work),
			    threads ? SOFTGPU_USER_THREADS : SOFTGPU_USER_STEP,
			    work->loops ? plain_give : NULL, plain);
	bench_processor(HERE);
	pthread_cond_init(&plain->event, NULL);
	plain->rig.hook = threads ? plain_event : NULL;
	plain->rig.hook_data = plain;
	plain->src = bench_pages(bytes);
	plain->dst = bench_pages(bytes);
	sgpu_rig_map(&plain->rig, RIG_PPGTT, SRC_VA, plain->src, bytes);
	sgpu_rig_map(&plain->rig, RIG_PPGTT, DST_VA, plain->dst, bytes);
	for (i = 0; i < TABLES - TABLES_BEFORE; i++)
		sgpu_rig_page(&plain->rig, RIG_PPGTT, MORE_VA + i * TABLE_SPAN);
	fill_batch(&plain->rig, work);
}

static void plain_exit(struct plain *plain)
{
	sgpu_rig_exit(&plain->rig);
	render_units_destroy(plain->units);
	pthread_cond_destroy(&plain->event);
	free(plain->src);
	free(plain->dst);
}

/* The render engine's commands of mini_request_begin() and mini_request_close(). */
static void plain_invalidate(struct sgpu_rig *rig)
{
	rig_emit(rig, 0x7a000004, 0, 0, 0, 0, 0);
	rig_emit(rig, 0x7a000004, 0x00344c1c, 0xd0, 0, 0, 0);
}

static void plain_end(struct sgpu_rig *rig, u32 seqno)
{
	rig_emit(rig, 0x7a000004, 0x00141021, 0, 0, 0, 0);
	rig_emit(rig, 0x7a000004, 0x01104080, RIG_DATA, 0, seqno, 0);
}

/* Emit the commands of mini_request_batch(). */
static void plain_request(struct plain *plain)
{
	struct sgpu_rig *rig = &plain->rig;
	u32 seqno = ++plain->seqno;
	bool renders = plain->units;

	/* Pad, so that the commands do not cross the end of the ring. */
	while (rig->tail > RIG_RING_SIZE - REQUEST_BYTES)
		rig_emit(rig, 0);
	if (renders)
		plain_invalidate(rig);
	else
		rig_emit(rig, 0x13244002, 0xd0, 0, 0);
	rig_emit(rig, 0x10400002, RIG_DATA, 0, seqno - 1, 0, 0x02800000, 0x04000000, 0);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	if (renders)
		plain_end(rig, seqno);
	else
		rig_emit(rig, 0, 0x13004002, RIG_DATA | GEN9_FLUSH_DW_USE_GGTT, 0, seqno);
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0x04000001);
	if (rig->tail % 8)
		rig_emit(rig, 0);
}

static void plain_flush(struct plain *plain)
{
	bool room;

	if (plain->submitted == plain->seqno)
		return;
	pthread_mutex_lock(&plain->rig.lock);
	room = plain->queued < DEPTH;
	plain->queued += room;
	pthread_mutex_unlock(&plain->rig.lock);
	if (!room)
		return;
	plain->submitted = plain->seqno;
	plain->submissions++;
	sgpu_rig_submit(&plain->rig, 0);
}

static bool plain_done(struct plain *plain, u32 seqno)
{
	return (s32)(__atomic_load_n(plain->rig.gdata, __ATOMIC_ACQUIRE) - seqno) >= 0;
}

static void plain_wait(struct plain *plain, u32 seqno)
{
	while (!plain_done(plain, seqno)) {
		plain_flush(plain);
		pthread_mutex_lock(&plain->rig.lock);
		if (!plain_done(plain, seqno) &&
		    (plain->submitted == plain->seqno || plain->queued == DEPTH))
			pthread_cond_wait(&plain->event, &plain->rig.lock);
		pthread_mutex_unlock(&plain->rig.lock);
	}
}

static double plain_round(struct plain *plain, u32 n)
{
	u64 start = bench_ns();
	u32 i;

	for (i = 1; i <= n; i++) {
		plain_request(plain);
		if (i > IN_FLIGHT)
			plain_wait(plain, plain->seqno - IN_FLIGHT);
		plain_flush(plain);
	}
	plain_wait(plain, plain->seqno);
	return (double)(bench_ns() - start) / n;
}

/* The side with a vGPU. */

struct mediated {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	u32 submissions;
};

/* Map new pages at @va. Return: their memory. */
static void *map_pages(struct mediated *m, u64 va, u32 bytes)
{
	u32 pages = bytes / PAGE_SIZE, i;
	u64 gpa = mini_alloc(m->guest, pages);

	memset(mini_ptr(m->guest, gpa), 1, bytes);
	for (i = 0; i < pages; i++)
		mini_vm_map(&m->vm, va + i * PAGE_SIZE, gpa + i * PAGE_SIZE, MINI_PTE);
	return mini_ptr(m->guest, gpa);
}

/* Give the batch its memory, at the addresses that sgpu_rig has it. */
static void mediated_batch(struct mediated *m, const struct work *work)
{
	struct sgpu_rig memory = {
		.batch = map_pages(m, RIG_BATCH, BATCH_PAGES * PAGE_SIZE),
		.batch2 = map_pages(m, RIG_BATCH2, BATCH_PAGES * PAGE_SIZE),
		.data = map_pages(m, RIG_DATA, PAGE_SIZE),
	};

	fill_batch(&memory, work);
}

static void mediated_init(struct mediated *m, const struct work *work, bool tracking, bool threads)
{
	u64 more;
	u32 i;

	memset(m, 0, sizeof(*m));
	bench_processor(ENGINES);
	mini_machine_use_render(work->loops ? &render_engine_ops : NULL);
	m->machine = mini_machine_create(threads ? MINI_THREADS : MINI_STEP);
	bench_processor(HERE);
	m->machine->tracking = tracking;
	WRITE_ONCE(m->machine->tick_us, TICK_US);
	m->guest = mini_guest_create(m->machine, &facet_types[0]);
	mini_vm_create(m->guest, &m->vm);
	map_pages(m, SRC_VA, surface_bytes(work));
	map_pages(m, DST_VA, surface_bytes(work));
	mediated_batch(m, work);
	more = mini_alloc(m->guest, 1);
	for (i = 0; i < TABLES - TABLES_BEFORE; i++)
		mini_vm_map(&m->vm, MORE_VA + i * TABLE_SPAN, more, MINI_PTE);
	mini_context_create(m->guest, &m->context, engine_of(work), &m->vm, 16384);
}

static void mediated_wait(struct mediated *m, u32 seqno)
{
	while ((s32)(__atomic_load_n(m->context.timeline, __ATOMIC_ACQUIRE) - seqno) < 0) {
		mini_wait_irq(m->guest, 1000);
		mini_irq(m->guest);
		m->submissions += mini_flush(&m->context);
	}
}

static double mediated_round(struct mediated *m, u32 n)
{
	struct mini_context *context = &m->context;
	u64 start = bench_ns();
	u32 i;

	for (i = 1; i <= n; i++) {
		mini_request_batch(context, RIG_BATCH);
		if (i > IN_FLIGHT)
			mediated_wait(m, context->seqno - IN_FLIGHT);
		mini_irq(m->guest);
		m->submissions += mini_flush(context);
	}
	mediated_wait(m, context->seqno);
	return (double)(bench_ns() - start) / n;
}

static double compare(const struct work *work, bool tracking)
{
	struct plain *plain = bench_alloc(1, sizeof(*plain));
	double ratios[ROUNDS], direct, through;
	struct mediated m;
	u32 i, n = (ROUNDS + 1) * work->requests;

	plain_init(plain, work, true);
	mediated_init(&m, work, tracking, true);
	plain_round(plain, work->requests);
	mediated_round(&m, work->requests);
	for (i = 0; i < ROUNDS; i++) {
		direct = plain_round(plain, work->requests);
		through = mediated_round(&m, work->requests);
		ratios[i] = direct / through;
	}
	bench_say("%s, %s: %.0f ns direct, %.0f ns mediated, %.2f and %.2f requests a submission",
		  work->name, tracking ? "tracked" : "compared", direct, through,
		  (double)n / plain->submissions, (double)n / m.submissions);
	mini_machine_destroy(m.machine);
	plain_exit(plain);
	free(plain);
	return bench_median(ratios, ROUNDS);
}

/*
 * Return the time of a request whose user batch runs in place, divided by that of one whose batch
 * is copied. The mediator copies where the blitter does not say that it polices user batches.
 */
static double compare_copied(const struct work *work)
{
	struct mediated in_place, copied;
	double ratios[ROUNDS], direct;
	struct pgpu_caps caps;
	struct pgpu *pgpu;
	u32 i;

	mediated_init(&in_place, work, true, true);
	mediated_init(&copied, work, true, true);
	pgpu = softgpu_user_pgpu(copied.machine->user);
	caps = *pgpu->caps;
	caps.user_batch_safe &= ~BIT(PGPU_BCS);
	pgpu->caps = &caps;
	mediated_round(&in_place, work->requests);
	mediated_round(&copied, work->requests);
	for (i = 0; i < ROUNDS; i++) {
		direct = mediated_round(&in_place, work->requests);
		ratios[i] = direct / mediated_round(&copied, work->requests);
	}
	mini_machine_destroy(copied.machine);
	mini_machine_destroy(in_place.machine);
	return bench_median(ratios, ROUNDS);
}

/* Both sides for empty requests, each submitted alone, in one thread that waits for its end. */
struct pair {
	struct plain plain;
	struct mediated mediated;
};

static void plain_alone(void *arg)
{
	struct pair *pair = arg;

	pair->plain.rig.event_count = 0;
	plain_request(&pair->plain);
	sgpu_rig_complete(&pair->plain.rig);
}

static void mediated_alone(void *arg)
{
	struct pair *pair = arg;
	struct mediated *m = &pair->mediated;

	mini_request_batch(&m->context, RIG_BATCH);
	mini_flush(&m->context);
	if (!mini_wait(&m->context) || !mini_wait_idle(m->context.engine))
		abort();
}

/* Return how much longer a submission through the mediator takes, in nanoseconds. */
static double mediation_ns(bool tracking)
{
	static const struct work empty = { "empty", 0, 0, 0, 0 };
	struct pair *pair = bench_alloc(1, sizeof(*pair));
	double ns, ratio;

	plain_init(&pair->plain, &empty, false);
	mediated_init(&pair->mediated, &empty, tracking, false);
	ratio = bench_compare(pair, mediated_alone, plain_alone, ALONE_ROUNDS, ALONE_NS, &ns);
	mini_machine_destroy(pair->mediated.machine);
	plain_exit(&pair->plain);
	free(pair);
	return ns * (1 - ratio);
}

static void measure(const struct work *work)
{
	static const char how[] =
		"lower of both modes of page tables; median of 41 rounds in turns; "
		"2 submissions queued, 8 requests in the ring, 128 page-table pages; the engine "
		"has a processor of its own";
	double compared = compare(work, false), tracked = compare(work, true);
	char name[64];

	bench_result(work->name, min(compared, tracked), "ratio", how);
	snprintf(name, sizeof(name), "%s_compared", work->name);
	bench_result(name, compared, "ratio", "page tables compared at submission");
	snprintf(name, sizeof(name), "%s_tracked", work->name);
	bench_result(name, tracked, "ratio", "writes to page tables tracked");
}

int main(int argc, char **argv)
{
	static const struct work works[] = {
		{ "mediated_vs_unmediated_1mib", MIB, 1, 400, 0 },
		{ "mediated_vs_unmediated_4kib", 4096, 256, 200, 0 },
		{ "mediated_vs_unmediated_empty", 0, 0, 2000, 0 },
		{ "mediated_vs_native_3d", 0, 0, 40, 10000 },
	};
	double compared, tracked;
	u32 i;

	bench_begin(argc, argv, "the same work with and without the mediator");
	for (i = 0; i < ARRAY_SIZE(works); i++)
		measure(&works[i]);
	bench_result("copied_vs_in_place_1mib", compare_copied(&works[0]), "ratio",
		     "blits of 1 MiB: user batches that the mediator copies, over those that run "
		     "in place");
	bench_result("copied_vs_in_place_4kib", compare_copied(&works[1]), "ratio",
		     "256 blits of 4 KiB in each user batch");
	compared = mediation_ns(false);
	tracked = mediation_ns(true);
	bench_result("mediation_ns_per_submission", max(compared, tracked), "ns",
		     "higher of both modes: time that an empty request alone takes longer than "
		     "without the mediator, from ELSP to the guest's last interrupt, all in one "
		     "thread");
	bench_result("mediation_ns_per_submission_compared", compared, "ns",
		     "page tables compared at submission");
	bench_result("mediation_ns_per_submission_tracked", tracked, "ns",
		     "writes to page tables tracked");
	return bench_end();
}
