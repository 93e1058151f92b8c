/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hostile guest, case by case. A case is a row: what the guest does, what it sees of it,
 * and the check that stops it. Case files named guest_*.c drive the GPU through the mini-guest
 * alone and run natively and in a real guest; core_*.c look at the core, too, and run natively.
 *
 * Natively each case has a machine of its own: the hostile guest, a neighbour whose work has
 * to go on, and a clock that only the case moves. Beside what the case expects itself, the
 * runner looks at the neighbour and at the host's log, memory and pins (native.c).
 */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include "port.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/type.h"
#include "tests/lib/mini.h"

struct hostile;

/**
 * struct hostile_case - A row of the table.
 * @name: of the case
 * @action: what the guest does
 * @expect: what it sees
 * @check: what stops it (checks.h of mediator/, softgpu/, display/)
 * @run: does it
 * @arg: for cases that share @run
 */
struct hostile_case {
	const char *name;
	const char *action;
	const char *expect;
	const char *check;
	void (*run)(struct hostile *h, const void *arg);
	const void *arg;
};

/** struct hostile_class - Cases of one kind. @guest: they run in a real guest, too. */
struct hostile_class {
	const char *name;
	bool guest;
	const struct hostile_case *cases;
	u32 count;
};

#define HOSTILE_CLASS(var, label, inside, rows)					\
	const struct hostile_class var = {					\
		.name = (label), .guest = (inside), .cases = (rows), .count = ARRAY_SIZE(rows), \
	}

/**
 * struct hostile - What a case works on.
 * @evil: the guest that means harm
 * @vm: page tables of its
 * @each: NULL, or done by the guest at each step of time
 * @type: of @evil: a small one
 * @machine, @neighbour: natively
 * @step_ns, @bound_ns: natively: a step of time, and the neighbour's bound
 */
struct hostile {
	struct mini_machine *machine;
	struct mini_guest *evil;
	struct mini_vm vm;
	void (*each)(struct hostile *h);
	void *data;
	struct facet_type type;
	struct hostile_neighbour *neighbour;
	u64 step_ns;
	u64 bound_ns;
};

/* The guest's GGTT, as PVINFO tells: two ranges. What follows is the host's. */
#define HOSTILE_APERTURE	0x04000000u	/* end of the first */
#define HOSTILE_HIDDEN		0x10000000u
#define HOSTILE_HIDDEN_END	0x28000000u
#define HOSTILE_WINDOW		0xe0000000u	/* the host's own shadows */

#define HOSTILE_BATCH_VA	0x100000000ull
#define HOSTILE_DATA_VA		0x200000ull

/* Gives the case up as failed. */
void hostile_fail(const char *what, const char *file, int line) __attribute__((noreturn));
#define EXPECT(cond) do {							\
	if (!(cond))								\
		hostile_fail(#cond, __FILE__, __LINE__);			\
} while (0)

/* Done by native.c, and by inside.c in a real guest. */

/** hostile_pump() - A step of time: the host's workers and engines get on. */
void hostile_pump(struct hostile *h);
/** hostile_settle() - Time enough for whatever the guest has asked for, unless it never ends. */
void hostile_settle(struct hostile *h);
/** hostile_neighbour() - The other guest's work on all engines is done right, in its time. */
void hostile_neighbour(struct hostile *h);
/** hostile_aperture() - An access of BAR2. */
void hostile_aperture(struct hostile *h, u32 offset, void *buf, u32 len, bool write);

/* Done by common.c, for both */

/** hostile_until() - Steps until it holds; false: it does not come. */
bool hostile_until(struct hostile *h, bool (*done)(const void *arg), const void *arg);
/** hostile_done() - Whether the context's last seqno comes. */
bool hostile_done(struct hostile *h, struct mini_context *context);
/** hostile_submit() - What was emitted, at once. */
void hostile_submit(struct mini_context *context);
u32 hostile_reg(const struct mini_context *context, u32 offset);

/**
 * hostile_refused() - The engine has stopped at a command, as hardware would at one that it does
 * not know: IPEHR, EIR, an interrupt; the seqno has not come. A reset mends it.
 */
