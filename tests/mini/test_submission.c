// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a guest that submits as i915 does, in step mode: each state of the machine repeats exactly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"

#define BATCH_VA	0x100000000ull
#define DATA_VA		0x200000ull
#define PITCH		512u
#define WIDTH		128u
#define HEIGHT		64u
#define SURFACE_PAGES	(PITCH * HEIGHT / 4096u)

struct fixture {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->machine = mini_machine_create(MINI_STEP);
	f->machine->tracking = *(const bool *)*state;
	f->guest = mini_guest_create(f->machine, &facet_types[0]);
	mini_vm_create(f->guest, &f->vm);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = mini_machine_destroy(f->machine);

	free(f);
	return leaked ? -1 : 0;
}

static void assert_csb(const struct mini_engine *engine, u32 i, u32 status, u32 id)
{
	assert_true(i < engine->logged);
	assert_int_equal(engine->log[i].status, status);
	assert_int_equal(engine->log[i].id, id);
}

static void context_on(struct fixture *f, struct mini_context *context, u32 engine)
{
	mini_context_create(f->guest, context, engine, &f->vm, 4096);
}

static void submit(struct mini_context *context)
{
	mini_elsp(context, true, NULL);
}

static void submit_batch(struct mini_context *context)
{
	mini_request_batch(context, BATCH_VA);
	submit(context);
}

/* Run the empty request by which i915 makes a default context, in a restore-inhibited context. */
static void default_context_runs_on_each_engine(void **state)
{
	struct fixture *f = *state;
	struct mini_context context[PGPU_ENGINES];
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		context_on(f, &context[e], e);
		mini_request(&context[e]);
		submit(&context[e]);
		assert_true(mini_wait(&context[e]));
		assert_true(mini_wait_idle(context[e].engine));
		assert_int_equal(context[e].engine->logged, 2);
		assert_csb(context[e].engine, 0, GEN9_CSB_IDLE_ACTIVE, context[e].tag);
		assert_csb(context[e].engine, 1, 0x18, context[e].tag);
		assert_int_equal(context[e].engine->user_irqs, 1);
		assert_int_equal(context[e].image[GEN9_CTX_RING_HEAD], context[e].emit);
		assert_int_equal(context[e].image[GEN9_CTX_CONTROL] & 1, 0);
	}
}

/*
 * Load registers as i915's workarounds do. Store two of them to the GGTT by MI_STORE_REGISTER_MEM.
 */
static void registers_are_loaded_and_stored(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;

	context_on(f, &context, PGPU_RCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x11000013, 0x2580, 0x00070004, 0x7004, 0x00420042, 0x7014, 0x21002100,
		  0x7300, 0x80308030, 0xe100, 0x00100010, 0xe180, 0x20002000, 0xe184, 0x00020002,
		  0x2600, 0x12345678, 0x2604, 0x9abcdef0, 0xe194, 0x01000100);
	MINI_EMIT(&context, 0x12400002, 0x2600, context.timeline_gva + 0x40, 0);
	MINI_EMIT(&context, 0x12400002, 0x7004, context.timeline_gva + 0x44, 0);
	mini_request_end(&context);
	submit(&context);
	assert_true(mini_wait(&context));
	assert_int_equal(context.timeline[0x10], 0x12345678);
	assert_int_equal(context.timeline[0x11] & 0xffff, 0x0042);
}

