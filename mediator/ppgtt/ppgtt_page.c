// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest pages that are page tables, and which of them may have changed. If the front end has armed
 * a page, the worker compares it only after a report. Each submission compares a page that the
 * front end cannot arm. The same holds for a page that is mapped as data as well, since engines may
 * write to it.
 *
 * The worker arms pages and collects reports. Reports come from any context, and take notify_lock
 * alone. All other state is under shadow_lock.
 */
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/host.h"
#include "mediator/pins.h"

#define PPGTT_RETRY_NS	1000000000ull	/* time before a refused page is armed again */
#define PPGTT_FEW_PAGES	64u		/* reports of fewer pages are searched page by page */

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

/* Find out whether BAR2 shows a page. Takes notify_lock. */
static void page_look(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	bool shown = facet_ggtt_shows(vgpu, page->gfn);
	unsigned long flags;

	spin_lock_irqsave(&vgpu->ppgtt->notify_lock, flags);
	WRITE_ONCE(page->shown, shown);
	spin_unlock_irqrestore(&vgpu->ppgtt->notify_lock, flags);
}

int facet_ppgtt_page_get(struct facet_vgpu *vgpu, u64 gfn, struct ppgtt_page **out)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page = facet_ppgtt_page_find(vgpu, gfn);
	unsigned long flags;

	lockdep_assert_held(&vgpu->shadow_lock);
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
		/* BAR2 may show the page since before: pairs with facet_aperture_page(). */
		smp_mb();
		page_look(vgpu, page);
	}
	list_del_init(&page->unused_list);
	*out = page;
	return 0;
}

/* Put the pin of a page, if there is one. shadow_lock held. */
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
	lockdep_assert_held(&vgpu->shadow_lock);
	if (page->count)
		return;
	page_put_pin(vgpu, page);
	page->pin_tried = 0;	/* the same sync may use the page again */
	list_move_tail(&page->unused_list, &vgpu->ppgtt->unused);
}

/*
 * Remove an unused page from all lists. shadow_lock held; takes notify_lock. Return: true: the
 * caller disarms the page.
 */
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
	bool disarm = false;

	for (;;) {
		facet_shadow_lock(vgpu);
		page = list_first_entry_or_null(&ppgtt->unused, struct ppgtt_page, unused_list);
		if (page)
			disarm = page_forget(ppgtt, page);
		facet_shadow_unlock(vgpu);
		if (!page)
			return;
		if (disarm) {
			vgpu->ops->arm_write_notify(vgpu->host, page->gfn, false);
			ppgtt->stats.untracked++;
		}
		port_free(page);
		cond_resched();
	}
}

/*
 * Tell whether others may write to a page unreported: an engine by another entry that maps it, or a
 * vCPU through BAR2. shadow_lock held.
 */
static bool page_is_data(const struct ppgtt_page *page)
{
	return READ_ONCE(page->shown) || (page->pin && page->pin->refs > 1);
}

/* Tell whether to ask the front end now to arm a page. shadow_lock held. */
static bool page_can_arm(const struct facet_vgpu *vgpu, const struct ppgtt_page *page)
{
	if (!vgpu->ops->arm_write_notify || vgpu->ppgtt->notify_unsupported || !page->pin ||
	    page_is_data(page))
		return false;
	if (READ_ONCE(page->notify) == PPGTT_ARMED || page->arm_tried == vgpu->ppgtt->stats.syncs)
		return false;
	return !page->retry_ns || vgpu->ops->now_ns(vgpu->host) >= page->retry_ns;
}

bool facet_ppgtt_page_needs_prepare(const struct facet_vgpu *vgpu, const struct ppgtt_page *page)
{
	lockdep_assert_held(&vgpu->shadow_lock);
	if (!page->pin && page->pin_tried != vgpu->ppgtt->stats.syncs)
		return true;
	return page_can_arm(vgpu, page);
}

bool facet_ppgtt_page_reports_writes(const struct ppgtt_page *page)
{
	/* A page in state PPGTT_WRITTEN is on the list: pairs with page_report_written(). */
	bool reported = smp_load_acquire(&page->notify) == PPGTT_ARMED ||
			!list_empty(&page->written_list);

	return reported && page->pin && !page_is_data(page);
}

/* Pin a page. The worker; no lock held. Return: as facet_ppgtt_page_prepare(). */
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
		page->pin_tried = vgpu->ppgtt->stats.syncs;
		page->pin = pin;
		if (pin)
			facet_pin_set_table(pin, &page->shared);
		if (!facet_pins_is_fatal(ret))
			ret = 0;
	}
	facet_shadow_unlock(vgpu);
	return ret;
}

/* Queue all tables of a page for a compare. shadow_lock held. */
static void page_dirty(struct ppgtt_page *page)
{
	u32 i;

	prefetch(page->pin);		/* loads while tables move between lists */
	for (i = 0; i < ARRAY_SIZE(page->tables); i++) {
		struct ppgtt_table *table = page->tables[i];

		if (!table || !table->owner)
			continue;
		prefetch(table->entries->guest);
		list_move_tail(&table->work, &table->owner->todo);
	}
}

