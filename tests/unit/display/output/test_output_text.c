// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test outputs as text: which text is accepted or refused. Printed text parses to the same outputs.
 */
#include "tests/unit/display/display_rig.h"

static const struct facet_display_config limits = { .max_width = 1920, .max_height = 1200 };

static void assert_printed(const struct facet_display_config *config, const char *expected)
{
	char text[FACET_OUTPUTS_TEXT];

	facet_output_text_print(config, text);
	assert_string_equal(text, expected);
}

static void what_is_taken_is_printed_as_it_was(void **state)
{
	static const char *const texts[] = {
		"",
		"hdmi:b",
		"dp:d",
		"dp:c:1366x768",
		"hdmi:b dp:c",
		"hdmi:b:1920x1200 dp:c:1920x1200 hdmi:d:1920x1200",
		"dp:d:640x480 hdmi:b",
		"hdmi:b:1024x768@30",
		"hdmi:b:640x480@24",
		"hdmi:b:1920x1200@100 dp:c:1920x1200@100 hdmi:d:1920x1200@100",
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct facet_display_config config = limits;

		assert_int_equal(facet_output_text_add(&config, texts[i]), 0);
		assert_printed(&config, texts[i]);
	}
}

static void an_end_of_line_is_no_part_of_an_output(void **state)
{
	struct facet_display_config config = limits;

	assert_int_equal(facet_output_text_add(&config, " hdmi:b  dp:c:800x600\n"), 0);
	assert_printed(&config, "hdmi:b dp:c:800x600");
}

static void what_is_no_output_is_refused_and_changes_nothing(void **state)
{
	static const char *const texts[] = {
		"hdmi",
		"hdmi:",
		"hdmi:a",
		"hdmi:e",
		"vga:b",
		"hdmi:bb",
		"hdmi:b:",
		"hdmi:b:1280",
		"hdmi:b:1280x",
		"hdmi:b:x720",
		"hdmi:b:639x480",
		"hdmi:b:640x479",
		"hdmi:b:1921x1080",
		"hdmi:b:1920x1201",
		"hdmi:b:1280x720x3",
		"hdmi:b:-640x480",
		"hdmi:b:4294968576x720",
		"hdmi:b,dp:c",
		"hdmi:b dp:b",
		"dp:c hdmi:d dp:d",
		"HDMI:b",
		"hdmi :b",
		"hdmihdmi:b",
		"hdmi:b dp:c dp:d hdmi:b",
		"hdmi:b@30",
		"hdmi:b:1024x768@",
		"hdmi:b:1024x768@23",
		"hdmi:b:1024x768@101",
		"hdmi:b:1024x768@-30",
		"hdmi:b:1024x768@30x",
		"hdmi:b:1024x768 @30",
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct facet_display_config config = limits;

		assert_int_equal(facet_output_text_add(&config, "dp:c:1024x768"),
				 0);
		assert_int_equal(facet_output_text_add(&config, texts[i]), -EINVAL);
		assert_printed(&config, "dp:c:1024x768");
	}
}

static void outputs_come_one_after_the_other(void **state)
{
	struct facet_display_config config = limits;

	assert_int_equal(facet_output_text_add(&config, "dp:b"), 0);
	assert_int_equal(facet_output_text_add(&config, "hdmi:c"), 0);
	assert_int_equal(facet_output_text_add(&config, "hdmi:d"), 0);
	assert_printed(&config, "dp:b hdmi:c hdmi:d");
}

static void a_display_is_made_of_them(void **state)
{
	struct facet_display_config config = limits;
	struct facet_display_mode mode;
	struct rig *rig;

	assert_int_equal(facet_output_text_add(&config, "dp:b:1024x768 hdmi:d:800x600@75"), 0);
	rig = rig_with_config(&config);
	assert_int_equal(facet_display_heads(rig_display(rig)), 2);
	assert_int_equal(facet_output_preferred_mode(rig_display(rig), 1, &mode), 0);
	assert_int_equal(mode.width, 800);
	assert_int_equal(mode.height, 600);
	*state = rig;
	rig_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_taken_is_printed_as_it_was),
		cmocka_unit_test(an_end_of_line_is_no_part_of_an_output),
		cmocka_unit_test(what_is_no_output_is_refused_and_changes_nothing),
		cmocka_unit_test(outputs_come_one_after_the_other),
		cmocka_unit_test(a_display_is_made_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
