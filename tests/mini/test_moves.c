// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test moves of a guest that is in the middle of something: a blit, a semaphore, a queue, a hang, a
 * reset, an interrupt. The guest moves by model/migration.h, as a VMM moves it. test_state.c moves
 * a guest under a random load.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "softgpu/softgpu.h"
#include "tests/lib/mini.h"
#include "tests/lib/mover.h"

#define STATE(name)	FACET_MIGRATION_##name
#define BATCH_VA	0x100000000ull
#define FLAG_VA		0x400000ull
#define SRC_VA		0x800000ull
#define DST_VA		0xa00000ull
#define PITCH		2048u
#define WIDTH		256u		/* less than a row, so that rows are no single piece */
#define HEIGHT		512u
#define SURFACE_BYTES	(PITCH * HEIGHT)
#define RING_BYTES	4096u
#define CONTEXTS	2u
#define MI_ARB_CHECK	0x02800000u
#define BLIT_SLICE	64u		/* clocks: a small part of the blit */
#define STEPS_MAX	10000u

/**
 * struct fixture - A guest that moves.
 * @machine: its machine
 * @guest: the guest
 * @vm: the PPGTT of its contexts
 * @context: its contexts, which move with it
 * @flag: guest-physical address of a dword at FLAG_VA, in bytes
 * @src: guest-physical address of the surface at SRC_VA, in bytes
 * @dst: guest-physical address of the surface at DST_VA, in bytes
 */
struct fixture {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context[CONTEXTS];
	u64 flag;
	u64 src;
	u64 dst;
};

