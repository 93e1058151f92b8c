/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A front end for unit tests, the mini-guest, benchmarks and fuzzers. Guest memory is an array. The
 * test advances the time, or the clock follows CLOCK_MONOTONIC. A test can make any op fail. The
 * front end records the core's calls.
 *
 * One struct fake_clock drives the timers of many front ends. Engine threads may call the ops. The
 * test's own thread calls all other functions, unless their Context says otherwise.
 */
#ifndef TESTS_FAKE_HOST_H
#define TESTS_FAKE_HOST_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/dirty_log.h"
#include "mediator/host.h"
#include "mediator/unmap_history.h"

struct facet_gpu;
struct facet_vgpu;
struct fake_host;

#define FAKE_HOSTS_MAX	256
#define FAKE_ZAPS_MAX	64
#define FAKE_SNOOPED_MAX	8192
#define FAKE_ENTRY_PAGES	(GEN9_GGTT_ENTRIES / GEN9_PTES_PER_PAGE)

/**
 * struct fake_clock - The time of one pGPU and of its vGPUs.
 * @real: follow CLOCK_MONOTONIC instead of @now_ns
 * @now_ns: the time in nanoseconds, unless @real
 * @read_ns: nanoseconds that pass when a vGPU reads the time, unless @real
 * @hosts: front ends whose timers the clock drives
 * @n_hosts: number of entries of @hosts in use
 * @gpu: pGPU whose timer the clock fires; the test sets it after facet_gpu_create()
 * @gpu_deadline_ns: deadline that the scheduler armed, in nanoseconds; ~0ull: none
 * @other_host: its machine is another host than those of all other clocks
 */
struct fake_clock {
	bool real;
	u64 now_ns;
	u64 read_ns;
	struct fake_host *hosts[FAKE_HOSTS_MAX];
	u32 n_hosts;
	struct facet_gpu *gpu;
	u64 gpu_deadline_ns;
	bool other_host;
};

/**
 * enum fake_op - Ops of a front end that can be made to fail.
 * @FAKE_READ: &facet_host_ops.read
 * @FAKE_WRITE: &facet_host_ops.write
 * @FAKE_PIN: &facet_host_ops.pin; each page counts as a call
 * @FAKE_ARM_WRITE_NOTIFY: &facet_host_ops.arm_write_notify, where the core turns it on
 * @FAKE_SNOOP_WRITES: &facet_host_ops.snoop_writes, where the core turns it on
 * @FAKE_OPS: number of these ops
 */
enum fake_op {
	FAKE_READ,
	FAKE_WRITE,
	FAKE_PIN,
	FAKE_ARM_WRITE_NOTIFY,
	FAKE_SNOOP_WRITES,
	FAKE_OPS,
};

/**
 * struct fake_fault - Which calls of an op fail.
 * @skip: calls that succeed first
 * @count: calls that fail then
 * @error: the errno of those, negative, or FACET_HOST_RETRY
 */
struct fake_fault {
	u32 skip;
	u32 count;
	int error;
};

/**
 * struct fake_zap - A range of BAR2 that the core asked to unmap.
 * @offset: first byte in BAR2
 * @len: length in bytes
 */
struct fake_zap {
	u64 offset;
	u64 len;
};

/**
 * struct fake_host - The front end of one vGPU.
 * @clock: the clock of its pGPU
 * @mem: guest memory from guest-physical address 0 on, aligned to 2 MiB
 * @mapping: the mapping that holds @mem; NULL: the caller of fake_host_init_on() owns @mem
 * @pages: size of @mem in pages
 * @vgpu: whose timer fires and whose worker runs; the test sets it after
 *	facet_vgpu_create()
 * @pin_count: by guest page number: how often the page is pinned now
 * @pinned: sum of @pin_count
 * @snooped: guest page numbers that the core snoops; a page is in it once per request
 * @n_snooped: number of entries of @snooped in use
 * @calls: by op: number of calls
 * @faults: by op: failures to inject
 * @veto: NULL, or decides for each call: a nonzero result is the errno that the call
 *	returns. @addr is a guest page number for FAKE_PIN, FAKE_ARM_WRITE_NOTIFY and
 *	FAKE_SNOOP_WRITES, else a guest-physical address in bytes. Called with @lock held
 * @other_process: threads that ask cannot copy guest memory (&facet_host_ops.may_copy)
 * @irq: level of the interrupt line
 * @irq_rises: how often the line rose
 * @zapped: NULL, or called at the beginning of each zap of BAR2, without @lock
 * @zaps: the first FAKE_ZAPS_MAX zaps of BAR2
 * @n_zaps: number of all zaps of BAR2
 * @entries: by page of 512 GGTT entries: where the guest has it mapped; NULL: not mapped
 * @n_entry_zaps: number of zaps of mapped GGTT entries
 * @deadline_ns: armed deadline of the vGPU's timer, in nanoseconds; ~0ull: none
 * @drop_detiled: the core waits for facet_detiled_finish_barriers()
 * @kicked: the core waits for facet_vgpu_work()
 * @kicks: number of kicks
 * @tracking: the front end can report writes of the guest's CPU; else FAKE_ARM_WRITE_NOTIFY
 *	fails with -EOPNOTSUPP
 * @notify: by guest page number: what the core asked for (enum fake_watch)
 * @armed: pages whose write notification the core turned on and has not turned off
 * @armed_twice: how often the core armed a page that was armed already
 * @absent: first guest page number that the VMM has not mapped
 * @n_absent: number of pages from @absent on; 0: the VMM has mapped all
 * @log: pages that the core has written
 * @history: pages that the VMM unmapped a moment ago
 * @lock: protects the members that ops change, over @veto and facet_vgpu_page_written()
 */
