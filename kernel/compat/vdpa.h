/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences in the vDPA core between the kernels that Facet builds for (compat.h). */
#ifndef FACET_COMPAT_VDPA_H
#define FACET_COMPAT_VDPA_H

#include <linux/vdpa.h>
#include <linux/version.h>

/* 6.18: a device may map memory by ops of its own. Facet's have none. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
#define facet_vdpa_alloc(type, member, parent, ops, name) \
	vdpa_alloc_device(type, member, parent, ops, 1, 1, name, false)
#else
#define facet_vdpa_alloc(type, member, parent, ops, name) \
	vdpa_alloc_device(type, member, parent, ops, NULL, 1, 1, name, false)
#endif

/**
 * facet_vdpa_set_dma_dev() - Say which device the host's kernel maps its memory for.
 * @vdpa: the vDPA device, which is not registered
 * @dev: the device
 *
 * Context: any; takes no lock.
 */
static inline void facet_vdpa_set_dma_dev(struct vdpa_device *vdpa, struct device *dev)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
	vdpa->dma_dev = dev;
#else
	vdpa->vmap.dma_dev = dev;
#endif
}

#endif
