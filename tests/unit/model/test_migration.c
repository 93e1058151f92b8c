// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test migration with a model that records what is asked of it: arcs, data, and data that are
 * refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "device/state_walk.h"
#include "display/display.h"
#include "display/display_ops.h"
#include "mediator/type.h"
#include "model/migration.h"
#include "model/model.h"
#include "model/traits.h"

#define STATE(name)	FACET_MIGRATION_##name
#define MOST		4096u
#define STATE_MAX	(512u << 10)
#define GUESS	12345u

/**
 * struct vgpu - A vGPU of the model, and its front end.
 * @base: what every model has
 * @m: its migration
 * @display: its display, with one output
 * @type: its type
 * @paused: calls of pause without resume
 * @resets: calls of reset
 * @text: its state
 * @extra: a trait of the model
 * @save_error: result of a save
 * @restore_error: result of a restore
 * @saved_bytes: size of a description with a pattern; 0: it is @text
 * @restored_sum: sum of a description that has not the size of @text
 * @settled: number of calls of settle
 * @pins: pages that are pinned
 * @most_pins: pages that may be pinned
 * @reason: the last reason
 * @reasons: number of reasons
 */
struct vgpu {
	struct facet_instance base;
	struct facet_migration *m;
	struct facet_display display;
	struct facet_type type;
	u32 paused;
	u32 resets;
	char text[64];
	const char *extra;
	int save_error;
	int restore_error;
	u32 saved_bytes;
	u64 restored_sum;
	u32 settled;
	u32 pins;
	u32 most_pins;
	char reason[FACET_MIGRATION_REASON];
	u32 reasons;
};

static struct vgpu here, there;
static u8 moved[MOST];
static size_t moved_len;

/* --- the model ------------------------------------------------------------------------------ */

static struct vgpu *vgpu_of(const struct facet_instance *instance)
{
	return container_of((struct facet_instance *)instance, struct vgpu, base);
}

static void model_reset(struct facet_instance *instance)
{
	vgpu_of(instance)->resets++;
	strcpy(vgpu_of(instance)->text, "reset");
}

static void model_traits(const struct facet_gpu *gpu, const struct facet_type *type,
			 struct facet_traits *traits)
{
	facet_traits_add(traits, "extra", "%s", container_of(type, struct vgpu, type)->extra);
}

static void model_pause(struct facet_instance *instance)
{
	vgpu_of(instance)->paused++;
}

static void model_settle(struct facet_instance *instance)
{
	assert_int_equal(vgpu_of(instance)->paused, 1);
	vgpu_of(instance)->settled++;
}

static void model_resume(struct facet_instance *instance)
{
	assert_true(vgpu_of(instance)->paused > 0);
	vgpu_of(instance)->paused--;
}

/* The pattern of a large description, and its sum: each byte has a weight of its own. */
static u8 pattern(u32 i)
{
	return i * 167 + (i >> 8);
}

static u64 sum_of(u32 len)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < len; i++)
		sum += (u64)pattern(i) * (i + 1);
	return sum;
}

static int save_pattern(const struct vgpu *v, const struct facet_state_sink *sink)
{
	u8 piece[777];
	u32 at, i, n;
	int ret = 0;

	for (at = 0; !ret && at < v->saved_bytes; at += n) {
		n = min_t(u32, sizeof(piece), v->saved_bytes - at);
		for (i = 0; i < n; i++)
			piece[i] = pattern(at + i);
		ret = sink->write(sink->arg, piece, n);
	}
	return ret;
}

static u64 model_state_max(const struct facet_type *type)
{
	return STATE_MAX;
}

static u64 model_state_size(struct facet_instance *instance)
{
	return GUESS;
}

static int model_save(struct facet_instance *instance, const struct facet_state_sink *sink)
{
	struct vgpu *v = vgpu_of(instance);
	int ret;

	assert_int_equal(v->paused, 1);
	if (v->save_error)
		return v->save_error;
	if (v->saved_bytes)
		return save_pattern(v, sink);
	/* Two pieces, as a head and a record. */
	ret = sink->write(sink->arg, v->text, 8);
	return ret ? ret : sink->write(sink->arg, v->text + 8, sizeof(v->text) - 8);
}

