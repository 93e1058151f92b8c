// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the expansion ROM with the checks of i915 of Linux 6.1, 6.12 and 7.2: the ROM lists the
 * outputs of the vGPU and no others.
 */
#include "tests/unit/display/display_rig.h"

#include "device/rom.h"
#include "gen9/vbt_defs.h"
#include "mediator/vgpu.h"

#define ROM_BYTES	2048u
#define CHILD_BYTES	39u

/* struct child - The fields of a child device that i915 reads. */
struct child {
	u32 handle, type, port, pin, aux;
};

static u8 sum(const u8 *bytes, u32 n)
{
	u8 s = 0;

	while (n--)
		s += *bytes++;
	return s;
}

static const u8 *find_vbt(const u8 *rom)
{
	u32 i;

	for (i = 0; i < ROM_BYTES; i += 4)
		if (!memcmp(rom + i, "$VBT", 4))
			return rom + i;
	fail_msg("no VBT");
	return NULL;
}

static const u8 *find_children(const u8 *vbt, u32 n)
{
	u32 size = 78 + n * CHILD_BYTES;
	const u8 *bdb = vbt + get_unaligned_le32(vbt + GEN9_VBT_BDB_OFFSET);

	assert_int_equal(get_unaligned_le16(vbt + GEN9_VBT_SIZE), size);
	assert_int_equal(sum(vbt, size), 0);
	assert_memory_equal(bdb, "BIOS_DATA_BLOCK ", 16);
	assert_int_equal(get_unaligned_le16(bdb + GEN9_BDB_VERSION), 221);
	assert_int_equal(bdb - vbt + get_unaligned_le16(bdb + GEN9_BDB_SIZE), size);
	bdb += get_unaligned_le16(bdb + GEN9_BDB_HEADER_SIZE);
	assert_int_equal(bdb[0], 2);
	assert_int_equal(get_unaligned_le16(bdb + 1), 5 + n * CHILD_BYTES);
	assert_int_equal(bdb[3 + 4], CHILD_BYTES);
	return bdb + 3 + 5;
}

static void expect_children(struct rig *rig, const struct child *children, u32 n)
{
	u8 rom[2 * ROM_BYTES];
	const u8 *child;
	u32 i;

	facet_rom_read(facet_vgpu_device(rig->vgpu), 0, rom, sizeof(rom));
	assert_int_equal(sum(rom, ROM_BYTES), 0);
	for (i = ROM_BYTES; i < sizeof(rom); i++)
		assert_int_equal(rom[i], 0);
	child = find_children(find_vbt(rom), n);
	for (i = 0; i < n; i++, child += CHILD_BYTES) {
		assert_int_equal(get_unaligned_le16(child), children[i].handle);
		assert_int_equal(get_unaligned_le16(child + 2), children[i].type);
		assert_int_equal(child[16], children[i].port);
		assert_int_equal(child[19], children[i].pin);
		assert_int_equal(child[25], children[i].aux);
	}
}

static void the_rom_is_an_image_for_the_device(void **state)
{
	struct rig *rig = *state;
	const u8 *pcir;
	u8 rom[64];

	facet_rom_read(facet_vgpu_device(rig->vgpu), 0, rom, sizeof(rom));
	assert_int_equal(get_unaligned_le16(rom), 0xaa55);
	assert_int_equal(rom[2], 4);
	assert_int_equal(rom[3], 0xcb);
	pcir = rom + get_unaligned_le16(rom + 0x18);
	assert_memory_equal(pcir, "PCIR", 4);
	assert_int_equal(get_unaligned_le32(pcir + 4), 0x59128086);
	assert_int_equal(get_unaligned_le32(pcir + 12) >> 8, 0x038000);
	assert_int_equal(get_unaligned_le16(pcir + 16), 4);
}

static void without_a_choice_there_is_one_hdmi_output(void **state)
{
	static const struct child children[] = { { 4, 0x60d2, 1, 5, 0 } };

	expect_children(*state, children, 1);
	assert_int_equal(facet_display_heads(rig_display(*state)), 1);
}

static void each_output_is_listed_with_its_port_pin_and_channel(void **state)
{
	static const struct child children[] = {
		{ 0x04, 0x68c6, 8, 0, 0x20 },
		{ 0x40, 0x60d2, 3, 6, 0 },
		{ 0x20, 0x68c6, 7, 0, 0x10 },
	};
	struct rig *rig = rig_with(FACET_OUTPUT_DP, 2, FACET_OUTPUT_HDMI, 3, FACET_OUTPUT_DP, 1);

	expect_children(rig, children, 3);
	assert_int_equal(facet_display_heads(rig_display(rig)), 3);
	rig_teardown((void **)&rig);
}

#define OUTPUT(k, p)	{ .kind = FACET_OUTPUT_##k, .port = (p) }

static void outputs_that_cannot_be_are_refused(void **state)
{
	static const struct facet_display_config configs[] = {
		{ 1920, 1080, { OUTPUT(HDMI, 0) }, 1 },
		{ 1920, 1080, { OUTPUT(HDMI, 4) }, 1 },
		{ 1920, 1080, { OUTPUT(KINDS, 1) }, 1 },
		{ 1920, 1080, { OUTPUT(HDMI, 1), OUTPUT(DP, 1) }, 2 },
		{ 1920, 1080, { OUTPUT(HDMI, 1) }, 4 },
		{ 639, 1080, { OUTPUT(HDMI, 1) }, 1 },
	};
	struct rig *rig = rig_create(&facet_types[0], facet_display_regs);
	struct facet_display *display;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(configs); i++)
		assert_int_equal(facet_gen9_display_create(facet_vgpu_device(rig->vgpu), rig->vgpu,
							   &configs[i], &display),
				 -EINVAL);
	assert_true(rig_destroy(rig) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_rom_is_an_image_for_the_device, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(without_a_choice_there_is_one_hdmi_output,
						rig_setup, rig_teardown),
		cmocka_unit_test(each_output_is_listed_with_its_port_pin_and_channel),
		cmocka_unit_test(outputs_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
