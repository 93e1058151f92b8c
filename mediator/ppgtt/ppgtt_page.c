// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest pages that are page tables: which of them may have changed. Where the front end can watch a
 * page, it is compared after a report only; a page that the front end cannot watch, or that an
 * engine may write to since it is mapped as data as well, is compared at each submission.
 *
 * The worker asks for pages and collects reports; reports come from any context
 * and take watch_lock alone. The rest is under shadow_lock.
 */
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/host.h"
#include "mediator/pins.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"

#define PPGTT_RETRY_NS	1000000000ull	/* a page that was refused is not asked for so long */
#define PPGTT_FEW_PAGES	64u		/* of a report, to be looked up one by one */

static struct list_head *page_bucket(struct facet_vgpu *vgpu, u64 gfn)
{
	return &vgpu->ppgtt->buckets[facet_vgpu_hash(vgpu, gfn, PPGTT_BUCKET_BITS)];
}

struct ppgtt_page *facet_ppgtt_page_find(struct facet_vgpu *vgpu, u64 gfn)
{
	struct ppgtt_page *page;

	list_for_each_entry(page, page_bucket(vgpu, gfn), bucket) {
		if (page->gfn == gfn)
			return page;
	}
	return NULL;
}

int facet_ppgtt_page_get(struct facet_vgpu *vgpu, u64 gfn, struct ppgtt_page **out)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page = facet_ppgtt_page_find(vgpu, gfn);
	unsigned long flags;

	if (!page) {
		page = port_zalloc(sizeof(*page));
		if (!page)
			return -ENOMEM;
		page->gfn = gfn;
		page->drop = ppgtt->drops;
		list_add_tail(&page->all, &ppgtt->pages);
		INIT_LIST_HEAD(&page->written_list);
		INIT_LIST_HEAD(&page->unused_list);
		INIT_LIST_HEAD(&page->shared);
		spin_lock_irqsave(&ppgtt->notify_lock, flags);
		list_add(&page->bucket, page_bucket(vgpu, gfn));
		spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	}
	list_del_init(&page->unused_list);
	*out = page;
	return 0;
}

static void page_put_pin(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	if (!page->pin)
		return;
	facet_pin_set_table(page->pin, NULL);
	facet_pin_put(vgpu, page->pin);
	page->pin = NULL;
}

void facet_ppgtt_page_put(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	if (page->count)
		return;
	page_put_pin(vgpu, page);
	page->tried = 0;	/* it may come back in the same sync */
	list_move_tail(&page->unused_list, &vgpu->ppgtt->unused);
}

/* Takes a page that has left out of the hash. Whether the front end is to be told. */
static bool page_forget(struct facet_ppgtt *ppgtt, struct ppgtt_page *page)
{
	unsigned long flags;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	list_del(&page->bucket);
	list_del(&page->written_list);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	list_del(&page->unused_list);
	list_del(&page->all);
	return page->notify != PPGTT_UNARMED;
}

void facet_ppgtt_pages_free_unused(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page;
	bool tell = false;

	for (;;) {
		facet_shadow_lock(vgpu);
		page = list_first_entry_or_null(&ppgtt->unused, struct ppgtt_page, unused_list);
		if (page)
			tell = page_forget(ppgtt, page);
		facet_shadow_unlock(vgpu);
		if (!page)
			return;
		if (tell) {
			vgpu->ops->arm_write_notify(vgpu->host, page->gfn, false);
			ppgtt->stats.untracked++;
		}
		port_free(page);
		cond_resched();
	}
}

/* Others than the table itself name the page: an engine may write to it. */
static bool page_is_data(const struct ppgtt_page *page)
{
	return page->pin && page->pin->refs > 1;
}

/* Tell whether to ask the front end for it now. */
static bool page_can_arm(const struct facet_vgpu *vgpu, const struct ppgtt_page *page)
{
	if (!vgpu->ops->arm_write_notify || vgpu->ppgtt->notify_unsupported || !page->pin ||
	    page_is_data(page))
		return false;
	if (READ_ONCE(page->notify) == PPGTT_ARMED || page->asked == vgpu->ppgtt->stats.syncs)
		return false;
	return !page->retry_ns || vgpu->ops->now_ns(vgpu->host) >= page->retry_ns;
}

