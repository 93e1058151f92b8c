/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks of the contexts in which mediator/host.h and pgpu/pgpu.h let the core call an op, for
 * implementations in user space. In debug builds the port ends the process if the core calls an op
 * in another context. Release builds check nothing. Locks have the names of their initialisations.
 */
#ifndef VFU_OP_CONTEXT_H
#define VFU_OP_CONTEXT_H

#include "port.h"

/* &facet_migration.lock, which a save or a restore for a migration holds outside of all locks. */
#define OP_CONTEXT_MOVE	"&m->lock"

/**
 * op_context_memory() - Check the caller of &facet_host_ops.read, .write or .arm_write_notify.
 *
 * Context: may sleep; &facet_device.mmio_lock or &facet_virtio_pci.pass held at most.
 */
static inline void op_context_memory(void)
{
	might_sleep();
	port_held_at_most(OP_CONTEXT_MOVE, "&dev->mmio_lock", "&pci->pass");
}

/**
 * op_context_pin() - Check the caller of &facet_host_ops.pin or .unpin.
 *
 * Context: may sleep; &facet_virtio_pci.pass held at most.
 */
static inline void op_context_pin(void)
{
	might_sleep();
	port_held_at_most(OP_CONTEXT_MOVE, "&pci->pass");
}

/**
 * op_context_zap() - Check the caller of &facet_host_ops.snoop_writes or .zap_aperture.
 *
 * Context: may sleep; &facet_device.mmio_lock and the lock of detiled pages held at most.
 */
static inline void op_context_zap(void)
{
	might_sleep();
	port_held_at_most(OP_CONTEXT_MOVE, "&dev->mmio_lock", "&detiled->lock");
}

/**
 * op_context_entries() - Check the caller of &facet_host_ops.zap_entries.
 *
 * Context: may sleep; &facet_device.mmio_lock and the lock of the map of GGTT entries held at most.
 */
static inline void op_context_entries(void)
{
	might_sleep();
	port_held_at_most(OP_CONTEXT_MOVE, "&dev->mmio_lock", "&vgpu->ggtt->map.lock");
}

/**
 * op_context_idle() - Check the caller of &pgpu_ops.idle.
 *
 * Context: may sleep; &facet_device.mmio_lock held at most.
 */
static inline void op_context_idle(void)
{
	might_sleep();
	port_held_at_most(OP_CONTEXT_MOVE, "&dev->mmio_lock");
}

#endif
