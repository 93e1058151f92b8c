/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GMBUS, the I2C controller that reads monitors' EDID.
 * Source: PRM SKL Vol. 2c (GMBUS0-5); i915 uses it in display/intel_gmbus.c.
 */
#ifndef GEN9_GMBUS_DEFS_H
#define GEN9_GMBUS_DEFS_H

#define GEN9_GMBUS0		0xc5100u	/* clock and pins */
#define GEN9_GMBUS1		0xc5104u	/* command */
#define GEN9_GMBUS2		0xc5108u	/* status */
#define GEN9_GMBUS3		0xc510cu	/* data, 4 bytes */
#define GEN9_GMBUS4		0xc5110u	/* interrupt mask */
#define GEN9_GMBUS5		0xc5120u	/* two-byte index */

#define GEN9_GMBUS0_PIN(v)	((v) & 7)
#define GEN9_GMBUS_PIN_B	5u
#define GEN9_GMBUS_PIN_C	4u
#define GEN9_GMBUS_PIN_D	6u
#define GEN9_GMBUS0_BURST	(1u << 6)	/* transfer 256 bytes more than the count */
#define GEN9_GMBUS_BURST_BYTES	256u

#define GEN9_GMBUS1_SW_CLR_INT	(1u << 31)
#define GEN9_GMBUS1_SW_RDY	(1u << 30)
#define GEN9_GMBUS1_STOP	(1u << 27)
#define GEN9_GMBUS1_INDEX	(1u << 26)
#define GEN9_GMBUS1_WAIT	(1u << 25)
#define GEN9_GMBUS1_CYCLE	(GEN9_GMBUS1_STOP | GEN9_GMBUS1_INDEX | GEN9_GMBUS1_WAIT)
#define GEN9_GMBUS1_COUNT(v)	(((v) >> 16) & 0x1ff)
#define GEN9_GMBUS1_SLAVE_INDEX(v) (((v) >> 8) & 0xff)
#define GEN9_GMBUS1_ADDR(v)	(((v) >> 1) & 0x7f)
#define GEN9_GMBUS1_READ	(1u << 0)

#define GEN9_GMBUS2_WAIT_PHASE	(1u << 14)
#define GEN9_GMBUS2_HW_RDY	(1u << 11)
#define GEN9_GMBUS2_SATOER	(1u << 10)	/* no device acknowledged */
#define GEN9_GMBUS2_ACTIVE	(1u << 9)

#define GEN9_GMBUS4_RDY		(1u << 0)	/* interrupt at HW_RDY */
#define GEN9_GMBUS4_WAIT	(1u << 1)	/* interrupt at WAIT_PHASE */
#define GEN9_GMBUS4_IDLE	(1u << 2)	/* interrupt at the end of ACTIVE */
#define GEN9_GMBUS4_NAK		(1u << 3)	/* interrupt at SATOER */

#define GEN9_GMBUS5_ENABLE	(1u << 31)

/* Addresses of a monitor on the bus (VESA E-DDC). */
#define GEN9_DDC_EDID		0x50u
#define GEN9_DDC_SEGMENT	0x30u		/* selects 256 bytes of the EDID */
#define GEN9_DDC_SEGMENT_SIZE	256u

#endif
