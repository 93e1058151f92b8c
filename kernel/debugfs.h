/* SPDX-License-Identifier: GPL-2.0-only */
/* What guests asked for in vain, and what they cost, for people: debugfs, facet/UUID/. */
#ifndef FACET_DEBUGFS_H
#define FACET_DEBUGFS_H

struct facet_vdev;

/* The folder of all vGPUs. It exists as long as the module; without debugfs nothing is made. */
void facet_debugfs_init(void);
void facet_debugfs_exit(void);

/** facet_debugfs_add() - The folder of a vGPU, which is not yet open or is. May sleep. */
void facet_debugfs_add(struct facet_vdev *v);

/**
 * facet_debugfs_remove() - It goes. Waits for readers that are inside: no lock that
 * they want (open_lock) is held. When it returns, none finds @v any more. May sleep.
 */
void facet_debugfs_remove(struct facet_vdev *v);

#endif
