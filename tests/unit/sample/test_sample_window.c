// SPDX-License-Identifier: GPL-2.0-only
/* Test windows: translation once, generations, absent pages, copies over pages. */
#include "sample_rig.h"

static void a_page_is_translated_once(void **state)
{
	struct rig rig;
	u32 i;

	rig_open(&rig);
	for (i = 0; i < 100; i++)
		assert_ptr_equal(sample_window_at(rig.windows, RIG_VA + 5 * PAGE_SIZE + i, false),
				 rig.space.bytes + (RIG_PAGES - 6) * PAGE_SIZE + i);
	assert_int_equal(rig.space.translations, 1);
	rig_close(&rig);
}

static void translations_count_as_work(void **state)
{
	struct rig rig;
	u32 i, one;

	rig_open(&rig);
	sample_windows_work(rig.windows);
	sample_window_at(rig.windows, RIG_VA, false);
	one = sample_windows_work(rig.windows);
	assert_in_range(one, 100, 2000);
	sample_window_at(rig.windows, RIG_VA + 1, false);
	assert_int_equal(sample_windows_work(rig.windows), 0);
	for (i = 1; i < 50; i++)
		sample_window_at(rig.windows, RIG_VA + i * PAGE_SIZE, false);
	assert_int_equal(sample_windows_work(rig.windows), 49 * one);
	rig_close(&rig);
}

static void a_new_generation_translates_again(void **state)
{
	struct rig rig;

	rig_open(&rig);
	sample_window_at(rig.windows, RIG_VA, false);
	sample_windows_refresh(rig.windows);
	sample_window_at(rig.windows, RIG_VA, false);
	assert_int_equal(rig.space.translations, 1);
	rig.space.generation++;
	sample_windows_refresh(rig.windows);
	sample_window_at(rig.windows, RIG_VA, false);
	assert_int_equal(rig.space.translations, 2);
	rig_close(&rig);
}

static void windows_that_share_a_slot_do_not_mix(void **state)
{
	u64 far = RIG_VA + ((u64)SAMPLE_WINDOWS << SAMPLE_WINDOW_SHIFT) * 3;
	struct rig rig;
	u32 i;

	rig_open(&rig);
	for (i = 0; i < 4096; i++, far += 1ull << SAMPLE_WINDOW_SHIFT) {
		assert_ptr_equal(sample_window_at(rig.windows, RIG_VA, false),
				 rig.space.bytes + (RIG_PAGES - 1) * PAGE_SIZE);
		assert_ptr_equal(sample_window_at(rig.windows, far, false), rig.space.zeros);
	}
	rig_close(&rig);
}

static void absent_pages_read_zeros_and_swallow_writes(void **state)
{
	u32 value = 0x12345678, back = 1;
	struct rig rig;

	rig_open(&rig);
	sample_window_write(rig.windows, 0x1000, &value, sizeof(value));
	sample_window_read(rig.windows, 0x1000, &back, sizeof(back));
	assert_int_equal(back, 0);
	rig_close(&rig);
}

static void copies_cross_pages_and_the_end_of_addresses(void **state)
{
	u8 from[3 * 4096], to[3 * 4096], plain[3 * 4096];
	struct rig rig;
	u32 i;

	for (i = 0; i < sizeof(from); i++)
		from[i] = (u8)(i * 7 + i / 251);
	rig_open(&rig);
	sample_window_write(rig.windows, RIG_VA + 4000, from, sizeof(from));
	sample_window_read(rig.windows, RIG_VA + 4000, to, sizeof(to));
	rig_get(&rig, RIG_VA + 4000, plain, sizeof(plain));
	assert_memory_equal(from, to, sizeof(from));
	assert_memory_equal(from, plain, sizeof(from));
	sample_window_write(rig.windows, ~0ull - 4000, from, sizeof(from));
	sample_window_read(rig.windows, ~0ull - 4000, to, sizeof(to));
	for (i = 0; i < sizeof(to); i++)
		assert_int_equal(to[i], 0);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_translated_once),
		cmocka_unit_test(translations_count_as_work),
		cmocka_unit_test(a_new_generation_translates_again),
		cmocka_unit_test(windows_that_share_a_slot_do_not_mix),
		cmocka_unit_test(absent_pages_read_zeros_and_swallow_writes),
		cmocka_unit_test(copies_cross_pages_and_the_end_of_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
