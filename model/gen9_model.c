// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model of a Kaby Lake GPU: a vGPU of the mediator, and its display. Front ends call these
 * functions by facet_model_gen9. The functions take no lock of their own.
 */
#include "model/model.h"

#include "device/config.h"
#include "device/rom.h"
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/pci_defs.h"
#include "mediator/aperture.h"
#include "mediator/gpu.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "model/traits.h"
#include "pgpu/pgpu.h"

#define USUAL_STATE	(256u << 10)	/* bytes of a usual description */

/**
 * struct gen9_instance - A vGPU.
 * @base: what every model has
 * @vgpu: the mediated vGPU
 */
struct gen9_instance {
	struct facet_instance base;
	struct facet_vgpu *vgpu;
};

static struct facet_vgpu *vgpu_of(const struct facet_instance *instance)
{
	return container_of(instance, struct gen9_instance, base)->vgpu;
}

static struct facet_device *device_of(const struct facet_instance *instance)
{
	return facet_vgpu_device(vgpu_of(instance));
}

struct facet_vgpu *facet_gen9_vgpu(const struct facet_instance *instance)
{
	return instance->model == &facet_model_gen9 ? vgpu_of(instance) : NULL;
}

/* --- life ----------------------------------------------------------------------------------- */

static int create(const struct facet_instance_setup *setup, struct facet_instance **out)
{
	struct gen9_instance *gen9 = port_zalloc(sizeof(*gen9));
	int ret;

	if (!gen9)
		return -ENOMEM;
	gen9->base = (struct facet_instance){
		.model = &facet_model_gen9, .gpu = setup->gpu, .type = setup->type,
	};
	ret = facet_vgpu_create(setup->gpu, setup->type, setup->ops, setup->host, &gen9->vgpu);
	if (ret)
		goto err_instance;
	ret = facet_gen9_display_create(facet_vgpu_device(gen9->vgpu), gen9->vgpu, setup->outputs,
					&gen9->base.display);
	if (ret)
		goto err_vgpu;
	*out = &gen9->base;
	return 0;

err_vgpu:
	facet_vgpu_destroy(gen9->vgpu);
err_instance:
	port_free(gen9);
	return ret;
}

static void destroy(struct facet_instance *instance)
{
	struct gen9_instance *gen9 = container_of(instance, struct gen9_instance, base);

	facet_display_destroy(instance->display);
	facet_vgpu_destroy(gen9->vgpu);
	port_free(gen9);
}

static void cancel(struct facet_instance *instance)
{
	facet_vgpu_cancel(vgpu_of(instance));
}

static void reset(struct facet_instance *instance)
{
	facet_vgpu_reset(vgpu_of(instance));
}

static void flr(struct facet_instance *instance)
{
	facet_vgpu_flr(vgpu_of(instance));
}

/* --- work ----------------------------------------------------------------------------------- */

static void work(struct facet_instance *instance)
{
	facet_vgpu_work(vgpu_of(instance));
}

static void timer(struct facet_instance *instance)
{
	facet_vgpu_timer(vgpu_of(instance));
}

static void dma_unmap(struct facet_instance *instance, u64 gpa, u64 len)
{
	facet_vgpu_dma_unmap(vgpu_of(instance), gpa, len);
}

static void unpin(struct facet_instance *instance)
{
	facet_vgpu_unpin(vgpu_of(instance));
}

static void record_writes(struct facet_instance *instance, bool on)
{
	facet_pins_record(vgpu_of(instance), on);
}

static void report_writes(struct facet_instance *instance, u64 gfn, u64 n)
{
	facet_pins_report(vgpu_of(instance), gfn, n);
}

static void set_sched_params(struct facet_instance *instance,
			     const struct facet_sched_params *params)
{
	facet_vgpu_set_sched_params(vgpu_of(instance), params);
}

static void set_stats(struct facet_instance *instance, u32 engine, struct facet_sched_stats *stats)
{
	facet_vgpu_set_stats(vgpu_of(instance), engine, stats);
}

static void process(const struct facet_instance *instance, struct pgpu_process *process)
{
	facet_vgpu_engine_process(vgpu_of(instance), process);
}

/* --- accesses of the guest ------------------------------------------------------------------ */

static int config(struct facet_instance *instance, u32 offset, void *buf, u32 len, bool write)
{
	return write ? facet_config_write(device_of(instance), offset, buf, len) :
		       facet_config_read(device_of(instance), offset, buf, len);
}

static u64 bar(const struct facet_instance *instance, u32 index)
{
	return facet_config_bar(device_of(instance), index).size;
}

