/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine of the fuzzers: two vGPUs on the software GPU, one thread, and a clock of its own.
 * The fuzzer's input is the attacker's memory. It also chooses calls to the attacker's front end
 * and to the pGPU that fail. The victim is a guest that does valid work now and then. Each failed
 * check ends in fuzz_die().
 */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "softgpu/softgpu.h"
#include "tests/fuzz/csb.h"
#include "tests/fuzz/die.h"

struct facet_display;
struct facet_gpu;
struct facet_instance;
struct facet_vgpu;
struct fuzz_machine;

#define FUZZ_GUESTS	2u
#define FUZZ_ATTACKER	0
#define FUZZ_VICTIM	1
#define FUZZ_NOBODY	(-1)
#define FUZZ_PAGES	4096u		/* memory of each guest */
#define FUZZ_BUS_PAGES	65536u
#define FUZZ_ENTRY_PAGES (GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)

/** enum fuzz_fail - Calls that can be made to fail. */
enum fuzz_fail {
	FUZZ_FAIL_READ,
	FUZZ_FAIL_WRITE,
	FUZZ_FAIL_PIN,
	FUZZ_FAIL_ARM_WRITE_NOTIFY,
	FUZZ_FAIL_MAP,
	FUZZ_FAIL_PAGE,
	FUZZ_FAIL_ALLOC,
	FUZZ_FAIL_SUBMIT,
	FUZZ_FAIL_PREEMPT,
	FUZZ_FAIL_CANCEL,
	FUZZ_FAIL_QUERY_PROGRESS,
	FUZZ_FAIL_REG_READ,
	FUZZ_FAIL_SWITCH_REGS,
	FUZZ_FAIL_NOTIFY_STORES,
	FUZZ_FAIL_SNOOP_WRITES,
	FUZZ_FAILS,
};

/** enum fuzz_notify - State of a page's write notification, by the contract of mediator/host.h. */
enum fuzz_notify {
	FUZZ_UNARMED,
	FUZZ_ARMED,
	FUZZ_REPORTED,
};

/**
 * struct fuzz_fault - Calls that fail.
 * @skip: calls that succeed first
 * @count: calls that fail after these
 * @error: errno of these calls
 */
struct fuzz_fault {
	u32 skip;
	u32 count;
	int error;
};

/**
 * struct fuzz_window - A guest's part of the pGPU's GGTT.
 * @owner: number of the owner; 0: there is none
 * @first: index of the first entry
 * @pages: number of entries
 * @entries: bus addresses; 0: absent
 */
struct fuzz_window {
	u64 owner;
	u32 first;
	u32 pages;
	u64 *entries;
};

/**
 * struct fuzz_guest - A guest and its front end.
 * @machine: the machine
 * @index: FUZZ_ATTACKER or FUZZ_VICTIM
 * @mem: guest memory; a page gets its content when it is first touched
 * @touched: per page: it has its content
 * @order: page numbers in the order in which they were touched
 * @n_touched: number of these pages
 * @pins: per page: number of pins
 * @mapped: per page: how often it is in the pGPU's map
 * @notify: per page: enum fuzz_notify
 * @snoops: per page: how often its writes are snooped
 * @snoops_beyond: snooped pages beyond memory, where BAR2 may be
 * @pinned: sum of @pins
 * @window: its part of the pGPU's GGTT, and that of a vGPU which fuzz_try_create() makes
 * @instance: the vGPU, as its model knows it; NULL: that of fuzz_try_create()
 * @vgpu: the vGPU
 * @display: its display
 * @entries: per 512 entries of the GGTT: where the guest has them mapped; NULL: not mapped
 * @irq: level of the line
 * @kicked: the worker has work
 * @drop_detiled: the worker must call facet_detiled_finish_barriers()
 * @deadline_ns: when the vGPU's timer fires; ~0: never
 * @storing: the guest itself stores through BAR2, so the core's write is no report to the guest
 * @seqno: the victim's seqno: the value that its last submission stores
 * @tail: per engine: the victim's tail in the ring, in bytes
 * @csb: per engine: what i915 would know
 */
struct fuzz_guest {
	struct fuzz_machine *machine;
	int index;
	u8 *mem;
	bool touched[FUZZ_PAGES];
	u16 order[FUZZ_PAGES];
	u32 n_touched;
	u16 pins[FUZZ_PAGES];
	u16 mapped[FUZZ_PAGES];
	u8 notify[FUZZ_PAGES];
	u16 snoops[FUZZ_PAGES];
	u32 snoops_beyond;
	u32 pinned;
	struct fuzz_window window[2];
	struct facet_instance *instance;
	struct facet_vgpu *vgpu;
	struct facet_display *display;
	u64 *entries[FUZZ_ENTRY_PAGES];
	bool irq;
	bool kicked;
	bool drop_detiled;
	u64 deadline_ns;
	bool storing;
	u32 seqno;
	u32 tail[PGPU_ENGINES];
	struct fuzz_csb csb[PGPU_ENGINES];
};

/**
 * struct fuzz_bus - A page in the pGPU's map.
 * @page: number of its bus page
 * @cpu: its memory; NULL: the page is not mapped
 * @owner: index of the guest that owns the page
 * @shadow: the mediator has allocated the page; it is no guest page
 * @entries: number of GGTT entries that name the page
 * @stale: invalidations after which no engine has a translation to it: see @invalidations
 */
struct fuzz_bus {
	u64 page;
	void *cpu;
	int owner;
	bool shadow;
	u32 entries;
	u64 stale;
};

