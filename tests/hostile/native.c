// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs cases natively: a machine in steps, whose clock advances a little at each step, and a
 * neighbour on the same engines. The neighbour's bound is in time of that clock. The guest's type
 * bounds what the host keeps of the hostile guest.
 */
#include "native.h"
#include "core.h"

#include <setjmp.h>

#include "display/display.h"
#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/pins.h"
#include "mediator/ppgtt.h"
#include "mediator/vgpu.h"
#include "softgpu/softgpu.h"
#include "tests/lib/test_model.h"

#define STEP_NS			50000ull
#define SETTLE_STEPS		40u
#define BUDGET			2048u		/* clocks of an engine in a step */
#define NEIGHBOUR_BOUND_NS	15000000ull	/* docs: an idle vGPU starts within 15 ms */
#define POINT_BOUND_NS		101000000ull	/* and so much later behind work without points */
#define NEIGHBOUR_DWORDS	256u
#define SRC_VA			0x400000ull
#define DST_VA			0x500000ull
#define LOG_MAX			4u		/* lines of log for one case */
#define BYTES_MAX		(32u << 20)	/* bytes of host memory for one small vGPU */

/* One output of each kind. The third port has none. */
static const struct facet_display_output outputs[] = {
	{ .kind = FACET_OUTPUT_HDMI, .port = 1 },
	{ .kind = FACET_OUTPUT_DP, .port = 2 },
};

static jmp_buf failed;

void hostile_fail(const char *what, const char *file, int line)
{
	printf("# %s:%d: not so: %s\n", file, line, what);
	longjmp(failed, 1);
}

void hostile_pump(struct hostile *h)
{
	struct mini_machine *machine = h->machine;
	u32 i;

	if (h->each)
		h->each(h);
	fake_clock_advance(&machine->clock, h->step_ns);
	softgpu_user_advance(machine->user, h->step_ns);
	for (i = 0; i < machine->n_guests; i++)
		fake_host_work(&machine->guests[i]->host);
	softgpu_user_step(machine->user);
}

void hostile_settle(struct hostile *h)
{
	u32 i;

	for (i = 0; i < SETTLE_STEPS; i++) {
		hostile_pump(h);
		mini_irq(h->evil);
	}
}

void hostile_aperture(struct hostile *h, u32 offset, void *buf, u32 len, bool write)
{
	facet_aperture_access(h->evil->vgpu, offset, buf, len, write);
}

/* The neighbour's work. */

static void neighbour_batch(struct hostile_neighbour *n, u32 engine)
{
	u64 gpa = mini_alloc(n->guest, 2);
	struct mini_batch batch = { .dw = mini_ptr(n->guest, gpa) };
	u32 i;

	n->batch_va[engine] = HOSTILE_BATCH_VA + engine * 0x10000ull;
	mini_vm_map(&n->vm, n->batch_va[engine], gpa, MINI_PTE);
	mini_vm_map(&n->vm, n->batch_va[engine] + 4096, gpa + 4096, MINI_PTE);
	if (engine == PGPU_BCS)
		mini_copy_blit(&batch, DST_VA, SRC_VA, 256, 64, NEIGHBOUR_DWORDS / 64);
	for (i = 0; engine != PGPU_BCS && i < NEIGHBOUR_DWORDS; i++)
		MINI_BATCH(&batch, 0x17000003, DST_VA + 4 * i, 0, SRC_VA + 4 * i, 0);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

static void neighbour_create(struct hostile *h, struct hostile_neighbour *n)
{
	u64 src, dst;
	u32 i;

	h->neighbour = n;
	n->guest = mini_guest_create(h->machine, &facet_types[0]);
	n->seed = 1;
	mini_vm_create(n->guest, &n->vm);
	src = mini_alloc(n->guest, 1);
	dst = mini_alloc(n->guest, 1);
	n->src = mini_ptr(n->guest, src);
	n->dst = mini_ptr(n->guest, dst);
	mini_vm_map(&n->vm, SRC_VA, src, MINI_PTE);
	mini_vm_map(&n->vm, DST_VA, dst, MINI_PTE);
	for (i = 0; i < PGPU_ENGINES; i++) {
		neighbour_batch(n, i);
		mini_context_create(n->guest, &n->context[i], i, &n->vm, 8192);
	}
}

static bool neighbour_ended(struct hostile_neighbour *n, struct mini_context *context)
{
	mini_irq(n->guest);
	return READ_ONCE(*context->timeline) == context->seqno && context->engine->idle;
}

static void neighbour_work(struct hostile *h, u32 engine)
{
	struct hostile_neighbour *n = h->neighbour;
	struct mini_context *context = &n->context[engine];
	u64 end;
	u32 i;

	for (i = 0; i < NEIGHBOUR_DWORDS; i++) {
		n->seed = n->seed * 1664525u + 1013904223u;
		n->src[i] = n->seed;
		n->dst[i] = ~n->seed;
	}
	mini_request_batch(context, n->batch_va[engine]);
	mini_elsp(context, true, NULL);
	end = fake_clock_now(&h->machine->clock) + h->bound_ns;
	while (!neighbour_ended(n, context)) {
		EXPECT(fake_clock_now(&h->machine->clock) <= end);
		hostile_pump(h);
	}
	EXPECT(!context->engine->errors);
	EXPECT(!memcmp(n->src, n->dst, NEIGHBOUR_DWORDS * sizeof(u32)));
}

void hostile_neighbour(struct hostile *h)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		neighbour_work(h, i);
}

