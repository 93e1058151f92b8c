// SPDX-License-Identifier: GPL-2.0-only
/* The language of inputs; see ops.h. */
#include "tests/fuzz/ops.h"

#include "device/config.h"
#include "device/regs.h"
#include "device/rom.h"
#include "display/display.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/detiled.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/vgpu.h"
#include "tests/fuzz/counts.h"
#include "tests/fuzz/dense.h"
#include "tests/fuzz/facts.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/invariants.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"

#define RUN_ROUNDS	24u
#define TIME_MAX_NS	200000000u
#define UNMAP_PAGES	64u
#define VICTIMS_MAX	3u
#define CREATES_MAX	2u
#define PICTURE		64u
#define COMMAND_MAX	32u
#define START_PPGTT	0x18800101u
#define START_GGTT	0x18800001u
#define APERTURE_SIZE	(64u << 20)
#define BAR0_MASK	0xffffffu
#define FAIL_LATE	0xc0u		/* FUZZ_OP_FAIL, a: from here on late_fail() */
#define LATE_MAX	0x7u
#define DETILED		0x38u		/* FUZZ_OP_APERTURE, a: make a detiled page */
#define DETILED_PIECE	64u
#define BAR2		0x80000000u	/* where the attacker then has it, beyond memory */

/* Places for commands. */
enum place {
	PLACE_RING,
	PLACE_BATCH,
	PLACE_PRIVILEGED,
	PLACE_INDIRECT,
	PLACES,
};

static struct {
	const struct fuzz_target *target;
	struct fuzz_machine *machine;
	struct fuzz_guest *guest;
	enum place place;
	u32 context;
	u32 at[PLACES];			/* offset in each place; of PLACE_RING: see @ring */
	u32 ring[FUZZ_CONTEXTS];
	bool user_batches;
	u32 victims;
	u32 creates;
	u64 victim_memory;
	u64 victim_registers;
} play;

u32 fuzz_row_offset(struct fuzz_machine *machine, u32 row, u32 element)
{
	static struct {
		u32 first;
		u32 count;
	} rows[8192];
	static u32 n;
	const struct facet_reg_map *map = facet_gpu_reg_map(machine->gpu);
	const struct facet_reg *last = NULL;
	u32 i, end = n ? 0 : GEN9_MMIO_SIZE;

	for (i = 0; i < end; i += sizeof(u32)) {
		const struct facet_reg *reg = facet_reg_map_find(map, i);

		if (reg && reg != last && n < ARRAY_SIZE(rows))
			rows[n++].first = i;
		if (reg)
			rows[n - 1].count++;
		last = reg;
	}
	return rows[row % n].first + element % rows[row % n].count * sizeof(u32);
}

static u64 mix(u64 v)
{
	v ^= v >> 31;
	v *= 0xd6e8feb86659fd93ull;
	return v ^ v >> 32;
}

/* Return a meaningful address: in the layout, or at an edge of a range. */
static u64 address(u64 seed)
{
	static const u64 edges[] = {
		0, 0x3fffff8, 0x4000000, 0xfffff000, 0x10000000, 0x27fffff8, 0x28000000, 0xe0000000,
		0xfffffff8, 0x100000000, 0xfffffffffffc, 0xe0100000, 0xdffff000,
	};
	u64 offset = mix(seed) & 0xff8;

	if (seed % 8 == 7)
		return edges[(seed >> 3) % ARRAY_SIZE(edges)];
	return FUZZ_GPA(FUZZ_FIRST + (seed >> 3) % (FUZZ_LAST - FUZZ_FIRST + 1)) | offset;
}

/* Make a page-table entry. @kind: how many bits of @d are used. */
static u64 page_entry(u64 d, u32 kind)
{
	u64 flags = d & 0xfff;

	switch (kind % 4) {
	case 0:
		return (d & GEN9_PTE_ADDR_MASK) % (FUZZ_PAGES * PAGE_SIZE) | flags;
	case 1:
		return FUZZ_GPA(FUZZ_FIRST + (d >> 12) % 0x60) | GEN9_PTE_PRESENT | GEN9_PTE_RW |
		       flags;
	case 2:
		return FUZZ_GPA((d >> 12) % 0x200) | GEN9_PTE_PRESENT | (flags & GEN9_PTE_RW);
	default:
		return d;
	}
}

