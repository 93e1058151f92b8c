// SPDX-License-Identifier: GPL-2.0-only
/* Cases about revoked memory, about interrupts, and about requests that must not reach any pGPU. */
#include "classes.h"
#include "core.h"

#include <sched.h>

#include "device/denied.h"
#include "engine/softgpu_user.h"
#include "gen9/context_defs.h"
#include "gen9/display_defs.h"
#include "gen9/irq_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/pins.h"
#include "mediator/vgpu.h"
#include "softgpu/softgpu.h"

#define DATA	((u32)HOSTILE_DATA_VA)
#define END	GEN9_MI_BATCH_BUFFER_END

static const u32 wait_then_store[] = {
	0x0e004002, 1, DATA, 0, 0x10000002, DATA + 4, 0, 0x600d, END,
};

static u32 *start_waiting(struct hostile *h, struct mini_context *context, u32 engine)
{
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);

	hostile_commands(h, context, engine, HOSTILE_USER_BATCH, wait_then_store,
			 ARRAY_SIZE(wait_then_store));
	hostile_settle(h);
	return data;
}

static u64 gpa_of(struct hostile *h, const void *p)
{
	return (const u8 *)p - h->evil->host.mem;
}

/* Unmap the page that a batch polls, again and again. */
static void unmap_what_is_polled(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *data = start_waiting(h, &context, PGPU_BCS);
	u64 gpa = gpa_of(h, data);
	u32 i;

	for (i = 0; i < 20; i++) {
		facet_vgpu_dma_unmap(h->evil->vgpu, gpa, 4096);
		EXPECT(!h->evil->host.pin_count[gpa / 4096]);
		hostile_pump(h);
	}
	hostile_neighbour(h);
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	EXPECT(data[1] == 0x600d);
}

/* Return how much work the software GPU has cancelled on all engines. */
static u64 cancelled(struct hostile *h)
{
	struct softgpu_stats stats;
	u64 n = 0;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		softgpu_stats(softgpu_user_softgpu(h->machine->user), i, &stats);
		n += stats.cancelled;
	}
	return n;
}

/* Unmap all memory while all engines wait. The engines must yield, and no work may be cancelled. */
static void unmap_all(struct hostile *h, const void *arg)
{
	struct mini_context context[PGPU_ENGINES];
	u32 *data = NULL;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		data = start_waiting(h, &context[i], i);
	facet_vgpu_dma_unmap(h->evil->vgpu, 0, h->evil->host.pages * 4096);
	EXPECT(!h->evil->host.pinned);
	EXPECT(!cancelled(h));
	hostile_settle(h);
	hostile_neighbour(h);
	WRITE_ONCE(data[0], 1);
	for (i = 0; i < PGPU_ENGINES; i++)
		mini_reset_engine(context[i].engine);
}

/* Another thread unmaps a page while the page is being pinned. All later pins of the page fail. */
static struct {
	struct hostile *h;
	u64 gfn;
	pthread_t thread;
	bool started;
	u32 pinned_after;
} unmapper;

static void *unmap_thread(void *arg)
{
	facet_vgpu_dma_unmap(unmapper.h->evil->vgpu, unmapper.gfn * 4096, 4096);
	unmapper.pinned_after = unmapper.h->evil->host.pin_count[unmapper.gfn];
	return NULL;
}

static int pin_unmaps(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	struct facet_vgpu *vgpu = unmapper.h->evil->vgpu;
	u64 generation = facet_pins_generation(vgpu);
	bool hit = false;
	int ret;
	u32 i;

	for (i = 0; i < n; i++)
		hit |= gfns[i] == unmapper.gfn;
	if (hit && unmapper.started)
		return -EFAULT;
	ret = fake_host_ops.pin(data, gfns, n, frames);
	if (!hit || ret)
		return ret;
	unmapper.started = true;
	EXPECT(!pthread_create(&unmapper.thread, NULL, unmap_thread, NULL));
	while (facet_pins_generation(vgpu) == generation)
		sched_yield();
	return 0;
}

