/* SPDX-License-Identifier: GPL-2.0-only */
/* vGPUs come and go by sysfs: the driver that the mdev core binds to each of them. */
#ifndef FACET_MDEV_H
#define FACET_MDEV_H

#include <linux/mdev.h>

extern struct mdev_driver facet_mdev_driver;

#endif