static void contexts_on(struct fixture *f, u32 engine)
{
	u32 i;

	for (i = 0; i < CONTEXTS; i++)
		mini_context_create(f->guest, &f->context[i], engine, &f->vm, RING_BYTES);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->machine = mini_machine_create(MINI_STEP);
	f->guest = mini_guest_create(f->machine, &facet_types[0]);
	mini_vm_create(f->guest, &f->vm);
	f->flag = mini_alloc(f->guest, 1);
	mini_vm_map(&f->vm, FLAG_VA, f->flag, MINI_PTE);
	contexts_on(f, PGPU_BCS);
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

/* The guest's driver uses another vGPU, and memory there, from now on. */
static void follow(struct fixture *f, struct mini_machine *machine, struct mini_guest *to)
{
	u32 i;

	for (i = 0; i < CONTEXTS; i++)
		mini_context_follow(&f->context[i], f->guest, to);
	f->vm.guest = to;
	f->guest = to;
	assert_int_equal(mini_machine_destroy(f->machine), 0);
	f->machine = machine;
}

/* Move the guest to a new machine. Its memory arrives behind the state. */
static void move(struct fixture *f)
{
	struct mini_machine *machine = mini_machine_create(MINI_STEP);
	struct mover from, to;
	struct mini_guest *new;

	mover_init(&from, f->guest->instance);
	assert_int_equal(mover_go(&from, STATE(PRE_COPY)), 0);
	assert_int_equal(mover_go(&from, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&from, 4096), 0);
	new = mini_guest_clone(f->guest, machine);
	memset(new->host.mem, 0xa5, new->next_gpa);
	mover_init(&to, new->instance);
	assert_int_equal(mover_go(&to, STATE(RESUMING)), 0);
	assert_int_equal(mover_write(&to, from.data, from.len, 1000), 0);
	assert_int_equal(mover_go(&to, STATE(RUNNING_P2P)), 0);
	memcpy(new->host.mem, f->guest->host.mem, new->next_gpa);
	mover_exit(&from);
	follow(f, machine, new);
	assert_int_equal(mover_go(&to, STATE(RUNNING)), 0);
	mover_exit(&to);
}

static void submit(struct mini_context *context)
{
	mini_elsp(context, true, NULL);
}

/* Let the engine work without a guest that takes interrupts. */
static void run(struct fixture *f)
{
	mini_run(f->machine);
}

static u32 reg(const struct mini_context *context, u32 offset)
{
	return mini_read(context->guest, context->engine->base + offset);
}

/* Expect that a request of the context ends, and that the engine goes idle. */
static void ends(struct mini_context *context)
{
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
	assert_int_equal(context->engine->errors, 0);
}

/* Emit a request that waits until the dword at FLAG_VA is 1. */
static void emit_wait(struct mini_context *context)
{
	mini_request_begin(context);
	MINI_EMIT(context, 0x0e001002, 1, lower_32_bits(FLAG_VA), upper_32_bits(FLAG_VA));
	mini_request_end(context);
}

static void set_flag(struct fixture *f)
{
	WRITE_ONCE(*(u32 *)mini_ptr(f->guest, f->flag), 1);
}

/* --- interrupts ----------------------------------------------------------------------------- */

static void an_interrupt_that_was_due_comes_after_the_move(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->context[0];

	mini_request(context);
	submit(context);
	run(f);
	assert_true(f->guest->host.irq);
	assert_int_equal(context->engine->user_irqs, 0);
	move(f);
	assert_true(f->guest->host.irq);
	assert_int_equal(f->guest->host.irq_rises, 1);
	mini_irq(f->guest);
	assert_int_equal(context->engine->user_irqs, 1);
	assert_int_equal(context->engine->logged, 2);
	assert_true(context->engine->idle);
	assert_false(f->guest->host.irq);
}

static void an_interrupt_that_the_guest_has_masked_stays_away(void **state)
{
	struct fixture *f = *state;

	mini_write(f->guest, GEN9_MASTER_IRQ, 0);
	mini_request(&f->context[0]);
	submit(&f->context[0]);
	run(f);
	move(f);
	assert_false(f->guest->host.irq);
	mini_write(f->guest, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
	assert_true(f->guest->host.irq);
	mini_irq(f->guest);
	assert_int_equal(f->context[0].engine->user_irqs, 1);
}

/* --- work in flight ------------------------------------------------------------------------- */

static void surfaces_make(struct fixture *f)
{
	u64 batch = mini_alloc(f->guest, 1);
	struct mini_batch copy = { .dw = mini_ptr(f->guest, batch) };
	u32 i, *src;

	f->src = mini_alloc(f->guest, SURFACE_BYTES / 4096);
	f->dst = mini_alloc(f->guest, SURFACE_BYTES / 4096);
	for (i = 0; i < SURFACE_BYTES; i += 4096) {
		mini_vm_map(&f->vm, SRC_VA + i, f->src + i, MINI_PTE);
		mini_vm_map(&f->vm, DST_VA + i, f->dst + i, MINI_PTE);
	}
	src = mini_ptr(f->guest, f->src);
	for (i = 0; i < SURFACE_BYTES / 4; i++)
		src[i] = i % (PITCH / 4) < WIDTH ? (i + 1) * 2654435761u : 0;
	mini_vm_map(&f->vm, BATCH_VA, batch, MINI_PTE);
	mini_copy_blit(&copy, DST_VA, SRC_VA, PITCH, WIDTH, HEIGHT);
	MINI_BATCH(&copy, GEN9_MI_BATCH_BUFFER_END);
}

static u32 dst_pixel(struct fixture *f, u32 i)
{
	return READ_ONCE(((u32 *)mini_ptr(f->guest, f->dst))[i]);
}

/* Let the engine begin the blit, and not end it. */
static void blit_begins(struct fixture *f)
{
	u32 i;

	softgpu_set_slice(softgpu_user_softgpu(f->machine->user), BLIT_SLICE);
	for (i = 0; i < STEPS_MAX && !dst_pixel(f, 0); i++) {
		fake_host_work(&f->guest->host);
		softgpu_user_step(f->machine->user);
	}
	assert_int_not_equal(dst_pixel(f, 0), 0);
	assert_int_equal(dst_pixel(f, (HEIGHT - 1) * PITCH / 4 + WIDTH - 1), 0);
}

static void a_blit_that_has_begun_ends_elsewhere(void **state)
{
	struct fixture *f = *state;

	surfaces_make(f);
	mini_request_batch(&f->context[0], BATCH_VA);
	submit(&f->context[0]);
	blit_begins(f);
	move(f);
	ends(&f->context[0]);
	assert_memory_equal(mini_ptr(f->guest, f->src), mini_ptr(f->guest, f->dst), SURFACE_BYTES);
}

static void a_semaphore_waits_on_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->context[0];
	u32 i;

	emit_wait(context);
	submit(context);
	run(f);
	for (i = 0; i < 3; i++) {
		move(f);
		run(f);
		assert_int_equal(*context->timeline, 0);
	}
	set_flag(f);
	ends(context);
}

static void a_semaphore_that_is_signalled_on_the_way_is_noticed(void **state)
{
	struct fixture *f = *state;

	emit_wait(&f->context[0]);
	submit(&f->context[0]);
	run(f);
	set_flag(f);
	move(f);
	ends(&f->context[0]);
}

static void a_context_that_is_queued_runs_elsewhere_behind_the_first(void **state)
{
	struct fixture *f = *state;
	struct mini_context *a = &f->context[0], *b = &f->context[1];

	emit_wait(a);
	mini_request(b);
	mini_elsp(a, true, b);
	run(f);
	move(f);
	run(f);
	assert_int_equal(reg(a, GEN9_RING_EXECLIST_STATUS_HI), a->tag);
	assert_int_equal(*b->timeline, 0);
	set_flag(f);
	ends(b);
	assert_int_equal(*a->timeline, a->seqno);
}

/* Return the bytes of the guest's description. */
static u32 description_bytes(struct fixture *f)
{
	struct mover_parts parts;
	struct mover mover;

	mover_init(&mover, f->guest->instance);
	assert_int_equal(mover_go(&mover, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&mover, PAGE_SIZE), 0);
	assert_true(mover_parts(mover.data, mover.len, &parts));
	assert_int_equal(mover_go(&mover, STATE(RUNNING)), 0);
	mover_exit(&mover);
	return parts.len;
}

/* Bytes of a description beside a context's image: copied commands of its ring, the submission. */
#define BESIDE_IMAGE	1024u

/* An image from page 1 on has 84 KiB where it has 22 pages. Idle contexts are in guest memory. */
static void a_live_context_adds_its_image_to_the_description_and_an_idle_one_nothing(void **state)
{
	struct fixture *f = *state;
	const u32 image = facet_gpu_pgpu(f->machine->gpu)->caps->context_pages[PGPU_RCS] *
			  PAGE_SIZE;
	struct mini_context *a = &f->context[0], *b = &f->context[1];
	u32 idle, live;

	contexts_on(f, PGPU_RCS);
	idle = description_bytes(f);
	emit_wait(a);
	mini_request(b);
	mini_elsp(a, true, b);
	run(f);
	live = description_bytes(f);
	assert_in_range(live - idle, CONTEXTS * image, CONTEXTS * (image + BESIDE_IMAGE));
	set_flag(f);
	ends(b);
	live = description_bytes(f);
	assert_in_range(live, 0, idle + BESIDE_IMAGE);
}

/* The guest has written ELSP, and the worker has not looked yet. */
static void a_submission_that_nobody_has_looked_at_is_not_lost(void **state)
{
	struct fixture *f = *state;

	mini_request(&f->context[0]);
	mini_request(&f->context[1]);
	mini_elsp(&f->context[0], true, &f->context[1]);
	move(f);
	ends(&f->context[1]);
	assert_int_equal(*f->context[0].timeline, f->context[0].seqno);
}

/* Two of the four writes of ELSP come before the move. */
static void half_an_execlist_moves(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->context[0];
	u32 elsp = context->engine->base + GEN9_RING_ELSP;
	u64 desc;

	mini_request(context);
	desc = mini_desc(context, true);
	mini_write(f->guest, elsp, 0);
	mini_write(f->guest, elsp, 0);
	mini_write(f->guest, elsp, upper_32_bits(desc));
	move(f);
	mini_write(f->guest, elsp, lower_32_bits(desc));
	ends(context);
}

/* --- hangs and resets ----------------------------------------------------------------------- */

/* Reset the engine as i915 does, and see that it works. */
static void recover(struct fixture *f)
{
	struct mini_context *after = &f->context[1];

	mini_irq(f->guest);
	mini_reset_engine(after->engine);
	after->engine->errors = 0;
	mini_request(after);
	submit(after);
	ends(after);
	assert_int_equal(reg(after, GEN9_RING_EIR), 0);
}

static void refused_command(struct mini_context *context)
{
	mini_request_begin(context);
	MINI_EMIT(context, 0xdeadbeef, 0);
	mini_request_end(context);
	submit(context);
}

static void an_error_that_was_not_reported_yet_is_reported_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->context[0];

	refused_command(context);
	run(f);
	move(f);
	mini_irq(f->guest);
	assert_int_equal(context->engine->errors, 1);
	assert_int_equal(reg(context, GEN9_RING_IPEHR), 0xdeadbeef);
	assert_int_equal(*context->timeline, 0);
	recover(f);
}

