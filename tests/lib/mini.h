/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mini-guest: drives a vGPU as i915 does, without a kernel. It builds page
 * tables, contexts and rings in guest memory, writes ELSP, takes interrupts and
 * reads the context status buffer. A machine holds one software GPU and some
 * guests, either stepped by the test or run by threads.
 *
 * What a guest does here is what stock kernels were seen to do (guest-facts).
 */
#ifndef TESTS_MINI_H
#define TESTS_MINI_H

#include "port.h"
#include "pgpu/pgpu.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/flaky_pgpu.h"
#include "vfu/softgpu_user.h"

struct facet_display;
struct facet_gpu;
struct facet_display_output;
struct facet_type;
struct facet_vgpu;
struct mini_guest;

#define MINI_GUESTS_MAX		256
#define MINI_MEMORY_PAGES	16384ull	/* 64 MiB each */
#define MINI_CSB_LOG		64u

/* The ways in which a test can run a machine. */
enum mini_mode {
	MINI_STEP,
	MINI_THREADS,
};

/**
 * struct mini_machine - A pGPU and its guests.
 * @tracking: guests' writes to page tables can be watched: set before guests are made
 * @memory_pages: of guests that are made from now on
 * @memory: of the next guest, if it is not to have its own; see fake_host_init_on()
 * @outputs: of guests that are made from now on; NULL: what a display has without a choice
 * @n_outputs: how many
 * @tick_us: how often timers are looked at, with threads
 * @flaky: between the mediator and the engines, if the machine was made with a plan
 * @clock_lock: timers against guests that come and go
 */
struct mini_machine {
	enum mini_mode mode;
	bool tracking;
	u64 memory_pages;
	u8 *memory;
	const struct facet_display_output *outputs;
	u32 n_outputs;
	u32 tick_us;
	struct softgpu_user *user;
	struct flaky_pgpu flaky;
	struct fake_clock clock;
	struct facet_gpu *gpu;
	struct mini_guest *guests[MINI_GUESTS_MAX];
	u32 n_guests;
	pthread_t timer;
	pthread_mutex_t clock_lock;
	bool stop;
};

/**
 * struct mini_vm - A PPGTT as i915 makes it: every entry valid, unused ones name a
 * scratch chain.
 * @scratch: per level, the scratch table's address; [0] a table of scratch pages
 */
struct mini_vm {
	struct mini_guest *guest;
	u64 pml4;
	u64 scratch[4];
	u64 scratch_page;
};

/** struct mini_csb - An entry of the context status buffer, as read from the HWSP. */
struct mini_csb {
	u32 status;
	u32 id;
};

/**
 * struct mini_engine - What a guest knows of an engine.
 * @hwsp_gva: its status page
 * @hwsp: the same in memory
 * @csb_head: last entry read
 * @log: entries read so far, @logged of them
 * @idle: the last entry said that the engine went idle, and nothing was submitted since
 * @pending: what was submitted last is not acknowledged yet
 * @user_irqs: user interrupts taken
 * @errors: error interrupts taken
 */
struct mini_engine {
	u32 id;
	u32 base;
	u32 hwsp_gva;
	u32 *hwsp;
	u32 csb_head;
	struct mini_csb log[MINI_CSB_LOG];
	u32 logged;
	bool idle;
	bool pending;
	u32 user_irqs;
	u32 errors;
};

/**
 * struct mini_guest - One guest.
 * @next_gpa: bump allocator of memory
 * @next_gva: bump allocator of the aperture part of the GGTT
 * @wake: a kick; @irq: the interrupt line changed; both under @wake_lock
 */
struct mini_guest {
	struct mini_machine *machine;
	struct fake_host host;
	struct facet_vgpu *vgpu;
	struct facet_display *display;
	u64 next_gpa;
	u32 next_gva;
	struct mini_engine engines[PGPU_ENGINES];
	pthread_t worker;
	pthread_mutex_t wake_lock;
	pthread_cond_t wake;
	pthread_cond_t irq;
	bool stop;
};

/**
 * struct mini_context - A logical ring context.
 * @tag: context id, upper half of the descriptor
 * @emit: ring offset of the next dword
 * @submitted: where it was at the last submission
 * @timeline: where seqnos land
 * @seqno: last one asked for
 */
struct mini_context {
	struct mini_guest *guest;
	struct mini_engine *engine;
	struct mini_vm *vm;
	u32 lrca;
	u32 *image;
	u32 ring_gva;
	u32 *ring;
	u32 ring_size;
	u32 emit;
	u32 submitted;
	u32 tag;
	u32 timeline_gva;
	u32 *timeline;
	u32 seqno;
};

struct mini_machine *mini_machine_create(enum mini_mode mode);

/**
 * mini_machine_create_flaky() - A stepped machine; calls of its pGPU fail by this plan.
 * Return: NULL: one of them did, and there is no machine.
 */
struct mini_machine *mini_machine_create_flaky(struct flaky_plan *plan);

/** mini_machine_destroy() - Guests too. Return: as mini_guest_destroy(), of all. */
u64 mini_machine_destroy(struct mini_machine *machine);

/** mini_guest_create() - A vGPU of this type with engines set up as at driver load. */
struct mini_guest *mini_guest_create(struct mini_machine *machine, const struct facet_type *type);

/**
 * mini_guest_clone() - The same guest once more: its memory is copied, its vGPU is in its reset
 * state, its driver knows what the first one's does. Stepped machines only.
 * @machine: where the second one lives
 * Return: NULL: a call of a flaky machine's pGPU has failed, and there is no second one.
 */
