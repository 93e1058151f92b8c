/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dispatches of compute and media kernels: GPGPU_WALKER and MEDIA_OBJECT. The other commands of the
 * media pipeline (MEDIA_VFE_STATE, MEDIA_CURBE_LOAD, MEDIA_INTERFACE_DESCRIPTOR_LOAD) are state: a
 * dispatch reads the last of each kind (render/state.h), and reads the memory that they name.
 */
#ifndef RENDER_COMPUTE_H
#define RENDER_COMPUTE_H

#include "port.h"

struct render;
struct render_compute;

/**
 * render_compute_create() - Create the compute half of a render engine.
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the compute half, for &struct render.compute; NULL: no memory.
 */
struct render_compute *render_compute_create(void);

/**
 * render_compute_destroy() - Free the compute half of a render engine.
 * @compute: of render_compute_create(), or NULL; no dispatch runs
 *
 * Context: may sleep; takes no lock.
 */
void render_compute_destroy(struct render_compute *compute);

/**
 * render_gpgpu_walker() - Execute GPGPU_WALKER: run a grid of thread groups.
 * @render: the engine; @render->compute is set
 * @dw: the command
 * @n: its length in dwords
 *
 * The dispatch begins, or goes on from &render.place, and can end at a place between two groups.
 *
 * Source: PRM SKL Vol. 2a, GPGPU_WALKER; PRM SKL Vol. 7, "Thread Dispatch".
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the command, its state or a kernel is invalid or not implemented; -EINTR:
 * &render_host_ops.place said so; -ECANCELED: &render_host_ops.poll said so; -ENOMEM: no memory.
 */
int render_gpgpu_walker(struct render *render, const u32 *dw, u32 n);

/**
 * render_media_object() - Execute MEDIA_OBJECT: run one thread.
 * @render: the engine; @render->compute is set
 * @dw: the command
 * @n: its length in dwords
 *
 * Source: PRM SKL Vol. 2a, MEDIA_OBJECT; PRM SKL Vol. 7, "Thread Payload Generation for Media".
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: as render_gpgpu_walker().
 */
int render_media_object(struct render *render, const u32 *dw, u32 n);

#endif