struct fake_host {
	struct fake_clock *clock;
	u8 *mem;
	void *mapping;
	u64 pages;
	struct facet_vgpu *vgpu;
	u16 *pin_count;
	u64 pinned;
	u64 snooped[FAKE_SNOOPED_MAX];
	u32 n_snooped;
	u64 calls[FAKE_OPS];
	struct fake_fault faults[FAKE_OPS];
	int (*veto)(struct fake_host *host, enum fake_op op, u64 addr);
	bool other_process;
	bool irq;
	u32 irq_rises;
	void (*zapped)(struct fake_host *host);
	struct fake_zap zaps[FAKE_ZAPS_MAX];
	u32 n_zaps;
	u64 *entries[FAKE_ENTRY_PAGES];
	u32 n_entry_zaps;
	u64 deadline_ns;
	bool drop_detiled;
	bool kicked;
	u32 kicks;
	bool tracking;
	u8 *notify;
	u64 armed;
	u64 armed_twice;
	u64 absent;
	u64 n_absent;
	struct facet_dirty_log log;
	struct facet_unmap_history history;
	pthread_mutex_t lock;
};

extern const struct facet_host_ops fake_host_ops;		/* host: struct fake_host */
extern const struct facet_gpu_host_ops fake_gpu_host_ops;	/* host: struct fake_clock */

/**
 * fake_clock_init() - Start a clock at one second, with no front ends and no deadlines.
 * @clock: the clock; overwritten
 * @real: follow CLOCK_MONOTONIC
 *
 * Context: before any other thread knows the clock.
 */
void fake_clock_init(struct fake_clock *clock, bool real);

/**
 * fake_clock_now() - Return the time.
 * @clock: the clock
 *
 * Context: any; takes no lock.
 * Return: nanoseconds.
 */
u64 fake_clock_now(const struct fake_clock *clock);

/**
 * fake_clock_advance() - Let time pass and fire the timers that become due, in the order of
 * their deadlines.
 * @clock: a clock that is not real
 * @ns: nanoseconds
 *
 * Context: the test's thread, on no lock: timers take the mediator's spinlocks.
 */
void fake_clock_advance(struct fake_clock *clock, u64 ns);

/**
 * fake_clock_run_due() - Fire the timers that are due now.
 * @clock: the clock
 *
 * Context: one thread at a time, on no spinlock of the mediator: timers take them.
 */
void fake_clock_run_due(struct fake_clock *clock);

/**
 * fake_host_init() - Make a front end with zeroed guest memory of its own.
 * @host: the front end; overwritten
 * @clock: drives its timer; gets @host in its list
 * @pages: size of guest memory in pages
 *
 * Context: the test's thread; no timer of @clock fires meanwhile.
 * Return: 0, or -ENOMEM: no memory, or FAKE_HOSTS_MAX front ends are in use.
 */
int fake_host_init(struct fake_host *host, struct fake_clock *clock, u64 pages);

/**
 * fake_host_init_on() - Make a front end on memory of the caller.
 * @host: the front end; overwritten
 * @clock: drives its timer; gets @host in its list
 * @pages: size of guest memory in pages
 * @memory: zeroed guest memory, aligned to 2 MiB, that outlives @host; NULL: allocate it
 *
 * Context: the test's thread; no timer of @clock fires meanwhile.
 * Return: 0, or -ENOMEM: no memory, or FAKE_HOSTS_MAX front ends are in use.
 */
int fake_host_init_on(struct fake_host *host, struct fake_clock *clock, u64 pages, u8 *memory);

