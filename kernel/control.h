/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/facet: see kernel/uapi/facet.h. */
#ifndef FACET_CONTROL_H
#define FACET_CONTROL_H

struct facet_vdev;

int facet_control_init(void);
void facet_control_exit(void);

/** facet_control_add() - A vGPU can be asked for by its UUID. May sleep. */
void facet_control_add(struct facet_vdev *v);

/** facet_control_remove() - No more. Who has found it keeps a reference. May sleep. */
void facet_control_remove(struct facet_vdev *v);

#endif
