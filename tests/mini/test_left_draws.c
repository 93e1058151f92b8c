// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test kernels that last, on a render engine that leaves them in the middle: other guests and other
 * contexts run meanwhile, resets end them, and states stay with their contexts. The render engine
 * is a fake one (fake_render.h). Threads run the machine, with the time slices of its scheduler.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <unistd.h>

#include "device/state_section.h"
#include "gen9/mi_defs.h"
#include "mediator/pins.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/fake_render.h"
#include "tests/lib/mini_user.h"
#include "tests/lib/saved.h"
#include "tests/lib/test_model.h"

#define DATA		((u32)MINI_USER_DATA)
#define FLAG		(MINI_USER_DWORDS - 1)	/* dword of the data that a kernel waits for */
#define STATE_A		0x78200000u		/* state commands of two dwords */
#define STATE_B		0x78240000u
#define DIRTY		0x12345678u
#define COUNTS		100000u
#define TURNS		5u

static int setup(void **state)
{
	struct mini_pair *pair = calloc(1, sizeof(*pair));

	mini_machine_use_render(&fake_render_ops);
	fake_render_reset();
	pair->machine = mini_machine_create(MINI_THREADS);
	mini_machine_use_render(NULL);
	mini_user_init(pair->machine, &pair->a);
	mini_user_init(pair->machine, &pair->b);
	*state = pair;
	return 0;
}

static int teardown(void **state)
{
	int ret = mini_pair_teardown(state);

	assert_int_equal(fake_render_engines(), 0);
	return ret;
}

static void add(struct mini_user *user, enum fake_render_kind kind, u32 times, u32 to, u32 from)
{
	u32 dw[FAKE_RENDER_DWORDS];

	fake_render_put(dw, kind, times, DATA + 4 * to, DATA + 4 * from);
	mini_batch_add(&user->batch, FAKE_RENDER_DWORDS, dw);
}

/* Set state and begin a kernel that waits, in a context. Dword 0 of the data counts its begins. */
static void begin_waiting(struct mini_user *user, struct mini_context *context, u32 command)
{
	mini_user_begin(user);
	user->data[0] = 0;
	MINI_BATCH(&user->batch, command, 0);
	add(user, FAKE_WAIT, 0, 0, FLAG);
	add(user, FAKE_STATE, 0, 1, 0);
	mini_user_submit(user, context);
	while (!READ_ONCE(user->data[0]))
		mini_run(user->guest->machine);
}

static void release(struct mini_user *user)
{
	WRITE_ONCE(user->data[FLAG], 1);
}

/* Run a state command and read the sum of the state. */
static u32 sum_of(struct mini_user *user, struct mini_context *context, u32 command)
{
	mini_user_begin(user);
	MINI_BATCH(&user->batch, command, 0);
	add(user, FAKE_STATE, 0, 2, 0);
	assert_true(mini_user_run(user, context));
	return user->data[2];
}

static void another_guest_runs_while_a_kernel_lasts(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a, b;
	u32 i;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->b, &b, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	for (i = 1; i <= TURNS; i++)
		assert_int_equal(sum_of(&f->b, &b, STATE_B), i * STATE_B);
	release(&f->a);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[0]), 1);
	assert_int_equal(READ_ONCE(f->a.data[1]), STATE_A);
	assert_int_equal(fake_render_unwound(), 0);
}

static void two_kernels_that_last_share_the_engine(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a, b;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->b, &b, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	begin_waiting(&f->b, &b, STATE_B);
	release(&f->a);
	assert_true(mini_wait(&a));
	release(&f->b);
	assert_true(mini_wait(&b));
	assert_int_equal(READ_ONCE(f->a.data[0]), 1);
	assert_int_equal(READ_ONCE(f->b.data[0]), 1);
	assert_int_equal(READ_ONCE(f->a.data[1]), STATE_A);
	assert_int_equal(READ_ONCE(f->b.data[1]), STATE_B);
}

static void a_reset_ends_a_kernel_and_the_guest_goes_on(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a, again;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->a, &again, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	mini_reset_engine(a.engine);
	assert_int_equal(sum_of(&f->a, &again, STATE_B), STATE_B);
	/* A kernel that was preempted before the reset unwinds when its context starts again. */
	sum_of(&f->a, &a, STATE_B);
	assert_int_equal(fake_render_unwound(), 1);
}

static void a_guest_that_goes_leaves_no_kernel_behind(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a, b;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->b, &b, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	assert_int_equal(sum_of(&f->b, &b, STATE_B), STATE_B);
	assert_int_equal(mini_guest_destroy(f->a.guest), 0);
	assert_int_equal(sum_of(&f->b, &b, STATE_B), 2 * STATE_B);
	assert_int_equal(fake_render_unwound(), 1);
}

