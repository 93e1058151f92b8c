// SPDX-License-Identifier: GPL-2.0-only
/* Functions that cases share, natively and in a real guest. hostile.h describes them. */
#include "hostile.h"

#include "gen9/context_defs.h"

#define UNTIL_STEPS	2000u

bool hostile_until(struct hostile *h, bool (*done)(const void *arg), const void *arg)
{
	u32 i;

	for (i = 0; i < UNTIL_STEPS; i++) {
		mini_irq(h->evil);
		if (done(arg))
			return true;
		hostile_pump(h);
	}
	return false;
}

static bool seqno_there(const void *arg)
{
	const struct mini_context *context = arg;

	return (s32)(READ_ONCE(*context->timeline) - context->seqno) >= 0;
}

bool hostile_done(struct hostile *h, struct mini_context *context)
{
	return hostile_until(h, seqno_there, context);
}

static bool error_there(const void *arg)
{
	const struct mini_context *context = arg;

	return context->engine->errors || hostile_reg(context, GEN9_RING_ESR);
}

void hostile_submit(struct mini_context *context)
{
	mini_elsp(context, true, NULL);
}

u32 hostile_reg(const struct mini_context *context, u32 offset)
{
	return mini_read(context->guest, context->engine->base + offset);
}

void hostile_context(struct hostile *h, struct mini_context *context, u32 engine)
{
	mini_context_create(h->evil, context, engine, &h->vm, 8192);
}

u32 *hostile_page(struct hostile *h, u32 *gva, u64 va)
{
	u64 gpa = mini_alloc(h->evil, 1);

	if (gva)
		*gva = mini_ggtt_map(h->evil, gpa, 1);
	if (va)
		mini_vm_map(&h->vm, va, gpa, MINI_PTE);
	return mini_ptr(h->evil, gpa);
}

void hostile_recover(struct hostile *h, struct mini_context *context)
{
	struct mini_context good;

	context->engine->errors = 0;
	mini_reset_engine(context->engine);
	EXPECT(!hostile_reg(context, GEN9_RING_EIR));
	EXPECT(!hostile_reg(context, GEN9_RING_EXECLIST_STATUS_HI));
	hostile_context(h, &good, context->engine->id);
	mini_request(&good);
	hostile_submit(&good);
	EXPECT(hostile_done(h, &good));
	EXPECT(!good.engine->errors);
}

void hostile_stopped(struct hostile *h, struct mini_context *context, u32 eir)
{
	EXPECT(hostile_until(h, error_there, context));
	hostile_settle(h);
	EXPECT(hostile_reg(context, GEN9_RING_ESR) == eir);
	EXPECT((s32)(*context->timeline - context->seqno) < 0);
	EXPECT(!(hostile_reg(context, GEN9_RING_MI_MODE) & GEN9_MI_MODE_IDLE));
	hostile_neighbour(h);
	hostile_recover(h, context);
}

static bool interrupt_there(const void *arg)
{
	const struct mini_context *context = arg;

	return context->engine->errors;
}

void hostile_refused(struct hostile *h, struct mini_context *context, u32 ipehr)
{
	EXPECT(hostile_until(h, interrupt_there, context));
	EXPECT(context->engine->errors == 1);
	EXPECT(hostile_reg(context, GEN9_RING_IPEHR) == ipehr);
	EXPECT(hostile_reg(context, GEN9_RING_EXECLIST_STATUS_HI) == context->tag);
	hostile_stopped(h, context, GEN9_EIR_INSTRUCTION);
}

void hostile_unharmed(struct hostile *h, struct mini_context *context)
{
	EXPECT(hostile_done(h, context));
	hostile_settle(h);
	EXPECT(!context->engine->errors);
	EXPECT(!hostile_reg(context, GEN9_RING_ESR));
}