/* A context's registers have their values again when the context runs again. */
static void registers_belong_to_their_context(void **state)
{
	struct fixture *f = *state;
	struct mini_context a, b;

	context_on(f, &a, PGPU_BCS);
	context_on(f, &b, PGPU_BCS);
	mini_request_begin(&a);
	MINI_EMIT(&a, 0x11000001, 0x22600, 0xa5a5a5a5);
	mini_request_end(&a);
	submit(&a);
	assert_true(mini_wait_idle(a.engine));
	mini_request_begin(&b);
	MINI_EMIT(&b, 0x12400002, 0x22600, b.timeline_gva + 0x40, 0);
	MINI_EMIT(&b, 0x11000001, 0x22600, 0x5a5a5a5a);
	mini_request_end(&b);
	submit(&b);
	assert_true(mini_wait_idle(b.engine));
	assert_int_equal(b.timeline[0x10], 0);
	mini_request_begin(&a);
	MINI_EMIT(&a, 0x12400002, 0x22600, a.timeline_gva + 0x40, 0);
	mini_request_end(&a);
	submit(&a);
	assert_true(mini_wait_idle(a.engine));
	assert_int_equal(a.timeline[0x10], 0xa5a5a5a5);
}

/* Run a privileged batch with commands of i915's golden state. Its store shows that it ran. */
static void privileged_batch_is_copied_and_run(void **state)
{
	struct fixture *f = *state;
	u64 gpa = mini_alloc(f->guest, 2);
	struct mini_batch batch = { .dw = mini_ptr(f->guest, gpa) };
	struct mini_context context;
	u32 gva = mini_ggtt_map(f->guest, gpa, 2);
	u32 i;

	context_on(f, &context, PGPU_RCS);
	MINI_BATCH(&batch, 0x7a000004, 0x01000000, 0, 0, 0, 0);
	MINI_BATCH(&batch, 0x69040300, 0x78140000, 0, 0x680b0000);
	for (i = 0; i < 1000; i++)
		MINI_BATCH(&batch, 0);
	MINI_BATCH(&batch, 0x10400002, context.timeline_gva + 0x80, 0, 0x60d5ba7c);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x18800001, gva, 0, 0);
	mini_request_end(&context);
	submit(&context);
	assert_true(mini_wait(&context));
	assert_int_equal(context.timeline[0x20], 0x60d5ba7c);
}

/* Two surfaces and a batch, mapped in the fixture's PPGTT. */
struct blit {
	u64 src, dst, batch;
};

