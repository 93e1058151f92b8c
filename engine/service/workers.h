/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker processes of facet-engine, one for each vGPU. */
#ifndef FACET_ENGINE_WORKERS_H
#define FACET_ENGINE_WORKERS_H

#include <sys/types.h>

#include "port.h"

struct workers;

/**
 * workers_create() - Create a list without workers.
 * @node: descriptor of /dev/facet-engine, open until workers_destroy()
 *
 * Context: facet-engine's thread.
 * Return: the list, for workers_destroy(); NULL: no memory, or no descriptor.
 */
struct workers *workers_create(int node);

/**
 * workers_destroy() - End all workers, and free the list.
 * @workers: the list, or NULL
 *
 * Context: facet-engine's thread. Waits until the workers have ended, 1 s at most.
 */
void workers_destroy(struct workers *workers);

/**
 * workers_start() - Start a worker for a vGPU.
 * @workers: the list
 * @owner: number of the vGPU
 * @vmm: its VMM, whose control group pays for the worker; 0: it has ended
 *
 * A failure is a line in the log, and the vGPU has no worker. It gets none that nobody pays for,
 * unless the host has no control groups of version 2.
 *
 * Looks at a few other workers, too: those whose vGPUs are gone end on facet-engine's time.
 *
 * Context: facet-engine's thread. Waits until the worker's process is known to the module.
 */
void workers_start(struct workers *workers, u64 owner, pid_t vmm);

/**
 * workers_logs() - Return a descriptor that is readable when workers have written to their logs.
 * @workers: the list
 *
 * Context: facet-engine's thread.
 * Return: the descriptor, which stays the list's.
 */
int workers_logs(const struct workers *workers);

/**
 * workers_read_logs() - Print what workers have written (worker_log.h).
 * @workers: the list
 *
 * Context: facet-engine's thread. Does not wait.
 */
void workers_read_logs(struct workers *workers);

/**
 * workers_reap() - Note workers that have ended.
 * @workers: the list
 *
 * A worker that has crashed is started again, a few times.
 *
 * Context: facet-engine's thread. Waits as workers_start().
 */
void workers_reap(struct workers *workers);

#endif