static u32 reg_offset(const struct fuzz_op *op)
{
	if (op->a & 0x80)
		return (op->c & BAR0_MASK) + (op->a & 0x20 ? op->b & 7 : 0);
	return fuzz_row_offset(play.machine, op->c, op->c >> 16) + (op->a & 0x20 ? op->b & 7 : 0);
}

static void op_write(const struct fuzz_op *op)
{
	fuzz_mmio_write(play.guest, reg_offset(op), &op->d, 1u << (op->a & 3));
}

static void op_read(const struct fuzz_op *op)
{
	u64 value;

	fuzz_mmio_read(play.guest, reg_offset(op), &value, 1u << (op->a & 3));
}

static void op_pte(const struct fuzz_op *op)
{
	static const u32 ranges[] = { 0, FUZZ_GPA(FUZZ_FIRST), 0x10000000, 0xe0000000, 0x3ff0000 };
	u32 index = (ranges[op->a % ARRAY_SIZE(ranges)] >> PAGE_SHIFT) +
		    (op->a & 0x80 ? op->c % GEN9_GGTT_ENTRIES : op->c % 0x48);
	u64 value = page_entry(op->d, op->b);

	play.machine->all_present = false;
	if (op->a & 0x20 && fuzz_store_entry(play.guest, index << PAGE_SHIFT, value))
		return;
	if (op->a & 0x40)
		fuzz_mmio_write(play.guest,
				GEN9_GGTT_PTES + index % GEN9_GGTT_ENTRIES * 8ull + (op->b >> 8),
				&value, 1u << (op->b >> 4 & 3));
	else
		fuzz_pte(play.guest, index << PAGE_SHIFT, value);
}

static void op_poke(const struct fuzz_op *op)
{
	fuzz_poke64(play.guest, FUZZ_GPA(op->b % 0x100) + (op->c & 0xff8), op->d);
}

static void op_table(const struct fuzz_op *op)
{
	u32 table = FUZZ_PML4 + op->a % (FUZZ_PML4_2 - FUZZ_PML4 + 1);
	u32 i = op->b & 0x8000 ? op->b % GEN9_PTES_PER_PAGE : op->b % 0x58;

	fuzz_poke64(play.guest, FUZZ_GPA(table) + i * sizeof(u64), page_entry(op->d, op->c));
}

static void op_image(const struct fuzz_op *op)
{
	static const u16 fields[] = {
		GEN9_CTX_CONTROL, GEN9_CTX_RING_HEAD, GEN9_CTX_RING_TAIL, GEN9_CTX_RING_START,
		GEN9_CTX_RING_CTL, GEN9_CTX_BB_PER_CTX_PTR, GEN9_CTX_INDIRECT_CTX,
		GEN9_CTX_INDIRECT_OFFSET, GEN9_CTX_TIMESTAMP, GEN9_CTX_PDP0_U, GEN9_CTX_PDP0_L,
		GEN9_CTX_ENGINE_STATE, GEN9_CTX_ENGINE_STATE + 1, GEN9_CTX_ENGINE_STATE + 2,
	};
	u32 context = op->a % FUZZ_CONTEXTS;
	u32 dword = op->b & 0x8000 ? op->b % 1024 : fields[op->b % ARRAY_SIZE(fields)];
	u32 value = op->c;

	if (op->a & 0x80)
		value = address(op->d) | (op->c & 0x3f);
	if (op->a & 0x40)
		value = GEN9_MI_LRI_HEADER(1 + op->c % 8);
	fuzz_poke32(play.guest, FUZZ_GPA(FUZZ_CONTEXT_PAGE(context) + 1) + dword * 4, value);
}