void hostile_refused(struct hostile *h, struct mini_context *context, u32 ipehr);
/** hostile_stopped() - The same, but the error is of another kind. @eir: GEN9_EIR_* */
void hostile_stopped(struct hostile *h, struct mini_context *context, u32 eir);
/** hostile_recover() - Reset the engine, show that it works. */
void hostile_recover(struct hostile *h, struct mini_context *context);
/** hostile_unharmed() - The context's request has come, without an error. */
void hostile_unharmed(struct hostile *h, struct mini_context *context);

/** enum hostile_place - Where commands are put. */
enum hostile_place {
	HOSTILE_RING,
	HOSTILE_GGTT_BATCH,
	HOSTILE_USER_BATCH,
	HOSTILE_INDIRECT,
	HOSTILE_PER_CTX,
};

/** hostile_commands() - A request with these commands; submitted. @n: dwords */
void hostile_commands(struct hostile *h, struct mini_context *context, u32 engine,
		      enum hostile_place place, const u32 *dw, u32 n);

/** hostile_context() - One on an engine, with the guest's page tables. */
void hostile_context(struct hostile *h, struct mini_context *context, u32 engine);
/** hostile_page() - A page, mapped in the GGTT; @gva, @va: where; @va also in the PPGTT. */
u32 *hostile_page(struct hostile *h, u32 *gva, u64 va);

/**
 * struct hostile_stream - Commands, and what becomes of them.
 * @dw: of @n dwords; HOSTILE_OWN stands for the address of a page of the guest's, in the GGTT
 */
struct hostile_stream {
	u32 engine;
	enum hostile_place place;
	u32 n;
	u32 dw[20];
};

#define HOSTILE_OWN	0x0badbad0u

/* Cases of a stream. refused: the engine stops at dw[0]. */
void hostile_stream_refused(struct hostile *h, const void *stream);
/* ... it ends, and the guest's page (HOSTILE_OWN) and what is beyond it are as before. */
void hostile_stream_harmless(struct hostile *h, const void *stream);
/* ... it ends, and the guest finds 0 at byte 8 of its page, where the register is stored. */
void hostile_stream_reads_zero(struct hostile *h, const void *stream);
/* ... the engine stops, for another reason than a command that it does not know. */
void hostile_stream_faults(struct hostile *h, const void *stream);

/* Rows of such cases; the last arguments are the dwords. */
#define HOSTILE_STREAM(on, where, ...)						\
	&(const struct hostile_stream){						\
		.engine = PGPU_##on, .place = HOSTILE_##where,			\
		.n = sizeof((const u32 []){ __VA_ARGS__ }) / sizeof(u32),	\
		.dw = { __VA_ARGS__ },						\
	}
#define HOSTILE_STOPS	"the engine stops there: IPEHR, EIR and an interrupt; a reset mends it"
#define HOSTILE_NOTHING	"nothing: the request ends, memory is as before"
#define HOSTILE_ZERO	"nothing: the request ends, the register reads 0"
#define REFUSED(label, stopper, does, on, where, ...)				\
	{ label, does, HOSTILE_STOPS, #stopper, hostile_stream_refused,		\
	  HOSTILE_STREAM(on, where, __VA_ARGS__) }
#define HARMLESS(label, stopper, does, on, where, ...)				\
	{ label, does, HOSTILE_NOTHING, #stopper, hostile_stream_harmless,	\
	  HOSTILE_STREAM(on, where, __VA_ARGS__) }
#define CLOSED(label, does, on, where, ...)					\
	{ label, does, HOSTILE_ZERO, "AUDIT_REGISTER", hostile_stream_reads_zero, \
	  HOSTILE_STREAM(on, where, __VA_ARGS__) }
#define CASE(fn, stopper, does, sees)						\
	{ #fn, does, sees, #stopper, fn, NULL }
#define CASE_ARG(label, fn, data, stopper, does, sees)				\
	{ label, does, sees, #stopper, fn, data }

extern const struct hostile_class *const hostile_classes[];

#endif
