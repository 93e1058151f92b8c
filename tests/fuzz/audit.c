// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks the commands of a submission; see audit.h. The rules come from the PRM alone (SKL Vol.
 * 2a), by opcode. They list harmless commands, since that list is shorter. Commands of the 3D,
 * media and 2D pipelines reach memory through the PPGTT only, except PIPE_CONTROL.
 */
#include "tests/fuzz/audit.h"

#include "pgpu/pgpu.h"
#include "tests/fuzz/checked_pgpu.h"
#include "tests/fuzz/facts.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/shadows.h"

#define COMMAND_MAX	64u		/* dwords of a command that are checked */
#define BATCH_MAX	65536u
#define BATCHES_MAX	64u
#define ADDRESS		0x0000fffffffffffcull
#define REGISTER	0x007ffffcu
#define NO_REGISTER	0x00078ffcu	/* replaces registers that commands may not access */
#define OPCODE(dw0)	((dw0) >> 23)
#define BATCH_END	0x05000000u
#define BATCH_START	0x31u
#define PPGTT		(1u << 8)
#define SECOND_LEVEL	(1u << 22)
#define PREDICATED	(1u << 15)
#define GGTT		(1u << 22)

/* The host's line in front of an indirect batch. */
#define LINE		64u
#define PLACE		0x980u		/* where a restore runs the batch */
#define CLEAR_SLM	0x09104000u	/* L3 flush, GGTT, CS stall, store a quadword */

/* Control, indirect and per-context batches, as dwords of the context image. */
#define IMAGE_CONTROL	0x03u
#define IMAGE_PER_CTX	0x19u
#define IMAGE_INDIRECT	0x1bu
#define IMAGE_PLACE	0x1du
#define IMAGE_REGISTERS	0x51u
#define IMAGE_DWORDS	1024u

/**
 * struct mi_rule - What an MI command may contain.
 * @opcode: the opcode
 * @address: dwords of its addresses
 * @ggtt: for each address: bits that mark it as a GGTT address
 * @ggtt_dword: dword of these bits
 * @bytes: bytes accessed at an address; 0: by the length of the command
 * @regs: dwords that are registers
 * @pairs: pairs of register and value follow
 */
struct mi_rule {
	u8 opcode;
	u8 address[2];
	u32 ggtt[2];
	u8 ggtt_dword;
	u16 bytes;
	u8 regs[2];
	bool pairs;
};

static const struct mi_rule mi_rules[] = {
	{ .opcode = 0x00 }, { .opcode = 0x01 }, { .opcode = 0x02 }, { .opcode = 0x03 },
	{ .opcode = 0x04 }, { .opcode = 0x05 }, { .opcode = 0x06 }, { .opcode = 0x08 },
	{ .opcode = 0x09 }, { .opcode = 0x0a }, { .opcode = 0x0b }, { .opcode = 0x0c },
	{ .opcode = 0x0d }, { .opcode = 0x0e }, { .opcode = 0x0f }, { .opcode = 0x12 },
	{ .opcode = 0x13 }, { .opcode = 0x1a }, { .opcode = 0x21 }, { .opcode = BATCH_START },
	{ .opcode = 0x1c, .address = { 2 }, .ggtt = { GGTT }, .bytes = 4 },	/* SEMAPHORE_WAIT */
	{ .opcode = 0x20, .address = { 1 }, .ggtt = { GGTT } },			/* STORE_DATA_IMM */
	{ .opcode = 0x22, .pairs = true },				/* LOAD_REGISTER_IMM */
	{ .opcode = 0x24, .address = { 2 }, .ggtt = { GGTT }, .bytes = 4, .regs = { 1 } },
	{ .opcode = 0x26 },						/* FLUSH_DW, below */
	{ .opcode = 0x28, .address = { 1 }, .ggtt = { 1 }, .ggtt_dword = 1, .bytes = 256 },
	{ .opcode = 0x29, .address = { 2 }, .ggtt = { GGTT }, .bytes = 4, .regs = { 1 } },
	{ .opcode = 0x2a, .regs = { 1, 2 } },				/* LOAD_REGISTER_REG */
	{ .opcode = 0x2e, .address = { 1, 3 }, .ggtt = { 1u << 21, GGTT }, .bytes = 4 },
	{ .opcode = 0x2f, .address = { 1 }, .ggtt = { GGTT }, .bytes = 16 },	/* ATOMIC */
	{ .opcode = 0x36, .address = { 2 }, .ggtt = { GGTT }, .bytes = 8 },	/* COND_BATCH_END */
};