static u32 place_size(void)
{
	static const u32 pages[PLACES] = {
		[PLACE_RING] = FUZZ_RING_PAGES, [PLACE_BATCH] = FUZZ_BATCH_PAGES,
		[PLACE_PRIVILEGED] = FUZZ_PRIVILEGED_PAGES, [PLACE_INDIRECT] = 1,
	};

	return pages[play.place] * PAGE_SIZE;
}

static u64 place_gpa(void)
{
	switch (play.place) {
	case PLACE_RING:
		return FUZZ_GPA(FUZZ_RING_PAGE(play.context));
	case PLACE_BATCH:
		return FUZZ_GPA(FUZZ_BATCH);
	case PLACE_PRIVILEGED:
		return FUZZ_GPA(FUZZ_PRIVILEGED);
	default:
		return FUZZ_GPA(FUZZ_INDIRECT);
	}
}

static void emit(u32 dword)
{
	u32 *at = play.place == PLACE_RING ? &play.ring[play.context] : &play.at[play.place];

	fuzz_poke32(play.guest, place_gpa() + *at, dword);
	*at = (*at + sizeof(dword)) % place_size();
}

static void op_aim(const struct fuzz_op *op)
{
	play.place = op->a % PLACES;
	play.context = op->b % FUZZ_CONTEXTS;
	if (op->a & 0x80)
		play.at[play.place] = op->c % place_size() & ~3u;
}

static void op_dwords(const struct fuzz_op *op)
{
	u32 n = op->b % 3 + 1;

	emit(op->c);
	if (n > 1)
		emit(lower_32_bits(op->d));
	if (n > 2)
		emit(upper_32_bits(op->d));
}

/* Make a dword of a command: mostly zero, an address, a register, or anything. */
static u32 content(u64 seed, u32 i)
{
	u64 v = mix(seed + i * 0x9e3779b97f4a7c15ull);

	switch (v % 8) {
	case 0:
	case 1:
		return fuzz_row_offset(play.machine, v >> 8, v >> 40);
	case 2:
		return address(v >> 3);
	case 3:
		return v >> 16;
	case 4:
		return v >> 56;
	default:
		return 0;
	}
}

static bool is_address(const struct fuzz_fact *fact, u32 i)
{
	u32 k;

	for (k = 0; k < FUZZ_ADDRESSES && fact->addresses[k]; k++) {
		if (fact->addresses[k] == i)
			return true;
	}
	return false;
}

static void op_command(const struct fuzz_op *op)
{
	const struct fuzz_fact *fact = &fuzz_facts[op->b % fuzz_fact_count];
	u32 n = fact->dwords ? fact->dwords : 1 + op->d % 8;
	u32 dw0 = fact->value | (op->c & ~fact->mask & ~fact->length_mask);
	u32 i;

	if (op->a & 0x80)
		n += op->a % 4;
	n = max(n, fact->bias);
	dw0 |= (n - fact->bias) & fact->length_mask;
	n = fuzz_fact_length(fact, dw0);
	emit(dw0);
	for (i = 1; i < min(n, COMMAND_MAX); i++) {
		if (is_address(fact, i))
			emit(address(op->d + i));
		else if (is_address(fact, i - 1))
			emit(op->a & 0x40 ? op->d >> 48 : 0);
		else
			emit(op->a & 0x20 && i == 1 ? lower_32_bits(op->d) : content(op->d, i));
	}
}

static void op_batch(const struct fuzz_op *op)
{
	u64 to = FUZZ_GPA(op->a & 1 ? FUZZ_PRIVILEGED : FUZZ_BATCH) + (op->c & 0xffc);

	emit((op->a & 1 ? START_GGTT : START_PPGTT) | (op->a & 2 ? GEN9_BB_START_SECOND_LEVEL : 0) |
	     (op->a & 4 ? GEN9_BB_START_PREDICATE : 0));
	emit(op->a & 8 ? address(op->d) : to);
	emit(op->a & 0x10 ? op->d >> 48 : 0);
}

