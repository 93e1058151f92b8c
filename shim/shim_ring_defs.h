/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands that the library itself writes into rings, around each batch. Source: PRM SKL Vol.
 * 2a; i915 writes the same in gt/gen8_engine_cs.c.
 */
#ifndef FACET_SHIM_RING_DEFS_H
#define FACET_SHIM_RING_DEFS_H

#define SHIM_PIPE_CONTROL	0x7a000004u	/* 6 dwords */
#define SHIM_MI_FLUSH_DW	0x13000002u	/* 4 dwords */
#define SHIM_MI_BATCH_START	0x18800101u	/* 3 dwords, address in the PPGTT */

/* PIPE_CONTROL: caches that a request invalidates before its batch */
#define SHIM_PC_INVALIDATE	(1u << 20 | /* CS stall */		\
				 1u << 18 | /* TLB */			\
				 1u << 11 | /* instruction cache */	\
				 1u << 10 | /* texture cache */		\
				 1u << 4 |  /* VF cache */		\
				 1u << 3 |  /* constant cache */	\
				 1u << 2)   /* state cache */
/* PIPE_CONTROL: caches that a request flushes behind its batch */
#define SHIM_PC_FLUSH		(1u << 20 | /* CS stall */		\
				 1u << 12 | /* render target cache */	\
				 1u << 5 |  /* data cache */		\
				 1u << 0)   /* depth cache */
/* PIPE_CONTROL: store the immediate quadword to the GGTT */
#define SHIM_PC_STORE		(1u << 24 | 1u << 14)
/* MI_FLUSH_DW: store the immediate dword */
#define SHIM_FLUSH_STORE	(1u << 14)

/* Offset of the breadcrumb in page 0 of the image, in bytes */
#define SHIM_BREADCRUMB		0x100u

#endif
