// SPDX-License-Identifier: GPL-2.0-only
/* Test PCI configuration space, the expansion ROM and the types of vGPU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "device/rom.h"
#include "device/pci_config_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/rig.h"

static int setup(void **state)
{
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static u32 config(struct rig *rig, u32 offset, u32 len)
{
	u32 value = 0;

	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), offset, &value, len), 0);
	return value;
}

static void set(struct rig *rig, u32 offset, u32 value, u32 len)
{
	assert_int_equal(facet_config_write(facet_vgpu_device(rig->vgpu), offset, &value, len), 0);
}

struct config_case {
	u32 offset;
	u32 len;
	u32 value;
};

static void configuration_space_identifies_a_gen9_gpu(void **state)
{
	static const struct config_case cases[] = {
		{ 0x00, 4, 0x59128086 },
		{ 0x04, 4, 0x00100000 },
		{ 0x08, 4, 0x03800004 },
		{ 0x0e, 1, 0 },
		{ 0x2c, 4, 0x59128086 },
		{ 0x34, 1, 0x70 },
		{ 0x3d, 1, 1 },
		{ 0x50, 2, 0x00c0 },	/* GGMS: 8 MiB of GTT entries; GMS: no stolen memory */
		/* PCI Express capability of an integrated endpoint */
		{ 0x70, 4, 0x0092ac10 },
		{ 0x74, 4, 0x10008000 },	/* with function level reset */
		{ 0xac, 4, 0x00800005 },
		{ 0xfc, 4, 0 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(config(rig, cases[i].offset, cases[i].len), cases[i].value);
}

static void bars_answer_sizing_and_keep_addresses(void **state)
{
	static const struct config_case sizes[] = {
		{ 0x10, 4, 0xff000004 }, { 0x14, 4, 0xffffffff },
		{ 0x18, 4, 0xfc00000c }, { 0x1c, 4, 0xffffffff },
		{ 0x20, 4, 0 }, { 0x24, 4, 0 }, { 0x30, 4, 0xfffff801 },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		set(rig, sizes[i].offset, ~0u, 4);
		assert_int_equal(config(rig, sizes[i].offset, 4), sizes[i].value);
	}
	set(rig, 0x18, 0xe8000000, 4);
	set(rig, 0x1c, 0x00000001, 4);
	assert_int_equal(config(rig, 0x18, 4), 0xe800000c);
	assert_int_equal(config(rig, 0x1c, 4), 1);
	assert_true(facet_config_bar(facet_vgpu_device(rig->vgpu), 0).size == 16 << 20);
	assert_true(facet_config_bar(facet_vgpu_device(rig->vgpu), 2).size == 64 << 20);
	assert_true(facet_config_bar(facet_vgpu_device(rig->vgpu), 6).size == 2048);
	assert_true(facet_config_bar(facet_vgpu_device(rig->vgpu), 1).size == 0);
	assert_true(facet_config_bar(facet_vgpu_device(rig->vgpu), ~0u).size == 0);
}

static void command_and_msi_keep_their_writable_bits_and_reset_disables_msi(void **state)
{
	struct rig *rig = *state;

	set(rig, 0x04, 0xffff, 2);
	assert_int_equal(config(rig, 0x04, 2), 0x0547);
	assert_true(facet_config_intx_disabled(facet_vgpu_device(rig->vgpu)));
	set(rig, 0x04, 0x107, 2);
	assert_false(facet_config_intx_disabled(facet_vgpu_device(rig->vgpu)));
	assert_false(facet_config_msi_enabled(facet_vgpu_device(rig->vgpu)));
	set(rig, 0xb0, 0xfee00000, 4);
	set(rig, 0xb8, 0x25, 2);
	set(rig, 0xae, 1, 2);
	assert_true(facet_config_msi_enabled(facet_vgpu_device(rig->vgpu)));
	assert_int_equal(config(rig, 0xae, 2), 0x81);
	assert_int_equal(config(rig, 0xb0, 4), 0xfee00000);
	assert_int_equal(config(rig, 0xb8, 2), 0x25);
	facet_vgpu_reset(rig->vgpu);
	assert_false(facet_config_msi_enabled(facet_vgpu_device(rig->vgpu)));
}

/* @write: an access to configuration space. @starts: it starts a reset. */
static void one_bit_starts_a_function_level_reset(void **state)
{
	static const struct {
		struct config_case write;
		bool starts;
	} cases[] = {
		{ { 0x78, 2, 0x8000 }, true },	{ { 0x79, 1, 0x80 }, true },
		{ { 0x78, 4, 0x8000 }, true },	{ { 0x76, 4, 0x80000000 }, true },
		{ { 0x78, 2, 0x7fff }, false }, { { 0x79, 1, 0x7f }, false },
		{ { 0x78, 1, 0xff }, false },	{ { 0x7a, 2, 0xffff }, false },
		{ { 0x74, 4, ~0u }, false },	{ { 0x00, 4, ~0u }, false },
		{ { 0xfc, 4, ~0u }, false },
	};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct config_case *write = &cases[i].write;

		int ret = facet_config_write(facet_vgpu_device(rig->vgpu), write->offset,
					     &write->value, write->len);

		assert_int_equal(ret, FACET_CONFIG_FLR * cases[i].starts);
		assert_int_equal(config(rig, 0x78, 4), 0);
	}
}

