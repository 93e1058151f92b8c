/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mini-guest drives a vGPU as i915 does, without a kernel. The guest builds page tables, contexts
 * and rings in guest memory, writes ELSP, takes interrupts and reads the context status buffer. A
 * machine holds one software GPU and up to MINI_GUESTS_MAX guests. The test steps the machine, or
 * threads run it.
 *
 * The guest's register accesses are those of recorded stock kernels (guest-facts).
 */
#ifndef TESTS_MINI_H
#define TESTS_MINI_H

#include "port.h"
#include "engine/softgpu_user.h"
#include "pgpu/pgpu.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/flaky_pgpu.h"

struct facet_display;
struct facet_gpu;
struct facet_display_output;
struct facet_instance;
struct facet_type;
struct facet_vgpu;
struct mini_guest;
struct render_units;
struct render_units_ops;
struct sgpu_remote;

#define MINI_GUESTS_MAX		256
#define MINI_MEMORY_PAGES	16384ull	/* 64 MiB each */
#define MINI_CSB_LOG		64u

/**
 * enum mini_mode - How a test runs a machine.
 * @MINI_STEP: the test's thread runs worker, engines and timers, in mini_run()
 * @MINI_THREADS: threads run them
 */
enum mini_mode {
	MINI_STEP,
	MINI_THREADS,
};

/**
 * struct mini_machine - A pGPU and its guests.
 * @mode: how the test runs it
 * @tracking: the front ends of guests made from now on can report writes to page tables
 * @memory_pages: pages of memory of guests made from now on
 * @memory: memory of the next guest, as for fake_host_init_on(); NULL: its own
 * @outputs: outputs of guests made from now on; NULL: the display's default
 * @n_outputs: number of @outputs
 * @tick_us: microseconds between two checks of the timers, with threads
 * @user: the software GPU
 * @units: its render engine; NULL: none
 * @remote: its units in other processes, without a process at first; NULL: none
 * @flaky: the pGPU between mediator and @user, if the machine has a plan of failures
 * @clock: the time of the machine
 * @gpu: the pGPU as the mediator knows it
 * @guests: the guests
 * @n_guests: number of @guests
 * @timer: the thread that fires timers, with threads
 * @clock_lock: keeps timers from firing while a guest is created or destroyed
 * @stop: @timer is to end
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
	struct render_units *units;
	struct sgpu_remote *remote;
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
 * struct mini_vm - A PPGTT as i915 makes it: every entry is valid, and unused entries name
 * scratch tables.
 * @guest: the owner
 * @pml4: guest-physical address of the PML4 in bytes
 * @scratch: by level: guest-physical address of the scratch table; [0] names scratch pages
 * @scratch_page: guest-physical address of the scratch page in bytes
 */
struct mini_vm {
	struct mini_guest *guest;
	u64 pml4;
	u64 scratch[4];
	u64 scratch_page;
};

/**
 * struct mini_csb - An entry of the context status buffer, as read from the HWSP.
 * @status: the lower dword
 * @id: the context id
 */
struct mini_csb {
	u32 status;
	u32 id;
};

/**
 * struct mini_engine - State that a guest keeps of an engine.
 * @id: PGPU_RCS ...
 * @base: MMIO base in bytes
 * @hwsp_gva: GGTT address of the status page in bytes
 * @hwsp: the status page in memory
 * @csb_head: index of the last CSB entry read
 * @log: the last MINI_CSB_LOG entries read; entry i is at i % MINI_CSB_LOG
 * @logged: number of entries read so far
 * @idle: the last entry said that the engine went idle, and the guest has submitted nothing
 *	since
 * @pending: the engine has not acknowledged the last submission
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
 * @machine: its machine
 * @host: its front end
 * @instance: its vGPU, as its model knows it
 * @vgpu: its vGPU
 * @display: the display of @vgpu
 * @next_gpa: first guest-physical address that is not allocated, in bytes
 * @next_gva: first address of the aperture part of the GGTT that is not allocated, in bytes
 * @engines: by PGPU_RCS ...: state of the engines
 * @worker: the worker, with threads
 * @wake_lock: protects kicks, the interrupt line and @stop
 * @wake: signalled by a kick
 * @irq: signalled when the interrupt line rises
 * @stop: @worker is to end
 */
