// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes and frees the parts of a device. The owner calls this file, one call at a time. Takes no
 * lock.
 */
#include "device/device.h"

#include "device/config.h"
#include "device/denied.h"
#include "device/irq.h"
#include "device/regs.h"
#include "device/timer.h"

int facet_device_init(struct facet_device *dev, const struct facet_device_ops *ops,
		      const struct gen9_identity *identity, const struct facet_reg_map *map,
		      u64 bar2_size)
{
	int ret;

	dev->ops = ops;
	dev->identity = identity;
	mutex_init(&dev->mmio_lock);
	spin_lock_init(&dev->lock);
	ret = facet_denied_create(dev);
	if (ret)
		goto err_locks;
	ret = facet_config_create(dev, bar2_size);
	if (ret)
		goto err_denied;
	ret = facet_regs_create(dev, map);
	if (ret)
		goto err_config;
	ret = facet_irq_create(dev);
	if (ret)
		goto err_regs;
	ret = facet_timers_create(dev);
	if (ret)
		goto err_irq;
	return 0;

err_irq:
	facet_irq_destroy(dev);
err_regs:
	facet_regs_destroy(dev);
err_config:
	facet_config_destroy(dev);
err_denied:
	facet_denied_destroy(dev);
err_locks:
	mutex_destroy(&dev->mmio_lock);
	return ret;
}

void facet_device_fini(struct facet_device *dev)
{
	facet_timers_destroy(dev);
	facet_irq_destroy(dev);
	facet_regs_destroy(dev);
	facet_config_destroy(dev);
	facet_denied_destroy(dev);
	mutex_destroy(&dev->mmio_lock);
}

u64 facet_device_now_ns(const struct facet_device *dev)
{
	return dev->ops->now_ns(dev);
}

void facet_device_kick(struct facet_device *dev)
{
	dev->ops->kick(dev);
}

void facet_device_work(struct facet_device *dev)
{
	if (dev->display_work)
		dev->display_work(dev);
}

void facet_device_set_display(struct facet_device *dev, void *display,
			      void (*work)(struct facet_device *dev))
{
	dev->display = display;
	dev->display_work = work;
}
