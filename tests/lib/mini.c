// SPDX-License-Identifier: GPL-2.0-only
/* The machine and the guests of the mini-guest; see mini.h. */
#include "mini.h"

#include <time.h>
#include <unistd.h>

#include "display/display.h"
#include "display/gen9_display.h"
#include "engine/render_units.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/gpu.h"
#include "mediator/sched/sched_types.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "model/model.h"
#include "softgpu/remote_units.h"
#include "tests/lib/fake_render.h"
#include "tests/lib/test_model.h"

#define FIRST_GPA		0x100000ull
#define FIRST_GVA		0x10000u
#define STEP_ROUNDS		200000
#define THREAD_WAIT_MS		20000
#define TICK_US			200
#define CSB_NONE		0xffffffffu

static const u32 bases[PGPU_ENGINES] = {
	[PGPU_RCS] = GEN9_RCS_BASE, [PGPU_BCS] = GEN9_BCS_BASE,
	[PGPU_VCS] = GEN9_VCS_BASE, [PGPU_VECS] = GEN9_VECS_BASE,
};

/* The machine */

static const struct render_units_ops *render_ops;
static bool other_host;
static bool in_processes;

void mini_machine_use_render(const struct render_units_ops *ops)
{
	render_ops = ops;
}

void mini_machine_use_processes(bool processes)
{
	in_processes = processes;
}

/* Return the functions of the render engine of a new machine; NULL: it has none. */
static const struct render_units_ops *machine_render(void)
{
	if (render_ops)
		return render_ops;
	return getenv("FACET_TEST_RENDER") ? &fake_render_ops : NULL;
}

static void *timer_thread(void *arg)
{
	struct mini_machine *machine = arg;

	while (!__atomic_load_n(&machine->stop, __ATOMIC_ACQUIRE)) {
		pthread_mutex_lock(&machine->clock_lock);
		fake_clock_run_due(&machine->clock);
		pthread_mutex_unlock(&machine->clock_lock);
		usleep(READ_ONCE(machine->tick_us));
	}
	return NULL;
}

static void machine_free(struct mini_machine *machine)
{
	softgpu_user_destroy(machine->user);
	render_units_destroy(machine->units);
	sgpu_remote_destroy(machine->remote);
	pthread_mutex_destroy(&machine->clock_lock);
	free(machine);
}

/* Give a machine the render engine that it is to have. */
static void give_units(struct mini_machine *machine)
{
	struct softgpu *sg = softgpu_user_softgpu(machine->user);

	if (in_processes) {
		machine->remote = sgpu_remote_create(sg, NULL);
		if (!machine->remote)
			abort();
	} else if (machine_render()) {
		machine->units = render_units_give(sg, machine_render());
		if (!machine->units)
			abort();
	}
}

void mini_machine_use_host(bool other)
{
	other_host = other;
}

/* Create a machine. Return: NULL: the pGPU cannot be opened. */
static struct mini_machine *machine_create(enum mini_mode mode, struct flaky_plan *plan)
{
	struct mini_machine *machine = calloc(1, sizeof(*machine));
	bool threads = mode == MINI_THREADS;
	struct pgpu *pgpu;

	if (!machine)
		abort();
	machine->mode = mode;
	machine->memory_pages = MINI_MEMORY_PAGES;
	machine->tick_us = TICK_US;
	pthread_mutex_init(&machine->clock_lock, NULL);
	machine->user = softgpu_user_create(threads ? SOFTGPU_USER_THREADS : SOFTGPU_USER_STEP,
					    test_model());
	fake_clock_init(&machine->clock, threads);
	machine->clock.other_host = other_host;
	if (!machine->user)
		abort();
	give_units(machine);
	pgpu = softgpu_user_pgpu(machine->user);
	if (plan) {
		flaky_pgpu_init(&machine->flaky, pgpu, plan);
		pgpu = &machine->flaky.pgpu;
	}
	if (facet_gpu_create(pgpu, facet_display_regs, &fake_gpu_host_ops, &machine->clock,
			     &machine->gpu)) {
		machine_free(machine);
		return NULL;
	}
	/*
	 * Real hardware that preempts at points alone has 100 ms to give way. Here a thread of the
	 * software GPU may wait that long for a processor, so it has as long as other pGPUs.
	 */
	if (threads)
		facet_gpu_sched(machine->gpu)->patience = FACET_SCHED_PATIENCE;
	machine->clock.gpu = machine->gpu;
	if (threads && pthread_create(&machine->timer, NULL, timer_thread, machine))
		abort();
	return machine;
}