/*
 * Begin a kernel that counts, and wait until it has begun. Dword 0 of the data is the count. The
 * kernel does not end before release(), unless it is of FAKE_COUNT.
 */
static void begin_counting(struct mini_user *user, struct mini_context *context,
			   enum fake_render_kind kind, u32 times)
{
	mini_user_begin(user);
	user->data[0] = user->data[FLAG] = 0;
	MINI_BATCH(&user->batch, STATE_A, 0);
	add(user, kind, times, 0, FLAG);
	add(user, FAKE_STATE, 0, 1, 0);
	mini_user_submit(user, context);
	while (READ_ONCE(user->data[0]) < 5)
		mini_run(user->guest->machine);
}

/* Move a guest to a machine that is made for it. @other: the machine is another host. */
static void move_guest(struct mini_user *user, struct mini_context *context, bool other)
{
	struct mini_machine *machine;
	struct saved saved = {};
	struct mini_guest *to;

	facet_vgpu_pause(user->guest->vgpu);
	facet_vgpu_settle(user->guest->vgpu);
	assert_int_equal(saved_save(&saved, user->guest->vgpu), 0);
	mini_machine_use_render(&fake_render_ops);
	mini_machine_use_host(other);
	machine = mini_machine_create(MINI_THREADS);
	mini_machine_use_host(false);
	mini_machine_use_render(NULL);
	to = mini_guest_clone(user->guest, machine);
	assert_non_null(to);
	mini_user_follow(user, context, to);
	facet_vgpu_pause(to->vgpu);
	assert_int_equal(facet_vgpu_restore(to->vgpu, saved.data, saved.len), 0);
	facet_vgpu_resume(to->vgpu);
	free(saved.data);
}

/* Move a guest in a kernel of @times, and let the kernel end on the other machine. */
static void move_and_wait(struct mini_user *user, struct mini_context *context, u32 times)
{
	const u32 *before = user->data;

	move_guest(user, context, false);
	assert_in_range(READ_ONCE(before[0]), 5, times - 1);
	release(user);
	assert_true(mini_wait(context));
}

/* Count in a kernel that a neighbour has made give way. */
static void count_beside(struct mini_pair *f, struct mini_context *context,
			 enum fake_render_kind kind, u32 times)
{
	struct mini_context neighbour;

	mini_user_context(&f->a, context, PGPU_RCS);
	mini_user_context(&f->b, &neighbour, PGPU_RCS);
	begin_counting(&f->a, context, kind, times);
	sum_of(&f->b, &neighbour, STATE_B);
}

/* Count in a kernel that a neighbour makes give way, and move its guest meanwhile. */
static void assert_moves(struct mini_pair *f, enum fake_render_kind kind, u32 times)
{
	struct mini_context a;

	count_beside(f, &a, kind, times);
	move_and_wait(&f->a, &a, times);
	assert_int_equal(READ_ONCE(f->a.data[0]), times);
	assert_int_equal(READ_ONCE(f->a.data[1]), STATE_A);
	assert_int_equal(mini_machine_destroy(a.guest->machine), 0);
}

static void a_kernel_at_a_place_goes_on_on_another_machine(void **state)
{
	assert_moves(*state, FAKE_PLACES, COUNTS);
}

/* A stack is not in a description. */
static void a_kernel_on_its_stack_settles_and_goes_on_on_another_machine(void **state)
{
	assert_moves(*state, FAKE_POLLS_AND_PLACES, COUNTS);
}

/* Pause a guest while its kernel is at no place. A pause may come while it is at one by chance. */
static void pause_between_places(struct mini_user *user)
{
	struct mini_guest *guest = user->guest;

	facet_vgpu_pause(guest->vgpu);
	while (!fake_render_polls()) {
		assert_in_range(READ_ONCE(user->data[0]), 5, COUNTS - 1);
		facet_vgpu_resume(guest->vgpu);
		mini_run(guest->machine);
		facet_vgpu_pause(guest->vgpu);
	}
}

/* A dma_unmap leaves the page tables empty. The worker does not make them anew in a pause. */
static void a_kernel_whose_page_tables_are_gone_does_not_settle(void **state)
{
	struct mini_pair *f = *state;
	struct saved saved = {};
	struct fake_host *host;
	struct mini_context a;

	count_beside(f, &a, FAKE_POLLS_AND_PLACES, COUNTS);
	host = &f->a.guest->host;
	pause_between_places(&f->a);
	fake_host_unmap(host, 0, host->pages * PAGE_SIZE);
	fake_host_map(host);
	facet_vgpu_settle(f->a.guest->vgpu);
	assert_int_equal(saved_save(&saved, f->a.guest->vgpu), -EBUSY);
	facet_vgpu_resume(f->a.guest->vgpu);
	release(&f->a);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[0]), COUNTS);
	free(saved.data);
}

