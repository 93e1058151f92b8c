// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes workloads that are dense in GGTT operands; see dense.h. ops.c calls it. Formats of
 * commands: PRM SKL Vol. 2a.
 */
#include "tests/fuzz/dense.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"

/* Pages of the guest's GGTT, mapped one to one: batches, and two regions of data. */
#define CODE_FIRST	0x200u
#define CODE_PAGES	128u
#define DATA_FIRST	0x400u
#define DATA_PAGES	1024u
#define HIDDEN_FIRST	0x10000u	/* first page of the hidden part */
#define HIDDEN_GFN	0x800u
#define HIDDEN_PAGES	512u
#define APERTURE_LAST	0x3fffu		/* last page of each part, whose end an operand may cross */
#define HIDDEN_LAST	0x27fffu

#define PAGE_DWORDS	1024u
#define PTES		512u		/* entries of a page table */
#define RING_DWORDS	(FUZZ_RING_PAGES * PAGE_DWORDS)
#define RING_MOST	(RING_DWORDS - 256u)
#define BATCHES		6u
#define BATCH_PAGES	(CODE_PAGES / (BATCHES + 2u))
#define BATCH_MOST	(BATCH_PAGES * PAGE_DWORDS - 128u)
#define INDIRECT_PAGE	(CODE_FIRST + BATCHES * BATCH_PAGES)
#define PER_CTX_PAGE	(INDIRECT_PAGE + BATCH_PAGES)
#define SPAN_SHIFTS	9u		/* operands of a workload lie in 1 to 256 pages */
#define RUNS_MOST	64u
#define RUN_ROUNDS	64u
#define ROOM_DWORDS	48u		/* for the longest command */

/* Fates of a workload: bits 7:6 of a record's @a. With 0 and 1 the workload runs to its end. */
enum {
	DENSE_CANCEL = 2,	/* the engine is reset at once */
	DENSE_LEAVE = 3,	/* it stays with its engine */
};

#define NO_DEFECT	0x8000u	/* in @b */

#define BATCH_END	0x05000000u
#define START_GGTT	0x18800001u
#define START_PPGTT	BIT(8)
#define SECOND_LEVEL	BIT(22)
#define ADD_OFFSET	BIT(16)
#define LRI		0x11000001u
#define CONTROL_LOADS	0x00090008u	/* CTX_CONTROL: the restore is not inhibited */

#define RCS	BIT(PGPU_RCS)
#define XCS	(BIT(PGPU_BCS) | BIT(PGPU_VCS) | BIT(PGPU_VECS))
#define ALL	(RCS | XCS)

/**
 * struct shape - A command with a GGTT operand, or one that the audit changes.
 * @dw0: first dword
 * @n: dwords
 * @engines: engines that have it
 * @address: dwords of its addresses
 * @low: bits that select the GGTT in the lower half of an address
 * @regs: number of registers from dword 1 on
 * @dw1: bits of dword 1
 * @batch: it is in batches alone
 */
struct shape {
	u32 dw0;
	u8 n;
	u8 engines;
	u8 address[2];
	u8 low;
	u8 regs;
	u32 dw1;
	bool batch;
};

