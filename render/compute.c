// SPDX-License-Identifier: GPL-2.0-only
/*
 * GPGPU_WALKER and MEDIA_OBJECT (compute.h). render/render.c calls this file in the engine's
 * thread. Takes no lock. A dispatch is derived from the raw commands at its begin; groups run one
 * behind the other, and the engine polls behind each. A place of a dispatch is the number of groups
 * that have run.
 */
#include "render/compute.h"

#include "gen9/eu_send_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_media.h"
#include "render/kernels.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/thread_group.h"

/**
 * struct render_compute - The compute half of a render engine.
 * @group: room for the group that runs
 */
struct render_compute {
	struct render_group *group;
};

/**
 * struct grid - The groups of a dispatch.
 * @first: X, Y, Z of the first group
 * @end: X, Y, Z behind the last group
 * @done: number of groups that have run
 */
struct grid {
	u32 first[3];
	u32 end[3];
	u64 done;
};

struct render_compute *render_compute_create(void)
{
	struct render_compute *compute = port_zalloc(sizeof(*compute));

	if (!compute)
		return NULL;
	compute->group = render_group_create();
	if (compute->group)
		return compute;
	render_compute_destroy(compute);
	return NULL;
}

void render_compute_destroy(struct render_compute *compute)
{
	if (!compute)
		return;
	render_group_destroy(compute->group);
	port_free(compute);
}

/* --- derived state -------------------------------------------------------------------------- */

/* Read an interface descriptor. */
static int read_descriptor(struct render *render, u32 index, u32 *descriptor)
{
	const u32 *load = render_packet(render, GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD);
	const u32 bytes = GEN9_DESCRIPTOR_DWORDS * sizeof(u32);

	if ((index + 1) * bytes > gen9_field(load, GEN9_DESCRIPTORS_LENGTH))
		return render_unsupported(render, "interface descriptor that is not loaded");
	sample_window_read(render->windows, render_base(render, RENDER_BASE_DYNAMIC) +
			   load[GEN9_DESCRIPTORS_START] + index * bytes, descriptor, bytes);
	return 0;
}

static void set_bindings(struct render_dispatch *dispatch, const u32 *descriptor)
{
	struct render *render = dispatch->render;
	u64 surface = render_base(render, RENDER_BASE_SURFACE);
	u64 dynamic = render_base(render, RENDER_BASE_DYNAMIC);

	dispatch->samplers = descriptor[GEN9_DESCRIPTOR_SAMPLERS] & GEN9_DESCRIPTOR_SAMPLERS_MASK;
	dispatch->binding_table = descriptor[GEN9_DESCRIPTOR_BINDING_TABLE] &
				  GEN9_DESCRIPTOR_BINDING_MASK;
	dispatch->stage.render = render;
	dispatch->stage.bindings = (struct sample_bindings){
		.unit = render->unit,
		.serial = ++render->serial,
		.surface_base = surface,
		.binding_table = surface + dispatch->binding_table,
		.sampler_states = dynamic + dispatch->samplers,
		.dynamic_base = dynamic,
		.bindless_base = render_base(render, RENDER_BASE_BINDLESS),
		.general_base = render_base(render, RENDER_BASE_GENERAL),
		.scratch_bytes = 1u << (GEN9_SCRATCH_UNIT_SHIFT + dispatch->scratch_size),
	};
}

static int set_scratch(struct render_dispatch *dispatch)
{
	const u32 *vfe = render_packet(dispatch->render, GEN9_OP_MEDIA_VFE_STATE);

	dispatch->scratch_size = gen9_field(vfe, GEN9_VFE_SCRATCH_SIZE);
	dispatch->scratch = render_address(vfe, GEN9_VFE_SCRATCH_BASE, GEN9_VFE_SCRATCH_BASE_MASK);
	if (dispatch->scratch_size > GEN9_VFE_SCRATCH_SIZE_MAX)
		return render_unsupported(dispatch->render, "scratch space over 2 MiB");
	return 0;
}

static int set_slm(struct render_dispatch *dispatch, const u32 *descriptor)
{
	u32 size = gen9_field(descriptor, GEN9_DESCRIPTOR_SLM_SIZE);

	if (size > GEN9_DESCRIPTOR_SLM_SIZE_MAX)
		return render_unsupported(dispatch->render, "shared local memory over 64 KiB");
	dispatch->slm_bytes = size ? GEN9_DESCRIPTOR_SLM_UNIT << size : 0;
	return 0;
}

