// SPDX-License-Identifier: GPL-2.0-only
/* Test that a guest sees the GPU that its pGPU is: ids, fuses, frequencies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "device/rom.h"
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/oa_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"

/* A GT1 (HD Graphics 610): two subslices, of six execution units each. */
static const struct gen9_identity gt1 = {
	.device = 0x5902,
	.revision = 2,
	.fuse2 = GEN9_FUSE2_SLICES(0x1) | GEN9_FUSE2_SUBSLICES_OFF(0xc),
	.eu_disable = { 0x8844 },
	.rp_state_cap = GEN9_RP_STATES(300, 400, 950),
};

/* A GT3 (Iris Plus Graphics 640): two slices of three subslices. */
static const struct gen9_identity gt3 = {
	.device = 0x5926,
	.revision = 6,
	.fuse2 = GEN9_FUSE2_SLICES(0x3) | GEN9_FUSE2_SUBSLICES_OFF(0x8),
	.eu_disable = { 0x10, 0x2000 },
	.rp_state_cap = GEN9_RP_STATES(300, 300, 1050),
};

static struct rig *rig;
static struct facet_display *display;

/* Destroy the rig. Return: as rig_destroy(). */
static u64 destroy(void)
{
	u64 leaked;

	facet_display_destroy(display);
	leaked = rig_destroy(rig);
	rig = NULL;
	return leaked;
}

/* Replace the rig by one on a GPU with an identity. */
static void use(const struct gen9_identity *identity)
{
	const struct rig_gpu gpu = { .image_pages = 1, .identity = identity };
	const struct facet_display_config config = { .max_width = 1920, .max_height = 1080 };

	if (rig)
		assert_int_equal(destroy(), 0);
	rig = rig_create_on(&facet_types[0], facet_display_regs, &gpu);
	assert_non_null(rig);
	assert_int_equal(facet_gen9_display_create(facet_vgpu_device(rig->vgpu), rig->vgpu, &config,
						   &display), 0);
}

static int teardown(void **state)
{
	return destroy() ? -1 : 0;
}

static u32 config(u32 offset, u32 len)
{
	u32 value = 0;

	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), offset, &value, len), 0);
	return value;
}

static void configuration_space_has_the_ids_of_the_gpu(void **state)
{
	use(&gt1);
	assert_int_equal(config(PCI_CFG_VENDOR, 4), 0x59028086);
	assert_int_equal(config(PCI_CFG_REVISION, 1), 2);
	assert_int_equal(config(PCI_CFG_SUBSYS_VENDOR, 4), 0x59028086);
	use(&gt3);
	assert_int_equal(config(PCI_CFG_VENDOR, 4), 0x59268086);
	assert_int_equal(config(PCI_CFG_REVISION, 1), 6);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(config(PCI_CFG_VENDOR, 4), 0x59268086);
}

static void the_rom_is_for_the_gpu(void **state)
{
	u8 rom[64];

	use(&gt3);
	facet_rom_read(facet_vgpu_device(rig->vgpu), 0, rom, sizeof(rom));
	assert_int_equal(get_unaligned_le16(rom + get_unaligned_le16(rom + 0x18) + 6), 0x5926);
}

/* struct reading - Registers of a GPU. */
struct reading {
	u32 offset;
	u32 value;
};

static void expect(const struct reading *readings, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		assert_int_equal(rig_read(rig, readings[i].offset), readings[i].value);
		rig_write(rig, readings[i].offset, ~readings[i].value);
		assert_int_equal(rig_read(rig, readings[i].offset), readings[i].value);
	}
}

static void fuses_and_frequencies_are_those_of_the_gpu(void **state)
{
	static const struct reading of_gt1[] = {
		{ 0x9120, 0x02c00000 }, { 0x9134, 0x8844 }, { 0x9138, 0 }, { 0x913c, 0 },
		{ 0x145998, 0x060813 },
	};
	static const struct reading of_gt3[] = {
		{ 0x9120, 0x06800000 }, { 0x9134, 0x10 }, { 0x9138, 0x2000 }, { 0x913c, 0 },
		{ 0x145998, 0x060615 },
	};

	use(&gt1);
	expect(of_gt1, ARRAY_SIZE(of_gt1));
	use(&gt3);
	expect(of_gt3, ARRAY_SIZE(of_gt3));
}

static void parts_that_exist_have_power_and_no_others(void **state)
{
	static const struct reading of_gt1[] = {
		{ 0x804c, 0x15 }, { 0x8050, 0 }, { 0x8054, 0 },
		{ 0x805c, 0x5555 }, { 0x8060, 0 }, { 0x8064, 0 }, { 0x8070, 0 },
	};
	static const struct reading of_gt2[] = {
		{ 0x804c, 0x55 }, { 0x8050, 0 }, { 0x8054, 0 },
		{ 0x805c, 0x5555 }, { 0x8060, 0x55 }, { 0x8064, 0 }, { 0x8070, 0 },
	};
	static const struct reading of_gt3[] = {
		{ 0x804c, 0x55 }, { 0x8050, 0x55 }, { 0x8054, 0 },
		{ 0x805c, 0x5555 }, { 0x8060, 0x55 }, { 0x8064, 0x5555 }, { 0x8068, 0x55 },
		{ 0x806c, 0 }, { 0x8070, 0 },
	};

	use(&gt1);
	expect(of_gt1, ARRAY_SIZE(of_gt1));
	use(NULL);
	expect(of_gt2, ARRAY_SIZE(of_gt2));
	use(&gt3);
	expect(of_gt3, ARRAY_SIZE(of_gt3));
}

/* A driver has chosen its workarounds, and programs their threads, by what it read. */
static void a_state_goes_back_to_a_gpu_of_the_same_identity_alone(void **state)
{
	struct gen9_identity other = gt3;
	struct saved saved = {};
	u32 i;

	use(&gt3);
	assert_int_equal(saved_save(&saved, rig->vgpu), 0);
	for (i = 0; i < sizeof(other) / sizeof(u32); i++) {
		((u32 *)&other)[i] ^= 1;
		use(&other);
		assert_int_equal(facet_vgpu_restore(rig->vgpu, saved.data, saved.len), -EINVAL);
		((u32 *)&other)[i] ^= 1;
	}
	use(&other);
	assert_int_equal(facet_vgpu_restore(rig->vgpu, saved.data, saved.len), 0);
	free(saved.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_teardown(name, teardown)
		TEST(configuration_space_has_the_ids_of_the_gpu),
		TEST(the_rom_is_for_the_gpu),
		TEST(fuses_and_frequencies_are_those_of_the_gpu),
		TEST(parts_that_exist_have_power_and_no_others),
		TEST(a_state_goes_back_to_a_gpu_of_the_same_identity_alone),
#undef TEST
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
