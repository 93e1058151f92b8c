// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of the copy oracle; see copy_oracle.h. One thread; takes no lock.
 *
 * Source of the image's format: PRM SKL Vol. 7 ("Register State Context").
 */
#include "tests/fuzz/copy_oracle.h"

#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "tests/fuzz/checked_pgpu.h"
#include "tests/fuzz/copy_origin.h"
#include "tests/fuzz/copy_rules.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/shadows.h"

#define COMMAND_MAX	1026u		/* dwords of the longest command with an operand */
#define BATCH_MAX	65536u		/* dwords of a batch */
#define BATCHES_MAX	64u
#define LIVE_MAX	64u		/* submissions that live at a time */
#define WINDOW_MAX	65536u		/* pages of a window */
#define WORD_BITS	64u

#define REGISTER(dword)	((dword) & 0x007ffffcu)

/* MI_BATCH_BUFFER_START */
#define START_PPGTT	BIT(8)
#define ADD_OFFSET	BIT(16)		/* add BB_OFFSET, a register of the context */

/* MI_SEMAPHORE_WAIT, MI_STORE_DATA_INDEX */
#define POLLS_REGISTER	BIT(16)
#define OWN_STATUS_PAGE	BIT(21)

/* The post-sync operation of PIPE_CONTROL (dword 1) and MI_FLUSH_DW (dword 0), and its flags. */
#define POST_SYNC	(3u << 14)
#define BY_INDEX	BIT(21)
#define MMIO_WRITE	BIT(23)

static const struct copy_operand pipe_control_operand = {
	.ggtt = BIT(24), .ggtt_dword = 1, .dword = 2, .flags = 3, .bytes = 8,
};

static const struct copy_operand flush_operand = {
	.ggtt = BIT(2), .ggtt_dword = 1, .dword = 1, .flags = 7, .bytes = 8,
};

/* Dwords of page 1 of a context image. */
#define IMAGE_CONTROL	0x03u
#define IMAGE_PER_CTX	0x19u
#define IMAGE_INDIRECT	0x1bu
#define IMAGE_PLACE	0x1du
#define IMAGE_REGISTERS	0x51u
#define IMAGE_DWORDS	1024u
#define PER_CTX_VALID	BIT(0)
#define INDIRECT_LINES	0x3fu		/* number of lines of 64 bytes */
#define LINE		64u
#define PLACE		0x980u		/* where a restore runs the indirect batch */
#define CLEAR_SLM	0x09104000u	/* L3 flush, GGTT, CS stall, store a quadword */
#define LRI(dw0)	((dw0) >> 23 == 0x22)

struct fuzz_copy_counts fuzz_copy_counts;

/**
 * struct live - A submission that an engine has.
 * @cookie: its cookie
 * @used: there is a submission
 * @first: index of the first GGTT entry of its window
 * @named: bit per page of the window: the submission names it as an operand
 */
struct live {
	u64 cookie;
	bool used;
	u32 first;
	u64 named[WINDOW_MAX / WORD_BITS];
};

static struct live lives[LIVE_MAX];
static u16 named[GEN9_GGTT_ENTRIES];	/* number of live submissions that name an entry's page */

/**
 * struct walk - The check of one submission.
 * @machine: the machine
 * @guest: index of the guest
 * @sub: the submission
 * @window: the guest's window
 * @live: the record of the submission
 * @page: per page of the window: its memory; NULL: the entry is absent
 * @buffer: per page of the window: it is one of the mediator's own
 * @user: the current batch is a copy of one in the guest's PPGTT
 * @n_seen: number of batches in @seen
 * @seen: addresses of batches that were checked
 * @dw: room for a command that crosses pages
 * @origin: the guest's commands of this stream
 * @at: offset of the current command in its stream, in bytes
 */
struct walk {
	struct fuzz_machine *machine;
	int guest;
	const struct pgpu_submission *sub;
	const struct fuzz_window *window;
	struct live *live;
	const u32 *page[WINDOW_MAX];
	bool buffer[WINDOW_MAX];
	bool user;
	u32 n_seen;
	u64 seen[BATCHES_MAX];
	u32 dw[COMMAND_MAX];
	struct copy_origin origin;
	u64 at;
};

/* --- memory as the engine reaches it ------------------------------------------------------ */