static void blit_setup(struct fixture *f, struct blit *blit)
{
	struct mini_batch batch;
	u32 *src;
	u32 i;

	blit->src = mini_alloc(f->guest, SURFACE_PAGES);
	blit->dst = mini_alloc(f->guest, SURFACE_PAGES);
	blit->batch = mini_alloc(f->guest, 1);
	src = mini_ptr(f->guest, blit->src);
	for (i = 0; i < PITCH * HEIGHT / 4; i++)
		src[i] = i * 2654435761u;
	for (i = 0; i < SURFACE_PAGES; i++) {
		mini_vm_map(&f->vm, DATA_VA + i * 4096, blit->src + i * 4096, MINI_PTE);
		mini_vm_map(&f->vm, DATA_VA + 0x100000 + i * 4096, blit->dst + i * 4096, MINI_PTE);
	}
	mini_vm_map(&f->vm, BATCH_VA, blit->batch, MINI_PTE);
	batch = (struct mini_batch){ .dw = mini_ptr(f->guest, blit->batch) };
	mini_copy_blit(&batch, DATA_VA + 0x100000, DATA_VA, PITCH, WIDTH, HEIGHT);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

static bool blit_done(struct fixture *f, const struct blit *blit)
{
	return !memcmp(mini_ptr(f->guest, blit->src), mini_ptr(f->guest, blit->dst),
		       SURFACE_PAGES * 4096);
}

static void user_batch_copies_a_rectangle(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;
	struct blit blit;

	blit_setup(f, &blit);
	context_on(f, &context, PGPU_BCS);
	submit_batch(&context);
	assert_true(mini_wait(&context));
	assert_true(blit_done(f, &blit));
}

static void read_only_page_is_not_written(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;
	struct blit blit;

	blit_setup(f, &blit);
	mini_vm_map(&f->vm, DATA_VA + 0x100000, blit.dst, MINI_PTE_RO);
	context_on(f, &context, PGPU_BCS);
	submit_batch(&context);
	mini_run(f->machine);
	assert_int_equal(*(u32 *)mini_ptr(f->guest, blit.dst + 4), 0);
}

/* Write a batch that waits until a dword is 1. Return: guest-physical address of the dword. */
static u64 spin_setup(struct fixture *f)
{
	u64 gpa = mini_alloc(f->guest, 1);
	struct mini_batch batch = { .dw = mini_ptr(f->guest, gpa) };

	mini_vm_map(&f->vm, BATCH_VA, gpa, MINI_PTE);
	/* MI_SEMAPHORE_WAIT until the dword equals 1 */
	MINI_BATCH(&batch, 0x0e004002, 1, lower_32_bits(BATCH_VA + 2048),
		   upper_32_bits(BATCH_VA + 2048), GEN9_MI_BATCH_BUFFER_END);
	return gpa + 2048;
}

/* Run the waiting batch in a new context. Return: guest-physical address of its dword. */
static u64 spin(struct fixture *f, struct mini_context *context)
{
	u64 flag = spin_setup(f);

	context_on(f, context, PGPU_BCS);
	submit_batch(context);
	mini_run(f->machine);
	return flag;
}

static void spin_release(struct fixture *f, u64 flag_gpa)
{
	__atomic_store_n((u32 *)mini_ptr(f->guest, flag_gpa), 1, __ATOMIC_SEQ_CST);
}

static void lite_restore_extends_what_runs(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;
	u64 flag;

	flag = spin(f, &context);
	mini_irq(f->guest);
	assert_int_equal(context.engine->logged, 1);
	mini_request(&context);
	mini_elsp(&context, false, NULL);
	mini_run(f->machine);
	mini_irq(f->guest);
	assert_int_equal(context.engine->logged, 2);
	assert_csb(context.engine, 1, 0x8002, context.tag);
	assert_int_equal(*context.timeline, 0);
	spin_release(f, flag);
	assert_true(mini_wait(&context));
	assert_true(mini_wait_idle(context.engine));
	assert_int_equal(context.engine->logged, 3);
	assert_csb(context.engine, 2, 0x18, context.tag);
	assert_int_equal(context.image[GEN9_CTX_RING_HEAD], context.emit);
}

static void second_port_follows_the_first(void **state)
{
	struct fixture *f = *state;
	struct mini_context a, b;
	u64 flag;

	flag = spin(f, &a);
	context_on(f, &b, PGPU_BCS);
	/*
	 * i915's pattern while the engine is busy: the running context again, and another one
	 * behind it.
	 */
	mini_request(&a);
	mini_request(&b);
	mini_elsp(&a, false, &b);
	mini_run(f->machine);
	assert_int_equal(mini_read(f->guest, a.engine->base + GEN9_RING_EXECLIST_STATUS_HI), a.tag);
	assert_int_equal(*b.timeline, 0);
	spin_release(f, flag);
	assert_true(mini_wait(&b));
	assert_true(mini_wait_idle(a.engine));
	assert_int_equal(*a.timeline, a.seqno);
	assert_int_equal(a.engine->logged, 4);
	assert_csb(a.engine, 0, 0x1, a.tag);
	assert_csb(a.engine, 1, 0x8002, a.tag);
	assert_csb(a.engine, 2, 0x14, a.tag);
	assert_csb(a.engine, 3, 0x18, b.tag);
	assert_int_equal(mini_read(f->guest, a.engine->base + GEN9_RING_EXECLIST_STATUS_HI), 0);
}

/* i915 without preemption never submits this. The work must not be lost all the same. */
static void another_context_waits_for_the_running_one(void **state)
{
	struct fixture *f = *state;
	struct mini_context a, b;
	u64 flag;

	flag = spin(f, &a);
	context_on(f, &b, PGPU_BCS);
	mini_request(&b);
	submit(&b);
	mini_run(f->machine);
	assert_int_equal(*b.timeline, 0);
	spin_release(f, flag);
	assert_true(mini_wait(&b));
	assert_true(mini_wait(&a));
}

static void more_contexts_than_any_cache_work(void **state)
{
	enum { CONTEXTS = 200 };
	struct fixture *f = *state;
	struct mini_context *contexts = calloc(CONTEXTS, sizeof(*contexts));
	u32 i, round;

	for (i = 0; i < CONTEXTS; i++)
		context_on(f, &contexts[i], PGPU_VECS);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < CONTEXTS; i++) {
			mini_request_begin(&contexts[i]);
			MINI_EMIT(&contexts[i], 0x12400002, 0x1a600,
				  contexts[i].timeline_gva + 0x40, 0);
			MINI_EMIT(&contexts[i], 0x11000001, 0x1a600, i + 1);
			mini_request_end(&contexts[i]);
			submit(&contexts[i]);
			assert_true(mini_wait_idle(contexts[i].engine));
			assert_int_equal(*contexts[i].timeline, contexts[i].seqno);
			assert_int_equal(contexts[i].timeline[0x10], round ? i + 1 : 0);
		}
	}
	free(contexts);
}

