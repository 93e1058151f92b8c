// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that point to themselves, to absent entries, or to misaligned pages; the GGTT;
 * PVINFO.
 */
#include "classes.h"

#include "gen9/context_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"

#define TABLE	0x3ull

static void run_on(struct hostile *h, struct mini_context *context)
{
	hostile_context(h, context, PGPU_BCS);
	mini_request(context);
	hostile_submit(context);
}

/* Use one page as the table of all levels. 512^4 paths lead through it. */
static void names_itself(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 *table = mini_ptr(h->evil, h->vm.pml4);
	u32 i;

	for (i = 0; i < 512; i++)
		table[i] = h->vm.pml4 | TABLE;
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

/* Use three tables. Each entry of a table points to the next: 512^3 paths. */
static void all_entries_shared(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 *top = mini_ptr(h->evil, h->vm.pml4);
	u64 next[3];
	u32 i, level;

	for (level = 0; level < 3; level++)
		next[level] = mini_alloc(h->evil, 1);
	for (i = 0; i < 512; i++) {
		top[i] = next[0] | TABLE;
		((u64 *)mini_ptr(h->evil, next[0]))[i] = next[1] | TABLE;
		((u64 *)mini_ptr(h->evil, next[1]))[i] = next[2] | TABLE;
		((u64 *)mini_ptr(h->evil, next[2]))[i] = next[0] | TABLE;
	}
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

/* Return the guest's own entry for an address at a level. */
static u64 *entry_at(struct hostile *h, u64 va, u32 at)
{
	u64 next = h->vm.pml4;
	u64 *entry;
	u32 level;

	for (level = 3;; level--) {
		entry = (u64 *)mini_ptr(h->evil, next) + (va >> (12 + 9 * level) & 511);
		if (level == at)
			return entry;
		next = *entry & GEN9_PTE_ADDR_MASK;
	}
}

static void expect_page_fault(struct hostile *h, const u32 *target)
{
	static const u32 dw[] = { 0x10000002, (u32)HOSTILE_DATA_VA, 0, 0xbad };
	struct mini_context context;

	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_settle(h);
	EXPECT(!*target);
	hostile_stopped(h, &context, GEN9_EIR_PAGE);
}

/*
 * Set an invalid entry of a large page at level @arg. The page, read as a table, leads to @target.
 */
static void large_page(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	u64 target = mini_alloc(h->evil, 1), next = target | MINI_PTE, fake;
	u32 level;

	mini_vm_map(&h->vm, HOSTILE_DATA_VA, target, MINI_PTE);
	for (level = 0; level < *at; level++) {
		fake = mini_alloc(h->evil, 1);
		((u64 *)mini_ptr(h->evil, fake))[HOSTILE_DATA_VA >> (12 + 9 * level) & 511] = next;
		next = fake | TABLE;
	}
	*entry_at(h, HOSTILE_DATA_VA, *at) = next | GEN9_PDE_PS;
	expect_page_fault(h, mini_ptr(h->evil, target));
}

static void big_page_misaligned(struct hostile *h, const void *arg)
{
	u64 gpa = mini_alloc_large(h->evil);

	mini_write(h->evil, GEN9_GAMW_ECO_DEV_RW, GEN9_GAMW_ECO_64K_IPS);
	mini_vm_map_big(&h->vm, HOSTILE_DATA_VA, gpa, MINI_PTE);
	*entry_at(h, HOSTILE_DATA_VA, 0) += GEN9_PAGE_SIZE;
	expect_page_fault(h, mini_ptr(h->evil, gpa + GEN9_PAGE_SIZE));
	mini_write(h->evil, GEN9_GAMW_ECO_DEV_RW, 0);
}

static const u32 level_2m = 1;
static const u32 level_1g = 2;

static void absent_table(struct hostile *h, const void *arg)
{
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);

	*entry_at(h, HOSTILE_DATA_VA, 2) &= ~GEN9_PTE_PRESENT;
	expect_page_fault(h, data);
}

static const struct hostile_case cases[] = {
	CASE(names_itself, PPGTT_MET,
	     "a page that is the table of all levels, named by all its entries",
	     "four shadows; the request ends"),
	CASE(all_entries_shared, PPGTT_MET,
	     "millions of tables, by three pages that name each other",
	     "as many shadows as pages; the request ends"),
	CASE_ARG("large_page", large_page, &level_2m, PPGTT_LARGE,
		 "an entry of a page of 2 MiB, at an address where a table of its own lies",
		 "a page fault"),
	CASE_ARG("large_page_misaligned", large_page, &level_2m, PPGTT_LARGE_ALIGNED,
		 "an entry of a page of 2 MiB that does not begin at 2 MiB", "a page fault"),
	CASE_ARG("huge_page", large_page, &level_1g, PPGTT_LARGE,
		 "an entry of a page of 1 GiB, which is not offered", "a page fault"),
	CASE(big_page_misaligned, PPGTT_BIG_ALIGNED,
	     "a page of 64 KiB that does not begin at 64 KiB", "a page fault"),
	CASE(absent_table, PPGTT_PRESENT, "an entry that has a table's address and is absent",
	     "a page fault"),
};

HOSTILE_CLASS(hostile_tables, "page tables", true, cases);

/* The GGTT's own entries, and PVINFO. */

static u64 ggtt_read(struct hostile *h, u32 gva)
{
	u32 offset = GEN9_GGTT_PTES + (gva >> GEN9_PAGE_SHIFT) * 8;

	return mini_read(h->evil, offset) | (u64)mini_read(h->evil, offset + 4) << 32;
}

/* Write an entry outside the guest's ranges. @arg: its GGTT address. */
static void entry_of_others(struct hostile *h, const void *arg)
{
	const u32 *gva = arg;
	struct mini_context context;

	mini_ggtt_set(h->evil, *gva, h->vm.scratch_page | GEN9_PTE_PRESENT);
	EXPECT(!ggtt_read(h, *gva));
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

/* Write a read-only register of PVINFO. @arg: its offset. */
static void pvinfo_stays(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	struct mini_context context;
	u32 before = mini_read(h->evil, *at);

	mini_write(h->evil, *at, ~before);
	EXPECT(mini_read(h->evil, *at) == before);
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

/* Report many pages as destroyed tables while work runs, the root among them. */
static void destroy_storm(struct hostile *h, const void *arg)
{
	static const u32 wait[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0,
				    0x10000002, (u32)HOSTILE_DATA_VA + 4, 0, 0x600d };
	struct mini_context context, other;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	u32 i;

	hostile_commands(h, &context, PGPU_BCS, HOSTILE_USER_BATCH, wait, ARRAY_SIZE(wait));
	hostile_settle(h);
	for (i = 0; i < 512; i++) {
		mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_PDP,
			   i & 1 ? (u32)h->vm.pml4 : i * 4096);
		mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_G2V_NOTIFY, i % 8);
	}
	mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_PDP, (u32)h->vm.pml4);
	mini_write(h->evil, GEN9_PVINFO + GEN9_PVINFO_G2V_NOTIFY, GEN9_PVINFO_G2V_L4_DESTROY);
	mini_vm_create(h->evil, &h->vm);
	hostile_context(h, &other, PGPU_VECS);
	mini_request(&other);
	hostile_submit(&other);
	hostile_unharmed(h, &other);
	WRITE_ONCE(data[0], 1);
	hostile_unharmed(h, &context);
	EXPECT(data[1] == 0x600d);
}