struct mini_guest *mini_guest_clone(const struct mini_guest *guest, struct mini_machine *machine);

/** mini_context_follow() - A context of the first guest becomes one of its clone's. */
void mini_context_follow(struct mini_context *context, const struct mini_guest *from,
			 struct mini_guest *to);

/** mini_guest_destroy() - Return: pages that stayed pinned, watched or followed. */
u64 mini_guest_destroy(struct mini_guest *guest);

/** mini_run() - Let the machine go on: to quiescence when stepped, for a moment otherwise. */
void mini_run(struct mini_machine *machine);

/* Registers */
u32 mini_read(struct mini_guest *guest, u32 offset);
void mini_write(struct mini_guest *guest, u32 offset, u32 value);

/* Memory */
u64 mini_alloc(struct mini_guest *guest, u32 pages);
/** mini_alloc_large() - 2 MiB, aligned. */
u64 mini_alloc_large(struct mini_guest *guest);
void *mini_ptr(struct mini_guest *guest, u64 gpa);

/** mini_ggtt_map() - Pages at @gpa get addresses in the aperture part of the GGTT. */
u32 mini_ggtt_map(struct mini_guest *guest, u64 gpa, u32 pages);
void mini_ggtt_set(struct mini_guest *guest, u32 gva, u64 pte);

/* Page tables */
void mini_vm_create(struct mini_guest *guest, struct mini_vm *vm);
/** mini_vm_map() - One page. @flags: of the entry, 0x83 as i915's. */
void mini_vm_map(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);
/**
 * mini_vm_map_large() - 2 MiB at @gpa, aligned: one entry.
 * mini_vm_map_big() - The same by 64 KiB pages: a table of its own, filled as i915 fills it.
 */
void mini_vm_map_large(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);
void mini_vm_map_big(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);
/** mini_vm_entry() - Where the guest's leaf entry of an address is; NULL: scratch. */
u64 *mini_vm_entry(struct mini_vm *vm, u64 va);
/** mini_vm_store() - The guest's CPU writes an entry: the only way to write one. */
void mini_vm_store(struct mini_vm *vm, u64 *entry, u64 value);

#define MINI_PTE	0x83ull
#define MINI_PTE_RO	0x81ull

/* Contexts and requests */
void mini_context_create(struct mini_guest *guest, struct mini_context *context, u32 engine,
			 struct mini_vm *vm, u32 ring_size);
/** mini_emit() - Dwords into the ring; commands do not straddle its end. */
void mini_emit(struct mini_context *context, u32 n, const u32 *dw);
#define MINI_EMIT(context, ...) do {						\
	const u32 mini_dw[] = { __VA_ARGS__ };					\
	mini_emit(context, ARRAY_SIZE(mini_dw), mini_dw);			\
} while (0)

/** mini_request_begin() - Invalidate, seqno - 1. */
void mini_request_begin(struct mini_context *context);
/**
 * mini_request_close() - Flush, seqno, user interrupt. TAIL of the image stays: an engine that is at
 * work in the context, or will be, may read it at any time.
 */
void mini_request_close(struct mini_context *context);
/** mini_request_end() - The same, and TAIL goes to the image. */
void mini_request_end(struct mini_context *context);
/** mini_request() - A whole request with nothing in it. */
void mini_request(struct mini_context *context);
/** mini_request_batch() - A whole request around a user (PPGTT) batch. */
void mini_request_batch(struct mini_context *context, u64 va);

/** mini_tail() - TAIL of all that was emitted goes to the image. */
void mini_tail(struct mini_context *context);

u64 mini_desc(const struct mini_context *context, bool force_restore);

/** mini_elsp() - Four writes. @second: NULL for none. */
void mini_elsp(struct mini_context *first, bool force_restore, struct mini_context *second);

/**
 * mini_flush() - Submit what was emitted since, if there is any and if the last
 * submission was acknowledged: so i915 gathers requests. Return: whether it did.
 */
bool mini_flush(struct mini_context *context);

/** mini_irq() - The interrupt handler: GT IIRs are read and cleared, CSBs read. */
void mini_irq(struct mini_guest *guest);

/** mini_wait_irq() - Sleep until the interrupt line is up, or so long. With threads only. */
void mini_wait_irq(struct mini_guest *guest, u32 us);

/** mini_wait() - Run until the context's last seqno is there. False: it did not come. */
bool mini_wait(struct mini_context *context);

/** mini_wait_idle() - Run until the engine has said that it is idle. */
bool mini_wait_idle(struct mini_engine *engine);

/** mini_reset_engine() - As i915 resets one: RESET_CTL, GDRST twice, CSB, HWS_PGA. */
void mini_reset_engine(struct mini_engine *engine);

/* Batches: dwords in guest memory */

/** struct mini_batch - A batch being written. */
struct mini_batch {
	u32 *dw;
	u32 n;
};

void mini_batch_add(struct mini_batch *batch, u32 n, const u32 *dw);
#define MINI_BATCH(batch, ...) do {						\
	const u32 mini_dw[] = { __VA_ARGS__ };					\
	mini_batch_add(batch, ARRAY_SIZE(mini_dw), mini_dw);			\
} while (0)

/** mini_copy_blit() - XY_SRC_COPY_BLT of a linear 32-bit rectangle, both surfaces alike. */
void mini_copy_blit(struct mini_batch *batch, u64 dst, u64 src, u32 pitch, u32 width, u32 height);

#endif