static void ring_wraps(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;
	u32 i;

	context_on(f, &context, PGPU_RCS);
	for (i = 0; i < 200; i++) {
		mini_request(&context);
		submit(&context);
		assert_true(mini_wait(&context));
	}
	assert_true(mini_wait_idle(context.engine));
}

static u32 reg(const struct mini_context *context, u32 offset)
{
	return mini_read(context->guest, context->engine->base + offset);
}

/* The engine shows an error and stays as it is. A reset clears the error. */
static void assert_hangs_and_recovers(struct fixture *f, struct mini_context *bad, u32 ipehr)
{
	struct mini_context good;

	mini_run(f->machine);
	mini_irq(f->guest);
	assert_int_equal(bad->engine->errors, 1);
	assert_int_equal(reg(bad, GEN9_RING_IPEHR), ipehr);
	assert_int_equal(reg(bad, GEN9_RING_EXECLIST_STATUS_HI), bad->tag);
	assert_int_equal(reg(bad, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE, 0);
	assert_int_not_equal(*bad->timeline, bad->seqno);
	mini_reset_engine(bad->engine);
	assert_int_equal(reg(bad, GEN9_RING_EXECLIST_STATUS_HI), 0);
	assert_int_equal(reg(bad, GEN9_RING_EIR), 0);
	context_on(f, &good, bad->engine->id);
	bad->engine->logged = 0;
	mini_request(&good);
	submit(&good);
	assert_true(mini_wait(&good));
	assert_true(mini_wait_idle(good.engine));
	assert_csb(good.engine, 0, 0x1, good.tag);
	assert_csb(good.engine, 1, 0x18, good.tag);
}

static void assert_unknown_command_hangs(struct fixture *f)
{
	struct mini_context context;

	context_on(f, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0xdeadbeef, 0);
	mini_request_end(&context);
	submit(&context);
	assert_hangs_and_recovers(f, &context, 0xdeadbeef);
}

static void unknown_command_in_the_ring_stops_the_engine(void **state)
{
	assert_unknown_command_hangs(*state);
}

static void refused_command_is_counted_once(void **state)
{
	struct fixture *f = *state;
	struct facet_refused refused;

	assert_unknown_command_hangs(f);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(f->guest->vgpu), &refused, 1), 1);
	assert_int_equal(refused.opcode, 0xc0000000);
	assert_int_equal(refused.count[PGPU_BCS], 1);
}

static void store_outside_the_ggtt_range_stops_the_engine(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;

	context_on(f, &context, PGPU_VCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x10400002, 0xe0000000, 0, 1);
	mini_request_end(&context);
	submit(&context);
	assert_hangs_and_recovers(f, &context, 0x10400002);
}

static void unlisted_register_does_not_stop_the_engine(void **state)
{
	struct fixture *f = *state;
	struct mini_context context;

	context_on(f, &context, PGPU_VECS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x11000001, 0x44200, 0);
	mini_request_end(&context);
	submit(&context);
	assert_true(mini_wait(&context));
	assert_int_equal(context.engine->errors, 0);
}

