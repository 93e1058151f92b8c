// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mediation costs: the same requests, each with one blit, on the same engine
 * through a vGPU and straight through the pGPU seam, in turns; one trapped
 * register access; the audit of a dword. The guest keeps a few requests in its
 * ring and gathers them as i915 does; without it, the engine's queue is kept full.
 * All of it on one processor. Ratios and times are medians of rounds.
 */
#include <sched.h>
#include <time.h>

#include "gen9/engine.h"
#include "gen9/gtt.h"
#include "gen9/mi.h"
#include "gen9/regs.h"
#include "mediator/audit.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"
#include "tests/lib/sgpu_rig.h"

#define ROUNDS		21
#define SRC_VA		0x40000000ull
#define DST_VA		0x60000000ull
#define BATCH_VA	0x100000000ull
#define DEPTH		2u	/* what the engine takes */
#define IN_FLIGHT	8u	/* what a guest has in its ring */
#define MIB		(1024u * 1024)
#define TRAPS		20001u
#define AUDIT_DWORDS	16384u
#define REQUEST_BYTES	128u

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, u32 n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}

/* Width and height in 32-bit pixels of so many bytes. */
static u32 width_of(u32 bytes)
{
	return bytes > 65536 ? 1024 : 32;
}

static u32 height_of(u32 bytes)
{
	return bytes / 4 / width_of(bytes);
}

static void blit_batch(u32 *dw, u32 bytes)
{
	struct mini_batch batch = { .dw = dw };

	mini_copy_blit(&batch, DST_VA, SRC_VA, width_of(bytes) * 4, width_of(bytes),
		       height_of(bytes));
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

/* Without the mediator */

struct plain {
	struct sgpu_rig rig;
	pthread_cond_t ended;
	u32 completed;
	void *src, *dst;
};

static void plain_event(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	struct plain *plain = rig->hook_data;

	pthread_mutex_lock(&rig->lock);
	rig->event_count = 0;
	if (event->type == PGPU_EV_COMPLETE)
		plain->completed++;
	pthread_cond_signal(&plain->ended);
	pthread_mutex_unlock(&rig->lock);
}

static void plain_init(struct plain *plain, u32 bytes)
{
	sgpu_rig_init(&plain->rig, PGPU_BCS, SOFTGPU_USER_THREADS);
	pthread_cond_init(&plain->ended, NULL);
	plain->rig.hook = plain_event;
	plain->rig.hook_data = plain;
	plain->src = aligned_alloc(PAGE_SIZE, bytes);
	plain->dst = aligned_alloc(PAGE_SIZE, bytes);
	if (!plain->src || !plain->dst)
		abort();
	memset(plain->src, 1, bytes);
	memset(plain->dst, 2, bytes);
	sgpu_rig_map(&plain->rig, RIG_PPGTT, SRC_VA, plain->src, bytes);
	sgpu_rig_map(&plain->rig, RIG_PPGTT, DST_VA, plain->dst, bytes);
	blit_batch(plain->rig.batch, bytes);
}

static void plain_exit(struct plain *plain)
{
	sgpu_rig_exit(&plain->rig);
	pthread_cond_destroy(&plain->ended);
	free(plain->src);
	free(plain->dst);
}

/* The commands of mini_request_batch(). */
static void plain_request(struct sgpu_rig *rig, u32 seqno)
{
	/* Commands do not straddle the end of the ring. */
	while (rig->tail > RIG_RING_SIZE - REQUEST_BYTES)
		rig_emit(rig, 0);
	rig_emit(rig, 0x13244002, 0xd0, 0, 0);
	rig_emit(rig, 0x10400002, RIG_DATA, 0, seqno - 1, 0, 0x02800000, 0x04000000, 0);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	rig_emit(rig, 0, 0x13004002, RIG_DATA | GEN9_FLUSH_DW_USE_GGTT, 0, seqno);
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0x04000001);
	if (rig->tail % 8)
		rig_emit(rig, 0);
}

static void plain_wait(struct plain *plain, u32 completed)
{
	pthread_mutex_lock(&plain->rig.lock);
	while (plain->completed < completed)
		pthread_cond_wait(&plain->ended, &plain->rig.lock);
	pthread_mutex_unlock(&plain->rig.lock);
}

static double plain_round(struct plain *plain, u32 n)
{
	u64 start = now_ns();
	u32 i, first = plain->completed;

	for (i = 1; i <= n; i++) {
		plain_request(&plain->rig, i);
		if (i > DEPTH)
			plain_wait(plain, first + i - DEPTH);
		sgpu_rig_submit(&plain->rig, 0);
	}
	plain_wait(plain, first + n);
	return (double)(now_ns() - start) / n;
}

/* Through a vGPU */

struct mediated {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
};

static void map_pages(struct mediated *m, u64 va, u32 bytes)
{
	u32 pages = DIV_ROUND_UP(bytes, PAGE_SIZE), i;
	u64 gpa = mini_alloc(m->guest, pages);

	memset(mini_ptr(m->guest, gpa), 1, pages * PAGE_SIZE);
	for (i = 0; i < pages; i++)
		mini_vm_map(&m->vm, va + i * PAGE_SIZE, gpa + i * PAGE_SIZE, MINI_PTE);
}

static void mediated_init(struct mediated *m, u32 bytes)
{
	u64 batch;

	m->machine = mini_machine_create(MINI_THREADS);
	m->guest = mini_guest_create(m->machine, &facet_types[0]);
	mini_vm_create(m->guest, &m->vm);
	map_pages(m, SRC_VA, bytes);
	map_pages(m, DST_VA, bytes);
	batch = mini_alloc(m->guest, 1);
	mini_vm_map(&m->vm, BATCH_VA, batch, MINI_PTE);
	blit_batch(mini_ptr(m->guest, batch), bytes);
	mini_context_create(m->guest, &m->context, PGPU_BCS, &m->vm, 16384);
}