static int model_restore(struct facet_instance *instance, const void *data, size_t len)
{
	struct vgpu *v = vgpu_of(instance);
	const u8 *bytes = data;
	size_t i;

	assert_int_equal(v->paused, 1);
	if (len != sizeof(v->text)) {
		for (i = 0; i < len; i++)
			v->restored_sum += (u64)bytes[i] * (i + 1);
		return 0;
	}
	if (!v->restore_error)
		memcpy(v->text, data, len);
	return v->restore_error;
}

static const struct facet_model model = {
	.name = "fake", .reset = model_reset, .traits = model_traits, .pause = model_pause,
	.settle = model_settle, .resume = model_resume, .state_max = model_state_max,
	.state_size = model_state_size, .save = model_save, .restore = model_restore,
};

static void say_reason(void *host, const char *text)
{
	struct vgpu *v = host;

	snprintf(v->reason, sizeof(v->reason), "%s", text);
	v->reasons++;
}

static u32 pins(void *host)
{
	const struct vgpu *v = host;

	return v->pins;
}

static bool may_pin(void *host, u32 pages)
{
	const struct vgpu *v = host;

	return pages <= v->most_pins;
}

static const struct facet_migration_ops ops = {
	.reason = say_reason, .pins = pins, .may_pin = may_pin,
};

static void make(struct vgpu *v, const char *text)
{
	memset(v, 0, sizeof(*v));
	v->type.name = "facet-fake";
	v->type.model = &model;
	v->extra = "1";
	v->display.config.n_outputs = 1;
	v->display.config.outputs[0].port = 1;
	v->base.model = &model;
	v->base.type = &v->type;
	v->base.display = &v->display;
	snprintf(v->text, sizeof(v->text), "%s", text);
	assert_int_equal(facet_migration_create(&v->base, &ops, v, &v->m), 0);
}

static int setup(void **state)
{
	make(&here, "the state of a guest");
	make(&there, "nothing");
	moved_len = 0;
	return 0;
}

static int teardown(void **state)
{
	facet_migration_destroy(here.m);
	facet_migration_destroy(there.m);
	return 0;
}

/* --- helpers -------------------------------------------------------------------------------- */

/* Go to a state along all arcs. */
static int go(struct vgpu *v, enum facet_migration_state to)
{
	return facet_migration_go(v->m, to);
}

/* Read what can be read, in pieces. Return: the result of the last read. */
static ssize_t read_all(struct vgpu *v, size_t piece)
{
	ssize_t n;

	for (;;) {
		n = facet_migration_read(v->m, moved + moved_len, piece);
		if (n <= 0)
			return n;
		moved_len += n;
		assert_true(moved_len < MOST - piece);
	}
}

static int write_all(struct vgpu *v, size_t len, size_t piece)
{
	size_t at, n;
	int ret = 0;

	for (at = 0; !ret && at < len; at += n) {
		n = min(piece, len - at);
		ret = facet_migration_write(v->m, moved + at, n);
	}
	return ret;
}

/* Save a stopped vGPU to @moved. */
static void save_here(void)
{
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(read_all(&here, 100), 0);
}

static void refuses(const char *reason)
{
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, MOST), -EINVAL);
	assert_string_equal(there.reason, reason);
	assert_int_equal(there.reasons, 1);
	/* Nothing more is taken, and the device does not run with half a state. */
	assert_int_equal(facet_migration_write(there.m, moved, 1), -EINVAL);
	assert_int_equal(go(&there, STATE(STOP)), -EINVAL);
	assert_string_equal(there.text, "reset");
}

/* --- moves ---------------------------------------------------------------------------------- */