/* Take the constants from the last MEDIA_CURBE_LOAD, from the descriptor's register on. */
static void set_curbe(struct render_dispatch *dispatch, const u32 *descriptor)
{
	const u32 *load = render_packet(dispatch->render, GEN9_OP_MEDIA_CURBE_LOAD);
	u32 bytes = gen9_field(load, GEN9_CURBE_LENGTH);
	u32 offset = gen9_field(descriptor, GEN9_DESCRIPTOR_CONSTANT_OFFSET) * GEN9_EU_GRF_BYTES;

	dispatch->constants = render_base(dispatch->render, RENDER_BASE_DYNAMIC) +
			      load[GEN9_CURBE_START] + offset;
	dispatch->constant_bytes = bytes > offset ? bytes - offset : 0;
}

/* Derive what GPGPU and media have in common from the state and an interface descriptor. */
static int derive(struct render *render, u32 index, struct render_dispatch *dispatch)
{
	u32 descriptor[GEN9_DESCRIPTOR_DWORDS];
	int ret = read_descriptor(render, index, descriptor);

	memset(dispatch, 0, sizeof(*dispatch));
	dispatch->render = render;
	dispatch->descriptor = index;
	if (!ret)
		ret = set_scratch(dispatch);
	if (!ret)
		ret = set_slm(dispatch, descriptor);
	if (ret)
		return ret;
	set_bindings(dispatch, descriptor);
	set_curbe(dispatch, descriptor);
	dispatch->alt = gen9_field(descriptor, GEN9_DESCRIPTOR_ALT);
	dispatch->cr0 = gen9_field_bits(GEN9_EU_CR0_ROUNDING,
					gen9_field(descriptor, GEN9_DESCRIPTOR_ROUNDING));
	dispatch->cross_regs = gen9_field(descriptor, GEN9_DESCRIPTOR_CROSS_LENGTH);
	dispatch->thread_regs = gen9_field(descriptor, GEN9_DESCRIPTOR_CONSTANT_LENGTH);
	return render_kernel(render, render_address(descriptor, GEN9_DESCRIPTOR_KERNEL,
						    GEN9_DESCRIPTOR_KERNEL_MASK),
			     &dispatch->program);
}

/* --- GPGPU_WALKER --------------------------------------------------------------------------- */

static bool predicated(struct render *render)
{
	return !(render->ops->reg_read(render->host, GEN9_PREDICATE_RESULT) & 1);
}

/* Set the threads of a group and their channels. */
static int set_threads(struct render_dispatch *dispatch, const u32 *dw)
{
	u32 simd = gen9_field(dw, GEN9_WALKER_SIMD);

	if (simd > GEN9_WALKER_SIMD_MAX)
		return render_unsupported(dispatch->render, "SIMD size of GPGPU_WALKER");
	dispatch->width = gen9_field(dw, GEN9_WALKER_WIDTH_MAX) + 1;
	dispatch->height = gen9_field(dw, GEN9_WALKER_HEIGHT_MAX) + 1;
	dispatch->threads = dispatch->width * dispatch->height *
			    (gen9_field(dw, GEN9_WALKER_DEPTH_MAX) + 1);
	if (dispatch->threads > GEN9_GROUP_THREADS_MAX)
		return render_unsupported(dispatch->render, "group of more than 64 threads");
	dispatch->mask = (u32)GENMASK_ULL((8u << simd) - 1, 0);
	dispatch->right = dw[GEN9_WALKER_RIGHT_MASK];
	dispatch->bottom = dw[GEN9_WALKER_BOTTOM_MASK];
	return 0;
}

/*
 * Take the constants from memory in place of CURBE, if the command names some. Kernels of Intel's
 * OpenCL compiler have local IDs, which are data of the thread, in the first registers then.
 */
static void set_indirect_data(struct render_dispatch *dispatch, const u32 *dw)
{
	u32 bytes = gen9_field(dw, GEN9_WALKER_INDIRECT_LENGTH);

	if (!bytes)
		return;
	dispatch->constants = render_base(dispatch->render, RENDER_BASE_INDIRECT) +
			      dw[GEN9_WALKER_INDIRECT_START];
	dispatch->constant_bytes = bytes;
	dispatch->thread_first = true;
}

static struct grid grid_of(struct render *render, const u32 *dw)
{
	const struct render_host_ops *ops = render->ops;
	struct grid grid = {
		.first = { dw[GEN9_WALKER_X_START], dw[GEN9_WALKER_Y_START],
			   dw[GEN9_WALKER_Z_START] },
		.end = { dw[GEN9_WALKER_X_END], dw[GEN9_WALKER_Y_END], dw[GEN9_WALKER_Z_END] },
	};

	if (gen9_field(dw, GEN9_WALKER_INDIRECT)) {
		grid.end[0] = ops->reg_read(render->host, GEN9_GPGPU_DISPATCHDIM_X);
		grid.end[1] = ops->reg_read(render->host, GEN9_GPGPU_DISPATCHDIM_Y);
		grid.end[2] = ops->reg_read(render->host, GEN9_GPGPU_DISPATCHDIM_Z);
	}
	return grid;
}

