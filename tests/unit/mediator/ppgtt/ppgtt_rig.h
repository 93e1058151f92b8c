/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of a guest, and walks of their shadows as an engine makes them. Each test runs twice.
 * In one run the core compares the tables at each sync. In the other run the front end reports
 * writes to them.
 */
#ifndef TESTS_PPGTT_RIG_H
#define TESTS_PPGTT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/ppgtt.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define LEVELS	4
#define VA	0x123456789000ull

/**
 * struct fixture - A guest with page tables.
 * @rig: the rig
 * @type: type of its vGPU, with the limits of &struct caps
 * @root: the shadow of the last sync_root(); NULL: none
 * @next: next guest-physical address for alloc(), in bytes
 * @scratch: by level: guest-physical address of the scratch table; [0]: the scratch page
 */
struct fixture {
	struct rig *rig;
	struct facet_type type;
	struct facet_ppgtt_root *root;
	u64 next;
	u64 scratch[LEVELS];	/* [0]: the scratch page */
};

/**
 * table() - Return a page of guest memory as a table.
 * @f: the guest
 * @gpa: guest-physical address in bytes
 *
 * Context: any; takes no lock.
 * Return: 512 entries; NULL: outside guest memory.
 */
static inline u64 *table(struct fixture *f, u64 gpa)
{
	return fake_host_ptr(&f->rig->host, gpa, PAGE_SIZE);
}

/**
 * alloc() - Allocate a page of guest memory that is never freed.
 * @f: the guest
 *
 * Context: the test's thread. Fails the test if memory is used up.
 * Return: guest-physical address in bytes.
 */
static inline u64 alloc(struct fixture *f)
{
	u64 gpa = f->next;

	f->next += PAGE_SIZE;
	assert_true(f->next <= RIG_PAGES * PAGE_SIZE);
	return gpa;
}

/**
 * fill() - Write all entries of a table, and report the write.
 * @f: the guest
 * @gpa: guest-physical address of the table in bytes
 * @entry: value of each entry
 *
 * Context: takes &fake_host.lock.
 */
static inline void fill(struct fixture *f, u64 gpa, u64 entry)
{
	u32 i;

	for (i = 0; i < 512; i++)
		table(f, gpa)[i] = entry;
	fake_host_wrote(&f->rig->host, table(f, gpa), PAGE_SIZE);
}

/**
 * put() - Write an entry as the guest's CPU does.
 * @f: the guest
 * @gpa: guest-physical address of the table in bytes
 * @i: index of the entry
 * @entry: the value
 *
 * Context: takes &fake_host.lock.
 */
static inline void put(struct fixture *f, u64 gpa, u32 i, u64 entry)
{
	fake_host_store(&f->rig->host, &table(f, gpa)[i], entry);
}

/**
 * empty_table() - Make a table whose entries all name scratch.
 * @f: the guest
 * @level: level of the table; 0: leaf entries
 *
 * Context: takes &fake_host.lock.
 * Return: guest-physical address in bytes.
 */
static inline u64 empty_table(struct fixture *f, u32 level)
{
	u64 gpa = alloc(f);

	fill(f, gpa, f->scratch[level] | (level ? 0x1b : 0x19));
	return gpa;
}

/**
 * index_of() - Return the index of an address in the table of a level.
 * @va: address in bytes
 * @level: 0 to 3
 *
 * Context: any; takes no lock.
 * Return: 0 to 511.
 */
static inline u32 index_of(u64 va, u32 level)
{
	return va >> (12 + 9 * level) & 511;
}

/**
 * map_at() - Write the entry of an address at a level, and make missing tables above it.
 * @f: the guest
 * @pml4: guest-physical address of the PML4 in bytes
 * @va: address in bytes
 * @to: level of the entry
 * @entry: the value
 *
 * Context: takes &fake_host.lock.
 * Return: the entry in guest memory.
 */
static inline u64 *map_at(struct fixture *f, u64 pml4, u64 va, u32 to, u64 entry)
{
	u64 at = pml4;
	u32 level;

	for (level = 3; level > to; level--) {
		u64 *e = &table(f, at)[index_of(va, level)];

		if ((*e & GEN9_PTE_ADDR_MASK) == f->scratch[level])
			fake_host_store(&f->rig->host, e, empty_table(f, level - 1) | 3);
		at = *e & GEN9_PTE_ADDR_MASK;
	}
	put(f, at, index_of(va, to), entry);
	return &table(f, at)[index_of(va, to)];
}

/**
 * map() - Write the leaf entry of an address, and make missing tables above it.
 * @f: the guest
 * @pml4: guest-physical address of the PML4 in bytes
 * @va: address in bytes
 * @entry: the value
 *
 * Context: takes &fake_host.lock.
 * Return: the entry in guest memory.
 */
static inline u64 *map(struct fixture *f, u64 pml4, u64 va, u64 entry)
{
	return map_at(f, pml4, va, 0, entry);
}

/**
 * shadow_at() - Return the shadow's entry of an address at a level.
 * @f: the guest, after sync_root()
 * @va: address in bytes
 * @to: level of the entry; all entries above it name tables
 *
 * Context: the test's thread; takes no lock.
 * Return: the entry.
 */
