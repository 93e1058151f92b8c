// SPDX-License-Identifier: GPL-2.0-only
/*
 * Alias slots (alias.h). mediator/execlist/ gets and syncs them on the worker, or on a thread that
 * keeps it out: lists of holders and of use have no lock. shadow_lock guards what other threads
 * reach: the chains, by which a changed GGTT entry finds its slots, and the entries with their
 * pins, which a dma_unmap clears.
 */
#include "mediator/ggtt/alias.h"

#include "gen9/gtt_defs.h"
#include "mediator/base/shadow_lock.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/ggtt_pin.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/pins.h"

/* Pages that make room together: a workload of any length makes engines forget twice at most. */
#define EVICT_PAGES	(FACET_ALIAS_PAGES / 2)
#define SET_ROOM_FIRST	8u	/* room of a set that gets its first slot */

static_assert(FACET_ALIAS_PAGES <= FACET_WINDOW_SLOT_CELLS &&
	      FACET_ALIAS_RUN <= FACET_WINDOW_SLOT_PAGES, "each slot has a cell of the window");

int facet_aliases_create(struct facet_vgpu *vgpu)
{
	struct facet_alias_table *table = port_zalloc(sizeof(*table));
	u32 i;

	if (!table)
		return -ENOMEM;
	INIT_LIST_HEAD(&table->slots);
	for (i = 0; i < FACET_ALIAS_CHAINS; i++)
		INIT_LIST_HEAD(&table->chains[i]);
	vgpu->aliases = table;
	return 0;
}

void facet_aliases_destroy(struct facet_vgpu *vgpu)
{
	port_free(vgpu->aliases);
	vgpu->aliases = NULL;
}

static struct list_head *chain_of(struct facet_vgpu *vgpu, u32 index)
{
	return &vgpu->aliases->chains[facet_vgpu_hash(vgpu, index, FACET_ALIAS_CHAIN_BITS)];
}

/* --- slots -------------------------------------------------------------------------------- */

/*
 * Make a page's entry absent, or that of the host's page, and put its pin. shadow_lock held.
 * Return: true: the entry named the guest's page.
 */