#define SHAPE(first, dwords, on, ...) \
	{ .dw0 = (first), .n = (dwords), .engines = (on), ##__VA_ARGS__ }
#define AT(...)	.address = { __VA_ARGS__ }

static const struct shape shapes[] = {
	SHAPE(0x10400002, 4, ALL, AT(1)),	/* MI_STORE_DATA_IMM */
	SHAPE(0x10600003, 5, ALL, AT(1)),
	SHAPE(0x10600002, 4, ALL, AT(1)),
	SHAPE(0x10400009, 11, ALL, AT(1)),
	SHAPE(0x12400002, 4, ALL, AT(2), .regs = 1),	/* MI_STORE_REGISTER_MEM */
	SHAPE(0x14c00002, 4, ALL, AT(2), .regs = 1),	/* MI_LOAD_REGISTER_MEM */
	SHAPE(0x17600003, 5, ALL, AT(1, 3)),	/* MI_COPY_MEM_MEM */
	SHAPE(0x17c00701, 3, ALL, AT(1)),	/* MI_ATOMIC: add */
	SHAPE(0x17d44709, 11, ALL, AT(1)),	/* of octwords, with data */
	SHAPE(0x0e401002, 4, ALL, AT(2)),	/* MI_SEMAPHORE_WAIT: >= 0 */
	SHAPE(0x1b400002, 4, ALL, AT(2), .batch = true),	/* MI_CONDITIONAL_BATCH_... */
	SHAPE(0x14000002, 4, RCS, AT(1), .low = 1),	/* MI_REPORT_PERF_COUNT */
	SHAPE(0x13004002, 4, XCS, AT(1), .low = 4),	/* MI_FLUSH_DW */
	SHAPE(0x13004003, 5, XCS, AT(1), .low = 4),
	SHAPE(0x1300c002, 4, XCS, AT(1), .low = 4),
	SHAPE(0x7a000004, 6, RCS, AT(2), .dw1 = 0x01004000),	/* PIPE_CONTROL */
	SHAPE(0x7a000004, 6, RCS, AT(2), .dw1 = 0x0100c000),
	SHAPE(0x7a000004, 6, RCS, AT(2), .dw1 = 0x01008000),
};

/* Commands without a GGTT operand that the audit has a rule for beyond its place. */
static const struct shape others[] = {
	SHAPE(0x00000000, 1, ALL), SHAPE(0x02800000, 1, ALL),
	SHAPE(0x04000000, 1, ALL), SHAPE(0x04000001, 1, ALL),	/* MI_ARB_ON_OFF */
	SHAPE(0x01800008, 1, ALL),	/* MI_WAIT_FOR_EVENT */
	SHAPE(0x09000000, 2, BIT(PGPU_BCS) | RCS),	/* MI_LOAD_SCAN_LINES_INCL */
	SHAPE(0x10a00001, 3, ALL),	/* MI_STORE_DATA_INDEX */
	SHAPE(0x11000001, 3, ALL, .regs = 1),	/* MI_LOAD_REGISTER_IMM */
	SHAPE(0x15000001, 3, ALL, .regs = 2),	/* MI_LOAD_REGISTER_REG */
	SHAPE(0x13204002, 4, XCS),	/* MI_FLUSH_DW by index */
	SHAPE(0x7a000004, 6, RCS, .dw1 = 0x01204000),	/* PIPE_CONTROL by index */
	SHAPE(0x7a000004, 6, RCS, .dw1 = 0x00800000),	/* of a register, in dword 2 */
};

/* Commands that the audit refuses, or that nobody knows. */
static const struct shape refused[] = {
	SHAPE(0x03800000, 1, ALL), SHAPE(0x0a000001, 3, ALL), SHAPE(0x0c000000, 2, ALL),
	SHAPE(0x0d800000, 2, ALL), SHAPE(0x0e800000, 2, ALL), SHAPE(0x11800002, 4, ALL),
	SHAPE(0x13c00001, 3, ALL), SHAPE(0x10800001, 3, ALL), SHAPE(0x0e410002, 4, ALL, AT(2)),
	SHAPE(0x08000000, 2, ALL), SHAPE(0x1f800000, 2, ALL), SHAPE(0x40000000, 1, ALL),
	SHAPE(0x70000003, 5, ALL), SHAPE(0x50400006, 8, ALL), SHAPE(0x787f0000, 2, ALL),
	SHAPE(0x05000000, 1, ALL),
};

/* How a command is bad. */
enum defect {
	DEFECT_NONE,
	DEFECT_ADDRESS,		/* an operand that is not the guest's */
	DEFECT_SHORT,		/* a command that ends before its operand */
	DEFECT_REFUSED,
	DEFECT_JUMP,		/* a jump to an address that is not the guest's, or without one */
	DEFECT_CUT,		/* a command that goes on beyond the ring */
	DEFECTS,
};

#define DEFECT_CHOICES	16u	/* a workload whose choice is beyond DEFECTS has none */

/* Places of the bad command. */
enum where {
	IN_RING,
	IN_BATCH,		/* in the first one */
	IN_CONTEXT,		/* in the batches of the context */
	PLACES,
};

/* Operands that are not the guest's: gaps, both windows, ends of ranges, beyond 4 GiB. */
static const u64 foreign[] = {
	0x04000000, 0x05000000, 0x0ffffff8, 0x28000000, 0xfffffff8, 0x04f00000, 0x04f01000,
	0x08e00000, 0x03fffffc, 0x27fffffc, 0x100000000, 0x1000400000,
};

/**
 * struct dense - A workload in the making.
 * @guest: the guest
 * @engine: its engine
 * @state: of the random numbers
 * @base: first page of its operands
 * @span: number of pages of its operands
 * @defect: enum defect
 * @where: enum where
 * @before: commands before the bad one; 0: there is none to come
 */
struct dense {
	struct fuzz_guest *guest;
	u32 engine;
	u64 state;
	u32 base;
	u32 span;
	u32 defect;
	u32 where;
	u32 before;
};

static u32 tails[FUZZ_CONTEXTS];	/* of the rings, in dwords */

static u32 rnd(struct dense *d)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return d->state * 0x2545f4914f6cdd1dull >> 32;
}

