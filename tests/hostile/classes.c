// SPDX-License-Identifier: GPL-2.0-only
/* The list of classes, natively; in a real guest: guest_classes.c. */
#include "classes.h"

const struct hostile_class *const hostile_classes[] = {
	&hostile_holes,
	&hostile_addresses,
	&hostile_registers,
	&hostile_user,
	&hostile_batches,
	&hostile_contexts,
	&hostile_tables,
	&hostile_ggtt,
	&hostile_pvinfo,
	&hostile_floods,
	&hostile_operands,
	&hostile_hardware,
	&hostile_blitter,
	&hostile_equal_addresses,
	&hostile_memory,
	&hostile_config,
	&hostile_bars,
	&hostile_toctou,
	&hostile_revoke,
	&hostile_irqs,
	&hostile_outputs,
	&hostile_pgpu,
	&hostile_workers,
	&hostile_state,
	&hostile_screens,
	&hostile_virtio,
	&hostile_virtio_pci,
	NULL,
};
