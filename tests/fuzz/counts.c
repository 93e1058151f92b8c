// SPDX-License-Identifier: GPL-2.0-only
/* Counted commands; see counts.h. */
#include "tests/fuzz/counts.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/host.h"
#include "mediator/unmap_history.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"

#define STORE_GGTT	0x10400002u	/* MI_STORE_DATA_IMM */
#define COUNT_GGTT	(0x17c00001u | GEN9_ATOMIC_INC << 8)
#define COUNTS		4u
#define ROUNDS		600u
#define ROUND_NS	10000000ull

static u64 count_at(u32 engine, u32 i)
{
	return FUZZ_GPA(FUZZ_SECRET) + 0x400 + (engine * COUNTS + i) * sizeof(u32);
}

static u64 seqno_at(u32 engine)
{
	return FUZZ_GPA(FUZZ_SECRET) + engine * 8;
}

static void emit(struct fuzz_guest *guest, u32 engine, const u32 *dw, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		fuzz_poke32(guest, FUZZ_GPA(FUZZ_RING_PAGE(engine)) + guest->tail[engine], dw[i]);
		guest->tail[engine] += sizeof(u32);
		guest->tail[engine] %= FUZZ_RING_PAGES * GEN9_PAGE_SIZE;
	}
}

/* Clear the counters, and submit commands that add one to each, then a seqno. */
static void counts_submit(struct fuzz_guest *guest, u32 engine)
{
	const u32 end[] = {
		STORE_GGTT, lower_32_bits(seqno_at(engine)), 0, ++guest->seqno,
		GEN9_MI_USER_INTERRUPT, 0,
	};
	u32 i;

	for (i = 0; i < COUNTS; i++) {
		const u32 count[] = { COUNT_GGTT, lower_32_bits(count_at(engine, i)), 0, 0 };

		fuzz_poke32(guest, count_at(engine, i), 0);
		emit(guest, engine, count, ARRAY_SIZE(count));
	}
	emit(guest, engine, end, ARRAY_SIZE(end));
	fuzz_submit(guest, engine, ~0u, guest->tail[engine]);
}

static bool failed(struct fuzz_guest *guest, u32 engine)
{
	return fuzz_read32(guest, fuzz_engine_base(engine) + GEN9_RING_ESR);
}

/* Read registers as a driver that tests if an engine makes progress. */
static void look(struct fuzz_guest *guest, u32 engine)
{
	fuzz_read32(guest, fuzz_engine_base(engine) + GEN9_RING_ACTHD);
	fuzz_read32(guest, fuzz_engine_base(engine) + GEN9_RING_TIMESTAMP);
}

/* Run until the guest learns of the end or of an error. Return: the work has ended. */
static bool counts_wait(struct fuzz_guest *guest, u32 engine)
{
	u32 round;

	for (round = 0; !failed(guest, engine); round++) {
		fuzz_check(round < ROUNDS, "counted work on engine %u is not done", engine);
		fuzz_run(guest->machine, 4);
		look(guest, engine);
		if (fuzz_peek32(guest, seqno_at(engine)) == guest->seqno &&
		    fuzz_engine_idle(guest, engine))
			return !failed(guest, engine);
		fuzz_advance(guest->machine, ROUND_NS);
	}
	return false;
}

/* Reset the engine and move HEAD behind the work that is given up, as i915 does. */
static void counts_give_up(struct fuzz_guest *guest, u32 engine)
{
	u64 head = FUZZ_GPA(FUZZ_CONTEXT_PAGE(engine) + 1) + GEN9_CTX_RING_HEAD * sizeof(u32);

	fuzz_reset_engine(guest, engine);
	fuzz_poke32(guest, head, guest->tail[engine]);
	fuzz_run(guest->machine, 4);
}

static void counts_check(struct fuzz_guest *guest, u32 engine, bool done)
{
	u32 i, n;

	for (i = 0; i < COUNTS; i++) {
		n = fuzz_peek32(guest, count_at(engine, i));
		fuzz_check(done ? n == 1 : n <= 1, "engine %u: command %u ran %u times%s", engine,
			   i, n, done ? "" : ", and was given up");
	}
}

void fuzz_victim_counts(struct fuzz_guest *victim, u32 engine, u32 what,
			const struct fuzz_fault *fault)
{
	struct fuzz_machine *machine = victim->machine;
	bool later = fault->error == FACET_HOST_RETRY && what <= FUZZ_FAIL_PIN;
	bool done;

	machine->victim_faults[what] = *fault;
	counts_submit(victim, engine);
	done = counts_wait(victim, engine);
	memset(machine->victim_faults, 0, sizeof(machine->victim_faults));
	fuzz_check(done || !later, "engine %u: an error, and memory was away for a moment",
		   engine);
	counts_check(victim, engine, done);
	if (!done)
		counts_give_up(victim, engine);
	counts_check(victim, engine, done);
	/* A page that could not be pinned is tried again after a second. */
	fuzz_advance(machine, 2 * FACET_UNMAP_HISTORY_NS);
	counts_submit(victim, engine);
	done = counts_wait(victim, engine);
	fuzz_check(done, "engine %u: an error, and nothing fails any more", engine);
	counts_check(victim, engine, true);
	fuzz_take_irqs(victim);
}