static void a_gpu_that_hangs_hangs_elsewhere_until_its_reset(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->context[0];
	u32 i;

	refused_command(context);
	run(f);
	mini_irq(f->guest);
	assert_int_equal(context->engine->errors, 1);
	for (i = 0; i < 2; i++) {
		move(f);
		run(f);
		assert_int_equal(*context->timeline, 0);
		assert_int_equal(reg(context, GEN9_RING_EXECLIST_STATUS_HI), context->tag);
	}
	recover(f);
}

/* The batch jumps to its own beginning for ever. */
static void an_endless_batch_runs_on_elsewhere_until_its_reset(void **state)
{
	struct fixture *f = *state;
	u64 gpa = mini_alloc(f->guest, 1);
	struct mini_batch loop = { .dw = mini_ptr(f->guest, gpa) };

	mini_vm_map(&f->vm, BATCH_VA, gpa, MINI_PTE);
	MINI_BATCH(&loop, MI_ARB_CHECK, 0x18800101, lower_32_bits(BATCH_VA),
		   upper_32_bits(BATCH_VA));
	mini_request_batch(&f->context[0], BATCH_VA);
	submit(&f->context[0]);
	fake_host_work(&f->guest->host);
	softgpu_user_step(f->machine->user);
	move(f);
	fake_host_work(&f->guest->host);
	softgpu_user_step(f->machine->user);
	mini_irq(f->guest);
	assert_int_equal(*f->context[0].timeline, 0);
	assert_int_equal(reg(&f->context[0], GEN9_RING_EXECLIST_STATUS_HI), f->context[0].tag);
	recover(f);
}