static u32 batch_page(u32 batch)
{
	return CODE_FIRST + batch * BATCH_PAGES;
}

/* --- commands ----------------------------------------------------------------------------- */

/* Choose an address of the guest's: often at the end of a page, for an access across it. */
static u32 operand(struct dense *d)
{
	u32 v = rnd(d), page = d->base + v % d->span, offset = v >> 12 & 0xffc;

	if (v >> 28 == 0)
		offset = PAGE_SIZE - 4 - (v >> 20 & 0x1c);
	return page << PAGE_SHIFT | offset;
}

static u32 some_register(struct dense *d)
{
	u32 v = rnd(d);

	switch (v % 8) {
	case 0:
		return v >> 8 & 0x7ffffc;
	case 1:
	case 2:
	case 3:
		return fuzz_row_offset(d->guest->machine, v >> 8, rnd(d));
	default:
		return fuzz_engine_base(d->engine) + GEN9_RING_GPR + (v >> 8 & 0x7c);
	}
}

static const struct shape *choose(struct dense *d, const struct shape *from, u32 n, bool batch)
{
	const struct shape *shape;

	do
		shape = &from[rnd(d) % n];
	while (!(shape->engines & BIT(d->engine)) || (shape->batch && !batch));
	return shape;
}

/* Put a command at @dw. Return: its dwords. */
static u32 put(struct dense *d, const struct shape *shape, u32 *dw)
{
	u32 i;

	dw[0] = shape->dw0;
	for (i = 1; i < shape->n; i++)
		dw[i] = 0;
	if (shape->n > 1)
		dw[1] = shape->dw1;
	for (i = 1; i <= shape->regs; i++)
		dw[i] = some_register(d);
	if (shape->n > 2 && !shape->address[0] && !shape->regs)
		dw[shape->dw1 ? 2 : 1] = rnd(d) & 0x1ffc;
	for (i = 0; i < 2 && shape->address[i]; i++) {
		u32 at = shape->address[i];

		dw[at] = (operand(d) & ~(u32)(shape->low ? 0x3f : 0)) | shape->low;
		if (shape->low == 4)
			dw[at] |= rnd(d) & 0x38;
	}
	return shape->n;
}