static int access(struct facet_instance *instance, u32 index, u64 offset, void *buf, u32 len,
		  bool write)
{
	switch (index) {
	case GEN9_BAR_MMIO:
		return write ? facet_vgpu_mmio_write(vgpu_of(instance), offset, buf, len) :
			       facet_vgpu_mmio_read(vgpu_of(instance), offset, buf, len);
	case GEN9_BAR_APERTURE:
		return facet_aperture_access(vgpu_of(instance), offset, buf, len, write);
	case FACET_MODEL_ROM:
		if (!write)
			facet_rom_read(device_of(instance), offset, buf, len);
		return 0;
	default:
		return -EINVAL;
	}
}

static struct facet_interrupts interrupts(const struct facet_instance *instance)
{
	return (struct facet_interrupts){
		.msi = facet_config_msi_enabled(device_of(instance)),
		.intx_disabled = facet_config_intx_disabled(device_of(instance)),
	};
}

static bool driver_ready(const struct facet_instance *instance)
{
	return facet_pvinfo_driver_ready(vgpu_of(instance));
}

/* --- state ---------------------------------------------------------------------------------- */

/* The GPU that the guest sees, and how the pGPU keeps contexts and the GGTT. */
static void pgpu_traits(struct pgpu *pgpu, struct facet_traits *traits)
{
	bool draws = !pgpu->ops->draws || pgpu->ops->draws(pgpu);
	const struct pgpu_caps *caps = pgpu->caps;
	const struct gen9_identity *id = &caps->identity;
	u32 i;

	facet_traits_add(traits, "device", "%04x.%02x", id->device, id->revision);
	facet_traits_add(traits, "fuses", "%08x %08x %08x %08x", id->fuse2, id->eu_disable[0],
			 id->eu_disable[1], id->eu_disable[2]);
	facet_traits_add(traits, "frequencies", "%08x", id->rp_state_cap);
	facet_traits_add(traits, "engines", "%02x", caps->engines);
	for (i = 0; i < PGPU_ENGINES; i++)
		if (caps->engines & BIT(i))
			facet_traits_add(traits, "context_pages", "%u", caps->context_pages[i]);
	facet_traits_add(traits, "context_layout", "%08x", caps->context_layout);
	facet_traits_add(traits, "ggtt", "%s", caps->ggtt_private ? "private" : "shared");
	facet_traits_add(traits, "draws", "%s", draws ? "yes" : "no");
}

static void traits(const struct facet_gpu *gpu, const struct facet_type *type,
		   struct facet_traits *traits)
{
	facet_traits_add(traits, "aperture_mib", "%u", type->aperture_mib);
	facet_traits_add(traits, "hidden_mib", "%u", type->hidden_mib);
	facet_traits_add(traits, "fences", "%u", type->fences);
	facet_traits_add(traits, "largest_mode", "%ux%u", type->max_width, type->max_height);
	pgpu_traits(facet_gpu_pgpu(gpu), traits);
	facet_traits_add(traits, "images", "%016llx", facet_gpu_images_number(gpu));
}

static void pause(struct facet_instance *instance)
{
	facet_vgpu_pause(vgpu_of(instance));
}

static void settle(struct facet_instance *instance)
{
	facet_vgpu_settle(vgpu_of(instance));
}

static void resume(struct facet_instance *instance)
{
	facet_vgpu_resume(vgpu_of(instance));
}

/* About that of a guest with a desktop. Nobody waits longer for a few hundred KiB more. */
static u64 state_size(struct facet_instance *instance)
{
	return USUAL_STATE;
}

static int save(struct facet_instance *instance, const struct facet_state_sink *sink)
{
	return facet_vgpu_save(vgpu_of(instance), sink);
}

static int restore(struct facet_instance *instance, const void *data, size_t len)
{
	return facet_vgpu_restore(vgpu_of(instance), data, len);
}

static int dump(struct facet_instance *instance, const struct facet_state_printer *printer)
{
	return facet_vgpu_dump(vgpu_of(instance), printer);
}

const struct facet_model facet_model_gen9 = {
	.name = "gen9",
	.driver = "i915",
	.regions = {
		[GEN9_BAR_MMIO] = FACET_REGION_REGISTERS,
		[GEN9_BAR_APERTURE] = FACET_REGION_MEMORY,
		[FACET_MODEL_ROM] = FACET_REGION_ROM,
	},
	.create = create,
	.destroy = destroy,
	.cancel = cancel,
	.reset = reset,
	.flr = flr,
	.work = work,
	.timer = timer,
	.dma_unmap = dma_unmap,
	.unpin = unpin,
	.record_writes = record_writes,
	.report_writes = report_writes,
	.set_sched_params = set_sched_params,
	.set_stats = set_stats,
	.process = process,
	.config = config,
	.bar = bar,
	.access = access,
	.interrupts = interrupts,
	.driver_ready = driver_ready,
	.traits = traits,
	.pause = pause,
	.settle = settle,
	.resume = resume,
	.state_max = facet_vgpu_state_max,
	.state_size = state_size,
	.save = save,
	.restore = restore,
	.dump = dump,
};