/**
 * fake_host_fini() - Remove a front end from its clock and free its memory.
 * @host: the front end; its vGPU is destroyed
 *
 * Context: the test's thread; no timer of the clock fires meanwhile.
 */
void fake_host_fini(struct fake_host *host);

/**
 * fake_host_work() - Run one pass of the worker if the core kicked it.
 * @host: the front end
 *
 * The function first ends detiled pages, if the core asked for that.
 *
 * Context: the thread that serves as worker, on no lock.
 * Return: true: the worker ran.
 */
bool fake_host_work(struct fake_host *host);

/**
 * fake_host_pump() - Fire due timers, then run the worker until no kick is left.
 * @host: the front end
 *
 * Context: the test's thread, on no lock.
 */
void fake_host_pump(struct fake_host *host);

/**
 * fake_host_entries() - Return the place where the guest writes a GGTT entry without a trap.
 * @host: the front end
 * @gva: GGTT address in bytes
 *
 * The function maps the page of entries first if it is not mapped.
 *
 * Context: one thread at a time, on no lock: facet_ggtt_map() may sleep.
 * Return: the entry; NULL: the core does not let this page be mapped.
 */
u64 *fake_host_entries(struct fake_host *host, u32 gva);

/**
 * fake_host_unmap() - Unmap a range of guest memory and let the core unpin it.
 * @host: the front end
 * @gpa: guest-physical address in bytes, page aligned
 * @len: bytes, whole pages
 *
 * Reads, writes and pins of the range return FACET_HOST_RETRY for a second, then -EFAULT.
 * One range can be unmapped at a time.
 *
 * Context: the test's thread, on no lock: facet_vgpu_dma_unmap() may sleep.
 */
void fake_host_unmap(struct fake_host *host, u64 gpa, u64 len);

/**
 * fake_host_map() - Map the range again that fake_host_unmap() has unmapped.
 * @host: the front end
 *
 * Context: any thread; takes @host->lock.
 */
void fake_host_map(struct fake_host *host);

/**
 * fake_host_unmap_unreported() - Unmap a range without pinned pages and do not call the core, as
 * VFIO does.
 * @host: the front end
 * @gpa: guest-physical address in bytes, page aligned
 * @len: bytes, whole pages
 *
 * The process ends if a page of the range is pinned.
 *
 * Context: any thread; takes @host->lock.
 */
void fake_host_unmap_unreported(struct fake_host *host, u64 gpa, u64 len);

/**
 * fake_host_fail() - Let calls of an op fail.
 * @host: the front end
 * @op: the op
 * @skip: calls that succeed first
 * @count: calls that fail then
 * @error: the errno of those, negative, or FACET_HOST_RETRY
 *
 * Context: any thread; takes @host->lock.
 */
void fake_host_fail(struct fake_host *host, enum fake_op op, u32 skip, u32 count, int error);

/**
 * fake_host_wrote() - Report to the core that the guest's CPU has written memory.
 * @host: the front end
 * @p: first written byte, in @host->mem
 * @len: bytes, at least 1
 *
 * An armed page is reported once. A snooped page is reported each time.
 *
 * Context: on no lock; takes @host->lock, and in it &facet_ppgtt.notify_lock.
 */
void fake_host_wrote(struct fake_host *host, const void *p, u64 len);

/**
 * fake_host_store() - Store a qword as the guest's CPU does and report it to the core.
 * @host: the front end
 * @p: the qword, in @host->mem
 * @value: the value
 *
 * Context: as fake_host_wrote().
 */
void fake_host_store(struct fake_host *host, u64 *p, u64 value);

/**
 * fake_host_forget() - Report all pages of a range as written, as KVM does when a memory slot is
 * deleted.
 * @host: the front end
 * @gpa: guest-physical address in bytes, page aligned
 * @len: bytes, whole pages
 *
 * Context: on no lock; takes @host->lock, and in it &facet_ppgtt.notify_lock.
 */
void fake_host_forget(struct fake_host *host, u64 gpa, u64 len);

/**
 * fake_host_snoops() - Tell whether the core snoops writes to a guest page.
 * @host: the front end
 * @gfn: guest page number
 *
 * Context: any thread; takes @host->lock.
 * Return: true: fake_host_wrote() reports each write to the page.
 */
bool fake_host_snoops(struct fake_host *host, u64 gfn);

/**
 * fake_host_ptr() - Return guest memory at a guest-physical address.
 * @host: the front end
 * @gpa: guest-physical address in bytes
 * @len: bytes that the caller uses
 *
 * Context: any; takes no lock.
 * Return: the memory; NULL: the range leaves guest memory.
 */
void *fake_host_ptr(struct fake_host *host, u64 gpa, u64 len);

#endif
