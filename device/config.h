/* SPDX-License-Identifier: GPL-2.0-only */
/* The PCI configuration space of a device: the functions by which a front end accesses it. */
#ifndef FACET_CONFIG_H
#define FACET_CONFIG_H

#include "device/pci_config_defs.h"
#include "port.h"

struct facet_state_section;
struct facet_device;

/**
 * facet_config_create() - Allocate the configuration space of a device.
 * @dev: the device; gets @dev->config, which facet_config_destroy() frees
 * @bar2_size: size of BAR2 in bytes, a power of two
 *
 * All bytes are 0 until &facet_config_state resets them.
 *
 * Context: process context; may sleep for memory; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->config is unchanged.
 */
int facet_config_create(struct facet_device *dev, u64 bar2_size);

/**
 * facet_config_destroy() - Free the configuration space of a device.
 * @dev: the device; nobody uses it any more. @dev->config may be NULL, and is NULL afterwards.
 *
 * Context: process context, no lock of the core held; may sleep; takes no lock. facet_device_fini()
 * calls it, and facet_device_init() after an error.
 */
void facet_config_destroy(struct facet_device *dev);

#define FACET_CONFIG_NOWHERE	(~0ull)	/* address of a BAR2 that decodes no address */

/**
 * facet_config_read() - Read bytes of the configuration space.
 * @dev: the device
 * @offset: byte offset in the configuration space, any value, also unaligned
 * @buf: gets @len bytes, little-endian; at any alignment; unchanged after an error
 * @len: bytes: 1, 2 or 4; any other value is an error
 *
 * All bytes are of one moment.
 *
 * Context: any, also atomic. Takes &facet_device.lock: not under it or a lock inside it. Does not
 * sleep.
 * Return: 0; -EINVAL: @len is not 1, 2 or 4, or the access ends beyond PCI_CFG_SIZE (256 bytes).
 */
int facet_config_read(struct facet_device *dev, u32 offset, void *buf, u32 len);

#define FACET_CONFIG_FLR	1

/**
 * facet_config_write() - Write bytes of the configuration space.
 * @dev: the device
 * @offset: byte offset in the configuration space, any value, also unaligned
 * @buf: @len bytes, little-endian, at any alignment
 * @len: bytes: 1, 2 or 4; any other value is an error
 *
 * Read-only bits keep their values. Each write, at any offset, reports the address of BAR2 to
 * &facet_device_ops.place_aperture. After an error nothing is written and nothing is reported.
 *
 * A write may enable or disable MSI or INTx. The function does not check the interrupt line again:
 * the front end does so after this call. Source: PCI Local Bus 3.0; PCI Express 3.0, 7.8 (function
 * level reset).
 *
 * Context: process context; mmio_lock held at most. Takes &facet_device.lock, and drops it. If the
 * address of BAR2 has changed, place_aperture takes &facet_detiled.lock, and in it
 * &facet_device.lock and the locks of the ops zap_aperture, snoop_writes and notify_stores. May
 * sleep for these mutexes, not for guest memory or engines.
 * Return: 0; FACET_CONFIG_FLR: the write was done and starts a function level reset: the caller
 * calls facet_vgpu_flr() before the guest goes on, without mmio_lock; -EINVAL: @len is not 1, 2 or
 * 4, or the access ends beyond PCI_CFG_SIZE (256 bytes).
 */
int facet_config_write(struct facet_device *dev, u32 offset, const void *buf, u32 len);

/**
 * struct facet_bar - One BAR, as a front end describes it to its VMM.
 * @size: bytes; 0: the device does not have this BAR
 */
struct facet_bar {
	u64 size;
};

/**
 * facet_config_bar() - Return the size of a BAR or of the expansion ROM.
 * @dev: the device
 * @index: 0 to 5: number of the BAR; 6 (GEN9_BAR_ROM): expansion ROM; any other value: no BAR
 *
 * BAR0 has GEN9_BAR0_SIZE bytes, the ROM has GEN9_ROM_SIZE bytes. BAR2 has the size that
 * facet_config_create() got. There is no other BAR.
 *
 * Context: any; takes no lock. The sizes are constant.
 * Return: the BAR, by value; its size is 0 if there is none with this index.
 */
struct facet_bar facet_config_bar(const struct facet_device *dev, u32 index);

/**
 * facet_config_msi_enabled() - Test if the guest has enabled MSI.
 * @dev: the device
 *
 * Source: PCI Local Bus 3.0.
 *
 * Context: any, also under &facet_device.lock; takes no lock; does not sleep. A concurrent
 * facet_config_write() may change the result.
 * Return: true: each rise of the interrupt line is one MSI; false: the line is INTx, unless
 * facet_config_intx_disabled().
 */
bool facet_config_msi_enabled(const struct facet_device *dev);

/**
 * facet_config_intx_disabled() - Test if the guest has disabled INTx (COMMAND bit 10).
 * @dev: the device
 *
 * Source: PCI Local Bus 3.0.
 *
 * Context: any, also under &facet_device.lock; takes no lock; does not sleep. A concurrent
 * facet_config_write() may change the result.
 * Return: true: the device must not assert INTx; false: it may, if MSI is off.
 */
bool facet_config_intx_disabled(const struct facet_device *dev);

/**
 * struct facet_config_bars - The addresses of the BARs, copied from configuration space.
 * @bytes: the six BAR registers, little-endian
 */
struct facet_config_bars {
	u8 bytes[PCI_CFG_BARS * sizeof(u32)];
};

/**
 * facet_config_bars_save() - Copy the BAR registers before a function level reset.
 * @dev: the device
 * @bars: gets the six registers with their type bits, all of one moment
 *
 * QEMU expects that a function level reset leaves the BARs where they are.
 *
 * Context: process context; mmio_lock held. Takes &facet_device.lock; does not sleep.
 */
void facet_config_bars_save(struct facet_device *dev, struct facet_config_bars *bars);

/**
 * facet_config_bars_restore() - Write back the BAR registers after a function level reset.
 * @dev: the device
 * @bars: registers from facet_config_bars_save() of this device; they are not checked
 *
 * Reports the address of BAR2 to &facet_device_ops.place_aperture. A reset has cleared COMMAND, so
 * the address is FACET_CONFIG_NOWHERE until the guest enables memory accesses again.
 *
 * Context: process context; mmio_lock held. Takes &facet_device.lock, and drops it. If the address
 * of BAR2 has changed, place_aperture takes &facet_detiled.lock, and in it &facet_device.lock and
 * the locks of the ops zap_aperture, snoop_writes and notify_stores. May sleep for these mutexes,
 * not for guest memory or engines.
 */
void facet_config_bars_restore(struct facet_device *dev, const struct facet_config_bars *bars);

extern const struct facet_state_section facet_config_state;

#endif