/* Return the page of the window that has an address, or the number of pages. */
static u32 window_page(const struct walk *walk, u64 gva)
{
	u64 page = (gva >> PAGE_SHIFT) - walk->window->first;

	return min_t(u64, page, walk->window->pages);
}

/* Read the entries of the window. Each must name a page that is this guest's in the pGPU's map. */
static void load_window(struct walk *walk)
{
	const struct fuzz_window *window = walk->window;
	const struct fuzz_bus *bus;
	u32 i;

	fuzz_check(window->pages <= WINDOW_MAX, "a window of %u pages", window->pages);
	for (i = 0; i < window->pages; i++) {
		walk->page[i] = NULL;
		walk->buffer[i] = false;
		if (!window->entries[i])
			continue;
		bus = fuzz_checked_pgpu_bus(walk->machine, window->entries[i]);
		fuzz_check(bus && bus->owner == walk->guest,
			   "GGTT entry %u names %llx, not guest %d's", window->first + i,
			   window->entries[i], walk->guest);
		walk->page[i] = bus->cpu;
		walk->buffer[i] = bus->shadow;
	}
}

/* Return commands at an address: their page is a buffer, which the guest cannot write. */
static const u32 *code_at(const struct walk *walk, u64 gva)
{
	u32 page = window_page(walk, gva);

	fuzz_check(page < walk->window->pages && walk->page[page] && walk->buffer[page],
		   "commands at GGTT %llx, which is no buffer of guest %d", gva, walk->guest);
	return &walk->page[page][(gva & (PAGE_SIZE - 1)) / sizeof(u32)];
}

/* Return @n dwords of a command in a row. Dwords behind COMMAND_MAX are left out. */
static const u32 *command_at(struct walk *walk, u64 gva, u32 n)
{
	u64 left = (PAGE_SIZE - (gva & (PAGE_SIZE - 1))) / sizeof(u32);
	u32 i;

	if (n <= left)
		return code_at(walk, gva);
	for (i = 0; i < min(n, COMMAND_MAX); i++)
		walk->dw[i] = *code_at(walk, gva + i * sizeof(u32));
	return walk->dw;
}

/* --- what a command names ----------------------------------------------------------------- */

static u32 dword(const u32 *dw, u32 n, u32 i)
{
	return i < n && i < COMMAND_MAX ? dw[i] : 0;
}

static void note_named(const struct walk *walk, u32 page)
{
	u64 *word = &walk->live->named[page / WORD_BITS];
	u64 bit = 1ull << page % WORD_BITS;

	if (*word & bit)
		return;
	*word |= bit;
	named[walk->window->first + page]++;
}

/*
 * Check an operand of @bytes bytes at @gva. The guest may reach each page: it is its own. A page
 * that is absent is part of a slot that has no memory now. Where a guest has memory behind all of
 * its addresses, no page is absent: the slot of an address that is not the guest's would be.
 */
static void check_range(const struct walk *walk, u64 gva, u64 bytes, u32 dw0)
{
	u32 first = window_page(walk, gva), last = window_page(walk, gva + bytes - 1), page;

	fuzz_check(last < walk->window->pages && first <= last,
		   "command %08x names GGTT %llx, not in guest %d's window", dw0, gva, walk->guest);
	for (page = first; page <= last; page++) {
		fuzz_check(!walk->buffer[page], "command %08x names GGTT %llx, a buffer", dw0, gva);
		fuzz_check(fuzz_slot_of(page) && fuzz_slot_of(page) == fuzz_slot_of(first),
			   "command %08x names GGTT %llx, not in one slot", dw0, gva);
		fuzz_check(walk->page[page] || !walk->machine->all_present,
			   "command %08x names GGTT %llx, an address of nobody", dw0, gva);
		note_named(walk, page);
	}
	fuzz_copy_counts.operands++;
}

/* Return the bytes of an access. MI_STORE_DATA_IMM stores the rest of its dwords. */
static u64 access_bytes(const struct copy_operand *operand, u32 dw0, u32 n)
{
	u32 before = operand->dword + 2u;
	u64 bytes = operand->bytes;

	if (!bytes)
		bytes = n > before ? (n - before) * sizeof(u32) : sizeof(u32);
	return dw0 & operand->qword ? max_t(u64, bytes, sizeof(u64)) : bytes;
}

static u64 address_of(const struct copy_operand *operand, const u32 *dw, u32 n)
{
	u32 i = operand->dword;

	return ((dword(dw, n, i) & ~(u32)operand->flags) | (u64)dword(dw, n, i + 1) << 32) &
	       COPY_ADDRESS;
}

