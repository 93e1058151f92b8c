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
 * Return: the list, for workers_destroy(); NULL: no memory.
 */
struct workers *workers_create(int node);

/**
 * workers_destroy() - End all workers, and free the list.
 * @workers: the list, or NULL
 */
void workers_destroy(struct workers *workers);

/**
 * workers_start() - Start a worker for a vGPU.
 * @workers: the list
 * @owner: number of the vGPU
 * @vmm: its VMM, whose control group pays for the worker; 0: nobody
 *
 * A failure is a line in the log, and the vGPU has no worker.
 */
void workers_start(struct workers *workers, u64 owner, pid_t vmm);

/**
 * workers_reap() - Note workers that have ended.
 * @workers: the list
 *
 * A worker that has crashed is started again, a few times.
 */
void workers_reap(struct workers *workers);

#endif