/* Its pages are pinned again when facet_vgpu_unpin() returns: so a pause may follow at once. */
static void a_kernel_whose_pages_were_unpinned_settles_and_moves(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a;

	count_beside(f, &a, FAKE_POLLS_AND_PLACES, COUNTS);
	facet_vgpu_unpin(f->a.guest->vgpu);
	move_and_wait(&f->a, &a, COUNTS);
	assert_int_equal(READ_ONCE(f->a.data[0]), COUNTS);
	assert_int_equal(mini_machine_destroy(a.guest->machine), 0);
}

static void pages_that_no_work_uses_stay_unpinned(void **state)
{
	struct mini_pair *f = *state;
	struct facet_vgpu *vgpu = f->a.guest->vgpu;
	struct mini_context a;

	mini_user_context(&f->a, &a, PGPU_RCS);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), STATE_A);
	assert_true(facet_pins_count(vgpu) > 0);
	facet_vgpu_unpin(vgpu);
	assert_int_equal(facet_pins_count(vgpu), 0);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), 2 * STATE_A);
	assert_true(facet_pins_count(vgpu) > 0);
}

/* Stop a guest for a move while its kernel is at no place, and unpin its pages. */
static void stop_and_unpin(struct mini_user *user)
{
	struct facet_vgpu *vgpu = user->guest->vgpu;

	pause_between_places(user);
	facet_vgpu_settle(vgpu);
	facet_vgpu_unpin(vgpu);
	assert_int_equal(facet_pins_count(vgpu), 0);
}

static void a_kernel_whose_pages_are_unpinned_in_a_pause_moves(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a;

	count_beside(f, &a, FAKE_POLLS_AND_PLACES, COUNTS);
	stop_and_unpin(&f->a);
	move_and_wait(&f->a, &a, COUNTS);
	assert_int_equal(READ_ONCE(f->a.data[0]), COUNTS);
	assert_int_equal(mini_machine_destroy(a.guest->machine), 0);
}

static void a_kernel_whose_pages_are_unpinned_in_a_pause_goes_on(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a;

	count_beside(f, &a, FAKE_POLLS_AND_PLACES, COUNTS);
	stop_and_unpin(&f->a);
	facet_vgpu_unpin(f->a.guest->vgpu);
	facet_vgpu_resume(f->a.guest->vgpu);
	release(&f->a);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[0]), COUNTS);
}

/* Stop a guest for a move in a kernel that does not settle. */
static void stop_in_vain(struct mini_user *user, struct mini_context *context)
{
	mini_user_context(user, context, PGPU_RCS);
	begin_waiting(user, context, STATE_A);
	facet_vgpu_pause(user->guest->vgpu);
	facet_vgpu_settle(user->guest->vgpu);
}

/* Its pages are unpinned all the same: else a save would copy them for ever. */
static void a_kernel_that_does_not_settle_in_a_pause_cannot_be_saved_and_goes_on(void **state)
{
	struct mini_pair *f = *state;
	struct facet_vgpu *vgpu = f->a.guest->vgpu;
	struct saved saved = {};
	struct mini_context a;

	stop_in_vain(&f->a, &a);
	facet_vgpu_unpin(vgpu);
	assert_int_equal(facet_pins_count(vgpu), 0);
	assert_int_equal(saved_save(&saved, vgpu), -EBUSY);
	facet_vgpu_resume(vgpu);
	release(&f->a);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[0]), 1);
	free(saved.data);
}

/* Its VMM has copied guest memory since. */
static void a_kernel_that_did_not_settle_in_a_pause_writes_nothing_at_a_save(void **state)
{
	struct mini_pair *f = *state;
	struct facet_vgpu *vgpu = f->a.guest->vgpu;
	struct saved saved = {};
	struct mini_context a;

	stop_in_vain(&f->a, &a);
	release(&f->a);
	assert_int_equal(saved_save(&saved, vgpu), -EBUSY);
	assert_true(READ_ONCE(f->a.data[1]) != STATE_A);
	facet_vgpu_resume(vgpu);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[1]), STATE_A);
	free(saved.data);
}

static void *save_in_vain(void *arg)
{
	struct saved saved = {};
	intptr_t ret = saved_save(&saved, arg);

	free(saved.data);
	return (void *)ret;
}

/* The engines use no page behind a dma_unmap, whoever settles. */
static void a_dma_unmap_ends_a_settling(void **state)
{
	struct mini_pair *f = *state;
	struct fake_host *host = &f->a.guest->host;
	struct mini_context a;
	pthread_t saver;
	void *ret;
	u32 count;

	mini_user_context(&f->a, &a, PGPU_RCS);
	begin_counting(&f->a, &a, FAKE_COUNT, ~0u);
	assert_int_equal(pthread_create(&saver, NULL, save_in_vain, f->a.guest->vgpu), 0);
	usleep(300000);
	count = READ_ONCE(f->a.data[0]);
	usleep(100000);
	assert_true(READ_ONCE(f->a.data[0]) != count);	/* it settles */
	fake_host_unmap(host, 0, host->pages * PAGE_SIZE);
	count = READ_ONCE(f->a.data[0]);
	assert_int_equal(pthread_join(saver, &ret), 0);
	assert_int_equal(READ_ONCE(f->a.data[0]), count);
	assert_int_equal((intptr_t)ret, -EBUSY);
	fake_host_map(host);
	mini_reset_engine(a.engine);
}