/* Tell whether the mediator copies user batches of the engine. */
static bool copies_users(const struct dense *d)
{
	return d->engine == PGPU_BCS &&
	       !(d->guest->machine->caps.user_batch_safe & BIT(PGPU_BCS));
}

/*
 * Put a jump to a batch: @flags are of dword 0. Where the mediator copies user batches, half of the
 * jumps start one: the PPGTT has each batch at the same address. Return: its dwords.
 */
static u32 put_jump(struct dense *d, u32 *dw, u32 page, u32 flags)
{
	dw[0] = START_GGTT | flags | (copies_users(d) && rnd(d) & 1 ? START_PPGTT : 0);
	dw[1] = page << PAGE_SHIFT;
	dw[2] = 0;
	return 3;
}

/* Put the bad command at @dw. Return: its dwords. */
static u32 put_defect(struct dense *d, u32 *dw, bool batch)
{
	const struct shape *shape = choose(d, shapes, ARRAY_SIZE(shapes), batch);
	u64 gva = foreign[rnd(d) % ARRAY_SIZE(foreign)] | (rnd(d) & 7) << PAGE_SHIFT;
	u32 n = put(d, shape, dw);

	switch (d->defect) {
	case DEFECT_ADDRESS:
		dw[shape->address[0]] = lower_32_bits(gva) | shape->low;
		dw[shape->address[0] + 1] = upper_32_bits(gva);
		return n;
	case DEFECT_SHORT:
		/* An engine might take the first dword of the next command instead. */
		n = max_t(u32, shape->address[0], 2);
		dw[0] = (dw[0] & ~0xffu) | (n - 2);
		return n;
	case DEFECT_REFUSED:
		return put(d, choose(d, refused, ARRAY_SIZE(refused), true), dw);
	case DEFECT_JUMP:
		dw[0] = START_GGTT;
		dw[1] = lower_32_bits(gva);
		dw[2] = upper_32_bits(gva);
		if (rnd(d) & 1)
			return 3;
		/* A good address, of which the command has no upper half, or adds an offset to. */
		put_jump(d, dw, batch_page(rnd(d) % BATCHES), 0);
		if (rnd(d) & 1) {
			dw[0] |= ADD_OFFSET;
			return 3;
		}
		dw[0]--;
		return 2;
	default:
		return n;
	}
}

/* Put the next command at @dw. Return: its dwords, at most ROOM_DWORDS. */
static u32 put_next(struct dense *d, u32 *dw, bool batch)
{
	if (d->before && !--d->before)
		return put_defect(d, dw, batch);
	if (rnd(d) % 16 == 0)
		return put(d, choose(d, others, ARRAY_SIZE(others), batch), dw);
	return put(d, choose(d, shapes, ARRAY_SIZE(shapes), batch), dw);
}

/* Let one of the next @dwords dwords begin the bad command, if it belongs @where. */
static void aim_defect(struct dense *d, u32 where, u32 dwords)
{
	if (d->defect && d->where == where)
		d->before = 1 + rnd(d) % (1 + dwords / ROOM_DWORDS);
}

static u32 put_many(struct dense *d, u32 *dw, u32 dwords, bool batch)
{
	u32 at = 0;

	while (at + ROOM_DWORDS < dwords)
		at += put_next(d, dw + at, batch);
	return at;
}

/* --- a workload --------------------------------------------------------------------------- */

/* Write code to the page of the guest that has it at the same number in its GGTT. */
static void write_code(struct dense *d, u32 page, const u32 *dw, u32 n)
{
	fuzz_poke(d->guest, FUZZ_GPA(page), dw, n * sizeof(u32));
}