struct mini_machine *mini_machine_create(enum mini_mode mode)
{
	struct mini_machine *machine = machine_create(mode, NULL);

	if (!machine)
		abort();
	return machine;
}

struct mini_machine *mini_machine_create_flaky(struct flaky_plan *plan)
{
	return machine_create(MINI_STEP, plan);
}

u64 mini_machine_destroy(struct mini_machine *machine)
{
	u64 leaked = 0;

	if (machine->mode == MINI_THREADS) {
		__atomic_store_n(&machine->stop, true, __ATOMIC_RELEASE);
		pthread_join(machine->timer, NULL);
	}
	while (machine->n_guests)
		leaked += mini_guest_destroy(machine->guests[0]);
	facet_gpu_destroy(machine->gpu);
	machine_free(machine);
	return leaked;
}

/* The ops of a guest's front end: those of fake_host, but a kick wakes a thread. */

static struct facet_host_ops mini_ops;

static void mini_kick(void *data)
{
	struct fake_host *host = data;
	struct mini_guest *guest = container_of(host, struct mini_guest, host);

	if (__atomic_load_n(&host->kicked, __ATOMIC_SEQ_CST))
		return;
	pthread_mutex_lock(&guest->wake_lock);
	fake_host_ops.kick(host);
	pthread_mutex_unlock(&guest->wake_lock);
	pthread_cond_signal(&guest->wake);
}

static void mini_drop_detiled(void *data)
{
	struct fake_host *host = data;

	__atomic_store_n(&host->drop_detiled, true, __ATOMIC_SEQ_CST);
	mini_kick(host);
}

static void mini_set_irq(void *data, bool level)
{
	struct fake_host *host = data;
	struct mini_guest *guest = container_of(host, struct mini_guest, host);

	pthread_mutex_lock(&guest->wake_lock);
	fake_host_ops.set_irq(host, level);
	pthread_mutex_unlock(&guest->wake_lock);
	if (level)
		pthread_cond_signal(&guest->irq);
}

static bool irq_level(struct mini_guest *guest)
{
	bool level;

	pthread_mutex_lock(&guest->host.lock);
	level = guest->host.irq;
	pthread_mutex_unlock(&guest->host.lock);
	return level;
}

void mini_wait_irq(struct mini_guest *guest, u32 us)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += us * 1000l;
	until.tv_sec += until.tv_nsec / 1000000000l;
	until.tv_nsec %= 1000000000l;
	pthread_mutex_lock(&guest->wake_lock);
	if (!irq_level(guest))
		pthread_cond_timedwait(&guest->irq, &guest->wake_lock, &until);
	pthread_mutex_unlock(&guest->wake_lock);
}

static void *worker_thread(void *arg)
{
	struct mini_guest *guest = arg;
	bool stop = false;

	while (!stop) {
		pthread_mutex_lock(&guest->wake_lock);
		while (!__atomic_load_n(&guest->host.kicked, __ATOMIC_SEQ_CST) && !guest->stop)
			pthread_cond_wait(&guest->wake, &guest->wake_lock);
		stop = guest->stop;
		pthread_mutex_unlock(&guest->wake_lock);
		fake_host_work(&guest->host);
	}
	return NULL;
}