static void op_submit(const struct fuzz_op *op)
{
	u32 i = op->a % FUZZ_CONTEXTS;
	u32 second = op->b & 1 ? (op->b & 2 ? i : (i + PGPU_ENGINES) % FUZZ_CONTEXTS) : ~0u;
	u32 tail = op->b & 4 ? op->c % (FUZZ_RING_PAGES * PAGE_SIZE) : play.ring[i];

	if (play.user_batches) {
		fuzz_submit(play.guest, i, second, op->c % (FUZZ_RING_PAGES * PAGE_SIZE) & ~15u);
		return;
	}
	/* TAIL is a multiple of eight. */
	if (!(op->b & 8))
		tail &= ~7u;
	if (!(op->b & 4) && play.ring[i] & 7) {
		play.place = PLACE_RING;
		play.context = i;
		emit(0);
		tail = play.ring[i];
	}
	fuzz_submit(play.guest, i, second, tail);
}

static void op_elsp(const struct fuzz_op *op)
{
	u32 elsp = fuzz_engine_base(op->a) + GEN9_RING_ELSP;
	u32 desc = op->a & 0x80 ? op->c : FUZZ_GPA(FUZZ_CONTEXT_PAGE(op->c % FUZZ_CONTEXTS)) |
					  ((op->c >> 20) & 0x1f) | 0x119;
	u32 n = op->a & 0x40 ? 1 + op->b % 4 : 4;
	u32 dw[] = { op->b & 0x100 ? upper_32_bits(op->d) : 0,
		     op->b & 0x100 ? lower_32_bits(op->d) : 0, op->d >> 40, desc };
	u32 i;

	for (i = 0; i < n; i++)
		fuzz_write32(play.guest, elsp, dw[i]);
}

static void op_work(const struct fuzz_op *op)
{
	fuzz_work(play.guest);
}

static void op_step(const struct fuzz_op *op)
{
	u32 i;

	for (i = 0; i <= op->a % 8u; i++)
		fuzz_step(play.machine);
}

static void op_run(const struct fuzz_op *op)
{
	fuzz_run(play.machine, RUN_ROUNDS);
}

static void op_time(const struct fuzz_op *op)
{
	fuzz_advance(play.machine, op->a & 1 ? 2000000000ull : op->c % TIME_MAX_NS);
}

static void op_unmap(const struct fuzz_op *op)
{
	u64 gfn = op->a & 0x80 ? op->b : op->b % 0x80;
	u64 n = op->a & 0x40 ? op->d >> PAGE_SHIFT : 1 + op->c % UNMAP_PAGES;
	int before = fuzz_enter(play.machine, play.guest->index);
	u64 i;

	play.machine->helps = 0;
	play.machine->accesses++;
	facet_vgpu_dma_unmap(play.guest->vgpu, gfn << PAGE_SHIFT, n << PAGE_SHIFT);
	fuzz_leave(play.machine, before);
	for (i = gfn; i < min(gfn + n, (u64)FUZZ_PAGES); i++)
		fuzz_check(!play.guest->pins[i], "page %llx stays pinned after dma_unmap", i);
}

static void op_reset(const struct fuzz_op *op)
{
	if (op->a >= 0xf0)
		fuzz_reset(play.guest);
	else if (op->a & 0x80)
		fuzz_write32(play.guest, GEN9_GDRST, op->b);
	else
		fuzz_reset_engine(play.guest, op->a % PGPU_ENGINES);
}

static int error_of(u32 seed)
{
	static const int errors[] = { -EFAULT, -ENOMEM, -EINVAL, -EIO, -ENOSPC, -EAGAIN, -EBUSY };

	return errors[seed % ARRAY_SIZE(errors)];
}

/*
 * Choose a kind of call that the corpus' oldest inputs do not know. Values from FAIL_LATE on choose
 * among these kinds, so that old inputs keep their meaning. A pGPU does not fail for long, so at
 * most LATE_MAX calls fail in a row.
 */
