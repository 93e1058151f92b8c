/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A load of a mini-guest in which each command is counted: every request adds one to some dwords,
 * each by a command of its own. A command that is lost leaves 0, one that runs twice leaves 2.
 * The guest reads its CSB and its seqnos as i915 does. After an engine error it resets the
 * engine and gives up what it had submitted: such a command runs once or not at all.
 *
 * Functions return false where the guest was lied to; counted_why() tells how.
 */
#ifndef TESTS_COUNTED_H
#define TESTS_COUNTED_H

#include "port.h"
#include "tests/lib/mini.h"

#define COUNTED_ENGINES		2u	/* RCS, BCS */
#define COUNTED_CONTEXTS	2u	/* of each engine */
#define COUNTED_WORKS		(COUNTED_ENGINES * COUNTED_CONTEXTS)
#define COUNTED_SLOTS		8u	/* requests of a context that are remembered */
#define COUNTED_COMMANDS	4u	/* of a request: two in the ring, two in a user batch */
#define COUNTED_BYTES		512u	/* of the page of counters, from its start on, that they take */

/**
 * struct counted_work - A context and its requests.
 * @emitted: requests so far; request r is in slot r % COUNTED_SLOTS
 * @checked: requests that were found complete
 * @submitted: seqno up to which requests were submitted
 * @given_up: by slot: an error or a reset came before its end
 */
struct counted_work {
	struct mini_context context;
	u32 emitted;
	u32 checked;
	u32 submitted;
	bool given_up[COUNTED_SLOTS];
};

/**
 * struct counted - A guest under load.
 * @counters: guest-physical address of the dwords
 * @counters_gva: their address in the GGTT
 * @alone: by engine: what was submitted last, if it was one context
 * @busy: by engine: the CSB has said that it runs
 * @logged: by engine: CSB entries looked at
 * @errors: engine errors that the guest has met
 * @resets: resets of engines that the guest has made
 */
struct counted {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	u64 counters;
	u32 counters_gva;
	struct counted_work work[COUNTED_WORKS];
	struct counted_work *alone[COUNTED_ENGINES];
	bool busy[COUNTED_ENGINES];
	u32 logged[COUNTED_ENGINES];
	u32 errors;
	u32 resets;
	char why[160];
};

/** counted_start() - Make a guest on @machine, with contexts and batches. */
void counted_start(struct counted *load, struct mini_machine *machine);

/** counted_follow() - The load goes on as @to, a clone of its guest on @machine. */
void counted_follow(struct counted *load, struct mini_machine *machine, struct mini_guest *to);

/** counted_emit() - One request more of a context, if few enough are under way. */
bool counted_emit(struct counted *load, u32 work);

/** counted_submit() - Submit to an engine what was emitted, as i915 would: by one port or both. */
void counted_submit(struct counted *load, u32 engine);

/** counted_poll() - Take interrupts, read CSBs and seqnos, check them; meet errors by resets. */
bool counted_poll(struct counted *load);

/** counted_reset() - Reset an engine, and give up what was submitted to it. */
void counted_reset(struct counted *load, u32 engine);

/** counted_done() - All that was emitted is complete or given up, and the engines are idle. */
bool counted_done(const struct counted *load);

/** counted_check() - Each command that is remembered has run as often as it should have. */
bool counted_check(struct counted *load);

/**
 * counted_shows() - Whether another view of the page of counters shows what memory holds, for
 * each request that was found complete and is remembered.
 * @shown: the dword at an offset in the page, as it is seen there
 */
bool counted_shows(const struct counted *load, u32 (*shown)(void *arg, u32 offset), void *arg);

/** counted_requests() - Requests that were found complete. */
u64 counted_requests(const struct counted *load);

const char *counted_why(const struct counted *load);

#endif
