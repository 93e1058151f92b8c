// SPDX-License-Identifier: GPL-2.0-only
/*
 * Alias slots (alias.h). mediator/execlist/ gets and syncs them on the worker, or on a thread that
 * keeps it out: lists of holders and of use have no lock. shadow_lock guards what other threads
 * reach: the chains, by which a changed GGTT entry finds its slots, and the entries with their pins,
 * which a dma_unmap clears.
 */
#include "mediator/ggtt/alias.h"

#include "gen9/gtt_defs.h"
#include "mediator/progress.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/pins.h"

#define ALIAS_BATCH	64u	/* pages that a sync pins together */
#define ALIAS_ATTEMPTS	16u	/* disturbed batches after which a sync gives up */
#define ALIAS_SWEEPS	3u	/* looks of a sync at entries that the guest changes meanwhile */
#define SET_ROOM_FIRST	8u	/* room of a set that gets its first slot */

/**
 * struct alias_batch - Entries on their way to the window.
 * @n: number of entries
 * @slot: their slots
 * @page: numbers of their pages in the slot
 * @gfn: guest page numbers
 * @pin: pins of these pages; NULL: not pinned
 * @changed: the guest has changed an entry while its page was pinned
 */
struct alias_batch {
	u32 n;
	bool changed;
	struct facet_alias *slot[ALIAS_BATCH];
	u32 page[ALIAS_BATCH];
	u64 gfn[ALIAS_BATCH];
	struct facet_pin *pin[ALIAS_BATCH];
};

void facet_alias_table_init(struct facet_vgpu *vgpu)
{
	struct facet_alias_table *table = &vgpu->aliases;
	u32 i;

	INIT_LIST_HEAD(&table->slots);
	for (i = 0; i < FACET_ALIAS_CHAINS; i++)
		INIT_LIST_HEAD(&table->chains[i]);
}

static struct list_head *chain_of(struct facet_vgpu *vgpu, u32 index)
{
	return &vgpu->aliases.chains[index % FACET_ALIAS_CHAINS];
}

/* --- slots -------------------------------------------------------------------------------- */

/* Make a page's entry absent, and put its pin. shadow_lock held. Return: true: it was present. */
static bool entry_clear(struct facet_vgpu *vgpu, struct facet_alias *alias, u32 page)
{
	struct facet_pin *pin = alias->pins[page];

	if (!pin)
		return false;
	facet_ggtt_window_entry(vgpu, alias->gva + (page << GEN9_PAGE_SHIFT), 0);
	facet_pin_put(vgpu, pin);
	alias->pins[page] = NULL;
	return true;
}

/* Find a slot. Only the worker changes the chains, so it needs no lock to read them. */
static struct facet_alias *alias_find(struct facet_vgpu *vgpu, u32 index, u32 pages)
{
	struct facet_alias *alias;

	list_for_each_entry(alias, chain_of(vgpu, index), chain) {
		if (alias->index == index && alias->pages == pages && !list_empty(&alias->list))
			return alias;
	}
	return NULL;
}

/* Free a slot without holders. Takes shadow_lock. */
static void alias_free(struct facet_vgpu *vgpu, struct facet_alias *alias)
{
	bool cleared = false;
	u32 i;

	facet_shadow_lock(vgpu);
	for (i = 0; i < alias->pages; i++)
		cleared |= entry_clear(vgpu, alias, i);
	if (cleared)
		facet_ggtt_shadow_invalidate(vgpu);
	list_del(&alias->chain);
	facet_shadow_unlock(vgpu);
	facet_ggtt_window_free(vgpu, alias->gva, alias->pages);
	list_del(&alias->list);
	vgpu->aliases.pages -= alias->pages;
	port_free(alias);
}

