// SPDX-License-Identifier: GPL-2.0-only
/* Accesses without commands: configuration space, odd offsets of BAR0, BAR2, and fences. */
#include "classes.h"
#include "core.h"

#include "device/config.h"
#include "device/regs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/detiled.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt_map.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"

static void works(struct hostile *h)
{
	struct mini_context context;

	hostile_context(h, &context, PGPU_RCS);
	mini_request(&context);
	hostile_submit(&context);
	hostile_unharmed(h, &context);
}

static u32 config(struct hostile *h, u32 offset)
{
	u32 value = 0;

	EXPECT(!facet_config_read(facet_vgpu_device(h->evil->vgpu), offset, &value, 4));
	return value;
}

static void config_set(struct hostile *h, u32 offset, u32 value)
{
	EXPECT(!facet_config_write(facet_vgpu_device(h->evil->vgpu), offset, &value, 4));
}

/* Access configuration space partly or wholly beyond its end. @arg: offset and length. */
static void config_beyond(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	u8 bytes[16] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	EXPECT(facet_config_write(facet_vgpu_device(h->evil->vgpu), at[0], bytes, at[1]) ==
	       -EINVAL);
	EXPECT(facet_config_read(facet_vgpu_device(h->evil->vgpu), at[0], bytes, at[1]) == -EINVAL);
	works(h);
}

/* Write a field that is fixed. @arg: its offset. */
static void config_fixed(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	u32 before = config(h, *at);

	config_set(h, *at, ~before);
	EXPECT(config(h, *at) == before);
	config_set(h, *at, 0);
	EXPECT(config(h, *at) == before);
	works(h);
}

/* Write random values everywhere. The ids must stay, and so must the sizes of BARs. */
static void config_rubbish(struct hostile *h, const void *arg)
{
	u32 seed = 1, i, id = config(h, PCI_CFG_VENDOR);

	for (i = 0; i < 4096; i++) {
		seed = seed * 1664525u + 1013904223u;
		config_set(h, seed >> 8 & 0xfc, seed);
	}
	EXPECT(config(h, PCI_CFG_VENDOR) == id);
	config_set(h, PCI_CFG_BAR(GEN9_BAR_MMIO), ~0u);
	EXPECT(config(h, PCI_CFG_BAR(GEN9_BAR_MMIO)) ==
	       (~(GEN9_BAR0_SIZE - 1) | PCI_CFG_BAR_MEM64));
	works(h);
}

/* Place the BARs at overlapping addresses. Routing is the front end's job; sizes and kinds stay. */
static void bars_on_top_of_each_other(struct hostile *h, const void *arg)
{
	u32 aperture;

	config_set(h, PCI_CFG_BAR(GEN9_BAR_MMIO), 0xc0000123);
	config_set(h, PCI_CFG_BAR(GEN9_BAR_MMIO + 1), 0);
	config_set(h, PCI_CFG_BAR(GEN9_BAR_APERTURE), 0xc0800123);
	config_set(h, PCI_CFG_BAR(GEN9_BAR_APERTURE + 1), 0);
	EXPECT(config(h, PCI_CFG_BAR(GEN9_BAR_MMIO)) == (0xc0000000 | PCI_CFG_BAR_MEM64));
	aperture = config(h, PCI_CFG_BAR(GEN9_BAR_APERTURE));
	EXPECT(aperture == (0xc0000000 | PCI_CFG_BAR_MEM64 | PCI_CFG_BAR_PREFETCH));
	works(h);
}

/* Start FLRs while endless work runs. The case resets the vGPU at each one, as a front end does. */
static void flr_storm(struct hostile *h, const void *arg)
{
	static const u32 wait[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0 };
	static const u16 start = PCI_CFG_EXP_START_FLR;
	struct mini_context context[PGPU_ENGINES];
	u32 i;

	config_set(h, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY);
	hostile_page(h, NULL, HOSTILE_DATA_VA);
	for (i = 0; i < PGPU_ENGINES; i++)
		hostile_commands(h, &context[i], i, HOSTILE_USER_BATCH, wait, ARRAY_SIZE(wait));
	hostile_settle(h);
	for (i = 0; i < 200; i++) {
		EXPECT(facet_config_write(facet_vgpu_device(h->evil->vgpu),
					  GEN9_PCI_EXP + PCI_CFG_EXP_DEVCTL, &start,
					  sizeof(start)) == FACET_CONFIG_FLR);
		EXPECT(!config(h, GEN9_PCI_EXP + PCI_CFG_EXP_DEVCTL));
		facet_vgpu_flr(h->evil->vgpu);
	}
	for (i = 0; i < PGPU_ENGINES; i++)
		EXPECT(*context[i].timeline != context[i].seqno);
	EXPECT(!(config(h, PCI_CFG_COMMAND) & PCI_CFG_COMMAND_MEMORY));
	hostile_neighbour(h);
}