/* The guest moves between each two of the steps by which i915 resets an engine. */
static void a_reset_goes_on_elsewhere_at_each_of_its_steps(void **state)
{
	struct fixture *f = *state;
	u32 base = f->context[0].engine->base;

	refused_command(&f->context[0]);
	run(f);
	mini_write(f->guest, base + GEN9_RING_MI_MODE, 0x01000100);
	move(f);
	mini_write(f->guest, base + GEN9_RING_RESET_CTL, 0x00010001);
	move(f);
	assert_int_equal(mini_read(f->guest, base + GEN9_RING_RESET_CTL) & 3, 3);
	mini_write(f->guest, GEN9_GDRST, BIT(3));
	move(f);
	run(f);
	assert_int_equal(mini_read(f->guest, GEN9_GDRST), 0);
	assert_int_equal(reg(&f->context[0], GEN9_RING_EXECLIST_STATUS_HI), 0);
	mini_write(f->guest, base + GEN9_RING_RESET_CTL, 0x00010000);
	move(f);
	recover(f);
}

/* A guest that moves before its driver has loaded has nothing to lose. */
static void a_reset_vgpu_moves_and_starts(void **state)
{
	struct fixture *f = *state;

	facet_vgpu_reset(f->guest->vgpu);
	move(f);
	assert_int_equal(mini_read(f->guest, GEN9_MASTER_IRQ), 0);
}

/* --- refusals ------------------------------------------------------------------------------- */

static bool draws(struct pgpu *pgpu)
{
	return true;
}

static bool draws_nothing(struct pgpu *pgpu)
{
	return false;
}

/* Let a machine's GPU say whether it draws. @ops: gets its ops; lives as long as the machine */
static void gpu_says(struct mini_machine *machine, struct pgpu_ops *ops, bool does)
{
	struct pgpu *pgpu = facet_gpu_pgpu(machine->gpu);

	*ops = *pgpu->ops;
	ops->draws = does ? draws : draws_nothing;
	pgpu->ops = ops;
}

/* Let the guest move to a machine whose GPU is another one. Return: as mover_write(). */
static int move_to(struct fixture *f, struct mini_machine *machine, struct mover *to)
{
	struct mover from;
	int ret;

	mover_init(&from, f->guest->instance);
	mover_init(to, mini_guest_clone(f->guest, machine)->instance);
	assert_int_equal(mover_go(&from, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&from, 4096), 0);
	assert_int_equal(mover_go(to, STATE(RESUMING)), 0);
	ret = mover_write(to, from.data, from.len, 1000);
	assert_int_equal(mover_go(&from, STATE(RUNNING)), 0);
	mover_exit(&from);
	mover_exit(to);
	return ret;
}