/* Make room for @pages more. Return: 0; -ENOSPC: too many slots have holders. */
static int aliases_evict(struct facet_vgpu *vgpu, u32 pages)
{
	struct facet_alias_table *table = &vgpu->aliases;
	struct facet_alias *alias, *next;

	list_for_each_entry_safe(alias, next, &table->slots, list) {
		if (!port_check(ALIAS_PAGES, table->pages + pages > FACET_ALIAS_PAGES))
			return 0;
		if (!port_check(ALIAS_HELD, alias->users))
			alias_free(vgpu, alias);
	}
	return table->pages + pages > FACET_ALIAS_PAGES ? -ENOSPC : 0;
}

static int alias_create(struct facet_vgpu *vgpu, u32 index, u32 pages, struct facet_alias **out)
{
	struct facet_alias_table *table = &vgpu->aliases;
	struct facet_alias *alias;
	int ret = aliases_evict(vgpu, pages);

	if (ret)
		return ret;
	alias = port_zalloc(sizeof(*alias));
	if (!alias)
		return -ENOMEM;
	ret = facet_ggtt_window_alloc(vgpu, pages, &alias->gva);
	if (ret) {
		port_free(alias);
		return ret;
	}
	alias->index = index;
	alias->pages = pages;
	table->pages += pages;
	list_add_tail(&alias->list, &table->slots);
	facet_shadow_lock(vgpu);
	list_add_tail(&alias->chain, chain_of(vgpu, index));
	facet_shadow_unlock(vgpu);
	*out = alias;
	return 0;
}

/* --- sets --------------------------------------------------------------------------------- */

/* Make room for one more slot in a set. Return: 0; -ENOMEM. */
static int set_reserve(struct facet_alias_set *set)
{
	u32 room = set->room ? 2 * set->room : SET_ROOM_FIRST;
	struct facet_alias **slots;

	if (set->n < set->room)
		return 0;
	slots = port_calloc(room, sizeof(struct facet_alias *));
	if (!slots)
		return -ENOMEM;
	if (set->n)
		memcpy(slots, set->slots, set->n * sizeof(struct facet_alias *));
	port_free(set->slots);
	set->slots = slots;
	set->room = room;
	return 0;
}

/* Add a slot to a set that does not have it. Return: 0; -ENOMEM. */
static int set_add(struct facet_alias_set *set, struct facet_alias *alias)
{
	int ret = set_reserve(set);

	if (ret)
		return ret;
	set->slots[set->n++] = alias;
	alias->set = set->number;
	alias->users++;
	return 0;
}

int facet_alias_get(struct facet_vgpu *vgpu, struct facet_alias_set *set, u32 gva, u64 len,
		    u32 *to)
{
	u32 index = gva >> GEN9_PAGE_SHIFT;
	u32 pages = ((gva + len - 1) >> GEN9_PAGE_SHIFT) - index + 1;
	struct facet_alias *alias;
	int ret = 0;

	if (pages > FACET_ALIAS_RUN)
		return -E2BIG;
	if (!set->number)
		set->number = ++vgpu->aliases.sets;
	alias = alias_find(vgpu, index, pages);
	if (!alias)
		ret = alias_create(vgpu, index, pages, &alias);
	if (!ret && alias->set != set->number)
		ret = set_add(set, alias);
	if (ret)
		return ret;
	list_move_tail(&alias->list, &vgpu->aliases.slots);
	*to = alias->gva + (gva & (GEN9_PAGE_SIZE - 1));
	return 0;
}

void facet_alias_set_end(struct facet_alias_set *set)
{
	u32 i;

	for (i = 0; i < set->n; i++)
		set->slots[i]->users--;
	port_free(set->slots);
	*set = (struct facet_alias_set){ 0 };
}

bool facet_alias_guest_address(struct facet_alias *const *slots, u32 n, u64 gva, u64 *guest)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const struct facet_alias *alias = slots[i];
		u64 offset = gva - alias->gva;

		if (offset >= (u64)alias->pages << GEN9_PAGE_SHIFT)
			continue;
		*guest = ((u64)alias->index << GEN9_PAGE_SHIFT) + offset;
		return true;
	}
	return false;
}