static const u32 across_end[] = { 254, 4 };
static const u32 far_beyond[] = { 0xfffffffc, 4 };
static const u32 behind_end[] = { 256, 1 };
static const u32 odd_length[] = { 0, 3 };
static const u32 id_at = PCI_CFG_VENDOR;
static const u32 class_at = PCI_CFG_REVISION;
static const u32 subsystem_at = PCI_CFG_SUBSYS_VENDOR;
static const u32 gmch_at = GEN9_PCI_GMCH_CTRL;
static const u32 asls_at = GEN9_PCI_ASLS;

#define BEYOND(label, what)							\
	CASE_ARG(#label, config_beyond, label, CONFIG_RANGE,			\
		 "an access of configuration space " what, "the access is none")
#define FIXED(label, what)							\
	CASE_ARG(#label, config_fixed, &label, CONFIG_READ_ONLY, "it writes " what, \
		 "it reads as before")

static const struct hostile_case config_cases[] = {
	BEYOND(across_end, "across its end"),
	BEYOND(far_beyond, "at a negative offset"),
	BEYOND(behind_end, "just behind its end"),
	BEYOND(odd_length, "of three bytes"),
	FIXED(id_at, "vendor and device"),
	FIXED(class_at, "class and revision"),
	FIXED(subsystem_at, "the subsystem"),
	FIXED(gmch_at, "the size of its GGTT"),
	FIXED(asls_at, "an address of an OpRegion"),
	CASE(config_rubbish, CONFIG_READ_ONLY, "4096 random writes of configuration space",
	     "it is still this device, with BARs of this size"),
	CASE(bars_on_top_of_each_other, CONFIG_READ_ONLY, "BARs on top of each other",
	     "addresses are as written, sizes and kinds as before"),
	CASE(flr_storm, CONFIG_READ_ONLY,
	     "hundreds of function level resets, the first while all engines run",
	     "all work is gone; the bit that starts one reads zero"),
};

HOSTILE_CLASS(hostile_config, "configuration space", false, config_cases);

/* BAR0 */

static void bar0_odd(struct hostile *h, const void *arg)
{
	static const struct {
		u64 offset;
		u32 len;
	} odd[] = {
		{ GEN9_BAR0_SIZE, 4 }, { ~0ull, 1 },  { 1ull << 32, 4 }, { 0x2001, 4 },
		{ 0x2000, 3 },	       { 0x2000, 0 }, { 0x2004, 8 },	 { GEN9_GGTT_PTES + 2, 4 },
		{ 0x2000, 16 },
	};
	u8 buf[16] = { 0 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		EXPECT(facet_vgpu_mmio_read(h->evil->vgpu, odd[i].offset, buf, odd[i].len) ==
		       -EINVAL);
		EXPECT(facet_vgpu_mmio_write(h->evil->vgpu, odd[i].offset, buf, odd[i].len) ==
		       -EINVAL);
	}
	works(h);
}

enum { EVERY_TURNS = 8 };

static void turn_register(struct hostile *h, const struct facet_reg *row, u32 offset)
{
	static const u32 values[] = { ~0u, 0, 0xffff0000, 0x5a5aa5a5 };
	u32 before = mini_read(h->evil, offset);
	u32 i;

	for (i = 0; i < EVERY_TURNS; i++) {
		mini_write(h->evil, offset, values[i % ARRAY_SIZE(values)]);
		mini_read(h->evil, offset);
	}
	/* A computed value may change by itself. */
	EXPECT(!(row->flags & FACET_REG_RO) || row->read ||
	       mini_read(h->evil, offset) == before);
}

/*
 * Write and read each register in a loop. The traps must not pin pages. They may access guest
 * memory at most once for each access.
 */