/* Set the state of a page, and drop its report. Takes notify_lock. Return: true: it had one. */
static bool page_set_notify(struct facet_ppgtt *ppgtt, struct ppgtt_page *page,
			    enum ppgtt_notify notify)
{
	unsigned long flags;
	bool reported;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	reported = !list_empty(&page->written_list);
	list_del_init(&page->written_list);
	WRITE_ONCE(page->notify, notify);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	return reported;
}

/*
 * Set the state of a page. If a report is dropped, queue all tables of the page: the caller
 * compares only one of them next. Takes notify_lock, and shadow_lock afterwards.
 */
static void page_switch_notify(struct facet_vgpu *vgpu, struct ppgtt_page *page,
			       enum ppgtt_notify notify)
{
	if (!page_set_notify(vgpu->ppgtt, page, notify))
		return;
	facet_shadow_lock(vgpu);
	page_dirty(page);
	facet_shadow_unlock(vgpu);
}

/*
 * Ask the front end to arm a page. The page counts as armed before the call, since reports may
 * come at once. The worker; no lock held.
 */
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
	bool arm;
	int ret = 0;

	if (!page->pin)
		ret = page_pin(vgpu, page, generation);
	facet_shadow_lock(vgpu);
	arm = !ret && page_can_arm(vgpu, page);
	if (arm)
		page->arm_tried = vgpu->ppgtt->stats.syncs;
	facet_shadow_unlock(vgpu);
	if (arm)
		page_arm(vgpu, page);
	return ret;
}

/* Take the oldest reported page off its list; NULL: none. Takes notify_lock. */
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

	lockdep_assert_held(&vgpu->shadow_lock);
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

/* Drop the pins of a page and of its tables, and queue the tables. shadow_lock held. */
static void page_drop(struct facet_vgpu *vgpu, struct ppgtt_page *page)
{
	u32 i;

	page_put_pin(vgpu, page);
	page->pin_tried = 0;
	page->retry_ns = 0;
	for (i = 0; i < ARRAY_SIZE(page->tables); i++) {
		if (page->tables[i])
			facet_ppgtt_table_drop(vgpu, page->tables[i]);
	}
	page_dirty(page);
	facet_shadow_step(vgpu, PPGTT_KINDS);
}

/*
 * The list begins with the pages that are not dropped yet. A dropped page goes to the end. It gets
 * the number of the newest drop, which counts for all drops that have begun. A page that is made
 * meanwhile needs no drop.
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
		/* The worker then repeats the compare of a table that it is pinning. */
		facet_pins_bump_generation(vgpu);
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	facet_shadow_unlock(vgpu);
}

/* Only the worker makes and frees pages, so it can release shadow_lock within the list. */
void facet_ppgtt_pages_ips(struct facet_vgpu *vgpu)
{
	struct ppgtt_page *page;
	u32 i;

	lockdep_assert_held(&vgpu->shadow_lock);
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

/* Put an armed page on the list of reports. notify_lock held. */
static void page_report_written(struct facet_ppgtt *ppgtt, struct ppgtt_page *page)
{
	if (page->notify != PPGTT_ARMED)
		return;
	list_move_tail(&page->written_list, &ppgtt->written);
	/* Pairs with facet_ppgtt_page_reports_writes(). */
	smp_store_release(&page->notify, PPGTT_WRITTEN);
	ppgtt->stats.notices++;
}

/* Set whether BAR2 shows a page, and queue its tables for a compare. Takes notify_lock. */
static void page_set_shown(struct facet_vgpu *vgpu, u64 gfn, bool shown)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	struct ppgtt_page *page;
	unsigned long flags;

	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	page = facet_ppgtt_page_find(vgpu, gfn);
	if (page) {
		WRITE_ONCE(page->shown, shown);
		list_move_tail(&page->written_list, &ppgtt->written);
	}
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
}

void facet_ppgtt_mark_shown(struct facet_vgpu *vgpu, u64 gfn)
{
	page_set_shown(vgpu, gfn, true);
}

void facet_ppgtt_mark_hidden(struct facet_vgpu *vgpu, u64 gfn)
{
	struct facet_ppgtt *ppgtt = vgpu->ppgtt;
	unsigned long flags;
	bool known;

	/* Most guest pages have no tables. */
	spin_lock_irqsave(&ppgtt->notify_lock, flags);
	known = facet_ppgtt_page_find(vgpu, gfn);
	spin_unlock_irqrestore(&ppgtt->notify_lock, flags);
	if (known)
		page_set_shown(vgpu, gfn, facet_ggtt_shows(vgpu, gfn));
}

/* Report all known pages from @first to @last: for large ranges. Takes notify_lock. */
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
	/* A length that wraps ends at the last address. */
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
