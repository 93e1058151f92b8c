// SPDX-License-Identifier: GPL-2.0-only
/* Operations that user batches must not do. The engine enforces this: user batches run in place. */
#include "classes.h"

#define DATA	((u32)HOSTILE_DATA_VA)

/* A user batch writes a register, and stores the register's value. */
static void expect_register_stays(struct hostile *h, const void *arg)
{
	const struct hostile_stream *stream = arg;
	struct mini_context context;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	u32 dw[24];

	data[0] = ~0u;
	memcpy(dw, stream->dw, stream->n * sizeof(u32));
	dw[stream->n] = 0x12000002;
	dw[stream->n + 1] = stream->dw[19];
	dw[stream->n + 2] = DATA;
	dw[stream->n + 3] = 0;
	hostile_commands(h, &context, stream->engine, HOSTILE_USER_BATCH, dw, stream->n + 4);
	hostile_unharmed(h, &context);
	EXPECT(data[0] == 0);
}

#define STAYS(label, stopper, does, on, at, ...)				\
	{ label, does, "nothing: the register is as before", #stopper,		\
	  expect_register_stays, &(const struct hostile_stream){		\
		.engine = PGPU_##on, .n = sizeof((const u32 []){ __VA_ARGS__ }) / sizeof(u32), \
		.dw = { __VA_ARGS__, [19] = (at) } } }

#define NAMES(label, what, on, at, value)					\
	{ label, "FORCE_TO_NONPRIV names " what ", and a user batch sets it",	\
	  "nothing: the register is as before", "NONPRIV_REGISTER", nonpriv_names,	\
	  &(const struct hostile_stream){ .engine = PGPU_##on, .n = 3,		\
		.dw = { 0x11000001, (at), (value), [19] = (at) } } }

/* FORCE_TO_NONPRIV opens a register to user batches that the guest must not open. */
static void nonpriv_names(struct hostile *h, const void *arg)
{
	const struct hostile_stream *stream = arg;
	u32 slot = h->evil->engines[stream->engine].base + GEN9_RING_FORCE_TO_NONPRIV;

	mini_write(h->evil, slot, stream->dw[19]);
	expect_register_stays(h, arg);
	mini_write(h->evil, slot, 0);
}

static void interrupts(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { 0x01000000, 0x01000000, 0x0e004002, 1, DATA, 0 };
	struct mini_context context;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);

	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_settle(h);
	EXPECT(!context.engine->user_irqs);
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	EXPECT(context.engine->user_irqs);
}