static void every_register(struct hostile *h, const void *arg)
{
	const struct facet_reg_map *map = facet_gpu_reg_map(h->evil->vgpu->gpu);
	struct fake_host *host = &h->evil->host;
	u64 pins = host->calls[FAKE_PIN];
	u64 copies = host->calls[FAKE_READ] + host->calls[FAKE_WRITE];
	u64 accesses = 0;
	u32 offset;

	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += sizeof(u32)) {
		const struct facet_reg *row = facet_reg_map_find(map, offset);

		if (!row)
			continue;
		turn_register(h, row, offset);
		accesses += 2 * EVERY_TURNS;
		if (offset % 4096 == 0)
			hostile_pump(h);
	}
	EXPECT(accesses > 100000);
	EXPECT(host->calls[FAKE_PIN] == pins);
	EXPECT(host->calls[FAKE_READ] + host->calls[FAKE_WRITE] - copies <= accesses);
}

/* Access BAR2 beyond its end. @arg: offset and length. */
static void bar2_beyond(struct hostile *h, const void *arg)
{
	const u32 *at = arg;
	u8 buf[8] = { 0 };

	EXPECT(facet_aperture_access(h->evil->vgpu, at[0], buf, at[1], false) == -EINVAL);
	EXPECT(facet_aperture_access(h->evil->vgpu, at[0], buf, at[1], true) == -EINVAL);
	works(h);
}

static void bar2_fault_beyond(struct hostile *h, const void *arg)
{
	u64 gfn = 0;

	EXPECT(facet_aperture_page(h->evil->vgpu, HOSTILE_APERTURE >> 12, &gfn) == -EFAULT);
	EXPECT(facet_aperture_page(h->evil->vgpu, 0x00400000, &gfn) == -EFAULT);
	EXPECT(facet_aperture_page(h->evil->vgpu, ~0u, &gfn) == -EFAULT);
	works(h);
}

static void fence(struct hostile *h, u32 n, u64 value)
{
	mini_write(h->evil, GEN9_FENCE + 8 * n, 0);
	mini_write(h->evil, GEN9_FENCE + 8 * n + 4, upper_32_bits(value));
	mini_write(h->evil, GEN9_FENCE + 8 * n, lower_32_bits(value));
}

#define FENCE_AT(start, last, pitch, y)						\
	((u64)((last) | ((pitch) / 128 - 1)) << 32 | (start) | ((y) ? 2 : 0) | 1)

/* Map a guest page at an address of BAR2. */
static u8 *mapped(struct hostile *h, u32 gva)
{
	u64 gpa = mini_alloc(h->evil, 1);

	mini_ggtt_set(h->evil, gva, gpa | GEN9_PTE_PRESENT);
	return mini_ptr(h->evil, gpa);
}

static void mapped_under_fence(struct hostile *h, const void *arg)
{
	u64 gfn;

	mapped(h, 0x01000000);
	EXPECT(!facet_aperture_page(h->evil->vgpu, 0x1000, &gfn));
	fence(h, 0, FENCE_AT(0x01000000u, 0x01000000u, 512, false));
	EXPECT(h->evil->host.n_zaps > 0);
	EXPECT(facet_aperture_page(h->evil->vgpu, 0x1000, &gfn) == -EAGAIN);
	works(h);
}

/* Write the same value to a GGTT entry again and again. A mapped page must stay mapped. */
static void same_entry(struct hostile *h, const void *arg)
{
	u32 zaps, i;
	u64 gfn;

	mini_ggtt_set(h->evil, 0x01000000, h->vm.scratch_page | GEN9_PTE_PRESENT);
	EXPECT(!facet_aperture_page(h->evil->vgpu, 0x1000, &gfn));
	zaps = h->evil->host.n_zaps;
	for (i = 0; i < 20000; i++)
		mini_ggtt_set(h->evil, 0x01000000, h->vm.scratch_page | GEN9_PTE_PRESENT);
	EXPECT(h->evil->host.n_zaps == zaps);
	works(h);
}

static void fence_of_others(struct hostile *h, const void *arg)
{
	u64 gfn;

	mapped(h, 0x01000000);
	fence(h, 20, FENCE_AT(0x01000000u, 0x01000000u, 512, false));
	EXPECT(!mini_read(h->evil, GEN9_FENCE + 8 * 20));
	EXPECT(!facet_aperture_page(h->evil->vgpu, 0x1000, &gfn));
	works(h);
}

/* Enable the decoding of BAR2 at a guest address. */
static void decode_bar2(struct hostile *h)
{
	config_set(h, PCI_CFG_BAR(GEN9_BAR_APERTURE), 0xc0000000);
	config_set(h, PCI_CFG_BAR(GEN9_BAR_APERTURE + 1), 0);
	config_set(h, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY);
}