/* Registers by which a command could reach beyond its context, relative to an engine. */
static const struct {
	u32 first;
	u32 last;
} engine_private[] = {
	{ 0x030, 0x04f },	/* ring */
	{ 0x080, 0x083 },	/* status page */
	{ 0x0a8, 0x0bf },	/* interrupts and errors */
	{ 0x0d0, 0x0d3 },	/* reset */
	{ 0x180, 0x183 },	/* current context */
	{ 0x230, 0x23f },	/* submission */
	{ 0x244, 0x247 },
	{ 0x270, 0x28f },	/* page tables */
	{ 0x29c, 0x29f },	/* mode */
	{ 0x370, 0x3a3 },	/* status buffer */
	{ 0x4d0, 0x4ff },	/* registers that user batches may write */
};

static const u32 bases[] = { 0x2000, 0x12000, 0x1a000, 0x22000 };

/* Such registers of the whole GPU. */
static const struct {
	u32 first;
	u32 last;
} gpu_private[] = {
	{ 0x00000, 0x01fff },
	{ 0x04000, 0x04fff },	/* translation */
	{ 0x09400, 0x0943f },	/* clocks, resets */
	{ 0x0a000, 0x0afff },	/* power */
	{ 0x0c000, 0x0c7ff },	/* GuC */
	{ 0x30000, 0x4404f },
	{ 0x44054, 0x7fffff },	/* display, interrupts, fences, mailboxes; not DERRMR */
};

struct walk {
	struct fuzz_machine *machine;
	int guest;
	const struct pgpu_submission *sub;
	u64 page;
	const u32 *cpu;
	u32 n_seen;
	u64 seen[BATCHES_MAX];
};

static u32 fetch(struct walk *walk, u64 gva)
{
	u64 page = gva & ~(PAGE_SIZE - 1);

	if (page != walk->page || !walk->cpu) {
		walk->page = page;
		walk->cpu = (const u32 *)fuzz_checked_pgpu_memory(walk->machine,
								walk->guest, page);
		fuzz_check(walk->cpu, "commands at %llx, where nothing is", gva);
	}
	return walk->cpu[(gva - page) / sizeof(u32)];
}

static void check_reg(u32 dword, u32 dw0)
{
	u32 reg = dword & REGISTER;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(gpu_private); i++)
		fuzz_check(reg < gpu_private[i].first || reg > gpu_private[i].last,
			   "command %08x touches register %x", dw0, reg);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		for (k = 0; k < ARRAY_SIZE(engine_private); k++)
			fuzz_check(reg < bases[i] + engine_private[k].first ||
				   reg > bases[i] + engine_private[k].last,
				   "command %08x touches register %x", dw0, reg);
	}
}

/* Check a register operand: a register that commands may access, or exactly NO_REGISTER. */
static void check_named(u32 dword, u32 dw0)
{
	if (dword != NO_REGISTER)
		check_reg(dword, dw0);
}

static u32 dword(const u32 *dw, u32 n, u32 i)
{
	return i < n && i < COMMAND_MAX ? dw[i] : 0;
}

/* Check a GGTT operand: all of it lies in one alias slot of this vGPU. */
static void check_ggtt(const struct walk *walk, const u32 *dw, u32 n, u32 i, u64 mask, u32 bytes)
{
	u64 gva = (dword(dw, n, i) | (u64)dword(dw, n, i + 1) << 32) & mask;
	const struct facet_alias *alias = fuzz_alias_at(walk->machine, walk->guest, gva);

	fuzz_check(alias && fuzz_alias_at(walk->machine, walk->guest, gva + bytes - 1) == alias,
		   "command %08x touches GGTT %llx", dw[0], gva);
}

/*
 * Return the bytes that are stored. STORE_DATA_IMM stores the rest of the command, or a quadword.
 */
static u32 stored(const struct mi_rule *rule, const u32 *dw, u32 n)
{
	if (rule->bytes)
		return rule->bytes;
	return max(n > 3 ? (n - 3) * 4 : 4, dw[0] & (1u << 21) ? 8u : 4u);
}

static void check_flush(const struct walk *walk, const u32 *dw, u32 n)
{
	bool post_sync = dw[0] & (3u << 14);
	bool index = dw[0] & (1u << 21);

	if (post_sync && !index && (dword(dw, n, 1) & (1u << 2)))
		check_ggtt(walk, dw, n, 1, ADDRESS & ~7ull, 8);
}

