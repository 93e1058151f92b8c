/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A front end for tests: guest memory is an array, time is the test's (or the
 * machine's), any op can be made to fail, and what the core asks for is
 * recorded. Used by unit tests, the mini-guest, benchmarks and fuzzers.
 *
 * One struct fake_clock drives the timers of many front ends. Ops may be called
 * from engine threads; the rest is for the test's own thread.
 */
#ifndef TESTS_FAKE_HOST_H
#define TESTS_FAKE_HOST_H

#include "port.h"
#include "gen9/gtt_defs.h"
#include "mediator/unmap_history.h"
#include "mediator/host.h"

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
 * @now_ns: the time, where not @real
 * @read_ns: goes by with each look of a vGPU's, where not @real
 * @hosts: front ends whose timers it drives
 * @gpu: fired by the scheduler's deadline; set after facet_gpu_create()
 * @gpu_deadline_ns: what the scheduler armed
 */
struct fake_clock {
	bool real;
	u64 now_ns;
	u64 read_ns;
	struct fake_host *hosts[FAKE_HOSTS_MAX];
	u32 n_hosts;
	struct facet_gpu *gpu;
	u64 gpu_deadline_ns;
};

/** enum fake_op - Ops of a front end that can be made to fail. */
enum fake_op {
	FAKE_READ,
	FAKE_WRITE,
	FAKE_PIN,
	FAKE_ARM_WRITE_NOTIFY,
	FAKE_SNOOP_WRITES,
	FAKE_OPS,
};

/** struct fake_fault - How an op fails: after @skip calls, for @count calls, with @error. */
struct fake_fault {
	u32 skip;
	u32 count;
	int error;
};

/** struct fake_zap - A range of BAR2 whose mappings were to go. */
struct fake_zap {
	u64 offset;
	u64 len;
};

/**
 * struct fake_host - The front end of one vGPU.
 * @clock: its time
 * @mem: guest memory from guest-physical address 0, page aligned
 * @sparse: what to unmap at the end, where @mem is large
 * @foreign: @mem is somebody else's
 * @pages: size of @mem in pages
 * @vgpu: whose timer is fired and whose work is done; set after facet_vgpu_create()
 * @pin_count: per guest page, how often it is pinned now
 * @pinned: sum of @pin_count
 * @snooped: guest pages that are followed now, @n_snooped of them, as often as asked for
 * @calls: per op, how often it was called
 * @faults: per op, failures to inject
 * @veto: NULL, or decides for each call (nonzero: fail with that errno); @addr is a
 *	guest-physical address, for FAKE_PIN, FAKE_ARM_WRITE_NOTIFY and FAKE_SNOOP_WRITES a guest page number
 * @irq: level of the interrupt line
 * @irq_rises: how often it rose
 * @zapped: NULL, or called in each zap, before mappings are gone
 * @zaps: the first FAKE_ZAPS_MAX zaps; @n_zaps counts all
 * @entries: per 512 entries of the GGTT: where the guest has them mapped; NULL: nowhere
 * @n_entry_zaps: how often such mappings were to go
 * @deadline_ns: armed deadline, ~0 for none
 * @drop_detiled: facet_detiled_finish_barriers() is wanted
 * @kicked: facet_vgpu_work() is wanted
 * @kicks: how often it was asked for
 * @tracking: writes of the guest's CPU can be watched; else FAKE_ARM_WRITE_NOTIFY is not supported
 * @notify: per guest page, whether the core asked for it (mediator/host.h)
 * @armed: pages that the core asked for and has not turned off
 * @absent: guest pages that the VMM has not mapped: @n_absent of them from there on
 * @history: pages that went away a moment ago
 * @armed_twice: how often it asked for what was watched: only after a report too many
 */
struct fake_host {
	struct fake_clock *clock;
	u8 *mem;
	void *sparse;
	bool foreign;
	u64 pages;
	struct facet_vgpu *vgpu;
	u16 *pin_count;
	u64 pinned;
	u64 snooped[FAKE_SNOOPED_MAX];
	u32 n_snooped;
	u64 calls[FAKE_OPS];
	struct fake_fault faults[FAKE_OPS];
	int (*veto)(struct fake_host *host, enum fake_op op, u64 addr);
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
	struct facet_unmap_history history;
	pthread_mutex_t lock;
};

extern const struct facet_host_ops fake_host_ops;		/* host: struct fake_host */
extern const struct facet_gpu_host_ops fake_gpu_host_ops;	/* host: struct fake_clock */

/** fake_clock_init() - @real: follow the machine's clock. */
void fake_clock_init(struct fake_clock *clock, bool real);
u64 fake_clock_now(const struct fake_clock *clock);

/** fake_clock_advance() - Let time pass, firing timers in order. Not for a real clock. */
void fake_clock_advance(struct fake_clock *clock, u64 ns);

/** fake_clock_run_due() - Fire what is due now. */
void fake_clock_run_due(struct fake_clock *clock);

/** fake_host_init() - 0 or -ENOMEM. @pages: of guest memory. */
int fake_host_init(struct fake_host *host, struct fake_clock *clock, u64 pages);

/** fake_host_init_on() - The same with memory that is there: zeroed, and aligned to 2 MiB. */
int fake_host_init_on(struct fake_host *host, struct fake_clock *clock, u64 pages, u8 *memory);
void fake_host_fini(struct fake_host *host);

/** fake_host_work() - One pass of the worker if it was kicked, and of who publishes. Return: whether it was. */
bool fake_host_work(struct fake_host *host);

/** fake_host_pump() - Fire due timers, then work until no kick is left. */
void fake_host_pump(struct fake_host *host);

/**
 * fake_host_entries() - Where the guest writes the entry of a GGTT address without a trap; mapped if it was not.
 * NULL: it cannot be mapped. One thread at a time.
 */
u64 *fake_host_entries(struct fake_host *host, u32 gva);

/**
 * fake_host_unmap() - The VMM takes a range of guest memory away, and the core lets go of it.
 * Reads, writes and pins answer FACET_HOST_RETRY for a second, then -EFAULT. One range at a time.
 * fake_host_map() - The VMM gives it back.
 */
void fake_host_unmap(struct fake_host *host, u64 gpa, u64 len);
void fake_host_map(struct fake_host *host);

/** fake_host_unmap_unreported() - The same where no page is pinned: VFIO does not tell the core. */
void fake_host_unmap_unreported(struct fake_host *host, u64 gpa, u64 len);

/** fake_host_fail() - Let op @op fail with @error @count times, after @skip more calls. */
void fake_host_fail(struct fake_host *host, enum fake_op op, u32 skip, u32 count, int error);

/**
 * fake_host_wrote() - The guest's CPU has written @len bytes at @p of its memory: watched
 * pages among them are reported, and watched no more; followed ones are reported as well.
 */
void fake_host_wrote(struct fake_host *host, const void *p, u64 len);

/** fake_host_store() - The guest's CPU writes @value to @p of its memory. */
void fake_host_store(struct fake_host *host, u64 *p, u64 value);

/** fake_host_forget() - A slot of guest memory goes from KVM: all of it is reported. */
void fake_host_forget(struct fake_host *host, u64 gpa, u64 len);

/** fake_host_snoops() - Whether writes to a guest page are to be reported. */
bool fake_host_snoops(struct fake_host *host, u64 gfn);

/** fake_host_ptr() - Guest memory at a guest-physical address; NULL if it would leave it. */
void *fake_host_ptr(struct fake_host *host, u64 gpa, u64 len);

#endif
