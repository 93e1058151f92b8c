// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that no buffer of a save or a restore is freed with a guest's data in it. The guest has
 * secrets in its commands and in a register. The program is linked with --wrap=free: while the vGPU
 * is saved, restored, or drops its data, each block is searched for secrets before it is freed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <malloc.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/mi_defs.h"
#include "tests/lib/mini_alone.h"
#include "tests/lib/mover.h"

#define STATE(name)	FACET_MIGRATION_##name
#define GPR		0x2608u		/* a general purpose register of the render engine */
#define STORE		0x10400002u	/* MI_STORE_DATA_IMM to an address of the GGTT */
#define LOAD		0x14c00002u	/* MI_LOAD_REGISTER_MEM of an address of the GGTT */
#define TARGET		0x800u		/* where the stores go, in the page of a batch */
#define SOURCE		0xc00u		/* what is loaded to the register, in that page */

/* Places in which a guest has secrets. */
enum secret {
	IN_RING,
	IN_BATCH,
	IN_INDIRECT,
	IN_PER_CTX,
	IN_REGISTER,
	SECRETS,
};

#define SECRET(i)	(0x5ec2e700u + (i))

static bool watching;
static u32 freed;		/* blocks freed while @watching */
static u32 found[SECRETS];	/* blocks freed while @watching that had the secret */

void __real_free(void *p);
void __wrap_free(void *p);

void __wrap_free(void *p)
{
	const u32 *dw = p;
	size_t i, n = p && watching ? malloc_usable_size(p) / sizeof(*dw) : 0;
	bool seen[SECRETS] = { false };
	u32 k;

	for (i = 0; i < n; i++)
		if (dw[i] - SECRET(0) < SECRETS)
			seen[dw[i] - SECRET(0)] = true;
	for (k = 0; k < SECRETS; k++)
		found[k] += seen[k];
	freed += p && watching;
	__real_free(p);
}

static void watch(void)
{
	freed = 0;
	memset(found, 0, sizeof(found));
	watching = true;
}

/* Check that blocks were freed since watch(), and that none had a secret. */
static void assert_zeroed(void)
{
	u32 k;

	watching = false;
	assert_true(freed > 0);
	for (k = 0; k < SECRETS; k++)
		assert_int_equal(found[k], 0);
}

/* Make a batch of the GGTT with a secret. Return: its address. */
static u32 batch_make(struct mini_guest *guest, enum secret secret)
{
	u64 gpa = mini_alloc(guest, 1);
	u32 gva = mini_ggtt_map(guest, gpa, 1);
	struct mini_batch batch = { .dw = mini_ptr(guest, gpa) };

	batch.dw[SOURCE / sizeof(u32)] = SECRET(IN_REGISTER);
	MINI_BATCH(&batch, STORE, gva + TARGET, 0, SECRET(secret));
	if (secret == IN_INDIRECT)
		MINI_BATCH(&batch, LOAD, GPR, gva + SOURCE, 0);
	else
		MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	return gva;
}

/* Give the render engine work that waits, with a secret in each part of it. */
static void work_make(struct mini_user *user, struct mini_context *context)
{
	struct mini_guest *guest = user->guest;
	u32 batch = batch_make(guest, IN_BATCH);

	mini_user_begin(user);
	mini_user_spin(user);
	MINI_BATCH(&user->batch, GEN9_MI_BATCH_BUFFER_END);
	mini_user_context(user, context, PGPU_RCS);
	context->image[GEN9_CTX_INDIRECT_CTX] = batch_make(guest, IN_INDIRECT) | 1;
	context->image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	context->image[GEN9_CTX_BB_PER_CTX_PTR] = batch_make(guest, IN_PER_CTX) |
						  GEN9_BB_PER_CTX_VALID;
	context->image[GEN9_CTX_CONTROL] = 0x000f0008;
	mini_request_begin(context);
	MINI_EMIT(context, STORE, batch + TARGET, 0, SECRET(IN_RING));
	MINI_EMIT(context, 0x18800101, lower_32_bits(MINI_USER_BATCH),
		  upper_32_bits(MINI_USER_BATCH));
	MINI_EMIT(context, 0x18800001, batch, 0);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	mini_run(guest->machine);
}

/* Check that the data of a move have each secret, so that the buffers had them, too. */
static void assert_has_secrets(const struct mover *mover)
{
	bool seen[SECRETS] = { false };
	size_t at;
	u32 k;

	for (at = 0; at + sizeof(u32) <= mover->len; at++) {
		k = get_unaligned_le32(mover->data + at) - SECRET(0);
		if (k < SECRETS)
			seen[k] = true;
	}
	for (k = 0; k < SECRETS; k++)
		assert_true(seen[k]);
}

/* Write data in one piece. mover_write() would free copies of its own. */
static int write_at_once(struct mover *mover, const u8 *data, size_t len)
{
	return facet_migration_write(mover->m, data, len);
}

/* Give a guest work with secrets, and make the movers of the guest and of its clone. */
static void movers_make(struct mini_alone *alone, struct mover *from, struct mover *to)
{
	struct mini_context context;
	struct mini_guest *clone;

	work_make(&alone->user, &context);
	clone = mini_guest_clone(alone->user.guest, alone->machine);
	mover_init(from, alone->user.guest->instance);
	mover_init(to, clone->instance);
}

static void no_buffer_of_a_save_or_restore_is_freed_with_a_guests_data(void **state)
{
	struct mover from, to;

	movers_make(*state, &from, &to);
	watch();
	assert_int_equal(mover_go(&from, STATE(STOP_COPY)), 0);
	assert_zeroed();
	assert_int_equal(mover_read(&from, PAGE_SIZE), 0);
	assert_has_secrets(&from);
	watch();
	assert_int_equal(mover_go(&from, STATE(STOP)), 0);
	assert_zeroed();
	watch();
	assert_int_equal(mover_go(&to, STATE(RESUMING)), 0);
	assert_int_equal(write_at_once(&to, from.data, from.len), 0);
	assert_int_equal(mover_go(&to, STATE(RUNNING)), 0);
	assert_zeroed();
	mover_exit(&to);
	mover_exit(&from);
}

static void data_that_are_refused_or_end_early_are_zeroed_when_freed(void **state)
{
	struct mover from, to;

	movers_make(*state, &from, &to);
	assert_int_equal(mover_go(&from, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&from, PAGE_SIZE), 0);
	assert_has_secrets(&from);
	watch();
	assert_int_equal(mover_go(&to, STATE(RESUMING)), 0);
	assert_int_equal(write_at_once(&to, from.data, from.len - 1), 0);
	facet_migration_reset(to.m);
	assert_zeroed();
	from.data[from.len - 1] ^= 1;
	watch();
	assert_int_equal(mover_go(&to, STATE(RESUMING)), 0);
	assert_int_equal(write_at_once(&to, from.data, from.len), -EINVAL);
	assert_zeroed();
	mover_exit(&to);
	mover_exit(&from);
}

#define ALONE(test)	cmocka_unit_test_setup_teardown(test, mini_alone_setup, mini_alone_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ALONE(no_buffer_of_a_save_or_restore_is_freed_with_a_guests_data),
		ALONE(data_that_are_refused_or_end_early_are_zeroed_when_freed),
	};

	return cmocka_run_group_tests_name("zeroed buffers", tests, NULL, NULL);
}
