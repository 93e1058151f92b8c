/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls by which a module offers a physical GPU to facet.ko. */
#ifndef FACET_PGPU_MODULE_H
#define FACET_PGPU_MODULE_H

struct module;
struct pgpu;

/**
 * __facet_pgpu_register() - Make a pGPU the parent of vGPUs.
 * @pgpu: lives until facet_pgpu_unregister() has returned
 * @owner: module that implements @pgpu; a reference is held while one of its vGPUs is open
 *
 * The first parent appears as /sys/class/mdev_bus/facet, further ones as facet1 and so on.
 *
 * Context: the module is being loaded; no lock of ours is held. Takes stats_lock, then
 * parents_lock. In the latter takes &facet_sched.lock, stats_lock and the locks of &pgpu_ops.open
 * (&softgpu.lock in softgpu/). After an error takes those of &pgpu_ops.close in parents_lock, and
 * stats_lock behind it. May sleep for memory, parents_lock and the driver core's locks; after an
 * error also in &pgpu_ops.close.
 * Return: 0; -EINVAL: the pGPU's capabilities are not valid; -EBUSY: the pGPU has a client already;
 * -ENODEV: the parent's driver was not bound (drivers_autoprobe is 0); -ENOMEM: there is no memory,
 * or no free record in /dev/facet-stats; or an errno of device_add() or mdev_register_parent().
 */
int __facet_pgpu_register(struct pgpu *pgpu, struct module *owner);

/* Register a pGPU that the calling module implements: see __facet_pgpu_register(). */
#define facet_pgpu_register(pgpu) __facet_pgpu_register(pgpu, THIS_MODULE)

/**
 * facet_pgpu_unregister() - Remove a pGPU, its parent and all vGPUs of it.
 * @pgpu: a pGPU of facet_pgpu_register(); nothing happens if it is not registered
 *
 * The function asks the VMMs of open vGPUs to close them, and waits for that.
 *
 * Context: the module is being unloaded; may sleep, without a bound. Takes parents_lock, and holds
 * no lock while it waits.
 */
void facet_pgpu_unregister(struct pgpu *pgpu);

#endif