static bool entry_clear(struct facet_vgpu *vgpu, struct facet_alias *alias, u32 page)
{
	struct facet_pin *pin = alias->pins[page];

	if (!pin)
		return false;
	facet_ggtt_window_entry(vgpu, alias->gva + (page << GEN9_PAGE_SHIFT), alias->host_bus);
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

/*
 * Free slots without holders, the least recently used first, until @room pages are free. Engines of
 * all vGPUs forget translations once for all these slots. Takes shadow_lock. Return: true: a slot
 * was freed.
 */
static bool aliases_free_idle(struct facet_vgpu *vgpu, u32 room)
{
	struct facet_alias_table *table = vgpu->aliases;
	struct facet_alias *alias, *next;
	struct list_head freed;
	bool cleared = false;
	u32 i, n = 0;

	INIT_LIST_HEAD(&freed);
	facet_shadow_lock(vgpu);
	list_for_each_entry_safe(alias, next, &table->slots, list) {
		if (table->pages + room <= FACET_ALIAS_PAGES)
			break;
		facet_shadow_step(vgpu, 1);
		if (port_check(ALIAS_HELD, alias->users))
			continue;
		for (i = 0; i < alias->pages; i++)
			cleared |= entry_clear(vgpu, alias, i);
		list_del(&alias->chain);
		list_move_tail(&alias->list, &freed);
		table->pages -= alias->pages;
	}
	if (cleared)
		facet_ggtt_invalidate(vgpu);
	facet_shadow_unlock(vgpu);
	list_for_each_entry_safe(alias, next, &freed, list) {
		facet_ggtt_window_free(vgpu, alias->gva, alias->pages);
		list_del(&alias->list);
		port_free(alias);
		n++;
	}
	return n;
}

/* Make room for @pages more. Return: 0; -ENOSPC: too many slots have holders. */
static int aliases_evict(struct facet_vgpu *vgpu, u32 pages)
{
	struct facet_alias_table *table = vgpu->aliases;

	if (!port_check(ALIAS_PAGES, table->pages + pages > FACET_ALIAS_PAGES))
		return 0;
	aliases_free_idle(vgpu, pages + EVICT_PAGES);
	return table->pages + pages > FACET_ALIAS_PAGES ? -ENOSPC : 0;
}

static int alias_create(struct facet_vgpu *vgpu, u32 index, u32 pages, struct facet_alias **out)
{
	struct facet_alias_table *table = vgpu->aliases;
	struct facet_alias *alias;
	int ret = aliases_evict(vgpu, pages);

	if (ret)
		return ret;
	alias = port_zalloc(sizeof(*alias));
	if (!alias)
		return -ENOMEM;
	ret = facet_ggtt_window_alloc(vgpu, FACET_WINDOW_SLOTS, pages, &alias->gva);
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
		set->number = ++vgpu->aliases->sets;
	alias = alias_find(vgpu, index, pages);
	if (!alias)
		ret = alias_create(vgpu, index, pages, &alias);
	if (!ret && alias->set != set->number)
		ret = set_add(set, alias);
	if (ret)
		return ret;
	list_move_tail(&alias->list, &vgpu->aliases->slots);
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

/* Page @i of a sync: page @i % FACET_ALIAS_RUN of slot @i / FACET_ALIAS_RUN. */
static struct facet_pin **slot_pin(void *arg, u32 i, u32 *index)
{
	struct facet_alias *alias = ((struct facet_alias **)arg)[i / FACET_ALIAS_RUN];
	u32 page = i % FACET_ALIAS_RUN;

	*index = alias->index + page;
	return page < alias->pages ? &alias->pins[page] : NULL;
}

static void slot_pinned(struct facet_vgpu *vgpu, void *arg, u32 i, u64 bus)
{
	const struct facet_alias *alias = ((struct facet_alias **)arg)[i / FACET_ALIAS_RUN];
	u32 page = i % FACET_ALIAS_RUN;

	facet_ggtt_window_entry(vgpu, alias->gva + (page << GEN9_PAGE_SHIFT), bus);
	if (alias->host_bus)
		facet_ggtt_invalidate(vgpu);
}

int facet_alias_sync(struct facet_vgpu *vgpu, struct facet_alias **slots, u32 n)
{
	const struct ggtt_pages pages = {
		.n = n * FACET_ALIAS_RUN, .arg = slots, .pin = slot_pin, .pinned = slot_pinned,
	};

	return facet_ggtt_pin_pages(vgpu, &pages);
}

void facet_alias_bind(struct facet_vgpu *vgpu, struct facet_alias *alias, u32 gva, u32 guest,
		      u64 bus)
{
	*alias = (struct facet_alias){
		.gva = gva, .index = guest >> GEN9_PAGE_SHIFT, .pages = 1, .users = 1,
		.host_bus = bus,
	};
	INIT_LIST_HEAD(&alias->list);
	facet_shadow_lock(vgpu);
	list_add_tail(&alias->chain, chain_of(vgpu, alias->index));
	facet_shadow_unlock(vgpu);
}

void facet_alias_unbind(struct facet_vgpu *vgpu, struct facet_alias *alias)
{
	if (!alias->pages)
		return;
	facet_shadow_lock(vgpu);
	if (entry_clear(vgpu, alias, 0))
		facet_ggtt_invalidate(vgpu);
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
	bool cleared;

	lockdep_assert_held(&vgpu->shadow_lock);
	facet_shadow_step(vgpu, 2);
	cleared = chain_clear(vgpu, index, index);
	return (index && chain_clear(vgpu, index - 1, index)) || cleared;
}

void facet_alias_zap(struct facet_vgpu *vgpu, u64 gfn, u64 n)
{
	struct facet_alias *alias;
	u32 c, i;

	facet_shadow_lock(vgpu);
	for (c = 0; c < FACET_ALIAS_CHAINS; c++) {
		list_for_each_entry(alias, &vgpu->aliases->chains[c], chain) {
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

bool facet_aliases_free(struct facet_vgpu *vgpu)
{
	return aliases_free_idle(vgpu, FACET_ALIAS_PAGES);
}