static void unknown_command_in_a_user_batch_stops_the_engine(void **state)
{
	struct fixture *f = *state;
	u64 gpa = mini_alloc(f->guest, 1);
	struct mini_batch batch = { .dw = mini_ptr(f->guest, gpa) };
	struct mini_context context;

	MINI_BATCH(&batch, 0, 0xdeadbeef, GEN9_MI_BATCH_BUFFER_END);
	mini_vm_map(&f->vm, BATCH_VA, gpa, MINI_PTE);
	context_on(f, &context, PGPU_BCS);
	submit_batch(&context);
	mini_run(f->machine);
	assert_int_equal(reg(&context, GEN9_RING_ACTHD), lower_32_bits(BATCH_VA + 4));
	assert_int_equal(reg(&context, GEN9_RING_ACTHD_U), upper_32_bits(BATCH_VA + 4));
	assert_hangs_and_recovers(f, &context, 0xdeadbeef);
}

static void bad_contexts_stop_the_engine(void **state)
{
	static const struct {
		u32 dword;
		u32 value;
	} spoil[] = {
		{ GEN9_CTX_RING_CTL, 0 },
		{ GEN9_CTX_RING_TAIL, 0x12345678 },
		{ GEN9_CTX_RING_TAIL, 0x44 },
		{ GEN9_CTX_RING_HEAD, 0x1ffff8 },
		{ GEN9_CTX_RING_START, 0xfffff000 },
		{ GEN9_CTX_RING_START, 0x123 },
		{ GEN9_CTX_PDP0_L, 0xfff },
		{ GEN9_CTX_PDP0_U, 0x7fff },
	};
	struct fixture *f = *state;
	struct mini_context context;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(spoil); i++) {
		context_on(f, &context, PGPU_VCS);
		context.engine->errors = 0;
		mini_request(&context);
		context.image[spoil[i].dword] = spoil[i].value;
		submit(&context);
		mini_run(f->machine);
		assert_hangs_and_recovers(f, &context, reg(&context, GEN9_RING_IPEHR));
	}
}

/*
 * Reset an engine with an endless batch, as i915 does after missed heartbeats. The guest then
 * submits the work behind that batch again.
 */
static void hang_is_reset(void **state)
{
	struct fixture *f = *state;
	struct mini_context victim, after;
	u64 flag;

	flag = spin(f, &victim);
	context_on(f, &after, PGPU_BCS);
	mini_request(&after);
	mini_elsp(&victim, false, &after);
	mini_run(f->machine);
	mini_irq(f->guest);
	assert_int_equal(reg(&victim, GEN9_RING_EXECLIST_STATUS_HI), victim.tag);
	mini_reset_engine(victim.engine);
	victim.engine->logged = 0;
	spin_release(f, flag);
	mini_run(f->machine);
	mini_irq(f->guest);
	/* Late reports of cancelled work do not reach the guest. */
	assert_int_equal(victim.engine->logged, 0);
	assert_int_equal(*victim.timeline, 0);
	assert_int_equal(*after.timeline, 0);
	submit(&after);
	assert_true(mini_wait(&after));
	assert_true(mini_wait_idle(after.engine));
}

/* A reset of one engine preempts the vGPU's work on other engines. The guest does not notice. */
static void reset_of_one_engine_leaves_the_others(void **state)
{
	struct fixture *f = *state;
	struct mini_context spin, other;
	u64 flag;

	flag = spin_setup(f);
	context_on(f, &spin, PGPU_VCS);
	context_on(f, &other, PGPU_BCS);
	submit_batch(&spin);
	submit_batch(&other);
	mini_run(f->machine);
	mini_reset_engine(other.engine);
	mini_run(f->machine);
	spin_release(f, flag);
	assert_true(mini_wait(&spin));
	assert_true(mini_wait_idle(spin.engine));
	assert_int_equal(spin.engine->logged, 2);
}

