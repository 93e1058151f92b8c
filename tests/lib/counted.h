/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A load of a mini-guest that counts how often each command runs. Every request adds one to
 * COUNTED_COMMANDS dwords, with one command for each. A lost command leaves 0, a repeated one 2.
 * The guest reads its CSB and its seqnos as i915 does. After an engine error the guest resets the
 * engine and gives up the submitted requests: their commands run once or not at all.
 *
 * Functions return false if a check fails; counted_why() returns the text of the first failure.
 */
#ifndef TESTS_COUNTED_H
#define TESTS_COUNTED_H

#include "port.h"
#include "tests/lib/mini.h"

#define COUNTED_ENGINES		2u	/* RCS, BCS */
#define COUNTED_CONTEXTS	2u	/* of each engine */
#define COUNTED_WORKS		(COUNTED_ENGINES * COUNTED_CONTEXTS)
#define COUNTED_SLOTS		8u	/* remembered requests of a context */
#define COUNTED_COMMANDS	4u	/* per request: two in the ring, two in a user batch */
#define COUNTED_BYTES		512u	/* used bytes of the page of counters, from its start on */

/**
 * struct counted_work - A context and its requests.
 * @context: the context, with a ring of 4096 bytes
 * @emitted: requests written to the ring so far; request r is in slot r % COUNTED_SLOTS
 * @checked: requests that the guest found complete
 * @submitted: seqno of the last request that was submitted
 * @given_up: by slot: an error or a reset came before the end of the request
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
 * @machine: the machine of @guest
 * @guest: the guest that submits
 * @vm: the PPGTT of all contexts
 * @counters: guest-physical address of the page of counters, in bytes
 * @counters_gva: GGTT address of that page, in bytes
 * @work: the contexts: work i belongs to engine i % COUNTED_ENGINES
 * @alone: by engine: the context of the last submission, if that named one context; else
 *	NULL
 * @busy: by engine: the CSB has said that the engine runs
 * @logged: by engine: CSB entries that counted_poll() has checked
 * @errors: engine errors that the guest has met
 * @resets: resets of engines that the guest has made
 * @why: the first failed check, NUL-terminated; empty: none failed
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

/**
 * counted_start() - Make a guest on a machine, with contexts and batches.
 * @load: gets the load; overwritten
 * @machine: where the guest lives
 *
 * Context: the test's thread, on no lock. Ends the process if the guest cannot be made.
 */
void counted_start(struct counted *load, struct mini_machine *machine);

/**
 * counted_follow() - Continue the load on a clone of its guest.
 * @load: the load
 * @machine: the machine of the clone
 * @to: the clone, from mini_guest_clone()
 *
 * Context: the test's thread; takes no lock.
 */
void counted_follow(struct counted *load, struct mini_machine *machine, struct mini_guest *to);

/**
 * counted_emit() - Write one more request into the ring of a context.
 * @load: the load
 * @work: index of the context, 0 to COUNTED_WORKS - 1
 *
 * Four requests of a context are under way at most. The function writes nothing if there
 * are four.
 *
 * Context: the test's thread; may take the front end's lock.
 * Return: false: an old request of the same slot ran too often or too rarely; counted_why()
 * names it.
 */
bool counted_emit(struct counted *load, u32 work);

/**
 * counted_submit() - Submit the written requests of an engine, as i915 does, with one
 * context or two.
 * @load: the load
 * @engine: 0 to COUNTED_ENGINES - 1
 *
 * A busy engine gets a lite restore of the context that runs alone, or nothing.
 *
 * Context: the test's thread; takes &facet_device.mmio_lock for each register write.
 */
void counted_submit(struct counted *load, u32 engine);

/**
 * counted_poll() - Take interrupts, check CSBs and seqnos, and reset the engines that report
 * an error.
 * @load: the load
 *
 * Context: the test's thread; takes &facet_device.mmio_lock for each register access.
 * Return: false: a CSB entry, a seqno or a counter is wrong; counted_why() names it.
 */
bool counted_poll(struct counted *load);

/**
 * counted_reset() - Reset an engine and give up its unfinished requests.
 * @load: the load
 * @engine: 0 to COUNTED_ENGINES - 1
 *
 * Context: the test's thread; takes &facet_device.mmio_lock for each register access.
 */
void counted_reset(struct counted *load, u32 engine);

/**
 * counted_done() - Tell whether all written requests are complete or given up, and the
 * engines idle.
 * @load: the load
 *
 * Context: the test's thread; takes no lock.
 * Return: true: nothing is under way.
 */
bool counted_done(const struct counted *load);

/**
 * counted_check() - Check how often each remembered command ran: once, or at most once if given up.
 * @load: the load, with nothing under way
 *
 * Context: the test's thread; takes no lock.
 * Return: false: a command ran too often or too rarely; counted_why() names it.
 */
bool counted_check(struct counted *load);

/**
 * counted_shows() - Compare another mapping of the page of counters with guest memory.
 * @load: the load
 * @shown: returns the dword at @offset bytes of the page, as the other mapping shows it
 * @arg: first argument of @shown
 *
 * The comparison covers each remembered request that was found complete.
 *
 * Context: the test's thread; takes no lock itself.
 * Return: false: a dword differs.
 */
bool counted_shows(const struct counted *load, u32 (*shown)(void *arg, u32 offset), void *arg);

/**
 * counted_requests() - Return the number of requests that were found complete.
 * @load: the load
 *
 * Context: the test's thread; takes no lock.
 * Return: requests of all contexts together.
 */
u64 counted_requests(const struct counted *load);

/**
 * counted_why() - Return the text of the first failed check.
 * @load: the load
 *
 * Context: the test's thread; takes no lock.
 * Return: NUL-terminated, valid as long as @load; "nothing" if no check failed.
 */
const char *counted_why(const struct counted *load);

#endif
