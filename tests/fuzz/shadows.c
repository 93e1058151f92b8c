// SPDX-License-Identifier: GPL-2.0-only
/* Compares guests' page tables with shadows; see shadows.h. */
#include "tests/fuzz/shadows.h"

#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/alias.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/ggtt_types.h"
#include "pgpu/pgpu.h"
#include "tests/fuzz/checked_pgpu.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"

/* PRM SKL Vol. 5: entries and levels. */
#define PRESENT		1ull
#define WRITABLE	2ull
#define LARGE		(1ull << 7)
#define IPS_64K		(1ull << 11)	/* the table below has pages of 64 KiB */
#define PAGES_64K	16u
#define ADDRESS		0x0000fffffffff000ull
#define ENTRIES		512u
#define LEVELS		4u
#define PDP0_U		0x31		/* dwords of the context image */
#define PDP0_L		0x33

#define TABLES_MAX	64u		/* limit of tables in one check */
#define APERTURE	(64ull << 20)	/* GGTT ranges of the smallest type */
#define HIDDEN		(256ull << 20)
#define HIDDEN_SIZE	(384ull << 20)
#define BAD_PINS_MAX	64u

struct check {
	struct fuzz_machine *machine;
	int guest;
	bool exact;
	u32 tables;
	u64 seen[TABLES_MAX];
};

bool fuzz_guest_owns(u64 gva, u64 len)
{
	if (gva < APERTURE)
		return len <= APERTURE - gva;
	return gva >= HIDDEN && gva < HIDDEN + HIDDEN_SIZE && len <= HIDDEN + HIDDEN_SIZE - gva;
}

static u64 guest_pte(struct check *check, u64 gva)
{
	return facet_ggtt_pte_read(check->machine->guests[check->guest].vgpu, gva >> PAGE_SHIFT);
}

/*
 * Per page of the window: number of its slot, index of the guest's entry that it stands for, and
 * the host's page that it may name without that of the guest.
 */
static struct {
	u32 slot;
	u32 index;
	u64 host_bus;
} slots[FACET_GGTT_WINDOW_PAGES];

static void note_slot(const struct facet_alias *alias, u32 first, u32 number)
{
	u32 page = (alias->gva >> PAGE_SHIFT) - first, i;

	fuzz_check(page < FACET_GGTT_WINDOW_PAGES && alias->pages <= FACET_GGTT_WINDOW_PAGES - page,
		   "a slot at %x, outside of the window", alias->gva);
	for (i = 0; i < alias->pages; i++) {
		slots[page + i].slot = number;
		slots[page + i].index = alias->index + i;
		slots[page + i].host_bus = alias->host_bus;
	}
}

void fuzz_slots_load(const struct fuzz_machine *machine, int guest)
{
	const struct facet_vgpu *vgpu = machine->guests[guest].vgpu;
	const struct facet_alias *alias;
	u32 i, number = 0;

	memset(slots, 0, sizeof(slots));
	for (i = 0; i < FACET_ALIAS_CHAINS; i++)
		list_for_each_entry(alias, &vgpu->aliases->chains[i], chain)
			note_slot(alias, machine->guests[guest].window->first, ++number);
}

u32 fuzz_slot_of(u32 page)
{
	return page < ARRAY_SIZE(slots) ? slots[page].slot : 0;
}

u64 fuzz_slot_host_bus(u32 page)
{
	return page < ARRAY_SIZE(slots) ? slots[page].host_bus : 0;
}

/*
 * In the window, slots alone name pages of the guest. A bound slot may name one of the host's.
 * @page: page of the window.
 */