static void unmap_while_pinning(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	u32 i;

	unmapper.h = h;
	unmapper.gfn = gpa_of(h, data) / 4096;
	core_ops(h)->pin = pin_unmaps;
	hostile_context(h, &context, PGPU_VCS);
	mini_request(&context);
	hostile_submit(&context);
	for (i = 0; i < 100 && !unmapper.started; i++)
		hostile_pump(h);
	EXPECT(unmapper.started);
	pthread_join(unmapper.thread, NULL);
	EXPECT(!unmapper.pinned_after);
	hostile_unharmed(h, &context);
	EXPECT(!h->evil->host.pin_count[unmapper.gfn]);
}

static const struct hostile_case revoke_cases[] = {
	CASE(unmap_what_is_polled, STREAM_ATTENTION,
	     "a page goes away, 20 times, while a batch polls it",
	     "the batch is put aside and goes on"),
	CASE(unmap_all, STREAM_ATTENTION, "all its memory goes away while all engines wait",
	     "nothing is pinned; resets mend what is left"),
	CASE(unmap_while_pinning, PINS_REVOKED, "a page goes away while it is being pinned",
	     "it is absent; the request ends"),
};

HOSTILE_CLASS(hostile_revoke, "memory that goes away", false, revoke_cases);

/* Interrupts */

static u32 line_calls;

static void counted_irq(void *host, bool level)
{
	line_calls++;
	fake_host_ops.set_irq(host, level);
}

static void request_of_interrupts(struct hostile *h, struct mini_context *context, u32 engine)
{
	u32 i;

	mini_context_create(h->evil, context, engine, &h->vm, 16 * 4096);
	mini_request_begin(context);
	for (i = 0; i < 10000; i++)
		MINI_EMIT(context, GEN9_MI_USER_INTERRUPT);
	mini_request_end(context);
}

static bool seqno_there(const struct mini_context *context)
{
	return READ_ONCE(*context->timeline) == context->seqno;
}

/* Request 10000 interrupts and take none. The line may rise once. */
static void storm(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	request_of_interrupts(h, &context, PGPU_BCS);
	core_ops(h)->set_irq = counted_irq;
	hostile_submit(&context);
	for (i = 0; i < 400 && !seqno_there(&context); i++)
		hostile_pump(h);
	EXPECT(seqno_there(&context));
	EXPECT(line_calls <= 1);
	EXPECT(h->evil->host.irq);
	hostile_neighbour(h);
}

static void masked_storm(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	request_of_interrupts(h, &context, PGPU_VCS);
	mini_write(h->evil, context.engine->base + GEN9_RING_IMR, ~0u);
	core_ops(h)->set_irq = counted_irq;
	hostile_submit(&context);
	for (i = 0; i < 400 && !seqno_there(&context); i++)
		hostile_pump(h);
	hostile_settle(h);
	EXPECT(seqno_there(&context));
	EXPECT(!line_calls);
	EXPECT(!mini_read(h->evil, GEN9_GT_IRQ(1) + GEN9_IRQ_IIR));
}

