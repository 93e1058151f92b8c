// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test reads of guest memory by PPGTT addresses. test_ppgtt_model.c compares reads by random tables
 * with a model.
 */
#include "ppgtt_rig.h"

#include "mediator/host.h"

#define LARGE_GPA	0x400000ull	/* 2 MiB there are not used for tables */

/* Read a dword. Return: as facet_ppgtt_read(). */
static int read32(struct fixture *f, u64 pml4, u64 va, u32 *value)
{
	return facet_ppgtt_read(f->rig->vgpu, pml4, va, value, sizeof(*value));
}

static u32 *memory(struct fixture *f, u64 gpa)
{
	return fake_host_ptr(&f->rig->host, gpa, sizeof(u32));
}

static int away(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_READ ? FACET_HOST_RETRY : 0;
}

static void a_read_finds_the_guests_page_without_a_shadow(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f);
	u32 value;

	map(f, pml4, VA, page | 3);
	*memory(f, page + 0x124) = 77;
	assert_int_equal(read32(f, pml4, VA + 0x124, &value), 0);
	assert_int_equal(value, 77);
	assert_int_equal(f->rig->fake.n_mapped, 0);
}

static void a_read_crosses_pages(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), two = alloc(f), one = alloc(f);
	u32 values[2];

	map(f, pml4, VA, one | 3);
	map(f, pml4, VA + 0x1000, two | 1);
	*memory(f, one + 0xffc) = 1;
	*memory(f, two) = 2;
	assert_int_equal(facet_ppgtt_read(f->rig->vgpu, pml4, VA + 0xffc, values, sizeof(values)),
			 0);
	assert_int_equal(values[0], 1);
	assert_int_equal(values[1], 2);
}

static void an_absent_entry_of_any_level_fails(void **state)
{
	struct fixture *f = *state;
	u32 level, value;

	for (level = 0; level < LEVELS; level++) {
		u64 pml4 = empty_table(f, 3);

		map(f, pml4, VA, alloc(f) | 3);
		assert_int_equal(read32(f, pml4, VA, &value), 0);
		map_at(f, pml4, VA, level, f->scratch[level] & ~1ull);
		assert_int_equal(read32(f, pml4, VA, &value), -EFAULT);
	}
}

static void an_address_beyond_48_bits_fails(void **state)
{
	struct fixture *f = *state;
	u32 value;

	assert_int_equal(read32(f, empty_table(f, 3), 1ull << 48, &value), -EFAULT);
	assert_int_equal(read32(f, empty_table(f, 3), ~3ull, &value), -EFAULT);
}

static void tables_beyond_memory_fail(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 value;

	map_at(f, pml4, VA, 2, 0x0000fffffffff003ull);
	assert_int_not_equal(read32(f, pml4, VA, &value), 0);
	assert_int_not_equal(read32(f, 0x0000ffffffffe000ull, VA, &value), 0);
}

static void pages_of_2_mib_are_read_unless_their_address_is_odd(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 value;

	map_at(f, pml4, VA, 1, LARGE_GPA | 0x83);
	*memory(f, LARGE_GPA + (VA & 0x1fffff) + 8) = 5;
	assert_int_equal(read32(f, pml4, VA + 8, &value), 0);
	assert_int_equal(value, 5);
	map_at(f, pml4, VA, 1, (LARGE_GPA + 0x2000) | 0x83);
	assert_int_equal(read32(f, pml4, VA + 8, &value), -EFAULT);
}

static void pages_of_1_gib_are_absent(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3);
	u32 value;

	map_at(f, pml4, VA, 2, f->scratch[2] | 0x83);
	assert_int_equal(read32(f, pml4, VA, &value), -EFAULT);
}

static void a_read_of_memory_that_moves_is_tried_again(void **state)
{
	struct fixture *f = *state;
	u64 pml4 = empty_table(f, 3), page = alloc(f);
	u32 value;

	map(f, pml4, VA, page | 3);
	f->rig->host.veto = away;
	assert_int_equal(read32(f, pml4, VA, &value), FACET_HOST_RETRY);
	f->rig->host.veto = NULL;
	assert_int_equal(read32(f, pml4, VA, &value), 0);
}

static struct caps plenty[] = { { 4000, 4000, false }, { 4000, 4000, true } };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) CAPPED(test, plenty)
		TEST(a_read_finds_the_guests_page_without_a_shadow),
		TEST(a_read_crosses_pages),
		TEST(an_absent_entry_of_any_level_fails),
		TEST(an_address_beyond_48_bits_fails),
		TEST(tables_beyond_memory_fail),
		TEST(pages_of_2_mib_are_read_unless_their_address_is_odd),
		TEST(pages_of_1_gib_are_absent),
		TEST(a_read_of_memory_that_moves_is_tried_again),
#undef TEST
	};

	return cmocka_run_group_tests_name("ppgtt read", tests, NULL, NULL);
}