static void expect_caps(struct hostile *h, u64 bytes)
{
	EXPECT(facet_pins_count(h->evil->vgpu) <= h->type.max_pinned_pages);
	EXPECT(h->evil->host.pinned <= h->type.max_pinned_pages);
	EXPECT(facet_ppgtt_count(h->evil->vgpu) <= h->type.max_shadow_pages);
	EXPECT(hostile_bytes <= bytes + BYTES_MAX);
	EXPECT(hostile_log_lines <= LOG_MAX);
}

static void run(const struct hostile_class *class, const struct hostile_case *c)
{
	struct hostile_neighbour neighbour = { 0 };
	struct hostile h = {
		.type = facet_types[0], .step_ns = STEP_NS, .bound_ns = NEIGHBOUR_BOUND_NS,
	};
	u64 before = hostile_bytes;
	struct mini_guest *first = NULL;
	u64 bytes;

	h.type.max_pinned_pages = HOSTILE_PINS;
	h.type.max_shadow_pages = HOSTILE_SHADOWS;
	h.type.fences = HOSTILE_FENCES;
	if (class->hardware)
		test_model_use(SOFTGPU_LIKE_HARDWARE);
	mini_machine_use_processes(class->processes);
	h.machine = mini_machine_create(MINI_STEP);
	if (softgpu_user_pgpu(h.machine->user)->caps->preemption == PGPU_PREEMPT_POINT)
		h.bound_ns += POINT_BOUND_NS;
	h.machine->outputs = outputs;
	h.machine->n_outputs = ARRAY_SIZE(outputs);
	softgpu_set_slice(softgpu_user_softgpu(h.machine->user), BUDGET);
	/* The neighbour gets the second window, the evil guest the first; or the other way. */
	if (!class->overlaps)
		first = mini_guest_create(h.machine, &facet_types[0]);
	neighbour_create(&h, &neighbour);
	if (first)
		EXPECT(mini_guest_destroy(first) == 0);
	EXPECT(neighbour.guest->vgpu->ggtt->window_first << PAGE_SHIFT ==
	       (class->overlaps ? HOSTILE_WINDOW_OVERLAPS : HOSTILE_WINDOW));
	bytes = hostile_bytes;
	h.evil = mini_guest_create(h.machine, &h.type);
	mini_vm_create(h.evil, &h.vm);
	hostile_neighbour(&h);
	c->run(&h, c->arg);
	/* Work that the guest has left running still runs. */
	hostile_neighbour(&h);
	expect_caps(&h, bytes);
	h.each = NULL;
	EXPECT(mini_guest_destroy(h.evil) == 0);
	hostile_neighbour(&h);
	EXPECT(mini_machine_destroy(h.machine) == 0);
	EXPECT(hostile_bytes == before);
}

bool hostile_run(const struct hostile_class *class, const struct hostile_case *c)
{
	if (setjmp(failed))
		return false;
	run(class, c);
	return true;
}

/* Replacements for parts of the core. A process runs one case, so one copy of each is enough. */

struct facet_host_ops *core_ops(struct hostile *h)
{
	static struct facet_host_ops ops;

	ops = *h->evil->vgpu->ops;
	h->evil->vgpu->ops = &ops;
	return &ops;
}

struct pgpu_caps *core_caps(struct hostile *h)
{
	static struct pgpu_caps caps;
	struct pgpu *pgpu = softgpu_user_pgpu(h->machine->user);

	caps = *pgpu->caps;
	pgpu->caps = &caps;
	return &caps;
}

struct pgpu_ops *core_pgpu(struct hostile *h, const struct pgpu_ops **real)
{
	static struct pgpu_ops ops;
	struct pgpu *pgpu = softgpu_user_pgpu(h->machine->user);

	*real = pgpu->ops;
	ops = *pgpu->ops;
	pgpu->ops = &ops;
	return &ops;
}