static void mediated_wait(struct mediated *m, u32 seqno)
{
	while ((s32)(__atomic_load_n(m->context.timeline, __ATOMIC_ACQUIRE) - seqno) < 0) {
		mini_wait_irq(m->guest, 1000);
		mini_irq(m->guest);
		mini_flush(&m->context);
	}
}

static double mediated_round(struct mediated *m, u32 n)
{
	struct mini_context *context = &m->context;
	u64 start = now_ns();
	u32 i;

	for (i = 1; i <= n; i++) {
		mini_request_batch(context, BATCH_VA);
		if (i > IN_FLIGHT)
			mediated_wait(m, context->seqno - IN_FLIGHT);
		mini_irq(m->guest);
		mini_flush(context);
	}
	mediated_wait(m, context->seqno);
	return (double)(now_ns() - start) / n;
}

/* Throughput of the one as a part of that of the other. */
static double compare(u32 bytes, u32 n)
{
	struct plain *plain = calloc(1, sizeof(*plain));
	struct mediated m;
	double ratios[ROUNDS];
	double direct = 0, through = 0;
	u32 i;

	if (!plain)
		abort();
	plain_init(plain, bytes);
	mediated_init(&m, bytes);
	plain_round(plain, n);
	mediated_round(&m, n);
	for (i = 0; i < ROUNDS; i++) {
		direct = plain_round(plain, n);
		through = mediated_round(&m, n);
		ratios[i] = direct / through;
	}
	fprintf(stderr, "%u bytes: last round %.0f ns direct, %.0f ns mediated\n", bytes, direct,
		through);
	mini_machine_destroy(m.machine);
	plain_exit(plain);
	free(plain);
	return median(ratios, ROUNDS);
}

/* One trapped access of those that a request costs: half reads, half writes. */
static double trap_ns(void)
{
	static double times[TRAPS];
	struct mediated m;
	u64 start;
	u32 i;

	mediated_init(&m, 4096);
	for (i = 0; i < TRAPS; i++) {
		start = now_ns();
		if (i % 2)
			mini_read(m.guest, GEN9_BCS_BASE + GEN9_RING_CSB_PTR);
		else
			mini_write(m.guest, GEN9_BCS_BASE + GEN9_RING_HWSTAM, ~0u);
		times[i] = (double)(now_ns() - start);
	}
	mini_machine_destroy(m.machine);
	return median(times, TRAPS);
}

static bool bench_owned(void *arg, u64 gva, u64 len)
{
	return gva < 0x10000000 && len <= 0x10000000 - gva;
}

static int bench_read(void *arg, u64 gva, void *buf, size_t len)
{
	return -EFAULT;
}

/* A ring as full of requests as it gets. */
static u32 fill_ring(u32 *dw)
{
	static const u32 request[] = {
		0x7a000004, 0x00344c1c, 0xd0, 0, 0, 0,
		0x10400002, 0x1000, 0, 1, 0, 0x02800000, 0x04000000, 0,
		0x11000003, 0x2580, 0x00070004, 0x7004, 0x00420042, 0,
		0x18800101, 0, 1, 0,
		0x7a000004, 0x01104080, 0x1000, 0, 2, 0, 0x01000000, 0x04000001,
	};
	u32 n = 0;

	while (n + ARRAY_SIZE(request) <= AUDIT_DWORDS) {
		memcpy(&dw[n], request, sizeof(request));
		n += ARRAY_SIZE(request);
	}
	return n;
}

static double audit_ns_per_dword(void)
{
	static const struct facet_audit_ops ops = { .owned = bench_owned, .read = bench_read };
	static struct facet_audit audit;
	struct mediated m;
	double times[ROUNDS];
	u64 start;
	u32 i, n;

	mediated_init(&m, 4096);
	audit.engine = PGPU_RCS;
	audit.user_batch_safe = true;
	audit.map = facet_gpu_regmap(m.machine->gpu);
	audit.ops = &ops;
	audit.code = calloc(FACET_AUDIT_DWORDS, sizeof(u32));
	if (!audit.code)
		abort();
	n = fill_ring(audit.code);
	for (i = 0; i < ROUNDS; i++) {
		audit.used = n;
		audit.n_segments = 1;
		audit.segments[0] = (struct facet_segment){
			.gva = 0x2000, .count = n, .place = FACET_AUDIT_RING,
		};
		start = now_ns();
		if (facet_audit_run(&audit))
			abort();
		times[i] = (double)(now_ns() - start) / n;
	}
	free(audit.code);
	mini_machine_destroy(m.machine);
	return median(times, ROUNDS);
}

static void print(const char *name, double value, const char *unit, const char *end)
{
	printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}%s", name, value, unit, end);
}

/*
 * So that all of mediation's cost counts, none hides on another processor, and both sides
 * have the same caches: which thread was beside the engine's made a quarter of its speed.
 */
static void stay_on_one_processor(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		perror("bench: several processors are used");
}

int main(void)
{
	printf("{\"results\":[");
	stay_on_one_processor();
	print("mediated_vs_unmediated_1mib", compare(MIB, 100), "ratio", ",");
	print("mediated_vs_unmediated_4kib", compare(4096, 1000), "ratio", ",");
	print("trap_ns_p50", trap_ns(), "ns", ",");
	print("audit_ns_per_dword", audit_ns_per_dword(), "ns", "]}\n");
	return 0;
}