/* All engines raise interrupts without end, while the guest rewrites its interrupt registers. */
static void turn_over(struct hostile *h)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		mini_write(h->evil, GEN9_GT_IRQ(i) + GEN9_IRQ_IMR, 0);
		mini_write(h->evil, GEN9_GT_IRQ(i) + GEN9_IRQ_IER, ~0u);
		mini_write(h->evil, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR, ~0u);
	}
	mini_write(h->evil, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

static void storm_for_ever(struct hostile *h, const void *arg)
{
	struct mini_context context[PGPU_ENGINES];
	u32 gva, i;
	u32 *page = hostile_page(h, &gva, 0);
	const u32 dw[] = {
		GEN9_MI_USER_INTERRUPT, GEN9_MI_USER_INTERRUPT, 0x18800001, gva, 0, END
	};

	memcpy(page, dw, sizeof(dw));
	for (i = 0; i < PGPU_ENGINES; i++) {
		hostile_context(h, &context[i], i);
		mini_request_begin(&context[i]);
		MINI_EMIT(&context[i], 0x18800001, gva, 0, 0);
		mini_request_end(&context[i]);
		hostile_submit(&context[i]);
	}
	h->each = turn_over;
	hostile_settle(h);
	hostile_neighbour(h);
	h->each = NULL;
	for (i = 0; i < PGPU_ENGINES; i++)
		mini_reset_engine(context[i].engine);
}

/*
 * All pipes run with frames of 0.1 ms. The guest clears each vblank, so that the next one counts.
 */
static u32 line_rises;

static void counted_rise(void *host, bool level)
{
	line_rises += level;
	fake_host_ops.set_irq(host, level);
}

static void take_blanks(struct hostile *h)
{
	u32 i;

	for (i = 0; i < GEN9_PIPES; i++)
		mini_write(h->evil, GEN9_PIPE_IRQ(i) + GEN9_IRQ_IIR, ~0u);
}

static void start_pipe(struct hostile *h, u32 pipe)
{
	u32 base = pipe * GEN9_PIPE_STRIDE;

	mini_write(h->evil, GEN9_TRANS_HTOTAL + base, 0x0897077f);
	mini_write(h->evil, GEN9_TRANS_VTOTAL + base, 0x00060003);
	mini_write(h->evil, GEN9_TRANS_DDI_FUNC_CTL + base, 0x91030000);
	mini_write(h->evil, GEN9_PIPE_IRQ(pipe) + GEN9_IRQ_IMR, 0);
	mini_write(h->evil, GEN9_PIPE_IRQ(pipe) + GEN9_IRQ_IER, ~0u);
	mini_write(h->evil, GEN9_TRANSCONF + base, 0x80000000);
}

static void blanks(struct hostile *h, const void *arg)
{
	u32 i;

	/* 148.5 MHz, the clock of recorded guests. */
	mini_write(h->evil, GEN9_DPLL_CTRL1, 0x845);
	mini_write(h->evil, GEN9_DPLL_CFGCR1, 0x80400173);
	mini_write(h->evil, GEN9_DPLL_CFGCR2, 0x3a5);
	mini_write(h->evil, GEN9_LCPLL2_CTL, 0x80000000);
	mini_write(h->evil, GEN9_DPLL_CTRL2, 0x18);
	core_ops(h)->set_irq = counted_rise;
	mini_write(h->evil, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
	h->each = take_blanks;
	for (i = 0; i < GEN9_PIPES; i++) {
		start_pipe(h, i);
		hostile_pump(h);
	}
	for (i = 0; i < 2000; i++)
		hostile_pump(h);
	/* In 100 ms: at most one vblank in 4 ms from each pipe, and those that had begun. */
	EXPECT(line_rises >= GEN9_PIPES * 24);
	EXPECT(line_rises <= GEN9_PIPES * 27);
	hostile_neighbour(h);
}

static const struct hostile_case irq_cases[] = {
	CASE(storm, IRQ_EDGE, "10000 user interrupts that it does not take", "one interrupt"),
	CASE(masked_storm, IRQ_MASKED, "10000 user interrupts that it has masked", "none"),
	CASE(blanks, FRAME_SHORT,
	     "three pipes with 10000 frames a second, each blank taken at once",
	     "at most 250 interrupts a second from each"),
	CASE(storm_for_ever, SCHED_SLICE,
	     "interrupts from all engines without end, by a privileged loop",
	     "interrupts, as many as it takes; until it resets its engines"),
};

HOSTILE_CLASS(hostile_irqs, "interrupt storms", false, irq_cases);

/* Requests that must not reach any pGPU */

static void cut_short(struct hostile *h, const void *arg)
{
	struct facet_refused refused = { 0 };
	struct mini_context context;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	/* Longer than the rest of the ring. */
	MINI_EMIT(&context, 0x0d00007f);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_settle(h);
	EXPECT(facet_denied_refused(facet_vgpu_device(h->evil->vgpu), &refused, 1) == 1);
	EXPECT(refused.opcode == 0x0d000000 && refused.count[PGPU_BCS] == 1);
	hostile_refused(h, &context, 0x0d00007f);
}

static void unpoliced_batch(struct hostile *h, const void *arg)
{
	static const u32 end = END;
	struct pgpu_caps *caps = core_caps(h);
	struct mini_context context;

	caps->user_batch_safe &= ~BIT(PGPU_VCS);
	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, &end, 1);
	hostile_settle(h);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_INSTRUCTION);
	EXPECT(*context.timeline != context.seqno);
	caps->user_batch_safe |= BIT(PGPU_VCS);
	mini_reset_engine(context.engine);
}