static void a_kernel_without_an_end_cannot_be_saved_and_goes_on(void **state)
{
	struct mini_pair *f = *state;
	struct saved saved = {};
	struct mini_context a, b;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->b, &b, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	assert_int_equal(saved_save(&saved, f->a.guest->vgpu), -EBUSY);
	assert_int_equal(sum_of(&f->b, &b, STATE_B), STATE_B);
	release(&f->a);
	assert_true(mini_wait(&a));
	assert_int_equal(READ_ONCE(f->a.data[0]), 1);
	assert_int_equal(READ_ONCE(f->a.data[1]), STATE_A);
	assert_int_equal(fake_render_unwound(), 0);
	free(saved.data);
}

static void count_lines(void *arg, const char *fmt, ...)
{
	++*(u32 *)arg;
}

/* A report is wanted above all where something does not end. */
static void a_kernel_without_an_end_is_in_a_report(void **state)
{
	struct mini_pair *f = *state;
	u32 lines = 0;
	const struct facet_state_printer printer = { .print = count_lines, .arg = &lines };
	struct mini_context a;

	mini_user_context(&f->a, &a, PGPU_RCS);
	begin_waiting(&f->a, &a, STATE_A);
	assert_int_equal(facet_vgpu_dump(f->a.guest->vgpu, &printer), 0);
	assert_true(lines > 0);
	release(&f->a);
	assert_true(mini_wait(&a));
}

/*
 * A software engine checks the pages of an image by itself. So the state of an idle context counts
 * on each host. Hardware runs these pages: there, seals of another host are unknown.
 */
static void an_idle_context_goes_on_on_another_host_if_the_engine_checks_images(void **state)
{
	const u32 sum = test_model() == SOFTGPU_PRIVATE ? 2 * STATE_A : STATE_A;
	struct mini_pair *f = *state;
	struct mini_context a;

	mini_user_context(&f->a, &a, PGPU_RCS);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), STATE_A);
	move_guest(&f->a, &a, true);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), sum);
	assert_int_equal(mini_machine_destroy(a.guest->machine), 0);
}

/* The pages behind page 1 are the guest's while its context is idle. */
static void a_forged_image_begins_a_new_context(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a;

	mini_user_context(&f->a, &a, PGPU_RCS);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), STATE_A);
	assert_int_equal(sum_of(&f->a, &a, STATE_A), 2 * STATE_A);
	a.image[PAGE_SIZE / 4 + 18] = DIRTY;	/* the first dword of the engine's state */
	assert_int_equal(sum_of(&f->a, &a, STATE_A), STATE_A);
}

#define ON_MACHINE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_MACHINE(another_guest_runs_while_a_kernel_lasts),
		ON_MACHINE(two_kernels_that_last_share_the_engine),
		ON_MACHINE(a_reset_ends_a_kernel_and_the_guest_goes_on),
		ON_MACHINE(a_guest_that_goes_leaves_no_kernel_behind),
		ON_MACHINE(a_kernel_at_a_place_goes_on_on_another_machine),
		ON_MACHINE(a_kernel_on_its_stack_settles_and_goes_on_on_another_machine),
		ON_MACHINE(a_kernel_whose_page_tables_are_gone_does_not_settle),
		ON_MACHINE(a_kernel_whose_pages_were_unpinned_settles_and_moves),
		ON_MACHINE(a_kernel_whose_pages_are_unpinned_in_a_pause_moves),
		ON_MACHINE(a_kernel_whose_pages_are_unpinned_in_a_pause_goes_on),
		ON_MACHINE(a_kernel_that_does_not_settle_in_a_pause_cannot_be_saved_and_goes_on),
		ON_MACHINE(a_kernel_that_did_not_settle_in_a_pause_writes_nothing_at_a_save),
		ON_MACHINE(pages_that_no_work_uses_stay_unpinned),
		ON_MACHINE(a_dma_unmap_ends_a_settling),
		ON_MACHINE(a_kernel_without_an_end_cannot_be_saved_and_goes_on),
		ON_MACHINE(a_kernel_without_an_end_is_in_a_report),
		ON_MACHINE(an_idle_context_goes_on_on_another_host_if_the_engine_checks_images),
		ON_MACHINE(a_forged_image_begins_a_new_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
