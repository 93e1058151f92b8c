/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of a render engine, for render/ alone.
 *
 * A command runs to its end before the next one begins. A draw that waits in a poll keeps its
 * struct render: no other command may use the same struct render meanwhile.
 */
#ifndef RENDER_TYPES_H
#define RENDER_TYPES_H

#include "port.h"
#include "render/render.h"
#include "sample/unit.h"

struct render_compute;
struct render_kernels;
struct render_pixels;
struct pgpu_pipeline_state;
struct render_vertices;

/**
 * struct render - A render engine.
 * @ops: the command streamer
 * @memory: the PPGTT of the context that runs
 * @host: first argument of @ops
 * @windows: translated pages of @memory
 * @unit: the sampler and the data ports
 * @state: the raw commands (render/state.c)
 * @kernels: programs by address (render/kernels.c)
 * @vertices: the front half (render/draw.c)
 * @pixels: the back half (render/primitive.h)
 * @compute: GPGPU and media (render/compute.h)
 * @work: work since the last poll, in units of about a nanosecond, as EU_POLL_WORK
 * @serial: the last &sample_bindings.serial
 * @place: place from which the command goes on; 0: its begin; with -EINTR the place at which it
 *	ended
 */
struct render {
	const struct render_host_ops *ops;
	const struct sample_memory *memory;
	void *host;
	struct sample_windows *windows;
	struct sample_unit *unit;
	struct pgpu_pipeline_state *state;
	struct render_kernels *kernels;
	struct render_vertices *vertices;
	struct render_pixels *pixels;
	struct render_compute *compute;
	u32 work;
	u64 serial;
	u64 place;
};

/**
 * render_poll() - Give the command streamer a chance to do other work.
 * @render: the engine
 *
 * Context: the engine's thread; no pointer to graphics memory is kept but in windows.
 * Return: 0; -ECANCELED: unwind.
 */
static inline int render_poll(struct render *render)
{
	int error = render->ops->poll(render->host);

	render->work = 0;
	sample_windows_refresh(render->windows);
	return error;
}

/**
 * render_place() - Poll at a place from which the command can go on without a stack.
 * @render: the engine
 * @place: the place, as the command finds it in &render.place when it goes on: 1 to
 *	RENDER_PLACE_MAX
 *
 * Context: as render_poll().
 * Return: 0; -EINTR: the command ends here, and returns -EINTR; -ECANCELED: unwind.
 */
static inline int render_place(struct render *render, u64 place)
{
	int error = render->ops->place(render->host);

	render->work = 0;
	sample_windows_refresh(render->windows);
	if (error == -EINTR)
		render->place = place;
	return error;
}

/**
 * render_work() - Count work, and poll if there was enough since the last poll.
 * @render: the engine
 * @work: estimate of the work that was done, or begins, below 2^31; in units of about a
 *	nanosecond, as EU_POLL_WORK
 *
 * All work whose size a guest chooses is counted, in pieces that take less than a millisecond.
 *
 * Context: as render_poll().
 * Return: as render_poll().
 */
static inline int render_work(struct render *render, u32 work)
{
	render->work += work + sample_windows_work(render->windows);
	return likely(render->work < EU_POLL_WORK) ? 0 : render_poll(render);
}

/**
 * render_unsupported() - Count something that is not implemented.
 * @render: the engine
 * @what: its name, a constant string
 *
 * Context: the engine's thread.
 * Return: -EINVAL, for the caller to return.
 */
static inline int render_unsupported(struct render *render, const char *what)
{
	render->ops->unsupported(render->host, what);
	return -EINVAL;
}

#endif
