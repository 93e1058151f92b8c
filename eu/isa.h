/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of eu/isa_sources have for each other, at one level of the instruction set. Takes
 * no lock.
 */
#ifndef EU_ISA_H
#define EU_ISA_H

#include "eu/eu_op.h"
#include "eu/levels.h"

/* eu/exec_fast.c */
eu_exec_fn EU_ISA_NAME(eu_fast)(const struct eu_inst *inst, const struct eu_op *op);

/* eu/exec_word.c: NULL: no such way */
eu_exec_fn EU_ISA_NAME(eu_fast_word)(const struct eu_inst *inst, const struct eu_op *op);

/* eu/exec_mid.c */
const struct eu_op *EU_ISA_NAME(eu_exec_mid)(struct eu_thread *t, const struct eu_op *op);

/* eu/exec_convert.c */
eu_load_fn EU_ISA_NAME(eu_load)(u32 type, u32 class, u32 layout);
eu_store_fn EU_ISA_NAME(eu_store)(u32 type, u32 class, u32 layout);

/* eu/exec_compute.c, eu/exec_bits.c, eu/exec_math.c: NULL: no such operation */
eu_compute_fn EU_ISA_NAME(eu_compute)(const struct eu_inst *inst, u32 class);
eu_compute_fn EU_ISA_NAME(eu_compute_bits)(const struct eu_inst *inst, u32 class);
eu_compute_fn EU_ISA_NAME(eu_compute_math)(const struct eu_inst *inst, u32 class);

/* eu/exec_math.c: functions of 8 floats */
eu_f8 EU_ISA_NAME(eu_math8)(u32 math, eu_f8 x, eu_f8 y);

#endif