/* Return the guest's address of an operand. */
static u64 origin_address(const struct walk *walk, const struct copy_operand *operand, u32 n)
{
	u32 dw[2] = { 0 }, i;

	for (i = 0; i < ARRAY_SIZE(dw) && operand->dword + i < n; i++)
		dw[i] = copy_origin_dword(&walk->origin,
					  walk->at + (operand->dword + i) * sizeof(u32));
	return ((dw[0] & ~(u32)operand->flags) | (u64)dw[1] << 32) & COPY_ADDRESS;
}

/* Check that the pages of an operand are those that the guest has named, as far as present. */
static void check_origin(const struct walk *walk, const struct copy_operand *operand, u64 gva,
			 u64 bytes, u32 dw0, u32 n)
{
	u32 first = window_page(walk, gva), last = window_page(walk, gva + bytes - 1), page;
	u64 named_gva, gfn;

	if (!walk->origin.known)
		return;
	named_gva = origin_address(walk, operand, n);
	fuzz_check(!((named_gva ^ gva) & (PAGE_SIZE - 1)),
		   "command %08x names GGTT %llx, the guest's %llx", dw0, gva, named_gva);
	for (page = first; page <= last; page++) {
		if (!walk->page[page])
			continue;
		fuzz_frame_owner(walk->machine, port_ptr_to_frame(walk->page[page]), &gfn);
		fuzz_check(gfn == copy_origin_page(&walk->origin, named_gva +
						   (u64)(page - first) * PAGE_SIZE),
			   "command %08x reaches guest page %llx, the guest's names GGTT %llx",
			   dw0, gfn, named_gva);
	}
	fuzz_copy_counts.compared++;
}

/* Check an address of a command. A PPGTT address reaches what the context's tables allow. */
static void check_operand(const struct walk *walk, const struct copy_operand *operand,
			  const u32 *dw, u32 n)
{
	u64 gva, bytes;

	if (!(dword(dw, n, operand->ggtt_dword) & operand->ggtt))
		return;
	fuzz_check(!walk->user, "command %08x of a user names the GGTT", dw[0]);
	fuzz_check(n > operand->dword, "command %08x ends before its GGTT address", dw[0]);
	gva = address_of(operand, dw, n);
	bytes = access_bytes(operand, dw[0], n);
	check_range(walk, gva, bytes, dw[0]);
	check_origin(walk, operand, gva, bytes, dw[0], n);
}

static void check_register(const struct walk *walk, u32 reg, u32 use, u32 dw0)
{
	reg = REGISTER(reg);
	fuzz_copy_counts.registers++;
	if (reg == COPY_VOID_REGISTER)
		return;
	fuzz_check(copy_register_allowed(walk->sub->engine, reg, use),
		   "command %08x names register %x", dw0, reg);
	fuzz_check(!walk->user || copy_register_allowed(walk->sub->engine, reg, COPY_BY_USERS),
		   "command %08x of a user names register %x", dw0, reg);
}

static void check_registers(const struct walk *walk, u32 regs, const u32 *dw, u32 n)
{
	u32 i;

	switch (regs) {
	case COPY_REGS_PAIRS:
		for (i = 1; i < min(n, COMMAND_MAX); i += 2)
			check_register(walk, dw[i], COPY_WRITE, dw[0]);
		break;
	case COPY_REGS_MOVE:
		check_register(walk, dword(dw, n, 2), COPY_WRITE, dw[0]);
		fallthrough;
	case COPY_REGS_READ:
		check_register(walk, dword(dw, n, 1), COPY_READ, dw[0]);
		break;
	case COPY_REGS_WRITE:
		check_register(walk, dword(dw, n, 1), COPY_WRITE, dw[0]);
		break;
	}
}

/*
 * Check a post-sync operation. By index it stores into a status page: that of the context, if the
 * address is one of the PPGTT, else the engine's own.
 */
static void check_post_sync(const struct walk *walk, const struct copy_operand *operand, u32 flags,
			    const u32 *dw, u32 n)
{
	if (!(flags & POST_SYNC))
		return;
	if (!(flags & BY_INDEX)) {
		check_operand(walk, operand, dw, n);
		return;
	}
	fuzz_check(!walk->user, "command %08x of a user stores into a status page", dw[0]);
	fuzz_check(address_of(operand, dw, n) < COPY_STATUS_BYTES,
		   "command %08x stores behind its status page", dw[0]);
	fuzz_check(!(dword(dw, n, operand->ggtt_dword) & operand->ggtt),
		   "command %08x stores into the engine's own status page", dw[0]);
}