struct mini_guest {
	struct mini_machine *machine;
	struct fake_host host;
	struct facet_instance *instance;
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
 * @guest: the owner
 * @engine: the engine that it is for
 * @vm: its PPGTT
 * @lrca: GGTT address of the image in bytes
 * @image: the register state, page 1 of the image
 * @ring_gva: GGTT address of the ring in bytes
 * @ring: the ring in memory
 * @ring_size: bytes
 * @emit: offset of the next dword in the ring, in bytes
 * @submitted: @emit at the last submission
 * @tag: context id, the upper half of the descriptor
 * @timeline_gva: GGTT address of the seqno in bytes
 * @timeline: the seqno in memory
 * @seqno: seqno of the last request
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

/**
 * mini_machine_create() - Make a machine with a software GPU and no guests.
 * @mode: how the test runs it
 *
 * Context: the test's thread. Ends the process if the machine cannot be made.
 * Return: the machine, for mini_machine_destroy().
 */
struct mini_machine *mini_machine_create(enum mini_mode mode);

/**
 * mini_machine_use_render() - Let machines that are created from now on have a render engine.
 * @ops: its functions, for render_units_give(); NULL: the fake engine (fake_render.h) if the
 *	environment has FACET_TEST_RENDER, else none
 *
 * Context: the test's thread; takes no lock.
 */
void mini_machine_use_render(const struct render_units_ops *ops);

/**
 * mini_machine_use_host() - Let machines that are created from now on be on a host.
 * @other: another host than that of all other machines
 *
 * Context: the test's thread; takes no lock.
 */
void mini_machine_use_host(bool other);

/**
 * mini_machine_use_processes() - Let machines that are created from now on have their render engine
 * in other processes (softgpu/remote_units.h), which a test attaches. Or not.
 * @processes: they have
 *
 * Context: the test's thread; takes no lock.
 */
void mini_machine_use_processes(bool processes);

/**
 * mini_machine_create_flaky() - Make a stepped machine whose pGPU fails by a plan.
 * @plan: which call fails; outlives the machine
 *
 * Context: the test's thread.
 * Return: the machine; NULL: facet_gpu_create() failed, since the plan let one of its calls
 * fail.
 */
struct mini_machine *mini_machine_create_flaky(struct flaky_plan *plan);

/**
 * mini_machine_destroy() - Destroy a machine and its guests.
 * @machine: the machine
 *
 * Context: the test's thread, on no lock; waits for the machine's threads.
 * Return: sum of what mini_guest_destroy() returns for the guests.
 */
u64 mini_machine_destroy(struct mini_machine *machine);

/**
 * mini_guest_create() - Make a guest with engines and interrupts set up as i915 does at load.
 * @machine: its machine
 * @type: type of its vGPU
 *
 * Context: the test's thread. Takes &mini_machine.clock_lock. Ends the process if the vGPU
 * cannot be made.
 * Return: the guest, for mini_guest_destroy().
 */
struct mini_guest *mini_guest_create(struct mini_machine *machine, const struct facet_type *type);

/**
 * mini_guest_clone() - Make a second guest with the memory and the driver state of the first one.
 * @guest: the first guest
 * @machine: stepped machine that gets the second guest
 *
 * The second guest's vGPU is in its reset state.
 *
 * Context: the test's thread. Takes &mini_machine.clock_lock.
 * Return: the second guest; NULL: a call of a flaky machine's pGPU failed.
 */
struct mini_guest *mini_guest_clone(const struct mini_guest *guest, struct mini_machine *machine);

/**
 * mini_follow() - Translate a pointer into a guest's memory to the memory of its clone.
 * @p: pointer into the memory of @from
 * @from: the guest
 * @to: its clone
 *
 * Context: any; takes no lock.
 * Return: the pointer into the memory of @to.
 */
void *mini_follow(const void *p, const struct mini_guest *from, const struct mini_guest *to);

/**
 * mini_context_follow() - Move a context of a guest to the guest's clone.
 * @context: the context
 * @from: the first guest
 * @to: its clone
 *
 * Context: the test's thread; takes no lock.
 */
void mini_context_follow(struct mini_context *context, const struct mini_guest *from,
			 struct mini_guest *to);

/**
 * mini_guest_destroy() - Destroy a guest.
 * @guest: the guest
 *
 * Context: the test's thread, on no lock; waits for the worker; takes
 * &mini_machine.clock_lock.
 * Return: number of pages that stayed pinned, armed or snooped.
 */
u64 mini_guest_destroy(struct mini_guest *guest);

/**
 * mini_run() - Run a stepped machine until it is idle, or wait 50 us for the threads.
 * @machine: the machine
 *
 * Context: the test's thread, on no lock.
 */
void mini_run(struct mini_machine *machine);

/* Registers */

/**
 * mini_read() - Read a register by a trapped access of 4 bytes.
 * @guest: the guest
 * @offset: offset in BAR0 in bytes
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 * Return: the value.
 */
u32 mini_read(struct mini_guest *guest, u32 offset);

/**
 * mini_write() - Write a register by a trapped access of 4 bytes.
 * @guest: the guest
 * @offset: offset in BAR0 in bytes
 * @value: the value
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 */
void mini_write(struct mini_guest *guest, u32 offset, u32 value);

/* Memory */

/**
 * mini_alloc() - Allocate guest memory that is never freed.
 * @guest: the guest
 * @pages: how many pages
 *
 * Context: one thread at a time; takes no lock. Ends the process if memory is used up.
 * Return: guest-physical address in bytes.
 */
u64 mini_alloc(struct mini_guest *guest, u32 pages);

/**
 * mini_alloc_large() - Allocate 2 MiB of guest memory, aligned to 2 MiB.
 * @guest: the guest
 *
 * Context: as mini_alloc().
 * Return: guest-physical address in bytes.
 */
u64 mini_alloc_large(struct mini_guest *guest);

/**
 * mini_ptr() - Return guest memory at a guest-physical address.
 * @guest: the guest
 * @gpa: guest-physical address in bytes
 *
 * Context: any; takes no lock.
 * Return: the memory; NULL: the guest has none there.
 */
void *mini_ptr(struct mini_guest *guest, u64 gpa);

/**
 * mini_ggtt_map() - Map pages at new addresses of the aperture part of the GGTT.
 * @guest: the guest
 * @gpa: guest-physical address in bytes, page aligned
 * @pages: how many pages
 *
 * Context: one thread at a time; takes &facet_device.mmio_lock; may sleep.
 * Return: GGTT address of the first page in bytes.
 */
u32 mini_ggtt_map(struct mini_guest *guest, u64 gpa, u32 pages);

/**
 * mini_ggtt_set() - Write a GGTT entry by a trapped access of 8 bytes.
 * @guest: the guest
 * @gva: GGTT address in bytes
 * @pte: the entry
 *
 * Context: takes &facet_device.mmio_lock; may sleep. Ends the process if the access fails.
 */
void mini_ggtt_set(struct mini_guest *guest, u32 gva, u64 pte);

/* Page tables */

/**
 * mini_vm_create() - Make a PPGTT in which every entry names scratch tables.
 * @guest: the owner
 * @vm: gets the PPGTT; overwritten
 *
 * Context: one thread at a time; takes &fake_host.lock.
 */
void mini_vm_create(struct mini_guest *guest, struct mini_vm *vm);

/**
 * mini_vm_map() - Map one page of 4 KiB.
 * @vm: the PPGTT
 * @va: address in the PPGTT in bytes, page aligned
 * @gpa: guest-physical address in bytes, page aligned
 * @flags: low bits of the entry: MINI_PTE as i915 sets them, or MINI_PTE_RO
 *
 * Context: one thread at a time; takes &fake_host.lock.
 */
void mini_vm_map(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);

/**
 * mini_vm_map_large() - Map 2 MiB by one entry.
 * @vm: the PPGTT
 * @va: address in the PPGTT in bytes, aligned to 2 MiB
 * @gpa: guest-physical address in bytes, aligned to 2 MiB
 * @flags: low bits of the entry
 *
 * Context: one thread at a time; takes &fake_host.lock.
 */
void mini_vm_map_large(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);

/**
 * mini_vm_map_big() - Map 2 MiB by pages of 64 KiB, in a new table that is filled as i915 fills it.
 * @vm: the PPGTT
 * @va: address in the PPGTT in bytes, aligned to 2 MiB
 * @gpa: guest-physical address in bytes, aligned to 64 KiB
 * @flags: low bits of each entry
 *
 * Context: one thread at a time; takes &fake_host.lock.
 */
void mini_vm_map_big(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);

/**
 * mini_vm_entry() - Return the guest's leaf entry of an address.
 * @vm: the PPGTT
 * @va: address in the PPGTT in bytes
 *
 * Context: any; takes no lock.
 * Return: the entry in guest memory; NULL: only scratch tables lead there.
 */
u64 *mini_vm_entry(struct mini_vm *vm, u64 va);

/**
 * mini_vm_store() - Write an entry as the guest's CPU does; nothing else writes entries.
 * @vm: the PPGTT
 * @entry: the entry in guest memory
 * @value: its new value
 *
 * Context: takes &fake_host.lock, and in it &facet_ppgtt.notify_lock.
 */
void mini_vm_store(struct mini_vm *vm, u64 *entry, u64 value);

#define MINI_PTE	0x83ull
#define MINI_PTE_RO	0x81ull

/* Contexts and requests */

/**
 * mini_context_create() - Make a context with an image, a ring and a page for its seqno.
 * @guest: the owner
 * @context: gets the context; overwritten
 * @engine: PGPU_RCS ...
 * @vm: its PPGTT
 * @ring_size: bytes, whole pages
 *
 * Context: one thread at a time; takes &facet_device.mmio_lock; may sleep.
 */
void mini_context_create(struct mini_guest *guest, struct mini_context *context, u32 engine,
			 struct mini_vm *vm, u32 ring_size);

/**
 * mini_emit() - Write dwords of a command into the ring.
 * @context: the context
 * @n: how many dwords
 * @dw: the dwords
 *
 * A command does not straddle the end of the ring: the function fills up with MI_NOOP
 * before.
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_emit(struct mini_context *context, u32 n, const u32 *dw);
#define MINI_EMIT(context, ...) do {						\
	const u32 mini_dw[] = { __VA_ARGS__ };					\
	mini_emit(context, ARRAY_SIZE(mini_dw), mini_dw);			\
} while (0)

/**
 * mini_request_begin() - Begin a request: emit an invalidate and the store of the previous seqno.
 * @context: the context
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_request_begin(struct mini_context *context);

/**
 * mini_request_close() - End a request: emit a flush, the store of the seqno and a user interrupt.
 * @context: the context
 *
 * TAIL of the image stays as it is. An engine that works in the context may read TAIL at
 * any time.
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_request_close(struct mini_context *context);

/**
 * mini_request_end() - End a request as mini_request_close() does, and write TAIL to the image.
 * @context: the context
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_request_end(struct mini_context *context);

/**
 * mini_request() - Emit a whole request without commands.
 * @context: the context
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_request(struct mini_context *context);

/**
 * mini_request_batch() - Emit a whole request that runs a user batch of the PPGTT.
 * @context: the context
 * @va: address of the batch in the PPGTT, in bytes
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_request_batch(struct mini_context *context, u64 va);

/**
 * mini_tail() - Write TAIL to the image: the engine may execute all emitted commands.
 * @context: the context
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_tail(struct mini_context *context);

/**
 * mini_desc() - Return the descriptor of a context.
 * @context: the context
 * @force_restore: set the force-restore bit
 *
 * Context: any; takes no lock.
 * Return: the descriptor.
 */
u64 mini_desc(const struct mini_context *context, bool force_restore);

/**
 * mini_elsp() - Submit one context or two by four writes to ELSP.
 * @first: the context of the first descriptor
 * @force_restore: set the force-restore bit of the first descriptor
 * @second: the context of the second descriptor; NULL: none
 *
 * Context: takes &facet_device.mmio_lock for each write; may sleep.
 */
void mini_elsp(struct mini_context *first, bool force_restore, struct mini_context *second);

/**
 * mini_flush() - Submit what was emitted since the last submission, as i915 gathers requests.
 * @context: the context
 *
 * Context: takes &facet_device.mmio_lock for each write; may sleep.
 * Return: false: nothing was emitted, or the engine has not acknowledged the last
 * submission.
 */
bool mini_flush(struct mini_context *context);

/**
 * mini_irq() - Run the interrupt handler: read and clear the GT IIRs, and read the CSBs.
 * @guest: the guest
 *
 * The function does nothing while the interrupt line is down.
 *
 * Context: one thread at a time; takes &facet_device.mmio_lock for each register access;
 * may sleep.
 */
void mini_irq(struct mini_guest *guest);

/**
 * mini_wait_irq() - Sleep until the interrupt line is up or the time is over.
 * @guest: a guest of a machine with threads
 * @us: microseconds, at most a second
 *
 * Context: sleeps; takes &mini_guest.wake_lock.
 */
void mini_wait_irq(struct mini_guest *guest, u32 us);

/**
 * mini_wait() - Run the machine until the last seqno of a context is in memory.
 * @context: the context
 *
 * Context: as mini_irq() and mini_run().
 * Return: false: a stepped machine became idle before, or 20 s passed with threads.
 */
bool mini_wait(struct mini_context *context);

/**
 * mini_wait_idle() - Run the machine until the CSB says that an engine is idle.
 * @engine: the engine
 *
 * Context: as mini_irq() and mini_run().
 * Return: false: a stepped machine became idle before, or 20 s passed with threads.
 */
bool mini_wait_idle(struct mini_engine *engine);

/**
 * mini_reset_engine() - Reset an engine as i915 does: RESET_CTL, GDRST twice, CSB, HWS_PGA.
 * @engine: the engine
 *
 * Context: takes &facet_device.mmio_lock for each register write; may sleep.
 */
void mini_reset_engine(struct mini_engine *engine);

/* Batches: dwords in guest memory */

/**
 * struct mini_batch - A batch that a test writes.
 * @dw: its dwords in guest memory
 * @n: number of dwords written
 */
struct mini_batch {
	u32 *dw;
	u32 n;
};

/**
 * mini_batch_add() - Append dwords to a batch.
 * @batch: the batch; the caller knows that its memory has room
 * @n: how many dwords
 * @dw: the dwords
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_batch_add(struct mini_batch *batch, u32 n, const u32 *dw);
#define MINI_BATCH(batch, ...) do {						\
	const u32 mini_dw[] = { __VA_ARGS__ };					\
	mini_batch_add(batch, ARRAY_SIZE(mini_dw), mini_dw);			\
} while (0)

/**
 * mini_copy_blit() - Append an XY_SRC_COPY_BLT of a linear rectangle of 32-bit pixels.
 * @batch: the batch
 * @dst: PPGTT address of the destination in bytes
 * @src: PPGTT address of the source in bytes
 * @pitch: of both surfaces, in bytes
 * @width: pixels
 * @height: rows
 *
 * Context: one thread at a time; takes no lock.
 */
void mini_copy_blit(struct mini_batch *batch, u64 dst, u64 src, u32 pitch, u32 width, u32 height);

#endif
