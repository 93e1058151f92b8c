// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries of the GGTT that a guest writes without a trap (ggtt_map.h).
 *
 * The guest may write a mapped page at any time, so the core never uses the page itself. A sync
 * copies the page once and compares the copy with the entries that were taken before. It takes each
 * difference as if the write had been trapped (ggtt_write.c). If the guest has written only one
 * half of an entry, the sync takes the entry as found. The next sync takes the other half.
 *
 * Page faults of BAR0 call facet_ggtt_map() with no lock held. Trapped accesses, resets and saves
 * call the rest with mmio_lock held. The file takes ggtt_map.lock. ggtt.c takes shadow_lock, never
 * inside ggtt_map.lock.
 */
#include "mediator/ggtt_map.h"

#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/host.h"
#include "mediator/type.h"

#define MAP_UNCHANGED_MAX	32u	/* syncs without a change, after which a page is unmapped */

/* Return the part of BAR0 whose pages hold only entries of @len bytes of the GGTT from @gva on. */
static struct facet_ggtt_span span_of(u64 gva, u64 len)
{
	u64 at = gva >> GEN9_PAGE_SHIFT;
	u64 first = ALIGN(at, (u64)GEN9_PTES_PER_PAGE);
	u64 end = (at + (len >> GEN9_PAGE_SHIFT)) / GEN9_PTES_PER_PAGE * GEN9_PTES_PER_PAGE;
	struct facet_ggtt_span span = {};

	if (end > first) {
		span.offset = GEN9_GGTT_PTES + first * sizeof(u64);
		span.len = (end - first) * sizeof(u64);
	}
	return span;
}

void facet_ggtt_spans(const struct facet_type *type, struct facet_ggtt_span spans[FACET_GGTT_SPANS])
{
	spans[0] = span_of(0, facet_type_aperture(type));
	spans[1] = span_of(facet_ggtt_hidden_base(type), (u64)type->hidden_mib << 20);
}

/* Tell whether a page of BAR0 has only entries of the guest's own ranges. @offset: bytes. */
static bool is_mappable(const struct facet_vgpu *vgpu, u32 offset)
{
	struct facet_ggtt_span spans[FACET_GGTT_SPANS];
	u32 i;

	facet_ggtt_spans(vgpu->type, spans);
	for (i = 0; i < FACET_GGTT_SPANS; i++) {
		if (offset >= spans[i].offset && offset - spans[i].offset < spans[i].len)
			return IS_ALIGNED(offset, GEN9_PAGE_SIZE);
	}
	return false;
}

/* Return the byte of BAR0 at which a table begins. */
static u32 table_offset(u32 table)
{
	return GEN9_GGTT_PTES + table * GEN9_PAGE_SIZE;
}

/* Tell whether the front end may have mapped the page of a table. Any context. */
static bool table_is_mapped(const struct ggtt_map *map, u32 table)
{
	return READ_ONCE(map->mapped[table / GGTT_WORD]) >> (table % GGTT_WORD) & 1;
}

/* Note that the front end maps the page of a table. ggtt_map.lock held. */
static void table_set_mapped(struct ggtt_map *map, u32 table)
{
	u64 *word = &map->mapped[table / GGTT_WORD];

	WRITE_ONCE(*word, *word | BIT_ULL(table % GGTT_WORD));
}

/* Note that the front end has no mapping of a table any more. ggtt_map.lock held. */
static void table_clear_mapped(struct ggtt_map *map, u32 table)
{
	u64 *word = &map->mapped[table / GGTT_WORD];

	WRITE_ONCE(*word, *word & ~BIT_ULL(table % GGTT_WORD));
}

/*
 * Copy the guest's entries of a table to a page. ggtt_map.lock held. A trapped write that changes
 * an entry meanwhile stores the entry in the page, too, when it gets the lock
 * (facet_ggtt_map_store()).
 */
static void page_copy_entries(struct facet_vgpu *vgpu, u32 table, u64 *page)
{
	u32 i;

	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		WRITE_ONCE(page[i], facet_ggtt_pte_read(vgpu, table * GEN9_PTES_PER_PAGE + i));
}

int facet_ggtt_map(struct facet_vgpu *vgpu, u32 offset, void (*insert)(void *arg, u64 frame),
		   void *arg)
{
	u32 table = (offset - GEN9_GGTT_PTES) / GEN9_PAGE_SIZE;
	struct ggtt_map *map = &vgpu->ggtt->map;
	u64 *made = NULL;

	if (port_check(GGTT_MAP, !is_mappable(vgpu, offset)))
		return -EINVAL;
	/* Allocate here: a sync, which takes the entries later, cannot report -ENOMEM. */
	if (facet_ggtt_guest_make(vgpu, table * GEN9_PTES_PER_PAGE))
		return -ENOMEM;
	if (!READ_ONCE(map->pages[table])) {
		made = port_page_alloc();
		if (!made)
			return -ENOMEM;
	}
	mutex_lock(&map->lock);
	if (!map->pages[table]) {
		page_copy_entries(vgpu, table, made);
		/* Pairs with table_sync(). */
		smp_store_release(&map->pages[table], made);
		made = NULL;
	}
	table_set_mapped(map, table);
	insert(arg, port_ptr_to_frame(map->pages[table]));
	mutex_unlock(&map->lock);
	if (made)
		port_page_free(made);
	return 0;
}