/*
 * Write a batch at @gpa that waits and then blits. Return: guest-physical address of the dword that
 * it polls.
 */
static u64 spin_then_blit(struct fixture *f, u64 gpa)
{
	struct mini_batch batch = { .dw = mini_ptr(f->guest, gpa) };

	mini_vm_map(&f->vm, BATCH_VA, gpa, MINI_PTE);
	MINI_BATCH(&batch, 0x0e004002, 1, lower_32_bits(BATCH_VA + 2048),
		   upper_32_bits(BATCH_VA + 2048));
	mini_copy_blit(&batch, DATA_VA + 0x100000, DATA_VA, PITCH, WIDTH, HEIGHT);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	return gpa + 2048;
}

/* Changes to the guest's PTEs after the start do not move its blit. */
static void guest_pte_altered_after_the_start_moves_nothing(void **state)
{
	struct fixture *f = *state;
	u64 gpa = mini_alloc(f->guest, 1);
	u64 elsewhere = mini_alloc(f->guest, 1);
	struct mini_context context;
	struct blit blit;
	u64 flag;

	blit_setup(f, &blit);
	flag = spin_then_blit(f, gpa);
	context_on(f, &context, PGPU_BCS);
	submit_batch(&context);
	mini_run(f->machine);
	mini_vm_store(&f->vm, mini_vm_entry(&f->vm, DATA_VA + 0x100000), elsewhere | MINI_PTE);
	spin_release(f, flag);
	assert_true(mini_wait(&context));
	assert_true(blit_done(f, &blit));
	assert_int_equal(*(u32 *)mini_ptr(f->guest, elsewhere + 4), 0);
	/* The next blit uses the changed PTEs. */
	submit_batch(&context);
	assert_true(mini_wait(&context));
	assert_memory_equal(mini_ptr(f->guest, elsewhere), mini_ptr(f->guest, blit.src), 4096);
}

/* Ops around the pGPU's that record its shadow pages and the last submission's root. */
static struct {
	struct pgpu_ops ops;
	const struct pgpu_ops *real;
	void *cpu[65536];
	u64 ppgtt_root;
} ears;

static int ears_page_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	int ret = ears.real->page_alloc(pgpu, cpu, bus);

	if (!ret && *bus >> 12 < ARRAY_SIZE(ears.cpu))
		ears.cpu[*bus >> 12] = *cpu;
	return ret;
}

static int ears_submit(struct pgpu *pgpu, const struct pgpu_submission *submission)
{
	ears.ppgtt_root = submission->ppgtt_root;
	return ears.real->submit(pgpu, submission);
}

static u64 *shadow_entry(u64 va)
{
	u64 table = ears.ppgtt_root;
	u64 *entry = NULL;
	int level;

	for (level = 3; level >= 0; level--) {
		assert_true(table >> 12 < ARRAY_SIZE(ears.cpu));
		entry = ears.cpu[table >> 12];
		assert_non_null(entry);
		entry += va >> (12 + 9 * level) & 511;
		table = *entry & GEN9_PTE_ADDR_MASK;
	}
	return entry;
}

/* The pGPU uses the shadow: a changed shadow PTE moves the blit. */
static void shadow_pte_altered_moves_the_blit(void **state)
{
	struct fixture *f = *state;
	struct pgpu *pgpu = softgpu_user_pgpu(f->machine->user);
	u64 flag, elsewhere = mini_alloc(f->guest, 1);
	struct mini_context context;
	struct blit blit;

	memset(&ears, 0, sizeof(ears));
	ears.real = pgpu->ops;
	ears.ops = *pgpu->ops;
	ears.ops.page_alloc = ears_page_alloc;
	ears.ops.submit = ears_submit;
	pgpu->ops = &ears.ops;
	blit_setup(f, &blit);
	flag = spin_then_blit(f, mini_alloc(f->guest, 1));
	mini_vm_map(&f->vm, DATA_VA + 0x200000, elsewhere, MINI_PTE);
	context_on(f, &context, PGPU_BCS);
	submit_batch(&context);
	mini_run(f->machine);
	*shadow_entry(DATA_VA + 0x100000) = *shadow_entry(DATA_VA + 0x200000);
	pgpu->ops->invalidate(pgpu, f->guest->vgpu->owner);
	spin_release(f, flag);
	assert_true(mini_wait(&context));
	pgpu->ops = ears.real;
	assert_false(blit_done(f, &blit));
	assert_memory_equal(mini_ptr(f->guest, elsewhere), mini_ptr(f->guest, blit.src), 4096);
	assert_int_equal(*(u32 *)mini_ptr(f->guest, blit.dst + 4), 0);
}