static enum fuzz_fail late_fail(u32 late)
{
	return FUZZ_FAIL_SUBMIT + late % (FUZZ_FAILS - FUZZ_FAIL_SUBMIT);
}

static void op_fail(const struct fuzz_op *op)
{
	bool late = op->a >= FAIL_LATE;
	enum fuzz_fail what = late ? late_fail(op->a - FAIL_LATE) : op->a % FUZZ_FAIL_SUBMIT;

	play.machine->all_present = false;
	play.machine->faults[what] = (struct fuzz_fault){
		.skip = op->b & 0xff, .count = late ? op->b >> 8 & LATE_MAX : op->b >> 8,
		.error = error_of(op->c),
	};
}

/* Check that the page for a fault in BAR2 is the page of the guest's entry. */
static void check_aperture_page(u32 page)
{
	u64 gfn, pte = 0;

	/* The read first makes untrapped stores of entries count. */
	fuzz_mmio_read(play.guest, GEN9_GGTT_PTES + page % GEN9_GGTT_ENTRIES * 8ull, &pte,
		       sizeof(pte));
	if (facet_aperture_page(play.guest->vgpu, page, &gfn))
		return;
	fuzz_check(page < APERTURE_SIZE / PAGE_SIZE, "page %x of the aperture shows something",
		   page);
	fuzz_check((pte & GEN9_PTE_PRESENT) && (pte & GEN9_PTE_ADDR_MASK) >> PAGE_SHIFT == gfn,
		   "page %x of the aperture shows %llx, the entry is %llx", page, gfn, pte);
}

/* Place BAR2 where detiled pages are possible. */
static void place_bar2(struct fuzz_guest *guest)
{
	const u32 gpa = BAR2;
	const u16 command = PCI_CFG_COMMAND_MEMORY;

	facet_config_write(facet_vgpu_device(guest->vgpu), PCI_CFG_BAR(GEN9_BAR_APERTURE), &gpa,
			   sizeof(gpa));
	facet_config_write(facet_vgpu_device(guest->vgpu), PCI_CFG_COMMAND, &command,
			   sizeof(command));
}

/*
 * Check a new detiled page: it equals what trapped reads return, and trapped reads return a store
 * through it.
 */
static void check_detiled_page(u32 page, u8 *cpu, u64 value)
{
	struct fuzz_guest *guest = play.guest;
	u32 hits = play.machine->hits, at = value % (PAGE_SIZE / sizeof(value)) * sizeof(value);
	u64 base = (u64)page << PAGE_SHIFT;
	u8 piece[DETILED_PIECE];
	u32 i;

	for (i = 0; i < PAGE_SIZE; i += sizeof(piece)) {
		facet_aperture_access(guest->vgpu, base + i, piece, sizeof(piece), false);
		fuzz_check(hits != play.machine->hits || !memcmp(cpu + i, piece, sizeof(piece)),
			   "a view of page %x is not what BAR2 is at %x", page, i);
	}
	play.machine->accesses++;
	guest->storing = true;
	memcpy(cpu + at, &value, sizeof(value));
	while (facet_aperture_written(guest->vgpu, BAR2 + base + at, &value, sizeof(value)) ==
	       FACET_HOST_RETRY)
		;
	guest->storing = false;
	facet_aperture_access(guest->vgpu, base + at, piece, sizeof(value), false);
	/* The value is what was stored, or 0 where no memory is. */
	fuzz_check(hits != play.machine->hits || !memcmp(piece, &value, sizeof(value)) ||
		   !memcmp(piece, (u64[]){ 0 }, sizeof(value)),
		   "a store through a view of page %x is not in memory", page);
}

static void make_detiled_page(u32 page, u64 value)
{
	int before = fuzz_enter(play.machine, play.guest->index);
	u32 hits = play.machine->hits;
	void *cpu;

	place_bar2(play.guest);
	if (!facet_detiled_make(play.guest->vgpu, page, &cpu)) {
		fuzz_check(facet_detiled_live(play.guest->vgpu, page, cpu), "a view that is none");
		if (hits == play.machine->hits)
			check_detiled_page(page, cpu, value);
	}
	fuzz_leave(play.machine, before);
}