/* Set an invalid fence, which must have no effect. @arg: its value. */
static void fence_of_nonsense(struct hostile *h, const void *arg)
{
	const u64 *value = arg;
	u64 gfn;

	mapped(h, 0x01000000);
	fence(h, 0, *value);
	EXPECT(!facet_aperture_page(h->evil->vgpu, 0x1000, &gfn));
	works(h);
}

/* Fence one page, with rows longer than the page. Writes must not reach pages outside the fence. */
static void fence_longer_than_itself(struct hostile *h, const void *arg)
{
	u32 value = 0xbad;
	u32 i, k;
	u8 *next[64];

	for (i = 0; i < 64; i++)
		next[i] = mapped(h, 0x01000000 + i * 4096);
	fence(h, 0, FENCE_AT(0x01000000u, 0x01000000u, 0x40000, true));
	for (i = 128; i < 4096; i += 128)
		hostile_aperture(h, 0x01000000 + i, &value, 4, true);
	for (i = 1; i < 64; i++) {
		for (k = 0; k < 4096; k++)
			EXPECT(!next[i][k]);
	}
	works(h);
}

/* Ask for more detiled pages than the vGPU may have, as the front end does. */
static void detiled_pages(struct hostile *h, const void *arg)
{
	u64 pte = mini_alloc(h->evil, 1) | GEN9_PTE_PRESENT;
	struct facet_detiled_stats stats;
	u32 pages = FACET_DETILED_MAX + 64;
	u32 i, page;
	void *cpu;

	decode_bar2(h);
	for (i = 0; i < pages; i++)
		mini_ggtt_set(h->evil, 0x01000000 + i * 4096, pte);
	fence(h, 0, FENCE_AT(0x01000000u, 0x01000000u + (pages - 1) * 4096, 512, false));
	for (page = 0x1000; page < 0x1000 + pages; page++)
		EXPECT(!facet_detiled_make(h->evil->vgpu, page, &cpu));
	facet_detiled_stats(h->evil->vgpu, &stats);
	EXPECT(stats.live <= FACET_DETILED_MAX);
	fence(h, 0, 0);
	EXPECT(!facet_detiled_any(h->evil->vgpu));
	works(h);
}

/* Rows are 32 tiles wide, so each detiled page has 32 source pages. */
static void detiled_pages_of_many(struct hostile *h, const void *arg)
{
	u32 pages = 2 * FACET_DETILED_SNOOPED_MAX;
	u32 i;
	void *cpu;

	decode_bar2(h);
	for (i = 0; i < pages; i++)
		mini_ggtt_set(h->evil, 0x01000000 + i * 4096,
			      (u64)(i + 1) << 12 | GEN9_PTE_PRESENT);
	fence(h, 0, FENCE_AT(0x01000000u, 0x01000000u + (pages - 1) * 4096, 4096, true));
	for (i = 0; i < pages; i += 32) {
		EXPECT(!facet_detiled_make(h->evil->vgpu, 0x1000 + i, &cpu));
		EXPECT(h->evil->host.n_snooped <= FACET_DETILED_SNOOPED_MAX + FACET_DETILED_MAX);
	}
	fence(h, 0, 0);
	EXPECT(!facet_detiled_any(h->evil->vgpu));
	works(h);
}

/* Ask for pages far beyond BAR2. Computed in 32 bits, the first would lie under the fence. */
static void detiled_page_beyond(struct hostile *h, const void *arg)
{
	void *cpu;

	decode_bar2(h);
	mapped(h, 0x01000000);
	fence(h, 0, FENCE_AT(0x01000000u, 0x01000000u, 512, false));
	EXPECT(facet_detiled_make(h->evil->vgpu, 0x00101000, &cpu) == -EAGAIN);
	EXPECT(facet_detiled_make(h->evil->vgpu, HOSTILE_APERTURE >> 12, &cpu) == -EAGAIN);
	works(h);
}

#define RUBBISH_GVA	(HOSTILE_HIDDEN_END - (8u << 20))

static void never_called(void *arg, u64 frame)
{
	EXPECT(!"mapped");
}

/* Fault on pages of BAR0 that may not be mapped. */
static void entries_of_others(struct hostile *h, const void *arg)
{
	static const u32 gvas[] = { HOSTILE_APERTURE, HOSTILE_HIDDEN - (2u << 20), 0xe0000000u,
				    0xffe00000u };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(gvas); i++)
		EXPECT(facet_ggtt_map(h->evil->vgpu, GEN9_GGTT_PTES + (gvas[i] >> 12) * 8,
				      never_called, h) == -EINVAL);
	EXPECT(facet_ggtt_map(h->evil->vgpu, GEN9_GGTT_PTES - PAGE_SIZE, never_called, h) ==
	       -EINVAL);
	EXPECT(facet_ggtt_map(h->evil->vgpu, GEN9_GGTT_PTES + 8, never_called, h) == -EINVAL);
	works(h);
}

