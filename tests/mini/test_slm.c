// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test shared local memory (SLM): a kernel finds what earlier kernels of its own request wrote, and
 * nothing of other contexts and guests. GPGPU_WALKER of the software GPU exchanges data with SLM
 * (softgpu/slm.c). A model without SLM leaves the data alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gpgpu_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "tests/lib/mini_user.h"
#include "tests/lib/test_model.h"

#define WALKER		0x7105000du
#define DATA		((u32)MINI_USER_DATA)
#define LINE_DWORDS	16u
#define BYTES		1234u	/* of a secret */

/* Append a walker that exchanges line @line of the data with SLM. */
static void walk(struct mini_user *user, u32 line)
{
	MINI_BATCH(&user->batch, WALKER, 0, 4 * LINE_DWORDS, DATA + 4 * LINE_DWORDS * line,
		   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/* Write @value to SLM. */
static void write_slm(struct mini_user *user, struct mini_context *context, u32 value)
{
	mini_user_begin(user);
	user->data[0] = value;
	walk(user, 0);
	assert_true(mini_user_run(user, context));
}

/* Return the first dword of SLM; ~0: there is none. */
static u32 read_slm(struct mini_user *user, struct mini_context *context)
{
	mini_user_begin(user);
	walk(user, 0);
	assert_true(mini_user_run(user, context));
	return user->data[0];
}

static u32 nothing(void)
{
	return test_model() == SOFTGPU_LIKE_HARDWARE ? 0 : ~0u;
}

static void kernels_of_a_request_share_memory(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context context;

	mini_user_context(&f->a, &context, PGPU_RCS);
	mini_user_begin(&f->a);
	f->a.data[0] = BYTES;
	walk(&f->a, 0);
	walk(&f->a, 1);
	assert_true(mini_user_run(&f->a, &context));
	assert_int_equal(f->a.data[0], nothing() ? BYTES : 0);
	assert_int_equal(f->a.data[LINE_DWORDS], nothing() ? ~0u : BYTES);
}

static void a_context_finds_nothing_of_another_guest_or_context(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context a, again, b;
	u32 i;

	mini_user_context(&f->a, &a, PGPU_RCS);
	mini_user_context(&f->b, &b, PGPU_RCS);
	for (i = 0; i < 3; i++) {
		mini_user_context(&f->a, &again, PGPU_RCS);
		write_slm(&f->a, &a, BYTES);
		assert_int_equal(read_slm(&f->b, &b), nothing());
		write_slm(&f->b, &b, BYTES);
		assert_int_equal(read_slm(&f->a, &a), nothing());
		write_slm(&f->a, &a, BYTES);
		assert_int_equal(read_slm(&f->a, &again), nothing());	/* a new one each time */
	}
}

/* i915's own indirect batch. The guest sees its effects as before. */
static void a_guests_indirect_batch_runs_behind_the_clear(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context context;
	u64 gpa = mini_alloc(f->a.guest, 1);
	u32 gva = mini_ggtt_map(f->a.guest, gpa, 1);
	u32 *page = mini_ptr(f->a.guest, gpa);
	const u32 dw[] = {
		0x7a000004, 0x00104000, DATA + 512, 0, 7, 0,	/* a flush of L3 */
		0x10400002, gva + 0x800, 0, BYTES,
	};

	memcpy(page, dw, sizeof(dw));
	mini_user_context(&f->a, &context, PGPU_RCS);
	write_slm(&f->a, &context, 1);
	context.image[GEN9_CTX_INDIRECT_CTX] = gva | 1;
	context.image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	assert_int_equal(read_slm(&f->a, &context), nothing());
	assert_int_equal(f->a.data[128], 7);
	assert_int_equal(page[0x800 / 4], BYTES);
	assert_int_equal(context.image[GEN9_CTX_INDIRECT_CTX], gva | 1);
}

#define ON_MACHINE(name) cmocka_unit_test_setup_teardown(name, mini_pair_setup, mini_pair_teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ON_MACHINE(kernels_of_a_request_share_memory),
		ON_MACHINE(a_context_finds_nothing_of_another_guest_or_context),
		ON_MACHINE(a_guests_indirect_batch_runs_behind_the_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
