/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The OA unit of Gen9: counters of the render engine, reported into a ring of memory.
 * Source: PRM SKL Vol. 2c and "Observability"; i915 relies on it in i915_perf.c.
 */
#ifndef GEN9_OA_DEFS_H
#define GEN9_OA_DEFS_H

/* Of a context: its image holds it (gen9/context_defs.h). */
#define GEN9_OACTXCONTROL		0x2360u
#define GEN9_OACTX_TIMER		(1u << 1)
#define GEN9_OACTX_EXPONENT(value)	(((value) >> 2) & 0x3fu)	/* a period is 2^(this + 1) ticks of the engines' clock */

#define GEN9_OABUFFER_UDW		0x23b4u
#define GEN9_OACONTROL			0x2b00u
#define GEN9_OACONTROL_ENABLE		(1u << 0)
#define GEN9_OACONTROL_FORMAT(value)	(((value) >> 2) & 7u)
#define GEN9_OA_DEBUG			0x2b04u		/* masked */
#define GEN9_OA_DEBUG_CLOCK_RATIO	(1u << 6)	/* reports tell it */
#define GEN9_OASTATUS			0x2b08u
#define GEN9_OASTATUS_REPORT_LOST	(1u << 0)
#define GEN9_OASTATUS_OVERFLOW		(1u << 1)
#define GEN9_OAHEADPTR			0x2b0cu
#define GEN9_OATAILPTR			0x2b10u
#define GEN9_OABUFFER			0x2b14u
#define GEN9_OABUFFER_GGTT		(1u << 0)
#define GEN9_OABUFFER_BYTES(value)	((128u << 10) << (((value) >> 3) & 7u))
#define GEN9_OA_ADDRESS			0xffffffc0u	/* of head, tail and buffer */

/* Report formats by number: bytes; 0 is none. A12, A12_B8_C8, A36_B8_C8, C4_B8. */
#define GEN9_OA_FORMATS			8u
#define GEN9_OA_FORMAT_BYTES		{ [0] = 64, [2] = 128, [5] = 256, [7] = 64 }
#define GEN9_OA_REPORT_MAX		256u

/* The first dwords of a report; behind them are the format's counters. */
#define GEN9_OA_REPORT_ID		0
#define GEN9_OA_REPORT_TIMESTAMP	1	/* of the engines' clock */
#define GEN9_OA_REPORT_CONTEXT		2
#define GEN9_OA_REPORT_TICKS		3	/* of the render engine's clock */

/* Report ID */
#define GEN9_OA_ID_TIMER		(1u << 19)	/* why: the timer */
#define GEN9_OA_ID_CONTEXT		(1u << 16)	/* the context is one */
#define GEN9_OA_CLOCK_UNIT_KHZ		16666u		/* of the ratios, which are those of slice and rest */
#define GEN9_OA_ID_CLOCKS(ratio)	(((ratio) & 0x1ffu) | ((ratio) >> 7 & 3u) << 9 | ((ratio) & 0x7fu) << 25)
#define GEN9_OA_CONTEXT_MASK		0x1fffffu	/* of the upper half of its descriptor */

#endif