/* Make a batch of @dwords. The first half of the batches start one of the others inside. */
static void make_batch(struct dense *d, u32 batch, u32 dwords)
{
	static u32 dw[BATCH_MOST + ROOM_DWORDS];
	u32 n;

	if (!batch)
		aim_defect(d, IN_BATCH, dwords / 2);
	n = put_many(d, dw, dwords / 2, true);
	if (batch < BATCHES / 2)
		n += put_jump(d, dw + n, batch_page(BATCHES / 2 + rnd(d) % (BATCHES / 2)),
			      SECOND_LEVEL);
	n += put_many(d, dw + n, dwords / 2, true);
	dw[n++] = BATCH_END;
	write_code(d, batch_page(batch), dw, n);
}

/* Make the two batches of a context, or take them out. */
static void make_context_batches(struct dense *d, u32 context, bool batches)
{
	u64 state = FUZZ_GPA(FUZZ_CONTEXT_PAGE(context) + 1);
	u32 dw[PAGE_DWORDS] = { 0 };
	u32 lines = 1 + rnd(d) % 63, n;

	if (d->engine != PGPU_RCS)
		return;
	fuzz_poke32(d->guest, state + GEN9_CTX_CONTROL * sizeof(u32), CONTROL_LOADS);
	fuzz_poke32(d->guest, state + GEN9_CTX_INDIRECT_CTX * sizeof(u32),
		    batches ? INDIRECT_PAGE << PAGE_SHIFT | lines : 0);
	fuzz_poke32(d->guest, state + GEN9_CTX_BB_PER_CTX_PTR * sizeof(u32),
		    batches ? PER_CTX_PAGE << PAGE_SHIFT | 1 : 0);
	if (!batches)
		return;
	aim_defect(d, IN_CONTEXT, lines * 16);
	put_many(d, dw, lines * 16, false);
	write_code(d, INDIRECT_PAGE, dw, lines * 16);
	n = put_many(d, dw, 64 + rnd(d) % 512, false);
	dw[n++] = BATCH_END;
	write_code(d, PER_CTX_PAGE, dw, n);
}

/* Fill the ring from its tail on, and start @batches batches there. */
static void make_ring(struct dense *d, u32 context, u32 dwords, u32 batches)
{
	static u32 dw[RING_DWORDS + ROOM_DWORDS];
	u64 ring = FUZZ_GPA(FUZZ_RING_PAGE(context));
	u32 n = 0, i, end;

	aim_defect(d, IN_RING, dwords / (batches + 1));
	for (i = 0; i < batches; i++) {
		n += put_many(d, dw + n, dwords / (batches + 1), false);
		n += put_jump(d, dw + n, batch_page(i), 0);
	}
	n += put_many(d, dw + n, dwords / (batches + 1), false);
	if (d->defect == DEFECT_CUT) {
		dw[n] = LRI | (n & 0x3e);
		n++;
	}
	dw[n] = 0;
	n += n & 1;
	end = min(n, RING_DWORDS - tails[context]);
	fuzz_poke(d->guest, ring + tails[context] * sizeof(u32), dw, end * sizeof(u32));
	if (n > end)
		fuzz_poke(d->guest, ring, dw + end, (n - end) * sizeof(u32));
	tails[context] = (tails[context] + n) % RING_DWORDS;
}

/* Reset the engine, and let both of its contexts go on behind what is in their rings. */
static void reset(struct fuzz_guest *guest, u32 engine)
{
	u32 i;

	fuzz_reset_engine(guest, engine);
	for (i = engine; i < FUZZ_CONTEXTS; i += PGPU_ENGINES)
		fuzz_poke32(guest, FUZZ_GPA(FUZZ_CONTEXT_PAGE(i) + 1) +
			    GEN9_CTX_RING_HEAD * sizeof(u32), tails[i] * sizeof(u32));
}

static bool settled(struct fuzz_guest *guest, u32 engine)
{
	return fuzz_engine_idle(guest, engine) &&
	       !fuzz_read32(guest, fuzz_engine_base(engine) + GEN9_RING_EIR);
}

static void run(struct fuzz_guest *guest, u32 engine)
{
	u32 i;

	for (i = 0; i < RUNS_MOST && !fuzz_engine_idle(guest, engine); i++)
		fuzz_run(guest->machine, RUN_ROUNDS);
	if (!settled(guest, engine))
		reset(guest, engine);
}