static void put_batch(struct hostile *h, struct mini_context *context, enum hostile_place place,
		      const u32 *dw, u32 n)
{
	u32 gva, lines;
	u32 *page = hostile_page(h, &gva, place == HOSTILE_USER_BATCH ? HOSTILE_BATCH_VA : 0);

	memcpy(page, dw, n * sizeof(*dw));
	page[n] = place == HOSTILE_INDIRECT ? 0 : GEN9_MI_BATCH_BUFFER_END;
	switch (place) {
	case HOSTILE_GGTT_BATCH:
		MINI_EMIT(context, 0x18800001, gva, 0, 0);
		break;
	case HOSTILE_USER_BATCH:
		MINI_EMIT(context, 0x18800101, lower_32_bits(HOSTILE_BATCH_VA),
			  upper_32_bits(HOSTILE_BATCH_VA), 0);
		break;
	case HOSTILE_INDIRECT:
		lines = DIV_ROUND_UP(n * (u32)sizeof(*dw), GEN9_CACHELINE);
		context->image[GEN9_CTX_INDIRECT_CTX] = gva | lines;
		context->image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
		context->image[GEN9_CTX_CONTROL] = 0x000f0008;
		break;
	default:
		context->image[GEN9_CTX_BB_PER_CTX_PTR] = gva | GEN9_BB_PER_CTX_VALID;
		context->image[GEN9_CTX_CONTROL] = 0x000f0008;
		break;
	}
}

void hostile_commands(struct hostile *h, struct mini_context *context, u32 engine,
		      enum hostile_place place, const u32 *dw, u32 n)
{
	hostile_context(h, context, engine);
	mini_request_begin(context);
	if (place == HOSTILE_RING)
		mini_emit(context, n, dw);
	else
		put_batch(h, context, place, dw, n);
	mini_request_end(context);
	hostile_submit(context);
}

/* Submit the stream, with the address of a guest page for HOSTILE_OWN. Return: the page. */
static u32 *send(struct hostile *h, struct mini_context *context,
		 const struct hostile_stream *stream)
{
	u32 dw[ARRAY_SIZE(stream->dw)];
	u32 gva, i;
	u32 *page = hostile_page(h, &gva, HOSTILE_DATA_VA);

	for (i = 0; i < 1024; i++)
		page[i] = 0x5a5a0000 | i;
	for (i = 0; i < stream->n; i++) {
		bool own = (stream->dw[i] & ~0xfu) == HOSTILE_OWN;

		dw[i] = own ? gva | (stream->dw[i] & 0xf) : stream->dw[i];
	}
	hostile_commands(h, context, stream->engine, stream->place, dw, stream->n);
	return page;
}

/* Return whether the page has the pattern of send() from dword @i on. */
static bool as_before_from(const u32 *page, u32 i)
{
	for (; i < 1024; i++) {
		if (READ_ONCE(page[i]) != (0x5a5a0000 | i))
			return false;
	}
	return true;
}

static bool as_before(const u32 *page)
{
	return as_before_from(page, 0);
}

void hostile_stream_refused(struct hostile *h, const void *arg)
{
	const struct hostile_stream *stream = arg;
	struct mini_context context;
	u32 *page = send(h, &context, stream);

	hostile_refused(h, &context, stream->dw[0]);
	EXPECT(as_before(page));
}

void hostile_stream_harmless(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *page = send(h, &context, arg);

	hostile_unharmed(h, &context);
	EXPECT(as_before(page));
}

void hostile_stream_reads_zero(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *page = send(h, &context, arg);

	hostile_unharmed(h, &context);
	EXPECT(page[0] == 0x5a5a0000 && page[1] == 0x5a5a0001);
	EXPECT(page[2] == 0);
	EXPECT(as_before_from(page, 3));
}

void hostile_stream_faults(struct hostile *h, const void *arg)
{
	const struct hostile_stream *stream = arg;
	struct mini_context context;

	send(h, &context, stream);
	hostile_stopped(h, &context, GEN9_EIR_PAGE);
}
