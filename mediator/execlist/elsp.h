/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Execlists that a guest has written to ELSP: take them, build their workloads, queue these. The
 * worker (execlist.c) calls this.
 */
#ifndef FACET_ELSP_H
#define FACET_ELSP_H

#include "port.h"

struct facet_engine;
struct facet_vgpu;

/**
 * facet_elsp_submit() - Take the next execlist, and build and queue the workloads of its ports.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * The function takes an execlist if no context runs. It also takes one that extends the running
 * context, unless the engine has FACET_LIVE_MAX workloads or the context has FACET_PIECES_AHEAD. It
 * takes none while the vGPU drops its work, while the engine waits for guest memory, or after an
 * error.
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it or alone.
 * Takes shadow_lock, and in it or alone &facet_device.lock, &facet_ppgtt.notify_lock and the locks
 * of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both spinlocks,
 * the locks of set_irq, arm_timer and kick. May sleep for memory, for the mutex, and with no lock
 * held for guest memory in read, pin, unpin, write and arm_write_notify.
 * Return: true: an execlist was taken. A reset or an error may have dropped it since, or it is back
 * in @engine->next. false: none was due.
 */
bool facet_elsp_submit(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
