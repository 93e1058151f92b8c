/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/facet-engine: by this node facet-engine learns which vGPUs need a worker. */
#ifndef FACET_UENGINE_H
#define FACET_UENGINE_H

#include <linux/types.h>

struct softgpu;

/**
 * uengine_init() - Give a software GPU units in processes, and make the node.
 * @sg: the software GPU, that no mediator knows so far
 *
 * Context: the module is being loaded; may sleep. After an error takes &sgpu_remote.lock.
 * Return: 0; -ENOMEM: no memory; or an errno of misc_register().
 */
int uengine_init(struct softgpu *sg);

/**
 * uengine_hide() - Remove the node.
 *
 * Descriptors of workers hold a reference of the module: there is none.
 *
 * Context: the module is being unloaded, or was not loaded; may sleep.
 */
void uengine_hide(void);

/**
 * uengine_exit() - Free the units and all vGPUs.
 *
 * Context: behind uengine_hide(), and behind softgpu_destroy(); may sleep. Takes
 * &sgpu_remote.lock.
 */
void uengine_exit(void);

/**
 * uengine_is_attached() - Tell whether facet-engine runs.
 *
 * Context: any; takes no lock.
 * Return: true: it has the node open.
 */
bool uengine_is_attached(void);

/**
 * uengine_owner_added() - Note a vGPU: it needs a worker.
 * @owner: its number
 *
 * The calling process is the vGPU's VMM. Without memory the vGPU gets no worker.
 *
 * Context: process context; may sleep. Takes vgpus_lock.
 */
void uengine_owner_added(u64 owner);

/**
 * uengine_owner_gone() - Forget a vGPU, and end its workers.
 * @owner: its number
 *
 * Context: process context; may sleep. Takes vgpus_lock, then uengine_lock.
 */
void uengine_owner_gone(u64 owner);

#endif