static void a_stopped_vgpu_moves(void **state)
{
	save_here();
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, 7), 0);
	assert_int_equal(go(&there, STATE(RUNNING)), 0);
	assert_string_equal(there.text, "the state of a guest");
	assert_int_equal(there.paused, 0);
	assert_int_equal(there.reasons, 0);
	assert_int_equal(go(&here, STATE(STOP)), 0);
	assert_int_equal(here.paused, 1);
}

static void the_head_can_be_read_while_the_vgpu_runs(void **state)
{
	size_t head;

	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	assert_int_equal(here.paused, 0);
	assert_true(facet_migration_pending(here.m) > 0);
	assert_int_equal(read_all(&here, 10), -ENOMSG);
	head = moved_len;
	assert_int_equal(facet_migration_pending(here.m), 0);
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, head, 10), 0);
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(facet_migration_size(here.m), facet_migration_pending(here.m));
	assert_int_equal(read_all(&here, 10), 0);
	assert_int_equal(facet_migration_write(there.m, moved + head, moved_len - head), 0);
	assert_int_equal(go(&there, STATE(RUNNING)), 0);
	assert_string_equal(there.text, "the state of a guest");
}

static void a_head_that_was_not_read_comes_with_the_rest(void **state)
{
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	save_here();
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, MOST), 0);
	assert_int_equal(go(&there, STATE(STOP)), 0);
}

static void a_vgpu_runs_on_after_a_cancelled_move(void **state)
{
	static const enum facet_migration_state states[] = {
		STATE(PRE_COPY), STATE(PRE_COPY_P2P), STATE(STOP_COPY), STATE(STOP),
		STATE(RUNNING_P2P),
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		assert_int_equal(go(&here, states[i]), 0);
		assert_int_equal(go(&here, STATE(RUNNING)), 0);
		assert_int_equal(here.paused, 0);
		assert_string_equal(here.text, "the state of a guest");
		assert_int_equal(facet_migration_read(here.m, moved, 1), -EINVAL);
	}
}

static void a_reset_in_any_state_leads_to_running(void **state)
{
	u32 i;

	for (i = STATE(STOP); i < STATE(STATES); i++) {
		assert_int_equal(go(&here, i), 0);
		facet_migration_reset(here.m);
		assert_int_equal(facet_migration_state(here.m), STATE(RUNNING));
		assert_int_equal(here.paused, 0);
	}
}

static void a_vgpu_that_cannot_be_saved_runs_on(void **state)
{
	here.save_error = -EBUSY;
	assert_int_equal(go(&here, STATE(STOP_COPY)), -EBUSY);
	assert_int_equal(facet_migration_state(here.m), STATE(STOP));
	assert_int_equal(facet_migration_read(here.m, moved, 1), -EINVAL);
	assert_int_equal(go(&here, STATE(RUNNING)), 0);
	assert_int_equal(here.paused, 0);
}

static void a_save_that_fails_leaves_the_head_alone(void **state)
{
	u64 head;

	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	head = facet_migration_pending(here.m);
	here.save_error = -EBUSY;
	assert_int_equal(go(&here, STATE(STOP_COPY)), -EBUSY);
	assert_int_equal(facet_migration_state(here.m), STATE(PRE_COPY_P2P));
	assert_int_equal(facet_migration_pending(here.m), head);
	here.save_error = 0;
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(read_all(&here, 100), 0);
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, 100), 0);
}

static void a_vgpu_that_is_closed_while_it_is_paused_stays_so(void **state)
{
	assert_int_equal(go(&here, STATE(STOP)), 0);
	facet_migration_destroy(here.m);
	here.m = NULL;
	assert_int_equal(here.paused, 1);
}

static void the_model_estimates_the_size_until_it_is_saved(void **state)
{
	assert_int_equal(facet_migration_size(here.m), GUESS);
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	assert_int_equal(facet_migration_size(here.m),
			 GUESS + facet_migration_pending(here.m));
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(facet_migration_size(here.m), facet_migration_pending(here.m));
}

