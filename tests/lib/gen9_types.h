/* SPDX-License-Identifier: GPL-2.0-only */
/* The types of vGPU that are a Gen9 GPU: facet_types[0 .. gen9_type_count() - 1]. */
#ifndef TESTS_GEN9_TYPES_H
#define TESTS_GEN9_TYPES_H

#include "mediator/type.h"

/**
 * gen9_type_count() - Count the types with an aperture, which come first.
 *
 * Context: any.
 * Return: the number.
 */
static inline u32 gen9_type_count(void)
{
	u32 n = 0;

	while (n < facet_type_count && facet_types[n].aperture_mib)
		n++;
	return n;
}

#endif