static void dense_init(struct dense *d, struct fuzz_guest *guest, const struct fuzz_op *op)
{
	bool hidden = op->c & 1;
	u32 pages = hidden ? HIDDEN_PAGES : DATA_PAGES;

	*d = (struct dense){
		.guest = guest, .engine = op->a % PGPU_ENGINES,
		.state = op->d * 0x9e3779b97f4a7c15ull | 1,
	};
	rnd(d);
	d->span = 1u << rnd(d) % SPAN_SHIFTS;
	/* The page behind the last one is the guest's, too. */
	d->base = (hidden ? HIDDEN_FIRST : DATA_FIRST) + rnd(d) % (pages - d->span - 1);
	d->defect = (op->c >> 1) % DEFECT_CHOICES;
	if (op->b & NO_DEFECT || d->defect >= DEFECTS)
		d->defect = DEFECT_NONE;
	d->where = (op->c >> 5) % PLACES;
}

void fuzz_dense(struct fuzz_guest *guest, const struct fuzz_op *op)
{
	u32 context = op->a % FUZZ_CONTEXTS, engine = context % PGPU_ENGINES;
	u32 size = op->b & ~NO_DEFECT, batches = size % (BATCHES + 1), i;
	struct dense d;

	dense_init(&d, guest, op);
	make_context_batches(&d, context, op->a & 8);
	for (i = 0; i < BATCHES; i++)
		make_batch(&d, i, 2 * ROOM_DWORDS + size % (BATCH_MOST - 2 * ROOM_DWORDS));
	make_ring(&d, context, 64 + rnd(&d) % (RING_MOST - 64), batches);
	if (!settled(guest, engine) && op->a >> 6 != DENSE_LEAVE)
		reset(guest, engine);
	fuzz_submit(guest, context, ~0u, tails[context] * sizeof(u32));
	fuzz_work(guest);
	if (op->a >> 6 == DENSE_CANCEL)
		reset(guest, engine);
	else if (op->a >> 6 != DENSE_LEAVE)
		run(guest, engine);
}

static void map(struct fuzz_guest *guest, u32 page, u32 gfn, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		fuzz_pte(guest, (page + i) << PAGE_SHIFT, FUZZ_GPA(gfn + i) | GEN9_PTE_PRESENT);
}

/* Map the code in the PPGTT of all contexts, at its addresses of the GGTT. */
static void map_users(struct fuzz_guest *guest)
{
	u32 table = CODE_FIRST / PTES, i;

	fuzz_poke64(guest, FUZZ_GPA(FUZZ_PD) + table * sizeof(u64),
		    FUZZ_GPA(FUZZ_PT2) | GEN9_PTE_PRESENT | GEN9_PTE_RW);
	for (i = 0; i < CODE_PAGES; i++)
		fuzz_poke64(guest, FUZZ_GPA(FUZZ_PT2) + (CODE_FIRST % PTES + i) * sizeof(u64),
			    FUZZ_GPA(CODE_FIRST + i) | GEN9_PTE_PRESENT | GEN9_PTE_RW);
}

void fuzz_dense_begin(struct fuzz_guest *guest)
{
	map_users(guest);
	map(guest, CODE_FIRST, CODE_FIRST, CODE_PAGES);
	map(guest, DATA_FIRST, DATA_FIRST, DATA_PAGES);
	map(guest, HIDDEN_FIRST, HIDDEN_GFN, HIDDEN_PAGES);
	map(guest, APERTURE_LAST, HIDDEN_GFN + HIDDEN_PAGES, 1);
	map(guest, HIDDEN_LAST, HIDDEN_GFN + HIDDEN_PAGES + 1, 1);
	memset(tails, 0, sizeof(tails));
	guest->machine->all_present = true;
}
