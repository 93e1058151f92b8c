// SPDX-License-Identifier: GPL-2.0-only
/* Conditions that hold between any two calls; see invariants.h. */
#include "tests/fuzz/invariants.h"

#include "device/regs.h"
#include "device/state_walk.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/vgpu.h"
#include "model/model.h"
#include "tests/fuzz/machine.h"

#define MASTER		0x44200u
#define MASTER_ENABLE	(1u << 31)
#define MMIO_SIZE	0x200000u
#define LISTED_MAX	65536u

/*
 * PRM SKL Vol. 2c, MASTER_INT_CTL, and i915_irq.c: the bits of a group for each master bit. @none:
 * bits of engines that a GT2 lacks.
 */
static const struct {
	u32 base;
	u32 bits;
	u32 master;
	u32 none;
} groups[] = {
	{ 0x44300, 0x0000ffff, 1u << 0, 0 },
	{ 0x44300, 0xffff0000, 1u << 1, 0 },
	{ 0x44310, 0x0000ffff, 1u << 2, 0xffff0000 },
	{ 0x44320, 0xffffffff, 1u << 4, 0 },
	{ 0x44330, 0xffffffff, 1u << 6, 0xffff0000 },
	{ 0x44400, 0xffffffff, 1u << 16, 0 },
	{ 0x44410, 0xffffffff, 1u << 17, 0 },
	{ 0x44420, 0xffffffff, 1u << 18, 0 },
	{ 0x44440, 0xffffffff, 1u << 20, 0 },
	{ 0x44460, 0xffffffff, 1u << 22, 0 },
	{ 0xc4000, 0xffffffff, 1u << 23, 0 },
	{ 0x444e0, 0xffffffff, 1u << 30, 0 },
};

void fuzz_check_irq(struct fuzz_guest *guest)
{
	u32 master, derived = 0;
	u32 i;

	fuzz_check(!facet_vgpu_mmio_read(guest->vgpu, MASTER, &master, sizeof(master)), "master");
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		u32 iir = facet_reg_get(facet_vgpu_device(guest->vgpu), groups[i].base + 8);
		u32 ier = facet_reg_get(facet_vgpu_device(guest->vgpu), groups[i].base + 12);

		fuzz_check(!(iir & groups[i].none), "IIR of %x is %x: no such engine",
			   groups[i].base, iir);
		if (iir & ier & groups[i].bits)
			derived |= groups[i].master;
	}
	fuzz_check((master & ~MASTER_ENABLE) == derived, "master interrupt %x, groups say %x",
		   master, derived);
	fuzz_check(guest->irq == ((master & MASTER_ENABLE) && derived),
		   "the line is %d, master %x", guest->irq, master);
}

void fuzz_check_pins(struct fuzz_guest *guest)
{
	fuzz_check(facet_pins_count(guest->vgpu) == guest->pinned,
		   "guest %d: %u pins counted, %u made", guest->index,
		   facet_pins_count(guest->vgpu), guest->pinned);
}

/* Count the bytes of a description: &facet_state_sink.write. */
static int count_bytes(void *arg, const void *data, size_t len)
{
	*(u64 *)arg += len;
	return 0;
}

void fuzz_check_bound(struct fuzz_guest *guest)
{
	const struct facet_model *model = guest->instance->model;
	u64 most = model->state_max(guest->instance->type), bytes = 0;
	const struct facet_state_sink sink = { .write = count_bytes, .arg = &bytes };
	int before = fuzz_enter(guest->machine, guest->index);
	int ret = model->save(guest->instance, &sink);

	fuzz_leave(guest->machine, before);
	guest->machine->helps = 0;
	fuzz_check(!ret || ret == -EBUSY, "a vGPU cannot be saved: %d", ret);
	fuzz_check(bytes <= most, "a description has %llu bytes, and its bound is %llu",
		   (unsigned long long)bytes, (unsigned long long)most);
}

u64 fuzz_registers_sum(struct fuzz_guest *guest)
{
	static u32 listed[LISTED_MAX];
	static u32 count;
	const struct facet_reg_map *map = facet_gpu_reg_map(guest->machine->gpu);
	u32 i, end = count ? 0 : MMIO_SIZE;
	u64 sum = 0;

	for (i = 0; i < end; i += sizeof(u32)) {
		if (facet_reg_map_find(map, i) && count < LISTED_MAX)
			listed[count++] = i;
	}
	for (i = 0; i < count; i++)
		sum = sum * 31 + facet_reg_get(facet_vgpu_device(guest->vgpu), listed[i]);
	return sum;
}