static void check_pipe_control(const struct walk *walk, const u32 *dw, u32 n)
{
	u32 flags = dword(dw, n, 1);

	if (!(flags & MMIO_WRITE)) {
		check_post_sync(walk, &pipe_control_operand, flags, dw, n);
		return;
	}
	check_register(walk, dword(dw, n, 2), COPY_WRITE, dw[0]);
	fuzz_check(!(flags & pipe_control_operand.ggtt) && !(flags & BY_INDEX),
		   "a PIPE_CONTROL that writes a register names the GGTT or a status page");
}

static void check_store_index(const u32 *dw, u32 n)
{
	u32 bytes = n > 2 ? (n - 2) * (u32)sizeof(u32) : (u32)sizeof(u32);

	fuzz_check(dw[0] & OWN_STATUS_PAGE, "a store into the engine's own status page");
	fuzz_check((u64)dword(dw, n, 1) + bytes <= COPY_STATUS_BYTES,
		   "a store at %x of the status page", dword(dw, n, 1));
}

static void check_kind(const struct walk *walk, const struct copy_rule *rule, const u32 *dw, u32 n)
{
	switch (rule->kind) {
	case COPY_ARBITRATION:
		fuzz_check(walk->machine->caps.preemption != PGPU_PREEMPT_POINT,
			   "MI_ARB_ON_OFF for an engine that obeys it");
		break;
	case COPY_SEMAPHORE:
		fuzz_check(!(dw[0] & POLLS_REGISTER), "a semaphore that polls a register");
		break;
	case COPY_STORE_INDEX:
		check_store_index(dw, n);
		break;
	case COPY_FLUSH:
		check_post_sync(walk, &flush_operand, dw[0], dw, n);
		break;
	case COPY_PIPE_CONTROL:
		check_pipe_control(walk, dw, n);
		break;
	}
}

/* --- the walk ----------------------------------------------------------------------------- */

static void check_stream(struct walk *walk, u64 gva, u64 end, u32 place);

/* Check a batch that came from the guest's GGTT address @from, or from its PPGTT, if @user. */
static void check_batch(struct walk *walk, u64 gva, u64 end, u32 place, u64 from, bool user)
{
	struct copy_origin before = walk->origin;
	bool before_user = walk->user;
	u64 at = walk->at;

	walk->user |= user;
	walk->origin.known &= !user;
	walk->origin.gva = from;
	walk->origin.size = 0;
	check_stream(walk, gva, end, place);
	walk->origin = before;
	walk->user = before_user;
	walk->at = at;
}

/* Return the guest's address of the batch of a jump. @user: the guest's batch is in the PPGTT. */
static u64 origin_of_batch(const struct walk *walk, bool *user)
{
	const struct copy_origin *origin = &walk->origin;
	u64 high;

	*user = false;
	if (!origin->known)
		return 0;
	*user = copy_origin_dword(origin, walk->at) & START_PPGTT;
	high = copy_origin_dword(origin, walk->at + 2 * sizeof(u32));
	return (copy_origin_dword(origin, walk->at + sizeof(u32)) | high << 32) &
	       COPY_ADDRESS & ~3ull;
}

/* Follow a jump. A batch that several jumps reach is checked once. */
static void check_jump(struct walk *walk, const u32 *dw, u32 n)
{
	u64 target = (dword(dw, n, 1) | (u64)dword(dw, n, 2) << 32) & COPY_ADDRESS & ~3ull;
	u64 from;
	bool user;
	u32 i;

	fuzz_check(n > 2, "a jump without an address");
	if (dw[0] & START_PPGTT) {
		fuzz_check(walk->machine->caps.user_batch_safe & BIT(walk->sub->engine),
			   "a user batch in place on engine %u, which does not police it",
			   walk->sub->engine);
		return;
	}
	fuzz_check(!(dw[0] & ADD_OFFSET), "a jump to where a register says");
	fuzz_copy_counts.jumps++;
	for (i = 0; i < walk->n_seen; i++)
		if (walk->seen[i] == target)
			return;
	fuzz_check(walk->n_seen < BATCHES_MAX, "batches without an end");
	walk->seen[walk->n_seen++] = target;
	from = origin_of_batch(walk, &user);
	check_batch(walk, target, target + BATCH_MAX * sizeof(u32), COPY_BATCH, from, user);
}