static void op_aperture(const struct fuzz_op *op)
{
	u64 offset = op->a & 0x80 ? op->c : address(op->c) + op->b % 16;
	u64 value = op->d;
	int before;

	if ((op->a & DETILED) == DETILED)
		make_detiled_page(offset % APERTURE_SIZE >> PAGE_SHIFT, value);

	play.machine->accesses++;
	before = fuzz_enter(play.machine, play.guest->index);
	play.guest->storing = true;
	facet_aperture_access(play.guest->vgpu, offset, &value, 1 + op->a % 8, op->a & 0x40);
	play.guest->storing = false;
	fuzz_leave(play.machine, before);
	check_aperture_page(offset >> PAGE_SHIFT);
}

static void op_config(const struct fuzz_op *op)
{
	int before = fuzz_enter(play.machine, play.guest->index);
	u8 buf[4];

	if (facet_config_write(facet_vgpu_device(play.guest->vgpu), op->b % 260, &op->d,
			       op->a % 6) == FACET_CONFIG_FLR)
		facet_vgpu_flr(play.guest->vgpu);
	facet_config_read(facet_vgpu_device(play.guest->vgpu), op->b % 260, buf, min(op->a % 6, 4));
	facet_rom_read(facet_vgpu_device(play.guest->vgpu), op->c, buf, sizeof(buf));
	fuzz_leave(play.machine, before);
}

static void op_irqs(const struct fuzz_op *op)
{
	fuzz_take_irqs(play.guest);
}

static void op_display(const struct fuzz_op *op)
{
	static u32 picture[PICTURE * PICTURE];
	struct facet_plane plane;
	int before = fuzz_enter(play.machine, play.guest->index);
	u64 gfn;

	facet_scanout_plane(play.guest->display, 0, op->a % FACET_PLANE_KINDS, &plane);
	if (plane.id)
		facet_scanout_pages(play.guest->display, plane.id, NULL, &gfn, 1);
	facet_capture_read(play.guest->display, 0, picture, PICTURE * 4, PICTURE,
			   1 + op->b % PICTURE, op->a & 0x80);
	fuzz_leave(play.machine, before);
}

static void victim_remember(void)
{
	struct fuzz_guest *victim = &play.machine->guests[FUZZ_VICTIM];

	play.victim_memory = fuzz_memory_sum(victim);
	play.victim_registers = fuzz_registers_sum(victim);
}

static void victim_check(void)
{
	struct fuzz_guest *victim = &play.machine->guests[FUZZ_VICTIM];

	fuzz_check(fuzz_memory_sum(victim) == play.victim_memory, "the victim's memory changed");
	fuzz_check(fuzz_registers_sum(victim) == play.victim_registers,
		   "the victim's registers changed");
}

static void op_victim(const struct fuzz_op *op)
{
	struct fuzz_guest *victim = &play.machine->guests[FUZZ_VICTIM];
	u32 late = op->b >> 9 & 0x3f, what = op->c % FUZZ_FAIL_SUBMIT;
	const struct fuzz_fault fault = {
		.skip = op->b & 0x3f, .count = 1 + (op->b >> 6 & 7), .error = error_of(op->c >> 8),
	};

	if (play.victims++ >= VICTIMS_MAX)
		return;
	victim_check();
	if (late && late <= FUZZ_FAILS - FUZZ_FAIL_SUBMIT)
		what = late_fail(late - 1);
	play.machine->victim_works = true;
	if (op->b & 0x8000)
		fuzz_victim_counts(victim, op->a % PGPU_ENGINES, what, &fault);
	else
		fuzz_victim_works(victim, op->a % PGPU_ENGINES);
	play.machine->victim_works = false;
	victim_remember();
}

