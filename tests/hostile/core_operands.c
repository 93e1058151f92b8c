// SPDX-License-Identifier: GPL-2.0-only
/* GGTT operands of commands: more than there are slots, more than are recorded, and half ones. */
#include "classes.h"
#include "core.h"

#include "mediator/audit/audit.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/alias.h"

#define STORE		0x10400002u	/* MI_STORE_DATA_IMM, GGTT address, one dword */
#define FLUSH		0x13004000u	/* MI_FLUSH_DW of two dwords that stores */
#define FLUSH_GGTT	4u
#define PIPE_CONTROL	0x7a000000u	/* of two dwords: no address */
#define PIPE_STORE	0x01004000u	/* store an immediate to a GGTT address */
#define BATCH_GGTT	0x18800001u	/* MI_BATCH_BUFFER_START of a privileged batch */
#define RING_PAGES	16u
#define IDLE_CONTEXTS	5u
#define IDLE_STORES	200u	/* of the indirect batch of each */

/* Store to @n GGTT pages of one guest page. */
static void store_to_pages(struct hostile *h, struct mini_context *context, u32 engine, u32 n)
{
	u64 gpa = mini_alloc(h->evil, 1);
	u32 i;

	mini_context_create(h->evil, context, engine, &h->vm, RING_PAGES * GEN9_PAGE_SIZE);
	mini_request_begin(context);
	for (i = 0; i < n; i++)
		MINI_EMIT(context, STORE, mini_ggtt_map(h->evil, gpa, 1) + 4 * i % GEN9_PAGE_SIZE,
			  0, i);
	mini_request_end(context);
}

static void more_than_slots(struct hostile *h, const void *arg)
{
	struct mini_context context;

	store_to_pages(h, &context, PGPU_BCS, FACET_ALIAS_PAGES + 1);
	hostile_submit(&context);
	hostile_refused(h, &context, STORE);
}

/* Let one request wait that names most slots, and another one name as many. */
static void slots_of_a_waiting_one(struct hostile *h, const void *arg)
{
	struct mini_context first, second;
	u32 flag_gva;
	u32 *flag = hostile_page(h, &flag_gva, 0);
	u32 n = FACET_ALIAS_PAGES * 2 / 3;
	u64 gpa = mini_alloc(h->evil, 1);
	u32 *data = mini_ptr(h->evil, gpa);
	u32 i;

	mini_context_create(h->evil, &first, PGPU_RCS, &h->vm, RING_PAGES * GEN9_PAGE_SIZE);
	mini_request_begin(&first);
	MINI_EMIT(&first, 0x0e404002, 1, flag_gva, 0);
	for (i = 0; i < n; i++)
		MINI_EMIT(&first, STORE, mini_ggtt_map(h->evil, gpa, 1) + 4 * i, 0, i + 1);
	mini_request_end(&first);
	hostile_submit(&first);
	hostile_settle(h);
	store_to_pages(h, &second, PGPU_BCS, n);
	hostile_submit(&second);
	hostile_refused(h, &second, STORE);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &first);
	for (i = 0; i < n; i++)
		EXPECT(data[i] == i + 1);
}

/*
 * Let contexts end whose indirect batches name most slots. Then one request names as many. A slot
 * that no work needs must make room.
 */
