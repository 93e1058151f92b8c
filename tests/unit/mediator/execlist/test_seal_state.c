// SPDX-License-Identifier: GPL-2.0-only
/* Test the seals of a saved state: which pages of context images count after a restore. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/pgpu.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"

#define PAGES		(FACET_CONTEXT_PAGES_MAX - 1)
#define LRCA(i)		((i) * (FACET_CONTEXT_PAGES_MAX + 1) * GEN9_PAGE_SIZE)
#define COPIED		16u	/* the first sets count as a driver's default state */
#define CONTEXT_BYTES	12u	/* in the record: address of the image, and tag */

static u32 words[PAGES * GEN9_PAGE_SIZE / 4];
static void *pages[PAGES];

/*
 * struct fixture - @from has saved sets 1 to COPIED of pages for context 3, then set 101 for
 * context 1 and set 102 for context 2. @saved is its state. @other has the secret of another host,
 * and @model is another GPU.
 */
struct fixture {
	struct rig *from;
	struct rig *to;
	struct rig *other;
	struct rig *model;
	struct saved saved;
};

static void add(struct rig *rig, u32 context, u32 set)
{
	words[7] = set;
	facet_seal_add(rig->vgpu, PGPU_RCS, LRCA(context), pages, PAGES);
}

static bool known(struct rig *rig, u32 context, u32 set)
{
	words[7] = set;
	return facet_seal_known(rig->vgpu, PGPU_RCS, LRCA(context), pages, PAGES);
}

static int setup(void **state)
{
	const struct rig_gpu gpu = { .image_pages = FACET_CONTEXT_PAGES_MAX };
	const struct rig_gpu other = { .image_pages = FACET_CONTEXT_PAGES_MAX, .other_host = true };
	const struct rig_gpu model = { .image_pages = FACET_CONTEXT_PAGES_MAX, .name = "fake2" };
	struct fixture *f = calloc(1, sizeof(*f));
	u32 i;

	for (i = 0; i < PAGES; i++)
		pages[i] = &words[i * GEN9_PAGE_SIZE / 4];
	f->from = rig_create_on(&facet_types[0], NULL, &gpu);
	f->to = rig_create_on(&facet_types[0], NULL, &gpu);
	f->other = rig_create_on(&facet_types[0], NULL, &other);
	f->model = rig_create_on(&facet_types[0], NULL, &model);
	*state = f;
	if (!f->from || !f->to || !f->other || !f->model)
		return -1;
	for (i = 1; i <= COPIED; i++)
		add(f->from, 3, i);
	add(f->from, 1, 101);
	add(f->from, 2, 102);
	return saved_save(&f->saved, f->from->vgpu);
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = rig_destroy(f->from) + rig_destroy(f->to) + rig_destroy(f->other) +
		     rig_destroy(f->model);

	free(f->saved.data);
	free(f);
	return leaked ? -1 : 0;
}

static int restore(struct fixture *f, struct rig *rig)
{
	return facet_vgpu_restore(rig->vgpu, f->saved.data, f->saved.len);
}

/* Return the address of the image of saved context @i, which the record's fields precede. */
static u8 *saved_lrca(struct fixture *f, u32 i)
{
	size_t at = saved_find(&f->saved, facet_seal_state.tag, 0);
	u32 size;

	assert_int_not_equal(at, 0);
	assert_true(saved_field(&f->saved, at, &facet_seal_state, "seals", 0) > i);
	return saved_place(&f->saved, at, &facet_seal_state, "added", 0, &size) + sizeof(u32) +
	       i * CONTEXT_BYTES;
}

static void saved_tags_are_known_after_a_restore(void **state)
{
	struct fixture *f = *state;
	u32 i;

	assert_false(known(f->to, 1, 101));
	assert_int_equal(restore(f, f->to), 0);
	assert_true(known(f->to, 1, 101));
	assert_true(known(f->to, 2, 102));
	assert_false(known(f->to, 1, 103));
	for (i = 1; i <= COPIED; i++)
		assert_true(known(f->to, 4, i));
	/* No set is among the first any more: what a context had before is forgotten. */
	add(f->to, 1, 104);
	add(f->to, 1, 105);
	assert_false(known(f->to, 1, 104));
}

static void a_restore_replaces_the_tags_before_it(void **state)
{
	struct fixture *f = *state;

	add(f->to, 1, 200);
	add(f->to, 5, 201);
	assert_int_equal(restore(f, f->to), 0);
	assert_false(known(f->to, 1, 200));
	assert_false(known(f->to, 5, 201));
}

static void a_restore_refuses_a_context_twice(void **state)
{
	struct fixture *f = *state;

	memcpy(saved_lrca(f, 1), saved_lrca(f, 0), sizeof(u32));
	assert_int_equal(restore(f, f->to), -EINVAL);
	assert_false(known(f->to, 1, 101));
	assert_false(known(f->to, 4, COPIED));
}

static void a_restore_refuses_an_unaligned_address(void **state)
{
	struct fixture *f = *state;

	*saved_lrca(f, 1) |= 0x80;
	assert_int_equal(restore(f, f->to), -EINVAL);
	assert_false(known(f->to, 1, 101));
}

static void a_restore_refuses_a_record_of_another_length(void **state)
{
	struct fixture *f = *state;
	size_t at = saved_find(&f->saved, facet_seal_state.tag, 0);
	u64 copied = saved_field(&f->saved, at, &facet_seal_state, "copied", 0);

	saved_set(&f->saved, at, &facet_seal_state, "copied", 0, copied - 1);
	assert_int_equal(restore(f, f->to), -EINVAL);
	saved_set(&f->saved, at, &facet_seal_state, "copied", 0, copied + 1);
	assert_int_equal(restore(f, f->to), -EINVAL);
	saved_set(&f->saved, at, &facet_seal_state, "copied", 0, copied);
	assert_int_equal(restore(f, f->to), 0);
}

/* Restore the state there, and expect that no tag of it counts. */
static void restore_without_use(struct fixture *f, struct rig *rig)
{
	u32 i;

	assert_int_equal(restore(f, rig), 0);
	assert_false(known(rig, 1, 101));
	assert_false(known(rig, 2, 102));
	for (i = 1; i <= COPIED; i++)
		assert_false(known(rig, 4, i));
}

static void tags_of_another_secret_are_unknown(void **state)
{
	struct fixture *f = *state;

	restore_without_use(f, f->other);
}

/* Its pages may have another layout, and hardware executes them. */
static void tags_of_another_model_are_unknown(void **state)
{
	struct fixture *f = *state;

	restore_without_use(f, f->model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(saved_tags_are_known_after_a_restore),
		TEST(a_restore_replaces_the_tags_before_it),
		TEST(a_restore_refuses_a_context_twice),
		TEST(a_restore_refuses_an_unaligned_address),
		TEST(a_restore_refuses_a_record_of_another_length),
		TEST(tags_of_another_secret_are_unknown),
		TEST(tags_of_another_model_are_unknown),
	};

	return cmocka_run_group_tests_name("seal state", tests, NULL, NULL);
}
