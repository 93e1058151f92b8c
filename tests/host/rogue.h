/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hostile workers of facet-engine's node. rogue.c runs the cases; rogue_maps.c, rogue_pins.c and
 * rogue_life.c have what the workers do.
 */
#ifndef HOST_ROGUE_H
#define HOST_ROGUE_H

#include <setjmp.h>
#include <stdbool.h>
#include <sys/types.h>

#include "port.h"
#include "kernel/uapi/facet_engine.h"
#include "softgpu/remote_layout.h"
#include "tests/lib/sgpu_rig.h"

/* Addresses of the guest, beside those of long_kernel.h. */
#define ROGUE_READ_ONLY	(RIG_DATA + 0x1000)	/* a page without the right to write */
#define ROGUE_ABSENT	(RIG_DATA + 0x2000)	/* an entry without a page */
#define ROGUE_SPARE	(RIG_DATA + 0x100000)	/* a page that the guest takes away */

#define ROGUE_OLD	0x01dull	/* what the spare page holds while it is the guest's */
#define ROGUE_NEW	0xbadull	/* and behind that */
#define ROGUE_GARBAGE	0x5a5a5a5au

/**
 * enum rogue_end - What becomes of the request of a case.
 * @ROGUE_NONE: the case has no request
 * @ROGUE_ENDS: the worker answers when the case is over, and the request ends
 * @ROGUE_ANY: the worker has answered, or has not
 * @ROGUE_LOST: the request does not end, and the guest resets its engine
 * @ROGUE_DIES: the same, and the worker is killed
 */
enum rogue_end {
	ROGUE_NONE,
	ROGUE_ENDS,
	ROGUE_ANY,
	ROGUE_LOST,
	ROGUE_DIES,
};

/**
 * enum rogue_sleeper - Whose longest sleep is noted.
 * @ROGUE_CASE: of the guest's case
 * @ROGUE_BESIDE: of the neighbour's dispatch
 * @ROGUE_SLEEPERS: number of them
 */
enum rogue_sleeper {
	ROGUE_CASE,
	ROGUE_BESIDE,
	ROGUE_SLEEPERS,
};

/**
 * struct rogue_shared - Memory of all processes of the program.
 * @case_number: case to start, for the factory; changes from 0 by the guest, back by the factory
 * @pid: the worker
 * @attached: the worker has a vGPU
 * @phase: what the guest and the worker of a case tell each other
 * @over: the worker has done what the case is about
 * @finish: the worker may end
 * @wrong: what did not hold, as rogue_says() notes it; empty: nothing
 * @only_late: @wrong is of rogue_says_late()
 * @vmm: the process that has opened the guest's vGPU
 * @other: a process of the worker that has to end with it; 0: none
 * @children: processes of the worker that are still to check something
 * @quit: the program ends
 * @honest: the neighbour's worker; 0: the factory is to start one
 * @replaced: workers of the neighbour that were late on a busy machine
 * @rounds: dispatches of the neighbour that ended
 * @wrongs: wrong counts of the neighbour
 * @lost: what became of the neighbour's last dispatch if it did not end; empty: they all ended
 * @longest_us: its longest dispatch
 * @slept_us: longest sleep of the factory, which asks for 1 ms, in the guest's case and in the
 *	neighbour's dispatch. A longer one waits for a processor
 * @owner: numbers of the guest's and of the neighbour's vGPU
 */
struct rogue_shared {
	u32 case_number;
	pid_t pid;
	u32 attached;
	u32 phase;
	u32 over;
	u32 finish;
	char wrong[160];
	bool only_late;
	pid_t vmm;
	pid_t other;
	u32 children;
	u32 quit;
	pid_t honest;
	u32 replaced;
	u32 rounds;
	u32 wrongs;
	char lost[64];
	u64 longest_us;
	u64 slept_us[ROGUE_SLEEPERS];
	u64 owner[2];
};

/**
 * struct rogue - A worker.
 * @shared: memory of all processes
 * @node: descriptor of the node
 * @fd: the worker's descriptor
 * @seq: number of the last request it has seen
 * @request: the request
 * @result: the result
 * @window: first byte of the window
 */
