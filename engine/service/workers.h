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
 * Return: the list, for workers_destroy(); NULL: no memory, or no descriptor.
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
 * @vmm: its VMM, whose control group pays for the worker; 0: it has ended
 *
 * A failure is a line in the log, and the vGPU has no worker. It gets none that nobody pays for,
 * unless the host has no control groups.
 */
void workers_start(struct workers *workers, u64 owner, pid_t vmm);

/**
 * workers_logs() - Return a descriptor that is readable when workers have written to their logs.
 * @workers: the list
 *
 * Return: the descriptor, which stays the list's.
 */
int workers_logs(const struct workers *workers);

/**
 * workers_read_logs() - Print what workers have written (worker_log.h). Does not wait.
 * @workers: the list
 */
void workers_read_logs(struct workers *workers);

/**
 * workers_reap() - Note workers that have ended.
 * @workers: the list
 *
 * A worker that has crashed is started again, a few times.
 */
void workers_reap(struct workers *workers);

#endif
