/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine of the fuzzers: two vGPUs on the software GPU, one thread, a clock
 * of its own. The attacker's memory is the fuzzer's input, and what its front end and
 * the pGPU are asked for fails when the input says so; the victim is a guest that
 * does honest work now and then. Everything that is checked ends in fuzz_die().
 */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "pgpu/pgpu.h"
#include "softgpu/softgpu.h"
#include "tests/fuzz/csb.h"

struct facet_display;
struct facet_gpu;
struct facet_vgpu;
struct fuzz_machine;

#define FUZZ_GUESTS	2u
#define FUZZ_ATTACKER	0
#define FUZZ_VICTIM	1
#define FUZZ_NOBODY	(-1)
#define FUZZ_PAGES	4096u		/* of memory, each guest */
#define FUZZ_BUS_PAGES	65536u
#define FUZZ_ENTRY_PAGES (GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)

/** enum fuzz_fail - What can be made to fail. */
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

/** enum fuzz_notify - What the core has asked of a page, by the contract of mediator/host.h. */
enum fuzz_notify {
	FUZZ_UNARMED,
	FUZZ_ARMED,
	FUZZ_REPORTED,
};

/** struct fuzz_fault - After @skip calls, @count calls end with @error. */
struct fuzz_fault {
	u32 skip;
	u32 count;
	int error;
};

/**
 * struct fuzz_guest - A guest and its front end.
 * @mem: guest memory; a page gets its content when it is first touched
 * @touched: pages that have got it, in that order in @order
 * @pins: per page
 * @mapped: per page, how often it is in the pGPU's map
 * @notify: per page, enum fuzz_notify
 * @snoops: per page, how often its writes are followed; @snoops_beyond: in all, of pages beyond
 *	memory, where BAR2 may be
 * @pinned: sum of @pins
 * @entries: per 512 entries of the GGTT: where the guest has them mapped; NULL: nowhere
 * @irq: level of the line
 * @drop_detiled: facet_detiled_finish_barriers() is wanted
 * @storing: the guest itself stores, through BAR2: what is written is no report to it
 * @seqno: the victim's: what its last submission stores
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
 * @page: of its address
 * @cpu: its memory, NULL: none
 * @owner: whose
 * @shadow: allocated there, not a guest's
 */
struct fuzz_bus {
	u64 page;
	void *cpu;
	int owner;
	bool shadow;
};

/**
 * struct fuzz_machine - All of it.
 * @checked_pgpu: what the mediator talks to; checks, and hands on to @sg
 * @bus: pages of the map, in the order in which their addresses were first seen
 * @bus_top: first one never used; 0 never is
 * @running: per engine: whose submission it runs
 * @current: in whose name the core runs
 * @domain: whose pages may be touched now
 * @accesses: moves when guest memory may have changed
 * @worked: @accesses when the worker's pass began; @in_work: inside of it
 * @tracking: the VMM can watch pages
 * @failed: something was made to fail, so that shadows may lack what guests have
 * @hits: calls that were made to fail
 * @refused: to preempt or to cancel work has failed
 * @bad_pins: calls of pin that failed in this pass of the worker
 * @submissions: taken by the pGPU in this input
 * @faults: of calls in the attacker's name
 * @victim_faults: of calls in the victim's, while its commands are counted (counts.h)
 * @victim_works: it waits for work of its own
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
};

/** fuzz_die() - The oracle speaks: print, and abort. */
void fuzz_die(const char *fmt, ...) __printf(1, 2) __attribute__((noreturn));

#define fuzz_check(ok, ...) do {		\
	if (!(ok))				\
		fuzz_die(__VA_ARGS__);		\
} while (0)

/**
 * fuzz_machine_begin() - A new attacker. The victim, like the pGPU, lives on from
 * input to input. @data: guest memory of the attacker.
 */
struct fuzz_machine *fuzz_machine_begin(const u8 *data, size_t size);

/** fuzz_machine_end() - The attacker is gone; whatever it leaves is a finding. */
void fuzz_machine_end(struct fuzz_machine *machine);

/* Accesses of a guest; they move what fuzz_csb has to know. Return: of the core. */
int fuzz_mmio_write(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len);
int fuzz_mmio_read(struct fuzz_guest *guest, u64 offset, void *buf, u32 len);
void fuzz_write32(struct fuzz_guest *guest, u32 offset, u32 value);
u32 fuzz_read32(struct fuzz_guest *guest, u32 offset);
void fuzz_pte(struct fuzz_guest *guest, u32 gva, u64 pte);

/** fuzz_enter() - The core is called in this guest's name. Return: who was before. */
int fuzz_enter(struct fuzz_machine *machine, int guest);
void fuzz_leave(struct fuzz_machine *machine, int before);

/** fuzz_work() - A pass of a guest's worker, if it was kicked. Return: whether it was. */
bool fuzz_work(struct fuzz_guest *guest);

/** fuzz_step() - One slice of each engine. Return: whether there is more to do at once. */
bool fuzz_step(struct fuzz_machine *machine);

/** fuzz_advance() - Let time pass, firing timers. */
void fuzz_advance(struct fuzz_machine *machine, u64 ns);

/** fuzz_run() - Workers, engines, timers, until all is quiet or @rounds are over. */
void fuzz_run(struct fuzz_machine *machine, u32 rounds);

/** fuzz_reset() - Of the whole vGPU, with its display. */
void fuzz_reset(struct fuzz_guest *guest);

/** fuzz_try_create() - A vGPU more, while the call after @skip others fails; it goes again. */
void fuzz_try_create(struct fuzz_machine *machine, u32 type, enum fuzz_fail what, u32 skip);

/**
 * fuzz_fault_hits() - Whether this call, made in the name of @current, is to fail.
 * fuzz_fault_hits_of() - The same for a call that concerns @guest, whoever makes it.
 * Return: 0, or the errno with which it fails.
 */
int fuzz_fault_hits(struct fuzz_machine *machine, enum fuzz_fail what);
int fuzz_fault_hits_of(struct fuzz_machine *machine, int guest, enum fuzz_fail what);

/** fuzz_checks() - Invariants that hold between any two calls of the core. */
void fuzz_checks(struct fuzz_machine *machine);

/** fuzz_the_machine() - The one that exists, or NULL. */
struct fuzz_machine *fuzz_the_machine(void);

#endif
