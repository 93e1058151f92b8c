/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Levels of the processor's instruction set, and vectors of 8 channels. Files that eu/isa_sources
 * and sample/isa_sources list are compiled once for each level, with EU_ISA as the name of the
 * level. Takes no lock.
 */
#ifndef EU_LEVELS_H
#define EU_LEVELS_H

#include "port.h"

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

/**
 * eu_level_is_avx2() - Tell whether the processor has AVX2 and FMA.
 *
 * Context: any; takes no lock.
 * Return: true: it has them; functions of level avx2 may be called.
 */
bool eu_level_is_avx2(void);

#endif