static void bytes_that_are_given_back_are_read_again(void **state)
{
	u8 first[10], again[10];

	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(facet_migration_read(here.m, first, 10), 10);
	facet_migration_unread(here.m, 6);
	assert_int_equal(facet_migration_read(here.m, again, 6), 6);
	assert_memory_equal(again, first + 4, 6);
	assert_int_equal(go(&here, STATE(STOP)), 0);
	facet_migration_unread(here.m, 6);
	assert_int_equal(facet_migration_read(here.m, again, 6), -EINVAL);
}

static void a_description_larger_than_the_limit_is_not_saved(void **state)
{
	here.saved_bytes = STATE_MAX + 1;
	assert_int_equal(go(&here, STATE(STOP_COPY)), -E2BIG);
	assert_int_equal(facet_migration_state(here.m), STATE(STOP));
	assert_int_equal(facet_migration_read(here.m, moved, 1), -EINVAL);
}

/* The data have many chunks, and pieces of no size in common with them. */
static void a_description_of_the_largest_size_moves(void **state)
{
	u8 piece[1000];
	u64 total = 0;
	ssize_t n;

	here.saved_bytes = STATE_MAX;
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	while ((n = facet_migration_read(here.m, piece, sizeof(piece))) > 0) {
		assert_int_equal(facet_migration_write(there.m, piece, n), 0);
		total += n;
	}
	assert_int_equal(n, 0);
	assert_true(total > STATE_MAX);
	assert_int_equal(go(&there, STATE(RUNNING)), 0);
	assert_int_equal(there.restored_sum, sum_of(STATE_MAX));
}

static void a_description_that_claims_to_be_larger_than_the_limit_is_refused(void **state)
{
	static const char magic[] = "FACTDATA";
	u8 *at;

	save_here();
	at = memmem(moved, moved_len, magic, 8);
	put_unaligned_le32(STATE_MAX + 1, at + 8);
	moved_len = at + 24 - moved;
	refuses("the head of the description is damaged");
}

static void a_source_that_had_more_pins_than_the_destination_may_have_is_refused(void **state)
{
	here.pins = 100;
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	here.pins = 3;	/* unpinned during the move */
	save_here();
	there.most_pins = 99;
	refuses("100 pages were pinned there, and the VMM may not lock so many here");
	facet_migration_reset(there.m);
	there.most_pins = 100;
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, MOST), 0);
	assert_int_equal(go(&there, STATE(RUNNING)), 0);
	assert_string_equal(there.text, "the state of a guest");
}

/* A front end unpins pages when the vGPU is in STOP, too. */
static void pins_of_a_vgpu_that_stopped_before_its_save_count(void **state)
{
	here.pins = 100;
	assert_int_equal(go(&here, STATE(STOP)), 0);
	here.pins = 0;
	save_here();
	there.most_pins = 99;
	refuses("100 pages were pinned there, and the VMM may not lock so many here");
}

static void pins_of_a_vgpu_that_went_on_do_not_count(void **state)
{
	here.pins = 100;
	assert_int_equal(go(&here, STATE(STOP)), 0);
	assert_int_equal(go(&here, STATE(RUNNING)), 0);
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	assert_int_equal(go(&here, STATE(RUNNING)), 0);
	here.pins = 3;
	save_here();
	there.most_pins = 3;
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, MOST), 0);
	assert_int_equal(go(&there, STATE(RUNNING)), 0);
}

/* --- arcs ----------------------------------------------------------------------------------- */

/* The memory of a guest that is paused is copied before its vGPU is saved. */
static void a_vgpu_settles_once_when_it_stops(void **state)
{
	assert_int_equal(go(&here, STATE(STOP)), 0);
	assert_int_equal(here.settled, 1);
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(go(&here, STATE(RUNNING)), 0);
	assert_int_equal(here.settled, 1);
}

/* The memory of a guest that stops in PRE_COPY is copied once more, behind the save. */
static void a_vgpu_settles_once_when_it_is_saved_from_pre_copy(void **state)
{
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	assert_int_equal(go(&here, STATE(PRE_COPY_P2P)), 0);
	assert_int_equal(here.settled, 0);
	assert_int_equal(go(&here, STATE(STOP_COPY)), 0);
	assert_int_equal(here.settled, 1);
	assert_int_equal(go(&here, STATE(RUNNING)), 0);
	assert_int_equal(here.settled, 1);
}

