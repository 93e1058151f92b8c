/* SPDX-License-Identifier: GPL-2.0-only */
/* A worker process: it draws for one vGPU, and for nothing else. */
#ifndef FACET_ENGINE_WORKER_H
#define FACET_ENGINE_WORKER_H

/**
 * worker_run() - Draw for a vGPU until it is gone.
 * @fd: descriptor of FACET_ENGINE_WORKER
 *
 * Context: the only thread of a process of its own. The process ends by SIGBUS if it reaches a page
 * that its vGPU does not have any more.
 * Return: exit status of the process: 0: the vGPU is gone; 1: a failure, with a line on stderr.
 */
int worker_run(int fd);

#endif
