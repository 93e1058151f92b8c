/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cases of a hostile guest. A case is a row: what the guest does, what it sees, and the check that
 * stops it. Files named guest_*.c drive the GPU by the mini-guest alone. Their cases run natively
 * and in a real guest. Files named core_*.c also access the core. Their cases run natively only.
 *
 * Natively each case has its own machine: the hostile guest, a neighbour that must make progress,
 * and a clock that only the case advances. The runner (native.c) also checks the neighbour's work
 * and what the host keeps: lines of log, memory and pins.
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
 * struct hostile_case - One row of the table.
 * @name: name of the case
 * @action: what the guest does
 * @expect: what the guest sees
 * @check: the check that stops it (device_checks.h, mediator_checks.h, softgpu_checks.h,
 *   display_checks.h, virtio_checks.h, model_checks.h)
 * @run: runs the case
 * @arg: passed to @run, for cases that share a function
 */
struct hostile_case {
	const char *name;
	const char *action;
	const char *expect;
	const char *check;
	void (*run)(struct hostile *h, const void *arg);
	const void *arg;
};

/**
 * struct hostile_class - Cases of one kind.
 * @name: name of the class
 * @guest: the cases run in a real guest, too
 * @hardware: the cases run on a pGPU like hardware, whatever the others run on
 * @processes: processes execute 3D and compute commands; natively only
 * @overlaps: the neighbour's window has addresses that the evil guest has, too
 * @cases: the rows
 * @count: number of rows
 */
struct hostile_class {
	const char *name;
	bool guest;
	bool hardware;
	bool processes;
	bool overlaps;
	const struct hostile_case *cases;
	u32 count;
};

#define HOSTILE_CLASS(var, label, inside, rows)					\
	const struct hostile_class var = {					\
		.name = (label), .guest = (inside), .cases = (rows), .count = ARRAY_SIZE(rows), \
	}

/**
 * struct hostile - The surroundings of a running case.
 * @machine: the machine; natively with the neighbour's vGPU
 * @evil: the hostile guest
 * @vm: page tables of @evil
 * @each: what the guest does at each step of time; may be NULL
 * @data: data of @each
 * @type: vGPU type of @evil, a small one; natively only
 * @neighbour: the other guest; NULL in a real guest
 * @step_ns: length of a step of time; natively only
 * @bound_ns: time that the neighbour's work may take; natively only
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

/*
 * The guest's part of the GGTT, as PVINFO reports it: two ranges. All other addresses are the
 * host's.
 */
#define HOSTILE_APERTURE	0x04000000u	/* end of the first range */
#define HOSTILE_HIDDEN		0x10000000u
#define HOSTILE_HIDDEN_END	0x28000000u
/* The neighbour's host window at the engines: no address of the evil guest's, or one that is. */
#define HOSTILE_WINDOW		0x04f00000u
#define HOSTILE_WINDOW_OVERLAPS	0x01000000u

#define HOSTILE_BATCH_VA	0x100000000ull
#define HOSTILE_DATA_VA		0x200000ull

/* End the case as failed. */
void hostile_fail(const char *what, const char *file, int line) __attribute__((noreturn));
#define EXPECT(cond) do {							\
	if (!(cond))								\
		hostile_fail(#cond, __FILE__, __LINE__);			\
} while (0)

/* Defined by native.c, and by inside.c for a real guest. */

/** hostile_pump() - Advance by one step of time, so that the host's workers and the engines run. */
void hostile_pump(struct hostile *h);
/** hostile_settle() - Wait long enough for all requests of the guest that end at all. */
void hostile_settle(struct hostile *h);
/** hostile_neighbour() - Check that the neighbour's work on each engine is correct and in time. */
void hostile_neighbour(struct hostile *h);
/** hostile_aperture() - Access BAR2. Native cases only. */
void hostile_aperture(struct hostile *h, u32 offset, void *buf, u32 len, bool write);

/* Defined by hostile.c for both. */

/**
 * hostile_until() - Advance until a condition holds.
 * @h: the case
 * @done: the condition
 * @arg: passed to @done
 *
 * Return: true; false if the condition does not hold within 2000 steps.
 */
bool hostile_until(struct hostile *h, bool (*done)(const void *arg), const void *arg);
/** hostile_done() - Advance until the context's last seqno arrives. Return: it has arrived. */
bool hostile_done(struct hostile *h, struct mini_context *context);
/** hostile_submit() - Submit at once what was emitted. */
void hostile_submit(struct mini_context *context);
u32 hostile_reg(const struct mini_context *context, u32 offset);

/**
 * hostile_refused() - Expect that the engine has stopped at a command that it does not know.
 * @h: the case
 * @context: the context that was submitted
 * @ipehr: the first dword of the command, which IPEHR must show
 *
 * EIR and one interrupt report the error, as on hardware. The seqno must not have arrived. Recovers
 * the engine by a reset.
 */
void hostile_refused(struct hostile *h, struct mini_context *context, u32 ipehr);
/** hostile_stopped() - Expect an error of the kind @eir (GEN9_EIR_*). Recover the engine. */
void hostile_stopped(struct hostile *h, struct mini_context *context, u32 eir);
/** hostile_recover() - Reset the engine of @context, and check that the engine works. */
void hostile_recover(struct hostile *h, struct mini_context *context);
/** hostile_unharmed() - Expect that the context's request has ended without an error. */
void hostile_unharmed(struct hostile *h, struct mini_context *context);

/** enum hostile_place - Where commands are put. */
enum hostile_place {
	HOSTILE_RING,
	HOSTILE_GGTT_BATCH,
	HOSTILE_USER_BATCH,
	HOSTILE_INDIRECT,
	HOSTILE_PER_CTX,
};

/** hostile_commands() - Create a context, and submit a request with @n dwords of commands. */
void hostile_commands(struct hostile *h, struct mini_context *context, u32 engine,
		      enum hostile_place place, const u32 *dw, u32 n);

/** hostile_context() - Create a context on an engine, with the guest's page tables. */
void hostile_context(struct hostile *h, struct mini_context *context, u32 engine);
/**
 * hostile_page() - Allocate a guest page and map it.
 * @h: the case
 * @gva: gets its address in the GGTT; NULL: the page is not mapped there
 * @va: its address in the PPGTT; 0: the page is not mapped there
 * Return: the page, zeroed.
 */
u32 *hostile_page(struct hostile *h, u32 *gva, u64 va);

/**
 * struct hostile_stream - Commands for the functions below.
 * @engine: the engine that runs the commands (PGPU_*)
 * @place: where the commands are put
 * @n: number of dwords
 * @dw: the dwords. HOSTILE_OWN stands for the GGTT address of a page of the guest.
 */
struct hostile_stream {
	u32 engine;
	enum hostile_place place;
	u32 n;
	u32 dw[20];
};

#define HOSTILE_OWN	0x0badbad0u

/* Functions for cases with a stream. This one expects that the engine stops at dw[0]. */
void hostile_stream_refused(struct hostile *h, const void *stream);
/* Expect that the request ends and that the guest's page (HOSTILE_OWN) is unchanged. */
void hostile_stream_harmless(struct hostile *h, const void *stream);
/*
 * Expect that the request ends and that 0 is stored at byte 8 of the guest's page. The stream
 * stores a register there.
 */
void hostile_stream_reads_zero(struct hostile *h, const void *stream);
/* Expect that the engine stops with a page fault. */
void hostile_stream_faults(struct hostile *h, const void *stream);

/* Rows of such cases. The last arguments are the dwords. */
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
