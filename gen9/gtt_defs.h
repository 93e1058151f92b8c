/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table formats of Gen9. Guests' tables and shadow tables have the same formats.
 * Source: PRM SKL Vol. 5 (Memory Views); i915 relies on them in gt/intel_gtt.h
 * and gt/gen8_ppgtt.c.
 */
#ifndef GEN9_GTT_DEFS_H
#define GEN9_GTT_DEFS_H

#define GEN9_PAGE_SHIFT		12
#define GEN9_PAGE_SIZE		4096u
#define GEN9_PTES_PER_PAGE	512u
#define GEN9_PTE_SHIFT		9
#define GEN9_PPGTT_LEVELS	4u
#define GEN9_PPGTT_BITS		48

#define GEN9_PTE_PRESENT	(1ull << 0)
#define GEN9_PTE_RW		(1ull << 1)	/* PPGTT only: clear is read-only */
#define GEN9_PTE_PWT		(1ull << 3)
#define GEN9_PTE_PCD		(1ull << 4)
#define GEN9_PTE_PAT		(1ull << 7)	/* in a PTE */
#define GEN9_PDE_PS		(1ull << 7)	/* in a PDE: 2 MiB page; PDPE: 1 GiB */
#define GEN9_PDE_PAT		(1ull << 12)	/* with PS: the PAT bit, which a PTE has in bit 7 */
#define GEN9_PDE_IPS_64K	(1ull << 11)	/* the table below holds 64 KiB pages */
#define GEN9_PTE_ADDR_MASK	0x0000fffffffff000ull
#define GEN9_PTE_FLAGS_MASK	(GEN9_PTE_PRESENT | GEN9_PTE_RW | GEN9_PTE_PWT | \
				 GEN9_PTE_PCD | GEN9_PTE_PAT)

#define GEN9_LARGE_PAGES	512u		/* 4 KiB pages in what one PDE spans: 2 MiB */
#define GEN9_LARGE_SIZE		(1ull << 21)
#define GEN9_BIG_PAGES		16u		/* 4 KiB pages in 64 KiB: 1 PTE of 16 counts */
#define GEN9_BIG_SIZE		(1ull << 16)

#define GEN9_GGTT_SIZE		(1ull << 32)
#define GEN9_GGTT_ENTRIES	(1u << 20)
/*
 * Entry of the guard page. Engines may read one page ahead, so drivers leave the last entry not
 * present (i915, init_ggtt()).
 */
#define GEN9_GGTT_GUARD		(GEN9_GGTT_ENTRIES - 1)

#endif
