/* SPDX-License-Identifier: GPL-2.0-only */
/* Files about each vGPU for people, in debugfs: the folder facet/UUID/. */
#ifndef FACET_DEBUGFS_H
#define FACET_DEBUGFS_H

struct facet_vdev;

/**
 * facet_debugfs_init() - Make the folder of all vGPUs.
 *
 * A kernel without debugfs makes nothing, here and in facet_debugfs_add(). That is no error.
 *
 * Context: the module is being loaded; may sleep.
 */
void facet_debugfs_init(void);

/**
 * facet_debugfs_exit() - Remove the folder of all vGPUs.
 *
 * Context: the module is being unloaded, or could not be loaded; may sleep.
 */
void facet_debugfs_exit(void);

/**
 * facet_debugfs_add() - Make the folder and the files of a vGPU.
 * @v: a new vGPU; a VMM may open it at any time
 *
 * Context: probe of the mdev; may sleep. Takes no lock of ours.
 */
void facet_debugfs_add(struct facet_vdev *v);

/**
 * facet_debugfs_remove() - Remove the folder and the files of a vGPU.
 * @v: a vGPU of facet_debugfs_add()
 *
 * The function waits for readers that are inside. No reader uses @v when it returns.
 *
 * Context: remove of the mdev; may sleep. &facet_vdev.open_lock is not held: readers want it.
 */
void facet_debugfs_remove(struct facet_vdev *v);

#endif
