// SPDX-License-Identifier: GPL-2.0-only
/* Test the cache of programs (render/kernels.c). */
#include "tests/unit/render/fake_eu.h"

#include "render/kernels.h"

static int setup(void **state)
{
	struct render_rig *rig = rig_new();
	u32 i;

	for (i = 0; i < RIG_BYTES; i += 64) {
		((u32 *)(rig->bytes + i))[0] = 16;
		((u32 *)(rig->bytes + i))[1] = i;
	}
	fake_programs = 0;
	fake_created = 0;
	rig_packet(rig, GEN9_OP_STATE_BASE_ADDRESS, 18, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u,
		   (u32)RIG_VA | 1, (u32)(RIG_VA >> 32), 0u, 0u, 0u, 0u, 0u, 0u, 0u);
	rig->render.kernels = render_kernels_create();
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct render_rig *rig = *state;

	render_kernels_destroy(rig->render.kernels);
	assert_int_equal(fake_programs, 0);
	rig_free(rig);
	return 0;
}

static const struct eu_program *get(struct render_rig *rig, u64 pointer)
{
	const struct eu_program *program = NULL;

	assert_int_equal(render_kernel(&rig->render, pointer, &program), 0);
	assert_memory_equal(program->code, rig->bytes + (pointer & ~63ull), 16);
	return program;
}

static void a_kernel_is_decoded_once(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program = get(rig, 640);

	assert_ptr_equal(get(rig, 640), program);
	assert_ptr_equal(get(rig, 640 | 5), program);
	assert_ptr_not_equal(get(rig, 704), program);
	assert_int_equal(fake_created, 2);
}

static void unchanged_kernels_survive_an_invalidation(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program = get(rig, 640);

	render_kernels_invalidate(rig->render.kernels);
	assert_ptr_equal(get(rig, 640), program);
	rig->space.generation++;
	assert_ptr_equal(get(rig, 640), program);
	assert_int_equal(fake_created, 1);
}

/* Get the program of a kernel in a command of its own. */
static const struct eu_program *get_anew(struct render_rig *rig, u64 pointer)
{
	render_kernels_begin(rig->render.kernels);
	return get(rig, pointer);
}

static void a_changed_kernel_is_decoded_again(void **state)
{
	struct render_rig *rig = *state;

	get_anew(rig, 640);
	rig->bytes[655] = 1;
	render_kernels_invalidate(rig->render.kernels);
	get_anew(rig, 640);
	assert_int_equal(fake_created, 2);
	assert_int_equal(fake_programs, 1);
	rig->bytes[655] = 2;
	rig->space.generation++;
	get_anew(rig, 640);
	assert_int_equal(fake_created, 3);
	/* Bytes behind the program do not count. */
	rig->bytes[656] = 3;
	render_kernels_invalidate(rig->render.kernels);
	get_anew(rig, 640);
	assert_int_equal(fake_created, 3);
}

static void a_program_that_a_command_uses_stays_when_its_kernel_changes(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program = get_anew(rig, 640), *again;

	rig->bytes[655] ^= 1;
	rig->space.generation++;
	assert_int_equal(render_kernel(&rig->render, 640, &again), 0);
	assert_ptr_equal(again, program);
	assert_int_equal(fake_created, 1);
	render_kernels_begin(rig->render.kernels);
	get(rig, 640);
	assert_int_equal(fake_created, 2);
}

static void the_cache_is_bounded_and_keeps_what_was_used_last(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *kept = get(rig, 0);
	u32 i;

	for (i = 1; i < 4 * RENDER_KERNELS; i++) {
		render_kernels_begin(rig->render.kernels);
		get(rig, i * 64);
		assert_ptr_equal(get(rig, 0), kept);
		assert_in_range(fake_programs, 1, RENDER_KERNELS);
	}
	assert_int_equal(fake_created, 4 * RENDER_KERNELS);
	for (i = 1; i < RENDER_KERNELS_IN_USE; i++)
		get(rig, (4 * RENDER_KERNELS - i) * 64);
	assert_int_equal(fake_created, 4 * RENDER_KERNELS);
}

static void the_memory_of_programs_is_bounded(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program;
	u32 i;

	fake_memory = RENDER_KERNELS_BYTES / 4;
	for (i = 0; i < 20; i++) {
		render_kernels_begin(rig->render.kernels);
		get(rig, 0);
		get(rig, 64 + i * 64);
		assert_in_range(fake_programs, 1, 4);
	}
	/* What was used last is there; what the command uses is kept. */
	assert_int_equal(fake_created, 21);
	render_kernels_begin(rig->render.kernels);
	for (i = 0; i < 4; i++)
		get(rig, 0x8000 + i * 64);
	assert_int_equal(render_kernel(&rig->render, 0x9000, &program), -ENOMEM);
	assert_int_equal(fake_programs, 4);
	for (i = 0; i < 4; i++)
		get(rig, 0x8000 + i * 64);
	assert_int_equal(fake_created, 26);
	fake_memory = 1;
	render_kernels_begin(rig->render.kernels);
	get(rig, 0x9000);
	fake_memory = 0;
}

static void comparisons_poll_and_are_cancelled(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program = NULL;
	int error = 0;
	u32 i;

	get(rig, 640);
	rig->poll_error = -ECANCELED;
	for (i = 0; i < 2 * EU_POLL_WORK && !error; i++) {
		render_kernels_invalidate(rig->render.kernels);
		render_kernels_begin(rig->render.kernels);
		error = render_kernel(&rig->render, 640, &program);
	}
	assert_int_equal(error, -ECANCELED);
	assert_int_equal(rig->polls, 1);
	rig->poll_error = 0;
	get(rig, 640);
	assert_int_equal(fake_created, 1);
}

static void an_invalid_kernel_is_refused_each_time(void **state)
{
	struct render_rig *rig = *state;
	const struct eu_program *program;

	memset(rig->bytes + 128, 0, 4);
	assert_int_equal(render_kernel(&rig->render, 128, &program), -EINVAL);
	assert_int_equal(render_kernel(&rig->render, 128, &program), -EINVAL);
	assert_int_equal(fake_programs, 0);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kernel_is_decoded_once),
		TEST(unchanged_kernels_survive_an_invalidation),
		TEST(a_changed_kernel_is_decoded_again),
		TEST(a_program_that_a_command_uses_stays_when_its_kernel_changes),
		TEST(the_cache_is_bounded_and_keeps_what_was_used_last),
		TEST(the_memory_of_programs_is_bounded),
		TEST(comparisons_poll_and_are_cancelled),
		TEST(an_invalid_kernel_is_refused_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