/* --- entries ------------------------------------------------------------------------------ */

/*
 * Return the guest page number that a page of a slot stands for. Return: false: the guest's entry
 * is absent.
 */
static bool alias_gfn(const struct facet_vgpu *vgpu, const struct facet_alias *alias, u32 page,
		      u64 *gfn)
{
	u64 gpa;

	if (facet_ggtt_translate(vgpu, (alias->index + page) << GEN9_PAGE_SHIFT, &gpa))
		return false;
	*gfn = gpa >> GEN9_PAGE_SHIFT;
	return true;
}

/*
 * Gather absent entries from page *@at on: page @at % FACET_ALIAS_RUN of slot @at /
 * FACET_ALIAS_RUN. Takes shadow_lock. Return: generation of the pins.
 */
static u64 sync_gather(struct facet_vgpu *vgpu, struct facet_alias **slots, u32 n, u32 *at,
		       struct alias_batch *batch)
{
	u64 generation;

	batch->n = 0;
	facet_shadow_lock(vgpu);
	for (; *at < n * FACET_ALIAS_RUN && batch->n < ALIAS_BATCH; (*at)++) {
		struct facet_alias *alias = slots[*at / FACET_ALIAS_RUN];
		u32 page = *at % FACET_ALIAS_RUN;

		if (page >= alias->pages || alias->pins[page] ||
		    !alias_gfn(vgpu, alias, page, &batch->gfn[batch->n]))
			continue;
		batch->slot[batch->n] = alias;
		batch->page[batch->n++] = page;
	}
	generation = facet_pins_generation(vgpu);
	facet_shadow_unlock(vgpu);
	return generation;
}

/* Write an entry, unless the guest's entry has changed meanwhile. shadow_lock held. */
static void sync_entry(struct facet_vgpu *vgpu, struct alias_batch *batch, u32 i)
{
	struct facet_alias *alias = batch->slot[i];
	u32 page = batch->page[i];
	u64 gfn;

	if (!batch->pin[i])
		return;
	if (alias->pins[page]) {
		facet_pin_put(vgpu, batch->pin[i]);
		return;
	}
	if (!alias_gfn(vgpu, alias, page, &gfn) || port_check(GGTT_CHANGED, gfn != batch->gfn[i])) {
		batch->changed = true;
		facet_pin_put(vgpu, batch->pin[i]);
		return;
	}
	alias->pins[page] = batch->pin[i];
	facet_ggtt_window_entry(vgpu, alias->gva + (page << GEN9_PAGE_SHIFT), batch->pin[i]->bus);
}

/*
 * Write the entries of a batch. Takes shadow_lock. Return: false: a dma_unmap has revoked pages
 * meanwhile, or a cancel may have left pages out; no entry is written.
 */
static bool sync_install(struct facet_vgpu *vgpu, struct alias_batch *batch, u64 generation)
{
	bool same;
	u32 i;

	facet_shadow_lock(vgpu);
	same = facet_pins_generation(vgpu) == generation && !facet_progress_cancelled(vgpu);
	for (i = 0; i < batch->n; i++) {
		if (same)
			sync_entry(vgpu, batch, i);
		else if (batch->pin[i])
			facet_pin_put(vgpu, batch->pin[i]);
	}
	facet_shadow_unlock(vgpu);
	return same;
}

/*
 * Look once at all entries, and make those that are absent. Return: the error that counts;
 * -ECANCELED: the workload is being cancelled; -EAGAIN: a dma_unmap has disturbed ALIAS_ATTEMPTS
 * batches.
 */
static int sync_sweep(struct facet_vgpu *vgpu, struct facet_alias **slots, u32 n,
		      struct alias_batch *batch, u32 *attempts)
{
	u32 at = 0, from;
	u64 generation;
	int ret, first = 0;

