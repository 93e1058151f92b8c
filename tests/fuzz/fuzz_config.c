// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz configuration space by any access, and compare it with a model made from the PCI
 * specification alone: the bits that a write changes, and how BARs report their size.
 */
#include "device/config.h"
#include "mediator/vgpu.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

#define SPACE	256u
#define FLR	0x79u		/* upper byte of Device Control; bit 7 starts an FLR (PCIe) */
#define MSI	0xacu		/* offset of this function's MSI capability */

/* PCI Local Bus 3.0, chapters 6.1, 6.2.5 and 6.8. Sizes are those of the smallest type. */
static const struct {
	u8 offset;
	u32 mask;
} writable[] = {
	{ 0x04, 0x00000547 },		/* command; status has no bit to clear */
	{ 0x0c, 0x0000ffff },		/* cache line, latency */
	{ 0x10, 0xff000000 },		/* BAR0: 16 MiB of 64-bit memory */
	{ 0x14, 0xffffffff },
	{ 0x18, 0xfc000000 },		/* BAR2: 64 MiB */
	{ 0x1c, 0xffffffff },
	{ 0x30, 0xfffff801 },		/* ROM: 2 KiB */
	{ 0x3c, 0x000000ff },		/* interrupt line */
	{ MSI, 0x00010000 },
	{ MSI + 4, 0xfffffffc },
	{ MSI + 8, 0xffffffff },
	{ MSI + 12, 0x0000ffff },
};

static struct {
	struct fuzz_guest *guest;
	u8 reset[SPACE];
	u8 value[SPACE];
	u8 mask[SPACE];
} model;

static void compare(void)
{
	u32 i;

	for (i = 0; i < SPACE; i++) {
		u8 byte;

		fuzz_check(!facet_config_read(facet_vgpu_device(model.guest->vgpu), i, &byte, 1),
			   "byte %x", i);
		fuzz_check(byte == model.value[i], "byte %x is %02x and should be %02x", i, byte,
			   model.value[i]);
	}
	fuzz_check(facet_config_msi_enabled(facet_vgpu_device(model.guest->vgpu)) ==
			   (model.value[MSI + 2] & 1),
		   "MSI");
	fuzz_check(facet_config_intx_disabled(facet_vgpu_device(model.guest->vgpu)) ==
			   !!(model.value[5] & 4),
		   "INTx");
}

static void model_begin(struct fuzz_machine *machine)
{
	u32 i;

	model.guest = &machine->guests[FUZZ_ATTACKER];
	memset(model.mask, 0, sizeof(model.mask));
	for (i = 0; i < SPACE; i++)
		facet_config_read(facet_vgpu_device(model.guest->vgpu), i, &model.reset[i], 1);
	for (i = 0; i < ARRAY_SIZE(writable); i++)
		put_unaligned_le32(writable[i].mask, &model.mask[writable[i].offset]);
	memcpy(model.value, model.reset, SPACE);
	fuzz_check(get_unaligned_le32(model.reset) == 0x59128086, "another device");
}

static void do_write(const struct fuzz_op *op)
{
	u32 offset = op->b & 0x8000 ? op->c : op->b % (SPACE + 8);
	u32 len = op->a % 6, i;
	const u8 *bytes = (const u8 *)&op->d;
	bool valid = (len == 1 || len == 2 || len == 4) && offset <= SPACE - len;
	int ret = facet_config_write(facet_vgpu_device(model.guest->vgpu), offset, bytes, len);

	bool flr = valid && FLR >= offset && FLR - offset < len && bytes[FLR - offset] & 0x80;

	fuzz_check(ret == (!valid ? -EINVAL : flr ? FACET_CONFIG_FLR : 0),
		   "write of %u at %x: %d", len, offset, ret);
	for (i = 0; valid && i < len; i++) {
		u8 mask = model.mask[offset + i];

		model.value[offset + i] = (model.value[offset + i] & ~mask) | (bytes[i] & mask);
	}
}

static void do_read(const struct fuzz_op *op)
{
	u32 offset = op->b & 0x8000 ? op->c : op->b % (SPACE + 8);
	u32 len = op->a % 6;
	u8 buf[8] = { 0 };
	bool valid = (len == 1 || len == 2 || len == 4) && offset <= SPACE - len;
	int ret = facet_config_read(facet_vgpu_device(model.guest->vgpu), offset, buf, len);

	fuzz_check(ret == (valid ? 0 : -EINVAL), "read of %u at %x: %d", len, offset, ret);
	if (valid)
		fuzz_check(!memcmp(buf, &model.value[offset], len), "read of %u at %x", len,
			   offset);
}

/* Size a BAR as firmware does: write ones, read, restore. */
static void do_size(const struct fuzz_op *op)
{
	static const struct { u32 offset, flags; u8 bar; } bars[] = {
		{ 0x10, 0x4, 0 }, { 0x18, 0xc, 2 }, { 0x30, 0, 6 },
	};
	u32 i = op->a % ARRAY_SIZE(bars);
	u32 ones = ~0u, low,
	    size = facet_config_bar(facet_vgpu_device(model.guest->vgpu), bars[i].bar).size;

	ones -= i == 2;
	facet_config_write(facet_vgpu_device(model.guest->vgpu), bars[i].offset, &ones,
			   sizeof(ones));
	facet_config_read(facet_vgpu_device(model.guest->vgpu), bars[i].offset, &low, sizeof(low));
	fuzz_check(is_power_of_2(size) && low == (-size | bars[i].flags), "BAR %u: %x for %x bytes",
		   bars[i].bar, low, size);
	facet_config_write(facet_vgpu_device(model.guest->vgpu), bars[i].offset,
			   &model.value[bars[i].offset], sizeof(low));
}

static void do_reset(const struct fuzz_op *op)
{
	if (op->a)
		return;
	fuzz_reset(model.guest);
	memcpy(model.value, model.reset, SPACE);
}

static void one(const struct fuzz_op *op)
{
	static void (*const ops[])(const struct fuzz_op *) = {
		do_write, do_write, do_read, do_size, do_reset,
	};

	ops[op->op % ARRAY_SIZE(ops)](op);
	compare();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_machine *machine = fuzz_machine_begin(data, size);

	model_begin(machine);
	fuzz_each_op(machine, data, size, one);
	fuzz_machine_end(machine);
	return 0;
}