/* Return the channels of all threads of a group. */
static u32 group_channels(const struct render_dispatch *dispatch)
{
	u32 i, channels = 0;

	for (i = 0; i < dispatch->threads; i++)
		channels += hweight32(render_group_mask(dispatch, i));
	return channels;
}

/* Poll behind @done groups: at a place, if it has a number. */
static int poll_behind(struct render *render, u64 done)
{
	return done > RENDER_PLACE_MAX ? render_poll(render) : render_place(render, done);
}

/* Run the groups of a row from the one with X @x on. */
static int run_row(struct render_group *group, const struct render_dispatch *dispatch,
		   struct grid *grid, u32 x, u32 y, u32 z)
{
	u32 channels = group_channels(dispatch);
	u32 id[3] = { 0, y, z };
	int ret = 0;

	for (; !ret && x < grid->end[0]; x++) {
		id[0] = x;
		ret = render_group_run(group, dispatch, id);
		if (ret != -ECANCELED)
			render_count(dispatch->render, GEN9_CS_INVOCATION_COUNT, channels);
		if (!ret)
			ret = poll_behind(dispatch->render, ++grid->done);
	}
	return ret;
}

/* Return the number of groups along an axis. */
static u64 extent(const struct grid *grid, u32 axis)
{
	return grid->end[axis] > grid->first[axis] ? grid->end[axis] - grid->first[axis] : 0;
}

/* Run the groups that have not run. A grid without groups may have many rows. */
static int run_grid(struct render_group *group, const struct render_dispatch *dispatch,
		    struct grid *grid)
{
	u64 width = extent(grid, 0), height = extent(grid, 1), depth = extent(grid, 2);
	u64 x, y, z;
	int ret = 0;

	if (!width || !height)
		return 0;
	x = grid->done % width;
	y = grid->done / width % height;
	z = grid->done / width / height;
	for (; !ret && z < depth; z++, y = 0) {
		for (; !ret && y < height; y++, x = 0)
			ret = run_row(group, dispatch, grid, grid->first[0] + (u32)x,
				      grid->first[1] + (u32)y, grid->first[2] + (u32)z);
	}
	return ret;
}

int render_gpgpu_walker(struct render *render, const u32 *dw, u32 n)
{
	struct render_group *group = render->compute->group;
	struct render_dispatch dispatch;
	struct grid grid;
	int ret;

	if (n != GEN9_WALKER_DWORDS)
		return render_unsupported(render, "length of GPGPU_WALKER");
	if (!render->place && gen9_field(dw, GEN9_WALKER_PREDICATE) && predicated(render))
		return 0;
	ret = derive(render, gen9_field(dw, GEN9_WALKER_DESCRIPTOR), &dispatch);
	if (!ret)
		ret = set_threads(&dispatch, dw);
	if (ret)
		return ret;
	set_indirect_data(&dispatch, dw);
	ret = render_group_begin(group, &dispatch);
	if (ret)
		return ret;
	grid = grid_of(render, dw);
	grid.done = render->place;
	return run_grid(group, &dispatch, &grid);
}

/* --- MEDIA_OBJECT --------------------------------------------------------------------------- */

int render_media_object(struct render *render, const u32 *dw, u32 n)
{
	static const u32 id[3];
	struct render_group *group = render->compute->group;
	struct render_dispatch dispatch;
	int ret;

	if (n < GEN9_MEDIA_OBJECT_INLINE)
		return render_unsupported(render, "length of MEDIA_OBJECT");
	if (gen9_field(dw, GEN9_MEDIA_OBJECT_CHILDREN) || gen9_field(dw, GEN9_MEDIA_OBJECT_SYNC))
		return render_unsupported(render, "media threads with children");
	ret = derive(render, gen9_field(dw, GEN9_MEDIA_OBJECT_DESCRIPTOR), &dispatch);
	if (ret)
		return ret;
	dispatch.threads = 1;
	dispatch.width = 1;
	dispatch.height = 1;
	dispatch.mask = ~0u;
	dispatch.right = ~0u;
	dispatch.bottom = ~0u;
	dispatch.inline_data = dw + GEN9_MEDIA_OBJECT_INLINE;
	dispatch.inline_dwords = n - GEN9_MEDIA_OBJECT_INLINE;
	dispatch.indirect = render_base(render, RENDER_BASE_INDIRECT) +
			    dw[GEN9_MEDIA_OBJECT_START];
	dispatch.indirect_bytes = gen9_field(dw, GEN9_MEDIA_OBJECT_INDIRECT);
	ret = render_group_begin(group, &dispatch);
	return ret ? ret : render_group_run(group, &dispatch, id);
}
