/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Vectors of 8 channels. Files that eu/isa_sources lists are compiled once for each level of the
 * instruction set, with EU_ISA as the name of the level. Takes no lock.
 */
#ifndef EU_ISA_H
#define EU_ISA_H

#include "eu/eu_op.h"

#define EU_ISA_JOIN2(name, isa)	name##_##isa
#define EU_ISA_JOIN(name, isa)	EU_ISA_JOIN2(name, isa)
#define EU_ISA_NAME(name)	EU_ISA_JOIN(name, EU_ISA)

#define EU_VECTOR		8u	/* channels of a vector */

typedef float eu_f8 __attribute__((vector_size(32)));
typedef s32 eu_d8 __attribute__((vector_size(32)));
typedef u32 eu_ud8 __attribute__((vector_size(32)));
typedef double eu_df4 __attribute__((vector_size(32)));
typedef s64 eu_q4 __attribute__((vector_size(32)));
typedef u64 eu_uq4 __attribute__((vector_size(32)));
typedef float eu_f4 __attribute__((vector_size(16)));
typedef s32 eu_d4 __attribute__((vector_size(16)));
/* a vector in memory: aligned as its elements are */
typedef u32 eu_ud8_mem __attribute__((vector_size(32), aligned(4), may_alias));

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
