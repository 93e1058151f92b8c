// SPDX-License-Identifier: GPL-2.0-only
/* The functions of one level of the instruction set. Takes no lock. */
#include "eu/isa.h"

const struct eu_isa EU_ISA_NAME(eu_isa) = {
	.fast = EU_ISA_NAME(eu_fast),
	.compute = EU_ISA_NAME(eu_compute),
	.load = EU_ISA_NAME(eu_load),
	.store = EU_ISA_NAME(eu_store),
	.mid = EU_ISA_NAME(eu_exec_mid),
};
