/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt tree: IMR, IIR and IER of each group, and the master register. The master
 * register's bits are derived from IIR & IER and never stored.
 */
#ifndef FACET_IRQ_H
#define FACET_IRQ_H

#include "port.h"

struct facet_device;
struct facet_reg_block;
struct facet_state_section;

/**
 * enum facet_irq_group - A set of the registers IMR, IIR and IER.
 * @FACET_IRQ_GT0: RCS in bits 15:0, BCS in bits 31:16
 * @FACET_IRQ_GT1: VCS in bits 15:0. Bits 31:16 belong to an absent engine and never rise.
 * @FACET_IRQ_GT2: power management of the GT
 * @FACET_IRQ_GT3: VECS in bits 15:0
 * @FACET_IRQ_PIPE_A: display pipe A
 * @FACET_IRQ_PIPE_B: display pipe B
 * @FACET_IRQ_PIPE_C: display pipe C
 * @FACET_IRQ_PORT: display ports
 * @FACET_IRQ_MISC: display, miscellaneous
 * @FACET_IRQ_PCU: power control unit
 * @FACET_IRQ_PCH: south display engine (SDE): hotplug, GMBUS
 * @FACET_IRQ_GROUPS: number of groups
 */
enum facet_irq_group {
	FACET_IRQ_GT0,
	FACET_IRQ_GT1,
	FACET_IRQ_GT2,
	FACET_IRQ_GT3,
	FACET_IRQ_PIPE_A,
	FACET_IRQ_PIPE_B,
	FACET_IRQ_PIPE_C,
	FACET_IRQ_PORT,
	FACET_IRQ_MISC,
	FACET_IRQ_PCU,
	FACET_IRQ_PCH,
	FACET_IRQ_GROUPS,
};

/**
 * facet_irq_raise() - Raise interrupts of a group.
 * @dev: the device
 * @group: the group, less than FACET_IRQ_GROUPS; not checked
 * @bits: bits of the group's ISR that rise, any value; bits of absent sources are ignored
 *
 * The bits that IMR does not mask are latched in IIR, where some may be set already. The interrupt
 * line rises if IER and the master register enable a bit of IIR. That may be an old bit. A line
 * that is high stays high. Source: PRM SKL Vol. 12 (Display), Vol. 2c; i915 gt/intel_gt_irq.c.
 *
 * Context: any, also atomic, also under &gen9_display.lock. Takes &facet_device.lock: not under it
 * or a lock inside it. If the line rises, takes the locks of the op set_irq in it. Does not sleep.
 * Return: the bits of @bits that exist and IMR does not mask; 0: none.
 */
u32 facet_irq_raise(struct facet_device *dev, enum facet_irq_group group, u32 bits);

/**
 * facet_irq_raise_engine() - Raise interrupts of an engine.
 * @dev: the device
 * @engine: enum gen9_engine; nothing happens for any other value
 * @bits: GEN9_GT_* bits, unshifted: bit 0 user interrupt, bit 8 context switch; bits 31:16 are
 *	ignored
 *
 * The engine's RING_IMR masks the bits first, then facet_irq_raise() handles the rest. Source: PRM
 * SKL Vol. 12 (Display), Vol. 2c; i915 gt/intel_gt_irq.c.
 *
 * Context: any, also atomic, also under &gen9_display.lock. Unless RING_IMR masks all bits, takes
 * &facet_device.lock: not under it or a lock inside it. If the line rises, takes the locks of the
 * op set_irq in it. Does not sleep.
 */
void facet_irq_raise_engine(struct facet_device *dev, u32 engine, u32 bits);

extern const struct facet_reg_block facet_irq_regs;
extern const struct facet_state_section facet_irq_state;

/**
 * facet_irq_create() - Allocate the interrupt line of a device.
 * @dev: the device; gets @dev->irq with the line low, which facet_irq_destroy() frees
 *
 * Context: process context; may sleep for memory; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->irq is NULL.
 */
int facet_irq_create(struct facet_device *dev);

/**
 * facet_irq_destroy() - Free the interrupt line of a device.
 * @dev: the device; nobody uses it any more. @dev->irq may be NULL, and is NULL afterwards.
 *
 * The function does not lower the line.
 *
 * Context: process context, no lock of the core held; may sleep; takes no lock. facet_device_fini()
 * calls it, and facet_device_init() after an error.
 */
void facet_irq_destroy(struct facet_device *dev);

/**
 * facet_irq_sync_line() - Set the interrupt line to the level that the registers give.
 * @dev: the device
 *
 * A reset and a restore set the registers without their handlers. They call this function
 * afterwards. &facet_device_ops.set_irq is called only if the level changes, so a repeated call is
 * harmless.
 *
 * Context: any, also atomic. Takes &facet_device.lock: not under it or a lock inside it. If the
 * level changes, takes the locks of the op set_irq in it. Does not sleep.
 */
void facet_irq_sync_line(struct facet_device *dev);

#endif
