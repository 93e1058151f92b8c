/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log of a worker: a pipe from its standard error. facet-engine prints some of its lines. It
 * bounds them, since a worker is the enemy.
 */
#ifndef FACET_ENGINE_WORKER_LOG_H
#define FACET_ENGINE_WORKER_LOG_H

#include <stdbool.h>

#include "port.h"

#define WORKER_LOG_BYTES	4096u	/* most that a worker writes; what is more is lost */
#define WORKER_LOG_LINE		120u	/* a longer line is cut */

/**
 * struct worker_log - The log of a worker. Zeroed: there is none.
 * @open: @fd is open
 * @fd: end of a pipe from which facet-engine reads
 * @epoll: descriptor that watches @fd
 * @owner: number of the worker's vGPU
 * @left: bytes that the worker may still write
 * @length: bytes in @line
 * @line: start of a line that has not ended
 */
struct worker_log {
	bool open;
	int fd;
	int epoll;
	u64 owner;
	u32 left;
	u32 length;
	char line[WORKER_LOG_LINE];
};

/**
 * worker_log_open() - Make the log of a worker.
 * @log: overwritten
 * @owner: number of the worker's vGPU
 * @epoll: descriptor of epoll_create1(), which is readable from now on when the worker has written;
 *	its events name @log
 *
 * Context: facet-engine's thread; takes no lock.
 * Return: descriptor for the worker to write to, which the caller closes; or a negative errno.
 */
int worker_log_open(struct worker_log *log, u64 owner, int epoll);

/**
 * worker_log_read() - Print the whole lines that a worker has written.
 * @log: the log, or a zeroed one
 *
 * A line has the number of the vGPU before it. Bytes that are not printable ASCII become '?'. The
 * lines of all workers share a limit of port_warn_ratelimited(), which no other line has.
 *
 * Context: facet-engine's thread. Does not wait for the worker.
 */
void worker_log_read(struct worker_log *log);

/**
 * worker_log_close() - Print what the worker has written, and close the log.
 * @log: the log, or a zeroed one; zeroed by the call
 *
 * A worker that still writes gets -EPIPE.
 *
 * Context: facet-engine's thread. Does not wait for the worker.
 */
void worker_log_close(struct worker_log *log);

#endif
