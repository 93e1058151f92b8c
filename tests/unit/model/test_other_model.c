// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that a vGPU of one model refuses the saved state of the other one: by the head of the
 * description, and by the head of a migration. The vGPU that refuses is in its reset state, and
 * works.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "model/model.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"
#include "tests/lib/mover.h"
#include "tests/lib/saved.h"
#include "tests/lib/virtio_vgpu.h"
#include "virtio/virtio_pci_state.h"

#define STATE(name)	FACET_MIGRATION_##name
#define GUEST_PAGES	4096u
#define ENTRY		0x5001ull	/* an entry of the GGTT: guest page 5, present */
#define PIECE		1000u

/**
 * struct gen9 - A vGPU of the model gen9.
 * @clock: the time of its pGPU
 * @pgpu: the pGPU
 * @host: the front end
 * @gpu: the scheduler of @pgpu
 * @instance: the vGPU
 */
struct gen9 {
	struct fake_clock clock;
	struct fake_pgpu pgpu;
	struct fake_host host;
	struct facet_gpu *gpu;
	struct facet_instance *instance;
};

/**
 * struct models - A vGPU of each model, whose drivers have begun.
 * @gen9: that of the model gen9
 * @virtio: that of the model virtio-gpu
 * @of_gen9: the state of @gen9, as it was reset
 * @of_virtio: the state of @virtio, as it was reset
 */
struct models {
	struct gen9 gen9;
	struct virtio_vgpu *virtio;
	struct saved of_gen9;
	struct saved of_virtio;
};

/* --- the vGPUs ------------------------------------------------------------------------------ */

static const struct facet_type *gen9_type(void)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		if (facet_types[i].model == &facet_model_gen9)
			return &facet_types[i];
	fail_msg("there is no type of the model gen9");
	return NULL;
}

static void gen9_create(struct gen9 *g)
{
	const struct facet_type *type = gen9_type();
	const struct facet_display_config outputs = {
		.max_width = type->max_width, .max_height = type->max_height,
	};
	struct facet_instance_setup setup = {
		.type = type, .outputs = &outputs, .ops = &fake_host_ops, .host = &g->host,
	};

	fake_clock_init(&g->clock, false);
	fake_pgpu_init(&g->pgpu);
	assert_int_equal(fake_host_init(&g->host, &g->clock, GUEST_PAGES), 0);
	assert_int_equal(facet_gpu_create(&g->pgpu.pgpu, facet_display_regs, &fake_gpu_host_ops,
					  &g->clock, &g->gpu), 0);
	g->clock.gpu = g->gpu;
	setup.gpu = g->gpu;
	assert_int_equal(facet_model_gen9.create(&setup, &g->instance), 0);
	g->host.vgpu = facet_gen9_vgpu(g->instance);
}

/* Return: number of pages that stayed pinned. */
static u64 gen9_destroy(struct gen9 *g)
{
	u64 pins;

	facet_model_gen9.destroy(g->instance);
	facet_gpu_destroy(g->gpu);
	pins = g->host.pinned;
	fake_host_fini(&g->host);
	return pins;
}

static u64 gen9_entry(struct gen9 *g)
{
	u64 entry = 0;

	assert_int_equal(facet_model_gen9.access(g->instance, GEN9_BAR_MMIO, GEN9_GGTT_PTES, &entry,
						 sizeof(entry), false), 0);
	return entry;
}

/* The guest writes to the GGTT. It was empty. */
static void gen9_begins(struct gen9 *g)
{
	u64 entry = ENTRY;

	assert_int_equal(gen9_entry(g), 0);
	assert_int_equal(facet_model_gen9.access(g->instance, GEN9_BAR_MMIO, GEN9_GGTT_PTES, &entry,
						 sizeof(entry), true), 0);
	assert_int_equal(gen9_entry(g), ENTRY);
}

/* The driver starts and creates a resource. There was none. */
static void virtio_begins(struct virtio_vgpu *v)
{
	pci_start(&v->driver, true);
	virtio_vgpu_work(v);
	assert_int_equal(gpu_create_2d(&v->driver.gpu, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT),
			 VIRTIO_GPU_RESP_OK_NODATA);
}

static int setup(void **state)
{
	struct models *m = calloc(1, sizeof(*m));

	gen9_create(&m->gen9);
	m->virtio = virtio_vgpu_create();
	assert_int_equal(saved_save(&m->of_gen9, facet_gen9_vgpu(m->gen9.instance)), 0);
	assert_int_equal(saved_save_virtio(&m->of_virtio, m->virtio->driver.pci), 0);
	gen9_begins(&m->gen9);
	virtio_begins(m->virtio);
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct models *m = *state;
	u64 pins = gen9_destroy(&m->gen9) + virtio_vgpu_destroy(m->virtio);

	free(m->of_gen9.data);
	free(m->of_virtio.data);
	free(m);
	return pins ? -1 : 0;
}

