/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Gen9 PCI function as its driver sees it: registers, interrupts, configuration space, timers and
 * ROM. The owner (a vGPU of the mediator) embeds one and gives the ops; the display and other
 * register blocks work on it and need not know the owner.
 */
#ifndef FACET_DEVICE_H
#define FACET_DEVICE_H

#include "port.h"

struct facet_config;
struct facet_denied;
struct facet_device;
struct facet_irq;
struct facet_reg;
struct facet_reg_map;
struct facet_regs;
struct facet_timers;

/**
 * struct facet_device_ops - What a device needs of its owner.
 * @now_ns: return monotonic time in nanoseconds. Any context.
 * @set_irq: set the level of the interrupt line. Atomic context, &facet_device.lock held.
 * @arm_timer: call facet_timers_run() once at @deadline_ns; replaces an earlier deadline; ~0ull
 *	disarms. Atomic context, &facet_device.lock held.
 * @kick: call facet_device_work() soon, on the thread that works for the device. Any context, not
 *	under &facet_device.lock.
 * @place_aperture: the guest has moved BAR2 to this guest-physical address in bytes, or to
 *	FACET_CONFIG_NOWHERE. May sleep; @mmio_lock held at most.
 * @write_switched: a trapped write of a FACET_REG_SWITCH row. May sleep; @mmio_lock held.
 */
struct facet_device_ops {
	u64 (*now_ns)(const struct facet_device *dev);
	void (*set_irq)(struct facet_device *dev, bool level);
	void (*arm_timer)(struct facet_device *dev, u64 deadline_ns);
	void (*kick)(struct facet_device *dev);
	void (*place_aperture)(struct facet_device *dev, u64 gpa);
	void (*write_switched)(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			       u32 value);
};

/**
 * struct facet_device - One PCI function. Each concern owns its part.
 * @ops: the owner
 * @mmio_lock: serializes trapped register accesses. Outermost. Never taken by the owner's worker,
 *	by timers, by events or by dma_unmap.
 * @lock: spinlock, innermost but for the scheduler's: interrupt tree, timers, configuration space,
 *	and the owner's execlist queues. Taken by traps, the worker, timers and engine events.
 * @denied: accesses and commands that were refused
 * @config: PCI configuration space
 * @regs: values of the registers
 * @irq: the interrupt line
 * @timers: armed timers
 * @rom: image of the expansion ROM, GEN9_ROM_SIZE bytes; NULL: none
 * @display: what the register blocks of the display work on; NULL: the device has no display
 * @display_work: NULL, or what the display has to do on the owner's worker
 */
struct facet_device {
	const struct facet_device_ops *ops;
	struct mutex mmio_lock;
	spinlock_t lock;
	struct facet_denied *denied;
	struct facet_config *config;
	struct facet_regs *regs;
	struct facet_irq *irq;
	struct facet_timers *timers;
	const u8 *rom;
	void *display;
	void (*display_work)(struct facet_device *dev);
};

/**
 * facet_device_init() - Make the parts of a device. The registers have no values yet: the owner
 * resets them (device/state_section.h).
 * @dev: the device, zeroed
 * @ops: the owner; outlives the device
 * @map: the rows of all registers; outlives the device
 * @bar2_size: size of BAR2 in bytes, a power of two
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM: nothing is left to be freed.
 */
int facet_device_init(struct facet_device *dev, const struct facet_device_ops *ops,
		      const struct facet_reg_map *map, u64 bar2_size);

/**
 * facet_device_fini() - Free the parts of a device.
 * @dev: the device; nobody uses it any more
 *
 * Context: may sleep; no lock held.
 */
void facet_device_fini(struct facet_device *dev);

/**
 * facet_device_now_ns() - Read the clock that the device's timers use.
 * @dev: the device
 *
 * Context: any; takes no lock.
 * Return: monotonic time in nanoseconds.
 */
u64 facet_device_now_ns(const struct facet_device *dev);

/**
 * facet_device_kick() - Ask for a call of the display's work.
 * @dev: the device
 *
 * Context: any, but not under &facet_device.lock.
 */
void facet_device_kick(struct facet_device *dev);

/**
 * facet_device_work() - Do what the display has to do on the owner's worker.
 * @dev: the device
 *
 * Context: the owner's worker, one call at a time; no lock held; may sleep.
 */
void facet_device_work(struct facet_device *dev);

/**
 * facet_device_set_display() - Attach a display, or take it away.
 * @dev: the device
 * @display: what facet_device.display shall be; NULL: none
 * @work: NULL, or called in each pass of the owner's worker, behind what the guest has submitted,
 *	and not while the owner is paused. May sleep. A reset waits for it, so that it ends soon
 *	when the owner says so (facet_progress_stopping()).
 *
 * Context: the worker does not run meanwhile.
 */
void facet_device_set_display(struct facet_device *dev, void *display,
			      void (*work)(struct facet_device *dev));

#endif
