/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU as the parent of mdevs: the parent device and its types. */
#ifndef FACET_PARENT_H
#define FACET_PARENT_H

struct device;

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

/**
 * struct facet_parent_client - A module that offers something for each parent.
 * @add: a parent is there. Its errors are the client's own affair
 * @remove: a parent goes: when this returns, nothing of the client uses it. May sleep
 *
 * Context of both: process context; parents_lock held, so one call at a time.
 */
struct facet_parent_client {
	void (*add)(struct device *parent);
	void (*remove)(struct device *parent);
};

/**
 * facet_parents_set_client() - Tell a client of all parents, now and later.
 * @client: the client; outlives facet_parents_clear_client()
 *
 * Context: process context; may sleep. Takes parents_lock. Calls &facet_parent_client.add.
 * Return: 0; -EBUSY: there is a client.
 */
int facet_parents_set_client(const struct facet_parent_client *client);

/**
 * facet_parents_clear_client() - Take all parents from the client, and forget it.
 *
 * Context: process context; may sleep. Takes parents_lock. Calls &facet_parent_client.remove.
 */
void facet_parents_clear_client(void);

#endif
