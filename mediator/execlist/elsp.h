/* SPDX-License-Identifier: GPL-2.0-only */
/* Execlists that a guest has written to ELSP: take up, build, queue. */
#ifndef FACET_ELSP_H
#define FACET_ELSP_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;

/**
 * facet_elsp_submit() - Take up the next execlist, if its time has come.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * Context: the worker; may sleep; no lock held.
 * Return: true: one was taken from the queue, whatever became of it.
 */
bool facet_elsp_submit(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_elsp_build_deferred() - Build what was put off, when its turn has come.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * Context: the worker; may sleep; no lock held.
 * Return: whether there may be one more.
 */
bool facet_elsp_build_deferred(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_elsp_queue_restored() - Queue the work that a restore has left, in the order in which it ran.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * Page tables are made as they are now. Behind work that has failed nothing runs.
 *
 * Context: the worker; may sleep; no lock held.
 */
void facet_elsp_queue_restored(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
