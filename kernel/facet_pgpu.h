/* SPDX-License-Identifier: GPL-2.0-only */
/* How a module that has a physical GPU offers it to facet.ko. */
#ifndef FACET_PGPU_MODULE_H
#define FACET_PGPU_MODULE_H

struct module;
struct pgpu;

/**
 * __facet_pgpu_register() - Make a pGPU the parent of vGPUs.
 * @pgpu: lives until facet_pgpu_unregister() has returned
 * @owner: module that implements it; held while one of its vGPUs is open
 *
 * The parent appears as /sys/class/mdev_bus/facet (facet1 and so on for further ones).
 * May sleep. Return: 0, -EINVAL (the capabilities make no sense), -EBUSY (the pGPU has a
 * client already), -ENOMEM.
 */
int __facet_pgpu_register(struct pgpu *pgpu, struct module *owner);
#define facet_pgpu_register(pgpu) __facet_pgpu_register(pgpu, THIS_MODULE)

/**
 * facet_pgpu_unregister() - The pGPU goes away, and its vGPUs with it.
 * @pgpu: was registered
 *
 * Waits for vGPUs that are open, after having asked their VMMs to let go. May sleep.
 */
void facet_pgpu_unregister(struct pgpu *pgpu);

#endif
