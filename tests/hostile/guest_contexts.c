// SPDX-License-Identifier: GPL-2.0-only
/* Invalid rings and contexts, and contexts that engines share. */
#include "classes.h"

#include "gen9/context_defs.h"
#include "gen9/context_regs_defs.h"

/**
 * struct spoil - A dword of the image and its invalid value.
 * @dword: index of the dword
 * @value: the value
 */
struct spoil {
	u32 dword;
	u32 value;
};

static void spoilt_image(struct hostile *h, const void *arg)
{
	const struct spoil *spoil = arg;
	struct mini_context context;

	hostile_context(h, &context, PGPU_VCS);
	mini_request(&context);
	context.image[spoil->dword] = spoil->value;
	hostile_submit(&context);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* Let the ring begin inside a page, with tail moved so that the commands are the same. */
static void ring_at_odd_address(struct hostile *h, const void *arg)
{
	struct mini_context context;

	hostile_context(h, &context, PGPU_VCS);
	mini_request(&context);
	context.image[GEN9_CTX_RING_START] += 8;
	context.image[GEN9_CTX_RING_TAIL] -= 8;
	hostile_submit(&context);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* Submit more commands than a copy has room for. The request behind them ends. */
static void long_ring(struct hostile *h, const void *arg)
{
	struct mini_context context;

	mini_context_create(h->evil, &context, PGPU_BCS, &h->vm, 128 * 4096);
	mini_request_begin(&context);
	context.emit = 400 * 1024;
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

static void descriptor(struct hostile *h, struct mini_context *context, u64 desc)
{
	u32 elsp = context->engine->base + GEN9_RING_ELSP;

	context->engine->idle = false;
	mini_write(h->evil, elsp, 0);
	mini_write(h->evil, elsp, 0);
	mini_write(h->evil, elsp, upper_32_bits(desc));
	mini_write(h->evil, elsp, lower_32_bits(desc));
}

static void ready(struct hostile *h, struct mini_context *context, u32 engine)
{
	hostile_context(h, context, engine);
	mini_request(context);
}

static void not_valid(struct hostile *h, const void *arg)
{
	struct mini_context context;

	ready(h, &context, PGPU_BCS);
	descriptor(h, &context, mini_desc(&context, true) & ~1ull);
	hostile_settle(h);
	EXPECT(*context.timeline != context.seqno);
	EXPECT(!context.engine->logged);
	EXPECT(!hostile_reg(&context, GEN9_RING_ESR));
	EXPECT(hostile_reg(&context, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

static void addressing(struct hostile *h, const void *arg)
{
	struct mini_context context;

	ready(h, &context, PGPU_VECS);
	descriptor(h, &context, mini_desc(&context, true) & ~0x10ull);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* Use an image whose register state is the guest's, and whose status page is not. */
static void begins_before_its_range(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 image;

	ready(h, &context, PGPU_VCS);
	image = mini_alloc(h->evil, 1);
	memcpy(mini_ptr(h->evil, image), context.image, 4096);
	mini_ggtt_set(h->evil, HOSTILE_HIDDEN, image | GEN9_PTE_PRESENT);
	context.lrca = HOSTILE_HIDDEN - 4096;
	hostile_submit(&context);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* Run one image on two engines at once. Each engine has its own shadow. */
static void shared_by_engines(struct hostile *h, const void *arg)
{
	struct mini_context context, second;
	u32 *batch = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	const u32 dw[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0, GEN9_MI_BATCH_BUFFER_END };

	memcpy(batch, dw, sizeof(dw));
	hostile_context(h, &context, PGPU_VCS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	second = context;
	second.engine = &h->evil->engines[PGPU_VECS];
	hostile_submit(&context);
	hostile_submit(&second);
	hostile_settle(h);
	hostile_neighbour(h);
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	hostile_unharmed(h, &second);
}

/* Move the ring while it runs. The next submission must detect this. */
static void ring_moves(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *batch = hostile_page(h, NULL, HOSTILE_BATCH_VA);
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	const u32 dw[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0, GEN9_MI_BATCH_BUFFER_END };
	u64 elsewhere = mini_alloc(h->evil, 2);

	memcpy(batch, dw, sizeof(dw));
	hostile_context(h, &context, PGPU_BCS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	mini_request(&context);
	memcpy(mini_ptr(h->evil, elsewhere), context.ring, 8192);
	context.image[GEN9_CTX_RING_START] = mini_ggtt_map(h->evil, elsewhere, 2);
	mini_elsp(&context, false, NULL);
	hostile_settle(h);
	WRITE_ONCE(data[0], 1);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

static void good_list(struct mini_context *context, u32 end)
{
	u32 i;

	context->image[GEN9_CTX_CONTROL] = 0x000f0008;
	for (i = GEN9_CTX_ENGINE_STATE; i < end; i += 3) {
		context->image[i] = GEN9_MI_LRI_HEADER(1);
		context->image[i + 1] = 0x22600;
		context->image[i + 2] = 7;
	}
}

/* Use a list of registers in the image that continues beyond its page. */
static void list_beyond_page(struct hostile *h, const void *arg)
{
	struct mini_context context;

	ready(h, &context, PGPU_BCS);
	good_list(&context, 1014);
	context.image[1014] = GEN9_MI_LRI_HEADER(100);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/*
 * Use a list that continues where the engine keeps its own. Its last register shows if it was used.
 */
static void list_beyond_position(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva;
	u32 *data = hostile_page(h, &gva, 0);

	hostile_context(h, &context, PGPU_BCS);
	good_list(&context, 888);
	context.image[888] = GEN9_MI_LRI_HEADER(60);
	context.image[1007] = 0x22600;
	context.image[1008] = 0xbad;
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x12400002, 0x22600, gva, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(data[0] == 7);
}

/* Submit a context behind one that fails. It must not run, nor later ones before a reset. */
static void after_an_error(struct hostile *h, const void *arg)
{
	struct mini_context bad, behind;
	u32 logged;

	hostile_context(h, &bad, PGPU_BCS);
	mini_request_begin(&bad);
	MINI_EMIT(&bad, 0xdeadbeef);
	mini_request_end(&bad);
	ready(h, &behind, PGPU_BCS);
	mini_elsp(&bad, false, &behind);
	hostile_settle(h);
	EXPECT(bad.engine->errors == 1);
	EXPECT(*behind.timeline != behind.seqno);
	logged = bad.engine->logged;
	mini_request(&behind);
	hostile_submit(&behind);
	hostile_settle(h);
	EXPECT(*behind.timeline != behind.seqno);
	EXPECT(bad.engine->logged == logged);
	hostile_recover(h, &behind);
}

static void elsp_flood(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	ready(h, &context, PGPU_VCS);
	for (i = 0; i < 1000; i++)
		hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Write three of a submission's four dwords, reset, and submit. */
static void half_a_submission(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	ready(h, &context, PGPU_BCS);
	for (i = 0; i < 3; i++)
		mini_write(h->evil, context.engine->base + GEN9_RING_ELSP, HOSTILE_WINDOW | 0x119);
	mini_reset_engine(context.engine);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

static void post_sync_index(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 index;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	/* From the context's status page to its shadow in the host window. */
	index = HOSTILE_WINDOW + 0x1000 + 0x7f8 - context.lrca;
	MINI_EMIT(&context, 0x13204002, index, 0, 0x600d);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(context.image[-1024 + (int)(index & 0xff8) / 4] == 0x600d);
}

/* Write by index with an address in the GGTT: of the blitter, then of the render engine. */
static void post_sync_own_page(struct hostile *h, const void *arg)
{
	struct mini_context blitter, render;

	hostile_context(h, &blitter, PGPU_BCS);
	mini_request_begin(&blitter);
	MINI_EMIT(&blitter, 0x13204002, 0xd0 | 4, 0, 0x600d);
	mini_request_end(&blitter);
	hostile_submit(&blitter);
	hostile_unharmed(h, &blitter);
	EXPECT(blitter.image[-1024 + 0xd0 / 4] == 0x600d);
	hostile_context(h, &render, PGPU_RCS);
	mini_request_begin(&render);
	MINI_EMIT(&render, 0x7a000004, 0x01304000, 0xd8, 0, 0x600d, 0);
	mini_request_end(&render);
	hostile_submit(&render);
	hostile_unharmed(h, &render);
	EXPECT(render.image[-1024 + 0xd8 / 4] == 0x600d);
}

static void store_index(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 index;

	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	index = HOSTILE_WINDOW + 0x1000 + 0x7f8 - context.lrca;
	MINI_EMIT(&context, 0x10a00001, index, 0x600d);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	EXPECT(context.image[-1024 + (int)(index & 0xffc) / 4] == 0x600d);
}

/*
 * Run a ring that begins at its second dword. Then run a bad command in an indirect context batch.
 * The audit must decode the batch from its first dword.
 */
static void behind_an_odd_head(struct hostile *h, const void *arg)
{
	static const u32 bad[] = { 0x10400002, HOSTILE_WINDOW, 0, 1 };
	struct mini_context context;

	hostile_context(h, &context, PGPU_VCS);
	MINI_EMIT(&context, 0, 0);
	mini_request(&context);
	context.image[GEN9_CTX_RING_HEAD] = 4;
	hostile_submit(&context);
	hostile_unharmed(h, &context);
	hostile_commands(h, &context, PGPU_RCS, HOSTILE_INDIRECT, bad, ARRAY_SIZE(bad));
	hostile_refused(h, &context, bad[0]);
}

/* Set both CSB pointers, in turn to each value of three bits. */
static void move_csb(struct hostile *h)
{
	struct mini_context *context = h->data;
	u32 value = context->seqno & 7;

	mini_write(h->evil, context->engine->base + GEN9_RING_CSB_PTR,
		   0xffff0000 | value << 8 | value);
}

static void csb_moves(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *hwsp, *behind;
	u32 i, k;

	hostile_context(h, &context, PGPU_VCS);
	hwsp = context.engine->hwsp;
	behind = &hwsp[GEN9_CSB_HWSP_DWORD + 2 * GEN9_CSB_ENTRIES];
	h->data = &context;
	h->each = move_csb;
	for (i = 0; i < 24; i++) {
		mini_request(&context);
		for (k = 0; k < 8; k++)
			if (&behind[k] != &hwsp[GEN9_CSB_WRITE_HWSP_DWORD])
				behind[k] = 0x600d;
		hostile_submit(&context);
		hostile_unharmed(h, &context);
		EXPECT(hwsp[GEN9_CSB_WRITE_HWSP_DWORD] < GEN9_CSB_ENTRIES);
		for (k = 0; k < 8; k++)
			EXPECT(&behind[k] == &hwsp[GEN9_CSB_WRITE_HWSP_DWORD] ||
			       behind[k] == 0x600d);
	}
	h->each = NULL;
	hostile_recover(h, &context);
}

static const struct spoil ring_off = { GEN9_CTX_RING_CTL, 0x1000 };
static const struct spoil tail_beyond = { GEN9_CTX_RING_TAIL, 0x2000 };
static const struct spoil head_beyond = { GEN9_CTX_RING_HEAD, 0x2000 };
static const struct spoil tables_odd = { GEN9_CTX_PDP0_L, 0x101008 };

static const struct hostile_case cases[] = {
	CASE_ARG("ring_off", spoilt_image, &ring_off, RING_VALID, "a ring that is off",
		 HOSTILE_STOPS),
	CASE_ARG("tail_beyond", spoilt_image, &tail_beyond, RING_TAIL, "a tail beyond the ring",
		 HOSTILE_STOPS),
	CASE_ARG("head_beyond", spoilt_image, &head_beyond, RING_HEAD, "a head beyond the ring",
		 HOSTILE_STOPS),
	CASE_ARG("tables_odd", spoilt_image, &tables_odd, PPGTT_PML4,
		 "page tables that begin inside a page", HOSTILE_STOPS),
	CASE(ring_at_odd_address, RING_START, "a ring that begins inside a page", HOSTILE_STOPS),
	CASE(long_ring, RING_LONG, "400 KiB of commands between head and tail",
	     "they run in pieces; the request ends"),
	CASE(ring_moves, RING_MOVED, "a ring that goes elsewhere while it runs", HOSTILE_STOPS),
	CASE(not_valid, ELSP_VALID, "a descriptor that does not say that it is one",
	     "nothing: no status, no error"),
	CASE(addressing, CONTEXT_ADDRESSING, "a context with three levels of page tables",
	     HOSTILE_STOPS),
	CASE(begins_before_its_range, CONTEXT_OWNED, "a context half of whose image is not its own",
	     HOSTILE_STOPS),
	CASE(shared_by_engines, SCHED_SLICE, "one context on two engines at once, waiting",
	     "each runs it, in slices"),
	CASE(behind_an_odd_head, AUDIT_ADDRESS,
	     "an indirect context batch stores at the host's shadows, "
	     "after a ring that began at an odd dword",
	     HOSTILE_STOPS),
	CASE(list_beyond_page, CONTEXT_LIST_END, "registers in an image that go on beyond its page",
	     "they end before; the request ends"),
	CASE(list_beyond_position, IMAGE_LIST_END,
	     "registers in an image that go on where the engine keeps its own",
	     "they end before; the request ends"),
	CASE(after_an_error, ENGINE_READY,
	     "a context behind one that fails, and more after the error",
	     "nothing more until a reset: no status, no seqno"),
	CASE(elsp_flood, ELSP_QUEUE, "1000 submissions faster than anybody looks",
	     "the last of them counts; the request ends"),
	CASE(csb_moves, CSB_ENTRY, "it moves both pointers of the context status all the time",
	     "its requests end; what is behind the buffer stays"),
	CASE(half_a_submission, ELSP_RESET, "a reset in the middle of a submission",
	     "it begins anew; the request ends"),
	CASE(post_sync_own_page, AUDIT_INDEX,
	     "post-sync writes by index that ask for the engine's own status page",
	     "they go to its context's"),
	CASE(post_sync_index, AUDIT_INDEX,
	     "an index from its status page to the host's shadows", "it wraps in the page"),
	CASE(store_index, AUDIT_INDEX,
	     "MI_STORE_DATA_INDEX from its status page to the host's shadows",
	     "it wraps in the page"),
};

HOSTILE_CLASS(hostile_contexts, "rings and contexts", true, cases);