static void status_page(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { 0x10a00001, 0x200, 0xbad };
	struct mini_context context;

	hostile_commands(h, &context, PGPU_BCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_unharmed(h, &context);
	EXPECT(context.image[-1024 + 0x200 / 4] == 0);
}

/* A user batch starts a batch at an address that is also in the GGTT, on another page. */
static void user_starts_privileged(struct hostile *h, const void *arg)
{
	static const u32 end = GEN9_MI_BATCH_BUFFER_END;
	struct mini_context context;
	u32 own, target;
	u32 *flag = hostile_page(h, &own, 0);
	u32 *privileged = hostile_page(h, &target, 0);
	u32 *user = hostile_page(h, NULL, 0);
	const u32 store[] = { 0x10400002, own, 0, 0xbad, end };
	const u32 dw[] = { 0x18800001, target, 0 };

	user = hostile_page(h, NULL, target);
	memcpy(privileged, store, sizeof(store));
	user[0] = end;
	hostile_commands(h, &context, PGPU_VECS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_unharmed(h, &context);
	EXPECT(!flag[0]);
}

/* A user batch becomes another while it waits, after the mediator has submitted it. */
static void rewritten_while_it_waits(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 own;
	u32 *flag = hostile_page(h, &own, 0);
	u32 *batch = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	const u32 wait[] = { 0x0e004002, 1, DATA, 0 };
	const u32 store[] = { 0x10400002, own, 0, 0xbad, GEN9_MI_BATCH_BUFFER_END };

	memcpy(batch, wait, sizeof(wait));
	batch[4] = GEN9_MI_BATCH_BUFFER_END;
	hostile_context(h, &context, PGPU_BCS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	hostile_neighbour(h);
	memcpy(batch + 4, store, sizeof(store));
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	EXPECT(!flag[0]);
}

static void read_only_page(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { 0x10000002, DATA, 0, 0xbad };
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, 1);

	mini_vm_map(&h->vm, HOSTILE_DATA_VA, gpa, MINI_PTE_RO);
	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_unharmed(h, &context);
	EXPECT(!*(u32 *)mini_ptr(h->evil, gpa));
}

static const struct hostile_case cases[] = {
	HARMLESS("store", USER_GGTT_BIT, "MI_STORE_DATA_IMM with a global address",
		 RCS, USER_BATCH, 0x10400002, HOSTILE_OWN, 0, 0xbad),
	HARMLESS("save_register", USER_GGTT_BIT, "MI_STORE_REGISTER_MEM with a global address",
		 BCS, USER_BATCH, 0x12400002, 0x22600, HOSTILE_OWN, 0),
	HARMLESS("atomic", USER_GGTT_BIT, "MI_ATOMIC with a global address",
		 VCS, USER_BATCH, 0x17c00501, HOSTILE_OWN, 0),
	HARMLESS("semaphore", USER_GGTT_BIT, "MI_SEMAPHORE_WAIT for ever at a global address",
		 VECS, USER_BATCH, 0x0e404002, 0x12345678, HOSTILE_OWN, 0),
	HARMLESS("copy_to", USER_COPY, "MI_COPY_MEM_MEM to a global address",
		 RCS, USER_BATCH, 0x17200003, HOSTILE_OWN, 0, DATA + 16, 0),
	HARMLESS("copy_from", USER_COPY, "MI_COPY_MEM_MEM from a global address",
		 BCS, USER_BATCH, 0x17400003, DATA + 16, 0, HOSTILE_OWN, 0),
	HARMLESS("report", USER_REPORT, "MI_REPORT_PERF_COUNT to a global address",
		 RCS, USER_BATCH, 0x14000002, HOSTILE_OWN | 1, 0, 0xbad),
	HARMLESS("flush", USER_POST_SYNC, "MI_FLUSH_DW stores at a global address",
		 VCS, USER_BATCH, 0x13004002, HOSTILE_OWN | 4, 0, 0xbad),
	HARMLESS("pipe", USER_POST_SYNC, "PIPE_CONTROL stores at a global address",
		 RCS, USER_BATCH, 0x7a000004, 0x01104000, HOSTILE_OWN, 0, 0xbad, 0),
	HARMLESS("blit_inside_out", BLIT_EMPTY, "a blit whose right edge is left of its left one",
		 BCS, USER_BATCH, 0x54300004, 0x03f00040, 0x00080008, 0x00040004, DATA, 0, 0xbad),
	STAYS("lri_mode", USER_REGISTER, "MI_LOAD_REGISTER_IMM of the engine's own chicken bits",
	      RCS, 0x20ec, 0x11000001, 0x20ec, 0x00ff00ff),
	STAYS("lri_far", ENGINE_REG_RANGE, "MI_LOAD_REGISTER_IMM far beyond all registers",
	      RCS, 0x7ffffc, 0x11000001, 0x7ffffc, 0xbad),
	STAYS("lrr", USER_REGISTER, "MI_LOAD_REGISTER_REG to the engine's own chicken bits",
	      RCS, 0x20ec, 0x11000001, 0x2600, 0x00ff00ff, 0x15000001, 0x2600, 0x20ec),
	STAYS("pipe_register", USER_MMIO_WRITE, "PIPE_CONTROL writes a register",
	      RCS, 0x20ec, 0x7a000004, 0x00904000, 0x20ec, 0, 0x00ff00ff, 0),
	NAMES("nonpriv_names_mode", "the engine's mode", RCS, 0x209c, 0x01000100),
	NAMES("nonpriv_names_mask", "an engine's mask of interrupts", VCS, 0x120a8, 0xbad),
	NAMES("nonpriv_names_mocs", "an engine's table of caching", BCS, 0xcc00, 0xbad),
	CASE(interrupts, USER_PRIVILEGED, "MI_USER_INTERRUPT in a user batch",
	     "no interrupt but that of the request"),
	CASE(status_page, USER_PRIVILEGED, "MI_STORE_DATA_INDEX in a user batch",
	     "nothing: the status page is as before"),
	CASE(user_starts_privileged, USER_BATCH_STAYS,
		"a user batch starts one at a global address",
	     "what lies there in its own address space runs, as a user batch"),
	CASE(rewritten_while_it_waits, USER_GGTT_BIT,
	     "a user batch becomes another one while it waits at a semaphore",
	     "what is privileged in it does nothing"),
	CASE(read_only_page, WALK_READ_ONLY, "a store to a page that its tables say is read only",
	     "the page is as before"),
	REFUSED("unknown", STREAM_KNOWN, "a command that nobody knows",
		VECS, USER_BATCH, 0xdeadbeef),
	REFUSED("atomic_across", ATOMIC_ALIGNED,
		"MI_ATOMIC of a quadword, half of it in the next page",
		BCS, USER_BATCH, 0x17802501, DATA + 0xffc, 0),
};

HOSTILE_CLASS(hostile_user, "user batches", true, cases);