u32 mini_read(struct mini_guest *guest, u32 offset)
{
	u32 value;

	if (facet_vgpu_mmio_read(guest->vgpu, offset, &value, sizeof(value)))
		abort();
	return value;
}

void mini_write(struct mini_guest *guest, u32 offset, u32 value)
{
	if (facet_vgpu_mmio_write(guest->vgpu, offset, &value, sizeof(value)))
		abort();
}

u64 mini_alloc(struct mini_guest *guest, u32 pages)
{
	u64 gpa = guest->next_gpa;

	guest->next_gpa += (u64)pages * GEN9_PAGE_SIZE;
	if (guest->next_gpa > guest->host.pages * GEN9_PAGE_SIZE)
		abort();
	return gpa;
}

u64 mini_alloc_large(struct mini_guest *guest)
{
	guest->next_gpa = ALIGN(guest->next_gpa, GEN9_LARGE_SIZE);
	return mini_alloc(guest, GEN9_LARGE_PAGES);
}

void *mini_ptr(struct mini_guest *guest, u64 gpa)
{
	return fake_host_ptr(&guest->host, gpa, 1);
}

void mini_ggtt_set(struct mini_guest *guest, u32 gva, u64 pte)
{
	u64 offset = GEN9_GGTT_PTES + (u64)(gva >> GEN9_PAGE_SHIFT) * sizeof(pte);

	if (facet_vgpu_mmio_write(guest->vgpu, offset, &pte, sizeof(pte)))
		abort();
}

u32 mini_ggtt_map(struct mini_guest *guest, u64 gpa, u32 pages)
{
	u32 gva = guest->next_gva;
	u32 i;

	for (i = 0; i < pages; i++)
		mini_ggtt_set(guest, gva + i * GEN9_PAGE_SIZE,
			      (gpa + i * GEN9_PAGE_SIZE) | GEN9_PTE_PRESENT);
	guest->next_gva += pages * GEN9_PAGE_SIZE;
	mini_write(guest, GEN9_GFX_FLUSH, 1);
	return gva;
}

static void csb_reset(struct mini_engine *engine, struct mini_guest *guest)
{
	u32 i;

	mini_write(guest, engine->base + GEN9_RING_CSB_PTR, 0xffff0505);
	mini_write(guest, engine->base + GEN9_RING_CSB_PTR, 0xffff0505);
	for (i = 0; i < 2 * GEN9_CSB_ENTRIES; i++)
		WRITE_ONCE(engine->hwsp[GEN9_CSB_HWSP_DWORD + i], CSB_NONE);
	engine->csb_head = GEN9_CSB_ENTRIES - 1;
	__atomic_store_n(&engine->hwsp[GEN9_CSB_WRITE_HWSP_DWORD], engine->csb_head,
			 __ATOMIC_RELEASE);
}

static void engine_setup(struct mini_guest *guest, u32 id)
{
	struct mini_engine *engine = &guest->engines[id];
	u64 gpa = mini_alloc(guest, 1);

	engine->id = id;
	engine->base = bases[id];
	engine->hwsp = mini_ptr(guest, gpa);
	engine->hwsp_gva = mini_ggtt_map(guest, gpa, 1);
	csb_reset(engine, guest);
	mini_write(guest, engine->base + GEN9_RING_HWSTAM, ~0u);
	mini_write(guest, engine->base + GEN9_RING_MODE, 0x80008000);
	mini_write(guest, engine->base + GEN9_RING_MI_MODE, 0x01000000);
	mini_write(guest, engine->base + GEN9_RING_HWS_PGA, engine->hwsp_gva);
	mini_write(guest, engine->base + GEN9_RING_EMR, 0xfffffffe);
	mini_write(guest, engine->base + GEN9_RING_EIR, ~0u);
	mini_write(guest, engine->base + GEN9_RING_IMR,
		   id == PGPU_BCS ? 0xf6f6ffff : 0xfffff6f6);
}