static inline u64 shadow_at(struct fixture *f, u64 va, int to)
{
	u64 bus = facet_ppgtt_root_bus(f->root);
	int level;

	for (level = 3; level > to; level--)
		bus = ((u64 *)fake_pgpu_ptr(&f->rig->fake, bus))[index_of(va, level)] &
		      GEN9_PTE_ADDR_MASK;
	return ((u64 *)fake_pgpu_ptr(&f->rig->fake, bus))[index_of(va, to)];
}

/**
 * walk() - Return the shadow's leaf entry of an address.
 * @f: the guest, after sync_root()
 * @va: address in bytes
 *
 * Context: the test's thread; takes no lock.
 * Return: the entry, with the page's address also inside a 2 MiB page; 0: an entry on the
 * way is not present.
 */
static inline u64 walk(struct fixture *f, u64 va)
{
	u64 bus = facet_ppgtt_root_bus(f->root);
	u64 entry = 0;
	int level;

	for (level = 3; level >= 0; level--) {
		const u64 *t = fake_pgpu_ptr(&f->rig->fake, bus);

		assert_non_null(t);
		entry = t[index_of(va, level)];
		if (!(entry & GEN9_PTE_PRESENT))
			return 0;
		if (level == 1 && (entry & GEN9_PDE_PS)) {
			assert_true(IS_ALIGNED(entry & GEN9_PTE_ADDR_MASK, GEN9_LARGE_SIZE));
			return entry | (va & (GEN9_LARGE_SIZE - PAGE_SIZE));
		}
		bus = entry & GEN9_PTE_ADDR_MASK;
	}
	return entry;
}

/**
 * walk_ptr() - Return the memory that the shadow reaches.
 * @f: the guest, after sync_root()
 * @va: address in bytes
 *
 * Context: the test's thread; takes no lock.
 * Return: the page; NULL: an entry on the way is not present.
 */
static inline void *walk_ptr(struct fixture *f, u64 va)
{
	u64 entry = walk(f, va);

	return entry ? fake_pgpu_ptr(&f->rig->fake, entry & GEN9_PTE_ADDR_MASK) : NULL;
}

/**
 * sync_root() - Put the old shadow root and synchronise the shadow of a PML4.
 * @f: the guest
 * @pml4: guest-physical address of the PML4 in bytes
 *
 * Context: as facet_ppgtt_sync().
 * Return: as facet_ppgtt_sync().
 */
static inline int sync_root(struct fixture *f, u64 pml4)
{
	if (f->root)
		facet_ppgtt_root_put(f->rig->vgpu, f->root);
	f->root = NULL;
	return facet_ppgtt_sync(f->rig->vgpu, pml4, &f->root);
}

/**
 * struct caps - Initial state of a test.
 * @shadow: limit of shadow pages
 * @pins: limit of pinned pages
 * @tracking: the front end reports writes
 */
struct caps {
	u32 shadow;
	u32 pins;
	bool tracking;
};

/**
 * setup() - Make the guest of a test, with scratch tables.
 * @state: a struct caps; gets the fixture
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static inline int setup(void **state)
{
	const struct caps *caps = *state;
	struct fixture *f = calloc(1, sizeof(*f));
	u32 level;

	f->type = facet_types[0];
	f->type.max_shadow_pages = caps->shadow;
	f->type.max_pinned_pages = caps->pins;
	f->rig = rig_create(&f->type, NULL);
	assert_non_null(f->rig);
	f->rig->host.tracking = caps->tracking;
	f->next = 0x10000;
	f->scratch[0] = alloc(f);
	for (level = 1; level < LEVELS; level++)
		f->scratch[level] = empty_table(f, level - 1);
	*state = f;
	return 0;
}

/**
 * teardown() - Destroy the guest of a test.
 * @state: the fixture
 *
 * Context: after the test, in its thread.
 * Return: 0, or -1: pages leaked.
 */
static inline int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked;

	if (f->root)
		facet_ppgtt_root_put(f->rig->vgpu, f->root);
	leaked = rig_destroy(f->rig);
	free(f);
	return leaked ? -1 : 0;
}

/**
 * since() - Return the change of the counters since the last call.
 * @f: the guest
 * @before: counters of the last call; updated
 *
 * Context: as facet_ppgtt_stats().
 * Return: the differences.
 */
static inline struct facet_ppgtt_stats since(struct fixture *f, struct facet_ppgtt_stats *before)
{
	struct facet_ppgtt_stats now, d;

	facet_ppgtt_stats(f->rig->vgpu, &now);
	d = (struct facet_ppgtt_stats){
		.syncs = now.syncs - before->syncs,
		.compared = now.compared - before->compared,
		.changed = now.changed - before->changed,
		.shared = now.shared - before->shared,
		.tracked = now.tracked - before->tracked,
		.untracked = now.untracked - before->untracked,
		.failed = now.failed - before->failed,
		.notices = now.notices - before->notices,
	};
	*before = now;
	return d;
}

#define CAPPED(test, caps) \
		{ #test ", compared", test, setup, teardown, &(caps)[0] }, \
		{ #test ", watched", test, setup, teardown, &(caps)[1] }

#endif
