// SPDX-License-Identifier: GPL-2.0-only
/* Levels of the processor's instruction set (levels.h). eu/ and sample/ call this file. */
#include "eu/levels.h"

bool eu_level_is_avx2(void)
{
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