static void there_is_a_way_between_all_states_but_from_stop_copy_to_pre_copy(void **state)
{
	enum facet_migration_state next;
	u32 from, to;

	for (from = STATE(STOP); from < STATE(STATES); from++)
		for (to = STATE(STOP); to < STATE(STATES); to++) {
			bool none = from == to || (from == STATE(STOP_COPY) &&
						   (to == STATE(PRE_COPY) ||
						    to == STATE(PRE_COPY_P2P)));

			assert_int_equal(facet_migration_next(from, to, &next), none ? -EINVAL : 0);
		}
}

static void no_way_leads_to_the_error_state_or_beyond(void **state)
{
	enum facet_migration_state next;

	assert_int_equal(facet_migration_next(STATE(RUNNING), STATE(ERROR), &next), -EINVAL);
	assert_int_equal(facet_migration_next(STATE(RUNNING), STATE(STATES), &next), -EINVAL);
	assert_int_equal(facet_migration_next(STATE(RUNNING), ~0u, &next), -EINVAL);
}

static void an_arc_that_does_not_exist_changes_nothing(void **state)
{
	assert_int_equal(facet_migration_arc(here.m, STATE(STOP_COPY)), -EINVAL);
	assert_int_equal(facet_migration_state(here.m), STATE(RUNNING));
	assert_int_equal(here.paused, 0);
}

static void data_are_taken_while_resuming_alone(void **state)
{
	assert_int_equal(facet_migration_write(there.m, moved, 1), -EINVAL);
	assert_int_equal(go(&there, STATE(STOP_COPY)), 0);
	assert_int_equal(facet_migration_write(there.m, moved, 1), -EINVAL);
}

/* --- refusals ------------------------------------------------------------------------------- */

/* Traits are compared before the digest. Another version of the same length keeps all lengths. */
static void another_version_is_refused_with_both_names(void **state)
{
	static const char line[] = "version " FACET_VERSION "\n";
	char reason[FACET_MIGRATION_REASON], other[] = FACET_VERSION;
	char *at;

	other[0] ^= 1;
	save_here();
	at = memmem(moved, moved_len, line, strlen(line));
	assert_non_null(at);
	memcpy(at + strlen("version "), other, strlen(other));
	snprintf(reason, sizeof(reason), "version is '%s' there and '%s' here", other,
		 FACET_VERSION);
	refuses(reason);
}

static void another_type_is_refused_with_both_names(void **state)
{
	save_here();
	there.type.name = "facet-other";
	refuses("type is 'facet-fake' there and 'facet-other' here");
}

static void other_outputs_are_refused(void **state)
{
	save_here();
	there.display.config.outputs[0].port = 2;
	refuses("outputs is 'hdmi:b' there and 'hdmi:c' here");
}

static void another_trait_of_the_model_is_refused(void **state)
{
	save_here();
	there.extra = "2";
	refuses("extra is '1' there and '2' here");
}

static void a_refusal_comes_before_the_vgpu_stops(void **state)
{
	there.extra = "2";
	assert_int_equal(go(&here, STATE(PRE_COPY)), 0);
	assert_int_equal(read_all(&here, 100), -ENOMSG);
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, 100), -EINVAL);
	assert_int_equal(here.paused, 0);
}

static void a_cut_is_refused_wherever_it_is(void **state)
{
	size_t len;

	save_here();
	for (len = 0; len < moved_len; len++) {
		there.reasons = 0;
		assert_int_equal(go(&there, STATE(RESUMING)), 0);
		assert_int_equal(write_all(&there, len, MOST), 0);
		assert_int_equal(go(&there, STATE(STOP)), -EINVAL);
		assert_string_equal(there.reason, "the data end early");
		assert_int_equal(there.reasons, 1);
		facet_migration_reset(there.m);
	}
}