/* Store random values in mapped GGTT entries. Each flush makes the mediator compare them. */
static void stored_rubbish(struct hostile *h, const void *arg)
{
	u64 value = 0x9e3779b97f4a7c15ull, gpa;
	u32 round, i;

	for (round = 0; round < 8; round++) {
		for (i = 0; i < 4 * GEN9_PTES_PER_PAGE; i++) {
			value = value * 6364136223846793005ull + 1442695040888963407ull;
			WRITE_ONCE(*fake_host_entries(&h->evil->host, RUBBISH_GVA + i * 4096),
				   value >> (round & 31));
		}
		mini_write(h->evil, GEN9_GFX_FLUSH, 1);
		works(h);
	}
	for (i = 0; i < 4 * GEN9_PTES_PER_PAGE; i++)
		WRITE_ONCE(*fake_host_entries(&h->evil->host, RUBBISH_GVA + i * 4096), 0);
	mini_write(h->evil, GEN9_GFX_FLUSH, 1);
	EXPECT(facet_ggtt_translate(h->evil->vgpu, RUBBISH_GVA, &gpa) == -EFAULT);
	works(h);
}

static const u32 at_end[] = { HOSTILE_APERTURE, 4 };
static const u32 over_end[] = { HOSTILE_APERTURE - 4, 8 };
static const u32 in_hidden[] = { HOSTILE_HIDDEN, 4 };
static const u64 backwards = FENCE_AT(0x01000000u, 0x00ff0000u, 512, false);
static const u64 odd_pitch = FENCE_AT(0x01000000u, 0x01000000u, 128, false);

static const struct hostile_case bar_cases[] = {
	CASE(bar0_odd, MMIO_RANGE, "accesses of BAR0 beyond it, across registers, of odd lengths",
	     "the access is none"),
	CASE(every_register, REG_READ_ONLY, "each register there is, written and read in a loop",
	     "what is fixed stays"),
	CASE_ARG("bar2_at_end", bar2_beyond, at_end, APERTURE_END, "an access of BAR2 at its end",
		 "the access is none"),
	CASE_ARG("bar2_over_end", bar2_beyond, over_end, APERTURE_END,
		 "an access of BAR2 over its end", "the access is none"),
	CASE_ARG("bar2_in_hidden", bar2_beyond, in_hidden, APERTURE_END,
		 "an access of what is not mappable through BAR2", "the access is none"),
	CASE(bar2_fault_beyond, APERTURE_PAGE, "page faults beyond BAR2", "the access is none"),
	CASE(same_entry, GGTT_SAME, "20000 writes of an entry that stays as it is",
	     "what is mapped stays mapped"),
	CASE(entries_of_others, GGTT_MAP, "page faults beside the entries that it may have mapped",
	     "the access is none"),
	CASE(stored_rubbish, GGTT_PRESENT,
	     "anything in entries that are mapped, a flush after each round",
	     "what is not there leads nowhere"),
	CASE(mapped_under_fence, APERTURE_FENCED, "a fence over what is mapped",
	     "the mapping is gone, accesses are trapped"),
	CASE(fence_of_others, FENCE_NUMBER, "a fence that PVINFO does not give it",
	     "there is none"),
	CASE_ARG("fence_backwards", fence_of_nonsense, &backwards, FENCE_ORDER,
		 "a fence that ends before it begins", "there is none"),
	CASE_ARG("fence_odd_pitch", fence_of_nonsense, &odd_pitch, FENCE_PITCH,
		 "a fence whose rows are a part of a tile", "there is none"),
	CASE(fence_longer_than_itself, FENCE_DETILE_END, "a fence of a page whose rows are 256 KiB",
	     "what is beyond it is as before"),
	CASE(detiled_pages, DETILED_MAX, "576 pages under a fence, looked at through BAR2",
	     "what is behind them; the host keeps 512 of them"),
	CASE(detiled_pages_of_many, DETILED_SNOOPED,
	     "pages under a fence, each of 32 that no other has",
	     "what is behind them; the host follows 1024 of those"),
	CASE(detiled_page_beyond, DETILED_PAGE, "a page under a fence, asked for 4 GiB too far",
	     "the access is none"),
};

HOSTILE_CLASS(hostile_bars, "BARs and fences", false, bar_cases);