static void ggtt_leaf(struct check *check, u32 page, u64 bus)
{
	u64 gfn = fuzz_checked_pgpu_leaf(check->machine, check->guest, bus);
	u64 at = (u64)slots[page].index << PAGE_SHIFT, pte;

	if (gfn == ~0ull) {
		fuzz_check(!slots[page].slot || bus == slots[page].host_bus,
			   "page %x: a shadow page in an alias slot", page);
		return;
	}
	fuzz_check(slots[page].slot, "page %x: a guest's page in the host window", page);
	pte = guest_pte(check, at);
	fuzz_check(fuzz_guest_owns(at, PAGE_SIZE), "GGTT %llx is not the guest's", at);
	fuzz_check((pte & PRESENT) && (pte & ADDRESS) >> PAGE_SHIFT == gfn,
		   "GGTT %llx: the guest has %llx, the slot page %llx", at, pte, gfn);
}

static void ggtt_check(struct check *check)
{
	const struct fuzz_window *window = check->machine->guests[check->guest].window;
	u32 i;

	fuzz_slots_load(check->machine, check->guest);
	for (i = 0; i < window->pages; i++) {
		if (window->entries[i])
			ggtt_leaf(check, i, window->entries[i]);
	}
}

static bool seen_before(struct check *check, u64 key)
{
	u32 i;

	for (i = 0; i < check->tables; i++) {
		if (check->seen[i] == key)
			return true;
	}
	if (check->tables == TABLES_MAX)
		return true;
	check->seen[check->tables++] = key;
	return false;
}

/*
 * Compute the entries of a 2 MiB range as entries of small pages. @pde: the directory's entry.
 * @table: the table that the entry names, unless the entry is a large page.
 */
static void stretch(u64 pde, const u64 *table, u64 *out)
{
	u32 i;

	for (i = 0; i < ENTRIES; i++) {
		u64 first = table[i & ~(PAGES_64K - 1)];

		if (pde & LARGE)
			out[i] = (pde & ~(u64)(ENTRIES * PAGE_SIZE - 1) & ADDRESS) + i * PAGE_SIZE;
		else if (pde & IPS_64K)
			out[i] = (first & ~(u64)(PAGES_64K * PAGE_SIZE - 1) & ADDRESS) +
				 (i & (PAGES_64K - 1)) * PAGE_SIZE;
		else
			out[i] = table[i] & ADDRESS;
		first = pde & LARGE ? pde : pde & IPS_64K ? first : table[i];
		out[i] |= first & pde & (PRESENT | WRITABLE);
	}
}

static bool same_page(u64 gfn, u64 entry, u64 pte)
{
	return (pte & PRESENT) && (pte & ADDRESS) >> PAGE_SHIFT == gfn &&
	       (pte & WRITABLE) == (entry & WRITABLE);
}

/*
 * Compare a shadow's entry with the guest's. @plain: the guest's entry if the table has small
 * pages.
 */
static void leaf_check(struct check *check, u64 entry, u64 pte, u64 plain, bool optional)
{
	bool reachable = (pte & PRESENT) && (pte & ADDRESS) >> PAGE_SHIFT < FUZZ_PAGES;
	u64 gfn;

	if (!(entry & PRESENT)) {
		fuzz_check(!check->exact || optional || !reachable,
			   "the guest's entry is %llx, the shadow's absent", pte);
		return;
	}
	gfn = fuzz_checked_pgpu_leaf(check->machine, check->guest, entry & ADDRESS);
	fuzz_check(gfn != ~0ull, "a user entry names a shadow page");
	if (check->exact)
		fuzz_check(same_page(gfn, entry, pte) || (optional && same_page(gfn, entry, plain)),
			   "the guest's entry is %llx, the shadow's %llx of page %llx", pte, entry,
			   gfn);
}

