/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space, as data. */
#ifndef FACET_CONFIG_H
#define FACET_CONFIG_H

#include "gen9/pci_defs.h"
#include "port.h"

struct facet_state_section;
struct facet_device;

int facet_config_create(struct facet_device *dev, u64 bar2_size);
void facet_config_destroy(struct facet_device *dev);

#define FACET_CONFIG_NOWHERE	(~0ull)	/* BAR2 decodes no address */

/* PCI configuration space, 256 bytes; any offset, any width of 1, 2, 4. */
int facet_config_read(struct facet_device *dev, u32 offset, void *buf, u32 len);

#define FACET_CONFIG_FLR	1

/**
 * facet_config_write() - A write to configuration space.
 * @offset: any
 * @buf: of @len bytes
 * @len: 1, 2 or 4
 *
 * What cannot be written is left as it is. May sleep.
 * Return: 0; FACET_CONFIG_FLR: done, and it starts a function level reset: the caller calls
 * facet_vgpu_flr() before the guest goes on; -EINVAL: no such access.
 */
int facet_config_write(struct facet_device *dev, u32 offset, const void *buf, u32 len);

/**
 * struct facet_bar - What a front end has to tell its VMM.
 * @size: bytes, 0 for none
 */
struct facet_bar {
	u64 size;
};

/** facet_config_bar() - Sizes of BAR 0..5; index 6 is the expansion ROM. */
struct facet_bar facet_config_bar(const struct facet_device *dev, u32 index);

/** facet_config_msi_enabled() - Whether a rise of the interrupt is an MSI now. Any context. */
bool facet_config_msi_enabled(const struct facet_device *dev);

/** facet_config_intx_disabled() - COMMAND bit 10. Any context. */
bool facet_config_intx_disabled(const struct facet_device *dev);

/** struct facet_config_bars - Where the BARs are, as configuration space has it. */
struct facet_config_bars {
	u8 bytes[PCI_CFG_BARS * sizeof(u32)];
};

/**
 * facet_config_bars_save() - Before a function level reset, which QEMU takes to leave BARs where they are.
 * facet_config_bars_restore() - Behind it.
 * @bars: where they were
 *
 * mmio_lock held; they take &facet_device.lock for a moment.
 */
void facet_config_bars_save(struct facet_device *dev, struct facet_config_bars *bars);
void facet_config_bars_restore(struct facet_device *dev, const struct facet_config_bars *bars);

extern const struct facet_state_section facet_config_state;

#endif