/**
 * struct fuzz_machine - The machine.
 * @checked_pgpu: the pGPU that the mediator uses; it checks calls and passes them to @sg
 * @caps: capabilities of @checked_pgpu
 * @client_ops: the mediator's ops
 * @client: argument of @client_ops
 * @sg: the software GPU
 * @gpu: the mediator's pGPU
 * @bus: pages of the map, in the order in which their addresses first appeared
 * @bus_top: first unused index of @bus; index 0 is never used
 * @invalidations: number of calls of invalidate
 * @running: per engine: index of the guest whose submission it runs
 * @now_ns: the clock
 * @gpu_deadline_ns: when the timer of @gpu fires; ~0: never
 * @helps: steps of engines during the current wait; fuzz_die() at a limit
 * @guests: the guests
 * @current: index of the guest for which the core runs
 * @domain: index of the guest whose pages are open
 * @data: the input
 * @size: its length in bytes
 * @accesses: increases when guest memory may have changed
 * @worked: value of @accesses when the worker's pass began
 * @in_work: the worker's pass is running
 * @tracking: the VMM can watch guest pages
 * @failed: some call has failed, or the core has written to a table that it tracks, so that
 *	shadows may lack entries of the guest's tables
 * @hits: number of calls that have failed on purpose
 * @refused: preempting or cancelling work has failed
 * @bad_pins: failed calls of pin in this pass of the worker
 * @submissions: submissions that the pGPU has accepted for this input
 * @faults: faults of calls for the attacker
 * @victim_faults: faults of calls for the victim, while its commands are counted (counts.h)
 * @victim_works: the victim waits for its own work
 * @all_present: the attacker has memory behind each GGTT entry that it may have, and pins do not
 *	fail; see copy_oracle.c
 */
struct fuzz_machine {
	struct pgpu checked_pgpu;
	struct pgpu_caps caps;
	const struct pgpu_client_ops *client_ops;
	void *client;
	struct softgpu *sg;
	struct facet_gpu *gpu;
	struct fuzz_bus bus[FUZZ_BUS_PAGES];
	u32 bus_top;
	u64 invalidations;
	int running[PGPU_ENGINES];
	u64 now_ns;
	u64 gpu_deadline_ns;
	u32 helps;
	struct fuzz_guest guests[FUZZ_GUESTS];
	int current;
	int domain;
	const u8 *data;
	size_t size;
	u64 accesses;
	u64 worked;
	bool in_work;
	bool tracking;
	bool failed;
	u32 hits;
	bool refused;
	u32 bad_pins;
	u32 submissions;
	struct fuzz_fault faults[FUZZ_FAILS];
	struct fuzz_fault victim_faults[FUZZ_FAILS];
	bool victim_works;
	bool all_present;
};

/**
 * fuzz_machine_begin() - Create an attacker for an input.
 * @data: the input, which is also guest memory of the attacker
 * @size: its length in bytes
 *
 * The victim and the pGPU live on from input to input.
 *
 * Return: the machine.
 */
struct fuzz_machine *fuzz_machine_begin(const u8 *data, size_t size);

/**
 * fuzz_machine_end() - Destroy the attacker, and check that nothing of it is left.
 * @machine: the machine
 *
 * At the end of the first input and of each eighth one after it, the function also checks the bound
 * of the attacker's description.
 */
void fuzz_machine_end(struct fuzz_machine *machine);

/* Accesses of a guest. They keep fuzz_csb up to date. Return: of the core. */
int fuzz_mmio_write(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len);
int fuzz_mmio_read(struct fuzz_guest *guest, u64 offset, void *buf, u32 len);
void fuzz_write32(struct fuzz_guest *guest, u32 offset, u32 value);
u32 fuzz_read32(struct fuzz_guest *guest, u32 offset);
void fuzz_pte(struct fuzz_guest *guest, u32 gva, u64 pte);

/** fuzz_enter() - Begin a call of the core for this guest. Return: the previous guest. */
int fuzz_enter(struct fuzz_machine *machine, int guest);
void fuzz_leave(struct fuzz_machine *machine, int before);

/** fuzz_work() - Run a pass of a guest's worker if it was kicked. Return: it was kicked. */
bool fuzz_work(struct fuzz_guest *guest);

/** fuzz_step() - Run one slice of each engine. Return: an engine has more work now. */
bool fuzz_step(struct fuzz_machine *machine);

/** fuzz_advance() - Let time pass, and fire timers. */
void fuzz_advance(struct fuzz_machine *machine, u64 ns);

/** fuzz_run() - Run workers, engines and timers until all are idle, at most @rounds times. */
void fuzz_run(struct fuzz_machine *machine, u32 rounds);

/** fuzz_reset() - Reset the whole vGPU, with its display. */
void fuzz_reset(struct fuzz_guest *guest);

/**
 * fuzz_try_create() - Create and destroy another vGPU, while one call fails.
 * @machine: the machine
 * @type: index of the vGPU type
 * @what: the kind of call that fails
 * @skip: calls of this kind that succeed before
 *
 * Checks that no page is left in the bus map.
 */
void fuzz_try_create(struct fuzz_machine *machine, u32 type, enum fuzz_fail what, u32 skip);

/**
 * fuzz_fault_hits() - Decide if a call for the current guest fails.
 * @machine: the machine
 * @what: the kind of call
 *
 * Return: 0, or the errno with which the call fails.
 */
int fuzz_fault_hits(struct fuzz_machine *machine, enum fuzz_fail what);
/* The same for a call that concerns @guest, for whichever guest the core runs. */
int fuzz_fault_hits_of(struct fuzz_machine *machine, int guest, enum fuzz_fail what);

/** fuzz_checks() - Check the invariants that hold between any two calls of the core. */
void fuzz_checks(struct fuzz_machine *machine);

/** fuzz_the_machine() - Return the machine, or NULL outside of fuzz_machine_begin() and _end(). */
struct fuzz_machine *fuzz_the_machine(void);

#endif
