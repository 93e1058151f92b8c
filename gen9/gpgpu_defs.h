/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GPGPU_WALKER, which starts the threads of a compute kernel, and the shared local memory (SLM) of
 * these threads.
 * Source: PRM SKL Vol. 2a, GPGPU_WALKER; PRM SKL Vol. 7, "Shared Local Memory".
 */
#ifndef GEN9_GPGPU_DEFS_H
#define GEN9_GPGPU_DEFS_H

/* Bytes of SLM that the threads of one group can have: all that a subslice has. */
#define GEN9_SLM_BYTES			(64u << 10)

/* Dwords of GPGPU_WALKER: data that a kernel reads by an offset from the Indirect Object Base. */
#define GEN9_WALKER_DATA_LENGTH		2u
#define GEN9_WALKER_DATA_LENGTH_MASK	0x1ffffu	/* bytes */
#define GEN9_WALKER_DATA_START		3u
#define GEN9_WALKER_DATA_START_MASK	0xffffffc0u

#endif
