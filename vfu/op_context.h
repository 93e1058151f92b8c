/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contexts that mediator/host.h and pgpu/pgpu.h promise to an op, for whoever implements one
 * in user space. In debug builds the port ends the process where the core breaks a promise.
 * Locks go by the names that their initialisations have.
 */
#ifndef VFU_OP_CONTEXT_H
#define VFU_OP_CONTEXT_H

#include "port.h"

/** op_context_memory() - Check the caller of &facet_host_ops.read, .write or .track. */
static inline void op_context_memory(void)
{
	might_sleep();
	port_held_at_most("&dev->mmio_lock");
}

/** op_context_pin() - Check the caller of &facet_host_ops.pin or .unpin. */
static inline void op_context_pin(void)
{
	might_sleep();
	port_held_at_most();
}

/** op_context_zap() - Check the caller of &facet_host_ops.snoop_writes or .zap_aperture. */
static inline void op_context_zap(void)
{
	might_sleep();
	port_held_at_most("&dev->mmio_lock", "&views->lock");
}

/** op_context_entries() - Check the caller of &facet_host_ops.zap_entries. */
static inline void op_context_entries(void)
{
	might_sleep();
	port_held_at_most("&dev->mmio_lock", "&vgpu->ggtt->map.lock");
}

/** op_context_idle() - Check the caller of &pgpu_ops.idle. */
static inline void op_context_idle(void)
{
	might_sleep();
	port_held_at_most("&dev->mmio_lock");
}

#endif
