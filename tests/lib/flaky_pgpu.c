// SPDX-License-Identifier: GPL-2.0-only
/* Lets one call of a pGPU fail; see flaky_pgpu.h. */
#include "flaky_pgpu.h"

static struct flaky_pgpu *to_flaky(struct pgpu *pgpu)
{
	return container_of(pgpu, struct flaky_pgpu, pgpu);
}

static struct pgpu *inner(struct pgpu *pgpu)
{
	return to_flaky(pgpu)->inner;
}

/* Count a call. Return: 0, or the errno with which it fails. */
static int called(struct pgpu *pgpu, enum flaky_op op)
{
	struct flaky_plan *plan = to_flaky(pgpu)->plan;
	u64 n;

	if (plan->paused)
		return 0;
	n = plan->calls[op]++;
	return plan->op == op && plan->nth == n ? plan->error : 0;
}

static int flaky_open(struct pgpu *pgpu, const struct pgpu_client_ops *ops, void *client)
{
	int ret = called(pgpu, FLAKY_OPEN);

	return ret ? ret : inner(pgpu)->ops->open(inner(pgpu), ops, client);
}

static void flaky_close(struct pgpu *pgpu)
{
	inner(pgpu)->ops->close(inner(pgpu));
}

static int flaky_submit(struct pgpu *pgpu, const struct pgpu_submission *submission)
{
	int ret = called(pgpu, FLAKY_SUBMIT);

	return ret ? ret : inner(pgpu)->ops->submit(inner(pgpu), submission);
}

static int flaky_preempt(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = called(pgpu, FLAKY_PREEMPT);

	return ret ? ret : inner(pgpu)->ops->preempt(inner(pgpu), engine, cookie);
}

static int flaky_cancel(struct pgpu *pgpu, u32 engine, u64 cookie)
{
	int ret = called(pgpu, FLAKY_CANCEL);

	return ret ? ret : inner(pgpu)->ops->cancel(inner(pgpu), engine, cookie);
}

static typeof(((struct pgpu_ops *)0)->idle(NULL, 0)) flaky_idle(struct pgpu *pgpu, u64 owner)
{
	return inner(pgpu)->ops->idle(inner(pgpu), owner);
}

static void flaky_invalidate(struct pgpu *pgpu, u64 owner)
{
	inner(pgpu)->ops->invalidate(inner(pgpu), owner);
}

static int flaky_map(struct pgpu *pgpu, const u64 *frames, u32 n, u64 *bus)
{
	int ret = called(pgpu, FLAKY_MAP);

	return ret ? ret : inner(pgpu)->ops->map(inner(pgpu), frames, n, bus);
}

static void flaky_unmap(struct pgpu *pgpu, const u64 *bus, u32 n)
{
	inner(pgpu)->ops->unmap(inner(pgpu), bus, n);
}

static int flaky_page_alloc(struct pgpu *pgpu, void **cpu, u64 *bus)
{
	int ret = called(pgpu, FLAKY_PAGE_ALLOC);

	return ret ? ret : inner(pgpu)->ops->page_alloc(inner(pgpu), cpu, bus);
}

static void flaky_page_free(struct pgpu *pgpu, void *const *cpu, const u64 *bus, u32 n)
{
	inner(pgpu)->ops->page_free(inner(pgpu), cpu, bus, n);
}

static int flaky_owner_add(struct pgpu *pgpu, u64 owner, u32 first, u32 pages)
{
	int ret = called(pgpu, FLAKY_OWNER_ADD);

	return ret ? ret : inner(pgpu)->ops->owner_add(inner(pgpu), owner, first, pages);
}

static void flaky_owner_del(struct pgpu *pgpu, u64 owner)
{
	inner(pgpu)->ops->owner_del(inner(pgpu), owner);
}

static void flaky_ggtt_write(struct pgpu *pgpu, u64 owner, u32 index, const u64 *bus, u32 n)
{
	inner(pgpu)->ops->ggtt_write(inner(pgpu), owner, index, bus, n);
}

static int flaky_query_progress(struct pgpu *pgpu, u32 engine, u64 cookie,
				struct pgpu_progress *progress)
{
	int ret = called(pgpu, FLAKY_QUERY_PROGRESS);

	return ret ? ret : inner(pgpu)->ops->query_progress(inner(pgpu), engine, cookie, progress);
}

static int flaky_reg_read(struct pgpu *pgpu, u32 offset, u32 *value)
{
	int ret = called(pgpu, FLAKY_REG_READ);

	return ret ? ret : inner(pgpu)->ops->reg_read(inner(pgpu), offset, value);
}

static int flaky_switch_regs(struct pgpu *pgpu, u32 engine, const u32 *pairs, u32 n)
{
	int ret = called(pgpu, FLAKY_SWITCH_REGS);

	return ret ? ret : inner(pgpu)->ops->switch_regs(inner(pgpu), engine, pairs, n);
}

static void flaky_golden(struct pgpu *pgpu, u32 engine, u32 page, void *cpu)
{
	inner(pgpu)->ops->golden(inner(pgpu), engine, page, cpu);
}

static int flaky_notify_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	int ret = on ? called(pgpu, FLAKY_NOTIFY_STORES) : 0;

	return ret ? ret : inner(pgpu)->ops->notify_stores(inner(pgpu), owner, on);
}

static void flaky_record_stores(struct pgpu *pgpu, u64 owner, bool on)
{
	inner(pgpu)->ops->record_stores(inner(pgpu), owner, on);
}

static u64 flaky_take_stores(struct pgpu *pgpu, u64 owner, const u64 *bus, u32 n)
{
	return inner(pgpu)->ops->take_stores(inner(pgpu), owner, bus, n);
}

static void flaky_finish_stores(struct pgpu *pgpu, u64 owner)
{
	inner(pgpu)->ops->finish_stores(inner(pgpu), owner);
}

static const struct pgpu_ops flaky_ops = {
	.open = flaky_open,
	.close = flaky_close,
	.submit = flaky_submit,
	.preempt = flaky_preempt,
	.cancel = flaky_cancel,
	.idle = flaky_idle,
	.invalidate = flaky_invalidate,
	.map = flaky_map,
	.unmap = flaky_unmap,
	.page_alloc = flaky_page_alloc,
	.page_free = flaky_page_free,
	.owner_add = flaky_owner_add,
	.owner_del = flaky_owner_del,
	.ggtt_write = flaky_ggtt_write,
	.query_progress = flaky_query_progress,
	.reg_read = flaky_reg_read,
	.switch_regs = flaky_switch_regs,
	.golden = flaky_golden,
	.notify_stores = flaky_notify_stores,
	.record_stores = flaky_record_stores,
	.take_stores = flaky_take_stores,
	.finish_stores = flaky_finish_stores,
};

void flaky_pgpu_init(struct flaky_pgpu *flaky, struct pgpu *inner, struct flaky_plan *plan)
{
	flaky->pgpu = (struct pgpu){ .ops = &flaky_ops, .caps = inner->caps };
	flaky->inner = inner;
	flaky->plan = plan;
}