static void a_flipped_bit_is_refused_wherever_it_is(void **state)
{
	size_t bit;

	save_here();
	for (bit = 0; bit < 8 * moved_len; bit++) {
		there.reasons = 0;
		moved[bit / 8] ^= 1u << bit % 8;
		assert_int_equal(go(&there, STATE(RESUMING)), 0);
		if (!write_all(&there, moved_len, MOST))
			assert_int_equal(go(&there, STATE(STOP)), -EINVAL);
		assert_int_equal(there.reasons, 1);
		assert_string_equal(there.text, "reset");
		facet_migration_reset(there.m);
		moved[bit / 8] ^= 1u << bit % 8;
	}
}

static void bytes_behind_the_end_are_refused(void **state)
{
	save_here();
	moved[moved_len++] = 0;
	assert_int_equal(go(&there, STATE(RESUMING)), 0);
	assert_int_equal(write_all(&there, moved_len, MOST), -EINVAL);
	assert_string_equal(there.reason, "bytes follow the end of the data");
	assert_int_equal(go(&there, STATE(STOP)), -EINVAL);
}

static void rubbish_is_refused_with_its_first_bytes(void **state)
{
	memset(moved, 0xa5, MOST);
	moved_len = 16;
	refuses("the data are not of a vGPU");
}

static void a_length_beyond_the_limit_is_refused_before_memory_is_taken(void **state)
{
	save_here();
	put_unaligned_le32(~0u, moved + 8);
	moved_len = 16;
	refuses("the data are not of a vGPU");
}

static void a_description_that_the_model_refuses_says_so(void **state)
{
	save_here();
	there.restore_error = -EINVAL;
	refuses("the description is not valid");
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stopped_vgpu_moves),
		TEST(the_head_can_be_read_while_the_vgpu_runs),
		TEST(a_head_that_was_not_read_comes_with_the_rest),
		TEST(a_vgpu_runs_on_after_a_cancelled_move),
		TEST(a_reset_in_any_state_leads_to_running),
		TEST(a_vgpu_that_cannot_be_saved_runs_on),
		TEST(a_save_that_fails_leaves_the_head_alone),
		TEST(a_vgpu_that_is_closed_while_it_is_paused_stays_so),
		TEST(the_model_estimates_the_size_until_it_is_saved),
		TEST(bytes_that_are_given_back_are_read_again),
		TEST(a_description_larger_than_the_limit_is_not_saved),
		TEST(a_description_of_the_largest_size_moves),
		TEST(a_description_that_claims_to_be_larger_than_the_limit_is_refused),
		TEST(there_is_a_way_between_all_states_but_from_stop_copy_to_pre_copy),
		TEST(no_way_leads_to_the_error_state_or_beyond),
		TEST(an_arc_that_does_not_exist_changes_nothing),
		TEST(data_are_taken_while_resuming_alone),
		TEST(another_version_is_refused_with_both_names),
		TEST(another_type_is_refused_with_both_names),
		TEST(other_outputs_are_refused),
		TEST(another_trait_of_the_model_is_refused),
		TEST(a_refusal_comes_before_the_vgpu_stops),
		TEST(a_cut_is_refused_wherever_it_is),
		TEST(a_source_that_had_more_pins_than_the_destination_may_have_is_refused),
		TEST(pins_of_a_vgpu_that_stopped_before_its_save_count),
		TEST(pins_of_a_vgpu_that_went_on_do_not_count),
		TEST(a_vgpu_settles_once_when_it_stops),
		TEST(a_vgpu_settles_once_when_it_is_saved_from_pre_copy),
		TEST(a_flipped_bit_is_refused_wherever_it_is),
		TEST(bytes_behind_the_end_are_refused),
		TEST(rubbish_is_refused_with_its_first_bytes),
		TEST(a_length_beyond_the_limit_is_refused_before_memory_is_taken),
		TEST(a_description_that_the_model_refuses_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
