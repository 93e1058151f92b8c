/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space. Accesses are declared in mediator/vgpu.h. */
#ifndef FACET_CONFIG_H
#define FACET_CONFIG_H

#include "gen9/pci.h"
#include "port.h"

struct facet_state_section;
struct facet_vgpu;

int facet_config_create(struct facet_vgpu *vgpu);
void facet_config_destroy(struct facet_vgpu *vgpu);

/** struct facet_config_bars - Where the BARs are, as configuration space has it. */
struct facet_config_bars {
	u8 bytes[PCI_CFG_BARS * sizeof(u32)];
};

/**
 * facet_config_bars_save() - Before a function level reset, which QEMU takes to leave BARs where they are.
 * facet_config_bars_restore() - Behind it.
 * @bars: where they were
 *
 * mmio_lock held; they take facet_vgpu.lock for a moment.
 */
void facet_config_bars_save(struct facet_vgpu *vgpu, struct facet_config_bars *bars);
void facet_config_bars_restore(struct facet_vgpu *vgpu, const struct facet_config_bars *bars);

extern const struct facet_state_section facet_config_state;

#endif
