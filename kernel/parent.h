/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU as the parent of mdevs: the parent device and its types. */
#ifndef FACET_PARENT_H
#define FACET_PARENT_H

/**
 * facet_parents_init() - Register the parents' bus, their driver, and the host's sleep notifier.
 *
 * Context: the module is being loaded, before a pGPU registers; may sleep.
 * Return: 0; -EEXIST: the kernel has a bus of the name in the parameter `bus`; or another errno of
 * subsys_virtual_register(), driver_register() or register_pm_notifier().
 */
int facet_parents_init(void);

/**
 * facet_parents_exit() - Undo facet_parents_init().
 *
 * Context: the module is being unloaded, or could not be loaded; no pGPU is registered. May sleep.
 */
void facet_parents_exit(void);

#endif
