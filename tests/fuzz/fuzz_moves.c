// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz the arcs and the data of a migration between actions of a guest with work, memory that is
 * unmapped, and calls that fail. tests/lib/move_fuzz.h has the actions of the VMM. At the end a
 * reset makes a vGPU that works.
 */
#include "model/migration.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"
#include "tests/lib/move_fuzz.h"
#include "tests/lib/virtio_vgpu.h"

static const u8 ops[] = {
	FUZZ_OP_OWN, FUZZ_OP_OWN, FUZZ_OP_OWN, FUZZ_OP_OWN, FUZZ_OP_SUBMIT, FUZZ_OP_SUBMIT,
	FUZZ_OP_WORK, FUZZ_OP_STEP, FUZZ_OP_RUN, FUZZ_OP_COMMAND, FUZZ_OP_BATCH, FUZZ_OP_AIM,
	FUZZ_OP_IMAGE, FUZZ_OP_RESET, FUZZ_OP_TIME, FUZZ_OP_UNMAP, FUZZ_OP_FAIL, FUZZ_OP_IRQS,
	FUZZ_OP_WRITE, FUZZ_OP_READ, FUZZ_OP_PTE, FUZZ_OP_TABLE, FUZZ_OP_CONFIG, FUZZ_OP_APERTURE,
	FUZZ_OP_DISPLAY, FUZZ_OP_ELSP, FUZZ_OP_DWORDS, FUZZ_OP_VICTIM,
};

static struct move_fuzz moves;

/* Read the description of a virtio-gpu that its driver has started. */
static const u8 *foreign_description(size_t *n)
{
	static struct mover mover;
	static struct mover_parts parts;
	struct virtio_vgpu *v;

	if (!parts.len) {
		v = virtio_vgpu_create();
		pci_start(&v->driver, true);
		mover_init(&mover, v->instance);
		fuzz_check(!mover_go(&mover, FACET_MIGRATION_STOP_COPY) &&
			   !mover_read(&mover, PAGE_SIZE) &&
			   mover_parts(mover.data, mover.len, &parts), "no other model");
		facet_migration_destroy(mover.m);
		virtio_vgpu_destroy(v);
	}
	*n = parts.len;
	return parts.description;
}

static u32 hits(void *host)
{
	struct fuzz_machine *machine = host;

	return machine->hits;
}

/* What i915 would know of the engines is no more true. */
static void follow(struct fuzz_guest *guest)
{
	u32 e;

	if (moves.reset)
		fuzz_csb_reset(guest, ~0u);
	for (e = 0; moves.replaced && e < PGPU_ENGINES; e++)
		guest->csb[e].blind = true;
	if (moves.replaced)
		guest->machine->all_present = false;
	moves.reset = moves.replaced = false;
}

static void begin(struct fuzz_machine *machine)
{
	struct fuzz_guest *guest = &machine->guests[FUZZ_ATTACKER];
	int before;

	moves = (struct move_fuzz){ .hits = hits, .host = machine };
	moves.foreign = foreign_description(&moves.n_foreign);
	before = fuzz_enter(machine, guest->index);
	move_fuzz_begin(&moves, guest->instance);
	fuzz_leave(machine, before);
}

static void move(struct fuzz_machine *machine, const struct fuzz_op *op)
{
	struct fuzz_guest *guest = &machine->guests[FUZZ_ATTACKER];
	int before = fuzz_enter(machine, guest->index);

	machine->helps = 0;
	machine->accesses++;
	move_fuzz_one(&moves, op->a, op->b, op->c, op->d);
	fuzz_leave(machine, before);
	machine->helps = 0;
	follow(guest);
}

/* After a reset, the guest's driver starts anew and works. */
static void end(struct fuzz_machine *machine)
{
	struct fuzz_guest *guest = &machine->guests[FUZZ_ATTACKER];
	int before = fuzz_enter(machine, guest->index);
	u32 e;

	machine->helps = 0;
	move_fuzz_reset(&moves);
	fuzz_leave(machine, before);
	machine->helps = 0;
	follow(guest);
	fuzz_layout(guest);
	for (e = 0; e < PGPU_ENGINES; e++)
		fuzz_victim_works(guest, e);
	move_fuzz_end(&moves);
}

static const struct fuzz_target target = {
	.ops = ops, .n = ARRAY_SIZE(ops), .begin = begin, .end = end, .own = move,
};

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