static void check_pipe_control(const struct walk *walk, const u32 *dw, u32 n)
{
	u32 flags = dword(dw, n, 1);

	if (flags & (1u << 23))
		check_reg(dword(dw, n, 2), dw[0]);
	if ((flags & (3u << 14)) && !(flags & (1u << 21)) && (flags & (1u << 24)))
		check_ggtt(walk, dw, n, 2, ADDRESS & ~7ull, 8);
}

static void check_mi(const struct walk *walk, const u32 *dw, u32 n)
{
	const struct mi_rule *rule = NULL;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mi_rules); i++) {
		if (mi_rules[i].opcode == OPCODE(dw[0]))
			rule = &mi_rules[i];
	}
	fuzz_check(rule, "privileged command %08x", dw[0]);
	for (i = 0; i < 2; i++) {
		if (rule->address[i] && (dword(dw, n, rule->ggtt_dword) & rule->ggtt[i]))
			check_ggtt(walk, dw, n, rule->address[i],
				   rule->bytes == 256 ? ADDRESS & ~63ull : ADDRESS,
				   stored(rule, dw, n));
		if (rule->regs[i])
			check_named(dword(dw, n, rule->regs[i]), dw[0]);
	}
	for (i = 1; rule->pairs && i < min(n, COMMAND_MAX); i += 2)
		check_named(dw[i], dw[0]);
	if (OPCODE(dw[0]) == 0x1c)
		fuzz_check(!(dw[0] & (1u << 16)), "a semaphore that polls a register");
	if (OPCODE(dw[0]) == 0x21)
		fuzz_check(dw[0] & (1u << 21), "a store into the engine's own status page");
	if (OPCODE(dw[0]) == 0x26)
		check_flush(walk, dw, n);
}

/* Check a command, and put its dwords into @dw. Return: its length in dwords. */
static u32 check_command(struct walk *walk, u64 gva, u64 end, u32 *dw)
{
	const struct fuzz_fact *fact;
	u32 i, n;

	dw[0] = fetch(walk, gva);
	fact = fuzz_fact_find(walk->sub->engine, dw[0]);
	fuzz_check(fact, "command %08x on engine %u, which nobody names", dw[0],
		   walk->sub->engine);
	n = fuzz_fact_length(fact, dw[0]);
	fuzz_check(gva + n * sizeof(u32) <= end, "command %08x at %llx goes on beyond %llx", dw[0],
		   gva, end);
	for (i = 1; i < min(n, COMMAND_MAX); i++)
		dw[i] = fetch(walk, gva + i * sizeof(u32));
	if (dw[0] >> 29 == 0)
		check_mi(walk, dw, n);
	else if ((dw[0] & 0xffff0000) == 0x7a000000 && walk->sub->engine == PGPU_RCS)
		check_pipe_control(walk, dw, n);
	return n;
}

static void check_batch(struct walk *walk, u64 gva, u32 level);

/* Check the start of a batch. Return: commands after it never run. */
static bool check_start(struct walk *walk, const u32 *dw, u32 level)
{
	u64 target = (dw[1] | (u64)dw[2] << 32) & ADDRESS;
	bool second = level && (dw[0] & SECOND_LEVEL);

	if (!(dw[0] & PPGTT)) {
		fuzz_check(fuzz_in_window(walk->machine, walk->guest, target),
			   "a privileged batch at %llx, where the guest writes", target);
		check_batch(walk, target, second || level == 2 ? 2 : 1);
	}
	return level && !second && !(dw[0] & PREDICATED);
}

/* Check commands. @level: 0 ring, 1 batch, 2 batch of the second level. */
static void check_stream(struct walk *walk, u64 gva, u64 end, u32 level)
{
	u32 dw[COMMAND_MAX] = { 0 };

	while (gva < end) {
		u32 n = check_command(walk, gva, end, dw);

		gva += n * sizeof(u32);
		if (OPCODE(dw[0]) == OPCODE(BATCH_END)) {
			fuzz_check(level, "the end of a batch in a ring");
			return;
		}
		if (OPCODE(dw[0]) == BATCH_START && check_start(walk, dw, level))
			return;
	}
	fuzz_check(gva == end && !level, "a batch without an end");
}