static void op_create(const struct fuzz_op *op)
{
	static const enum fuzz_fail calls[] = { FUZZ_FAIL_ALLOC, FUZZ_FAIL_PAGE };

	if (play.creates++ < CREATES_MAX)
		fuzz_try_create(play.machine, op->a, calls[op->c % ARRAY_SIZE(calls)], op->b % 64);
}

static void op_dense(const struct fuzz_op *op)
{
	fuzz_dense(play.guest, op);
}

static void op_own(const struct fuzz_op *op)
{
	play.target->own(play.machine, op);
}

static void (*const op_table_of[FUZZ_OPS])(const struct fuzz_op *op) = {
	[FUZZ_OP_WRITE] = op_write,
	[FUZZ_OP_READ] = op_read,
	[FUZZ_OP_PTE] = op_pte,
	[FUZZ_OP_POKE] = op_poke,
	[FUZZ_OP_TABLE] = op_table,
	[FUZZ_OP_IMAGE] = op_image,
	[FUZZ_OP_AIM] = op_aim,
	[FUZZ_OP_DWORDS] = op_dwords,
	[FUZZ_OP_COMMAND] = op_command,
	[FUZZ_OP_BATCH] = op_batch,
	[FUZZ_OP_SUBMIT] = op_submit,
	[FUZZ_OP_ELSP] = op_elsp,
	[FUZZ_OP_WORK] = op_work,
	[FUZZ_OP_STEP] = op_step,
	[FUZZ_OP_RUN] = op_run,
	[FUZZ_OP_TIME] = op_time,
	[FUZZ_OP_UNMAP] = op_unmap,
	[FUZZ_OP_RESET] = op_reset,
	[FUZZ_OP_FAIL] = op_fail,
	[FUZZ_OP_APERTURE] = op_aperture,
	[FUZZ_OP_CONFIG] = op_config,
	[FUZZ_OP_IRQS] = op_irqs,
	[FUZZ_OP_DISPLAY] = op_display,
	[FUZZ_OP_VICTIM] = op_victim,
	[FUZZ_OP_CREATE] = op_create,
	[FUZZ_OP_DENSE] = op_dense,
	[FUZZ_OP_OWN] = op_own,
};

/* End an input: the victim must make progress, and its memory must be unchanged. */
static void play_end(const struct fuzz_target *target)
{
	memset(play.machine->faults, 0, sizeof(play.machine->faults));
	fuzz_run(play.machine, RUN_ROUNDS);
	if (target->end)
		target->end(play.machine);
	victim_check();
	fuzz_victim_works(&play.machine->guests[FUZZ_VICTIM], PGPU_BCS);
	fuzz_checks(play.machine);
	fuzz_machine_end(play.machine);
}

void fuzz_each_op(struct fuzz_machine *machine, const u8 *data, size_t size,
		  void (*one)(const struct fuzz_op *op))
{
	struct fuzz_op op;
	size_t at;

	for (at = 0; at + sizeof(op) <= size && at / sizeof(op) < FUZZ_OPS_MAX; at += sizeof(op)) {
		memcpy(&op, data + at, sizeof(op));
		one(&op);
		fuzz_checks(machine);
	}
}

static void play_one(const struct fuzz_op *op)
{
	const struct fuzz_target *target = play.target;

	if (target->late && op->op >= FUZZ_OP_LATE)
		op_table_of[target->late](op);
	else
		op_table_of[target->ops[op->op % target->n]](op);
}

void fuzz_play(const struct fuzz_target *target, const u8 *data, size_t size)
{
	memset(&play, 0, sizeof(play));
	play.target = target;
	play.machine = fuzz_machine_begin(data, size);
	play.guest = &play.machine->guests[FUZZ_ATTACKER];
	victim_remember();
	fuzz_layout(play.guest);
	play.user_batches = target->user_batches;
	play.place = target->user_batches ? PLACE_BATCH : PLACE_RING;
	if (target->begin)
		target->begin(play.machine);
	fuzz_each_op(play.machine, data, size, play_one);
	play_end(target);
}