bool facet_ppgtt_page_needs_prepare(const struct facet_vgpu *vgpu, const struct ppgtt_page *page)
{
	if (!page->pin && page->tried != vgpu->ppgtt->stats.syncs)
		return true;
	return page_can_arm(vgpu, page);
}

bool facet_ppgtt_page_reports_writes(const struct ppgtt_page *page)
{
	/* Who finds it written finds it on the list: pairs with page_report_written(). */
	bool reported = smp_load_acquire(&page->notify) == PPGTT_ARMED ||
			!list_empty(&page->written_list);

	return reported && page->pin && !page_is_data(page);
}

static int page_pin(struct facet_vgpu *vgpu, struct ppgtt_page *page, u64 generation)
{
	struct facet_pin *pin = NULL;
	int ret = facet_pins_get(vgpu, &page->gfn, 1, &pin);

	facet_shadow_lock(vgpu);
	if (facet_pins_generation(vgpu) != generation) {
		if (pin)
			facet_pin_put(vgpu, pin);
		ret = -EAGAIN;
	} else {
		page->tried = vgpu->ppgtt->stats.syncs;
		page->pin = pin;
		if (pin)
			facet_pin_set_table(pin, &page->shared);
		if (!facet_pins_is_fatal(ret))
			ret = 0;
	}
	facet_shadow_unlock(vgpu);
	return ret;
}

/* All tables of a page may have changed. shadow_lock held. */
static void page_dirty(struct ppgtt_page *page)
{
	u32 i;

	prefetch(page->pin);		/* while tables move between lists */
	for (i = 0; i < ARRAY_SIZE(page->tables); i++) {
		struct ppgtt_table *table = page->tables[i];

		if (!table || !table->owner)
			continue;
		prefetch(table->entries->guest);
		list_move_tail(&table->work, &table->owner->todo);
	}
}

/* Return: whether a report was there, which counts no more. */
static bool page_set_notify(struct facet_ppgtt *ppgtt, struct ppgtt_page *page,
			   enum ppgtt_notify watch)
{
	unsigned long flags;
	bool noticed;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	noticed = !list_empty(&page->written_list);
	list_del_init(&page->written_list);
	WRITE_ONCE(page->notify, watch);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	return noticed;
}

/* The table in hand is compared after this; a report was for the page's others, too. */
static void page_switch_notify(struct facet_vgpu *vgpu, struct ppgtt_page *page,
			    enum ppgtt_notify watch)
{
	if (!page_set_notify(vgpu->ppgtt, page, watch))
		return;
	facet_shadow_lock(vgpu);
	page_dirty(page);
	facet_shadow_unlock(vgpu);
}

/* Before the front end is asked the page counts as watched: reports may come at once. */
static void page_arm(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	int ret;

	page_switch_notify(vgpu, page, PPGTT_ARMED);
	ppgtt->stats.tracked++;
	ret = vgpu->ops->arm_write_notify(vgpu->host, page->gfn, true);
	if (!ret)
		return;
	page_switch_notify(vgpu, page, PPGTT_UNARMED);
	ppgtt->stats.failed++;
	page->retry_ns = vgpu->ops->now_ns(vgpu->host) + PPGTT_RETRY_NS;
	ppgtt->notify_unsupported |= ret == -EOPNOTSUPP;
}

int facet_ppgtt_page_prepare(struct facet_vgpu *vgpu, struct ppgtt_page *page, u64 generation)
{
	bool watch;
	int ret = 0;

	if (!page->pin)
		ret = page_pin(vgpu, page, generation);
	facet_shadow_lock(vgpu);
	watch = !ret && page_can_arm(vgpu, page);
	if (watch)
		page->asked = vgpu->ppgtt->stats.syncs;
	facet_shadow_unlock(vgpu);
	if (watch)
		page_arm(vgpu, page);
	return ret;
}

static struct ppgtt_page *pop_written(struct facet_ppgtt *ppgtt)
{
	struct ppgtt_page *page;
	unsigned long flags;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	page = list_first_entry_or_null(&ppgtt->written, struct ppgtt_page, written_list);
	if (page)
		list_del_init(&page->written_list);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	return page;
}

