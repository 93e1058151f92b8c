/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds of workloads for the ports of an execlist (elsp_port.c). elsp.c calls this file for
 * execlists that it has taken, and execlist.c for deferred, cut and restored work.
 */
#ifndef FACET_ELSP_PORT_H
#define FACET_ELSP_PORT_H

#include "port.h"

struct facet_engine;
struct facet_execlist;
struct facet_vgpu;

/**
 * facet_elsp_stopped() - Query whether an error keeps the worker from an engine until a reset.
 * @engine: the engine
 *
 * Context: &facet_device.lock held; does not sleep.
 * Return: true: the worker takes and builds nothing.
 */
bool facet_elsp_stopped(const struct facet_engine *engine);

/**
 * facet_elsp_has_older_work() - Query whether live workloads have to go before a new one.
 * @engine: the engine
 *
 * Context: &facet_device.lock held; does not sleep.
 * Return: true: workloads of an older epoch are not retired, or restored ones are not queued.
 */
bool facet_elsp_has_older_work(const struct facet_engine *engine);

/**
 * facet_elsp_full() - Query whether an extension of a running context waits.
 * @engine: the engine
 * @running: descriptor of the context
 *
 * Context: &facet_device.lock held; does not sleep.
 * Return: true: the engine has FACET_LIVE_MAX workloads, or the context has FACET_PIECES_AHEAD.
 */
bool facet_elsp_full(const struct facet_engine *engine, u64 running);

/**
 * facet_elsp_port_run() - Build and queue the workload of a port, if it is due.
 * @vgpu: the vGPU
 * @engine: one of its engines
 * @execlist: an execlist that the worker has taken
 * @port: 0 or 1
 * @epoch: &facet_engine.epoch when the worker took it
 *
 * The workload of port 0 goes right behind the last one of its context. That of port 1 goes to the
 * end of the live list.
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it or alone.
 * Takes shadow_lock, and in it or alone &facet_device.lock, &facet_ppgtt.notify_lock and the locks
 * of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both spinlocks,
 * the locks of arm_timer and kick. May sleep for memory, for the mutex, and with no lock held for
 * guest memory in read, pin, unpin and arm_write_notify.
 * Return: 0: the workload is queued, or the port is deferred, or nothing is to build; -ENOMEM: no
 * memory for the workload; -ECANCELED: a reset or a stop that drops all work came in between;
 * -EAGAIN: nothing has happened. The workload before has ended, or guest memory is unavailable. The
 * caller tries again when @engine->build_retry is due.
 */
int facet_elsp_port_run(struct facet_vgpu *vgpu, struct facet_engine *engine,
			const struct facet_execlist *execlist, u32 port, u64 epoch);

/**
 * facet_elsp_port_defer() - Set whether a port is deferred.
 * @vgpu: the vGPU
 * @engine: one of its engines
 * @port: 0 or 1
 * @epoch: &facet_engine.epoch of the execlist; after a reset since, the function does nothing
 * @defer: true: guest memory that the port names is unavailable; false: it is built, or nothing is
 *	to build
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it. Does not
 * sleep.
 */
void facet_elsp_port_defer(struct facet_vgpu *vgpu, struct facet_engine *engine, u32 port,
			   u64 epoch, bool defer);

/**
 * facet_elsp_build_failed() - Record that the host could not build a workload.
 * @vgpu: the vGPU
 * @engine: one of its engines
 * @epoch: &facet_engine.epoch of the execlist; after a reset since, the function does nothing
 *
 * The guest gets an error instead of a hang.
 *
 * Context: worker; no lock held. Takes &facet_device.lock. Does not sleep.
 */
void facet_elsp_build_failed(struct facet_vgpu *vgpu, struct facet_engine *engine, u64 epoch);

/**
 * facet_elsp_build_deferred() - Build and queue a deferred workload, if the scheduler asks for it.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * A call builds one port at most, port 0 first.
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it or alone.
 * Takes shadow_lock, and in it or alone &facet_device.lock, &facet_ppgtt.notify_lock and the locks
 * of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both spinlocks,
 * the locks of arm_timer and kick. May sleep for memory, for the mutex, and with no lock held for
 * guest memory in read, pin, unpin and arm_write_notify.
 * Return: true: a port was tried, and another one may be due. false: no port is due, or the port
 * waits for another try.
 */
bool facet_elsp_build_deferred(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_elsp_build_rest() - Build and queue what the ring has behind a workload that was cut.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * A ring may have more commands than one workload copies. Then the guest gets no report of a piece
 * but the last. A call builds one piece, of a context that the active execlist names. It builds
 * none while the context has FACET_PIECES_AHEAD workloads, and after an error.
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it or alone.
 * Takes shadow_lock, and in it or alone &facet_device.lock, &facet_ppgtt.notify_lock and the locks
 * of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both spinlocks,
 * the locks of arm_timer and kick. May sleep for memory, for the mutex, and with no lock held for
 * guest memory in read, pin, unpin and arm_write_notify.
 * Return: true: a piece was tried, and another one may be due; false: none was due.
 */
bool facet_elsp_build_rest(struct facet_vgpu *vgpu, struct facet_engine *engine);

/**
 * facet_elsp_queue_restored() - Queue the workloads that a restore made, in their saved order.
 * @vgpu: the vGPU
 * @engine: one of its engines
 *
 * The function shadows the guest's page tables as they are now. It stops at a workload that has
 * failed, since nothing runs behind that one. It also stops at one whose guest memory is
 * unavailable. The next pass of the worker goes on there.
 *
 * Context: worker; no lock held. Takes &facet_device.lock, and &facet_sched.lock in it or alone.
 * Takes shadow_lock, and in it or alone &facet_device.lock, &facet_ppgtt.notify_lock and the locks
 * of the pGPU's ops. In &facet_sched.lock, ops take the locks of the pGPU's ops; in both spinlocks,
 * the locks of arm_timer and kick. May sleep for memory, for the mutex, and with no lock held for
 * guest memory in pin, unpin and arm_write_notify.
 */
void facet_elsp_queue_restored(struct facet_vgpu *vgpu, struct facet_engine *engine);

#endif
