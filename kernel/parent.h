/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU as the mdev core sees it: the parent device and its types. */
#ifndef FACET_PARENT_H
#define FACET_PARENT_H

int facet_parents_init(void);
void facet_parents_exit(void);

#endif