static void check_batch(struct walk *walk, u64 gva, u32 level)
{
	u32 i;

	for (i = 0; i < walk->n_seen; i++) {
		if (walk->seen[i] == (gva | level))
			return;
	}
	fuzz_check(walk->n_seen < BATCHES_MAX, "batches without an end");
	walk->seen[walk->n_seen++] = gva | level;
	check_stream(walk, gva, gva + BATCH_MAX * sizeof(u32), level);
}

/*
 * Check the host's line of a render context, where shared local memory stays. The restore runs it,
 * it clears that memory, and its store reaches a page that is no slot. Return: bytes of the line.
 */
static u32 check_host_line(struct walk *walk)
{
	const u32 want[LINE / 4] = { 0x7a000004, CLEAR_SLM };
	u64 state = walk->sub->context + PAGE_SIZE;
	u32 indirect, store, i;

	if (walk->sub->engine != PGPU_RCS || !walk->machine->caps.slm_stays)
		return 0;
	indirect = fetch(walk, state + IMAGE_INDIRECT * 4);
	fuzz_check(!(walk->sub->flags & PGPU_SUBMIT_RESTORE_INHIBIT) &&
		   !(fetch(walk, state + IMAGE_CONTROL * 4) & 1), "an inhibited restore");
	fuzz_check(indirect & 0x3f && fetch(walk, state + IMAGE_PLACE * 4) == PLACE,
		   "an indirect context %x that does not run", indirect);
	for (i = 0; i < LINE / 4; i++)
		fuzz_check(i == 2 || fetch(walk, (indirect & ~0x3fu) + i * 4) == want[i],
			   "dword %u of the host's line", i);
	store = fetch(walk, (indirect & ~0x3fu) + 8);
	fuzz_check(fuzz_in_window(walk->machine, walk->guest, store) &&
		   !fuzz_alias_at(walk->machine, walk->guest, store),
		   "the host's line stores at %x", store);
	return LINE;
}

/* Check what the engine loads before the ring: registers and two batches with length or END. */
static void check_image(struct walk *walk)
{
	u64 state = walk->sub->context + PAGE_SIZE;
	u32 at = IMAGE_REGISTERS;
	u32 indirect, per_ctx, i;

	while (at < IMAGE_DWORDS) {
		u32 header = fetch(walk, state + at * 4);
		u32 dwords = (header & 0xff) + 2;

		if (!header) {
			at++;
			continue;
		}
		if (OPCODE(header) != 0x22 || at + dwords > IMAGE_DWORDS)
			break;
		for (i = 1; i < dwords; i += 2) {
			u32 reg = fetch(walk, state + (at + i) * 4);

			if (reg)
				check_reg(reg, header);
		}
		at += dwords;
	}
	if (walk->sub->engine != PGPU_RCS)
		return;
	indirect = fetch(walk, state + IMAGE_INDIRECT * 4);
	per_ctx = fetch(walk, state + IMAGE_PER_CTX * 4);
	if (indirect & 0x3f) {
		u64 gva = indirect & ~0x3fu;

		fuzz_check(fuzz_in_window(walk->machine, walk->guest, gva),
			   "an indirect context at %llx", gva);
		check_stream(walk, gva + check_host_line(walk), gva + (indirect & 0x3f) * LINE, 0);
	}
	if (per_ctx & 1) {
		fuzz_check(fuzz_in_window(walk->machine, walk->guest, per_ctx),
			   "a batch per context at %x", per_ctx);
		check_batch(walk, per_ctx & ~0xfffu, 1);
	}
}

void fuzz_audit_check(struct fuzz_machine *machine, int guest, const struct pgpu_submission *sub)
{
	struct walk walk = { .machine = machine, .guest = guest, .sub = sub };
	bool resumes = sub->flags & PGPU_SUBMIT_RESUME;

	fuzz_check(sub->engine < PGPU_ENGINES, "engine %u", sub->engine);
	fuzz_check(fuzz_in_window(machine, guest, sub->ring_start), "a ring at %x",
		   sub->ring_start);
	fuzz_check(fuzz_in_window(machine, guest, sub->context), "a context at %x", sub->context);
	fuzz_check(sub->head <= sub->tail && sub->tail < sub->ring_size, "ring %x to %x of %x",
		   sub->head, sub->tail, sub->ring_size);
	check_host_line(&walk);
	if (!resumes)
		check_image(&walk);
	check_stream(&walk, sub->ring_start + sub->head, sub->ring_start + sub->tail, 0);
}
