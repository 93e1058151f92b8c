// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases for user batches of a blitter that executes them with all rights, as hardware's does. The
 * mediator runs copies, without what a user may not do.
 */
#include "classes.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"

#define END		GEN9_MI_BATCH_BUFFER_END
#define STORE		0x10000002u	/* a dword, by the PPGTT */
#define STORE_GLOBAL	0x10400002u	/* by the GGTT */
#define WAIT		0x0e004002u	/* by the PPGTT; until the dword is equal */
#define STORE_INDEX	0x10a00001u	/* in the status page of the context */
#define STORE_REGISTER	0x12400002u	/* by the GGTT */
#define INDEX		0x800u
#define SECRET		0x5ec2e7u

/* Submit a request that runs the user batch at @va. */
static void call(struct mini_context *context, u64 va)
{
	mini_request_begin(context);
	MINI_EMIT(context, 0x18800101, lower_32_bits(va), upper_32_bits(va), 0);
	mini_request_end(context);
	hostile_submit(context);
}

/* Store by index. On an engine that polices, the command is privileged. */
static void by_index(struct hostile *h, const void *arg)
{
	static const u32 store[] = { STORE_INDEX, INDEX, SECRET };
	struct mini_context context;

	hostile_commands(h, &context, PGPU_BCS, HOSTILE_USER_BATCH, store, ARRAY_SIZE(store));
	hostile_unharmed(h, &context);
	/* Page 0 of the image is the status page; @image is page 1. */
	EXPECT(!*(context.image - 1024 + INDEX / 4));
}

/* Write a register that the guest's kernel may write, and its users may not. */
static void kernels_register(struct hostile *h, const void *arg)
{
	const u32 reg = GEN9_BCS_BASE + GEN9_RING_NOPID;
	const u32 load[] = { GEN9_MI_LRI_HEADER(1), reg, SECRET };
	struct mini_context context;
	u32 gva;
	u32 *data = hostile_page(h, &gva, 0);

	hostile_commands(h, &context, PGPU_BCS, HOSTILE_USER_BATCH, load, ARRAY_SIZE(load));
	hostile_unharmed(h, &context);
	mini_request_begin(&context);
	MINI_EMIT(&context, STORE_REGISTER, reg, gva, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(data[0] != SECRET);
}

/* Jump to an address that is a batch of the kernel's in the GGTT, and one of the user's too. */
static void jump_to_the_kernel(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva, own;
	u32 *kernels = hostile_page(h, &gva, 0);
	u32 *data = hostile_page(h, &own, HOSTILE_DATA_VA);
	u32 *users = hostile_page(h, NULL, gva);
	const u32 jump[] = { 0x18800001, gva, 0 };
	const u32 privileged[] = { STORE_GLOBAL, own, 0, SECRET, END };
	const u32 harmless[] = { STORE, (u32)HOSTILE_DATA_VA + 4, 0, 1, END };

	memcpy(kernels, privileged, sizeof(privileged));
	memcpy(users, harmless, sizeof(harmless));
	hostile_commands(h, &context, PGPU_BCS, HOSTILE_USER_BATCH, jump, ARRAY_SIZE(jump));
	hostile_unharmed(h, &context);
	EXPECT(data[0] != SECRET);
	EXPECT(data[1] == 1);
}

/* Change a batch that runs. The engine runs what was checked. */
static void changes_its_batch(struct hostile *h, const void *arg)
{
	static const u32 wait[] = { WAIT, 1, (u32)HOSTILE_DATA_VA, 0, END };
	struct mini_context context;
	u32 own;
	u32 *data = hostile_page(h, &own, HOSTILE_DATA_VA);
	u32 *batch = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	const u32 store[] = { STORE_GLOBAL, own + 64, 0, SECRET, END };

	memcpy(batch, wait, sizeof(wait));
	hostile_context(h, &context, PGPU_BCS);
	call(&context, HOSTILE_BATCH_VA);
	hostile_settle(h);
	memcpy(&batch[4], store, sizeof(store));
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	EXPECT(!data[16]);
}

/* Submit more user batches than a copy has segments, from a ring. All of them run. */
static void many_batches(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	u32 *batches = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	u32 i;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	for (i = 0; i < 128; i++) {
		const u32 store[] = { STORE, (u32)HOSTILE_DATA_VA + 4 * i, 0, i + 1, END };

		memcpy(&batches[8 * i], store, sizeof(store));
		MINI_EMIT(&context, 0x18800101, (u32)HOSTILE_BATCH_VA + 32 * i,
			  (u32)(HOSTILE_BATCH_VA >> 32), 0);
	}
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	for (i = 0; i < 128; i++)
		EXPECT(data[i] == i + 1);
}

/* Submit a batch of 320 KiB. */
static void long_batch(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	for (i = 0; i < 80; i++)
		hostile_page(h, NULL, HOSTILE_BATCH_VA + i * 4096ull);
	hostile_context(h, &context, PGPU_BCS);
	call(&context, HOSTILE_BATCH_VA);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

#define SKIPPED(label, does, ...)						\
	HARMLESS(label, AUDIT_USER_GLOBAL, does, BCS, USER_BATCH, __VA_ARGS__)

static const struct hostile_case cases[] = {
	SKIPPED("store_global", "a user's store to the GGTT", STORE_GLOBAL, HOSTILE_OWN, 0, 1),
	SKIPPED("flush_global", "a user's MI_FLUSH_DW that stores to the GGTT",
		0x13004002, HOSTILE_OWN | 4, 0, 1),
	SKIPPED("flush_by_index", "a user's MI_FLUSH_DW that stores to the status page",
		0x13204002, INDEX, 0, 1, STORE_GLOBAL, HOSTILE_OWN, 0, 1),
	SKIPPED("register_to_global", "a user's store of a register to the GGTT",
		STORE_REGISTER, GEN9_BCS_BASE + GEN9_RING_GPR, HOSTILE_OWN, 0),
	SKIPPED("copy_to_global", "a user's copy to the GGTT",
		0x17200003, HOSTILE_OWN, 0, (u32)HOSTILE_BATCH_VA,
		(u32)(HOSTILE_BATCH_VA >> 32)),
	SKIPPED("atomic_global", "a user's atomic increment in the GGTT",
		0x17c00501, HOSTILE_OWN, 0),
	SKIPPED("wait_global", "a user's wait for a dword in the GGTT",
		0x0e404002, 1, HOSTILE_OWN, 0),
	CASE(by_index, AUDIT_USER_PLACE, "a user's store to a status page",
	     "nothing: the request ends, the page is as before"),
	CASE(kernels_register, AUDIT_USER_REGISTER,
	     "a user writes a register that its kernel may write",
	     "nothing: the request ends, the register is as before"),
	CASE(jump_to_the_kernel, AUDIT_USER_STAYS,
	     "a user jumps to an address that is a batch of the kernel's in the GGTT",
	     "the user's batch at that address runs"),
	CASE(changes_its_batch, AUDIT_USER_BATCH,
	     "a user's batch that gets a store to the GGTT while it runs",
	     "what was submitted runs"),
	CASE(long_batch, AUDIT_DWORDS, "a user's batch of 320 KiB", HOSTILE_STOPS),
	CASE(many_batches, AUDIT_SEGMENTS, "128 user batches in one submission", "all of them run"),
};

const struct hostile_class hostile_blitter = {
	.name = "user batches of the blitter", .hardware = true, .cases = cases,
	.count = ARRAY_SIZE(cases),
};
