/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies from and to guest memory that may lie in several pages. A front end that gets no notice of
 * each unmap knows for a single page alone whether the page may come back. So a copy of several
 * pages that has failed is repeated page by page ("Results" in mediator/host.h).
 */
#ifndef FACET_HOST_COPY_H
#define FACET_HOST_COPY_H

#include "port.h"

struct facet_host_ops;

/**
 * facet_host_read() - Copy from guest memory, and tell memory that may come back from no memory.
 * @ops: the front end
 * @host: first argument of each op
 * @gpa: guest-physical address
 * @buf: gets @len bytes; undefined after an error
 * @len: bytes, at least 1, of pages that follow each other
 *
 * Context: as &facet_host_ops.read.
 * Return: 0; FACET_HOST_RETRY: a page may come back; else the errno of the first page that failed.
 */
int facet_host_read(const struct facet_host_ops *ops, void *host, u64 gpa, void *buf, size_t len);

/**
 * facet_host_write() - Copy to guest memory, and tell memory that may come back from no memory.
 * @ops: the front end
 * @host: first argument of each op
 * @gpa: guest-physical address
 * @buf: @len bytes. After an error some of them may have been stored
 * @len: bytes, at least 1, of pages that follow each other
 *
 * Context: as &facet_host_ops.write.
 * Return: as facet_host_read().
 */
int facet_host_write(const struct facet_host_ops *ops, void *host, u64 gpa, const void *buf,
		     size_t len);

#endif
