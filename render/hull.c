// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hull shader stage (hull.h). The tessellation of a draw calls this file in the engine's
 * thread. Takes no lock.
 */
#include "render/hull.h"
#include "gen9/state_3d.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/vue_output.h"

#define ALL_CHANNELS	((1u << GEN9_THREAD_CHANNELS) - 1)

int render_hull_begin(struct render *render, const struct render_urb *vertices,
		      struct render_hull *hull)
{
	const u32 *hs = render_packet(render, GEN9_OP_HS);
	int error;

	if (gen9_field(hs, GEN9_HS_DISPATCH_MODE) != GEN9_HS_SINGLE_PATCH)
		return render_unsupported(render, "hull shader threads of several patches");
	if (gen9_field(hs, GEN9_HS_READ_LENGTH))
		return render_unsupported(render, "pushed vertices of a hull shader");
	hull->render = render;
	hull->threads = gen9_field(hs, GEN9_HS_INSTANCES) + 1;
	hull->invocations = 0;
	error = render_urb_begin(&hull->patch, 1, render_urb_entry_dwords(render, GEN9_OP_URB_HS));
	if (!error)
		error = render_vue_shader_begin(render, RENDER_HS, &hull->patch, &hull->shader);
	if (error)
		return error;
	hull->patch.first = RENDER_PATCH_HANDLE;
	hull->patch.next = vertices;
	return render_vue_shader_fits(&hull->shader, GEN9_HS_FIXED_REGS, 0);
}

static void begin_thread(struct render_hull *hull, u32 number, const u32 *handles, u32 n,
			 u32 primitive_id)
{
	union eu_reg *grf = hull->thread[number].grf;

	render_vue_thread_begin(&hull->shader, &hull->thread[number], ALL_CHANNELS);
	grf[0].ud[GEN9_PATCH_HANDLE] = hull->patch.first;
	grf[0].ud[GEN9_PATCH_PRIMITIVE_ID] = primitive_id;
	grf[0].ud[GEN9_HS_INSTANCE] = number << GEN9_HS_INSTANCE_SHIFT;
	memcpy(&grf[GEN9_HS_HANDLES_REG], handles, n * sizeof(*handles));
}

/* Run the threads that wait, each to its end or to a barrier. Then all that wait may go on. */
static int run_turn(struct render_hull *hull)
{
	u32 turn = hull->waiting, i;
	enum eu_status status;
	int error;

	for (i = 0; i < hull->threads; i++) {
		if (!(turn >> i & 1))
			continue;
		status = eu_thread_run(hull->shader.program, &hull->thread[i]);
		error = status == EU_BARRIER ? 0 : render_stage_error(status);
		if (status != EU_BARRIER)
			hull->waiting &= ~(1u << i);
		if (!error)
			error = render_stage_work(&hull->shader.stage, &hull->thread[i]);
		if (error)
			return error;
	}
	return render_poll(hull->render);
}

int render_hull_run(struct render_hull *hull, const u32 *handles, u32 n, u32 primitive_id)
{
	int error = 0;
	u32 i;

	memset(hull->patch.data, 0, hull->patch.entry_dwords * sizeof(u32));
	for (i = 0; i < hull->threads; i++)
		begin_thread(hull, i, handles, n, primitive_id);
	hull->waiting = (1u << hull->threads) - 1;
	hull->invocations++;
	while (hull->waiting && !error)
		error = run_turn(hull);
	return error;
}
