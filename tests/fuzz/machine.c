// SPDX-License-Identifier: GPL-2.0-only
/* The machine of the fuzzers; see machine.h. */
#include "tests/fuzz/machine.h"

#include <stdarg.h>

#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/gtt_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/detiled.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "model/model.h"
#include "tests/fuzz/checked_pgpu.h"
#include "tests/fuzz/front_end.h"
#include "tests/fuzz/invariants.h"
#include "tests/fuzz/layout.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/test_model.h"

#define HELPS_MAX	20000u		/* limit of engine steps in one wait */
#define BOUND_EVERY	8u		/* inputs between two checks of a description's bound */
#define SLICE		1024u
#define START_NS	1000000000ull
#define POLL_NS		1000u
#define HELP_NS		10000000u	/* of a step after a refusal (&fuzz_machine.refused) */

static struct fuzz_machine the_machine;
static bool alive;

struct fuzz_machine *fuzz_the_machine(void)
{
	return alive ? &the_machine : NULL;
}

int fuzz_fault_hits_of(struct fuzz_machine *machine, int guest, enum fuzz_fail what)
{
	struct fuzz_fault *fault = guest == FUZZ_VICTIM ? &machine->victim_faults[what] :
				   &machine->faults[what];

	if (guest == FUZZ_NOBODY || !fault->count)
		return 0;
	if (fault->skip) {
		fault->skip--;
		return 0;
	}
	fault->count--;
	machine->hits++;
	/* Failed calls about engines or detiled pages take nothing from shadows. */
	machine->failed |= what < FUZZ_FAIL_SUBMIT;
	return fault->error;
}

int fuzz_fault_hits(struct fuzz_machine *machine, enum fuzz_fail what)
{
	return fuzz_fault_hits_of(machine, machine->current, what);
}

int fuzz_enter(struct fuzz_machine *machine, int guest)
{
	int before = machine->current;

	machine->current = guest;
	fuzz_domain(machine, guest);
	return before;
}

void fuzz_leave(struct fuzz_machine *machine, int before)
{
	machine->current = before;
	/* Outside of the core no page is touched. The next fuzz_enter() opens the right pages. */
	if (before != FUZZ_NOBODY)
		fuzz_domain(machine, before);
}

/* Host ops of the software GPU */

static void sg_kick(void *host, u32 engine)
{
}

static u64 sg_now(void *host)
{
	struct fuzz_machine *machine = host;

	return machine->now_ns;
}

/* Run engines for a caller that waits for them. */
static void sg_help(void *host)
{
	struct fuzz_machine *machine = host;

	fuzz_check(++machine->helps < HELPS_MAX, "a wait for the engines does not end");
	if (machine->refused)
		fuzz_advance(machine, HELP_NS);
	fuzz_step(machine);
}

static const struct softgpu_host_ops sg_ops = {
	.kick = sg_kick,
	.now_ns = sg_now,
	.help = sg_help,
};

bool fuzz_step(struct fuzz_machine *machine)
{
	int before = machine->current, domain = machine->domain;
	bool more = false;
	u32 e;

	machine->accesses++;
	machine->now_ns += POLL_NS;
	machine->current = FUZZ_NOBODY;
	for (e = 0; e < PGPU_ENGINES; e++) {
		fuzz_domain(machine, machine->running[e]);
		more |= softgpu_engine_run(machine->sg, e) == SOFTGPU_AGAIN;
	}
	machine->current = before;
	fuzz_domain(machine, domain);
	return more;
}

/* Host ops of the mediator's pGPU */

static u64 gpu_now(void *data)
{
	struct fuzz_machine *machine = data;

	return machine->now_ns;
}

static void gpu_arm(void *data, u64 deadline_ns)
{
	struct fuzz_machine *machine = data;

	machine->gpu_deadline_ns = deadline_ns;
}

static const struct facet_gpu_host_ops gpu_ops = {
	.now_ns = gpu_now,
	.arm_timer = gpu_arm,
};

/* Time */

static u64 *earliest(struct fuzz_machine *machine, int *guest)
{
	u64 *next = &machine->gpu_deadline_ns;
	u32 g;

	*guest = FUZZ_NOBODY;
	for (g = 0; g < FUZZ_GUESTS; g++) {
		if (machine->guests[g].deadline_ns < *next) {
			next = &machine->guests[g].deadline_ns;
			*guest = g;
		}
	}
	return next;
}