	while (at < n * FACET_ALIAS_RUN) {
		if (facet_progress_cancelled(vgpu))
			return -ECANCELED;
		from = at;
		generation = sync_gather(vgpu, slots, n, &at, batch);
		if (!batch->n)
			continue;
		ret = facet_pins_get(vgpu, batch->gfn, batch->n, batch->pin);
		cond_resched();
		if (sync_install(vgpu, batch, generation)) {
			first = facet_pins_merge_error(first, ret);
			continue;
		}
		if (++*attempts == ALIAS_ATTEMPTS)
			return facet_pins_merge_error(first, -EAGAIN);
		at = from;
	}
	return first;
}

int facet_alias_sync(struct facet_vgpu *vgpu, struct facet_alias **slots, u32 n)
{
	struct alias_batch *batch;
	u32 sweeps = 0, attempts = 0;
	int first = 0;

	batch = port_zalloc(sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	do {
		batch->changed = false;
		first = facet_pins_merge_error(first,
					       sync_sweep(vgpu, slots, n, batch, &attempts));
	} while (batch->changed && ++sweeps < ALIAS_SWEEPS && attempts < ALIAS_ATTEMPTS &&
		 first != -ECANCELED && !facet_progress_stopping(vgpu));
	port_free(batch);
	return first;
}

void facet_alias_bind(struct facet_vgpu *vgpu, struct facet_alias *alias, u32 gva, u32 guest)
{
	*alias = (struct facet_alias){
		.gva = gva, .index = guest >> GEN9_PAGE_SHIFT, .pages = 1, .users = 1,
	};
	INIT_LIST_HEAD(&alias->list);
	facet_shadow_lock(vgpu);
	facet_ggtt_window_entry(vgpu, gva, 0);
	facet_ggtt_shadow_invalidate(vgpu);
	list_add_tail(&alias->chain, chain_of(vgpu, alias->index));
	facet_shadow_unlock(vgpu);
}

void facet_alias_unbind(struct facet_vgpu *vgpu, struct facet_alias *alias, u64 bus)
{
	if (!alias->pages)
		return;
	facet_shadow_lock(vgpu);
	entry_clear(vgpu, alias, 0);
	facet_ggtt_window_entry(vgpu, alias->gva, bus);
	facet_ggtt_shadow_invalidate(vgpu);
	list_del(&alias->chain);
	facet_shadow_unlock(vgpu);
	alias->pages = 0;
}

/* Clear the entries of slots that begin at @first for the guest's entry @index. */
static bool chain_clear(struct facet_vgpu *vgpu, u32 first, u32 index)
{
	struct facet_alias *alias;
	bool cleared = false;

	list_for_each_entry(alias, chain_of(vgpu, first), chain) {
		if (alias->index == first && index - first < alias->pages)
			cleared |= entry_clear(vgpu, alias, index - first);
	}
	return cleared;
}

bool facet_alias_entry_changed(struct facet_vgpu *vgpu, u32 index)
{
	bool cleared = chain_clear(vgpu, index, index);

	return (index && chain_clear(vgpu, index - 1, index)) || cleared;
}

void facet_alias_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	struct facet_alias *alias;
	u32 c, i;

	facet_shadow_lock(vgpu);
	for (c = 0; c < FACET_ALIAS_CHAINS; c++) {
		list_for_each_entry(alias, &vgpu->aliases.chains[c], chain) {
			for (i = 0; i < alias->pages; i++) {
				const struct facet_pin *pin = alias->pins[i];

				if (pin && pin->gfn >= gfn && pin->gfn - gfn < n)
					entry_clear(vgpu, alias, i);
			}
			facet_shadow_step(vgpu, 1);
		}
		if (facet_shadow_need_resched(vgpu))
			facet_shadow_resched(vgpu);
	}
	facet_shadow_unlock(vgpu);
}

void facet_aliases_free(struct facet_vgpu *vgpu)
{
	struct facet_alias *alias, *next;

	list_for_each_entry_safe(alias, next, &vgpu->aliases.slots, list)
		alias_free(vgpu, alias);
}
