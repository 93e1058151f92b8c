/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AUX channels of the DDIs, and the DPCD registers of a DisplayPort sink.
 * Source: PRM SKL Vol. 2c (DDI_AUX_CTL, DDI_AUX_DATA, DP_TP_CTL, DP_TP_STATUS);
 * VESA DisplayPort 1.2, 2.7 (AUX transactions) and 2.9.3 (DPCD); i915 uses them in
 * display/intel_dp_aux.c, intel_dp_link_training.c and intel_ddi.c.
 */
#ifndef GEN9_AUX_DEFS_H
#define GEN9_AUX_DEFS_H

/* Channels A to D. Each channel's registers are among those of its port. */
#define GEN9_AUX_CHANNELS	4u
#define GEN9_AUX_STRIDE		0x100u
#define GEN9_AUX_CTL		0x64010u
#define GEN9_AUX_DATA		0x64014u	/* the highest byte of a dword goes first */
#define GEN9_AUX_DATAS		5u
#define GEN9_AUX_MESSAGE_MAX	20u

#define GEN9_AUX_SEND_BUSY	(1u << 31)
#define GEN9_AUX_DONE		(1u << 30)
#define GEN9_AUX_INTERRUPT	(1u << 29)	/* enable the interrupt at DONE */
#define GEN9_AUX_TIME_OUT	(1u << 28)
#define GEN9_AUX_RECEIVE_ERROR	(1u << 25)
#define GEN9_AUX_STATUS		(GEN9_AUX_DONE | GEN9_AUX_TIME_OUT | GEN9_AUX_RECEIVE_ERROR)
#define GEN9_AUX_SIZE_MASK	(0x1fu << 20)
#define GEN9_AUX_SIZE(ctl)	(((ctl) >> 20) & 0x1f)
#define GEN9_AUX_SIZE_IS(bytes)	((bytes) << 20)

/* Bits in the port group of interrupts (gen9/irq_defs.h) */
#define GEN9_PORT_AUX_DONE(channel)	((channel) ? 1u << (24 + (channel)) : 1u)

/*
 * A message: 4 bits of request, 20 bits of address, one byte with the length minus 1, data. An
 * address-only message (BARE) ends before the length.
 */
#define GEN9_AUX_BARE		3u
#define GEN9_AUX_HEADER		4u
#define GEN9_AUX_PAYLOAD_MAX	16u
#define GEN9_AUX_REQUEST(byte)	((byte) >> 4)
#define GEN9_AUX_NATIVE		(1u << 3)
#define GEN9_AUX_NATIVE_WRITE	8u
#define GEN9_AUX_NATIVE_READ	9u
#define GEN9_AUX_I2C_MOT	(1u << 2)	/* middle of transaction: no I2C stop follows */
#define GEN9_AUX_I2C_KIND(request)	((request) & 3)
#define GEN9_AUX_I2C_WRITE	0u
#define GEN9_AUX_I2C_READ	1u
#define GEN9_AUX_I2C_STATUS	2u
#define GEN9_AUX_I2C_ADDRESS	0x7fu

/* First byte of a reply */
#define GEN9_AUX_ACK		0x00u
#define GEN9_AUX_NATIVE_NACK	0x10u
#define GEN9_AUX_I2C_NACK	0x40u

/* Transport (DP_TP) registers of a port */
#define GEN9_DP_TP_CTL		0x64040u
#define GEN9_DP_TP_STATUS	0x64044u
#define GEN9_DP_TP_ENABLE	(1u << 31)
#define GEN9_DP_TP_TRAIN(ctl)	(((ctl) >> 8) & 7)
#define GEN9_DP_TP_TRAIN_IDLE	2u
#define GEN9_DP_TP_IDLE_DONE	(1u << 25)

/* DPCD: capabilities */
#define GEN9_DPCD_REV		0x00000u
#define GEN9_DPCD_REV_1_2	0x12u
#define GEN9_DPCD_MAX_RATE	0x00001u
#define GEN9_DPCD_RBR		0x06u		/* in steps of 0.27 Gb/s a lane */
#define GEN9_DPCD_HBR		0x0au
#define GEN9_DPCD_HBR2		0x14u
#define GEN9_DPCD_MAX_LANES	0x00002u
#define GEN9_DPCD_LANES		4u
#define GEN9_DPCD_TPS3		(1u << 6)
#define GEN9_DPCD_ENHANCED	(1u << 7)	/* enhanced framing; the same bit in LANES_SET */
#define GEN9_DPCD_MAX_SPREAD	0x00003u
#define GEN9_DPCD_SPREAD_HALF	0x01u		/* per cent */
#define GEN9_DPCD_CODING_CAP	0x00006u
#define GEN9_DPCD_8B10B		0x01u
#define GEN9_DPCD_PORT0_CAP	0x00008u
#define GEN9_DPCD_PORT0_EDID	0x02u		/* the port has an EDID */
/* DPCD: link configuration, written by the source */
#define GEN9_DPCD_LINK		0x00100u
#define GEN9_DPCD_LINK_SIZE	16u
#define GEN9_DPCD_RATE_SET	0x00100u
#define GEN9_DPCD_LANES_SET	0x00101u
#define GEN9_DPCD_LANES_COUNT(v) ((v) & 0x1f)
#define GEN9_DPCD_PATTERN_SET	0x00102u
#define GEN9_DPCD_PATTERN(v)	((v) & 3)
#define GEN9_DPCD_PATTERN_OFF	0u
#define GEN9_DPCD_PATTERN_CLOCK	1u		/* patterns 2 and 3 are for equalisation */
#define GEN9_DPCD_LANE_SET	0x00103u	/* one register for each lane */
#define GEN9_DPCD_SPREAD_SET	0x00107u
#define GEN9_DPCD_CODING_SET	0x00108u
#define GEN9_DPCD_QUALITY_SET	0x0010bu	/* one register for each lane */
/* DPCD: status of the sink and of the link */
#define GEN9_DPCD_SINK_COUNT	0x00200u
#define GEN9_DPCD_STATUS_LANES	0x00202u	/* 4 bits for each lane */
#define GEN9_DPCD_LANE_CLOCK	0x1u
#define GEN9_DPCD_LANE_EQUAL	0x6u		/* equalised, symbols locked */
#define GEN9_DPCD_ALIGN		0x00204u
#define GEN9_DPCD_ALIGN_DONE	0x01u
#define GEN9_DPCD_SINK_STATUS	0x00205u
#define GEN9_DPCD_SINK_IN_SYNC	0x01u		/* receive port 0 */
#define GEN9_DPCD_POWER		0x00600u
#define GEN9_DPCD_POWER_MASK	0x07u
#define GEN9_DPCD_POWER_ON	0x01u

#endif