static bool fire(struct fuzz_machine *machine, u64 limit)
{
	int guest, before;
	u64 *next = earliest(machine, &guest);

	if (*next > limit)
		return false;
	machine->now_ns = max(machine->now_ns, *next);
	*next = ~0ull;
	before = fuzz_enter(machine, guest);
	non_block_start();
	if (guest == FUZZ_NOBODY)
		facet_gpu_timer(machine->gpu);
	else
		facet_vgpu_timer(machine->guests[guest].vgpu);
	non_block_end();
	fuzz_leave(machine, before);
	return true;
}

void fuzz_advance(struct fuzz_machine *machine, u64 ns)
{
	u64 end = machine->now_ns + ns;

	while (fire(machine, end))
		;
	machine->now_ns = max(machine->now_ns, end);
}

bool fuzz_work(struct fuzz_guest *guest)
{
	struct fuzz_machine *machine = guest->machine;
	int before;

	if (!guest->kicked)
		return false;
	guest->kicked = false;
	fuzz_csb_look(guest);
	before = fuzz_enter(machine, guest->index);
	if (guest->drop_detiled) {
		guest->drop_detiled = false;
		facet_detiled_finish_barriers(guest->vgpu);
	}
	machine->worked = machine->accesses;
	machine->bad_pins = 0;
	machine->in_work = true;
	facet_vgpu_work(guest->vgpu);
	machine->in_work = false;
	fuzz_leave(machine, before);
	return true;
}

void fuzz_run(struct fuzz_machine *machine, u32 rounds)
{
	bool more = true;
	u32 g;

	while (more && rounds--) {
		more = false;
		fuzz_advance(machine, 0);
		for (g = 0; g < FUZZ_GUESTS; g++)
			more |= fuzz_work(&machine->guests[g]);
		more |= fuzz_step(machine);
	}
}

/* Accesses */

int fuzz_mmio_write(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len)
{
	int before = fuzz_enter(guest->machine, guest->index);
	int ret = facet_vgpu_mmio_write(guest->vgpu, offset, buf, len);

	fuzz_leave(guest->machine, before);
	guest->machine->helps = 0;
	if (!ret)
		fuzz_csb_mmio(guest, offset, buf, len);
	return ret;
}

int fuzz_mmio_read(struct fuzz_guest *guest, u64 offset, void *buf, u32 len)
{
	int before = fuzz_enter(guest->machine, guest->index);
	int ret = facet_vgpu_mmio_read(guest->vgpu, offset, buf, len);

	fuzz_leave(guest->machine, before);
	return ret;
}

void fuzz_write32(struct fuzz_guest *guest, u32 offset, u32 value)
{
	fuzz_check(!fuzz_mmio_write(guest, offset, &value, sizeof(value)), "write of %x", offset);
}

u32 fuzz_read32(struct fuzz_guest *guest, u32 offset)
{
	u32 value;

	fuzz_check(!fuzz_mmio_read(guest, offset, &value, sizeof(value)), "read of %x", offset);
	return value;
}

void fuzz_pte(struct fuzz_guest *guest, u32 gva, u64 pte)
{
	u64 offset = GEN9_GGTT_PTES + (u64)(gva >> GEN9_PAGE_SHIFT) * sizeof(pte);

	/* An allocation may have failed; then the entry is unchanged. */
	fuzz_mmio_write(guest, offset, &pte, sizeof(pte));
}

void fuzz_reset(struct fuzz_guest *guest)
{
	int before = fuzz_enter(guest->machine, guest->index);

	facet_vgpu_reset(guest->vgpu);
	fuzz_leave(guest->machine, before);
	guest->machine->helps = 0;
	fuzz_csb_reset(guest, ~0u);
}

void fuzz_checks(struct fuzz_machine *machine)
{
	u32 g;

	for (g = 0; g < FUZZ_GUESTS; g++) {
		fuzz_check_irq(&machine->guests[g]);
		fuzz_check_pins(&machine->guests[g]);
	}
}

/* Creation and destruction */

static void gpu_begin(struct fuzz_machine *machine)
{
	u32 e;

	machine->now_ns = START_NS;
	machine->gpu_deadline_ns = ~0ull;
	machine->current = FUZZ_NOBODY;
	machine->domain = FUZZ_NOBODY;
	for (e = 0; e < PGPU_ENGINES; e++)
		machine->running[e] = FUZZ_NOBODY;
	machine->sg = softgpu_create(&sg_ops, machine, test_model());
	fuzz_check(machine->sg, "no software GPU");
	softgpu_set_slice(machine->sg, SLICE);
	fuzz_checked_pgpu_init(machine);
	fuzz_check(!facet_gpu_create(&machine->checked_pgpu, facet_display_regs, &gpu_ops, machine,
				     &machine->gpu), "no pGPU");
}