static void missing_engine(struct hostile *h, const void *arg)
{
	struct pgpu_caps *caps = core_caps(h);
	struct mini_context context;

	caps->engines &= ~BIT(PGPU_VECS);
	hostile_context(h, &context, PGPU_VECS);
	mini_request(&context);
	hostile_submit(&context);
	hostile_settle(h);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_INSTRUCTION);
	EXPECT(*context.timeline != context.seqno);
	caps->engines |= BIT(PGPU_VECS);
	mini_reset_engine(context.engine);
}

/* Shadow images, as any pGPU gets them. */
static const struct pgpu_ops *real;
static void *shadows[65536];
static bool leaked;

static int seen_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	int ret = real->page_alloc(pgpu, cpu, bus);

	if (!ret && *bus >> 12 < ARRAY_SIZE(shadows))
		shadows[*bus >> 12] = *cpu;
	return ret;
}

static int seen_submit(struct pgpu *pgpu, const struct pgpu_submission *submission)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(shadows); i++) {
		const u32 *page = shadows[i];

		/* Search all shadow pages for the register and the value of the image. */
		for (k = 0; page && k < 1023; k++)
			leaked |= page[k] == 0x2080 && page[k + 1] == 0x0ddba11;
	}
	return real->submit(pgpu, submission);
}

static void image_sets_hwsp(struct hostile *h, const void *arg)
{
	struct pgpu_ops *ops = core_pgpu(h, &real);
	struct mini_context context;

	ops->page_alloc = seen_alloc;
	ops->submit = seen_submit;
	hostile_context(h, &context, PGPU_RCS);
	context.image[GEN9_CTX_CONTROL] = 0x000f0008;
	context.image[GEN9_CTX_ENGINE_STATE] = GEN9_MI_LRI_HEADER(1);
	context.image[GEN9_CTX_ENGINE_STATE + 1] = 0x2080;
	context.image[GEN9_CTX_ENGINE_STATE + 2] = 0x0ddba11;
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(!leaked);
	softgpu_user_pgpu(h->machine->user)->ops = real;
}

static int deaf_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	return 0;
}

/* Work that ignores preemption must be ended. Until then the neighbour waits. */
static void does_not_give_way(struct hostile *h, const void *arg)
{
	u64 bound_ns = h->bound_ns;
	struct mini_context context;

	core_pgpu(h, &real)->preempt = deaf_preempt;
	start_waiting(h, &context, PGPU_BCS);
	h->step_ns = 20000000;
	h->bound_ns = 2500000000ull;
	hostile_neighbour(h);
	h->step_ns = 50000;
	h->bound_ns = bound_ns;
	softgpu_user_pgpu(h->machine->user)->ops = real;
	hostile_settle(h);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR) == GEN9_EIR_INSTRUCTION);
	hostile_recover(h, &context);
}