bool facet_ppgtt_collect(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct list_head *shared;
	struct ppgtt_page *page;

	while (!facet_shadow_need_resched(vgpu)) {
		page = pop_written(ppgtt);
		if (!page) {
			shared = facet_pins_table_shared(vgpu);
			if (!shared)
				return false;
			page = list_entry(shared, struct ppgtt_page, shared);
		}
		page_dirty(page);
		facet_shadow_step(vgpu, PPGTT_KINDS);
	}
	return true;
}

static void page_drop(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	u32 i;

	page_put_pin(vgpu, page);
	page->tried = 0;
	page->retry_ns = 0;
	for (i = 0; i < ARRAY_SIZE(page->tables); i++) {
		if (page->tables[i])
			facet_ppgtt_table_drop(vgpu, page->tables[i]);
	}
	page_dirty(page);
	facet_shadow_step(vgpu, PPGTT_KINDS);
}

/*
 * Pages that are not dropped yet come first: each goes to the end with the newest number there is,
 * which counts for all drops that have begun. What comes to be meanwhile needs none.
 */
void facet_ppgtt_pages_drop(struct facet_vgpu *vgpu)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page;
	u64 drop;

	facet_shadow_lock(vgpu);
	drop = ++ppgtt->drops;
	for (;;) {
		page = list_first_entry_or_null(&ppgtt->pages, struct ppgtt_page, all);
		if (!page || page->drop >= drop)
			break;
		page->drop = ppgtt->drops;
		list_move_tail(&page->all, &ppgtt->pages);
		page_drop(vgpu, page);
		/* A table in the worker's hands is not settled after this. */
		facet_pins_bump_generation(vgpu);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	facet_shadow_unlock(vgpu);
}

/* Nobody but the worker makes pages, or frees them: it may let go of the lock amid the list. */
void facet_ppgtt_pages_ips(struct facet_vgpu *vgpu)
{
	struct ppgtt_page *page;
	u32 i;

	for (i = 0; i < PPGTT_BUCKETS; i++) {
		list_for_each_entry(page, &vgpu->ppgtt->buckets[i], bucket) {
			if (!page->tables[PPGTT_PD])
				continue;
			facet_ppgtt_ips_changed(vgpu, page->tables[PPGTT_PD]);
			page_dirty(page);
			if (facet_shadow_need_resched(vgpu))
				facet_shadow_resched(vgpu);
		}
	}
}

/* watch_lock held */
static void page_report_written(struct facet_ppgtt *ppgtt, struct ppgtt_page *page)
{
	if (page->notify != PPGTT_ARMED)
		return;
	list_move_tail(&page->written_list, &ppgtt->written);
	smp_store_release(&page->notify, PPGTT_WRITTEN);	/* pairs with facet_ppgtt_page_reports_writes() */
	ppgtt->stats.notices++;
}

void facet_ppgtt_mark_dirty(struct facet_vgpu *vgpu, u64 gfn)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page;
	unsigned long flags;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	page = facet_ppgtt_page_find(vgpu, gfn);
	if (page)
		list_move_tail(&page->written_list, &ppgtt->written);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
}

/* What is known of a large range. */
static void range_report_written(struct facet_ppgtt *ppgtt, u64 first, u64 last)
{
	struct ppgtt_page *page;
	unsigned long flags;
	u32 i;

	for (i = 0; i < PPGTT_BUCKETS; i++) {
		spin_lock_irqsave(&ppgtt->notify_lock, flags);
		list_for_each_entry(page, &ppgtt->buckets[i], bucket) {
			if (page->gfn >= first && page->gfn <= last)
				page_report_written(ppgtt, page);
		}
		spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	}
}

void facet_ppgtt_written(struct facet_vgpu *vgpu, u64 gpa, u64 len)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	u64 first = gpa >> GEN9_PAGE_SHIFT;
	/* Up to the end of addresses at most. */
	u64 last = (gpa + min(len - 1, ~gpa)) >> GEN9_PAGE_SHIFT;
	struct ppgtt_page *page;
	unsigned long flags;
	u64 gfn;

	if (!len)
		return;
	if (last - first >= PPGTT_FEW_PAGES) {
		range_report_written(ppgtt, first, last);
		return;
	}
	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	for (gfn = first; gfn <= last; gfn++) {
		page = facet_ppgtt_page_find(vgpu, gfn);
		if (page)
			page_report_written(ppgtt, page);
	}
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
}