/* A VMM that emulates BARs itself does not write their addresses again. */
static void bars_stay_where_they_are_over_a_function_level_reset(void **state)
{
	struct rig *rig = *state;
	u16 start = 0x8000;

	set(rig, 0x18, 0xe8000000, 4);
	set(rig, 0x1c, 3, 4);
	set(rig, 0x04, 0x6, 2);
	set(rig, 0xae, 1, 2);
	/* Two threads request a reset at once: both write before either resets. */
	assert_int_equal(facet_config_write(facet_vgpu_device(rig->vgpu), 0x78, &start, 2),
			 FACET_CONFIG_FLR);
	assert_int_equal(facet_config_write(facet_vgpu_device(rig->vgpu), 0x78, &start, 2),
			 FACET_CONFIG_FLR);
	facet_vgpu_flr(rig->vgpu);
	facet_vgpu_flr(rig->vgpu);
	assert_int_equal(config(rig, 0x18, 4), 0xe800000c);
	assert_int_equal(config(rig, 0x1c, 4), 3);
	assert_int_equal(config(rig, 0x10, 4), 0x4);
	assert_int_equal(config(rig, 0x04, 2), 0);
	assert_false(facet_config_msi_enabled(facet_vgpu_device(rig->vgpu)));
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(config(rig, 0x18, 4), 0xc);
	assert_int_equal(config(rig, 0x1c, 4), 0);
}

static void all_else_is_read_only(void **state)
{
	static const struct config_case writable[] = {
		{ 0x04, 2, 0 }, { 0x0c, 2, 0 }, { 0x10, 16, 0 }, { 0x30, 4, 0 }, { 0x3c, 1, 0 },
		{ 0xae, 12, 0 },
	};
	struct rig *rig = *state;
	u8 before[PCI_CFG_SIZE];
	u32 value, i, w;

	for (i = 0; i < PCI_CFG_SIZE; i++)
		before[i] = config(rig, i, 1);
	for (i = 0; i < PCI_CFG_SIZE; i += 4) {
		value = ~config(rig, i, 4);
		assert_true(facet_config_write(facet_vgpu_device(rig->vgpu), i, &value, 4) >= 0);
	}
	for (i = 0; i < PCI_CFG_SIZE; i++) {
		bool known = false;

		for (w = 0; w < ARRAY_SIZE(writable); w++)
			known |=
				i >= writable[w].offset && i - writable[w].offset < writable[w].len;
		if (!known)
			assert_int_equal(config(rig, i, 1), before[i]);
	}
}

static void bad_config_accesses_are_refused(void **state)
{
	struct rig *rig = *state;
	u32 value = 0;

	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), 256, &value, 1), -EINVAL);
	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), 254, &value, 4), -EINVAL);
	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), ~0u, &value, 4), -EINVAL);
	assert_int_equal(facet_config_write(facet_vgpu_device(rig->vgpu), 0, &value, 3), -EINVAL);
	assert_int_equal(facet_config_write(facet_vgpu_device(rig->vgpu), 255, &value, 2), -EINVAL);
	assert_int_equal(facet_config_read(facet_vgpu_device(rig->vgpu), 255, &value, 1), 0);
}

static void rom_without_an_image_is_empty(void **state)
{
	struct rig *rig = *state;
	u8 rom[64];
	u32 i;

	memset(rom, 0xa5, sizeof(rom));
	facet_rom_read(facet_vgpu_device(rig->vgpu), 0, rom, sizeof(rom));
	for (i = 0; i < sizeof(rom); i++)
		assert_int_equal(rom[i], 0);
}

static void types_keep_what_guests_need(void **state)
{
	u32 i;

	assert_true(gen9_type_count() >= 4);
	for (i = 0; i < gen9_type_count(); i++) {
		const struct facet_type *type = &facet_types[i];
		u64 screen = 4ull * type->max_width * type->max_height;
		u32 hidden = max(type->aperture_mib, 256u);

		assert_true(is_power_of_2(type->aperture_mib));
		assert_true(type->aperture_mib >= 64 && type->aperture_mib <= 512);
		assert_true(hidden + type->hidden_mib <= 3584);
		assert_true(type->fences > 4 && type->fences <= 32);
		assert_true(3 * screen <= (u64)type->aperture_mib << 20);
		assert_true(type->weight >= 1 && type->weight <= 1000);
		assert_true(type->max_instances > 0);
		assert_true(i == 0 || type->weight > facet_types[i - 1].weight);
		assert_int_equal(strncmp(type->name, "facet-", 6), 0);
	}
}

/*
 * Nova splits enabled_mdev_types at commas and strips blanks. It reads a section [mdev_NAME] for
 * each name. KubeVirt replaces blanks by underscores before it compares mdevNameSelector. A
 * resource name of Kubernetes has at most 63 letters, digits, - _ and . and ends in a letter or
 * digit.
 */
static void names_of_types_can_be_selected_by_nova_and_kubevirt(void **state)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	u32 i, k;

	for (i = 0; i < facet_type_count; i++) {
		const char *name = facet_types[i].name;
		size_t n = strlen(name);

		assert_true(n > 0 && n <= 63);
		assert_int_equal(strspn(name, allowed), n);
		assert_true(name[0] != '-' && name[n - 1] != '-');
		for (k = 0; k < i; k++)
			assert_string_not_equal(name, facet_types[k].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(configuration_space_identifies_a_gen9_gpu, setup,
						teardown),
		cmocka_unit_test_setup_teardown(bars_answer_sizing_and_keep_addresses, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			command_and_msi_keep_their_writable_bits_and_reset_disables_msi, setup,
			teardown),
		cmocka_unit_test_setup_teardown(one_bit_starts_a_function_level_reset, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			bars_stay_where_they_are_over_a_function_level_reset, setup, teardown),
		cmocka_unit_test_setup_teardown(all_else_is_read_only, setup, teardown),
		cmocka_unit_test_setup_teardown(bad_config_accesses_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(rom_without_an_image_is_empty, setup, teardown),
		cmocka_unit_test(types_keep_what_guests_need),
		cmocka_unit_test(names_of_types_can_be_selected_by_nova_and_kubevirt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
