/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of written pages of a vGPU by VFIO (DMA logging), as a VMM uses it. */
#ifndef HOST_LOGGING_H
#define HOST_LOGGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

#define LOGGING_PAGE	4096u

typedef struct vfio_device_feature_dma_logging_range log_range_t;

struct client;

/*
 * Start a record of @n ranges. @page_size: what the VMM asks for, in bytes. Return: the page size
 * of the record, or a negative errno.
 */
int64_t log_ranges(struct client *c, const log_range_t *ranges, uint32_t n, uint64_t page_size);
/* The same with one range of bytes, in pages of LOGGING_PAGE. */
int64_t log_start(struct client *c, uint64_t iova, uint64_t length);

/* End a record. Return: 0 or a negative errno. */
int log_stop(struct client *c);

/*
 * Get a report on @length bytes from @iova on. @bitmap: a bit for each @page_size bytes is set
 * where a page was written; no bit is cleared. Return: 0 or a negative errno.
 */
int log_report(struct client *c, uint64_t iova, uint64_t length, uint64_t page_size, void *bitmap);

#endif