/* A spinning batch must not keep the host's engine busy when nobody else works. */
static void spins_for_nothing(struct hostile *h, const void *arg)
{
	static const u32 spin[] = { 0x18800101, (u32)HOSTILE_BATCH_VA,
				    (u32)(HOSTILE_BATCH_VA >> 32) };
	struct mini_context context;
	u32 i;

	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, spin, ARRAY_SIZE(spin));
	hostile_settle(h);
	for (i = 0; i < 10; i++)
		EXPECT(!softgpu_user_step(h->machine->user));
	hostile_recover(h, &context);
}

/* LONG_BYTES: two pieces ahead on each engine take less; all copies that a window holds, more. */
enum { LONG_RING = 96 * 4096, LONG_PIECE = 128 * 1024, LONG_BYTES = 6 << 20 };

/*
 * Extend spinning contexts on all engines by the longest possible ring segments, again and again.
 */
static void long_pieces(struct hostile *h, const void *arg)
{
	static const u32 spin[] = { 0x18800101, (u32)HOSTILE_BATCH_VA,
				    (u32)(HOSTILE_BATCH_VA >> 32) };
	struct mini_context context[PGPU_ENGINES];
	u64 bytes;
	u32 e, i;

	memcpy(hostile_page(h, NULL, HOSTILE_BATCH_VA), spin, sizeof(spin));
	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_context_create(h->evil, &context[e], e, &h->vm, LONG_RING);
		mini_request_batch(&context[e], HOSTILE_BATCH_VA);
		hostile_submit(&context[e]);
	}
	hostile_settle(h);
	bytes = hostile_bytes;
	for (e = 0; e < PGPU_ENGINES; e++)
		memset(context[e].ring, 0, LONG_RING);
	for (i = 0; i < 70 * PGPU_ENGINES; i++) {
		e = i % PGPU_ENGINES;
		context[e].emit = (context[e].emit + LONG_PIECE) % LONG_RING;
		mini_tail(&context[e]);
		mini_elsp(&context[e], false, NULL);
		hostile_pump(h);
	}
	EXPECT(hostile_bytes < bytes + LONG_BYTES);
	hostile_neighbour(h);
}

/* Use a per-context batch that is longer than the page that its copy has. */
static void long_context_batch(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 1);
	u32 gva = mini_ggtt_map(h->evil, gpa, 1), i;
	u32 *last;

	for (i = 0; i < 15; i++)
		mini_ggtt_map(h->evil, gpa, 1);
	last = hostile_page(h, &i, 0);
	last[0] = END;
	hostile_context(h, &context, PGPU_RCS);
	context.image[GEN9_CTX_BB_PER_CTX_PTR] = gva | GEN9_BB_PER_CTX_VALID;
	context.image[GEN9_CTX_CONTROL] = 0x000f0008;
	mini_request(&context);
	hostile_submit(&context);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

static const struct hostile_case pgpu_cases[] = {
	CASE(cut_short, AUDIT_CUT_SHORT, "a command longer than what is left of the ring",
	     HOSTILE_STOPS " and it is counted as refused"),
	CASE(unpoliced_batch, AUDIT_USER_BATCH, "a user batch on an engine that does not police it",
	     HOSTILE_STOPS),
	CASE(missing_engine, CONTEXT_ENGINE, "work for an engine that the pGPU does not have",
	     HOSTILE_STOPS),
	CASE(image_sets_hwsp, CONTEXT_REGISTER, "an image sets the status page's address",
	     "nothing: the shadow of the image does not have it"),
	CASE(does_not_give_way, SCHED_PATIENCE, "work that does not give way when it is to",
	     "it is ended within 2.5 s, as an engine that hangs"),
	CASE(spins_for_nothing, STREAM_SPINS, "a batch that jumps to itself, and nobody else works",
	     "it runs; the host's engine sleeps"),
	CASE(long_pieces, PIECES_AHEAD,
	     "128 KiB of commands again and again, behind work that spins", "nothing: they wait"),
	CASE(long_context_batch, CONTEXT_BATCH_LONG, "a batch per context of 60 KiB",
	     HOSTILE_STOPS),
};

HOSTILE_CLASS(hostile_pgpu, "engines", false, pgpu_cases);
