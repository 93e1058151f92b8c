/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The OA unit of Gen9 writes reports with counters of the render engine to a ring in memory.
 * Source: PRM SKL Vol. 2c and "Observability"; i915 relies on it in i915_perf.c.
 */
#ifndef GEN9_OA_DEFS_H
#define GEN9_OA_DEFS_H

/* A register of each context: its image holds the value (gen9/context_defs.h). */
#define GEN9_OACTXCONTROL		0x2360u
#define GEN9_OACTX_TIMER		(1u << 1)
/* The timer's period is 2^(exponent + 1) ticks of the command streamer's clock. */
#define GEN9_OACTX_EXPONENT(value)	(((value) >> 2) & 0x3fu)

#define GEN9_OABUFFER_UDW		0x23b4u
#define GEN9_OACONTROL			0x2b00u
#define GEN9_OACONTROL_ENABLE		(1u << 0)
#define GEN9_OACONTROL_FORMAT(value)	(((value) >> 2) & 7u)
#define GEN9_OA_DEBUG			0x2b04u		/* masked */
#define GEN9_OA_DEBUG_CLOCK_RATIO	(1u << 6)	/* reports have clock ratios */
#define GEN9_OASTATUS			0x2b08u
#define GEN9_OASTATUS_REPORT_LOST	(1u << 0)
#define GEN9_OASTATUS_OVERFLOW		(1u << 1)
#define GEN9_OAHEADPTR			0x2b0cu
#define GEN9_OATAILPTR			0x2b10u
#define GEN9_OABUFFER			0x2b14u
#define GEN9_OABUFFER_GGTT		(1u << 0)
#define GEN9_OABUFFER_BYTES(value)	((128u << 10) << (((value) >> 3) & 7u))
#define GEN9_OA_ADDRESS			0xffffffc0u	/* address in head, tail, buffer */

/*
 * Bytes of a report by the number of its format; 0: no such format. 0 is A12, 2 is A12_B8_C8, 5 is
 * A36_B8_C8, 7 is C4_B8.
 */
#define GEN9_OA_FORMATS			8u
#define GEN9_OA_FORMAT_BYTES		{ [0] = 64, [2] = 128, [5] = 256, [7] = 64 }
#define GEN9_OA_REPORT_MAX		256u

/* Dwords at the start of a report. The counters of its format follow. */
#define GEN9_OA_REPORT_ID		0
#define GEN9_OA_REPORT_TIMESTAMP	1	/* command streamer's clock */
#define GEN9_OA_REPORT_CONTEXT		2
#define GEN9_OA_REPORT_TICKS		3	/* render engine's clock */

/* Report ID */
#define GEN9_OA_ID_TIMER		(1u << 19)	/* reason of the report: the timer */
#define GEN9_OA_ID_CONTEXT		(1u << 16)	/* the context id is valid */
/* Clock ratios: frequency / 16.666 MHz, of the slices and of the rest of the engine. */
#define GEN9_OA_CLOCK_UNIT_KHZ		16666u
#define GEN9_OA_CLOCK_MAX_MHZ		2100u	/* the ratio has seven bits */
#define GEN9_OA_ID_CLOCKS(ratio)	(((ratio) & 0x1ffu) | ((ratio) >> 7 & 3u) << 9 | \
					 ((ratio) & 0x7fu) << 25)
#define GEN9_OA_CONTEXT_MASK		0x1fffffu	/* id, in a descriptor's upper half */

#endif