static void slots_of_idle_contexts(struct hostile *h, const void *arg)
{
	u64 gpa = mini_alloc(h->evil, 1);
	u32 dw[IDLE_STORES * 4];
	struct mini_context context;
	u32 c, i;

	for (c = 0; c < IDLE_CONTEXTS; c++) {
		for (i = 0; i < IDLE_STORES; i++) {
			dw[4 * i] = STORE;
			dw[4 * i + 1] = mini_ggtt_map(h->evil, gpa, 1);
			dw[4 * i + 2] = 0;
			dw[4 * i + 3] = i;
		}
		hostile_commands(h, &context, PGPU_RCS, HOSTILE_INDIRECT, dw, 4 * IDLE_STORES);
		hostile_unharmed(h, &context);
	}
	store_to_pages(h, &context, PGPU_BCS, FACET_ALIAS_PAGES - 100);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

/* Return the virtual time of an engine that the attacker does not use. */
static u64 paid(struct hostile *h)
{
	return h->evil->vgpu->execlists->engines[PGPU_RCS].entity.vruntime;
}

/* Use an engine where no neighbour works, and look at another one. */
static void other_pages_each_time(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 before = paid(h);
	u32 i;

	for (i = 0; i < 10; i++) {
		store_to_pages(h, &context, PGPU_BCS, FACET_ALIAS_PAGES - 100);
		hostile_submit(&context);
		hostile_unharmed(h, &context);
	}
	EXPECT(paid(h) - before >= 2 * 9 * FACET_INVALIDATION_NS);
	EXPECT(facet_ggtt_invalidations(h->evil->vgpu) <= 3 * 10);
}

/* Submit @n new contexts, one after the other. */
static void submit_contexts(struct hostile *h, u32 n)
{
	struct mini_context context;

	while (n--) {
		hostile_context(h, &context, PGPU_BCS);
		hostile_submit(&context);
		hostile_unharmed(h, &context);
	}
}

/* Engines forget the status page of each new context, and that of the one whose place it takes. */
static void contexts_in_turn(struct hostile *h, const void *arg)
{
	u64 before;

	submit_contexts(h, FACET_CONTEXTS_MAX);
	before = paid(h);
	submit_contexts(h, 20);
	EXPECT(paid(h) - before >= 2 * 20 * FACET_INVALIDATION_NS);
}

static void more_than_recorded(struct hostile *h, const void *arg)
{
	u32 pages = DIV_ROUND_UP(2 * (FACET_AUDIT_OPERANDS + 1) + 1, GEN9_PAGE_SIZE / 4);
	u64 gpa = mini_alloc(h->evil, pages);
	u32 *dw = mini_ptr(h->evil, gpa);
	struct mini_context context;
	u32 target, i;

	hostile_page(h, &target, 0);
	for (i = 0; i <= FACET_AUDIT_OPERANDS; i++) {
		*dw++ = FLUSH;
		*dw++ = target | FLUSH_GGTT;
	}
	*dw = GEN9_MI_BATCH_BUFFER_END;
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, BATCH_GGTT, mini_ggtt_map(h->evil, gpa, pages), 0, 0);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, FLUSH);
}

/* A command ends before its address. What follows it must stay as it is. */
static void address_beyond_the_command(struct hostile *h, const void *arg)
{
	struct mini_context context;

	hostile_context(h, &context, PGPU_RCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, PIPE_CONTROL, PIPE_STORE);
	mini_request_end(&context);
	hostile_submit(&context);
	hostile_refused(h, &context, PIPE_CONTROL);
}

static const struct hostile_case cases[] = {
	CASE(more_than_slots, ALIAS_PAGES, "stores to more GGTT pages than there are slots",
	     HOSTILE_STOPS),
	CASE(slots_of_a_waiting_one, ALIAS_HELD,
	     "stores to many GGTT pages, while another request waits that names most slots",
	     "the engine stops at it; the other request ends"),
	CASE(slots_of_idle_contexts, CONTEXT_SLOTS,
	     "stores to many GGTT pages, after contexts whose batches named most slots",
	     "all requests end"),
	CASE(other_pages_each_time, INVALIDATIONS_CHARGED,
	     "stores to 924 other GGTT pages in each of ten requests",
	     "all requests end; it pays with its time on all engines"),
	CASE(contexts_in_turn, INVALIDATIONS_CHARGED,
	     "requests of more contexts than an engine keeps, one after the other",
	     "all requests end; it pays with its time on all engines"),
	CASE(more_than_recorded, AUDIT_OPERANDS, "more GGTT addresses than a copy may have",
	     HOSTILE_STOPS),
	CASE(address_beyond_the_command, AUDIT_OPERAND_SHORT,
	     "a command that ends before its address", HOSTILE_STOPS),
};

HOSTILE_CLASS(hostile_operands, "operands", false, cases);
