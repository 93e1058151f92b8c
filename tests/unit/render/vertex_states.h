/* SPDX-License-Identifier: GPL-2.0-only */
/* Dwords of commands that place vertices in the memory of a rig (render_rig.h). */
#ifndef TESTS_UNIT_RENDER_VERTEX_STATES_H
#define TESTS_UNIT_RENDER_VERTEX_STATES_H

#include "tests/unit/render/render_rig.h"

/* The graphics address of the byte at @offset of the memory. */
#define LOW(offset)	((u32)RIG_VA + (offset))
#define HIGH		((u32)(RIG_VA >> 32))

/* VERTEX_ELEMENT_STATE of vertex buffer 0: dword 0, and controls of four components. */
#define ELEMENT(format, offset) \
	(gen9_field_bits(GEN9_VE_VALID, 1) | gen9_field_bits(GEN9_VE_FORMAT, format) | (offset))
#define CONTROLS(c0, c1, c2, c3) \
	(gen9_field_bits(GEN9_VE_CONTROL_0, c0) | gen9_field_bits(GEN9_VE_CONTROL_1, c1) | \
	 gen9_field_bits(GEN9_VE_CONTROL_2, c2) | gen9_field_bits(GEN9_VE_CONTROL_3, c3))
#define SRC		GEN9_VFCOMP_STORE_SRC
#define ALL_SRC		CONTROLS(SRC, SRC, SRC, SRC)
#define ALL_ZERO	CONTROLS(GEN9_VFCOMP_STORE_0, GEN9_VFCOMP_STORE_0, \
				 GEN9_VFCOMP_STORE_0, GEN9_VFCOMP_STORE_0)

#endif