static const u32 in_window = HOSTILE_WINDOW;
static const u32 in_gap = HOSTILE_APERTURE;
static const u32 behind = HOSTILE_HIDDEN_END;
static const u32 the_last = 0xfffff000u;
static const u32 magic = GEN9_PVINFO + GEN9_PVINFO_MAGIC_LO;
static const u32 version = GEN9_PVINFO + GEN9_PVINFO_VERSIONS;
static const u32 caps = GEN9_PVINFO + GEN9_PVINFO_CAPS;
static const u32 magic_high = GEN9_PVINFO + GEN9_PVINFO_MAGIC_HI;
static const u32 identity = GEN9_PVINFO + GEN9_PVINFO_ID;

#define ENTRY(label, what)							\
	CASE_ARG("entry_" #label, entry_of_others, &label, GGTT_OWNED,		\
		 "a GGTT entry " what, "it reads zero, and is none")
#define PVINFO(label, what)                                                      \
	CASE_ARG(#label, pvinfo_stays, &label, REG_READ_ONLY, "it writes " what, \
		 "it reads as before")

static const struct hostile_case ggtt_cases[] = {
	ENTRY(in_window, "in the host's shadows"),
	ENTRY(in_gap, "between its ranges"),
	ENTRY(behind, "behind its range"),
	ENTRY(the_last, "the last there is"),
};

HOSTILE_CLASS(hostile_ggtt, "global page table", true, ggtt_cases);

static const struct hostile_case pvinfo_cases[] = {
	PVINFO(magic, "the magic of the PVINFO page"),
	PVINFO(version, "PVINFO's version"),
	PVINFO(caps, "what PVINFO offers"),
	PVINFO(magic_high, "the other half of the magic"),
	PVINFO(identity, "its number"),
	CASE(destroy_storm, PPGTT_CLOSED_BUSY,
	     "notices about pages that are no tables, and about its own",
	     "they are hints: work ends as it began"),
};

HOSTILE_CLASS(hostile_pvinfo, "PVINFO", true, pvinfo_cases);
