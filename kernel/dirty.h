/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of guest pages that a vGPU has written, by VFIO (DMA logging): a VMM sends these pages
 * again while it moves a guest. mediator/dirty_log.h has the record.
 */
#ifndef FACET_DIRTY_H
#define FACET_DIRTY_H

struct facet_vdev;

/**
 * facet_dirty_init() - Let VFIO report written pages, if this kernel can.
 * @v: the device, which is not registered yet
 *
 * The kernel needs CONFIG_IOMMUFD_DRIVER: VFIO's bitmaps of reports come with it.
 *
 * Context: process context; takes no lock.
 */
void facet_dirty_init(struct facet_vdev *v);

/**
 * facet_dirty_fini() - Undo facet_dirty_init().
 * @v: the device; nobody uses it
 *
 * Context: process context; takes no lock.
 */
void facet_dirty_fini(struct facet_vdev *v);

/**
 * facet_dirty_close() - End a record that a VMM has left on, before the core ends.
 * @v: the device
 *
 * Context: process context; may sleep. Takes &facet_dirty.lock, and in it the locks of
 * &facet_model.record_writes and &facet_dirty_log.lock.
 */
void facet_dirty_close(struct facet_vdev *v);

#endif
