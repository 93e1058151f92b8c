/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Floats of 16 bits (HF), for kernels, texels and messages. Takes no lock.
 */
#ifndef EU_HALF_H
#define EU_HALF_H

#include "port.h"

/**
 * eu_half_to_float() - Convert a float of 16 bits.
 * @half: its bits
 *
 * Context: any; takes no lock.
 * Return: the same value.
 */
float eu_half_to_float(u16 half);

/**
 * eu_half_of_float() - Convert to a float of 16 bits.
 * @value: the value
 * @cr0: control register, for rounding and denormals; GEN9_EU_CR0_DENORM_HF alone rounds to nearest
 *	even and keeps denormals
 *
 * Context: any; takes no lock.
 * Return: bits of the rounded value.
 */
u16 eu_half_of_float(float value, u32 cr0);

#endif
