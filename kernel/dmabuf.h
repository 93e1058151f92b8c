/* SPDX-License-Identifier: GPL-2.0-only */
/* dma-bufs of a screen. */
#ifndef FACET_DMABUF_H
#define FACET_DMABUF_H

#include <linux/types.h>

struct facet_picture;
struct facet_plane;
struct facet_screen;
struct facet_vdev;

#define FACET_DMABUF_MAX_PAGES	16384u	/* as much as the largest picture of ours */

/**
 * facet_dmabuf_exports() - Tell whether a dma-buf can show a plane as it lies in guest memory.
 * @v: the device
 * @plane: a plane of its display
 *
 * Context: any, while the device is open. Takes no lock.
 * Return: true: it can; false: the plane has to be composed.
 */
bool facet_dmabuf_exports(const struct facet_vdev *v, const struct facet_plane *plane);

/**
 * facet_dmabuf_get_fd() - A file descriptor of a new dma-buf.
 * @id: of a scan-out (facet_plane.id) or a picture
 * @picture: NULL, or what to export; its @id is @id
 *
 * May sleep; no lock held. Return: a file descriptor, readable and writable; -ENOENT: no such
 * scan-out by now; -ENOSPC: too many live; -ENOMEM; what pinning gives.
 */
int facet_dmabuf_get_fd(struct facet_vdev *v, u32 id, struct facet_picture *picture);

/** facet_dmabufs_revoke() - Those with one of these guest pages let go of all. */
void facet_dmabufs_revoke(struct facet_screen *screen, u64 gfn, u64 n);

/** facet_dmabufs_close() - All let go of theirs; the device is gone for them. May sleep. */
void facet_dmabufs_close(struct facet_screen *screen);

#endif