static void guest_begin(struct fuzz_machine *machine, int index)
{
	/* One output of each kind, and a second DisplayPort, which has more state. */
	struct facet_display_config config = {
		.max_width = 1920, .max_height = 1080, .n_outputs = 3,
		.outputs = {
			{ .kind = FACET_OUTPUT_HDMI, .port = 1 },
			{ .kind = FACET_OUTPUT_DP, .port = 2 },
			{ .kind = FACET_OUTPUT_DP, .port = 3 },
		},
	};
	struct fuzz_guest *guest = &machine->guests[index];
	const struct facet_instance_setup setup = {
		.gpu = machine->gpu, .type = &facet_types[0], .outputs = &config,
		.ops = &fuzz_host_ops, .host = guest,
	};
	int before;

	guest->machine = machine;
	guest->index = index;
	fuzz_front_end_init(guest);
	before = fuzz_enter(machine, index);
	fuzz_check(!facet_model_gen9.create(&setup, &guest->instance), "no vGPU");
	guest->vgpu = facet_gen9_vgpu(guest->instance);
	guest->display = guest->instance->display;
	fuzz_leave(machine, before);
}

static void guest_end(struct fuzz_guest *guest)
{
	struct fuzz_machine *machine = guest->machine;
	int before = fuzz_enter(machine, guest->index);

	machine->helps = 0;
	facet_vgpu_cancel(guest->vgpu);
	facet_model_gen9.destroy(guest->instance);
	guest->vgpu = NULL;
	fuzz_leave(machine, before);
	fuzz_checked_pgpu_check_gone(machine, guest->index);
	fuzz_front_end_exit(guest);
}

static u32 bus_count(const struct fuzz_machine *machine)
{
	u32 i, n = 0;

	for (i = 1; i < machine->bus_top; i++)
		n += machine->bus[i].cpu != NULL;
	return n;
}

void fuzz_try_create(struct fuzz_machine *machine, u32 type, enum fuzz_fail what, u32 skip)
{
	static struct fuzz_guest third;
	const struct facet_type *t = &facet_types[type % gen9_type_count()];
	struct facet_display_config config = {
		.max_width = t->max_width, .max_height = t->max_height,
	};
	struct fuzz_fault before = machine->faults[what];
	u32 pages = bus_count(machine);
	int who = fuzz_enter(machine, FUZZ_ATTACKER);

	third.machine = machine;
	machine->faults[what] = (struct fuzz_fault){ .skip = skip, .count = 1, .error = -ENOMEM };
	if (!facet_vgpu_create(machine->gpu, t, &fuzz_host_ops, &third, &third.vgpu)) {
		if (!facet_gen9_display_create(facet_vgpu_device(third.vgpu), third.vgpu, &config,
					       &third.display))
			facet_display_destroy(third.display);
		facet_vgpu_destroy(third.vgpu);
	}
	machine->faults[what] = before;
	fuzz_leave(machine, who);
	fuzz_check(bus_count(machine) == pages, "%u pages in the map before a vGPU, %u after it",
		   pages, bus_count(machine));
}

struct fuzz_machine *fuzz_machine_begin(const u8 *data, size_t size)
{
	struct fuzz_machine *machine = &the_machine;

	machine->data = data;
	machine->size = size;
	if (!machine->gpu) {
		gpu_begin(machine);
		guest_begin(machine, FUZZ_VICTIM);
		fuzz_layout(&machine->guests[FUZZ_VICTIM]);
	}
	/*
	 * Choose tracking, or comparing at each submission, by the least significant bit of the
	 * input.
	 */
	machine->tracking = size && (data[size - 1] & 1);
	machine->failed = false;
	machine->refused = false;
	machine->all_present = false;
	machine->hits = 0;
	machine->submissions = 0;
	memset(machine->faults, 0, sizeof(machine->faults));
	guest_begin(machine, FUZZ_ATTACKER);
	alive = true;
	return machine;
}

void fuzz_machine_end(struct fuzz_machine *machine)
{
	static u32 ended;

	/* A save takes as long as a short input. An input that is played alone is checked. */
	if (ended++ % BOUND_EVERY == 0) {
		memset(machine->faults, 0, sizeof(machine->faults));
		machine->helps = 0;
		fuzz_check_bound(&machine->guests[FUZZ_ATTACKER]);
	}
	guest_end(&machine->guests[FUZZ_ATTACKER]);
	alive = false;
}
