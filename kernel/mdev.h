/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver that the mdev core binds to each vGPU, when sysfs creates or removes it. */
#ifndef FACET_MDEV_H
#define FACET_MDEV_H

#include <linux/mdev.h>

extern struct mdev_driver facet_mdev_driver;

#endif
