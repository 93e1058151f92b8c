/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Gen9 PCI function as the guest's driver uses it: registers, interrupts, configuration space,
 * timers and ROM. The owner, a vGPU of the mediator, embeds the device and gives the ops. The
 * display and other register blocks work on the device and do not know the owner.
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
struct gen9_identity;

/**
 * struct facet_device_ops - The operations that a device needs of its owner.
 * @now_ns: return monotonic time in nanoseconds. Context: any.
 * @set_irq: set the level of the interrupt line. Context: atomic; &facet_device.lock held.
 * @arm_timer: call facet_timers_run() once at @deadline_ns, in place of an earlier deadline; ~0:
 *	disarm. Context: atomic; &facet_device.lock held, except in facet_timers_destroy().
 * @kick: call facet_device_work() soon, on the thread that works for the device. Context: any, also
 *	under &facet_device.lock.
 * @place_aperture: note the address of BAR2, which may be the same as before: guest-physical, in
 *	bytes, or FACET_CONFIG_NOWHERE. Context: may sleep; @mmio_lock held at most.
 * @write_switched: handle a trapped write of a FACET_REG_SWITCH row. Context: may sleep; @mmio_lock
 *	held.
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
 * @ops: operations of the owner
 * @mmio_lock: Protects trapped accesses. The owner's worker, timers, events and dma_unmap never
 *	take this lock. Lock order: outside @lock.
 * @lock: Protects interrupts, timers, execlist queues. It also protects configuration space. Traps,
 *	the worker, timers and engine events take this lock. Lock order: inside @mmio_lock.
 * @identity: the GPU that the guest sees; constant
 * @denied: counts of denied accesses and commands
 * @config: PCI configuration space
 * @regs: values of the registers
 * @irq: the interrupt line
 * @timers: armed timers
 * @rom: image of the expansion ROM, GEN9_ROM_SIZE bytes; NULL: none
 * @display: state of the display's register blocks; NULL: the device has no display
 * @display_work: NULL, or the display's work on the owner's worker
 */
struct facet_device {
	const struct facet_device_ops *ops;
	struct mutex mmio_lock;
	spinlock_t lock;
	const struct gen9_identity *identity;
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
 * facet_device_init() - Initialise the locks of a device and allocate its parts.
 * @dev: the device, zeroed; facet_device_fini() frees its parts
 * @ops: operations of the owner; outlive the device
 * @identity: the GPU that the guest sees, a valid one; outlives the device
 * @map: the rows of all registers; outlives the device
 * @bar2_size: size of BAR2 in bytes, a power of two
 *
 * The registers have no values yet: the owner resets them (device/state_section.h). The device has
 * no ROM and no display, and no timer is armed. The function calls none of @ops.
 *
 * Context: process context; may sleep for memory; takes no lock.
 * Return: 0; -ENOMEM: no memory, and nothing is left to be freed.
 */
int facet_device_init(struct facet_device *dev, const struct facet_device_ops *ops,
		      const struct gen9_identity *identity, const struct facet_reg_map *map,
		      u64 bar2_size);

/**
 * facet_device_fini() - Free the parts of a device.
 * @dev: the device of a successful facet_device_init(); nobody uses it any more. The display and
 *	the owner of the ROM's image free their own memory.
 *
 * Disarms the front end's deadline by &facet_device_ops.arm_timer. This does not wait for a
 * facet_timers_run() that runs: the caller has ended it before.
 *
 * Context: process context, no lock of the core held; may sleep. Takes no lock of the device. Takes
 * the locks of the op arm_timer.
 */
void facet_device_fini(struct facet_device *dev);

/**
 * facet_device_now_ns() - Read the clock that the device's timers use.
 * @dev: the device
 *
 * Context: any, also atomic and under any lock; takes no lock; does not sleep.
 * Return: monotonic time in nanoseconds.
 */
u64 facet_device_now_ns(const struct facet_device *dev);

/**
 * facet_device_kick() - Ask for a call of facet_device_work().
 * @dev: the device
 *
 * Wakes the owner's worker for a pass. Several calls may become one pass. While the owner is
 * paused, or has more of the guest's work to do, facet_device_work() comes in a later pass.
 *
 * Context: any, also atomic, also under &facet_device.lock. Takes the locks of the op kick alone.
 * Does not sleep.
 */
void facet_device_kick(struct facet_device *dev);

/**
 * facet_device_work() - Call the display's work on the owner's worker.
 * @dev: the device; nothing happens if it has no display, or the display has no work
 *
 * Context: the owner's worker, one call at a time; no lock held. Takes no lock itself. The
 * display's work takes &gen9_display.lock, in it &facet_device.lock, and in that the locks of the
 * op set_irq. It takes &facet_vgpu.shadow_lock, and the locks of the ops read, pin and unpin and of
 * the pGPU's map and unmap. May sleep for mutexes, memory and guest memory.
 */
void facet_device_work(struct facet_device *dev);

/**
 * facet_device_set_display() - Attach a display, or remove it.
 * @dev: the device
 * @display: value of &facet_device.display, which the caller owns and keeps until the next call;
 *	NULL: none
 * @work: NULL, or called in each pass of the owner's worker, after the guest's submissions. The
 *	worker does not call it while the owner is paused. May sleep. A reset waits for @work: @work
 *	ends soon when facet_progress_stopping() is true.
 *
 * Replaces both values of an earlier call. State sections of the display count while @display is
 * not NULL.
 *
 * Context: any; takes no lock. No worker, trapped access, reset, save or restore runs meanwhile.
 */
void facet_device_set_display(struct facet_device *dev, void *display,
			      void (*work)(struct facet_device *dev));

#endif
