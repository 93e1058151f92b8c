// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet.ko: loading and unloading the module. Parents and vGPUs come when another module registers
 * a pGPU (parent.c). This file takes no lock.
 */
#include <linux/module.h>

#include "kernel/compat/compat.h"
#include "kernel/control.h"
#include "kernel/debugfs.h"
#include "kernel/mdev.h"
#include "kernel/parent.h"
#include "kernel/stats.h"
#include "kernel/vfio_host.h"
#include "kernel/worker.h"

/* Make device nodes last: a process may open one at once, and nothing may fail after that. */
static int __init facet_init(void)
{
	int ret;

	ret = facet_vfio_host_init();
	if (ret)
		return ret;
	ret = facet_workers_init();
	if (ret)
		goto err_host;
	ret = facet_stats_init();
	if (ret)
		goto err_workers;
	ret = facet_parents_init();
	if (ret)
		goto err_stats;
	facet_debugfs_init();
	ret = mdev_register_driver(&facet_mdev_driver);
	if (ret)
		goto err_debugfs;
	ret = facet_control_init();
	if (ret)
		goto err_driver;
	ret = facet_stats_publish();
	if (ret)
		goto err_control;
	return 0;

err_control:
	facet_control_exit();
err_driver:
	mdev_unregister_driver(&facet_mdev_driver);
err_debugfs:
	facet_debugfs_exit();
	facet_parents_exit();
err_stats:
	facet_stats_exit();
err_workers:
	facet_workers_exit();
err_host:
	facet_vfio_host_exit();
	return ret;
}
module_init(facet_init);

static void __exit facet_exit(void)
{
	facet_stats_hide();
	facet_control_exit();
	mdev_unregister_driver(&facet_mdev_driver);
	facet_workers_exit();
	facet_debugfs_exit();
	facet_parents_exit();
	facet_stats_exit();
	facet_vfio_host_exit();
}
module_exit(facet_exit);

MODULE_DESCRIPTION("One GPU for many virtual machines");
MODULE_VERSION(FACET_VERSION);
MODULE_LICENSE("GPL");
FACET_IMPORT_NS(DMA_BUF);
FACET_IMPORT_NS(IOMMUFD);
