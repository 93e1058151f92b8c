// SPDX-License-Identifier: GPL-2.0-only
/* The list of classes in a real guest; natively: classes.c. */
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
	NULL,
};