/* A guest that draws here draws there, or its state is refused with both values named. */
static void a_move_between_gpus_of_which_one_alone_draws_is_refused(void **state)
{
	static const char *const answers[] = { "no", "yes" };
	static struct pgpu_ops source, destination;
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < 4; i++) {
		struct mini_machine *machine = mini_machine_create(MINI_STEP);
		bool here = i & 1, there = i & 2;
		char reason[FACET_MIGRATION_REASON];
		struct mover to;

		gpu_says(f->machine, &source, there);
		gpu_says(machine, &destination, here);
		snprintf(reason, sizeof(reason), "draws is '%s' there and '%s' here",
			 answers[there], answers[here]);
		assert_int_equal(move_to(f, machine, &to), here == there ? 0 : -EINVAL);
		assert_string_equal(to.reason, here == there ? "" : reason);
		assert_int_equal(mini_machine_destroy(machine), 0);
	}
}

/* An engine that executes images takes those of its own host alone. */
static void a_move_to_another_host_is_refused_unless_engines_check_images(void **state)
{
	struct fixture *f = *state;
	const bool checked = facet_gpu_pgpu(f->machine->gpu)->caps->images_checked;
	struct mini_machine *machine;
	struct mover to;

	machine = mini_machine_create(MINI_STEP);
	assert_int_equal(move_to(f, machine, &to), 0);
	assert_int_equal(mini_machine_destroy(machine), 0);
	mini_machine_use_host(true);
	machine = mini_machine_create(MINI_STEP);
	mini_machine_use_host(false);
	assert_int_equal(move_to(f, machine, &to), checked ? 0 : -EINVAL);
	assert_int_equal(strncmp(to.reason, "images is '", 11) == 0, !checked);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

static void a_move_to_a_gpu_that_saves_contexts_in_another_layout_is_refused(void **state)
{
	struct fixture *f = *state;
	struct mini_machine *machine = mini_machine_create(MINI_STEP);
	struct pgpu *pgpu = facet_gpu_pgpu(machine->gpu);
	char reason[FACET_MIGRATION_REASON];
	struct pgpu_caps caps = *pgpu->caps;
	struct mover to;

	snprintf(reason, sizeof(reason), "context_layout is '%08x' there and '%08x' here",
		 caps.context_layout, caps.context_layout + 1);
	caps.context_layout++;
	pgpu->caps = &caps;
	assert_int_equal(move_to(f, machine, &to), -EINVAL);
	assert_string_equal(to.reason, reason);
	assert_int_equal(mini_machine_destroy(machine), 0);
}

#define MOVED(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MOVED(an_interrupt_that_was_due_comes_after_the_move),
		MOVED(an_interrupt_that_the_guest_has_masked_stays_away),
		MOVED(a_blit_that_has_begun_ends_elsewhere),
		MOVED(a_semaphore_waits_on_elsewhere),
		MOVED(a_semaphore_that_is_signalled_on_the_way_is_noticed),
		MOVED(a_context_that_is_queued_runs_elsewhere_behind_the_first),
		MOVED(a_live_context_adds_its_image_to_the_description_and_an_idle_one_nothing),
		MOVED(a_submission_that_nobody_has_looked_at_is_not_lost),
		MOVED(half_an_execlist_moves),
		MOVED(an_error_that_was_not_reported_yet_is_reported_elsewhere),
		MOVED(a_gpu_that_hangs_hangs_elsewhere_until_its_reset),
		MOVED(an_endless_batch_runs_on_elsewhere_until_its_reset),
		MOVED(a_reset_goes_on_elsewhere_at_each_of_its_steps),
		MOVED(a_reset_vgpu_moves_and_starts),
		MOVED(a_move_between_gpus_of_which_one_alone_draws_is_refused),
		MOVED(a_move_to_another_host_is_refused_unless_engines_check_images),
		MOVED(a_move_to_a_gpu_that_saves_contexts_in_another_layout_is_refused),
	};

	return cmocka_run_group_tests_name("moves", tests, NULL, NULL);
}