struct rogue {
	struct rogue_shared *shared;
	int node;
	int fd;
	u32 seq;
	const struct sgpu_remote_request *request;
	struct sgpu_remote_result *result;
	u8 *window;
};

/**
 * struct rogue_guest - What a case does on the guest's side.
 * @pid: the worker
 * @shared: memory of all processes
 * @map: map the spare page for the guest, or take it away
 * @record: begin to record writes to the spare page, or end it. Return: false: this kernel cannot
 * @reported: tell whether the next report has the spare page
 * @spare: the spare page
 */
struct rogue_guest {
	pid_t pid;
	struct rogue_shared *shared;
	bool (*map)(bool mapped);
	bool (*record)(bool on);
	bool (*reported)(void);
	volatile u64 *spare;
};

/**
 * struct rogue_case - A case.
 * @name: what holds
 * @act: what the worker does; NULL: the worker is honest
 * @end: what becomes of the request
 * @ms: how long the guest waits for a request that does not end, in ms; 0: 300
 * @late: on a slow kernel the worker may be lost, since it is late
 * @alone: the worker is killed before the guest resets its engine
 * @early: @act runs when the worker is attached, before it waits for the request
 * @guest: what the guest does meanwhile; NULL: nothing
 * @batch: change the batch of the guest; NULL: a kernel that counts
 * @count: what the kernel has stored, if its request ends; 0: anything
 * @checks: names of checks without any one of which the case fails, with blanks between them; NULL:
 *	the case is not run without a check
 */
struct rogue_case {
	const char *name;
	void (*act)(struct rogue *r);
	enum rogue_end end;
	u32 ms;
	bool late;
	bool alone;
	bool early;
	void (*guest)(struct rogue_guest *g);
	void (*batch)(struct sgpu_rig *memory);
	u32 count;
	const char *checks;
};

extern const struct rogue_case rogue_map_cases[], rogue_pin_cases[], rogue_life_cases[];
extern const struct rogue_case rogue_last_case;	/* the guest closes its vGPU in phase 1 */

/* Note what does not hold: the first failure, but it replaces one of rogue_says_late(). */
void rogue_says(struct rogue_shared *shared, const char *what);
/* Note what does not hold if a worker was lost since it was late. */
void rogue_says_late(struct rogue_shared *shared, const char *what);
/* Note what does not hold in a worker. */
void rogue_want(struct rogue *r, bool holds, const char *what);
/* Test if a call has failed with @error. */
bool rogue_fails(long ret, int error);

/* Get a descriptor of the guest's vGPU, map its areas, and give the vGPU this worker. */
bool rogue_open(struct rogue *r);
bool rogue_attach(struct rogue *r);
/* Map the window in a child at the place where its parent has it. */
void rogue_map_again(struct rogue *r);
/* Wait for the next request. */
bool rogue_await(struct rogue *r);
/* Write a result, and tell the module. */
void rogue_answer(struct rogue *r, u32 code, u64 progress);
/* Leave the command, if the module asks for that, and note a request that goes on with it. */
void rogue_give_way(struct rogue *r);
/* Wait for the request that goes on with a command that was left. */
void rogue_go_on(struct rogue *r);

/* Translate a page. Return: its entry; 0: none. */
u64 rogue_translate(struct rogue *r, u64 va);
/* Return the memory of an entry in the window. */
volatile u64 *rogue_at(const struct rogue *r, u64 entry);
/* Load or store a word. Return: 0, or the signal that the access raised. */
int rogue_load(volatile u64 *at, u64 *value);
int rogue_store(volatile u64 *at, u64 value);

/* Swap the worker's memory out again and again. */
void rogue_swap(struct rogue_guest *g);

/* Wait until a word is @value, for @ms at most. Return: it is. */
bool rogue_within(const u32 *word, u32 value, u32 ms);
/* The same for two seconds at most. */
bool rogue_until(const u32 *word, u32 value);

#endif