/* --- descriptions --------------------------------------------------------------------------- */

static int restore(struct facet_instance *instance, const struct saved *saved)
{
	return instance->model->restore(instance, saved->data, saved->len);
}

/* The vGPU of the model gen9 is as it was reset, and a guest can begin. */
static void gen9_is_unharmed(struct models *m)
{
	struct saved now = { 0 };

	assert_int_equal(saved_save(&now, facet_gen9_vgpu(m->gen9.instance)), 0);
	assert_int_equal(now.len, m->of_gen9.len);
	assert_memory_equal(now.data, m->of_gen9.data, now.len);
	free(now.data);
	gen9_begins(&m->gen9);
}

/* The same for virtio-gpu. */
static void virtio_is_unharmed(struct models *m)
{
	struct saved now = { 0 };

	assert_int_equal(saved_save_virtio(&now, m->virtio->driver.pci), 0);
	assert_int_equal(now.len, m->of_virtio.len);
	assert_memory_equal(now.data, m->of_virtio.data, now.len);
	free(now.data);
	virtio_begins(m->virtio);
}

static void each_model_refuses_the_description_of_the_other_one(void **state)
{
	struct models *m = *state;

	assert_int_equal(restore(m->gen9.instance, &m->of_virtio), -EINVAL);
	gen9_is_unharmed(m);
	assert_int_equal(restore(m->virtio->instance, &m->of_gen9), -EINVAL);
	virtio_is_unharmed(m);
}

/* The rest of the description is that of the vGPU itself. */
static void the_head_alone_says_of_which_model_a_description_is(void **state)
{
	struct models *m = *state;

	put_unaligned_le64(FACET_VIRTIO_STATE_MAGIC, m->of_gen9.data);
	assert_int_equal(restore(m->gen9.instance, &m->of_gen9), -EINVAL);
	put_unaligned_le64(FACET_STATE_MAGIC, m->of_gen9.data);
	gen9_is_unharmed(m);
	put_unaligned_le64(FACET_STATE_MAGIC, m->of_virtio.data);
	assert_int_equal(restore(m->virtio->instance, &m->of_virtio), -EINVAL);
	put_unaligned_le64(FACET_VIRTIO_STATE_MAGIC, m->of_virtio.data);
	virtio_is_unharmed(m);
	assert_int_equal(restore(m->gen9.instance, &m->of_gen9), 0);
	assert_int_equal(restore(m->virtio->instance, &m->of_virtio), 0);
}

/* --- moves ---------------------------------------------------------------------------------- */

/* Move a vGPU to one of the other model. Check the reason, and let both run. */
static void refuse_move(struct facet_instance *from, struct facet_instance *to, const char *reason)
{
	struct mover source, target;

	mover_init(&source, from);
	mover_init(&target, to);
	assert_int_equal(mover_go(&source, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&source, PIECE), 0);
	assert_int_equal(mover_go(&target, STATE(RESUMING)), 0);
	assert_int_equal(mover_write(&target, source.data, source.len, PIECE), -EINVAL);
	assert_string_equal(target.reason, reason);
	assert_int_equal(target.reasons, 1);
	assert_int_equal(mover_go(&target, STATE(RUNNING)), -EINVAL);
	facet_migration_reset(target.m);
	assert_int_equal(mover_go(&source, STATE(RUNNING)), 0);
	mover_exit(&source);
	mover_exit(&target);
}

static void a_move_to_the_other_model_is_refused_with_both_names(void **state)
{
	struct models *m = *state;

	refuse_move(m->gen9.instance, m->virtio->instance,
		    "model is 'gen9' there and 'virtio-gpu' here");
	virtio_is_unharmed(m);
	assert_int_equal(gen9_entry(&m->gen9), ENTRY);
	refuse_move(m->virtio->instance, m->gen9.instance,
		    "model is 'virtio-gpu' there and 'gen9' here");
	gen9_is_unharmed(m);
	assert_int_equal(gpu_of_resource(&m->virtio->driver.gpu, VIRTIO_GPU_CMD_RESOURCE_UNREF,
					 GPU_RESOURCE), VIRTIO_GPU_RESP_OK_NODATA);
}

#define MODELS(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODELS(each_model_refuses_the_description_of_the_other_one),
		MODELS(the_head_alone_says_of_which_model_a_description_is),
		MODELS(a_move_to_the_other_model_is_refused_with_both_names),
	};

	return cmocka_run_group_tests_name("other_model", tests, NULL, NULL);
}
