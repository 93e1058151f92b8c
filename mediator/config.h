/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space. Accesses are declared in mediator/vgpu.h. */
#ifndef FACET_CONFIG_H
#define FACET_CONFIG_H

#include "port.h"

struct facet_state_section;
struct facet_vgpu;

int facet_config_create(struct facet_vgpu *vgpu);
void facet_config_destroy(struct facet_vgpu *vgpu);

extern const struct facet_state_section facet_config_state;

#endif