/* Check the command at @gva of a stream. @kind: gets its kind. Return: its length in dwords. */
static u32 check_command(struct walk *walk, u64 gva, u64 end, u32 place, u32 *kind)
{
	const u32 *dw = code_at(walk, gva);
	const struct copy_rule *rule = copy_rule_find(walk->sub->engine, dw[0]);
	u32 i, n;

	fuzz_check(rule, "command %08x on engine %u, which no copy may hold", dw[0],
		   walk->sub->engine);
	fuzz_check(rule->places & place, "%s at place %u", rule->name, place);
	n = copy_rule_length(rule, dw[0]);
	fuzz_check(gva + n * sizeof(u32) <= end, "%s at %llx goes on beyond %llx", rule->name, gva,
		   end);
	dw = command_at(walk, gva, n);
	for (i = 0; i < COPY_OPERANDS; i++)
		check_operand(walk, &rule->operands[i], dw, n);
	check_registers(walk, rule->regs, dw, n);
	check_kind(walk, rule, dw, n);
	if (rule->kind == COPY_JUMP)
		check_jump(walk, dw, n);
	fuzz_copy_counts.commands++;
	*kind = rule->kind;
	return n;
}

/*
 * Check commands up to @end, or up to the MI_BATCH_BUFFER_END of a batch. A jump does not end the
 * walk: MI_SET_PREDICATE may make it an MI_NOOP, and then the commands behind it run.
 */
static void check_stream(struct walk *walk, u64 gva, u64 end, u32 place)
{
	u32 kind = COPY_PLAIN;
	u64 start = gva;

	while (gva < end && kind != COPY_END) {
		walk->at = gva - start;
		gva += check_command(walk, gva, end, place, &kind) * sizeof(u32);
	}
	fuzz_check(kind == COPY_END || place & (COPY_RING | COPY_INDIRECT),
		   "a batch without an end");
}

/*
 * Check the lists of registers in page 1 of the image, which the engine loads. A register that the
 * mediator has taken out is 0.
 */
static void check_lists(const struct walk *walk, const u32 *state)
{
	u32 at = IMAGE_REGISTERS, dwords, i;

	while (at < IMAGE_DWORDS) {
		if (!state[at]) {
			at++;
			continue;
		}
		dwords = (state[at] & 0xff) + 2;
		if (!LRI(state[at]) || at + dwords > IMAGE_DWORDS)
			return;
		for (i = at + 1; i < at + dwords; i += 2)
			if (state[i])
				check_register(walk, state[i], COPY_IMAGE, state[at]);
		at += dwords;
	}
}

/*
 * Check the host's line of a render context, where shared local memory stays. The restore runs it,
 * it clears that memory, and its store reaches a buffer. Return: bytes of the line.
 */
static u32 check_host_line(const struct walk *walk, const u32 *state)
{
	static const u32 want[LINE / sizeof(u32)] = { 0x7a000004, CLEAR_SLM };
	u64 gva = state[IMAGE_INDIRECT] & ~INDIRECT_LINES;
	u32 i;

	if (!walk->machine->caps.slm_stays)
		return 0;
	fuzz_check(!(walk->sub->flags & PGPU_SUBMIT_RESTORE_INHIBIT) &&
		   !(state[IMAGE_CONTROL] & BIT(0)), "an inhibited restore");
	fuzz_check(state[IMAGE_INDIRECT] & INDIRECT_LINES && state[IMAGE_PLACE] == PLACE,
		   "an indirect context %x that does not run", state[IMAGE_INDIRECT]);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		fuzz_check(i == 2 || *code_at(walk, gva + i * sizeof(u32)) == want[i],
			   "dword %u of the host's line", i);
	code_at(walk, *code_at(walk, gva + 2 * sizeof(u32)));
	return LINE;
}

static u32 origin_image(const struct walk *walk, u32 dword)
{
	return walk->origin.known ? copy_origin_image(&walk->origin, walk->sub, dword) : 0;
}