static void irq_setup(struct mini_guest *guest)
{
	static const u32 enabled[4] = { 0x09090909, 0x09090909, 0, 0x00000909 };
	u32 i;

	for (i = 0; i < 4; i++) {
		mini_write(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR, ~0u);
		mini_write(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IER, enabled[i]);
		mini_write(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IMR, ~enabled[i]);
	}
	mini_write(guest, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

/* Free a guest. clock_lock held, so that no timer of the guest fires. */
static void guest_free(struct mini_guest *guest)
{
	fake_host_fini(&guest->host);
	pthread_cond_destroy(&guest->irq);
	pthread_cond_destroy(&guest->wake);
	pthread_mutex_destroy(&guest->wake_lock);
	free(guest);
}

/* Create a guest's vGPU and display. Return: 0, or the errno of the failed step. */
static int guest_vgpu(struct mini_guest *guest, const struct facet_type *type)
{
	struct mini_machine *machine = guest->machine;
	struct facet_display_config config = {
		.max_width = type->max_width, .max_height = type->max_height,
		.n_outputs = machine->n_outputs,
	};
	const struct facet_instance_setup setup = {
		.gpu = machine->gpu, .type = type, .outputs = &config, .ops = &mini_ops,
		.host = &guest->host,
	};
	int ret;

	if (machine->outputs)
		memcpy(config.outputs, machine->outputs,
		       machine->n_outputs * sizeof(*machine->outputs));
	ret = facet_model_gen9.create(&setup, &guest->instance);
	if (ret)
		return ret;
	guest->vgpu = facet_gen9_vgpu(guest->instance);
	guest->display = guest->instance->display;
	guest->host.vgpu = guest->vgpu;
	guest->host.tracking = machine->tracking;
	return 0;
}

/* Create a guest without setting it up. Return: NULL: the pGPU has no room for the vGPU. */
static struct mini_guest *guest_new(struct mini_machine *machine, const struct facet_type *type)
{
	struct mini_guest *guest = calloc(1, sizeof(*guest));

	if (!guest || machine->n_guests == MINI_GUESTS_MAX)
		abort();
	if (!mini_ops.kick) {	/* later, threads of other guests read it */
		mini_ops = fake_host_ops;
		mini_ops.drop_detiled = mini_drop_detiled;
		mini_ops.kick = mini_kick;
		mini_ops.set_irq = mini_set_irq;
	}
	guest->machine = machine;
	guest->next_gpa = FIRST_GPA;
	guest->next_gva = FIRST_GVA;
	pthread_mutex_init(&guest->wake_lock, NULL);
	pthread_cond_init(&guest->wake, NULL);
	pthread_cond_init(&guest->irq, NULL);
	pthread_mutex_lock(&machine->clock_lock);
	if (fake_host_init_on(&guest->host, &machine->clock, machine->memory_pages,
			      machine->memory))
		abort();
	if (guest_vgpu(guest, type)) {
		guest_free(guest);
		guest = NULL;
	}
	pthread_mutex_unlock(&machine->clock_lock);
	if (!guest)
		return NULL;
	machine->guests[machine->n_guests++] = guest;
	if (machine->mode == MINI_THREADS &&
	    pthread_create(&guest->worker, NULL, worker_thread, guest))
		abort();
	return guest;
}

struct mini_guest *mini_guest_create(struct mini_machine *machine, const struct facet_type *type)
{
	struct mini_guest *guest = guest_new(machine, type);
	u32 i;

	if (!guest)
		abort();
	for (i = 0; i < PGPU_ENGINES; i++)
		engine_setup(guest, i);
	irq_setup(guest);
	return guest;
}

void *mini_follow(const void *p, const struct mini_guest *from, const struct mini_guest *to)
{
	return to->host.mem + ((const u8 *)p - from->host.mem);
}

struct mini_guest *mini_guest_clone(const struct mini_guest *guest, struct mini_machine *machine)
{
	struct mini_guest *clone = guest_new(machine, facet_vgpu_type(guest->vgpu));
	u32 i;

	if (!clone)
		return NULL;
	memcpy(clone->host.mem, guest->host.mem, guest->next_gpa);
	clone->next_gpa = guest->next_gpa;
	clone->next_gva = guest->next_gva;
	for (i = 0; i < PGPU_ENGINES; i++) {
		clone->engines[i] = guest->engines[i];
		clone->engines[i].hwsp = mini_follow(guest->engines[i].hwsp, guest, clone);
	}
	return clone;
}

void mini_context_follow(struct mini_context *context, const struct mini_guest *from,
			 struct mini_guest *to)
{
	context->guest = to;
	context->engine = &to->engines[context->engine->id];
	context->image = mini_follow(context->image, from, to);
	context->ring = mini_follow(context->ring, from, to);
	context->timeline = mini_follow(context->timeline, from, to);
}

static void machine_forget(struct mini_machine *machine, const struct mini_guest *guest)
{
	u32 i;

	for (i = 0; machine->guests[i] != guest; i++)
		;
	machine->guests[i] = machine->guests[--machine->n_guests];
}

u64 mini_guest_destroy(struct mini_guest *guest)
{
	struct mini_machine *machine = guest->machine;
	u64 leaked;

	machine_forget(machine, guest);
	facet_vgpu_cancel(guest->vgpu);
	if (machine->mode == MINI_THREADS) {
		pthread_mutex_lock(&guest->wake_lock);
		guest->stop = true;
		pthread_cond_signal(&guest->wake);
		pthread_mutex_unlock(&guest->wake_lock);
		pthread_join(guest->worker, NULL);
	}
	pthread_mutex_lock(&machine->clock_lock);
	facet_model_gen9.destroy(guest->instance);
	leaked = guest->host.pinned + guest->host.armed + guest->host.n_snooped;
	guest_free(guest);
	pthread_mutex_unlock(&machine->clock_lock);
	return leaked;
}

void mini_run(struct mini_machine *machine)
{
	bool more = true;
	u32 round, i;

	if (machine->mode == MINI_THREADS) {
		usleep(50);
		return;
	}
	for (round = 0; more && round < STEP_ROUNDS; round++) {
		more = false;
		fake_clock_run_due(&machine->clock);
		for (i = 0; i < machine->n_guests; i++)
			more |= fake_host_work(&machine->guests[i]->host);
		more |= softgpu_user_step(machine->user);
		for (i = 0; i < machine->n_guests; i++)
			more |= machine->guests[i]->host.kicked;
	}
}

/* Interrupts */

static void csb_read(struct mini_engine *engine)
{
	u32 write = __atomic_load_n(&engine->hwsp[GEN9_CSB_WRITE_HWSP_DWORD], __ATOMIC_ACQUIRE);

	while (engine->csb_head != write && write < GEN9_CSB_ENTRIES) {
		u32 *entry;

		engine->csb_head = (engine->csb_head + 1) % GEN9_CSB_ENTRIES;
		entry = &engine->hwsp[GEN9_CSB_HWSP_DWORD + 2 * engine->csb_head];
		engine->log[engine->logged++ % MINI_CSB_LOG] = (struct mini_csb){
			.status = READ_ONCE(entry[0]), .id = READ_ONCE(entry[1]),
		};
		engine->idle = READ_ONCE(entry[0]) & GEN9_CSB_ACTIVE_IDLE;
		if (READ_ONCE(entry[0]) & (GEN9_CSB_IDLE_ACTIVE | GEN9_CSB_PREEMPTED))
			engine->pending = false;
	}
}

static void engine_irq(struct mini_guest *guest, u32 id, u32 bits)
{
	struct mini_engine *engine = &guest->engines[id];

	if (bits & GEN9_GT_USER_IRQ)
		engine->user_irqs++;
	if (bits & GEN9_GT_CS_ERROR) {
		engine->errors++;
		mini_write(guest, engine->base + GEN9_RING_EMR, ~0u);
		mini_write(guest, engine->base + GEN9_RING_EIR,
			   mini_read(guest, engine->base + GEN9_RING_EIR));
	}
	if (bits & GEN9_GT_CONTEXT_SWITCH)
		csb_read(engine);
}

void mini_irq(struct mini_guest *guest)
{
	u32 master, iir, i;

	if (!irq_level(guest))
		return;
	mini_write(guest, GEN9_MASTER_IRQ, 0);
	master = mini_read(guest, GEN9_MASTER_IRQ);
	for (i = 0; master && i < 4; i++) {
		iir = mini_read(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR);
		if (!iir)
			continue;
		mini_write(guest, GEN9_GT_IRQ(i) + GEN9_IRQ_IIR, iir);
		if (i == 0) {
			engine_irq(guest, PGPU_RCS, iir & 0xffff);
			engine_irq(guest, PGPU_BCS, iir >> GEN9_GT_BCS_SHIFT);
		} else if (i == 1) {
			engine_irq(guest, PGPU_VCS, iir & 0xffff);
		} else if (i == 3) {
			engine_irq(guest, PGPU_VECS, iir & 0xffff);
		}
	}
	mini_write(guest, GEN9_MASTER_IRQ, GEN9_MASTER_ENABLE);
}

static u64 real_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* Run the machine until @done holds. Return: false: a stepped machine is idle, or time is over. */
static bool wait_for(struct mini_guest *guest, bool (*done)(const void *), const void *arg)
{
	u64 end = real_ms() + THREAD_WAIT_MS;
	u32 round = 0;

	for (;;) {
		mini_irq(guest);
		if (done(arg))
			return true;
		if (guest->machine->mode == MINI_THREADS ? real_ms() > end : round++ > 8)
			return false;
		if (guest->machine->mode == MINI_THREADS)
			mini_wait_irq(guest, 1000);
		else
			mini_run(guest->machine);
	}
}

static bool seqno_done(const void *arg)
{
	const struct mini_context *context = arg;

	return (s32)(__atomic_load_n(context->timeline, __ATOMIC_ACQUIRE) - context->seqno) >= 0;
}

bool mini_wait(struct mini_context *context)
{
	return wait_for(context->guest, seqno_done, context);
}

static bool engine_idle(const void *arg)
{
	const struct mini_engine *engine = arg;

	return engine->idle;
}

bool mini_wait_idle(struct mini_engine *engine)
{
	struct mini_guest *guest = container_of(engine, struct mini_guest, engines[engine->id]);

	return wait_for(guest, engine_idle, engine);
}

void mini_reset_engine(struct mini_engine *engine)
{
	static const u32 bits[PGPU_ENGINES] = {
		[PGPU_RCS] = BIT(1), [PGPU_VCS] = BIT(2), [PGPU_BCS] = BIT(3), [PGPU_VECS] = BIT(4),
	};
	struct mini_guest *guest = container_of(engine, struct mini_guest, engines[engine->id]);

	mini_write(guest, engine->base + GEN9_RING_MI_MODE, 0x01000100);
	mini_write(guest, engine->base + GEN9_RING_RESET_CTL, 0x00010001);
	mini_write(guest, GEN9_GDRST, bits[engine->id]);
	mini_write(guest, GEN9_GDRST, bits[engine->id]);
	mini_write(guest, engine->base + GEN9_RING_RESET_CTL, 0x00010000);
	csb_reset(engine, guest);
	mini_write(guest, engine->base + GEN9_RING_MODE, 0x80008000);
	mini_write(guest, engine->base + GEN9_RING_MI_MODE, 0x01000000);
	mini_write(guest, engine->base + GEN9_RING_HWS_PGA, engine->hwsp_gva);
	mini_write(guest, engine->base + GEN9_RING_EMR, 0xfffffffe);
}