/* Check an entry of a directory and the table below it. Shadows of large pages are optional. */
static void directory_entry_check(struct check *check, u64 entry, u64 pde)
{
	static const u64 nothing[ENTRIES];
	u64 table[ENTRIES], have[ENTRIES], want[ENTRIES], plain[ENTRIES];
	const u64 *shadow = nothing;
	u64 gfn = (pde & ADDRESS) >> PAGE_SHIFT;
	u32 i;

	if ((entry & PRESENT) && !(entry & LARGE)) {
		shadow = fuzz_checked_pgpu_table(check->machine, check->guest, entry & ADDRESS,
					 "a user table");
		if (seen_before(check, entry & ADDRESS))
			return;
	}
	memset(table, 0, sizeof(table));
	if ((pde & PRESENT) && !(pde & LARGE) && gfn < FUZZ_PAGES)
		fuzz_peek(&check->machine->guests[check->guest], gfn << PAGE_SHIFT, table,
			  sizeof(table));
	stretch(entry, shadow, have);
	stretch(pde, table, want);
	stretch(pde & ~(LARGE | IPS_64K), table, plain);
	for (i = 0; i < ENTRIES; i++)
		leaf_check(check, have[i], want[i], plain[i], pde & (LARGE | IPS_64K));
}

/*
 * Check a shadow table at @level (1: a directory of tables). @gfn: the guest's page of the table,
 * if known. A table outside of guest memory has no entries.
 */
static void table_check(struct check *check, u64 bus, u64 gfn, u32 level)
{
	struct fuzz_guest *guest = &check->machine->guests[check->guest];
	u64 *table = fuzz_checked_pgpu_table(check->machine, check->guest, bus, "a user table");
	u64 ptes[ENTRIES];
	u32 i;

	if (seen_before(check, bus | level))
		return;
	if (gfn < FUZZ_PAGES)
		fuzz_peek(guest, gfn << PAGE_SHIFT, ptes, sizeof(ptes));
	else
		memset(ptes, 0, sizeof(ptes));
	for (i = 0; i < ENTRIES; i++) {
		u64 entry = table[i], pte = ptes[i];
		bool optional = level < LEVELS - 1 && (pte & (LARGE | IPS_64K));

		if (check->exact && !optional)
			fuzz_check((entry & PRESENT) == (pte & PRESENT) &&
				   (!(pte & PRESENT) || (entry & WRITABLE) == (pte & WRITABLE)),
				   "level %u: the guest's entry is %llx, the shadow's %llx", level,
				   pte, entry);
		if (!(entry & PRESENT))
			continue;
		fuzz_check(!check->exact || (pte & PRESENT), "level %u: shadow %llx of nothing",
			   level, entry);
		if (level == 1)
			directory_entry_check(check, entry, pte);
		else
			table_check(check, entry & ADDRESS, (pte & ADDRESS) >> PAGE_SHIFT,
				    level - 1);
	}
}

u64 fuzz_image_of(const struct pgpu_submission *sub)
{
	const struct facet_workload *workload =
		container_of(sub, struct facet_workload, job.submission);

	return facet_lrca(workload->desc);
}

bool fuzz_cut_at(const struct pgpu_submission *sub, u32 *tail)
{
	const struct facet_workload *workload =
		container_of(sub, struct facet_workload, job.submission);

	*tail = workload->tail;
	return facet_workload_has_rest(workload);
}

bool fuzz_exact(const struct fuzz_machine *machine, int guest)
{
	return machine->in_work && machine->current == guest &&
	       machine->worked == machine->accesses && fuzz_csb_first(&machine->guests[guest]);
}

/* Return the guest's PML4, from its context image. */
static u64 guest_pml4(struct check *check, const struct pgpu_submission *sub)
{
	struct fuzz_guest *guest = &check->machine->guests[check->guest];
	u64 image = guest_pte(check, fuzz_image_of(sub) + PAGE_SIZE) & ADDRESS;

	return (u64)fuzz_peek32(guest, image + PDP0_U * sizeof(u32)) << 32 |
	       fuzz_peek32(guest, image + PDP0_L * sizeof(u32));
}

void fuzz_shadows_check(struct fuzz_machine *machine, int guest,
			const struct pgpu_submission *sub)
{
	struct check check = { .machine = machine, .guest = guest };

	check.exact = fuzz_exact(machine, guest) && !machine->failed &&
		      machine->bad_pins < BAD_PINS_MAX;
	ggtt_check(&check);
	table_check(&check, sub->ppgtt_root, guest_pml4(&check, sub) >> PAGE_SHIFT, LEVELS - 1);
}