static void dma_unmap_while_work_is_queued_loses_nothing(void **state)
{
	struct fixture *f = *state;
	struct mini_context a, b;
	u64 flag, gone;
	u32 pins;

	flag = spin_setup(f);
	gone = mini_alloc(f->guest, 4);
	mini_vm_map(&f->vm, DATA_VA, gone, MINI_PTE);
	context_on(f, &a, PGPU_BCS);
	context_on(f, &b, PGPU_BCS);
	mini_request_batch(&a, BATCH_VA);
	mini_request_batch(&b, BATCH_VA);
	mini_elsp(&a, true, &b);
	mini_run(f->machine);
	pins = f->guest->host.pin_count[gone / 4096];
	assert_int_equal(pins, 1);
	facet_vgpu_dma_unmap(f->guest->vgpu, gone, 4 * 4096);
	assert_int_equal(f->guest->host.pin_count[gone / 4096], 0);
	mini_run(f->machine);
	mini_irq(f->guest);
	assert_int_not_equal(*a.timeline, a.seqno);
	spin_release(f, flag);
	assert_true(mini_wait(&b));
	assert_true(mini_wait_idle(b.engine));
	assert_int_equal(*a.timeline, a.seqno);
}

static void vgpu_reset_ends_all_work(void **state)
{
	struct fixture *f = *state;
	struct mini_context a;
	u64 flag;

	flag = spin(f, &a);
	facet_vgpu_reset(f->guest->vgpu);
	spin_release(f, flag);
	mini_run(f->machine);
	assert_int_not_equal(*a.timeline, a.seqno);
	assert_int_equal(reg(&a, GEN9_RING_EXECLIST_STATUS_HI), 0);
}

static bool tracking[] = { false, true };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) \
		{ #test ", compared", test, setup, teardown, &tracking[0] }, \
		{ #test ", watched", test, setup, teardown, &tracking[1] }
		TEST(default_context_runs_on_each_engine),
		TEST(registers_are_loaded_and_stored),
		TEST(registers_belong_to_their_context),
		TEST(privileged_batch_is_copied_and_run),
		TEST(user_batch_copies_a_rectangle),
		TEST(read_only_page_is_not_written),
		TEST(lite_restore_extends_what_runs),
		TEST(second_port_follows_the_first),
		TEST(another_context_waits_for_the_running_one),
		TEST(more_contexts_than_any_cache_work),
		TEST(ring_wraps),
		TEST(unknown_command_in_the_ring_stops_the_engine),
		TEST(refused_command_is_counted_once),
		TEST(store_outside_the_ggtt_range_stops_the_engine),
		TEST(unlisted_register_does_not_stop_the_engine),
		TEST(unknown_command_in_a_user_batch_stops_the_engine),
		TEST(bad_contexts_stop_the_engine),
		TEST(hang_is_reset),
		TEST(reset_of_one_engine_leaves_the_others),
		TEST(guest_pte_altered_after_the_start_moves_nothing),
		TEST(shadow_pte_altered_moves_the_blit),
		TEST(dma_unmap_while_work_is_queued_loses_nothing),
		TEST(vgpu_reset_ends_all_work),
	};

	return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