/* Check the two batches that the render engine runs before the ring. */
static void check_batches(struct walk *walk, const u32 *state)
{
	u32 indirect = state[IMAGE_INDIRECT], per_ctx = state[IMAGE_PER_CTX];
	u64 gva = (indirect & ~INDIRECT_LINES) + check_host_line(walk, state);
	u64 end = (indirect & ~INDIRECT_LINES) + (indirect & INDIRECT_LINES) * LINE;

	if (indirect & INDIRECT_LINES)
		check_batch(walk, gva, end, COPY_INDIRECT,
			    origin_image(walk, IMAGE_INDIRECT) & ~INDIRECT_LINES, false);
	gva = per_ctx & ~(u32)(PAGE_SIZE - 1);
	if (per_ctx & PER_CTX_VALID)
		check_batch(walk, gva, gva + PAGE_SIZE, COPY_PER_CTX,
			    origin_image(walk, IMAGE_PER_CTX) & ~(u32)(PAGE_SIZE - 1), false);
}

/* Check the image. Page 0 is the status page of the context; the engine loads all others. */
static void check_image(struct walk *walk)
{
	const struct pgpu_submission *sub = walk->sub;
	u32 pages = walk->machine->caps.context_pages[sub->engine], i;
	const u32 *state = code_at(walk, sub->context + PAGE_SIZE);

	for (i = 2; i <= pages; i++)
		code_at(walk, sub->context + i * PAGE_SIZE);
	i = window_page(walk, sub->context);
	fuzz_check(!walk->buffer[i] || walk->window->entries[i] == fuzz_slot_host_bus(i),
		   "a status page that is neither the guest's nor that of its slot");
	note_named(walk, i);
	/* The engine itself has saved the rest of a preempted context. */
	if (!(sub->flags & PGPU_SUBMIT_RESUME))
		check_lists(walk, state);
	if (sub->engine == PGPU_RCS)
		check_batches(walk, state);
}

static void print_counts(void)
{
	const struct fuzz_copy_counts *n = &fuzz_copy_counts;

	fprintf(stderr, "fuzz: checked %llu GGTT operands (%llu beside the guest's), %llu jumps "
		"and %llu registers of %llu commands in %llu copies\n", n->operands, n->compared,
		n->jumps, n->registers, n->commands, n->copies);
}

static struct live *live_begin(u64 cookie, u32 first)
{
	u32 i;

	for (i = 0; i < LIVE_MAX; i++) {
		if (lives[i].used)
			continue;
		memset(&lives[i], 0, sizeof(lives[i]));
		lives[i].used = true;
		lives[i].cookie = cookie;
		lives[i].first = first;
		return &lives[i];
	}
	fuzz_die("more submissions live than engines take");
}

void fuzz_copy_check(struct fuzz_machine *machine, int guest, const struct pgpu_submission *sub)
{
	static struct walk walk;
	u64 start = sub->ring_start;

	walk.machine = machine;
	walk.guest = guest;
	walk.sub = sub;
	walk.window = machine->guests[guest].window;
	walk.n_seen = 0;
	walk.user = false;
	fuzz_check(sub->engine < PGPU_ENGINES, "engine %u", sub->engine);
	fuzz_check(sub->head <= sub->tail && sub->tail < sub->ring_size, "ring %x to %x of %x",
		   sub->head, sub->tail, sub->ring_size);
	load_window(&walk);
	fuzz_slots_load(machine, guest);
	walk.live = live_begin(sub->cookie, walk.window->first);
	walk.origin = copy_origin_of(machine, guest, sub);
	check_image(&walk);
	check_stream(&walk, start + sub->head, start + sub->tail, COPY_RING);
	if (!fuzz_copy_counts.copies++)
		atexit(print_counts);
}

void fuzz_copy_ended(u64 cookie)
{
	struct live *live;
	u32 i;
	u64 word;

	for (live = lives; live < lives + LIVE_MAX; live++)
		if (live->used && live->cookie == cookie)
			break;
	fuzz_check(live < lives + LIVE_MAX, "cookie %llx has ended already", cookie);
	for (i = 0; i < ARRAY_SIZE(live->named); i++)
		for (word = live->named[i]; word; word &= word - 1)
			named[live->first + i * WORD_BITS + __builtin_ctzll(word)]--;
	live->used = false;
}

void fuzz_copy_buffer(const struct fuzz_machine *machine, int guest, u32 first, u32 index,
		      u64 bus)
{
	if (!named[index])
		return;
	fuzz_slots_load(machine, guest);
	fuzz_check(bus == fuzz_slot_host_bus(index - first),
		   "GGTT entry %u becomes a buffer while an engine has its address", index);
}