/*
 * Take the entries of a mapped page that have changed. facet_ggtt_map() has allocated the memory
 * for them. mmio_lock held. Return: true: an entry has changed.
 */
static bool table_sync(struct facet_vgpu *vgpu, u32 table)
{
	struct ggtt_map *map = &vgpu->ggtt->map;
	/* Pairs with facet_ggtt_map(). */
	const u64 *page = smp_load_acquire(&map->pages[table]);
	u32 i;

	/* Most syncs find no change. The next sync takes what is written after this compare. */
	if (facet_ggtt_ptes_equal(vgpu, table * GEN9_PTES_PER_PAGE, page))
		return false;
	for (i = 0; i < GEN9_PTES_PER_PAGE; i++)
		map->now[i] = READ_ONCE(page[i]);
	return facet_ggtt_ptes_write(vgpu, table * GEN9_PTES_PER_PAGE, map->now,
				     GEN9_PTES_PER_PAGE, map->old) > 0;
}

/* Unmap a page, then take what the guest has written until then. mmio_lock held. */
static void table_unmap(struct facet_vgpu *vgpu, u32 table)
{
	struct ggtt_map *map = &vgpu->ggtt->map;

	mutex_lock(&map->lock);
	vgpu->ops->zap_entries(vgpu->host, table_offset(table), GEN9_PAGE_SIZE);
	table_clear_mapped(map, table);
	mutex_unlock(&map->lock);
	map->unchanged[table] = 0;
	table_sync(vgpu, table);
}

/* Sync a mapped page; unmap it after MAP_UNCHANGED_MAX syncs without a change. mmio_lock held. */
static void table_sync_or_unmap(struct facet_vgpu *vgpu, u32 table)
{
	struct ggtt_map *map = &vgpu->ggtt->map;

	if (table_sync(vgpu, table))
		map->unchanged[table] = 0;
	else if (++map->unchanged[table] == MAP_UNCHANGED_MAX)
		table_unmap(vgpu, table);
}

void facet_ggtt_map_sync(struct facet_vgpu *vgpu)
{
	struct ggtt_map *map = &vgpu->ggtt->map;
	u32 w, table;
	u64 mapped;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	for (w = 0; w < ARRAY_SIZE(map->mapped); w++) {
		for (mapped = READ_ONCE(map->mapped[w]); mapped;
		     mapped &= ~BIT_ULL(table % GGTT_WORD)) {
			table = w * GGTT_WORD + ilog2(mapped);
			table_sync_or_unmap(vgpu, table);
			cond_resched();
		}
	}
}

void facet_ggtt_map_sync_entry(struct facet_vgpu *vgpu, u32 index)
{
	u32 table = index / GEN9_PTES_PER_PAGE;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (table_is_mapped(&vgpu->ggtt->map, table))
		table_sync_or_unmap(vgpu, table);
}

void facet_ggtt_map_store(struct facet_vgpu *vgpu, u32 index, u64 pte)
{
	struct ggtt_map *map = &vgpu->ggtt->map;
	u64 *page;

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	mutex_lock(&map->lock);
	page = map->pages[index / GEN9_PTES_PER_PAGE];
	if (page)
		WRITE_ONCE(page[index % GEN9_PTES_PER_PAGE], pte);
	mutex_unlock(&map->lock);
}

void facet_ggtt_map_reset(struct facet_vgpu *vgpu)
{
	struct ggtt_map *map = &vgpu->ggtt->map;
	u32 table;

	for (table = 0; table < GGTT_TABLES; table++) {
		/* A page that facet_ggtt_map() makes meanwhile gets the new entries. */
		mutex_lock(&map->lock);
		if (table_is_mapped(map, table))
			vgpu->ops->zap_entries(vgpu->host, table_offset(table), GEN9_PAGE_SIZE);
		table_clear_mapped(map, table);
		if (map->pages[table])
			page_copy_entries(vgpu, table, map->pages[table]);
		mutex_unlock(&map->lock);
		map->unchanged[table] = 0;
		cond_resched();
	}
}

int facet_ggtt_map_create(struct facet_vgpu *vgpu)
{
	mutex_init(&vgpu->ggtt->map.lock);
	return 0;
}

void facet_ggtt_map_destroy(struct facet_vgpu *vgpu)
{
	u32 table;

	for (table = 0; table < GGTT_TABLES; table++) {
		if (vgpu->ggtt->map.pages[table])
			port_page_free(vgpu->ggtt->map.pages[table]);
	}
	mutex_destroy(&vgpu->ggtt->map.lock);
}
