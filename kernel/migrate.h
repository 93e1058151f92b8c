/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Migration of a vGPU by VFIO: the ops that VFIO calls, and the files by which a VMM reads and
 * writes the data. model/migration.h has the states.
 */
#ifndef FACET_MIGRATE_H
#define FACET_MIGRATE_H

struct facet_vdev;

/**
 * facet_migrate_init() - Let VFIO migrate a vGPU.
 * @v: the device, which is not registered yet
 *
 * Context: process context; takes no lock.
 */
void facet_migrate_init(struct facet_vdev *v);

/**
 * facet_migrate_fini() - Undo facet_migrate_init().
 * @v: the device; nobody uses it
 *
 * Context: process context; takes no lock.
 */
void facet_migrate_fini(struct facet_vdev *v);

/**
 * facet_migrate_open() - Let a VMM that has opened the device migrate it.
 * @v: the device, with a core
 *
 * Context: process context; may sleep. Takes &facet_migrate.lock.
 * Return: 0; -ENOMEM.
 */
int facet_migrate_open(struct facet_vdev *v);

/**
 * facet_migrate_close() - End the migration of a device, before its core ends.
 * @v: the device
 *
 * Files that the VMM still has are of no use then: reads and writes fail with -ENODEV.
 *
 * Context: process context; may sleep. Takes &facet_migrate.lock, and in it
 * &facet_migrate_file.lock.
 */
void facet_migrate_close(struct facet_vdev *v);

/**
 * facet_migrate_reset() - Reset a vGPU and return to the state RUNNING, as VFIO_DEVICE_RESET asks.
 * @v: the device
 * @reset_vdev: facet_access_reset()
 *
 * A reset that the guest asks for changes no state: its vGPU runs on, and can still be saved.
 *
 * Context: process context, &facet_vdev.access not held; may sleep. Takes &facet_migrate.lock, and
 * in it &facet_migrate_file.lock, the locks of facet_access_reset(), &facet_migration.lock and the
 * locks of &facet_model.resume.
 */
void facet_migrate_reset(struct facet_vdev *v, void (*reset_vdev)(struct facet_vdev *v));

#endif
