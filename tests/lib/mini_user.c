// SPDX-License-Identifier: GPL-2.0-only
/* Guests with one batch each; see mini_user.h. */
#include "mini_user.h"

#include "gen9/mi_defs.h"
#include "mediator/type.h"

#define BATCH_PAGES	2u
#define RING_BYTES	8192u
#define FLAG_DWORD	MINI_USER_DWORDS
#define FLAG_VA		(MINI_USER_DATA + 4 * FLAG_DWORD)

void mini_user_init(struct mini_machine *machine, struct mini_user *user)
{
	u64 batch, data;
	u32 i;

	user->guest = mini_guest_create(machine, &facet_types[0]);
	mini_vm_create(user->guest, &user->vm);
	batch = mini_alloc(user->guest, BATCH_PAGES);
	data = mini_alloc(user->guest, 1);
	for (i = 0; i < BATCH_PAGES; i++)
		mini_vm_map(&user->vm, MINI_USER_BATCH + i * PAGE_SIZE, batch + i * PAGE_SIZE,
			    MINI_PTE);
	mini_vm_map(&user->vm, MINI_USER_DATA, data, MINI_PTE);
	user->batch.dw = mini_ptr(user->guest, batch);
	user->data = mini_ptr(user->guest, data);
}

void mini_user_context(struct mini_user *user, struct mini_context *context, u32 engine)
{
	mini_context_create(user->guest, context, engine, &user->vm, RING_BYTES);
}

void mini_user_begin(struct mini_user *user)
{
	user->batch.n = 0;
	memset(user->data, 0xff, 4 * MINI_USER_DWORDS);
	user->data[FLAG_DWORD] = 0;
}

void mini_user_follow(struct mini_user *user, struct mini_context *context, struct mini_guest *to)
{
	user->batch.dw = mini_follow(user->batch.dw, user->guest, to);
	user->data = mini_follow(user->data, user->guest, to);
	mini_context_follow(context, user->guest, to);
	user->guest = to;
}

void mini_user_spin(struct mini_user *user)
{
	MINI_BATCH(&user->batch, 0x0e004002, 1, lower_32_bits(FLAG_VA), upper_32_bits(FLAG_VA));
}

void mini_user_release(struct mini_user *user)
{
	__atomic_store_n(&user->data[FLAG_DWORD], 1, __ATOMIC_SEQ_CST);
}

void mini_user_read(struct mini_user *user, u32 offset, u32 i)
{
	MINI_BATCH(&user->batch, 0x12000002, offset, MINI_USER_DATA + 4 * i, 0);
}

void mini_user_submit(struct mini_user *user, struct mini_context *context)
{
	MINI_BATCH(&user->batch, GEN9_MI_BATCH_BUFFER_END);
	mini_request_batch(context, MINI_USER_BATCH);
	mini_elsp(context, true, NULL);
}

bool mini_user_run(struct mini_user *user, struct mini_context *context)
{
	mini_user_submit(user, context);
	return mini_wait(context) && mini_wait_idle(context->engine);
}

int mini_pair_setup(void **state)
{
	struct mini_pair *pair = calloc(1, sizeof(*pair));

	pair->machine = mini_machine_create(MINI_STEP);
	mini_user_init(pair->machine, &pair->a);
	mini_user_init(pair->machine, &pair->b);
	*state = pair;
	return 0;
}

int mini_pair_teardown(void **state)
{
	struct mini_pair *pair = *state;
	u64 leaked = mini_machine_destroy(pair->machine);

	free(pair);
	return leaked ? -1 : 0;
}
